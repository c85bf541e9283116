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
        // The list.
        may_nothing = "Nothing yet";
        clone_named(role: &str) = "Clone {role}";
        no_roles = "No roles yet";
        no_roles_text = "A role says what the people who have it may do.";

        // A new one.
        start_from = "Start from";
        start_from_hint = "The new role may do the same. Change it afterwards.";
        empty_role = "An empty role";
        copy_of(role: &str) = "{role} 2";
        add_role = "Add role";
        adding = "Adding";

        // The editor.
        what_it_may = "What it may do";
        not_within = "This role may do more than yours. You can look at it, and change nothing.";
        review_changes = "Review changes";
        nothing_to_review = "Nothing has changed.";
        choose_to_see = "Tick or untick something. What it does to calendars shows here before you save.";
        waiting_for_it(n: i64) => |n| if n == 1 {
            "1 person is waiting for IT. They keep waiting.".into()
        } else {
            format!("{n} people are waiting for IT. They keep waiting.")
        };
        sure_leave = "Leave without saving?";
        sure_leave_text(n: i64) => |n| if n == 1 {
            "1 change is not saved.".into()
        } else {
            format!("{n} changes are not saved.")
        };
        stay = "Stay";
        leave = "Leave";
        edit_gave(who: &str, time: &str, what: &str) = "{who} gave {what}, {time}";
        edit_took(who: &str, time: &str, what: &str) = "{who} took {what}, {time}";
        edit_renamed(who: &str, time: &str, name: &str) = "{who} named it {name}, {time}";
        given_to(permission: &str, role: &str) = "{permission} given to {role}";
        was_given(permission: &str, role: &str) = "{permission} was given to the role {role}.";
        renamed_to(before: &str, name: &str) = "{before} is now {name}";
        changes_to(n: i64, role: &str) => |n, role| format!("{} to {role}", plural(n, "change", "changes"));
        has_role_now(person: &str, role: &str) = "{person} now has the role {role}";
        connections_end(n: i64, time: &str) => |n, time| format!(
            "{} at {time}",
            if n == 1 { "1 connection ends".to_owned() } else { format!("{n} connections end") },
        );
        saved_by(person: &str, time: &str) = "Saved by {person} at {time}";
        they_can_undo(person: &str, left: &str) = "Now: {person} can undo for {left}";
        removing_now = "Events are being removed";
        removing_now_text = "Our access ends when the last one is gone.";
        removed_all(n: i64, time: &str) => |n, time| if n == 1 {
            format!("The event was removed at {time}.")
        } else {
            format!("The {n} events were removed at {time}.")
        };
        give_back = "Give the permission back and people can connect again.";
        stayed_behind(n: i64) => |n| if n == 1 {
            "1 event could not be removed. It stays on its calendar and no longer changes.".into()
        } else {
            format!("{n} events could not be removed. They stay on their calendars and no longer change.")
        };
        minutes_seconds(minutes: i64, seconds: i64) => |minutes, seconds| if minutes == 0 {
            format!("{seconds} s")
        } else {
            format!("{minutes} min {seconds} s")
        };

        // Rename, delete.
        rename_role(role: &str) = "Rename {role}";
        renaming = "Renaming";
        delete = "Delete…";
        delete_title(role: &str) = "Delete the role {role}?";
        delete_text = "Nobody has it. It goes from every list.";
        delete_text_held(n: i64) => |n| if n == 1 {
            "1 person has it, or is invited into it. Give them another role in the same step.".into()
        } else {
            format!("{n} people have it, or are invited into it. Give them another role in the same step.")
        };
        new_role_for_them = "Their new role";
        choose_role = "Choose a role";
        keep_role = "Keep role";
        delete_now = "Delete";
        deleting = "Deleting";

        undo = "Undo";
        undoing = "Undoing";
        undone(n: i64) => |n| if n == 1 {
            "Undone. The connection works again.".into()
        } else {
            format!("Undone. All {n} connections work again.")
        };
        undone_plain = "Undone. The role is as it was before.";
        too_late(n: i64, time: &str) => |n, time| format!(
            "The {} removed at {time}. Give the permission back and people can connect again.",
            if n == 1 { "event was".to_owned() } else { format!("{n} events were") },
        );
    }
}
