//! Every change of a fact reaches the mirrors, and nothing else does.

use std::path::Path;

use super::Office;
use crate::test_app::{DAY, HOUR, STAFF2, TestApp};

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Mirror {
    connection_id: String,
    desired: String,
    cause: String,
    generation: i64,
}

impl Office {
    /// Pat and Quinn have a calendar, as far as the database knows.
    async fn connect(&self) {
        for sql in [
            "insert into calendar_connection (id, org_id, user_id, provider, account_key,
                 account_email, state, state_since, connected_at, created_at)
             select 'pat', org_id, id, 'google', 'pat', email, 'active', 0, 0, 0
             from app_user where email = 'staff@linden.example'",
            "insert into calendar_connection (id, org_id, user_id, provider, account_key,
                 account_email, state, state_since, connected_at, created_at)
             select 'quinn', org_id, id, 'google', 'quinn', email, 'active', 0, 0, 0
             from app_user where email = 'staff2@linden.example'",
        ] {
            assert_eq!(self.app.execute(sql).await, 1);
        }
    }

    async fn mirrors(&self) -> Vec<Mirror> {
        let tx = &mut self.app.state.db.read().await.unwrap();
        let sql = "select connection_id, desired, cause, generation
                   from mirror order by connection_id";
        server::fetch_all!(tx, Mirror, sql).unwrap()
    }

    /// The only mirror.
    async fn mirror(&self) -> Mirror {
        let mut mirrors = self.mirrors().await;
        assert_eq!(mirrors.len(), 1, "{mirrors:?}");
        mirrors.remove(0)
    }
}

fn of_pat(desired: &str, cause: &str, generation: i64) -> Mirror {
    Mirror {
        connection_id: "pat".to_owned(),
        desired: desired.to_owned(),
        cause: cause.to_owned(),
        generation,
    }
}

both_databases! {
    async fn only_the_first_and_the_last_case_concern_a_calendar(app: TestApp) {
        let office = Office::open(app).await;
        office.connect().await;
        let id = office.offer(&office.form()).await;
        assert_eq!(office.mirrors().await, []);
        office.book(&id, "LC-1042").await;
        let first = of_pat("present", "first_booked", 1);
        assert_eq!(office.mirror().await, first);
        office.book(&id, "LC-1043").await;
        office.book(&id, "LC-1044").await;
        office.remove(&id, "LC-1042").await;
        assert_eq!(office.mirror().await, first);
        office.remove(&id, "LC-1043").await;
        office.remove(&id, "LC-1044").await;
        assert_eq!(office.mirror().await, of_pat("absent", "last_removed", 2));
        office.book(&id, "LC-1045").await;
        assert_eq!(office.mirror().await, of_pat("present", "first_booked", 3));
    }

    async fn each_change_of_a_booked_class_is_marked_with_its_cause(app: TestApp) {
        let office = Office::open(app).await;
        office.connect().await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        let moved = office.form().with("start", "08:00");
        office.try_edit(&id, "1", &moved).await.value::<String>();
        assert_eq!(office.mirror().await, of_pat("present", "moved", 2));
        let elsewhere = moved.with("class_type_id", &office.orientation);
        office.try_edit(&id, "2", &elsewhere).await.value::<String>();
        assert_eq!(office.mirror().await, of_pat("present", "shown_field_changed", 3));
        // No event says how many places there are, or in which room.
        let bigger = elsewhere.with("capacity", "9").with("room", "Room 7");
        office.try_edit(&id, "3", &bigger).await.value::<String>();
        assert_eq!(office.mirror().await, of_pat("present", "shown_field_changed", 3));
        office.act("cancel_class", &id, "4").await.value::<()>();
        assert_eq!(office.mirror().await, of_pat("absent", "canceled", 4));
        office.act("uncancel_class", &id, "5").await.value::<()>();
        assert_eq!(office.mirror().await, of_pat("present", "uncanceled", 5));
        office.act("send_again", &id, "6").await.value::<()>();
        assert_eq!(office.mirror().await, of_pat("present", "repair", 6));
        office.act("delete_class", &id, "6").await.value::<()>();
        assert_eq!(office.mirror().await, of_pat("absent", "deleted", 7));
    }

    async fn a_reassigned_class_leaves_one_calendar_and_enters_the_other(app: TestApp) {
        let office = Office::open(app).await;
        office.connect().await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        let quinn = office.form().with("provider_id", office.app.user(STAFF2).as_str());
        office.try_edit(&id, "1", &quinn).await.value::<String>();
        let of_quinn = Mirror { connection_id: "quinn".to_owned(), ..of_pat("present", "reassigned", 1) };
        assert_eq!(office.mirrors().await, [of_pat("absent", "reassigned", 2), of_quinn]);
        office.try_edit(&id, "2", &office.form()).await.value::<String>();
        let of_quinn = Mirror { connection_id: "quinn".to_owned(), ..of_pat("absent", "reassigned", 2) };
        assert_eq!(office.mirrors().await, [of_pat("present", "reassigned", 3), of_quinn]);
    }

    async fn the_catalog_reaches_every_upcoming_class_in_one_step(app: TestApp) {
        let office = Office::open(app).await;
        office.connect().await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        let save_type = async |version: &str, name: &str, alias: &str| {
            let fields = [
                ("id", office.decision_skills.as_str()),
                ("version", version),
                ("form[name]", name),
                ("form[calendar_alias]", alias),
            ];
            office.admin.call("edit_class_type", &fields).await.value::<()>();
        };
        // The type's own name is on no calendar.
        save_type("1", "Choices", "Class").await;
        assert_eq!(office.mirror().await, of_pat("present", "first_booked", 1));
        save_type("2", "Choices", "Session").await;
        assert_eq!(office.mirror().await, of_pat("present", "shown_field_changed", 2));
        let save_site = async |version: &str, name: &str, zone: &str| {
            let fields = [
                ("id", office.main_street.as_str()),
                ("version", version),
                ("form[name]", name),
                ("form[time_zone]", zone),
            ];
            office.admin.call("edit_site", &fields).await.value::<()>();
        };
        save_site("1", "Main Street", "America/Chicago").await;
        assert_eq!(office.mirror().await, of_pat("present", "shown_field_changed", 3));
        let before = office.app.count("select starts_at from class").await;
        save_site("2", "Main Street", "America/New_York").await;
        assert_eq!(office.mirror().await, of_pat("present", "moved", 4));
        // Nine o'clock stays nine o'clock, which in New York is an hour earlier.
        assert_eq!(office.app.count("select starts_at from class").await, before - HOUR);
        assert_eq!(office.app.count("select count(*) from class where local_start = '2026-11-19T09:00'").await, 1);
    }

    async fn a_started_class_changes_no_calendar(app: TestApp) {
        let mut office = Office::open(app).await;
        office.connect().await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        let before = office.mirror().await;
        office.later(2 * DAY + HOUR).await;
        office.remove(&id, "LC-1042").await;
        office.book(&id, "LC-1043").await;
        assert_eq!(office.mirror().await, before);
    }
}

/// One function of the sources: its name and its text.
struct Function {
    file: String,
    name: String,
    text: String,
}

/// Every top-level function below `folder`, tests excluded.
fn functions(folder: &Path) -> Vec<Function> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(functions(&path));
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        for part in source.split("\n}\n") {
            let Some(start) = part.find("fn ") else {
                continue;
            };
            let name: String = part[start + 3..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            found.push(Function {
                file: path.file_stem().unwrap().to_string_lossy().into_owned(),
                name,
                text: part.to_owned(),
            });
        }
    }
    found
}

/// What `mark` reads about a class is written by functions that mark, or by ones only such
/// functions call.
#[test]
fn no_path_changes_a_class_without_marking_it() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let functions = functions(&sources);
    let tables = ["class", "class_provider", "roster_entry"];
    let writes = |text: &str| {
        tables.iter().any(|table| {
            ["insert into", "update", "delete from"].iter().any(|verb| {
                let words: Vec<_> = text.split_whitespace().collect();
                let written = format!("{verb} {table}");
                words.windows(3).any(|three| {
                    let joined = three.join(" ");
                    joined.trim_start_matches(['"', '(']).starts_with(&written)
                        && !joined
                            .trim_start_matches(['"', '('])
                            .starts_with(&format!("{written}_"))
                })
            })
        })
    };
    let mut unmarked: Vec<&Function> = functions.iter().filter(|f| writes(&f.text)).collect();
    assert!(unmarked.len() >= 9, "the writers are found at all");
    let mut checked = 0;
    while let Some(writer) = unmarked.pop() {
        if writer.text.contains("mark::") {
            continue;
        }
        let within = format!("{}(", writer.name);
        let beyond = format!("{}::{}(", writer.file, writer.name);
        let callers: Vec<_> = functions
            .iter()
            .filter(|f| {
                f.text.contains(&beyond)
                    || (f.file == writer.file && f.name != writer.name && f.text.contains(&within))
            })
            .collect();
        let name = format!("{}::{}", writer.file, writer.name);
        assert!(
            !callers.is_empty(),
            "{name} changes a class and nothing marks it"
        );
        unmarked.extend(callers);
        checked += 1;
        assert!(checked < 1000, "functions call each other in a circle");
    }
    assert!(checked >= 9, "{checked} were followed to a mark");
}
