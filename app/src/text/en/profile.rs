//! Profile: General, Security, and the External tab with every state of a connection.

use super::plural;

texts! {
    /// Profile pages. `provider` is "Google Calendar" or "Microsoft 365", `maker` "Google" or "Microsoft".
    Profile {
        title = "Profile";
        general = "General";
        security = "Security";
        external = "External";
        external_calendar = "External Calendar";
        external_lead = "Booked classes appear on your own calendar by themselves and leave it when the last case is removed. It works one way: what you do in your calendar changes nothing here.";
        google_calendar = "Google Calendar";
        microsoft_365 = "Microsoft 365";
        google = "Google";
        microsoft = "Microsoft";
        your_calendar = "Your calendar";

        // The connection panel, state by state.
        not_connected_headline = "Put your classes on the calendar you use";
        not_connected_sentence = "Connect once, in about a minute; from then on every class booked with you appears there by itself.";
        connect(provider: &str) = "Connect {provider}";
        connecting = "Connecting";
        also_add(n: i64) => |n| match n {
            0 => "Also add my upcoming classes".into(),
            n => format!("Also add my {}", plural(n, "upcoming class", "upcoming classes")),
        };
        also_add_hint = "Untick to start with the next class that is booked. Past classes are never added.";
        google_detail = "Google Workspace or a personal Google account";
        microsoft_detail = "Outlook with a work, school or personal account";
        google_hint_before = "Google may show an empty box, ";
        google_permission = "“View and edit events on all your calendars”";
        google_hint_after = ". Tick it, then choose Continue.";
        microsoft_hint = "Some organizations need their IT department to approve this once. If yours does, we prepare everything for them.";
        only_provider(provider: &str) = "Your organization uses {provider} for this.";
        not_connected_yet = "Not connected yet";
        booked_classes(n: i64) => |n| plural(n, "booked class", "booked classes");

        waiting_headline = "Your IT department approves this once, for everyone";
        waiting_sentence(maker: &str, domain: &str, product: &str) = "{maker} lets nobody at {domain} connect until IT has approved {product}; we email you when they have.";
        approved_badge = "Approved";
        approved_headline = "Your IT department has approved";
        approved_sentence(provider: &str) = "Connect {provider} once more, and you are done.";
        it_refused(when: &str) = "Your IT department said no on {when}. Your private feed stays.";
        it_must_approve = "My IT department must approve";
        it_address = "Email address of your IT department";
        it_address_hint = "They get one page with everything they need, always the same text.";
        not_needed_after_all = "Not needed after all";
        show_address = "Show";
        copy_address = "Copy";
        send_to_it = "Send to IT";
        send_reminder = "Send IT a reminder";
        copy_link_for_it = "Copy link for IT";
        download_pdf = "Download PDF";
        it_has_approved = "IT has approved: try again";
        trail_asked = "You asked to connect";
        trail_sent(to: &str) = "You sent the approval page to {to}";
        trail_send = "You send the approval page to IT";
        trail_opened = "IT opened it";
        trail_opens = "IT opens it";
        trail_approves_entra = "IT approves it in Microsoft Entra";
        trail_approves_google = "IT approves it in the Google Admin console";
        trail_approves_detail = "About five minutes for somebody with administrator rights";
        trail_waiting = "Waiting";
        trail_connect = "You choose Connect once more, and are done";
        until_then = "Until then: your private feed";
        feed_outlook = "Add this address in Outlook under “Subscribe from web”. Outlook fetches it every few hours, so look here for changes on the same day.";

        connected_headline(provider: &str) = "Your classes are on {provider}";
        connected_all(n: i64) => |n| match n {
            1 => "Your upcoming class is there.".into(),
            n => format!("All {n} upcoming classes are there."),
        };
        connected_one_deleted(there: i64, of: i64) = "{there} of your {of} upcoming classes are there; one you deleted yourself.";
        connected_some_deleted(there: i64, of: i64, deleted: i64) = "{there} of your {of} upcoming classes are there; {deleted} you deleted yourself.";
        connected_part(there: i64, of: i64) = "{there} of your {of} upcoming classes are there.";
        connected_none = "You have no booked classes yet; the first appears by itself.";
        open(provider: &str) = "Open {provider}";
        switch_calendar = "Switch calendar";
        disconnect = "Disconnect…";

        catching_up_headline(provider: &str) = "Adding your classes to {provider}";
        catching_up_sentence(done: i64, of: i64) = "{done} of {of} are there; you can leave this page, it finishes by itself.";

        not_answering_headline(maker: &str) = "{maker} is not answering";
        retrying_sentence(n: i64, time: &str) => |n, time| format!(
            "{} waiting; we try again at {time} and keep trying, so there is nothing for you to do.",
            plural(n, "change is", "changes are"),
        );
        try_now = "Try now";

        reconnect(provider: &str) = "Reconnect {provider}";
        reconnect_sentence(maker: &str, when: &str, n: i64) => |maker, when, n| match n {
            0 => format!("{maker} ended our access {when}; nothing is waiting."),
            1 => format!("{maker} ended our access {when}; 1 change is waiting and goes out as soon as you reconnect."),
            n => format!("{maker} ended our access {when}; {n} changes are waiting and go out as soon as you reconnect."),
        };
        why_does_this_happen = "Why does this happen?";
        why_answer(maker: &str) = "Usually because access was removed in the {maker} account, the account’s security settings changed, or an administrator restricted apps. Your other events were not touched. If you reconnect the same account, the events already there are kept.";

        permission_headline(maker: &str) = "{maker} no longer lets us add classes";
        permission_sentence(permission: &str, n: i64) => |permission, n| format!(
            "The permission {permission} is missing, so {} waiting.",
            plural(n, "change is", "changes are"),
        );
        microsoft_permission = "“Have full access to your calendars”";
        choose_permissions_again = "Choose permissions again";

        missing_headline = "Your calendar cannot be found";
        missing_mailbox(account: &str) = "The mailbox of {account} does not answer: it may be moved, closed or without a license. Until it is back, a private feed can show your classes.";
        check_again = "Check again";

        // Check my calendar.
        check_calendar = "Check my calendar";
        check_lead = "We look at our own events in your calendar, found by their mark, and at nothing else. Nothing changes until you choose it.";
        check_all_well = "Everything is as it should be";
        check_looked(n: i64) => |n| match n {
            0 => "No upcoming class of yours is on your calendar, as it should be.".into(),
            1 => "We looked at your upcoming class.".into(),
            n => format!("We looked at your next {n} classes."),
        };
        check_waiting(n: i64) => |n| format!("{} on the way, and was not looked at.", plural(n, "change is", "changes are"));
        check_busy = "Something is being sent at this moment. Check again in a minute.";
        check_not_connected = "There is no calendar to check: none is connected, or it needs you first.";
        check_not_answering(provider: &str) = "{provider} is not answering right now. Nothing was changed; check again later.";
        check_col_found = "What we found";
        check_col_fix = "Put it right";
        check_missing = "It is not there";
        check_outdated = "It shows something else";
        check_extra = "It is there and should not be";
        check_update = "Update it";
        check_remove = "Remove it";
        check_fix_all = "Put everything right";

        our_side_headline(maker: &str) = "We cannot reach {maker} right now";
        our_side_sentence(maker: &str, n: i64) => |maker, n| format!(
            "Our own access to {maker} needs attention; your administrator and we have been told, {} waiting, and there is nothing for you to do.",
            plural(n, "change is", "changes are"),
        );

        paused_headline = "Paused by your organization";
        paused_sentence(since: &str, n: i64, at: &str) => |since, n, at| format!(
            "An administrator switched this off {since}; your {} removed at {at} unless they undo it.",
            plural(n, "event is", "events are"),
        );
        paused_removals(n: i64) => |n| if n == 1 {
            "1 removal that nobody asked for was stopped; an administrator has been asked.".into()
        } else {
            format!("{n} removals that nobody asked for were stopped; an administrator has been asked.")
        };
        paused_done(since: &str) = "An administrator switched this off {since}.";
        ask_administrator = "Ask an administrator";

        disconnecting_headline(provider: &str) = "Taking your classes off {provider}";
        disconnecting_sentence(done: i64, of: i64) = "{done} of {of} are gone; when the last one is, our access ends. You can leave this page.";
        leave_the_rest = "Leave the rest and finish";

        // The one-way line's name, per state.
        line_not_connected = "Your classes do not reach a calendar yet";
        line_waiting_for_it(provider: &str) = "Changes do not reach {provider} until IT has approved";
        line_connected(provider: &str) = "Changes reach {provider}";
        line_catching_up(provider: &str, done: i64, of: i64) = "Changes are on their way to {provider}; {done} of {of} are there";
        line_interrupted(provider: &str, n: i64) => |provider, n| format!(
            "Changes do not reach {provider}; {} waiting",
            if n == 1 { "1 is".to_owned() } else { format!("{n} are") },
        );
        line_paused(provider: &str) = "Changes do not reach {provider}; it is paused";
        line_disconnecting(provider: &str) = "Your classes are leaving {provider}";

        // Facts under the panel.
        fact_account = "Account";
        fact_calendar = "Calendar";
        fact_connected = "Connected";
        fact_last_change = "Last change sent";
        fact_reminder = "Reminder";
        fact_emailed = "You were emailed";
        your_main_calendar = "Your main calendar";
        work_account = "Work account";
        personal_account = "Personal account";
        never = "Never";
        change = "Change";
        reminder_before(minutes: i64) => |n| format!("{} before", plural(n, "minute", "minutes"));
        reminder_at_start = "At the start";
        reminder_none = "None";
        reminder_calendar_default = "As your calendar does";
        reminder_saved(what: &str) = "Reminder saved: {what}";
        reminder_save = "Save reminder";
        reminder_label = "Remind me";

        // Lists below.
        next_on_calendar = "Next on your calendar";
        waiting_to_be_sent = "Waiting to be sent";
        all_classes(n: i64) => |n| match n {
            1 => "Your class".into(),
            n => format!("All {n} classes"),
        };
        col_when = "When";
        col_class = "Class";
        col_on(provider: &str) = "On {provider}";
        col_change = "Change";
        nothing_next = "Nothing on your calendar yet";
        nothing_next_text = "The next class that is booked with you appears here.";
        change_added = "To be added";
        change_moved_from(time: &str) = "Moved from {time}";
        change_removed = "To be removed";
        download_event = "Download event";
        starts_in(duration: &str) = "Starts in {duration}";

        // Exactly what is sent.
        exactly = "Exactly what is sent";
        exactly_lead = "One event per class, and only these fields.";
        never_sent = "Never sent";
        never_names = "Any person’s name";
        never_cases = "Case numbers";
        never_counts = "How many are booked";
        never_notes = "Notes or contacts";
        never_availability = "Open availability";
        never_sites = "Sites and rooms";
        never_rooms = "Rooms";
        raw_data = "See it as raw data";
        every_message = "Every message ever sent for you";
        raw_lead = "This is the whole request, as it leaves here.";
        messages_lead = "Newest first. Nothing else was ever sent for you.";
        col_action = "Added, changed or removed";
        col_fields = "Fields";
        col_answer = "Answer";
        messages = "Messages";
        no_messages = "Nothing was ever sent";
        no_messages_text = "When a class goes to your calendar, its message appears here.";

        // Coming back from the provider.
        back_success_title(provider: &str) = "Connected to {provider}";
        back_success_sentence(account: &str, n: i64) => |account, n| {
            let first = format!("We added a test event to {account} and removed it again, so we know it works.");
            match n {
                0 => first,
                1 => format!("{first} Your class is on its way."),
                n => format!("{first} Your {n} classes are on their way."),
            }
        };
        back_box_title = "One box was not ticked";
        back_box_sentence = "Google did not give us “View and edit events on all your calendars”, so nothing was connected and nothing is stored.";
        not_now = "Not now";
        back_refused_title = "Nothing was connected";
        back_refused_sentence(maker: &str) = "You left {maker}’s page before finishing; nothing is stored.";
        back_admin_title = "Did Microsoft ask for an administrator?";
        back_admin_sentence = "Microsoft only tells us that it was not accepted. If you saw “Approval required”, IT has to approve first.";
        shown_approval = "I was shown an approval screen";
        changed_my_mind = "I changed my mind";
        back_still_title(maker: &str) = "Still on {maker}’s page?";
        back_still_sentence(product: &str) = "If it said “Approval required” or “Access blocked”, an administrator has to allow {product} first.";
        start_again = "Start again";
        back_other_title = "This is a different account";
        back_other_sentence(chosen: &str, staff: &str) = "You chose {chosen}; your staff address is {staff}. Your classes appear on the first.";
        use_this_account = "Use this account";
        choose_another = "Choose another";
        back_not_allowed_title = "This account is not allowed here";
        back_not_allowed_sentence(domain: &str) = "Your organization allows accounts at {domain} only; nothing was connected.";
        back_not_allowed_any = "Your organization does not allow this account; nothing was connected.";
        back_not_allowed_work = "Your organization allows work and school accounts only; nothing was connected.";
        back_not_allowed_tenants = "Your organization allows accounts of certain Microsoft 365 organizations only; nothing was connected.";
        choose_another_account = "Choose another account";
        back_mailbox_title = "This account has no calendar we can use";
        back_mailbox_sentence(maker: &str, account: &str) = "{maker} says {account} has no mailbox with a calendar; nothing was connected. It may be on your organization’s own servers, without a license, or a guest’s. Choose another account, or set up a private feed below: it shows your classes in any calendar app.";
        that_account = "this account";
        back_needs_title = "Your IT department has to approve first";
        back_needs_sentence(maker: &str) = "{maker} lets nobody of your organization connect until an administrator has approved; nothing is stored.";
        back_test_sentence = "You gave permission, but we could not add a test event; nothing is connected yet.";
        try_again = "Try again";
        back_expired_title = "Start again from here";
        back_expired_sentence = "That answer was for a request we no longer wait for; nothing is stored.";

        // Disconnect and switch.
        disconnect_title(provider: &str) = "Disconnect {provider}?";
        disconnect_text(account: &str) = "New classes stop going to {account}. Classes here do not change.";
        remove_mine(n: i64) => |n| format!("Remove my {} from the calendar", plural(n, "upcoming class", "upcoming classes"));
        remove_hint = "Past ones stay. Untick to keep what is there; it will no longer change.";
        microsoft_keeps(product: &str) = "Microsoft keeps {product} in its list of apps until you remove it there.";
        cannot_reach(n: i64) => |n| format!(
            "We cannot reach this calendar any more, so its {}. Reconnect first if you want them removed.",
            plural(n, "event stays", "events stay"),
        );
        stay_connected = "Stay connected";
        disconnect_now = "Disconnect";
        disconnecting = "Disconnecting";
        switch_same_title = "Switch to another calendar?";
        switch_text = "Your classes move to the account you choose next.";
        switch_title(provider: &str) = "Switch to {provider}?";
        switch_step_connect = "You connect the new calendar.";
        switch_step_add(n: i64) => |n| match n {
            1 => "Your upcoming class is added there.".into(),
            n => format!("Your {n} upcoming classes are added there."),
        };
        switch_step_leave(provider: &str) = "They leave {provider}, and our access to it ends.";
        stay_with(provider: &str) = "Stay with {provider}";
        continue_to(maker: &str) = "Continue to {maker}";

        // The feed.
        other_account(account: &str, staff: &str) = "{account} is a different account than your staff address {staff}.";
        not_offered_yet(provider: &str) = "{provider} comes next. It cannot be connected here yet.";
        trying = "Trying";
        busy_private = "Busy, private";
        nothing_waiting = "Nothing is waiting";
        added = "Added";
        changed = "Changed";
        removed = "Removed";
        tested = "Connection test";
        answer_confirmed = "Confirmed";
        answer_gone = "It was gone already";
        answer_none = "No answer yet";
        older = "Older";
        newer = "Newer";
        refresh_hint = "This page updates by itself while it is open.";
        another_app = "Another calendar app?";
        another_app_text = "A private feed address works in any calendar app. It is slower: apps fetch it when they like, often every few hours.";
        set_up_feed = "Set up a feed";
        feed_title = "Your private feed";
        feed_text = "A private address works in any calendar app. It is slower: apps fetch it when they like, often every few hours. Anybody who has the address can see the times, never a name.";
        new_address = "New address";
        new_address_hint = "The old address stops working now.";
        end_feed = "End the feed";

        // General and Security.
        name = "Name";
        language = "Language";
        appearance = "Appearance";
        clock = "Clock";
        clock_organization = "As the organization does";
        clock_12 = "12 hours (9:00 am)";
        clock_24 = "24 hours (09:00)";
        save = "Save changes";
        saving = "Saving";
        saved = "Saved";
        password = "Password";
        current_password = "Current password";
        new_password = "New password";
        new_password_hint = "At least 10 characters. A few words are easier to remember than signs.";
        change_password = "Change password";
        password_changed = "Password changed. Other devices were signed out.";
        devices = "Signed-in devices";
        this_device = "This device";
        last_seen(when: &str) = "Last used: {when}";
        sign_out_elsewhere = "Sign out everywhere else";
        signed_out_elsewhere = "Every other device is signed out.";
    }
}
