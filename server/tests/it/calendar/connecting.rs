//! Every way back from Google, and what is stored after it.

use app::api::calendar::{CalendarPanel, DeliveryKind, ShownState};
use app::api::classes::ClassDelivery;

use super::Desk;
use crate::test_app::{NOCAL, STAFF, STAFF2, TestApp};

const START_AGAIN: &str = "/profile/external?outcome=start_again";

async fn connections(desk: &Desk) -> i64 {
    desk.office
        .app
        .count("select count(*) from calendar_connection")
        .await
}

both_databases! {
    async fn connecting_tests_the_calendar_and_brings_what_is_booked(app: TestApp) {
        let desk = Desk::open(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        desk.office.book(&class, "LC-1042").await;
        let back = desk.connect(&desk.staff, STAFF).await;
        assert_eq!((back.status, back.location()), (303, "/profile/external?outcome=connected"));
        assert_eq!(desk.google.calls().await, ["POST 200", "DELETE 204", "GET 200"]);
        let test = &desk.google.all_events(STAFF).await[0];
        assert_eq!(test["summary"], "Calendar connection test");
        assert_eq!(test["transparency"], "transparent");
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        let panel: CalendarPanel = desk.staff.call("get_calendar_panel", &[]).await.value();
        assert_eq!(panel.shown, ShownState::Connected);
        assert_eq!((panel.upcoming, panel.sent, panel.waiting), (1, 1, 0));
        assert_eq!(panel.connection.unwrap().account, STAFF);
    }

    async fn unticked_it_starts_with_the_next_class_that_is_booked(app: TestApp) {
        let desk = Desk::open(app).await;
        let before = desk.office.offer(&desk.office.form()).await;
        desk.office.book(&before, "LC-1042").await;
        let url = desk.start_with(&desk.staff, &[]).await;
        let back = desk.google.allow(STAFF, &url).await;
        assert_eq!(desk.staff.get(&back).await.location(), "/profile/external?outcome=connected");
        desk.office.book(&before, "LC-1043").await;
        desk.deliver().await;
        assert!(desk.google.events(STAFF).await.is_empty());
        let delivery: ClassDelivery =
            desk.staff.call("get_class_delivery", &[("id", before.as_str())]).await.value();
        assert_eq!(delivery.delivery.kind, DeliveryKind::NotAdded);

        let next = desk.office.form().with("date", "2026-11-20");
        let next = desk.office.offer(&next).await;
        desk.office.book(&next, "LC-1042").await;
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        desk.staff.call("put_back", &[("class_id", before.as_str())]).await.value::<()>();
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 2);
    }

    async fn tokens_are_sealed_and_nothing_secret_stands_in_the_database(app: TestApp) {
        let desk = Desk::connected(app).await;
        let sql = "select refresh_token from calendar_connection";
        let sealed = desk.office.app.text(sql).await.unwrap();
        assert!(sealed.starts_with("k1:"), "{sealed}");
    }

    async fn an_unticked_box_stores_nothing_and_ends_the_grant(app: TestApp) {
        let desk = Desk::open(app).await;
        let url = desk.start(&desk.staff).await;
        let back = desk.google.leave_the_box_empty(STAFF, &url).await;
        let back = desk.staff.get(&back).await;
        assert_eq!(back.location(), "/profile/external?outcome=box_unticked");
        assert_eq!(connections(&desk).await, 0);
        let requests = desk.google.requests().await;
        assert!(requests.iter().any(|r| r.path.contains("/revoke")));
    }

    async fn an_unticked_box_does_not_end_a_grant_that_is_in_use(app: TestApp) {
        let desk = Desk::connected(app).await;
        let url = desk.start(&desk.staff).await;
        let back = desk.google.leave_the_box_empty(STAFF, &url).await;
        desk.staff.get(&back).await;
        let requests = desk.google.requests().await;
        assert!(!requests.iter().any(|r| r.path.contains("/revoke")));
        assert_eq!(desk.connection_state().await, "active");
    }

    async fn canceling_at_google_stores_nothing(app: TestApp) {
        let desk = Desk::open(app).await;
        let url = desk.start(&desk.staff).await;
        let back = desk.google.cancel(STAFF, &url).await;
        let back = desk.staff.get(&back).await;
        assert_eq!(back.location(), "/profile/external?outcome=refused");
        assert_eq!(connections(&desk).await, 0);
    }

    async fn a_state_is_used_once_by_the_session_that_started_it_within_ten_minutes(app: TestApp) {
        let desk = Desk::open(app).await;
        let other = desk.office.app.sign_in(STAFF2).await;

        let url = desk.start(&desk.staff).await;
        let callback = desk.google.allow(STAFF, &url).await;
        let stolen = other.get(&callback).await;
        assert_eq!((stolen.status, stolen.location()), (303, START_AGAIN));
        let same_person_elsewhere = desk.office.app.sign_in(STAFF).await;
        assert_eq!(same_person_elsewhere.get(&callback).await.location(), START_AGAIN);
        assert_eq!(connections(&desk).await, 0);

        assert_eq!(desk.staff.get(&callback).await.location(), "/profile/external?outcome=connected");
        assert_eq!(desk.staff.get(&callback).await.location(), START_AGAIN, "replayed");
        assert_eq!(connections(&desk).await, 1);

        let url = desk.start(&other).await;
        let late = desk.google.allow(STAFF2, &url).await;
        desk.office.app.clock.advance(600_001);
        assert_eq!(other.get(&late).await.location(), START_AGAIN, "too late");

        let forged = "/oauth/google/callback?code=x&state=y";
        assert_eq!(other.get(forged).await.location(), START_AGAIN);
        assert_eq!(connections(&desk).await, 1);
    }

    async fn another_issuer_is_not_believed(app: TestApp) {
        let desk = Desk::open(app).await;
        let url = desk.start(&desk.staff).await;
        let callback = desk.google.allow(STAFF, &url).await;
        let forged = callback.replace("accounts.google.com", "accounts.elsewhere.example");
        assert_ne!(forged, callback, "Google names itself in the callback");
        assert_eq!(desk.staff.get(&forged).await.location(), START_AGAIN);
        assert_eq!(connections(&desk).await, 0);
    }

    async fn without_the_permission_the_section_is_absent_and_refused(app: TestApp) {
        let desk = Desk::open(app).await;
        let noa = desk.office.app.sign_in(NOCAL).await;
        for (endpoint, fields) in [
            ("get_calendar_panel", vec![]),
            ("disconnect_calendar", vec![("remove", "true")]),
            ("try_calendar_now", vec![]),
        ] {
            assert_eq!(noa.call(endpoint, &fields).await.status, 403, "{endpoint}");
        }
        let start = noa.submit("/profile/external", "/oauth/google/start", &[]).await;
        assert_eq!(start.status, 403);
        assert!(start.body.contains("Your role does not include this."));
    }

    async fn the_right_that_ends_while_google_asks_connects_nothing(app: TestApp) {
        let desk = Desk::open(app).await;
        let url = desk.start(&desk.staff).await;
        let callback = desk.google.allow(STAFF, &url).await;
        desk.office.app.execute("delete from role_permission where permission = 'calendar.connect'").await;
        let back = desk.staff.get(&callback).await;
        assert_eq!(back.location(), "/profile/external?outcome=not_allowed");
        assert_eq!(connections(&desk).await, 0);
    }

    async fn a_calendar_that_does_not_answer_is_not_connected(app: TestApp) {
        let desk = Desk::open(app).await;
        let fault = serde_json::json!({"match": {"method": "POST", "path": "/events"}, "times": 1, "status": 503});
        desk.google.fault(fault).await;
        let back = desk.connect(&desk.staff, STAFF).await;
        assert_eq!(back.location(), "/profile/external?outcome=not_answering");
        assert_eq!(connections(&desk).await, 0);
    }

    async fn the_same_account_again_doubles_nothing(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        desk.connect(&desk.staff, STAFF).await;
        desk.deliver().await;
        assert_eq!(connections(&desk).await, 1);
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }
}
