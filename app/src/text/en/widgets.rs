//! Words that belong to components wherever they stand: fields, dialogs, badges, lists.

use super::plural;

texts! {
    /// Fields, tables, lists, undo, loading.
    Widgets {
        optional = "(optional)";
        show = "Show";
        hide = "Hide";
        show_password = "Show password";
        things_to_correct(n: i64) => |n| match n {
            1 => "One thing to correct".into(),
            2 => "Two things to correct".into(),
            3 => "Three things to correct".into(),
            n => plural(n, "thing to correct", "things to correct"),
        };
        loading = "Loading";
        did_not_load = "This did not load.";
        try_again = "Try again";
        refresh = "Refresh";
        as_of(time: &str) = "As of {time}";
        undo = "Undo";
        hide_bar = "Hide";
        close = "Close";
        more = "More";
        copy = "Copy";
        copied = "Copied";
        yes = "Yes";
        no = "No";
        previous = "Previous";
        next = "Next";
        pages = "Pages";
        page_of(page: i64, pages: i64) = "Page {page} of {pages}";
        today = "Today";
        breadcrumb = "You are here";
        opens_elsewhere = "opens another site";
        was_on = "Was on";
        was_off = "Was off";
        not_connected = "Not connected";
        waiting_for_it = "Waiting for IT";
        connected = "Connected";
        catching_up = "Catching up";
        retrying = "Retrying";
        needs_reconnecting = "Needs reconnecting";
        needs_permission = "Needs permission";
        calendar_missing = "Calendar missing";
        on_our_side = "On our side";
        paused_by_policy = "Paused by policy";
        disconnecting = "Disconnecting";
        it_approval = "IT approval";
        line_waiting(n: i64) = "{n} waiting";
        line_progress(done: i64, of: i64) = "{done} of {of}";
        line_it_approval = "IT approval";
        line_paused = "Paused";
        on_provider_since(provider: &str, when: &str) = "On {provider} since {when}";
        since(when: &str) = "Since {when}";
        moved(when: &str) = "Moved {when}";
        sending = "Sending";
        trying_again_at(when: &str) = "Trying again at {when}";
        not_delivered(why: &str) = "Not delivered: {why}";
        why_waiting_for_it = "waiting for IT";
        why_not_connected = "not connected";
        why_needs_reconnecting = "needs reconnecting";
        why_needs_permission = "needs permission";
        why_calendar_missing = "calendar missing";
        why_paused = "paused";
        not_delivered_starts_in(duration: &str) = "Not delivered, starts in {duration}";
        in_duration(duration: &str) = "In {duration}";
        you_deleted_it = "You deleted it there";
        somebody_deleted_it(person: &str) = "{person} deleted it there";
        put_back = "Put back";
        not_booked_not_sent = "Nobody is booked, so nothing is sent";
        removed(when: &str) = "Removed {when}";
        being_removed = "Being removed";
        all_that_receives(provider: &str) = "All that {provider} receives";
        all_that_your_calendar_receives = "All that your calendar receives";
        example = "Example";
        event_text = "Text";
        event_shown_as = "Shown as";
        event_reminder = "Reminder";
        event_guests = "Guests";
        event_place = "Place";
    }
}
