//! Check and repair, as the operator and the person ask for it; wiping, new keys, the end of every
//! grant, and what follows a restore.

use server::backup;
use server::care::{self, Whose};
use server::clock::Entropy;
use server::secrets::Secrets;
use server::sync::grant;

use crate::calendar::Desk;
use crate::test_app::{STAFF, TestApp};

/// One booked class per day, delivered.
async fn classes(desk: &Desk, dates: &[&str]) -> Vec<String> {
    let mut classes = Vec::new();
    for date in dates {
        let form = desk.office.form().with("date", date);
        let class = desk.office.offer(&form).await;
        desk.office.book(&class, "LC-1042").await;
        classes.push(class);
    }
    desk.deliver().await;
    assert_eq!(desk.google.events(STAFF).await.len(), dates.len());
    classes
}

/// The id of the one event on that day.
async fn event_on(desk: &Desk, date: &str) -> String {
    let events = desk.google.events(STAFF).await;
    let on = |e: &&serde_json::Value| e["start"]["dateTime"].as_str().unwrap().starts_with(date);
    let found: Vec<_> = events.iter().filter(on).collect();
    assert_eq!(found.len(), 1, "{date}");
    found[0]["id"].as_str().unwrap().to_owned()
}

/// Changes one class's rows behind the engine's back.
async fn behind(desk: &Desk, sql: &'static str, class: &str) {
    let mut tx = desk.office.app.state.db.write().await.unwrap();
    let writing = &mut tx;
    assert!(server::execute!(writing, sql, class).unwrap() > 0, "{sql}");
    tx.commit().await.unwrap();
}

const DAYS: [&str; 5] = [
    "2026-11-19",
    "2026-11-20",
    "2026-11-23",
    "2026-11-24",
    "2026-11-25",
];

both_databases! {
    async fn a_check_names_what_is_wrong_and_a_repair_puts_it_right(app: TestApp) {
        let desk = Desk::connected(app).await;
        let state = desk.office.app.state.clone();
        let all = classes(&desk, &DAYS).await;
        let nothing = care::check(&state, &Whose::Everybody, false).await.unwrap();
        assert_eq!(nothing.last().unwrap(), "Nothing is wrong.");

        // Missing; outdated; there although nobody is booked; there twice.
        desk.google.delete_event(STAFF, &event_on(&desk, DAYS[0]).await).await;
        let second = event_on(&desk, DAYS[1]).await;
        desk.google.edit_event(STAFF, &second, serde_json::json!({"summary": "Mine"})).await;
        behind(&desk, "update roster_entry set removed_at = 1 where class_id = $1", &all[2]).await;
        behind(
            &desk,
            "update mirror set incarnation = incarnation + 1, delivered_hash = null,
                               generation = generation + 1, next_at = 0
             where class_id = $1",
            &all[3],
        ).await;
        server::sync::sweep::once(&state).await.unwrap();
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 5);

        desk.google.forget_requests().await;
        let found = care::check(&state, &Whose::User(STAFF.into()), false).await.unwrap();
        assert_eq!(
            found[0],
            format!("{STAFF}, google: 5 looked at, 1 missing, 1 outdated, 2 extra, 1 out of line, 0 waiting to be sent"),
        );
        let calls = desk.google.calls().await;
        assert!(calls.iter().all(|c| c.starts_with("GET")), "a dry run: {calls:?}");

        let repaired = care::check(&state, &Whose::Everybody, true).await.unwrap();
        assert!(repaired[0].ends_with("; 1 extra events deleted, 0 not"), "{repaired:?}");
        desk.deliver().await;
        let again = care::check(&state, &Whose::Everybody, false).await.unwrap();
        assert_eq!(again.last().unwrap(), "Nothing is wrong.", "{again:?}");
        let events = desk.google.events(STAFF).await;
        assert_eq!(events.len(), 4);
        assert!(events.iter().all(|e| e["summary"] == "Class"));
        event_on(&desk, DAYS[0]).await;
        event_on(&desk, DAYS[3]).await;
    }

    async fn a_person_checks_their_own_calendar_and_puts_one_class_back(app: TestApp) {
        let desk = Desk::connected(app).await;
        let all = classes(&desk, &DAYS[..2]).await;
        for place in ["/profile/external".to_owned(), format!("/classes/{}/delivery", all[0])] {
            let page = desk.staff.get(&place).await.body;
            assert!(page.contains("href=\"/profile/external/check\""), "{place}: {page}");
        }
        let page = desk.staff.get("/profile/external/check").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Everything is as it should be"), "{}", page.body);
        for day in &DAYS[..2] {
            desk.google.delete_event(STAFF, &event_on(&desk, day).await).await;
        }
        let page = desk.staff.get("/profile/external/check").await;
        assert_eq!(page.body.matches("It is not there").count(), 2);

        // Without script.
        let fields = [("class_id", all[0].as_str())];
        let back = desk.staff.submit("/profile/external/check", "/api/fix_calendar", &fields).await;
        assert!(back.location().trim_end_matches('?').ends_with("/profile/external/check"), "{}", back.location());
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        event_on(&desk, DAYS[0]).await;

        desk.staff.call("fix_calendar", &[]).await.value::<()>();
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 2, "the rest at once");
    }

    async fn whoever_may_not_connect_checks_nothing(app: TestApp) {
        let desk = Desk::open(app).await;
        let noa = desk.office.app.sign_in(crate::test_app::NOCAL).await;
        assert_eq!(noa.call("get_calendar_check", &[]).await.status, 403);
        assert_eq!(noa.call("fix_calendar", &[]).await.status, 403);
    }

    async fn wiping_removes_all_of_ours_and_reports(app: TestApp) {
        let desk = Desk::connected(app).await;
        classes(&desk, &DAYS[..3]).await;
        // One of them is over by now; it goes too.
        let state = desk.office.app.state.clone();
        desk.office.app.clock.advance(3 * crate::test_app::DAY);
        let lines = care::wipe(&state, STAFF).await.unwrap();
        assert_eq!(lines, [format!("{STAFF}, google: 3 events removed, 0 could not be; the connection is ended")]);
        assert!(desk.google.events(STAFF).await.is_empty());
        assert_eq!(desk.connection_state().await, "gone");
        let kept = "select count(*) from calendar_connection where refresh_token is not null";
        assert_eq!(desk.office.app.count(kept).await, 0);
        assert!(care::wipe(&state, "nobody@linden.example").await.is_err());
    }

    async fn a_wipe_that_cannot_finish_says_so_and_keeps_the_connection(app: TestApp) {
        let desk = Desk::connected(app).await;
        classes(&desk, &DAYS[..2]).await;
        desk.google.fault(serde_json::json!({"match": {"method": "DELETE"}, "times": 9, "status": 503})).await;
        let lines = care::wipe(&desk.office.app.state, STAFF).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert!(lines[0].contains("0 events removed, 1 could not be; ended early: not answering"), "{lines:?}");
        assert_eq!(desk.connection_state().await, "active");
        desk.google.clear_faults().await;
        let lines = care::wipe(&desk.office.app.state, STAFF).await.unwrap();
        assert!(lines[0].contains("2 events removed, 0 could not be"), "{lines:?}");
    }

    async fn a_new_key_seals_every_token_and_the_old_one_opens_backups(app: TestApp) {
        let desk = Desk::connected(app).await;
        let state = &desk.office.app.state;
        let sealed = "select refresh_token from calendar_connection";
        let old = desk.office.app.text(sealed).await.unwrap();
        let place = grant::place(
            &desk.office.app.text("select id from calendar_connection").await.unwrap(),
            "refresh_token",
        );
        let lines = care::rekey(state).await.unwrap();
        assert_eq!(lines[0], "1 connections are sealed with the new key k2.");
        let new = desk.office.app.text(sealed).await.unwrap();
        assert!(old.starts_with("k1:") && new.starts_with("k2:"));
        let ring = Secrets::open(&state.config.data_dir.join("keys"), &Entropy::seeded(9)).unwrap();
        assert_eq!(ring.unseal(&place, &old).unwrap(), ring.unseal(&place, &new).unwrap());
        assert!(state.secrets.unseal(&place, &new).is_err(), "who runs on must be started again");
    }

    async fn revoking_all_ends_grants_and_leaves_events(app: TestApp) {
        let desk = Desk::connected(app).await;
        classes(&desk, &DAYS[..1]).await;
        let lines = care::revoke_all(&desk.office.app.state).await.unwrap();
        assert!(lines[0].starts_with("1 grants ended and their tokens destroyed, 0 not yet"), "{lines:?}");
        assert_eq!(desk.connection_state().await, "gone");
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        let requests = desk.google.requests().await;
        assert!(requests.last().unwrap().path.contains("/revoke"));
    }

    async fn after_a_restore_every_event_is_looked_at_before_anything_is_believed(app: TestApp) {
        let desk = Desk::connected(app).await;
        let all = classes(&desk, &DAYS[..2]).await;
        // The backup is older than the first event, and knows the second one.
        behind(
            &desk,
            "update mirror set delivered_hash = null, state = 'new', generation = 1,
                               applied_generation = 0, next_at = 0
             where class_id = $1",
            &all[0],
        ).await;
        desk.google.forget_requests().await;
        backup::after_restore(&desk.office.app.state).await.unwrap();
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["GET 200", "GET 200"]);
        assert_eq!(desk.google.events(STAFF).await.len(), 2);
    }
}
