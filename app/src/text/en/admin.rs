//! Admin: users, calendar integration, class types and sites, audit, settings. Roles have their own file.

use super::plural;

texts! {
    /// Admin pages except roles.
    Admin {
        // Users.
        users = "Users";
        col_person = "Person";
        col_role = "Role";
        col_calendar = "Calendar";
        col_last_signed_in = "Last signed in";
        col_status = "Status";
        never = "Never";
        active = "Active";
        invited = "Invited";
        deactivated = "Deactivated";
        filter_role = "Role";
        any_role = "Any role";
        include_deactivated = "Include deactivated";
        invite_people = "Invite people";
        inviting = "Inviting";
        invite_emails = "Email addresses";
        invite_hint = "One per line. Each person gets a link that works once.";
        only_you = "Only you so far";
        only_you_text = "Invite the people who teach or book.";
        deactivate = "Deactivate…";
        deactivate_title(person: &str) = "Deactivate {person}?";
        deactivate_text(n: i64) => |n| format!(
            "They are signed out now. Their {} their calendar and the connection is destroyed. This cannot be undone.",
            plural(n, "upcoming class leaves", "upcoming classes leave"),
        );
        nobody_teaches(n: i64) => |n| format!("{} nobody to teach them.", plural(n, "class then has", "classes then have"));
        reassign_first = "Reassign them first";
        keep_active = "Keep active";
        deactivate_now = "Deactivate";
        change_role = "Change role";
        changing_role = "Changing";
        deactivating = "Deactivating";
        find_users = "Find a person by name or email";
        find = "Find";
        filter_state = "Status";
        any_state = "Any status";
        users_count(n: i64) => |n| plural(n, "person", "people");
        no_users_found = "Nobody found";
        no_users_found_text = "Try another name, or fewer filters.";
        no_calendar = "None";
        invited_now(n: i64) => |n| if n == 1 {
            "1 invitation is on its way. Its link works for 7 days.".into()
        } else {
            format!("{n} invitations are on their way. Their links work for 7 days.")
        };
        withdraw = "Withdraw";
        withdraw_from(email: &str) = "Withdraw the invitation of {email}";
        invite_into = "Their role";
        access = "Access";
        devices(n: i64) => |n| match n {
            0 => "Signed in nowhere".into(),
            1 => "Signed in on 1 device".into(),
            n => format!("Signed in on {n} devices"),
        };
        sign_out_everywhere = "Sign out everywhere";
        send_reset = "Send a reset link";
        signed_out_done = "They are signed out everywhere.";
        with_code = "Signs in with a password and a code.";
        reset_second_step = "Reset the second step";
        reset_second_step_hint = "For a lost phone. Make sure that it is them: they are signed out, told by email, and sign in with their password only until they set it up again.";
        second_step_reset_done = "The second step is off. They are signed out everywhere and told by email.";
        reset_done = "The reset link is on its way. It works once, for an hour.";
        their_role = "Role";
        their_calendar = "Calendar";
        calendar_events(n: i64) => |n| plural(n, "upcoming event on it", "upcoming events on it");
        user_not_within = "This person may do more than you. You can look, and change nothing.";
        review_role = "See what it changes";
        is_deactivated = "This account is deactivated. Nobody can sign in with it.";
        reactivate = "Reactivate";
        reactivate_hint = "They sign in with their old password, and connect their calendar anew.";
        need_somebody(n: i64) => |n| if n == 1 {
            "1 upcoming class has nobody to teach it.".into()
        } else {
            format!("{n} upcoming classes have nobody to teach them.")
        };
        reassign = "Reassign";
        reassign_class(class: &str, when: &str) = "Reassign {class}, {when}";
        classes_more(n: i64) => |n| format!("{} more. Reassign these first.", plural(n, "class", "classes"));
        undone_role = "Undone. They have the role they had before.";
        deactivate_nothing = "They are signed out now. Nothing of theirs is on a calendar.";

        // Calendar integration.
        integration = "Calendar integration";
        integration_lead = "Who is connected, what is sent, and what IT has approved. Nobody’s calendar can be seen here.";
        disclosure_ledger = "Disclosure ledger";
        at_risk_title(when: &str, person: &str) = "{when}, {person}: a class is not on their calendar.";
        at_risk_emailed(when: &str) = "They were emailed at {when}.";
        open_class = "Open class";
        tile_may_connect = "may connect";
        tile_connected = "connected";
        tile_need = "need the person";
        tile_waiting = "waiting for IT";
        tile_not_connected = "not connected";
        people = "People";
        any_calendar = "Any calendar";
        find_person = "Find a person";
        col_state = "State";
        col_last_change = "Last change sent";
        col_next_class = "Next class";
        col_upcoming = "Upcoming";
        delivered = "Delivered";
        not_delivered = "Not delivered";
        not_delivered_yet = "Not delivered yet";
        feed_in_use = "Feed in use";
        next_try(time: &str) = "Next try {time}";
        shown_of(shown: i64, of: i64) = "{shown} of {of}";
        show_more = "Show more";
        more_for(person: &str) = "More for {person}";
        disconnect = "Disconnect…";
        email = "Email";
        disconnect_title(person: &str, provider: &str) = "Disconnect {person}’s {provider}?";
        disconnect_calendar_title(person: &str) = "Disconnect {person}’s calendar?";
        disconnect_told = "They are told by email and may connect again.";
        reason = "Reason";
        reason_hint = "Kept in Audit";
        disconnect_now = "Disconnect";
        stay_connected = "Stay connected";
        stopped_removals(n: i64, person: &str) => |n, person| if n == 1 {
            format!("1 removal for {person} was stopped, because nobody asked for it.")
        } else {
            format!("{n} removals for {person} were stopped, because nobody asked for them.")
        };
        look_at_them = "Look at them";
        allow = "Allow";
        keep_the_events = "Keep the events";
        nobody_connected = "Nobody has connected yet";
        nobody_connected_text = "Tell staff: user icon, Profile, External.";
        copy_message = "Copy a message for staff";

        // Policy.
        policy = "Policy";
        policy_lead = "Applies to everybody. Staff cannot change it.";
        may_connect = "Calendars staff may connect";
        accounts = "Accounts";
        only_domains = "Only these domains";
        only_domains_hint = "Separate several with commas";
        domains = "Domains";
        only_tenants = "Only these Microsoft tenants";
        only_tenants_hint = "Their IDs, separated with commas. No Google account is in one.";
        only_work = "Only work and school accounts";
        only_work_hint = "None that somebody made for themselves.";
        tenants = "Tenants";
        any_account = "Any account, personal ones too";
        event_says = "What the event says";
        class_for_all = "“Class” for every class";
        class_for_all_hint = "Says the least.";
        alias = "The calendar alias of the class type";
        alias_hint = "A neutral word you choose, never the type’s own name.";
        show_site = "Show the site’s name";
        show_site_hint = "Only where the place itself says nothing about the people.";
        what_will_be_sent = "This is what will be sent";
        changes_with_choices = "Changes with your choices, before you save.";
        all_a_calendar_receives = "All that a calendar receives";
        saving_rewrites(events: i64, calendars: i64) => |events, calendars| format!(
            "Saving rewrites {} on {}. Nobody is disconnected.",
            plural(events, "upcoming event", "upcoming events"), plural(calendars, "calendar", "calendars"),
        );
        saving_disconnects(people: i64, events: i64) => |people, events| format!(
            "{people} staff {} disconnected and {} removed; you have 10 minutes to undo.",
            if people == 1 { "is" } else { "are" }, plural(events, "event", "events"),
        );
        saving_rewrites_only(events: i64, calendars: i64) => |events, calendars| format!(
            "Saving rewrites {} on {}.",
            plural(events, "upcoming event", "upcoming events"), plural(calendars, "calendar", "calendars"),
        );
        saving_returns(n: i64) => |n| format!("{} again.", plural(n, "paused connection works", "paused connections work"));
        saving_affects_nobody = "Nobody’s calendar is affected.";
        changes_not_saved(n: i64) => |n| format!("{} not saved", plural(n, "change", "changes"));
        discard = "Discard";
        save_policy = "Save policy";
        saving = "Saving";
        policy_saved = "Policy saved.";
        review = "Review";
        policy_undo_title = "Policy saved";
        policy_undo_text(people: i64, events: i64, until: &str) => |people, events, until| if people == 0 {
            format!("You can take it back until {until},")
        } else {
            format!(
                "{} paused; {} removed at {until},",
                plural(people, "connection is", "connections are"), plural(events, "event is", "events are"),
            )
        };
        time_left(seconds: i64) => |seconds| if seconds < 60 {
            format!("in {seconds} s.")
        } else {
            format!("in {} min {} s.", seconds / 60, seconds % 60)
        };
        policy_undone = "Undone. The policy is what it was.";

        // IT approval.
        it_approval = "IT approval";
        microsoft_entra = "Microsoft Entra";
        google_workspace = "Google Workspace";
        it_approval_lead = "Some organizations let staff connect only after IT has approved once, for everyone.";
        it_unverified = "Approved, not confirmed";
        it_approved_by_connection(when: &str) = "Approved, as a connection showed, {when}";
        make_link = "Make a page for IT";
        it_has_approved = "IT has approved";
        unverified(maker: &str, n: i64) => |maker, n| format!(
            "{maker} told a browser that it was approved. Confirm it, and {} told by email; the first connection confirms it too.",
            plural(n, "person waiting is", "people waiting are"),
        );
        approved_connected(n: i64) => |n| format!("{} connected now.", plural(n, "person is", "people are"));
        people_wait(n: i64, until: &str) => |n, until| format!(
            "{} The link works until {until}.",
            match n { 0 => "Nobody waits.".to_owned(), n => format!("{} waiting.", plural(n, "person is", "people are")) },
        );
        it_not_needed = "Not needed";
        it_made = "Made";
        it_sent = "Sent";
        it_opened = "Opened";
        it_approval_step = "Approval";
        it_approved = "Approved";
        it_refused = "Refused";
        it_made_on(when: &str) = "Made {when}";
        it_sent_on(when: &str) = "Sent {when}";
        it_opened_on(when: &str) = "Opened {when}";
        it_approved_on(who: &str, when: &str) = "Approved by {who}, {when}";
        copy_link = "Copy link";
        send_reminder = "Send reminder";
        new_link = "New link";
        it_says_no = "IT says no";
        refused_on(when: &str) = "Refused on {when}. Staff are told, and keep the feed.";
        without_admin(n: i64, maker: &str) => |n, maker| format!(
            "{} connected without an administrator. If {maker} starts to refuse, the steps for IT appear here.",
            plural(n, "person", "people"),
        );
        see_page_for_it = "See the page for IT";

        // Class types and sites.
        types_and_sites = "Class types & sites";
        class_types = "Class types";
        sites = "Sites";
        type_name = "Name";
        type_alias = "Calendar alias";
        type_alias_hint = "What a calendar may show instead of the name.";
        on_the_calendar(words: &str) = "On the calendar: {words}";
        duration = "Usual length";
        minutes(n: i64) => |n| plural(n, "minute", "minutes");
        add_class_type = "Add class type";
        add_site = "Add site";
        site_name = "Name";
        time_zone = "Time zone";
        zone_of(city: &str, zone: &str) = "{city} time ({zone})";
        no_class_types = "No class types yet";
        no_class_types_text = "Add what your organization teaches.";
        no_sites = "No sites yet";
        no_sites_text = "Add a place; its time zone decides when classes begin.";

        // Audit.
        audit = "Audit";
        col_when = "When";
        col_who = "Who";
        col_did = "Did what";
        col_to = "To whom";
        filter = "Filter";
        export = "Export";
        nothing_in_period = "Nothing in this period";
        nothing_in_period_text = "Choose a longer period, or another filter.";
        ledger_lead = "Every message ever sent to a calendar. Nothing else leaves.";
        col_class = "Class";
        col_action = "Added, changed or removed";
        col_fields = "Fields";
        col_answer = "Answer";

        // Settings.
        settings = "Settings";
        organization_name = "Name";
        home_zone = "Time zone";
        home_zone_hint = "For lists and messages. A class keeps the time zone of its site.";
        language = "Language";
        clock = "Clock";
        clock_12 = "12 hours (9:00 am)";
        clock_24 = "24 hours (09:00)";
        week_start = "Week starts on";
        monday = "Monday";
        sunday = "Sunday";
        save = "Save changes";
        saved = "Saved";

        edit = "Edit";
        edit_named(name: &str) = "Edit {name}";
        done = "Done";
        alias_rewrites(n: i64) => |n| format!("Another alias rewrites {}.", plural(n, "upcoming event", "upcoming events"));
    }
}
