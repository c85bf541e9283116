//! A provider that does not answer or does not take our credentials: everybody waits, one call a
//! minute probes, nobody's connection is at fault, and who can mend it is told once.

use serde_json::json;
use server::sync::breaker;
use server::sync::lease::{self, Preference};

use crate::calendar::Desk;
use crate::test_app::{DAY, HOUR, MINUTE, STAFF, TestApp};

const STOPPED: &str = "select count(*) from provider_status where stopped_at is not null";

/// More people with an active connection and a stored grant: Pat's, copied. They only stand there.
async fn crowd(desk: &Desk) {
    for key in ["1", "2", "3", "4"] {
        let tx = &mut desk.office.app.state.db.write().await.unwrap();
        let user = "insert into app_user (id, org_id, role_id, email, name, created_at)
                    select 'user-' || $1, org_id, role_id, $1 || email, name, 0
                    from app_user where email = 'staff@linden.example'";
        server::execute!(tx, user, key).unwrap();
        let connection = "insert into calendar_connection (id, org_id, user_id, provider, account_key,
                 account_email, state, state_since, connected_at, granted_at, created_at)
             select '01900000-0000-7000-8000-00000000000' || $1, org_id, 'user-' || $1, 'google', $1,
                    account_email, 'active', state_since, connected_at, granted_at, created_at
             from calendar_connection where account_key not in ('1', '2', '3', '4')";
        server::execute!(tx, connection, key).unwrap();
        let done = std::mem::replace(tx, desk.office.app.state.db.read().await.unwrap());
        done.commit().await.unwrap();
    }
}

/// `times` calls in a row get no answer, each for another connection.
async fn fails_for_everybody(desk: &Desk) {
    let app = &desk.office.app;
    app.execute("update calendar_connection set due_at = 1, not_before = 0")
        .await;
    let mut leases = Vec::new();
    while let Some(lease) = lease::claim(&app.state, Preference::Person).await.unwrap() {
        leases.push(lease);
    }
    assert_eq!(leases.len(), 5);
    let mut tx = app.state.db.write().await.unwrap();
    let now = app.clock.now();
    for lease in &leases[..4] {
        // One mailbox that is ill, however often, is one.
        for _ in 0..3 {
            breaker::failed(&mut tx, now, lease, "no answer in time")
                .await
                .unwrap();
        }
    }
    tx.commit().await.unwrap();
    assert_eq!(app.count(STOPPED).await, 0, "four are not enough");
    let mut tx = app.state.db.write().await.unwrap();
    breaker::failed(&mut tx, now, &leases[4], "no answer in time")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(app.count(STOPPED).await, 1);
    app.execute("update calendar_connection set lease_until = null, due_at = null")
        .await;
}

both_databases! {
    async fn an_outage_stops_the_provider_and_one_call_a_minute_probes_it(app: TestApp) {
        let desk = Desk::connected(app).await;
        crowd(&desk).await;
        fails_for_everybody(&desk).await;
        let app = &desk.office.app;
        desk.google.forget_requests().await;

        // Nobody is due, and it is probed nevertheless: once a minute, however often we ask.
        app.execute("update calendar_connection set last_success_at = 5 where account_key not in ('1', '2', '3', '4')").await;
        app.execute("update calendar_connection set state = 'paused' where account_key in ('1', '2', '3', '4')").await;
        let down = json!({"match": {"method": "GET"}, "status": 503});
        desk.google.fault(down).await;
        breaker::probe(&app.state).await.unwrap();
        assert!(desk.google.calls().await.is_empty(), "not before its minute");
        app.clock.advance(MINUTE);
        for _ in 0..3 {
            breaker::probe(&app.state).await.unwrap();
        }
        assert_eq!(desk.google.calls().await, ["GET 503"]);
        assert_eq!(app.count(STOPPED).await, 1);
        server::watch::once(&app.state).await.unwrap();
        let letters = "select count(*) from mail_outbox where template = 'our_side'";
        assert_eq!(app.count(letters).await, 0, "their bad hour is nothing to mend here");

        // A booking waits with everybody else.
        let class = desk.office.offer(&desk.office.form()).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["GET 503"]);

        app.clock.advance(MINUTE);
        breaker::probe(&app.state).await.unwrap();
        assert_eq!(app.count(STOPPED).await, 0);
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["GET 503", "GET 200", "POST 200"]);
        assert_eq!(app.count("select count(*) from calendar_connection where state = 'active'").await, 1);
    }

    async fn a_call_that_is_answered_ends_the_count_of_failures(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        app.execute("insert into provider_status (provider, failures, last_failed) values ('google', 4, 'x')
                     on conflict (provider) do update set failures = 4, last_failed = 'x'").await;
        desk.booked_class().await;
        assert_eq!(app.count("select failures from provider_status").await, 0);
    }

    async fn refused_credentials_are_told_once_to_those_who_can_mend_it(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        app.execute("update calendar_connection set access_token = null").await;
        desk.google.fault(json!({
            "match": {"path": "/google/token"}, "times": 3, "status": 401, "body": {"error": "invalid_client"},
        })).await;
        desk.booked_class().await;
        for _ in 0..2 {
            desk.deliver_after(MINUTE + 1_000).await;
        }
        assert_eq!(desk.google.faults_left().await, 0, "three probes were refused");
        let letters = "select count(*) from mail_outbox where template = 'our_side'";
        for _ in 0..2 {
            server::watch::once(&app.state).await.unwrap();
        }
        assert_eq!(app.count(letters).await, 1, "one Org Admin, once");
        let to = app.text("select recipient from mail_outbox where template = 'our_side'").await;
        assert_eq!(to.as_deref(), Some("admin@linden.example"), "nobody at Elm is connected");
        let open = "select count(*) from operator_notice where resolved_at is null";
        assert_eq!(app.count(open).await, 1);
        assert_eq!(desk.connection_state().await, "active");

        desk.deliver_after(MINUTE + 1_000).await;
        assert_eq!(app.count(open).await, 0);
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
    }

    async fn an_app_in_testing_is_named_to_the_operator_when_its_grants_die_on_day_seven(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        crowd(&desk).await;
        let named = "select count(*) from operator_notice where code = 'google.testing'";
        let week = 7 * DAY;
        // Two died that old already, and two at another age.
        for (key, age) in [("1", week + HOUR), ("2", week), ("3", 5 * DAY), ("4", 9 * DAY)] {
            let tx = &mut app.state.db.write().await.unwrap();
            let died = "update calendar_connection set state = 'needs_reconnect', state_since = granted_at + $1
                        where account_key = $2";
            server::execute!(tx, died, age, key).unwrap();
            let done = std::mem::replace(tx, app.state.db.read().await.unwrap());
            done.commit().await.unwrap();
        }
        assert_eq!(app.count(named).await, 0);
        app.clock.advance(week - MINUTE);
        desk.google.revoke(STAFF).await;
        let mut office = desk.office;
        office.later(2 * MINUTE).await;
        let date = office.form().with("date", "2026-11-27");
        let class = office.offer(&date).await;
        office.book(&class, "LC-1042").await;
        for _ in 0..2 {
            office.app.clock.advance(11_000);
            office.app.run_until_idle().await;
        }
        let dead = "select count(*) from calendar_connection where state = 'needs_reconnect'";
        assert_eq!(office.app.count(dead).await, 5);
        assert_eq!(office.app.count(named).await, 1);
    }

    async fn what_a_proxy_answers_in_googles_place_loses_and_doubles_nothing(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        let page = "<!doctype html><title>Sign in to the guest network</title>";
        desk.google.fault(json!({"match": {"method": "PATCH"}, "status": 404, "body": page})).await;
        let later = desk.office.form().with("start", "13:00").with("end", "14:30");
        assert_eq!(desk.office.try_edit(&class, "1", &later).await.status, 200);
        desk.deliver().await;
        desk.deliver_after(MINUTE).await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1, "the same event, moved");
        desk.google.fault(json!({"match": {"method": "DELETE"}, "status": 404, "body": page})).await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1, "a page deletes nothing");
        desk.deliver_after(MINUTE).await;
        assert!(desk.google.events(STAFF).await.is_empty());
        assert_eq!(desk.google.calls().await, [
            "POST 200", "PATCH 404", "PATCH 200", "DELETE 404", "DELETE 204",
        ]);
    }
}
