//! The main story, by the journal.

use serde_json::json;

use super::Desk;
use crate::test_app::{STAFF, STAFF2, TestApp};

both_databases! {
    async fn the_first_case_brings_the_event_and_the_last_one_takes_it(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        desk.deliver().await;
        assert!(desk.google.calls().await.is_empty(), "an open availability is on no calendar");

        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["POST 200"]);
        let events = desk.google.events(STAFF).await;
        assert_eq!(events.len(), 1);
        let event = &events[0];
        assert_eq!(event["summary"], "Class");
        assert_eq!(event["visibility"], "private");
        assert!(event["attendees"].is_null() && event["location"].is_null());
        let text = event["description"].as_str().unwrap();
        assert!(text.starts_with("Booked in IMPACT Feedback. Changing this event does not change the class.\n"));
        assert!(text.contains("/c/"), "{text}");

        desk.google.forget_requests().await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver().await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        assert!(desk.google.requests().await.is_empty(), "only the first and the last one matter");

        desk.office.remove(&class, "LC-1043").await;
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["DELETE 204"]);
        assert!(desk.google.events(STAFF).await.is_empty());
    }

    async fn a_change_of_mind_within_the_settle_window_sends_nothing(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        desk.google.forget_requests().await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver_after(2_000).await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver().await;
        assert!(desk.google.requests().await.is_empty());
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }

    async fn removed_and_later_booked_again_is_a_new_event(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        let first = desk.google.events(STAFF).await[0]["id"].clone();
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        let events = desk.google.events(STAFF).await;
        assert_eq!(events.len(), 1);
        assert_ne!(events[0]["id"], first, "a deleted event is never revived");
    }

    async fn a_moved_class_patches_the_same_event_and_keeps_what_is_the_persons(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        let id = desk.google.events(STAFF).await[0]["id"].as_str().unwrap().to_owned();
        let own = json!({"colorId": "5", "description": "my notes"});
        desk.google.edit_event(STAFF, &id, own).await;
        desk.google.forget_requests().await;
        let later = desk.office.form().with("start", "13:00").with("end", "14:30");
        let moved = desk.office.try_edit(&class, "1", &later).await;
        assert_eq!(moved.status, 200, "{}", moved.body);
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["PATCH 200"]);
        let events = desk.google.events(STAFF).await;
        assert_eq!((events.len(), events[0]["id"].as_str()), (1, Some(id.as_str())));
        assert_eq!(events[0]["colorId"], "5");
        assert_eq!(events[0]["description"], "my notes");
        assert!(events[0]["start"]["dateTime"].as_str().unwrap().starts_with("2026-11-19T13:00"));
    }

    async fn a_canceled_class_leaves_the_calendar_and_returns_when_un_canceled(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        assert_eq!(desk.office.act("cancel_class", &class, "1").await.status, 200);
        desk.deliver().await;
        assert!(desk.google.events(STAFF).await.is_empty());
        assert_eq!(desk.office.act("uncancel_class", &class, "2").await.status, 200);
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }

    async fn a_reassigned_class_goes_to_the_other_calendar_and_back(app: TestApp) {
        let desk = Desk::connected(app).await;
        let quinn = desk.office.app.sign_in(STAFF2).await;
        desk.connect(&quinn, STAFF2).await;
        let class = desk.booked_class().await;
        let to = |email: &str| desk.office.form().with("provider_id", desk.office.app.user(email).as_str());
        let there = [(STAFF2, "1", 0, 1), (STAFF, "2", 1, 0)];
        for (email, version, pats, quinns) in there {
            let answer = desk.office.try_edit(&class, version, &to(email)).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            desk.deliver().await;
            assert_eq!(desk.google.events(STAFF).await.len(), pats, "{email}");
            assert_eq!(desk.google.events(STAFF2).await.len(), quinns, "{email}");
        }
    }

    async fn an_alias_edit_changes_every_upcoming_event_in_place(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        let second = desk.office.form().with("date", "2026-11-20");
        let second = desk.office.offer(&second).await;
        desk.office.book(&second, "LC-1042").await;
        desk.deliver().await;
        desk.google.forget_requests().await;
        let id = desk.office.decision_skills.clone();
        let fields = [
            ("id", id.as_str()),
            ("version", "1"),
            ("form[name]", "Decision Skills"),
            ("form[calendar_alias]", "Session"),
        ];
        let answer = desk.office.admin.call("edit_class_type", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["PATCH 200", "PATCH 200"]);
        for event in desk.google.events(STAFF).await {
            assert_eq!(event["summary"], "Session");
        }
    }

    async fn what_the_person_deletes_there_stays_away_until_a_material_change(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        let id = desk.google.events(STAFF).await[0]["id"].as_str().unwrap().to_owned();
        desk.google.delete_event(STAFF, &id).await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver().await;
        assert!(desk.google.events(STAFF).await.is_empty(), "nobody looks, nothing is sent");
        for answer in ["403", "200 cancelled"] {
            desk.google.settings(json!({"patch_on_tombstone": answer})).await;
            let (start, end) = if answer == "403" { ("10:00", "11:30") } else { ("11:00", "12:30") };
            let version = if answer == "403" { "1" } else { "2" };
            let moved = desk.office.form().with("start", start).with("end", end);
            assert_eq!(desk.office.try_edit(&class, version, &moved).await.status, 200);
            desk.deliver().await;
            let events = desk.google.events(STAFF).await;
            assert_eq!(events.len(), 1, "a material change brings it again ({answer})");
            let again = events[0]["id"].as_str().unwrap().to_owned();
            assert_ne!(again, id);
            desk.google.delete_event(STAFF, &again).await;
        }
    }

    async fn put_back_brings_it_again(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        let id = desk.google.events(STAFF).await[0]["id"].as_str().unwrap().to_owned();
        desk.google.delete_event(STAFF, &id).await;
        let answer = desk.staff.call("put_back", &[("class_id", class.as_str())]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }
}
