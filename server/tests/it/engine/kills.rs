//! The server, under load, killed with SIGKILL at random moments and started again; in the end every
//! class is where it should be, once, and nothing is stuck.
//!
//! The moments are drawn from `KILL_SEED`; `KILLS` says how many (`make soak`: 100). On PostgreSQL a
//! second replica works on the same rows, and both are killed in turn.

#![expect(
    clippy::disallowed_methods,
    reason = "real processes run on the real clock; no figure is compared"
)]

use std::process::Child;
use std::time::{Duration, Instant};

use domain::provider::Provider;
use reqwest::Method;
use reqwest::header::{ACCEPT, ORIGIN};
use server::clock::Entropy;
use server::db::Db;

use crate::calendar::crash::{self, Crash, SCHEDULER, STAFF};
use crate::test_app::Browser;
use crate::test_app::database::TestDatabase;

const CLASSES: usize = 6;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// A deed that may meet a dead server; what became of it stands in the database.
async fn deed(url: &str, browser: &Browser, endpoint: &str, fields: &[(&str, &str)]) {
    let request = browser
        .request(Method::POST, &format!("/api/{endpoint}"))
        .header(ACCEPT, "application/json")
        .header(ORIGIN, url)
        .header("sec-fetch-site", "same-origin")
        .form(fields);
    let _ = request.send().await;
}

async fn people_at_work(
    url: &str,
    scheduler: &Browser,
    random: &Entropy,
    classes: &[String],
    cases: &[String; 2],
) {
    loop {
        let [class, case, what] = random.bytes::<3>().map(usize::from);
        let (class, case) = (&classes[class % classes.len()], &cases[case % 2]);
        if what % 5 < 3 {
            let fields = [("class_id", class.as_str()), ("case", case.as_str())];
            deed(url, scheduler, "book_case", &fields).await;
        } else {
            let fields = [("class_id", class.as_str()), ("case_id", case.as_str())];
            deed(url, scheduler, "remove_case", &fields).await;
        }
    }
}

#[derive(sqlx::FromRow)]
struct ClassRow {
    link_token: String,
    booked: i64,
}

async fn told(database: TestDatabase) {
    let kills = number("KILLS", 10);
    let random = Entropy::seeded(number("KILL_SEED", 1));
    let shared = database.url.starts_with("postgres");
    let mut crash = Crash::start_as("", Provider::Google, database, 50).await;
    crash.connect().await;
    let scheduler = crash.sign_in(SCHEDULER).await;
    let mut classes = Vec::new();
    let mut cases = None;
    for n in 0..CLASSES {
        let (class, two) = crash
            .class_on(&scheduler, &format!("2031-05-{:02}", n + 6))
            .await;
        classes.push(class);
        cases = Some(two);
    }
    let cases = cases.unwrap();
    let mut second: Option<Child> = shared.then(|| crash.second(""));
    let mut worst = Duration::ZERO;
    for round in 0..kills {
        let moment = Duration::from_millis(20 + (random.fraction() * 500.0) as u64);
        tokio::select! {
            () = people_at_work(&crash.url, &scheduler, &random, &classes, &cases) => {}
            () = tokio::time::sleep(moment) => {}
        }
        match &mut second {
            Some(other) if round % 2 == 1 => {
                other.kill().unwrap();
                other.wait().unwrap();
                second = Some(crash.second(""));
            }
            _ => {
                crash.kill();
                crash.start_again().await;
            }
        }
    }
    let began = Instant::now();
    crash.at_rest().await;
    worst = worst.max(began.elapsed());
    if let Some(mut other) = second {
        other.kill().unwrap();
        other.wait().unwrap();
    }
    crash.kill();

    let db = Db::connect(&crash.database.url).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let reading = &mut tx;
    let stuck = "select count(*) from mirror m join class c on c.id = m.class_id
                 where c.local_start like '2031-%'
                   and (m.generation <> m.applied_generation or m.intent is not null)";
    let stuck = server::scalar!(reading, i64, stuck).unwrap().unwrap_or(0);
    let rows = server::fetch_all!(
        reading,
        ClassRow,
        "select c.link_token,
                (select count(*) from roster_entry r
                 where r.class_id = c.id and r.removed_at is null) as booked
         from class c where c.local_start like '2031-%'"
    )
    .unwrap();
    drop(tx);
    db.close().await;
    let events = crash.google.events(STAFF).await;
    let (mut lost, mut doubled, mut left) = (0, 0, 0);
    assert_eq!(rows.len(), CLASSES);
    for row in rows {
        let link = format!("/c/{}", row.link_token);
        let there = events
            .iter()
            .filter(|e| {
                e["description"]
                    .as_str()
                    .is_some_and(|text| text.ends_with(&link))
            })
            .count();
        match (row.booked > 0, there) {
            (true, 0) => lost += 1,
            (false, 1..) => left += 1,
            (_, 2..) => doubled += 1,
            _ => {}
        }
    }
    println!(
        "kills: {} {kills} kills, {lost} lost, {doubled} doubled, {left} left behind, {stuck} stuck, at rest {:.1} s after the last",
        if shared {
            "PostgreSQL, two replicas,"
        } else {
            "SQLite,"
        },
        worst.as_secs_f64()
    );
    assert_eq!((lost, doubled, left, stuck), (0, 0, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_moments_sqlite() {
    told(TestDatabase::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_moments_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        told(database).await;
    }
}

/// SIGTERM: what is under way is finished, and no lease outlives the process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_to_stop_it_gives_every_lease_back() {
    let mut crash = Crash::start_as("", Provider::Google, TestDatabase::sqlite(), 1).await;
    crash.connect().await;
    let scheduler = crash.sign_in(SCHEDULER).await;
    let (class, [case, _]) = crash.class_on(&scheduler, "2031-05-06").await;
    let held = serde_json::json!({
        "match": {"method": "POST", "path": "/events"}, "delay_ms": 400, "apply": true,
    });
    crash.google.fault(held).await;
    crash.book(&scheduler, &class, &case).await;
    crash.fault_is_hit().await;
    crash.ask_to_stop();
    let db = Db::connect(&crash.database.url).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let reading = &mut tx;
    let leases = "select count(*) from calendar_connection where lease_until is not null";
    assert_eq!(server::scalar!(reading, i64, leases).unwrap(), Some(0));
    let delivered = "select count(*) from mirror where state = 'delivered' and intent is null";
    assert_eq!(server::scalar!(reading, i64, delivered).unwrap(), Some(1));
    drop(tx);
    db.close().await;
    assert_eq!(crash.google.events(crash::STAFF).await.len(), 1);
}

/// One process answers people, another one works; each alone does only its part.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_web_process_and_a_worker_share_the_work() {
    let Some(database) = TestDatabase::postgres().await else {
        return;
    };
    let crash = Crash::start_as("--web", Provider::Google, database, 1).await;
    crash.connect().await;
    let scheduler = crash.sign_in(SCHEDULER).await;
    let (class, [case, _]) = crash.class_on(&scheduler, "2031-05-06").await;
    crash.google.forget_requests().await;
    crash.book(&scheduler, &class, &case).await;
    crash.sign_in(STAFF).await;
    assert!(crash.google.requests().await.is_empty(), "it only answers");
    let mut worker = crash.second("--worker");
    crash.at_rest().await;
    assert_eq!(crash.google.events(STAFF).await.len(), 1);
    worker.kill().unwrap();
    worker.wait().unwrap();
}
