//! Lost answers, refusals and outages: nothing lost, nothing doubled.

use serde_json::json;

use super::Desk;
use crate::test_app::{HOUR, MINUTE, STAFF, TestApp};

both_databases! {
    async fn a_lost_answer_to_an_insert_is_looked_up_not_repeated(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        let lost = json!({"match": {"method": "POST", "path": "/events"}, "status": 0, "apply": true});
        desk.google.fault(lost).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.deliver_after(MINUTE).await;
        assert_eq!(desk.google.calls().await, ["POST 0", "GET 200"]);
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        // One more look follows two minutes after the ambiguous answer, and finds nothing to do.
        desk.deliver_after(2 * MINUTE).await;
        assert_eq!(desk.google.calls().await, ["POST 0", "GET 200", "GET 200"]);
        desk.deliver_after(HOUR).await;
        assert_eq!(desk.google.calls().await.len(), 3, "and then it rests");
    }

    async fn an_insert_that_never_arrived_is_sent_again_once(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        let lost = json!({"match": {"method": "POST", "path": "/events"}, "status": 0});
        desk.google.fault(lost).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.deliver_after(MINUTE).await;
        assert_eq!(desk.google.calls().await, ["POST 0", "GET 404", "POST 200"]);
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }

    async fn a_lost_delete_then_another_booking_is_one_new_event(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        let lost = json!({"match": {"method": "DELETE"}, "status": 0, "apply": true});
        desk.google.fault(lost).await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver_after(MINUTE).await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }

    async fn a_busy_provider_is_obeyed(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        let busy = json!({
            "match": {"method": "POST", "path": "/events"},
            "status": 429,
            "headers": {"retry-after": "90"},
        });
        desk.google.fault(busy).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.deliver_after(80_000).await;
        assert_eq!(desk.google.calls().await, ["POST 429"]);
        desk.deliver_after(11_000).await;
        assert_eq!(desk.google.calls().await, ["POST 429", "POST 200"]);
    }

    async fn an_expired_token_is_refreshed_once_and_the_call_repeated(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.google.fault(json!({
            "match": {"method": "POST", "path": "/events"},
            "status": 401,
            "body": {"error": {"errors": [{"reason": "authError"}], "code": 401}},
        })).await;
        desk.booked_class().await;
        assert_eq!(desk.google.calls().await, ["POST 401", "POST 200"]);
        let requests = desk.google.requests().await;
        assert_eq!(requests.iter().filter(|r| r.path.contains("/token")).count(), 1);
    }

    async fn a_dead_grant_is_probed_then_the_person_is_asked_and_nothing_is_lost(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.google.revoke(STAFF).await;
        let class = desk.booked_class().await;
        assert_eq!(desk.connection_state().await, "active", "one probe follows first");
        desk.deliver_after(11_000).await;
        assert_eq!(desk.connection_state().await, "needs_reconnect");
        desk.google.forget_requests().await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver_after(HOUR).await;
        assert!(desk.google.requests().await.is_empty(), "no calls with a dead grant");

        let back = desk.connect(&desk.staff, STAFF).await;
        assert_eq!(back.location(), "/profile/external?outcome=connected");
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "active");
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }

    async fn a_withdrawn_permission_asks_for_it_again(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.google.fault(json!({
            "match": {"method": "POST", "path": "/events"},
            "status": 403,
            "body": {"error": {"errors": [{"reason": "insufficientPermissions"}], "code": 403}},
        })).await;
        desk.booked_class().await;
        assert_eq!(desk.connection_state().await, "needs_consent");
        desk.connect(&desk.staff, STAFF).await;
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }

    async fn our_own_credentials_stop_the_provider_and_nobodys_connection(app: TestApp) {
        let desk = Desk::connected(app).await;
        let refused = |times: u32| json!({
            "match": {"method": "POST", "path": "/google/token"},
            "times": times,
            "status": 401,
            "body": {"error": "invalid_client"},
        });
        desk.google.fault(refused(2)).await;
        desk.google.fault(json!({
            "match": {"method": "POST", "path": "/events"},
            "status": 401,
            "body": {"error": {"errors": [{"reason": "authError"}], "code": 401}},
        })).await;
        desk.booked_class().await;
        assert_eq!(desk.connection_state().await, "active");
        let stopped = "select count(*) from provider_status where stopped_at is not null";
        assert_eq!(desk.office.app.count(stopped).await, 1);
        desk.deliver_after(30_000).await;
        let tokens = |requests: Vec<crate::calendar::google::Request>| {
            requests.iter().filter(|r| r.path.contains("/token")).count()
        };
        assert_eq!(tokens(desk.google.requests().await), 1, "one probe a minute");
        desk.office.app.execute("update calendar_connection set access_token = null").await;
        desk.deliver_after(MINUTE).await;
        desk.deliver_after(MINUTE + 1_000).await;
        desk.deliver_after(MINUTE + 1_000).await;
        assert_eq!(desk.office.app.count(stopped).await, 0);
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }

    async fn one_poisoned_event_blocks_nobody(app: TestApp) {
        let desk = Desk::connected(app).await;
        let poisoned = desk.office.offer(&desk.office.form()).await;
        desk.google.fault(json!({
            "match": {"method": "POST", "path": "/events"},
            "status": 400,
            "body": {"error": {"errors": [{"reason": "invalid"}], "code": 400}},
        })).await;
        desk.office.book(&poisoned, "LC-1042").await;
        desk.deliver().await;
        let healthy = desk.office.form().with("date", "2026-11-20");
        let healthy = desk.office.offer(&healthy).await;
        desk.office.book(&healthy, "LC-1042").await;
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        let refused = "select count(*) from mirror where state = 'rejected'";
        assert_eq!(desk.office.app.count(refused).await, 1);
    }
}
