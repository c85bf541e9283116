//! Roles: what a role may do, and what a change would do to calendars.

use super::plural;

texts! {
    /// Role list and role editor.
    Roles {
        title = "Roles";
        people_have(n: i64) => |n| if n == 1 {
            "1 person has this role".into()
        } else {
            format!("{n} people have this role")
        };
        connected_calendars(n: i64) => |n| plural(n, "connected calendar", "connected calendars");
        clone = "Clone";
        rename = "Rename";
        new_role = "New role";
        role_name = "Name";
        col_role = "Role";
        col_people = "People";
        col_may = "May";
        group_scheduling = "Scheduling";
        group_calendar = "Calendar";
        group_administration = "Administration";
        own_classes = "Own classes";
        own_classes_hint = "Offer availability; see and run the classes they are the provider of.";
        all_classes = "All classes";
        all_classes_hint = "Offer, move, cancel and reassign availability for everybody.";
        cases = "Cases";
        cases_hint = "See case records; book and remove cases.";
        calendar_integration = "Calendar integration";
        calendar_integration_hint = "Connect their own Google or Microsoft 365 calendar in their Profile.";
        manage_integration = "Manage calendar integration";
        manage_integration_hint = "See who is connected, set the policy, disconnect somebody. Never shows a person’s calendar.";
        users = "Users";
        users_hint = "Invite, change and deactivate staff.";
        roles = "Roles";
        roles_hint = "Change what a role may do.";
        audit = "Audit";
        audit_hint = "Read who did what, and every message sent to a calendar.";
        settings = "Settings";
        settings_hint = "Change the organization’s settings, sites and class types.";
        undo_until(time: &str) = "Undo until {time}";

        if_you_save = "If you save";
        saved_at(time: &str) = "Saved at {time}";
        takes_effect_at(time: &str) = "Takes effect at {time}";
        is_taken(permission: &str, role: &str) = "{permission} is taken from the role {role}.";
        was_taken(permission: &str, role: &str) = "{permission} was taken from the role {role}.";
        is_given(permission: &str, role: &str) = "{permission} is given to the role {role}.";
        lose_connection(n: i64) => |n| if n == 1 {
            "connected staff loses their connection".into()
        } else {
            "connected staff lose their connection".into()
        };
        leave_calendars(n: i64) => |n| if n == 1 {
            "upcoming class leaves their calendar".into()
        } else {
            "upcoming classes leave their calendars".into()
        };
        connections_paused(n: i64) => |n| if n == 1 { "connection paused".into() } else { "connections paused".into() };
        still_on_calendars(n: i64) => |n| if n == 1 {
            "upcoming class still on calendars".into()
        } else {
            "upcoming classes still on calendars".into()
        };
        at_once = "At once";
        at_once_detail(n: i64) => |n| if n == 1 {
            "Nothing new goes to this calendar.".into()
        } else {
            format!("Nothing new goes to these {n} calendars.")
        };
        for_minutes(n: i64) => |n| format!("For {}", plural(n, "minute", "minutes"));
        for_minutes_detail = "You can undo. Nothing has been removed.";
        after_minutes(n: i64) => |n| format!("After {}", plural(n, "minute", "minutes"));
        after_detail(events: i64) => |n| if n == 1 {
            "The event is removed and our access is ended.".into()
        } else {
            format!("The {n} events are removed and our access is ended.")
        };
        time_done(time: &str) = "{time}, done";
        now_undo(left: &str) = "Now: you can undo for {left}";
        now_undo_detail = "Nothing has been removed. Undo restores everything.";
        connected_staff = "Connected staff";
        col_calendar = "Calendar";
        col_classes = "Classes";
        more(n: i64) = "{n} more";
        first_affected = "First affected: ";
        first_affected_rest = " Classes here do not change; past events stay.";
        nobody_affected = "Nobody’s calendar is affected.";
        may_now_connect(n: i64) => |n| format!(
            "{} may connect their calendar. Nothing is sent until they do.",
            plural(n, "person", "people"),
        );
        changes_not_saved(n: i64) => |n| format!("{} not saved", plural(n, "change", "changes"));
        save_detail(people: i64, classes: i64) => |people, classes| format!(
            "{people} staff {} their connection, {} their calendars",
            if people == 1 { "loses" } else { "lose" },
            plural(classes, "class leaves", "classes leave"),
        );
        discard = "Discard";
        save_changes = "Save changes";
        saving = "Saving";
        confirm = "Confirm";
        back = "Back";
        taken_from(permission: &str, role: &str) = "{permission} taken from {role}";
        leave_at(classes: i64, calendars: i64, time: &str) => |classes, calendars, time| format!(
            "{} {} at {time}",
            plural(classes, "class leaves", "classes leave"),
            plural(calendars, "calendar", "calendars"),
        );
        in_time(left: &str) = "in {left}.";
        undo = "Undo";
        undoing = "Undoing";
        undone(n: i64) => |n| if n == 1 {
            "Undone. The connection works again.".into()
        } else {
            format!("Undone. All {n} connections work again.")
        };
        too_late(n: i64, time: &str) => |n, time| format!(
            "The {} removed at {time}. Give the permission back and people can connect again.",
            if n == 1 { "event was".to_owned() } else { format!("{n} events were") },
        );
    }
}
