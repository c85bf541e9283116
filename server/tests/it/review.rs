//! Rare orders of events around connecting, leaving and lost answers, each a sequence that a person
//! or a network can bring about.

use std::sync::Arc;
use std::time::Duration;

use app::api::calendar::DeliveryKind;
use app::api::cases::CaseHit;
use app::api::classes::ClassRoster;
use serde_json::{Value, json};

use crate::calendar::Desk;
use crate::test_app::{DAY, HOUR, MINUTE, STAFF, TestApp};

const TAKE: &str = "delete from role_permission where permission = 'calendar.connect'";

async fn disconnect(desk: &Desk, fields: &[(&str, &str)]) {
    let answer = desk.staff.call("disconnect_calendar", fields).await;
    answer.value::<()>();
}

/// There and back without "Also add my upcoming classes".
async fn connect_without_backfill(desk: &Desk) {
    let url = desk.start_with(&desk.staff, &[]).await;
    let back = desk.google.allow(STAFF, &url).await;
    let back = desk.staff.get(&back).await;
    assert_eq!(back.location(), "/profile/external?outcome=connected");
}

fn shown(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|e| e["start"]["dateTime"].as_str().unwrap_or_default())
        .collect()
}

both_databases! {
    async fn a_class_booked_while_the_grant_was_dead_comes_after_disconnect_and_connect(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.google.revoke(STAFF).await;
        desk.booked_class().await;
        desk.deliver_after(11_000).await;
        assert_eq!(desk.connection_state().await, "needs_reconnect");
        disconnect(&desk, &[("remove", "true")]).await;
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "gone");
        desk.connect(&desk.staff, STAFF).await;
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1, "backfill was ticked");
    }

    async fn keeping_then_connecting_again_still_brings_what_was_not_delivered(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        desk.office.book(&class, "LC-1042").await;
        // Within the settle window: nothing was sent yet.
        disconnect(&desk, &[]).await;
        desk.deliver().await;
        desk.connect(&desk.staff, STAFF).await;
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1, "backfill was ticked");
    }

    async fn a_kept_event_of_a_class_that_emptied_does_not_outlive_connecting_again(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        disconnect(&desk, &[]).await;
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        desk.office.remove(&class, "LC-1042").await;
        connect_without_backfill(&desk).await;
        desk.deliver().await;
        assert!(desk.google.events(STAFF).await.is_empty(), "nobody is booked any more");
    }

    async fn remove_now_removes_while_the_right_is_paused(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        desk.office.app.execute(TAKE).await;
        server::sync::sweep::once(&desk.office.app.state).await.unwrap();
        assert_eq!(desk.connection_state().await, "paused");
        disconnect(&desk, &[("remove", "true")]).await;
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "gone");
        assert!(desk.google.events(STAFF).await.is_empty(), "the grant was alive: it could remove");
    }

    async fn a_leaving_connection_adds_nothing(app: TestApp) {
        let desk = Desk::connected(app).await;
        // Today at ten: in an hour.
        let soon = desk.office.form().with("date", "2026-11-17").with("start", "10:00").with("end", "14:00");
        let class = desk.office.offer(&soon).await;
        desk.google.fault(json!({
            "match": {"method": "POST", "path": "/events"},
            "status": 429,
            "headers": {"retry-after": "7200"},
        })).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["POST 429"]);
        desk.office.app.clock.advance(HOUR + MINUTE);
        desk.google.forget_requests().await;
        disconnect(&desk, &[("remove", "true")]).await;
        desk.deliver_after(HOUR).await;
        desk.deliver_after(DAY).await;
        let calls = desk.google.calls().await;
        assert!(!calls.iter().any(|c| c.starts_with("POST")), "it may only delete: {calls:?}");
    }

    async fn a_refused_move_is_not_shown_as_delivered(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        desk.google.fault(json!({
            "match": {"method": "PATCH"},
            "status": 400,
            "body": {"error": {"errors": [{"reason": "invalid"}], "code": 400}},
        })).await;
        let later = desk.office.form().with("start", "13:00").with("end", "14:30");
        assert_eq!(desk.office.try_edit(&class, "1", &later).await.status, 200);
        desk.deliver().await;
        let events = desk.google.events(STAFF).await;
        assert!(shown(&events)[0].starts_with("2026-11-19T09:00") || shown(&events)[0].contains("T15:00"), "{events:?}");
        let roster: ClassRoster =
            desk.office.scheduler.call("get_class_roster", &[("id", class.as_str())]).await.value();
        assert_eq!(roster.delivery.kind, DeliveryKind::Refused, "the calendar shows the old time");
    }

    async fn one_event_that_always_answers_unclearly_does_not_hold_up_the_next_booking(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        desk.google.fault(json!({
            "match": {"method": "PATCH"},
            "times": 1000,
            "status": 403,
            "body": {"error": {"errors": [{"reason": "forbidden"}], "code": 403}},
        })).await;
        let later = desk.office.form().with("start", "13:00").with("end", "14:30");
        assert_eq!(desk.office.try_edit(&class, "1", &later).await.status, 200);
        // Eight hours of a working day.
        for _ in 0..96 {
            desk.deliver_after(5 * MINUTE).await;
        }
        let scheduler = desk.office.app.sign_in(crate::test_app::SCHEDULER).await;
        let mut fields: Vec<(String, String)> = Vec::new();
        for name in ["class_type_id", "site_id", "room", "provider_id", "capacity", "date", "start", "end"] {
            let value = match name {
                "class_type_id" => desk.office.decision_skills.clone(),
                "site_id" => desk.office.main_street.clone(),
                "room" => "Room 3".to_owned(),
                "provider_id" => desk.office.app.user(STAFF).to_string(),
                "capacity" => "3".to_owned(),
                "date" => "2026-11-20".to_owned(),
                "start" => "09:00".to_owned(),
                _ => "10:30".to_owned(),
            };
            fields.push((format!("form[{name}]"), value));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let id: String = scheduler.call("add_availability", &fields).await.value();
        let booked = scheduler.call("book_case", &[("class_id", id.as_str()), ("case", "LC-1043")]).await;
        assert_eq!(booked.status, 200, "{}", booked.body);
        desk.deliver_after(15 * MINUTE).await;
        assert_eq!(desk.google.events(STAFF).await.len(), 2, "the healthy class waits for the sick one");
    }

    async fn a_lost_patch_that_hides_the_site_is_sent_again(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        app.execute("update calendar_policy set show_site = 1").await;
        desk.booked_class().await;
        assert_eq!(desk.google.events(STAFF).await[0]["location"], "Main Street Center");
        desk.google.fault(json!({"match": {"method": "PATCH"}, "status": 0})).await;
        let org = app.text("select org_id from app_user where email = 'staff@linden.example'").await.unwrap();
        let mut tx = app.state.db.write().await.unwrap();
        let writing = &mut tx;
        server::execute!(writing, "update calendar_policy set show_site = 0").unwrap();
        let org = org.parse().unwrap();
        server::sync::mark::shown_field(
            &mut tx,
            app.clock.now(),
            0,
            server::sync::mark::Scope::Org(&org),
            domain::mirror::Cause::PolicyChanged,
        ).await.unwrap();
        tx.commit().await.unwrap();
        desk.deliver().await;
        desk.deliver_after(MINUTE).await;
        desk.deliver_after(HOUR).await;
        let event = &desk.google.events(STAFF).await[0];
        assert_ne!(event["location"], "Main Street Center", "the policy hides it");
    }

    async fn an_insert_that_arrives_late_for_a_class_nobody_wants_any_more_is_removed(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        let lost = json!({"match": {"method": "POST", "path": "/events"}, "status": 0});
        desk.google.fault(lost).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        let requests = desk.google.requests().await;
        let late = requests.iter().find(|r| r.method == "POST" && r.path.contains("/events")).unwrap().clone();
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver_after(MINUTE).await;
        // Only now does the request get through.
        let state = &desk.office.app.state;
        let id = desk.office.app.text("select id from calendar_connection").await.unwrap();
        let sealed = desk.office.app.text("select access_token from calendar_connection").await.unwrap();
        let token = state.secrets.unseal(&server::sync::grant::place(&id, "access_token"), &sealed).unwrap();
        let url = format!("{}{}", desk.office.app.simulator.url, late.path);
        let sent = reqwest::Client::new().post(url).bearer_auth(token)
            .header("content-type", "application/json").body(late.body).send().await.unwrap();
        assert_eq!(sent.status(), 200);
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        desk.deliver_after(2 * MINUTE).await;
        desk.deliver_after(HOUR).await;
        assert!(desk.google.events(STAFF).await.is_empty(), "the verifying look must find it");
    }

    async fn a_delete_that_arrives_late_takes_no_wanted_event_away(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        let id = desk.google.events(STAFF).await[0]["id"].as_str().unwrap().to_owned();
        desk.google.fault(json!({"match": {"method": "DELETE"}, "status": 0})).await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver_after(MINUTE).await;
        // Only now does our own DELETE get through.
        desk.google.delete_event(STAFF, &id).await;
        desk.deliver_after(2 * MINUTE).await;
        desk.deliver_after(HOUR).await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1, "the class is booked");
    }

    async fn connecting_again_while_a_removal_is_on_its_way_loses_no_event(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        desk.google.fault(json!({"match": {"method": "DELETE"}, "delay_ms": 1500})).await;
        disconnect(&desk, &[("remove", "true")]).await;
        let state = desk.office.app.state.clone();
        let worker = tokio::spawn(async move { server::sync::drain(&state).await });
        while desk.google.faults_left().await > 0 {
            tokio::task::yield_now().await;
        }
        // The DELETE is on its way.
        let back = desk.connect(&desk.staff, STAFF).await;
        assert_eq!(back.location(), "/profile/external?outcome=connected");
        desk.deliver().await;
        let _ = worker.await.unwrap();
        desk.deliver_after(MINUTE).await;
        desk.deliver_after(3 * MINUTE).await;
        assert_eq!(desk.connection_state().await, "active");
        assert_eq!(desk.google.events(STAFF).await.len(), 1, "connected, booked, and not there");
    }

    async fn disconnecting_and_keeping_stops_a_worker_in_the_middle_of_its_list(app: TestApp) {
        let desk = Desk::connected(app).await;
        for day in ["2026-11-19", "2026-11-20"] {
            let class = desk.office.offer(&desk.office.form().with("date", day)).await;
            desk.office.book(&class, "LC-1042").await;
        }
        let held = json!({"match": {"method": "POST", "path": "/events"}, "delay_ms": 1500});
        desk.google.fault(held).await;
        desk.office.app.clock.advance(4_000);
        let state = desk.office.app.state.clone();
        let worker = tokio::spawn(async move { server::sync::drain(&state).await });
        while desk.google.faults_left().await > 0 {
            tokio::task::yield_now().await;
        }
        disconnect(&desk, &[]).await;
        let _ = worker.await.unwrap();
        desk.deliver().await;
        let posts = desk.google.calls().await.iter().filter(|c| c.starts_with("POST")).count();
        assert_eq!(posts, 1, "only what was on its way already");
    }

    async fn a_class_that_ended_while_disconnected_waits_for_nothing(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        let lost = json!({"match": {"method": "POST", "path": "/events"}, "status": 0});
        desk.google.fault(lost).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        disconnect(&desk, &[]).await;
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "gone");
        desk.office.app.clock.advance(3 * DAY);
        let staff = desk.office.app.sign_in(STAFF).await;
        desk.connect(&staff, STAFF).await;
        desk.deliver().await;
        desk.deliver_after(HOUR).await;
        let waiting = "select count(*) from mirror m join calendar_connection c on c.id = m.connection_id
                       where c.state = 'active'
                         and (m.generation <> m.applied_generation or m.intent is not null)";
        assert_eq!(desk.office.app.count(waiting).await, 0, "it would be shown as catching up for ever");
    }

    async fn a_name_with_an_accent_is_found_as_it_is_written(app: TestApp) {
        let desk = Desk::open(app).await;
        let fields = [("form[reference]", "LC-2001"), ("form[name]", "Élodie Öberg")];
        desk.office.scheduler.call("add_case", &fields).await.value::<String>();
        let hits: Vec<CaseHit> =
            desk.office.scheduler.call("find_cases", &[("query", "Élodie")]).await.value();
        assert_eq!(hits.len(), 1);
    }
}

#[tokio::test]
async fn trying_now_never_deadlocks_with_a_worker() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let desk = Desk::connected(app).await;
    let class = desk.office.offer(&desk.office.form()).await;
    desk.google.fault(json!({"match": {"method": "POST", "path": "/events"}, "status": 503, "headers": {"retry-after": "600"}})).await;
    desk.office.book(&class, "LC-1042").await;
    desk.deliver().await;
    let app = &desk.office.app;
    // What a worker does: its connection's row, then a mirror.
    let mut worker = app.state.db.write().await.unwrap();
    let tx = &mut worker;
    server::execute!(
        tx,
        "update calendar_connection set lease_until = lease_until"
    )
    .unwrap();
    let staff = Arc::new(app.sign_in(STAFF).await);
    let trying = {
        let staff = staff.clone();
        tokio::spawn(async move { staff.call("try_calendar_now", &[]).await })
    };
    let waiting = "select count(*) from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock'";
    while app.count(waiting).await == 0 {
        tokio::task::yield_now().await;
    }
    let settled = tokio::time::timeout(Duration::from_secs(5), async {
        let tx = &mut worker;
        server::execute!(tx, "update mirror set attempts = attempts")
    })
    .await;
    assert!(
        settled.is_ok_and(|r| r.is_ok()),
        "the worker's settle was the deadlock's victim"
    );
    worker.commit().await.unwrap();
    assert_eq!(trying.await.unwrap().status, 200);
}
