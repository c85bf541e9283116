//! Case records and booking a case into a class.

use super::plural;

texts! {
    /// Cases and booking.
    Cases {
        title = "Cases";
        case(number: &str) = "Case\u{a0}{number}";
        find = "Find a case";
        find_hint = "Reference or name";
        find_now = "Find";
        col_reference = "Reference";
        col_name = "Name";
        col_next_class = "Next class";
        col_status = "Status";
        status_active = "Active";
        status_closed = "Closed";
        no_next_class = "None booked";
        empty = "No cases yet";
        empty_text = "Add a case to book it into a class.";
        none_found = "No case found";
        none_found_text = "Check the reference, or search by a part of the name.";
        add_case = "Add case";
        adding = "Adding";
        reference = "Reference";
        name = "Name";
        details = "Details";
        classes = "Classes";
        save = "Save changes";
        saving = "Saving";
        booked_classes = "Booked classes";
        no_booked = "Not booked into a class";
        no_booked_text = "Find an open class below.";
        book_into = "Book into a class";
        class_type = "Class type";
        site = "Site";
        any = "Any";
        from = "From";
        only_empty = "Only classes nobody is booked into";
        show = "Show classes";
        left_of(left: i64, of: i64) = "{left} of {of} left";
        provider_connected = "connected";
        provider_not_connected = "not connected";
        book = "Book";
        booking = "Booking";
        book_into_class(class: &str, when: &str) = "Book into {class}, {when}";
        booked(case: &str, when: &str) = "{case} booked: {when}.";
        tell_provider(provider: &str) = "The class is booked. {provider} has no calendar connected, so tell them yourself or ask them to connect.";
        no_open = "No open places";
        no_open_text(class_type: &str, from: &str) = "Nothing is open for {class_type} at this site from {from}. Try another site, or ask for more availability.";
        remove = "Remove";
        remove_from(class: &str, when: &str) = "Remove from {class}, {when}";
        count(n: i64) => |n| plural(n, "case", "cases");
        one_case = "Case";
        book_case(case: &str) = "Book {case} into a class";
        erased = "This case was erased. Its name and contact are gone, the counts stay.";
        status = "Status";
        status_hint = "A closed case keeps its record and is not booked any more.";
        history = "History";
        event_added = "Case added";
        event_edited = "Case edited";
        event_closed = "Case closed";
        event_reopened = "Case reopened";
        event_erased = "Case erased";
        event_booked(class: &str, when: &str) = "Booked into {class}, {when}";
        event_removed(class: &str, when: &str) = "Removed from {class}, {when}";
        erased_case = "Erased case";
        erase = "Erase case…";
        erase_title(case: &str) = "Erase {case}?";
        erase_text = "Name, reference, date of birth, contact and every typed reason are blanked for good, here and in the history. Counts stay. It leaves the classes it is booked into.";
        erase_confirm = "I understand that this cannot be undone";
        erase_now = "Erase case";
        erasing = "Erasing";
        keep_case = "Keep case";
        remove_why = "Reason…";
        saved = "Saved.";
        reference_hint = "How you name the case, such as a number.";
        date_of_birth = "Date of birth";
        contact = "Contact";
        col_when = "When";
        col_where = "Where";
        col_provider = "Provider";
        col_places = "Places";
        col_calendar = "On the calendar";
        later = "Show later classes";
        nothing_open(class_type: &str, site: bool, from: &str) => |class_type, site, from| format!(
            "Nothing is open{}{}{}. Try another site, or ask for more availability.",
            if class_type.is_empty() { String::new() } else { format!(" for {class_type}") },
            if site { " at this site" } else { "" },
            if from.is_empty() { String::new() } else { format!(" from {from}") },
        );
        past_classes(n: i64) => |n| format!("Past or removed: {}", plural(n, "class", "classes"));
        removed = "Removed";
    }
}
