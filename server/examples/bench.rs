//! `make bench`: how long the server takes for each page, with 10,000 cases and 50,000 availabilities.
//!
//! Fills a database of its own, on SQLite and, where `BENCH_PG_URL` names a server, on PostgreSQL; serves
//! it on loopback; and asks for every list, signed in, one request after the other. What is measured is
//! what a browser waits for the whole page: queries, rendering and all. No engine runs beside it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for a person at a terminal, who wants to know how long things take"
)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use domain::permission::{Permission, Permissions};
use server::clock::{Clock, Entropy};
use server::db::organizations;
use server::db::users::{self, NewUser};
use server::state::State;
use server::{config, execute, http, passwords};
use sqlx::Connection;

const CASES: i64 = 10_000;
const CLASSES: i64 = 50_000;
const PROVIDERS: i64 = 25;
/// Requests for each page that count, after a few that do not.
const REQUESTS: usize = 40;
const WARM_UP: usize = 3;
const PASSWORD: &str = "a long enough password";
const DAY_MS: i64 = 86_400_000;

/// The lists, and the pages around them.
const PAGES: [&str; 22] = [
    "/classes?view=agenda",
    "/classes?view=week",
    "/schedule?view=agenda",
    "/schedule?view=week",
    "/classes/new",
    "/classes/c25000",
    "/classes/c25000/roster",
    "/classes/c25000/delivery",
    "/cases",
    "/cases?page=150",
    "/cases?q=person%2077",
    "/cases/k77",
    "/cases/k77/classes",
    "/admin/class-types",
    "/admin/users",
    "/admin/roles",
    "/admin/users/p7",
    "/admin/audit",
    "/admin/calendar",
    "/admin/calendar/policy",
    "/admin/calendar/ledger",
    "/profile/external",
];

#[tokio::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sqlite = format!("sqlite://{}", folder.join("bench.sqlite3").display());
    let mut columns = vec![("SQLite", measure(&sqlite, folder.join("sqlite")).await)];
    match std::env::var("BENCH_PG_URL") {
        Ok(server) => {
            let name = format!("bench_{}", std::process::id());
            administer(&server, format!("create database {name}")).await;
            let mut url: url::Url = server.parse().unwrap();
            url.set_path(&name);
            let column = measure(url.as_str(), folder.join("postgres")).await;
            columns.push(("PostgreSQL", column));
            administer(&server, format!("drop database {name} with (force)")).await;
        }
        Err(_) => println!("BENCH_PG_URL is not set, so PostgreSQL is not measured."),
    }
    std::fs::remove_dir_all(&folder).unwrap();
    print(&columns);
}

async fn administer(server: &str, sql: String) {
    let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
    // Made of digits and our own words: nothing to escape.
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

/// What one page took.
struct Taken {
    status: u16,
    kib: usize,
    median: Duration,
    p95: Duration,
}

async fn measure(database_url: &str, data_dir: PathBuf) -> Vec<Taken> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // As the server itself would be set, on a database of its own.
    let mut config = config::load::load().unwrap();
    config.public_url.clone_from(&url);
    config.database_url = database_url.to_owned();
    config.data_dir = data_dir;
    let state = State::open(config, Clock::System, Entropy::system())
        .await
        .unwrap();
    let filling = Instant::now();
    fill(&state).await;
    println!("filled in {:.1} s", filling.elapsed().as_secs_f64());
    let router = http::router(state.clone()).unwrap();
    let serving = tokio::spawn(async move {
        http::serve(listener, router, std::future::pending())
            .await
            .unwrap();
    });
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let form = [("email", "everybody@bench.example"), ("password", PASSWORD)];
    let answer = client
        .post(format!("{url}/api/sign_in"))
        .header("origin", &url)
        .header("sec-fetch-site", "same-origin")
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200, "signing in");
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let mut taken = Vec::new();
    for page in PAGES {
        let mut times = Vec::new();
        let (mut status, mut kib) = (0, 0);
        for request in 0..REQUESTS + WARM_UP {
            let began = Instant::now();
            let answer = client
                .get(format!("{url}{page}"))
                .header("cookie", &cookie)
                .header("accept", "text/html")
                .send()
                .await
                .unwrap();
            status = answer.status().as_u16();
            kib = answer.bytes().await.unwrap().len() / 1024;
            if request >= WARM_UP {
                times.push(began.elapsed());
            }
        }
        times.sort_unstable();
        taken.push(Taken {
            status,
            kib,
            median: times[times.len() / 2],
            p95: times[times.len() * 95 / 100],
        });
    }
    serving.abort();
    state.db.close().await;
    taken
}

fn print(columns: &[(&str, Vec<Taken>)]) {
    print!("\n{:<30}{:>7}", "page", "KiB");
    for (name, _) in columns {
        print!("{:>22}", format!("{name} p50 / p95"));
    }
    println!();
    for (row, page) in PAGES.iter().enumerate() {
        // A page of another edition of this program is not there.
        if columns[0].1[row].status != 200 {
            println!("{page:<30}  answers {}", columns[0].1[row].status);
            continue;
        }
        print!("{page:<30}{:>7}", columns[0].1[row].kib);
        for (_, taken) in columns {
            let ms = |time: Duration| time.as_secs_f64() * 1000.0;
            let taken = &taken[row];
            print!(
                "{:>22}",
                format!("{:.0} / {:.0} ms", ms(taken.median), ms(taken.p95))
            );
        }
        println!();
    }
}

/// 25 providers with connected calendars, 500 classes a week for a hundred weeks around now, every
/// second one booked.
async fn fill(state: &State) {
    let hash = passwords::hash(state, PASSWORD.to_owned()).await.unwrap();
    let now = state.clock.now();
    let mut tx = state.db.write().await.unwrap();
    let org = organizations::insert(&mut tx, &state.entropy, now, "Bench", "America/Chicago")
        .await
        .unwrap();
    let all: Permissions = Permission::ALL.into_iter().collect();
    let role =
        organizations::insert_role(&mut tx, &state.entropy, now, &org.id, "Everything", &all)
            .await
            .unwrap();
    let user = NewUser {
        org: &org.id,
        role: &role,
        email: "everybody@bench.example",
        name: "Everybody",
        external_id: "",
        password_hash: &hash,
    };
    let everybody = users::insert(&mut tx, &state.entropy, now, &user)
        .await
        .unwrap();
    let (org, everybody, role) = (org.id.as_str(), everybody.as_str(), role.as_str());
    // The Monday of fifty weeks ago, nine o'clock in the morning, more or less.
    let monday = now - now % DAY_MS - 51 * 7 * DAY_MS + 15 * 3_600_000;
    execute!(
        &mut tx,
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < $4)
         insert into app_user (id, org_id, role_id, email, name, created_at)
         select 'p' || i, $1, $2, 'p' || i || '@bench.example', 'Provider ' || i, $3 from n",
        org,
        role,
        now,
        PROVIDERS - 1
    )
    .unwrap();
    execute!(
        &mut tx,
        "with recursive n(i) as (select 0 union all select i + 1 from n where i < 9)
         insert into class_type (id, org_id, name, created_at)
         select 't' || i, $1, 'Class type ' || i, $2 from n",
        org,
        now
    )
    .unwrap();
    execute!(
        &mut tx,
        "with recursive n(i) as (select 0 union all select i + 1 from n where i < 4)
         insert into site (id, org_id, name, time_zone, created_at)
         select 's' || i, $1, 'Site ' || i, 'America/Chicago', $2 from n",
        org,
        now
    )
    .unwrap();
    execute!(
        &mut tx,
        "with recursive n(i) as (select 0 union all select i + 1 from n where i < $3)
         insert into case_record (id, org_id, reference, name, reference_key, name_key, created_at)
         select 'k' || i, $1, 'LC-' || i, 'Person ' || i, 'lc-' || i, 'person ' || i, $2 from n",
        org,
        now,
        CASES - 1
    )
    .unwrap();
    execute!(
        &mut tx,
        "with recursive n(i) as (select 0 union all select i + 1 from n where i < $4)
         insert into class (id, org_id, class_type_id, site_id, room, local_start, local_end,
             time_zone, starts_at, ends_at, tzdb, capacity, link_token, created_by, created_at)
         select 'c' || i, $1, 't' || (i % 10), 's' || (i % 5), 'Room ' || (i % 25),
                '2026-11-19T09:00', '2026-11-19T10:00', 'America/Chicago',
                $5 + (i / 500) * cast(604800000 as bigint) + (i % 5) * 86400000 + ((i / 25) % 10) * 3600000,
                $5 + (i / 500) * cast(604800000 as bigint) + (i % 5) * 86400000 + ((i / 25) % 10) * 3600000 + 3000000,
                'bench', 10, 'link-' || i, $2, $3
         from n",
        org, everybody, now, CLASSES - 1, monday
    )
    .unwrap();
    execute!(
        &mut tx,
        "with recursive n(i) as (select 0 union all select i + 1 from n where i < $3)
         insert into class_provider (org_id, class_id, user_id)
         select $1, 'c' || i, case when i % $4 = 0 then $2 else 'p' || (i % $4) end from n",
        org,
        everybody,
        CLASSES - 1,
        PROVIDERS
    )
    .unwrap();
    execute!(
        &mut tx,
        "with recursive n(i) as (select 0 union all select i + 1 from n where i < $4)
         insert into roster_entry (id, org_id, class_id, case_id, added_at, added_by)
         select 'r' || i, $1, 'c' || ((i / 3) * 2), 'k' || ((i * 7) % 10000), $3, $2 from n",
        org,
        everybody,
        now - 30 * DAY_MS,
        CLASSES / 2 * 3 - 1
    )
    .unwrap();
    // PostgreSQL checks two foreign keys for each row that follows, with what it knows of the tables.
    execute!(&mut tx, "analyze").unwrap();
    execute!(
        &mut tx,
        "insert into calendar_connection (id, org_id, user_id, provider, account_key, account_email,
             state, state_since, connected_at, last_success_at, created_at)
         select 'n-' || id, org_id, id, 'google', id, email, 'active', $2, $2, $2, $2
         from app_user where org_id = $1",
        org, now
    )
    .unwrap();
    execute!(
        &mut tx,
        "insert into mirror (class_id, connection_id, org_id, user_id, desired, cause, lane,
             generation, applied_generation, changed_at, incarnation, delivered_hash, state,
             next_at, delivered_at, settled_at)
         select c.id, 'n-' || p.user_id, c.org_id, p.user_id, 'present', 'first_booked', 0,
                1, 1, $2, 1, 'hash', 'delivered', $2, $2, $2
         from class c join class_provider p on p.org_id = c.org_id and p.class_id = c.id
         where c.org_id = $1
           and exists (select 1 from roster_entry r where r.org_id = c.org_id and r.class_id = c.id)",
        org,
        now
    )
    .unwrap();
    execute!(
        &mut tx,
        "with recursive n(i) as (select 0 union all select i + 1 from n where i < 49999)
         insert into audit_event (id, org_id, at, actor_id, action, target_kind, target_id)
         select 'a' || i, $1, $3 - i * cast(60000 as bigint), $2, 'class.edited', 'class', 'c' || i from n",
        org,
        everybody,
        now
    )
    .unwrap();
    tx.commit().await.unwrap();
    let mut tx = state.db.write().await.unwrap();
    // As autovacuum and SQLite's optimize do in time.
    execute!(&mut tx, "analyze").unwrap();
    tx.commit().await.unwrap();
}
