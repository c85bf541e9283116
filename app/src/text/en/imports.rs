//! Importing cases, availabilities and people from a file.

use super::plural;

texts! {
    /// Imports.
    Imports {
        cases = "Import cases";
        availabilities = "Import availabilities";
        users = "Import people";
        import_file = "Import";
        intro = "Each line is a case or an availability, known by its external_id. Importing the same file again changes nothing.";
        intro_users = "Each line is a person, known by their email. Who is not here yet is invited into the role. Importing the same file again invites nobody.";
        columns(names: &str) = "Columns, in any order: {names}.";
        may_be_missing(name: &str) = "{name} (may be missing)";
        example_cases = "external_id,reference,name,date_of_birth,contact\nA-1042,LC-1042,Alma Birch,2009-04-30,555 0100";
        example_availabilities = "external_id,class_type,site,room,provider,capacity,date,start,end\nS-77,Decision Skills,Main Street Center,Room 2,provider@example.org,10,2027-01-14,09:00,10:30";
        example_users = "email,role,name,external_id\nprovider7@example.org,Staff,Provider Seven,H-1042";
        file = "File with comma-separated values (CSV)";
        or_paste = "Or paste the lines here";
        look = "Look at the lines";
        would(new: i64, changed: i64, unchanged: i64, refused: i64) => |new, changed, unchanged, refused| format!(
            "{new} new, {changed} changed, {unchanged} unchanged, {refused} left out. Nothing is saved yet."
        );
        done(new: i64, changed: i64, unchanged: i64, refused: i64) => |new, changed, unchanged, refused| format!(
            "Imported: {new} new, {changed} changed, {unchanged} unchanged, {refused} left out."
        );
        import(n: i64) => |n| format!("Import {}", plural(n, "line", "lines"));
        importing = "Importing";
        another = "Choose another file";
        again = "Choose the file again";
        gone = "This file is no longer here. It was imported, or an hour has passed.";
        col_line = "Line";
        col_id = "External id";
        col_email = "Email";
        col_outcome = "What happens";
        col_what = "Why, or what changes";
        new = "New";
        changed = "Changed";
        unchanged = "Unchanged";
        refused = "Left out";
    }
}
