//! My classes, schedule, one class (details, roster, delivery), availability.

use super::plural;

texts! {
    /// Classes and availability.
    Classes {
        my_classes = "My classes";
        schedule = "Schedule";
        class = "Class";
        summary_connected(provider: &str, there: i64, of: i64) = "{provider}: connected, {there} of {of} upcoming classes there";
        summary_not_connected = "Your calendar: not connected";
        summary_state(provider: &str, state: &str) = "{provider}: {state}";
        calendar_settings = "Calendar settings";
        add_availability = "Add availability";
        add = "Add";
        next = "Next";
        open_roster = "Open roster";
        previous_week = "Previous week";
        next_week = "Next week";
        previous_day = "Previous day";
        next_day = "Next day";
        today = "Today";
        view = "View";
        agenda = "Agenda";
        week = "Week";
        time_zone(city: &str) = "{city} time";
        booked_of(booked: i64, capacity: i64) = "{booked} of {capacity}";
        booked_of_long(booked: i64, capacity: i64) = "{booked} of {capacity} booked";
        full(booked: i64, capacity: i64) = "{booked} of {capacity}, full";
        open_places(n: i64) => |n| format!("Open, {}", plural(n, "place", "places"));
        on_your_calendar = "On your calendar";
        on_calendar_count(booked: i64, capacity: i64) = "On your calendar, {booked} of {capacity}";
        on_calendar_full = "On your calendar, full";
        you_deleted_in(maker: &str) = "You deleted it in {maker}";
        to_time(end: &str) = "to {end}";
        legend_now = "Now";
        legend_booked = "Booked: on your calendar";
        legend_open = "Open: nobody booked, not on your calendar";
        legend_off = "Booked, not on your calendar";
        empty_week = "No classes this week";
        empty_week_text = "Add availability, and classes show up when somebody is booked.";
        empty_week_not_connected = "Connect your calendar, and they show up there too.";
        connect_a_calendar = "Connect a calendar";
        everybody = "Everybody";

        // One class.
        details = "Details";
        roster = "Roster";
        roster_count(n: i64) = "Roster ({n})";
        delivery = "Delivery";
        move_class = "Move";
        cancel_class = "Cancel class…";
        class_type = "Class type";
        on_calendar_as(words: &str) = "On the calendar as “{words}”";
        no_room = "None";
        nobody_teaches(person: &str) => |person| if person.is_empty() {
            "Nobody teaches it".to_owned()
        } else {
            format!("Nobody teaches it: {person} is deactivated")
        };
        give_to_somebody = "Give it to somebody else, or cancel it. The cases stay booked.";
        date_and_time = "Date and time";
        site_and_room = "Site and room";
        provider = "Provider";
        capacity = "Capacity";
        offered_by = "Offered by";
        edit = "Edit";
        cancel_title = "Cancel this class?";
        cancel_text(cases: i64, provider: &str) => |cases, provider| match cases {
            0 => "Nobody is booked, so nothing leaves a calendar. Nobody is mailed.".into(),
            1 => format!("1 case loses its place, and the event leaves {provider}’s calendar. Nobody is mailed."),
            n => format!("{n} cases lose their place, and the event leaves {provider}’s calendar. Nobody is mailed."),
        };
        keep_class = "Keep class";
        cancel_class_now = "Cancel class";
        canceling = "Canceling";
        class_canceled = "This class was canceled.";

        // Roster.
        places_taken(booked: i64, capacity: i64) = "{booked} of {capacity} places taken";
        find_case = "Find a case by reference or name";
        find = "Find";
        book_case = "Book case";
        booking = "Booking";
        col_case = "Case";
        col_reference = "Reference";
        col_booked = "Booked";
        col_by = "By";
        col_remove = "Remove";
        remove = "Remove";
        remove_case(case: &str) = "Remove {case}";
        book_again = "Book again";
        removed_earlier(n: i64) => |n| if n == 1 {
            "1 case was removed earlier".into()
        } else {
            format!("{n} cases were removed earlier")
        };
        roster_note = "The roster stays here. Adding or removing a case sends nothing, unless it is the first or the last one.";
        removed_from_roster(case: &str) = "{case} removed from the roster";
        class_stays(n: i64) => |n| if n == 1 {
            "The class stays on the calendar: 1 case is still booked.".into()
        } else {
            format!("The class stays on the calendar: {n} cases are still booked.")
        };
        class_leaves(provider: &str) = "Nobody is booked now, so the class leaves {provider}’s calendar.";
        empty_roster = "Nobody is booked yet";
        empty_roster_for(provider: &str) = "The class goes on {provider}’s calendar with the first case.";
        started_note = "This class has started. Roster changes no longer reach the calendar.";
        no_case_found = "No case found";
        no_case_found_text = "Check the reference, or search by a part of the name.";
        cases_found(n: i64) => |n| plural(n, "case found", "cases found");

        // Delivery.
        delivery_to(provider: &str) = "Delivery to {provider}";
        what_calendar_shows = "What the calendar shows";
        full_history = "Full delivery history";
        on_provider(provider: &str) = "On {provider}";
        on_calendar_since(when: &str) = "On the calendar since {when}";
        last_change(when: &str, what: &str) = "Last change sent {when}: {what}.";
        nothing_waiting = "Nothing is waiting.";
        send_again = "Send again";
        sending_again = "Sending";
        send_again_hint = "Safe to repeat: it never makes a second event.";
        event_added(provider: &str) = "Event added to {provider}";
        event_moved(provider: &str) = "Event moved on {provider}";
        event_changed(provider: &str) = "Event changed on {provider}";
        event_removed(provider: &str) = "Event removed from {provider}";
        moved_from_to(from: &str, to: &str) = "Class moved from {from} to {to}";
        provider_changed(from: &str, to: &str) = "Provider changed from {from} to {to}";
        roster_changed(n: i64) => |n| format!("Roster changed {}", plural(n, "time", "times"));
        roster_changed_detail = "Nothing was sent: the class was already on the calendar.";
        first_case_booked = "First case booked";
        last_case_removed = "Last case removed";
        by_person(person: &str) = "By {person}.";
        for_person_after(person: &str, seconds: i64) => |person, seconds| format!(
            "For {person}, {} after the change.",
            plural(seconds, "second", "seconds"),
        );
        delivery_note(provider: &str) = "We only ever look at our own event. If {provider} deletes or edits it there, the class stays as it is.";
        no_history = "Nothing has happened yet";
        no_history_text = "The history begins with the first case.";

        // Availability.
        availability_title = "Add availability";
        move_title = "Move this class";
        edit_title = "Edit this class";
        site = "Site";
        times_are(zone: &str) = "Times are {zone} time";
        room = "Room";
        me = "Me";
        date = "Date";
        start = "Start";
        end = "End";
        repeat_weekly = "Repeat every week";
        until = "Until";
        makes(n: i64) => |n| match n {
            1 => "This makes 1 availability. It is on no calendar until somebody is booked.".into(),
            n => format!("This makes {n} availabilities. None is on a calendar until somebody is booked."),
        };
        ends_next_day = "Ends the next day";
        adding = "Adding";
        added(n: i64) => |n| format!("{} added.", plural(n, "availability", "availabilities"));
        first_before_clocks(zone: &str) = "The first, before clocks change ({zone})";
        second_after_clocks(zone: &str) = "The second, after ({zone})";
        clocks_go_back(time: &str, date: &str) = "Clocks go back that night, so {time} happens twice on {date}. Which one?";
        dates_need_decision(n: i64, of: i64) => |n, of| if n == 1 {
            format!("1 of {of} dates needs a decision")
        } else {
            format!("{n} of {of} dates need a decision")
        };
        skip_this_date = "Skip this date";
        dates_to_look_at = "Dates";
        changes_dates(n: i64) => |n| match n {
            1 => "This changes 1 availability.".into(),
            n => format!("This changes {n} availabilities."),
        };
        reach = "What does this change?";
        reach_one = "Only this one";
        reach_rest(later: i64) => |n| if n == 1 {
            "This one and the later one".into()
        } else {
            format!("This one and the {n} later ones")
        };
        weekly_until(date: &str, n: i64) => |date, n| format!("Every week until {date} ({n} from this one on)");
        repeats = "Repeats";
        delete = "Delete…";
        delete_title = "Delete this availability?";
        delete_text(cases: i64, provider: &str) => |cases, provider| match cases {
            0 => "Nobody is booked, so nothing leaves a calendar.".into(),
            1 => format!("1 case loses its place, and the event leaves {provider}’s calendar. This cannot be undone."),
            n => format!("{n} cases lose their place, and the event leaves {provider}’s calendar. This cannot be undone."),
        };
        delete_rest_hint(places: i64) => |n| match n {
            0 => "Nobody is booked into any of them.".into(),
            1 => "1 place is booked in them; it is lost.".into(),
            n => format!("{n} places are booked in them; they are lost."),
        };
        delete_what = "What is deleted?";
        keep = "Keep";
        delete_now = "Delete";
        deleting = "Deleting";
        save_changes = "Save changes";
        saving = "Saving";
        discard = "Discard";

        // Lists, states and steps without a place above.
        earlier_this_week(n: i64) => |n| format!("Earlier this week: {}", plural(n, "class", "classes"));
        day = "Day";
        day_today(day: &str) = "{day}, today";
        legend_booked_theirs = "Booked: on the provider’s calendar";
        legend_off_theirs = "Booked, not on the provider’s calendar";
        legend_open_theirs = "Open: nobody booked, on no calendar";
        on_their_calendar = "on the provider’s calendar";
        canceled = "Canceled";
        deleted_there = "Deleted there";
        nobody_booked = "Nobody is booked";
        removed = "Removed";
        refused = "Not accepted";
        refused_there(calendar: &str) = "{calendar} did not accept it";
        not_in_time = "Not delivered in time";
        not_added = "Not on the calendar";
        not_added_there(calendar: &str) = "Booked before {calendar} was connected, so not added";
        not_delivered_starts(when: &str) = "Not delivered, starts {when}";
        why_our_side = "on our side";
        why_disconnecting = "disconnecting";
        open_class = "Open class";
        reason = "Reason";
        reason_is(reason: &str) = "Reason: {reason}";
        uncancel = "Un-cancel";
        uncanceling = "Un-canceling";
        book_this_case(case: &str) = "Book {case}";
        book_case_again(case: &str) = "Book {case} again";
        removed_by(when: &str, person: &str) = "Removed {when} by {person}";
        since_when(when: &str) = "since {when}";
        last_change_sent(when: &str) = "Last change sent {when}.";
        something_waiting = "A change is waiting to be sent.";
        for_person(person: &str) = "For {person}.";
        event_unanswered(provider: &str) = "{provider} has not answered yet";
        event_unanswered_detail = "We look for the event before we send anything again.";
        offered = "Availability added";
        class_canceled_step = "Class canceled";
        class_uncanceled = "Class un-canceled";
        class_moved = "Class moved";
        times_are_in(zone: &str) = "Times are {zone}";
        choose = "Choose…";
        started_fields = "This class has started, so its time and its provider stay as they are.";
    }
}
