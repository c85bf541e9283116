//! The server killed with SIGKILL at its worst moments, then started again: exactly one event.
//!
//! The simulator holds a request back while the server dies, so each moment is met, not guessed:
//! before its effect (between intent and push) or after it (between push and settle).

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use domain::provider::Provider;
use serde_json::json;

use super::MICROSOFT_STAFF;
use super::google::Google;
use crate::test_app::Browser;
use crate::test_app::database::TestDatabase;

pub const STAFF: &str = "staff@demo.example";
pub const SCHEDULER: &str = "scheduler@demo.example";
/// Long enough to be killed in.
const HELD_MS: u64 = 4_000;

/// A real server process on a database that outlives it, and a Google that outlives both.
pub struct Crash {
    pub database: TestDatabase,
    simulator: simulator::Running,
    provider: Provider,
    pub google: Google,
    address: SocketAddr,
    pub url: String,
    server: Child,
    role: &'static str,
    settle_ms: u64,
}

impl Crash {
    async fn start(provider: Provider, database: TestDatabase, settle_ms: u64) -> Crash {
        Crash::start_as("", provider, database, settle_ms).await
    }

    /// `role`: what `serve` is told to be; empty = everything.
    pub async fn start_as(
        role: &'static str,
        provider: Provider,
        database: TestDatabase,
        settle_ms: u64,
    ) -> Crash {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let url = format!("http://{address}");
        let simulator = simulator::start_with(simulator::Options {
            app_url: url.clone(),
            ..simulator::Options::default()
        });
        let google = Google::new(&simulator.url);
        let server = spawn_as(role, &database, &simulator.url, address, settle_ms, &url);
        let crash = Crash {
            database,
            simulator,
            provider,
            google,
            address,
            url,
            server,
            role,
            settle_ms,
        };
        crash.ready().await;
        crash
    }

    async fn ready(&self) {
        let client = reqwest::Client::new();
        let health = format!("{}/healthz", self.url);
        until("the server answers", || async {
            client
                .get(&health)
                .send()
                .await
                .is_ok_and(|r| r.status().is_success())
        })
        .await;
    }

    /// SIGKILL: no handler, no goodbye.
    pub fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    pub async fn start_again(&mut self) {
        self.server = spawn_as(
            self.role,
            &self.database,
            &self.simulator.url,
            self.address,
            self.settle_ms,
            &self.url,
        );
        self.ready().await;
    }

    pub async fn sign_in(&self, email: &str) -> Browser {
        let browser = Browser::new(&self.url);
        let fields = [("email", email), ("password", "demo-demo")];
        assert_eq!(browser.call("sign_in", &fields).await.status, 200);
        browser
    }

    /// Pat's calendar, without the classes that the demo has booked already.
    pub async fn connect(&self) {
        let staff = self.sign_in(STAFF).await;
        let start = format!("/oauth/{}/start", self.provider.as_str());
        let page = staff.submit("/profile/external", &start, &[]).await;
        let (_, rest) = page
            .body
            .split_once("content=\"0;url=")
            .expect("a page that leads on");
        let url = rest
            .split_once('"')
            .expect("an attribute ends")
            .0
            .replace("&amp;", "&");
        let back = self.google.allow(self.account(), &url).await;
        let back = staff.get(&back).await;
        let location = back.location();
        assert!(
            location.starts_with("/profile/external?outcome=connected"),
            "{location}"
        );
    }

    fn account(&self) -> &'static str {
        match self.provider {
            Provider::Google => STAFF,
            Provider::Microsoft => MICROSOFT_STAFF,
        }
    }

    /// A second replica on the same database; it is known by the first one's address.
    pub fn second(&self, role: &str) -> Child {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        spawn_as(
            role,
            &self.database,
            &self.simulator.url,
            address,
            self.settle_ms,
            &self.url,
        )
    }

    /// SIGTERM, and the wait for the end.
    pub fn ask_to_stop(&mut self) {
        let id = self.server.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        assert!(self.server.wait().unwrap().success(), "an orderly end");
    }

    /// A new availability of the demo's first provider, and the demo's first two cases.
    async fn class(&self, scheduler: &Browser) -> (String, [String; 2]) {
        self.class_on(scheduler, "2031-05-06").await
    }

    pub async fn class_on(&self, scheduler: &Browser, date: &str) -> (String, [String; 2]) {
        let options: app::api::classes::AvailabilityOptions = scheduler
            .call("get_availability_options", &[])
            .await
            .value();
        let provider = options.providers.iter().find(|p| p.name == "Provider 1");
        let form = [
            ("form[class_type_id]", options.class_types[0].id.as_str()),
            ("form[site_id]", options.sites[0].id.as_str()),
            (
                "form[provider_id]",
                provider.expect("the demo's staff").id.as_str(),
            ),
            ("form[capacity]", "10"),
            ("form[date]", date),
            ("form[start]", "21:00"),
            ("form[end]", "22:00"),
        ];
        let class: String = scheduler.call("add_availability", &form).await.value();
        let page: app::api::cases::CasePage = scheduler
            .call("get_cases", &[("query", ""), ("page", "1")])
            .await
            .value();
        let case = |n: usize| page.cases[n].id.to_string();
        (class, [case(0), case(1)])
    }

    pub async fn book(&self, scheduler: &Browser, class: &str, case: &str) {
        let fields = [("class_id", class), ("case", case)];
        let answer = scheduler.call("book_case", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Waits until the calendar shows `count` events and the server has nothing left to do.
    async fn at_rest_with(&self, count: usize) {
        until("the calendar is as it should be", || async {
            self.google.events(self.account()).await.len() == count
        })
        .await;
        self.at_rest().await;
        assert_eq!(self.google.events(self.account()).await.len(), count);
    }

    /// Waits until the server has nothing left to do.
    pub async fn at_rest(&self) {
        let staff = self.sign_in(STAFF).await;
        until("the server is at rest", || async {
            let panel: app::api::calendar::CalendarPanel =
                staff.call("get_calendar_panel", &[]).await.value();
            panel.waiting == 0
        })
        .await;
    }

    /// Waits until the simulator has taken the request a fault was waiting for.
    pub async fn fault_is_hit(&self) {
        until("the request is on its way", || async {
            self.google.faults_left().await == 0
        })
        .await;
    }

    /// What was sent to make events, as the journal has it once the held request was answered.
    async fn inserts(&self) -> usize {
        let requests = self.google.requests().await;
        let is_insert = |r: &&super::google::Request| {
            r.method == "POST" && r.path.contains("/events") && (200..300).contains(&r.status)
        };
        requests.iter().filter(is_insert).count()
    }
}

impl Drop for Crash {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn spawn_as(
    role: &str,
    database: &TestDatabase,
    simulator: &str,
    address: SocketAddr,
    settle_ms: u64,
    url: &str,
) -> Child {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    Command::new(env!("CARGO_BIN_EXE_server"))
        .arg("serve")
        .args(Some(role).filter(|role| !role.is_empty()))
        .current_dir(root)
        .env("APP__MODE", "demo")
        .env("LEPTOS_SITE_ADDR", address.to_string())
        .env("APP__SERVER__PUBLIC_URL", url)
        .env("LEPTOS_SITE_ROOT", &database.folder)
        .env("LEPTOS_HASH_FILES", "false")
        .env("DATABASE_URL", &database.url)
        .env("DATA_DIR", &database.folder)
        .env("SIMULATOR_ADDR", simulator.trim_start_matches("http://"))
        .env("APP__SYNC__SETTLE_MS", settle_ms.to_string())
        .env("APP__SYNC__LEASE_MS", "3000")
        .env("APP__SYNC__REQUEST_TIMEOUT_MS", "1000")
        .env("APP__PASSWORD__MEMORY_KIB", "8192")
        .env("APP__PASSWORD__PASSES", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// A process of its own cannot be stepped, so it is asked until it says so. The bound is only there
/// to end a test that would never end.
async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    for _ in 0..1_200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited a minute, and never: {what}");
}

async fn between_booking_and_push(provider: Provider, database: TestDatabase) {
    let mut crash = Crash::start(provider, database, 1_500).await;
    crash.connect().await;
    let scheduler = crash.sign_in(SCHEDULER).await;
    let (class, [case, _]) = crash.class(&scheduler).await;
    crash.google.forget_requests().await;
    crash.book(&scheduler, &class, &case).await;
    crash.kill();
    assert!(
        crash.google.requests().await.is_empty(),
        "nothing was sent yet"
    );
    crash.start_again().await;
    crash.at_rest_with(1).await;
    assert_eq!(crash.inserts().await, 1);
}

async fn between_intent_and_push(provider: Provider, database: TestDatabase) {
    let mut crash = Crash::start(provider, database, 50).await;
    crash.connect().await;
    let scheduler = crash.sign_in(SCHEDULER).await;
    let (class, [case, _]) = crash.class(&scheduler).await;
    crash.google.forget_requests().await;
    // Held, and then answered without any effect: to Google it never happened.
    let held = json!({
        "match": {"method": "POST", "path": "/events"}, "delay_ms": HELD_MS, "status": 0,
    });
    crash.google.fault(held).await;
    crash.book(&scheduler, &class, &case).await;
    crash.fault_is_hit().await;
    crash.kill();
    crash.start_again().await;
    crash.at_rest_with(1).await;
    assert_eq!(crash.inserts().await, 1);
}

async fn between_push_and_settle(provider: Provider, database: TestDatabase) {
    let mut crash = Crash::start(provider, database, 50).await;
    crash.connect().await;
    let scheduler = crash.sign_in(SCHEDULER).await;
    let (class, [case, _]) = crash.class(&scheduler).await;
    crash.google.forget_requests().await;
    // The event is made, the answer is held.
    let held = json!({
        "match": {"method": "POST", "path": "/events"}, "delay_ms": HELD_MS, "apply": true,
    });
    crash.google.fault(held).await;
    crash.book(&scheduler, &class, &case).await;
    crash.fault_is_hit().await;
    until("the event is made", || async {
        crash.google.events(crash.account()).await.len() == 1
    })
    .await;
    crash.kill();
    crash.start_again().await;
    crash.at_rest_with(1).await;
    assert_eq!(crash.inserts().await, 1, "it was looked up, not sent again");
}

async fn a_killed_delete_then_another_booking(provider: Provider, database: TestDatabase) {
    let mut crash = Crash::start(provider, database, 50).await;
    crash.connect().await;
    let scheduler = crash.sign_in(SCHEDULER).await;
    let (class, [first, second]) = crash.class(&scheduler).await;
    crash.book(&scheduler, &class, &first).await;
    crash.at_rest_with(1).await;
    let held = json!({"match": {"method": "DELETE"}, "delay_ms": HELD_MS, "apply": true});
    crash.google.fault(held).await;
    let fields = [("class_id", class.as_str()), ("case_id", first.as_str())];
    assert_eq!(scheduler.call("remove_case", &fields).await.status, 200);
    crash.fault_is_hit().await;
    until("the event is deleted", || async {
        crash.google.events(crash.account()).await.is_empty()
    })
    .await;
    crash.kill();
    crash.start_again().await;
    crash.book(&scheduler, &class, &second).await;
    crash.at_rest_with(1).await;
}

/// Each story at Google on both databases, and at Microsoft on one: what differs is not the database.
macro_rules! killed {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$story(Provider::Google, TestDatabase::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(database) = TestDatabase::postgres().await {
                    super::$story(Provider::Google, database).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn at_microsoft() {
                super::$story(Provider::Microsoft, TestDatabase::sqlite()).await;
            }
        }
    )+};
}

killed!(
    between_booking_and_push,
    between_intent_and_push,
    between_push_and_settle,
    a_killed_delete_then_another_booking,
);
