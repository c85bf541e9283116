//! Two replicas on one PostgreSQL share one backlog. Either is killed in the middle, the database
//! cuts everybody's connection, and still every class is there once.
//!
//! Meanwhile another organization books one class, and does not wait until the backlog is over.
//!
//! `BACKLOG` says how many events; `make soak` asks for 10,000.

#![expect(
    clippy::disallowed_methods,
    reason = "real processes run on the real clock; no figure is compared"
)]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use domain::id::{ClassId, ConnectionId, OrgId};
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

/// Another organization's booking while the backlog is worked.
#[derive(Debug)]
enum Fresh {
    NotYet,
    /// When, and how many of the backlog were there.
    Booked(Instant, i64),
    /// After how long, and how many of the backlog went before it.
    There(Duration, i64),
}

const FRESH: &str = "01900000-0000-7000-b001-000000000001";

/// Another organization's provider with a calendar (Pat's grant again), and a class nobody is in.
async fn neighbour(desk: &Desk) {
    let state = &desk.office.app.state;
    let mut tx = state.db.write().await.unwrap();
    let writing = &mut tx;
    let connection = "01900000-0000-7000-9001-000000000001";
    let id = server::scalar!(
        writing,
        String,
        "select id from calendar_connection order by created_at desc, id desc limit 1"
    )
    .unwrap()
    .unwrap();
    let sealed =
        "select refresh_token from calendar_connection order by created_at desc, id desc limit 1";
    let sealed = server::scalar!(writing, String, sealed).unwrap().unwrap();
    let refresh = state
        .secrets
        .unseal(&grant::place(&id, "refresh_token"), &sealed)
        .unwrap();
    let sealed = state.secrets.seal(
        &state.entropy,
        &grant::place(connection, "refresh_token"),
        &refresh,
    );
    for sql in [
        "insert into class_type (id, org_id, name, created_at)
         select '01900000-0000-7000-c001-000000000001', id, 'Elm class', 0
         from organization where name = 'Elm'",
        "insert into site (id, org_id, name, time_zone, created_at)
         select '01900000-0000-7000-d001-000000000001', id, 'Elm house', 'America/Chicago', 0
         from organization where name = 'Elm'",
        "insert into case_record (id, org_id, reference, name, reference_key, name_key, created_at)
         select '01900000-0000-7000-e001-000000000001', id, 'EC-1', 'Elias Birch', 'ec-1', 'elias birch', 0
         from organization where name = 'Elm'",
        "insert into class (id, org_id, class_type_id, site_id, local_start, local_end, time_zone,
             starts_at, ends_at, tzdb, capacity, link_token, created_by, created_at)
         select '01900000-0000-7000-b001-000000000001', u.org_id,
                '01900000-0000-7000-c001-000000000001', '01900000-0000-7000-d001-000000000001',
                local_start, local_end, class.time_zone, starts_at, ends_at, tzdb, capacity, 'fresh',
                u.id, 0
         from app_user u, class
         where u.email = 'admin@elm.example' and class.link_token not like 'link%'",
        "insert into class_provider (org_id, class_id, user_id)
         select org_id, '01900000-0000-7000-b001-000000000001', id from app_user
         where email = 'admin@elm.example'",
        "insert into role_permission (org_id, role_id, permission)
         select org_id, role_id, 'calendar.connect' from app_user where email = 'admin@elm.example'
         on conflict do nothing",
    ] {
        server::execute!(writing, sql).unwrap();
    }
    server::execute!(
        writing,
        "insert into calendar_connection (id, org_id, user_id, provider, account_key,
             account_email, state, state_since, scope, refresh_token, connected_at, created_at)
         select $1, u.org_id, u.id, c.provider, $1, account_email, 'active', 0, scope, $2, 0, 0
         from calendar_connection c, app_user u
         where c.id = $3 and u.email = 'admin@elm.example'",
        connection,
        sealed,
        &id
    )
    .unwrap();
    tx.commit().await.unwrap();
}

/// What the neighbour's scheduler does.
async fn book_the_fresh_one(desk: &Desk) {
    let state = &desk.office.app.state;
    let mut tx = state.db.write().await.unwrap();
    let writing = &mut tx;
    server::execute!(
        writing,
        "insert into roster_entry (id, org_id, class_id, case_id, added_at, added_by)
         select 'fresh', org_id, $1, '01900000-0000-7000-e001-000000000001', 0, id from app_user
         where email = 'admin@elm.example'",
        FRESH
    )
    .unwrap();
    let class: ClassId = FRESH.parse().unwrap();
    mark::class(writing, state.clock.now(), 0, &class, Cause::FirstBooked)
        .await
        .unwrap();
    tx.commit().await.unwrap();
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
        neighbour(&desk).await;
        desk
    });
    let (config, clock) = (&desk.office.app.state.config, &desk.office.app.clock);
    let began = Instant::now();
    let mut first = Replica::start(config, clock, 101);
    let mut second = Replica::start(config, clock, 102);
    let mut third = None;
    let (mut before, mut still, mut cut) = (0, Instant::now(), false);
    let mut fresh = Fresh::NotYet;
    loop {
        let done = runtime.block_on(desk.office.app.count(
            "select count(*) from mirror where generation = applied_generation and intent is null
                                               and delivered_hash is not null
                                               and class_id not like '%-b001-%'",
        ));
        fresh = match fresh {
            Fresh::NotYet if done > events / 10 => {
                runtime.block_on(book_the_fresh_one(&desk));
                Fresh::Booked(Instant::now(), done)
            }
            Fresh::Booked(at, then)
                if runtime.block_on(desk.office.app.count(
                    "select count(*) from mirror where class_id like '%-b001-%'
                     and generation = applied_generation and delivered_hash is not null",
                )) == 1 =>
            {
                Fresh::There(at.elapsed(), done - then)
            }
            fresh => fresh,
        };
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
        assert_eq!(shown.len() as i64, events + 1, "each class once");
        let links: BTreeSet<&str> = shown
            .iter()
            .map(|e| e["description"].as_str().unwrap())
            .collect();
        assert_eq!(links.len() as i64, events + 1, "no class twice");
        // The connection test's event, and nothing else, was ever deleted.
        let ever = desk.google.all_events(STAFF).await.len() as i64;
        assert_eq!(
            ever,
            events + 2,
            "nothing was added twice and taken away again"
        );
    });
    let Fresh::There(waited, overtook) = fresh else {
        panic!("another organization's booking came after the whole backlog: {fresh:?}");
    };
    // Each of eight workers may finish the twenty it holds.
    assert!(overtook <= 400, "{overtook} events went before it");
    println!(
        "backlog: a booking of another organization waited {:.1} s, {overtook} events of the backlog went before it",
        waited.as_secs_f64()
    );
    println!(
        "backlog: {events} events, 3 replicas, 2 killed, connections cut once, 0 lost, 0 doubled, {:.1} s, {:.0} events/s",
        took.as_secs_f64(),
        events as f64 / took.as_secs_f64()
    );
}
