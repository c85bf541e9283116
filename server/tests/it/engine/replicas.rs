//! Two replicas on one PostgreSQL share one backlog. Either is killed in the middle, the database
//! cuts everybody's connection, and still every class is there once.
//!
//! `BACKLOG` says how many events; `make soak` asks for 10,000.

#![expect(
    clippy::disallowed_methods,
    reason = "real processes run on the real clock; no figure is compared"
)]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use domain::id::{ConnectionId, OrgId};
use domain::mirror::Cause;
use serde_json::json;
use server::clock::{Clock, Entropy};
use server::config::Config;
use server::state::State;
use server::sync::mark::{self, Reach};
use server::sync::{self, grant};
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::calendar::Desk;
use crate::test_app::{STAFF, TestApp};

const PEOPLE: i64 = 20;

/// A process of its own, as far as the database and Google can tell.
struct Replica {
    runtime: Option<Runtime>,
    _stop: watch::Sender<bool>,
}

impl Replica {
    fn start(config: &Config, clock: &Clock, seed: u64) -> Replica {
        let runtime = Runtime::new().unwrap();
        let (stop, stopping) = watch::channel(false);
        let (mut config, clock) = (config.clone(), clock.clone());
        config.sync.workers = 4;
        runtime.block_on(async {
            let state = State::open(config, clock, Entropy::seeded(seed))
                .await
                .unwrap();
            tokio::spawn(sync::run(state, stopping));
        });
        Replica {
            runtime: Some(runtime),
            _stop: stop,
        }
    }

    /// Every task ends where it waits: before a call, in the middle of one, before it settles.
    fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Pat's grant for twenty people (to Google they are one), and `events` booked classes for them.
async fn backlog(desk: &Desk, events: i64) {
    let app = &desk.office.app;
    let state = &app.state;
    let now = state.clock.now();
    let mut tx = state.db.write().await.unwrap();
    let writing = &mut tx;
    let id = server::scalar!(writing, String, "select id from calendar_connection")
        .unwrap()
        .unwrap();
    let sealed = "select refresh_token from calendar_connection";
    let sealed = server::scalar!(writing, String, sealed).unwrap().unwrap();
    let refresh = state
        .secrets
        .unseal(&grant::place(&id, "refresh_token"), &sealed)
        .unwrap();
    let org = server::scalar!(writing, String, "select org_id from calendar_connection")
        .unwrap()
        .unwrap();
    for person in 1..=PEOPLE {
        let (user, connection) = (
            format!("01900000-0000-7000-a000-{person:012}"),
            format!("01900000-0000-7000-9000-{person:012}"),
        );
        server::execute!(
            writing,
            "insert into app_user (id, org_id, role_id, email, name, created_at)
             select $1, org_id, role_id, $1 || '@linden.example', name, 0
             from app_user where email = 'staff@linden.example'",
            &user
        )
        .unwrap();
        server::execute!(
            writing,
            "insert into calendar_connection (id, org_id, user_id, provider, account_key,
                 account_email, state, state_since, scope, refresh_token, connected_at, created_at)
             select $1, org_id, $2, provider, $1, account_email, state, 0, scope, $3, 0, 0
             from calendar_connection where id = $4",
            &connection,
            &user,
            state.secrets.seal(
                &state.entropy,
                &grant::place(&connection, "refresh_token"),
                &refresh
            ),
            &id
        )
        .unwrap();
    }
    server::execute!(
        writing,
        "insert into class (id, org_id, class_type_id, site_id, local_start, local_end, time_zone,
             starts_at, ends_at, tzdb, capacity, link_token, created_by, created_at)
         select '01900000-0000-7000-b000-' || lpad(n::text, 12, '0'), org_id, class_type_id, site_id,
                local_start, local_end, time_zone, starts_at + n * 60000, ends_at + n * 60000, tzdb,
                capacity, 'link' || n, created_by, 0
         from class, generate_series(1, $1) n",
        events
    ).unwrap();
    server::execute!(
        writing,
        "insert into class_provider (org_id, class_id, user_id)
         select $1, '01900000-0000-7000-b000-' || lpad(n::text, 12, '0'),
                '01900000-0000-7000-a000-' || lpad((n % $2 + 1)::text, 12, '0')
         from generate_series(1, $3) n",
        &org,
        PEOPLE,
        events
    )
    .unwrap();
    server::execute!(
        writing,
        "insert into roster_entry (id, org_id, class_id, case_id, added_at, added_by)
         select 'entry' || n, k.org_id, '01900000-0000-7000-b000-' || lpad(n::text, 12, '0'), k.id, 0,
                (select id from app_user where email = 'staff@linden.example')
         from case_record k, generate_series(1, $1) n where k.reference = 'LC-1042'",
        events
    ).unwrap();
    let org: OrgId = org.parse().unwrap();
    for person in 1..=PEOPLE {
        let id: ConnectionId = format!("01900000-0000-7000-9000-{person:012}")
            .parse()
            .unwrap();
        let (reach, cause) = (Reach::Everything, Cause::Connected);
        mark::connection(writing, now, &org, &id, reach, cause)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let pending = app
        .count("select count(*) from mirror where generation <> applied_generation")
        .await;
    assert_eq!(pending, events);
}

#[test]
fn two_replicas_share_a_backlog_and_either_may_be_killed() {
    let events: i64 = std::env::var("BACKLOG").map_or(300, |n| n.parse().unwrap());
    let runtime = Runtime::new().unwrap();
    let Some(app) = runtime.block_on(TestApp::postgres()) else {
        return;
    };
    let desk = runtime.block_on(async {
        let desk = Desk::connected(app).await;
        desk.google
            .settings(json!({"user_quota_per_minute": null}))
            .await;
        let template = desk.office.offer(&desk.office.form()).await;
        assert!(!template.is_empty());
        backlog(&desk, events).await;
        desk
    });
    let (config, clock) = (&desk.office.app.state.config, &desk.office.app.clock);
    let began = Instant::now();
    let mut first = Replica::start(config, clock, 101);
    let mut second = Replica::start(config, clock, 102);
    let mut third = None;
    let (mut before, mut still, mut cut) = (0, Instant::now(), false);
    loop {
        let done = runtime.block_on(desk.office.app.count(
            "select count(*) from mirror where generation = applied_generation and intent is null
                                               and delivered_hash is not null",
        ));
        if done == events {
            break;
        }
        if done > events / 4 && third.is_none() {
            first.kill();
            third = Some(Replica::start(config, clock, 103));
        }
        if done > events / 2 && !cut {
            // What a restarted database does to everybody.
            cut = true;
            runtime.block_on(desk.office.app.count(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity
                 where datname = current_database() and pid <> pg_backend_pid()",
            ));
        }
        if done > events * 3 / 4 {
            second.kill();
        }
        if done != before {
            (before, still) = (done, Instant::now());
        } else if still.elapsed() > Duration::from_millis(500) {
            // A lease of the dead, a wait after a cut connection, a quota's minute.
            clock.advance(10_000);
            still = Instant::now();
        }
        assert!(
            began.elapsed() < Duration::from_secs(1_800),
            "{done} of {events} arrive"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    let took = began.elapsed();
    runtime.block_on(async {
        let shown = desk.google.events(STAFF).await;
        assert_eq!(shown.len() as i64, events, "each class once");
        let links: BTreeSet<&str> = shown
            .iter()
            .map(|e| e["description"].as_str().unwrap())
            .collect();
        assert_eq!(links.len() as i64, events, "no class twice");
        // The connection test's event, and nothing else, was ever deleted.
        let ever = desk.google.all_events(STAFF).await.len() as i64;
        assert_eq!(
            ever,
            events + 1,
            "nothing was added twice and taken away again"
        );
    });
    println!(
        "backlog: {events} events, 3 replicas, 2 killed, connections cut once, 0 lost, 0 doubled, {:.1} s, {:.0} events/s",
        took.as_secs_f64(),
        events as f64 / took.as_secs_f64()
    );
}
