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
        save_mine = "Save mine anyway";
        class_full(booked: i64, capacity: i64) = "This class is full: {booked} of {capacity} places are taken. Choose another time.";
        last_place_taken = "The last place was taken a moment ago. Nobody was booked by you.";
        already_booked(case: &str) = "{case} is already in this class.";
        booked_elsewhere(case: &str, class: &str) = "{case} is in {class} at that time. Remove it there first.";
        double_booked(provider: &str, class: &str, when: &str) = "{provider} already offers {class} on {when}. Choose another time or provider.";
        room_taken(room: &str) = "{room} is in use then. Choose another room or time.";
        class_over = "This class is over, so its roster is closed.";
        class_started = "This class has started.";
        does_not_exist(time: &str, date: &str, from: &str, to: &str) = "{time} does not exist there on {date}: clocks go from {from} to {to}. Choose {to} am or later.";
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
        maker_down(maker: &str) = "{maker} is not answering. Your class is saved; we keep trying and show it here.";
        too_late(n: i64, time: &str) => |n, time| format!(
            "Too late to undo: the {} removed at {time}.",
            if n == 1 { "event was".to_owned() } else { plural(n, "event were", "events were") },
        );
        offline = "You are offline. What you see may be old; nothing is lost.";
        unreachable(product: &str) = "We cannot reach {product}. Trying again.";
        broke(reference: &str) = "Something on our side broke. Nothing was changed. Reference {reference}.";
        it_link_expired(until: &str) = "This link worked until {until}. Ask the person who sent it for a new one.";
    }
}
