//! Sentences for errors. Never a code to the person; bugs show a reference.

use super::plural;

texts! {
    /// One sentence per thing that can go wrong.
    Errors {
        no_match = "That email and password do not match. Check both, or reset the password.";
        too_many_attempts(time: &str) = "Too many attempts. Try again at {time}.";
        not_active = "This account is not active. Ask your administrator.";
        link_expired = "This link has expired. Ask for a new one.";
        link_used = "This link has been used already.";
        session_over = "You were signed out. Sign in, and what you typed is still here.";
        role_lacks(permission: &str) = "Your role does not include this. Ask an administrator for “{permission}”.";
        role_no_longer(permission: &str) = "Nothing was changed: your role no longer includes “{permission}”.";
        nothing_here = "There is nothing here, or it is not for you.";
        stale(person: &str, time: &str) = "{person} changed this at {time}. Your changes are below, not saved.";
        show_what_changed = "Show what changed";
        there_now(field: &str, value: &str) = "{field}: {value}";
        same_now = "It is now as you have it below.";
        save_mine = "Save mine anyway";
        class_full(booked: i64, capacity: i64) = "This class is full: {booked} of {capacity} places are taken. Choose another time.";
        last_place_taken = "The last place was taken a moment ago. Nobody was booked by you.";
        already_booked(case: &str) = "{case} is already in this class.";
        booked_elsewhere(case: &str, class: &str) = "{case} is in {class} at that time. Remove it there first.";
        double_booked(provider: &str, class: &str, when: &str) = "{provider} already offers {class} on {when}. Choose another time or provider.";
        room_taken(room: &str) = "{room} is in use then. Choose another room or time.";
        class_over = "This class is over, so its roster is closed.";
        class_started = "This class has started.";
        does_not_exist(time: &str, site: &str, date: &str, from: &str, to: &str) => |time, site, date, from, to| format!(
            "{time} does not exist at {site} on {date}: clocks go from {from} to {}. Choose {to} or later.",
            to.split_whitespace().next().unwrap_or(to),
        );
        happens_twice(time: &str, date: &str) = "{time} happens twice there on {date}. Choose which one.";
        end_before_start = "The end must be after the start. Does it end the next day?";
        in_the_past = "Choose a time that is still to come.";
        out_of_range(min: i64, max: i64) = "Enter a number from {min} to {max}.";
        enter_a(what: &str) = "Enter a {what}.";
        points_to_person = "This could point to a person. Choose a neutral word, such as “Session”.";
        last_roles_role = "Somebody must be able to change roles. Give “Roles” to another role first.";
        role_in_use(n: i64) => |n| if n == 1 {
            "1 person has this role. Give them another one first.".into()
        } else {
            format!("{n} people have this role. Give them another one first.")
        };
        beyond_you = "You can only give or take what your own role includes.";
        last_admin = "Somebody must be able to change users and roles. Give both to another person first.";
        too_many(max: i64) = "There can be {max} at most.";
        address_taken(email: &str) = "{email} belongs to somebody already. Nobody was invited.";
        not_this_address(typed: &str) = "{typed} is not an email address. Nobody was invited.";
        changed_since = "This changed since, so it cannot be undone.";
        maker_down(maker: &str) = "{maker} is not answering. Your class is saved; we keep trying and show it here.";
        too_late(n: i64, time: &str) => |n, time| format!(
            "Too late to undo: the {} removed at {time}.",
            if n == 1 { "event was".to_owned() } else { plural(n, "event were", "events were") },
        );
        offline = "You are offline. What you see may be old; nothing is lost.";
        unreachable(product: &str) = "We cannot reach {product}. Trying again.";
        broke(reference: &str) = "Something on our side broke. Nothing was changed. Reference {reference}.";
        not_reachable = "We cannot reach the server. Try again in a moment.";
        required(field: &str) => |field| match field {
            "email" => "Enter your email.".into(),
            "google" => "Choose at least one calendar.".into(),
            "domains" => "Enter a domain, such as example.org.".into(),
            "tenants" => "Enter a tenant ID.".into(),
            "emails" => "Enter an email address.".into(),
            "password" => "Enter your password.".into(),
            "current" => "Enter the password you use now.".into(),
            "new" => "Enter a new password.".into(),
            "name" => "Enter a name.".into(),
            "reference" => "Enter a reference.".into(),
            "case" => "Choose a case.".into(),
            "alias" => "Enter a calendar alias.".into(),
            "address" => "Enter an address.".into(),
            "zone" | "time_zone" => "Choose a time zone.".into(),
            "class_type_id" => "Enter a class type.".into(),
            "site_id" => "Choose a site.".into(),
            "provider_id" => "Choose a provider.".into(),
            "capacity" => "Enter how many places there are.".into(),
            "date" => "Enter a date.".into(),
            "start" => "Enter when it starts.".into(),
            "end" => "Enter when it ends.".into(),
            "until" => "Enter the last date.".into(),
            "confirmed" => "Tick the box to confirm.".into(),
            "file" => "Choose a file, or paste its lines.".into(),
            "reason" => "Enter a reason.".into(),
            "to" | "role" | "role_id" => "Choose a role.".into(),
            _ => "This cannot stay empty.".into(),
        };
        too_long(max: i64) = "Use {max} characters or fewer.";
        too_short(min: i64) = "Use {min} characters or more.";
        not_a_date = "Enter a date, such as 2026-11-19.";
        not_a_time = "Enter a time, such as 9:00 am.";
        not_an_email = "Enter an email address, such as name@example.org.";
        not_a_domain = "Enter domains, such as example.org, separated with commas.";
        not_a_tenant = "Enter tenant IDs, such as 5f0c2e9a-1c44-4b7e-9a53-0d3b6f21c7aa, separated with commas.";
        too_late_to_undo(at: &str) = "Too late to undo: it took effect at {at}.";
        not_a_zone = "Enter a time zone, such as America/Chicago.";
        not_a_choice = "Choose one of the offered answers.";
        already_used = "This is in use already. Choose another one.";
        wrong_password = "That is not the password you use now.";
        wrong_code = "That code does not match, or was used already. Wait for the next one.";
        sign_in_took_too_long = "That took too long. Sign in again.";
        already_on = "The second step is on already.";
        not_for_yourself = "Another administrator has to do this for you.";
        not_in_class = "This case is not in this class any more.";
        class_canceled = "This class is canceled.";
        not_connected = "No calendar is connected.";
        already_connected = "A calendar is connected already.";
        below_booked(booked: i64) => |n| if n == 1 {
            "1 place is taken already. Enter 1 or more.".into()
        } else {
            format!("{n} places are taken already. Enter {n} or more.")
        };
        // Scheduling and imports.
        cases_elsewhere(n: i64) => |n| if n == 1 {
            "1 booked case is in another class at that time. Remove it there first.".into()
        } else {
            format!("{n} booked cases are in another class at that time. Remove them there first.")
        };
        until_before_start = "Choose a last date that is not before the first.";
        too_many_dates(max: i64) = "A series holds at most {max} dates. Choose an earlier last date.";
        look_at_dates(n: i64) => |n| if n == 1 {
            "Look at the date below, then save.".into()
        } else {
            format!("Look at the {n} dates below, then save.")
        };
        every_date_skipped = "Every date is skipped, so there is nothing to save.";
        case_closed(case: &str) = "{case} is closed. Reopen it to book it.";
        case_erased = "This case was erased. Remove the line.";
        has_another_role(role: &str) = "They have the role {role}. Change it on their page, which shows what that does.";
        is_deactivated = "They are deactivated. Reactivate them on their page first.";
        not_known(text: &str) = "“{text}” is not known here.";
        twice_in_file(line: i64) = "This is in line {line} already.";
        column_missing(name: &str) = "The column “{name}” is missing.";
        column_unknown(name: &str) = "The column “{name}” is not known.";
        not_a_table = "This is not a table with a line of column names and a line for each entry.";
        too_many_lines(max: i64) = "A file holds at most {max} lines. Split it.";
        changed_since_preview = "Something changed since you looked. Look at the lines again.";
        sign_in_again = "Sign in";
        it_link_expired(until: &str) = "This link worked until {until}. Ask the person who sent it for a new one.";
    }
}
