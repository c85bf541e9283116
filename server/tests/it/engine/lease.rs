//! One worker per connection, and no wake-up lost while it is given back.

use domain::id::{ClassId, ConnectionId};
use domain::mirror::{Cause, Lane};
use serde_json::json;
use server::execute;
use server::sync::lease::{self, Lease, Preference};
use server::sync::{self, mark, work};

use crate::calendar::{Desk, SETTLED};
use crate::test_app::{MINUTE, STAFF, TestApp};

async fn claim(desk: &Desk) -> Lease {
    let claimed = lease::claim(&desk.office.app.state, Preference::Person).await;
    claimed.unwrap().expect("a connection is due")
}

/// The connection has nothing to do, and is due nevertheless.
async fn wake(desk: &Desk) {
    let state = &desk.office.app.state;
    let sql = "select id from calendar_connection";
    let id: ConnectionId = desk.office.app.text(sql).await.unwrap().parse().unwrap();
    let mut tx = state.db.write().await.unwrap();
    mark::wake(&mut tx, state.clock.now(), &id, Lane::Person)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A class with a case in it, as far as `tx` can see, and its mark.
async fn book_unseen(desk: &Desk, tx: &mut server::db::Tx, class: &str) {
    let state = &desk.office.app.state;
    let sql = "insert into roster_entry (id, org_id, class_id, case_id, added_at, added_by)
               select 'unseen', k.org_id, $1, k.id, 0, (select id from app_user where email = $2)
               from case_record k where k.reference = 'LC-1042'";
    assert_eq!(execute!(tx, sql, class, STAFF).unwrap(), 1);
    let id: ClassId = class.parse().unwrap();
    mark::class(tx, state.clock.now(), 0, &id, Cause::FirstBooked)
        .await
        .unwrap();
}

/// Waits until somebody waits for a lock in this test's own database.
async fn somebody_waits_for_a_lock(desk: &Desk) {
    loop {
        let waiting = "select count(*) from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'";
        if desk.office.app.count(waiting).await > 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}

both_databases! {
    async fn a_late_worker_sends_nothing_and_changes_nothing(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        desk.office.book(&class, "LC-1042").await;
        let state = desk.office.app.state.clone();
        desk.office.app.clock.advance(SETTLED);
        let late = claim(&desk).await;
        desk.office.app.clock.advance(state.config.sync.lease_ms + 1);
        let current = claim(&desk).await;

        assert!(!lease::renew(&state, &late).await.unwrap());
        assert!(lease::begin(&state, &late).await.unwrap().is_none());
        work::connection(state.clone(), late).await.unwrap();
        assert!(desk.google.calls().await.is_empty(), "it is somebody else's now");
        let held = "select count(*) from calendar_connection where lease_until is not null";
        assert_eq!(desk.office.app.count(held).await, 1, "nor does it give away what it does not hold");

        work::connection(state, current).await.unwrap();
        assert_eq!(desk.google.calls().await, ["POST 200"]);
    }

    async fn a_second_worker_finds_nothing_while_the_first_one_holds_it(app: TestApp) {
        let desk = Desk::connected(app).await;
        wake(&desk).await;
        let state = &desk.office.app.state;
        let held = claim(&desk).await;
        assert!(lease::claim(state, Preference::Bulk).await.unwrap().is_none());
        desk.office.app.clock.advance(state.config.sync.lease_ms);
        assert!(lease::claim(state, Preference::Person).await.unwrap().is_none(), "not a moment early");
        work::connection(state.clone(), held).await.unwrap();
    }

    async fn leaving_while_a_worker_holds_the_connection_is_not_forgotten(app: TestApp) {
        let desk = Desk::connected(app).await;
        wake(&desk).await;
        let held = claim(&desk).await;
        desk.staff.call("disconnect_calendar", &[]).await.value::<()>();
        work::connection(desk.office.app.state.clone(), held).await.unwrap();
        desk.office.app.run_until_idle().await;
        assert_eq!(desk.connection_state().await, "gone", "without waiting for a sweep");
    }

    async fn a_mark_that_commits_while_the_connection_is_given_back_is_not_lost(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        wake(&desk).await;
        let held = claim(&desk).await;
        let state = &desk.office.app.state;

        let mut booking = state.db.write().await.unwrap();
        book_unseen(&desk, &mut booking, &class).await;
        let (giver, now) = (state.clone(), state.clock.now());
        let giving_back = tokio::spawn(async move {
            let mut tx = giver.db.write().await.unwrap();
            lease::release(&mut tx, now, &held).await.unwrap();
            tx.commit().await.unwrap();
        });
        // On PostgreSQL it has looked for pending mirrors by now, has seen none, and waits for the
        // connection's row. On SQLite it waits for the only writer.
        if booking.is_postgres() {
            somebody_waits_for_a_lock(&desk).await;
        }
        booking.commit().await.unwrap();
        giving_back.await.unwrap();

        desk.office.app.run_until_idle().await;
        assert_eq!(desk.google.calls().await, ["POST 200"]);
    }

    async fn a_change_while_the_one_before_it_is_on_its_way_is_sent_too(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        desk.office.book(&class, "LC-1042").await;
        desk.office.app.clock.advance(SETTLED);
        desk.google.fault(json!({
            "id": "held", "match": {"method": "POST", "path": "/events"}, "apply": true, "delay_ms": 300,
        })).await;
        let state = desk.office.app.state.clone();
        let mut work = Box::pin(async move { sync::drain(&state).await.unwrap() });
        tokio::select! {
            () = desk.google.is_held("held", true) => {}
            _ = &mut work => panic!("the insert is held back"),
        }
        let later = desk.office.form().with("start", "13:00").with("end", "14:30");
        let moved = async { assert_eq!(desk.office.try_edit(&class, "1", &later).await.status, 200) };
        tokio::join!(work, moved);
        desk.deliver().await;
        desk.deliver_after(MINUTE).await;
        assert_eq!(desk.google.calls().await, ["POST 200", "PATCH 200"]);
        let pending = "select count(*) from mirror where generation <> applied_generation";
        assert_eq!(desk.office.app.count(pending).await, 0);
    }
}

both_databases! {
    async fn a_persons_change_is_taken_before_a_backfill_that_waited_longer(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        app.execute(
            "insert into calendar_connection (id, org_id, user_id, provider, account_key,
                 account_email, state, state_since, connected_at, created_at, lane, due_at)
             select '01900000-0000-7000-8000-000000000001', org_id, id, 'google', 'quinn', email,
                    'active', 0, 0, 0, 1, 1
             from app_user where email = 'staff2@linden.example'",
        ).await;
        app.execute(
            "update calendar_connection set lane = 0, due_at = 2 where account_key <> 'quinn'",
        ).await;
        let first = claim(&desk).await;
        assert_ne!(first.account_key, "quinn");
        assert_eq!(claim(&desk).await.account_key, "quinn", "and then the backfill");
        app.execute("update calendar_connection set lease_until = null").await;
        let bulk = lease::claim(&app.state, Preference::Bulk).await.unwrap().unwrap();
        assert_eq!(bulk.account_key, "quinn", "one worker in four begins at the other end");
    }
}
