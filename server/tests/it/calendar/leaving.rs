//! Disconnecting, and losing the right to be connected.

use serde_json::json;

use super::Desk;
use crate::test_app::{DAY, MINUTE, STAFF, TestApp};

both_databases! {
    async fn disconnecting_removes_what_is_upcoming_and_ends_the_grant(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        desk.google.forget_requests().await;
        desk.staff.call("disconnect_calendar", &[("remove", "true")]).await.value::<()>();
        assert_eq!(desk.connection_state().await, "leaving");
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["DELETE 204"]);
        let requests = desk.google.requests().await;
        assert!(requests.last().unwrap().path.contains("/revoke"), "{requests:?}");
        assert_eq!(desk.connection_state().await, "gone");
        let kept = "select count(*) from calendar_connection
                    where refresh_token is not null or access_token is not null";
        assert_eq!(desk.office.app.count(kept).await, 0);
    }

    async fn disconnecting_may_keep_what_is_there(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        desk.google.forget_requests().await;
        desk.staff.call("disconnect_calendar", &[]).await.value::<()>();
        desk.deliver().await;
        assert!(desk.google.calls().await.is_empty());
        assert_eq!(desk.connection_state().await, "gone");
        assert_eq!(desk.google.events(STAFF).await.len(), 1);

        desk.connect(&desk.staff, STAFF).await;
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1, "what was kept is adopted");
    }

    async fn connecting_again_after_leaving_brings_the_class_once(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        for _ in 0..3 {
            desk.staff.call("disconnect_calendar", &[("remove", "true")]).await.value::<()>();
            desk.deliver().await;
            assert!(desk.google.events(STAFF).await.is_empty());
            desk.connect(&desk.staff, STAFF).await;
            desk.deliver().await;
            assert_eq!(desk.google.events(STAFF).await.len(), 1);
        }
    }

    async fn a_leaving_connection_that_cannot_delete_ends_by_its_deadline(app: TestApp) {
        let desk = Desk::connected(app).await;
        let far = desk.office.form().with("date", "2026-12-17");
        let class = desk.office.offer(&far).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.google.fault(json!({"match": {"method": "DELETE"}, "times": 1000, "status": 503})).await;
        desk.staff.call("disconnect_calendar", &[("remove", "true")]).await.value::<()>();
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "leaving");
        for _ in 0..30 {
            desk.deliver_after(DAY / 6).await;
        }
        assert_eq!(desk.connection_state().await, "gone");
        let left = "select left_behind from calendar_connection";
        assert_eq!(desk.office.app.count(left).await, 1);
    }

    async fn a_lost_right_pauses_then_leaves_and_a_regained_one_resumes(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        desk.google.forget_requests().await;
        let app = &desk.office.app;
        let take = "delete from role_permission where permission = 'calendar.connect'";
        let give = "insert into role_permission (org_id, role_id, permission)
                    select org_id, role_id, 'calendar.connect' from app_user
                    where email = 'staff@linden.example'";
        app.execute(take).await;
        server::sync::sweep::once(&app.state).await.unwrap();
        assert_eq!(desk.connection_state().await, "paused");
        desk.office.book(&class, "LC-1043").await;
        desk.deliver_after(5 * MINUTE).await;
        assert!(desk.google.requests().await.is_empty());

        app.execute(give).await;
        server::sync::sweep::once(&app.state).await.unwrap();
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "active");
        assert!(desk.google.calls().await.is_empty(), "nothing had changed");

        app.execute(take).await;
        server::sync::sweep::once(&app.state).await.unwrap();
        app.clock.advance(11 * MINUTE);
        server::sync::sweep::once(&app.state).await.unwrap();
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["DELETE 204"]);
        assert_eq!(desk.connection_state().await, "gone");
    }

    async fn what_was_wrong_before_a_pause_is_wrong_after_it(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        let app = &desk.office.app;
        // Google ended the grant; the person was asked to connect again.
        desk.google.revoke(STAFF).await;
        let form = desk.office.form().with("date", "2026-11-24");
        let late = desk.office.offer(&form).await;
        desk.office.book(&late, "LC-1042").await;
        app.execute("update calendar_connection set access_token = null").await;
        desk.deliver_after(2 * MINUTE).await;
        desk.deliver_after(2 * MINUTE).await;
        assert_eq!(desk.connection_state().await, "needs_reconnect");
        let reason = app.text("select state_reason from calendar_connection").await;
        let letters = app.count("select count(*) from mail_outbox").await;
        for turn in 0..2 {
            app.execute("delete from role_permission where permission = 'calendar.connect'").await;
            server::sync::sweep::once(&app.state).await.unwrap();
            assert_eq!(desk.connection_state().await, "paused", "{turn}");
            app.execute(
                "insert into role_permission (org_id, role_id, permission)
                 select org_id, role_id, 'calendar.connect' from app_user
                 where email = 'staff@linden.example'",
            ).await;
            server::sync::sweep::once(&app.state).await.unwrap();
            assert_eq!(desk.connection_state().await, "needs_reconnect", "{turn}");
        }
        desk.google.forget_requests().await;
        desk.deliver().await;
        assert!(desk.google.requests().await.is_empty(), "a dead grant is not tried");
        assert_eq!(app.text("select state_reason from calendar_connection").await, reason);
        assert_eq!(app.count("select count(*) from mail_outbox").await, letters, "told once");
        assert!(!class.is_empty());
    }
}
