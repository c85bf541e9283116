//! The one seam of every test: a whole server on a database of its own, with a simulated Google.
//!
//! Time stands still until `clock.advance`, randomness is seeded, and nothing is delivered until
//! `run_until_idle`. Two organizations are there: *Linden* with one person per role, and *Elm*, which
//! must never be seen from Linden. Nobody's calendar is connected.

mod browser;
pub mod database;

use domain::id::UserId;
use domain::permission::Permission;
use leptos::config::LeptosOptions;
use secrecy::SecretString;
use server::clock::{Clock, Entropy};
use server::config::{
    AuditConfig, Config, Credential, GoogleConfig, MicrosoftConfig, Mode, PasswordConfig, Quota,
    SessionConfig, SyncConfig,
};
use server::db::organizations::{self, NewOrganization};
use server::db::users::{self, NewUser};
use server::state::State;
use server::{http, passwords, sync};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use browser::{Answer, Browser};
use database::TestDatabase;

/// Tuesday, November 17, 2026, 9:00 am in Chicago.
pub const START: i64 = 1_794_927_600_000;
pub const ZONE: &str = "America/Chicago";
pub const PASSWORD: &str = "a long enough password";

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// Signs in; a role with everything but `calendar.connect`.
pub const ADMIN: &str = "admin@linden.example";
pub const SCHEDULER: &str = "scheduler@linden.example";
/// Staff with `calendar.connect`.
pub const STAFF: &str = "staff@linden.example";
pub const STAFF2: &str = "staff2@linden.example";
/// Staff without it.
pub const NOCAL: &str = "nocal@linden.example";
/// The other organization's administrator.
pub const ELM_ADMIN: &str = "admin@elm.example";

pub struct TestApp {
    pub state: State,
    pub clock: Clock,
    pub simulator: simulator::Running,
    /// Where the app answers, without a slash at the end.
    pub url: String,
    people: Vec<(&'static str, UserId)>,
    serving: JoinHandle<()>,
    _database: TestDatabase,
}

impl TestApp {
    pub async fn sqlite() -> TestApp {
        TestApp::on(TestDatabase::sqlite(), Mode::Production).await
    }

    /// None without `TEST_PG_URL`, outside of CI.
    pub async fn postgres() -> Option<TestApp> {
        let database = TestDatabase::postgres().await?;
        Some(TestApp::on(database, Mode::Production).await)
    }

    async fn on(database: TestDatabase, mode: Mode) -> TestApp {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let simulator = simulator::start_with(simulator::Options {
            app_url: url.clone(),
            ..simulator::Options::default()
        });
        let config = config(mode, &url, &simulator.url, &database);
        let clock = Clock::manual(START);
        let state = State::open(config, clock.clone(), Entropy::seeded(1))
            .await
            .unwrap();
        let router = http::router(state.clone()).unwrap();
        let serving = tokio::spawn(async move {
            http::serve(listener, router, std::future::pending())
                .await
                .unwrap();
        });
        let people = settle(&state).await;
        TestApp {
            state,
            clock,
            simulator,
            url,
            people,
            serving,
            _database: database,
        }
    }

    /// The same, served anew by an installation that requires the second step.
    pub async fn requiring_second_step(mut self) -> TestApp {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = Config::clone(&self.state.config);
        config.session.require_second_step = true;
        config.public_url = format!("http://{}", listener.local_addr().unwrap());
        self.url.clone_from(&config.public_url);
        self.state.config = std::sync::Arc::new(config);
        let router = http::router(self.state.clone()).unwrap();
        self.serving.abort();
        self.serving = tokio::spawn(async move {
            http::serve(listener, router, std::future::pending())
                .await
                .unwrap();
        });
        self
    }

    /// A person of the fixture, by address.
    pub fn user(&self, email: &str) -> &UserId {
        let (_, id) = self
            .people
            .iter()
            .find(|(known, _)| *known == email)
            .expect("one of the fixture's people");
        id
    }

    /// A browser nobody is signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A browser in which this person has signed in.
    pub async fn sign_in(&self, email: &str) -> Browser {
        let browser = self.browser();
        let answer = browser
            .call("sign_in", &[("email", email), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        browser
    }

    /// Delivers everything that is due now.
    pub async fn run_until_idle(&self) {
        sync::drain(&self.state).await.unwrap();
    }

    /// One number from the database, for what no page shows.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.state.db.read().await.unwrap();
        let tx = &mut tx;
        server::scalar!(tx, i64, sql).unwrap().unwrap_or_default()
    }

    /// One text from the database.
    pub async fn text(&self, sql: &'static str) -> Option<String> {
        let mut tx = self.state.db.read().await.unwrap();
        let tx = &mut tx;
        server::scalar!(tx, String, sql).unwrap()
    }

    /// Changes the database as an operator with a console would, for what no page does.
    pub async fn execute(&self, sql: &'static str) -> u64 {
        let mut tx = self.state.db.write().await.unwrap();
        let writing = &mut tx;
        let rows = server::execute!(writing, sql).unwrap();
        tx.commit().await.unwrap();
        rows
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A state as the server opens it, and nothing around it: for what is refused at start.
pub async fn open(mode: Mode, database: &TestDatabase) -> anyhow::Result<State> {
    let nowhere = "http://127.0.0.1:9";
    let config = config(mode, nowhere, nowhere, database);
    State::open(config, Clock::manual(START), Entropy::seeded(1)).await
}

/// Both organizations and their people.
async fn settle(state: &State) -> Vec<(&'static str, UserId)> {
    let hash = passwords::hash(state, PASSWORD.to_owned()).await.unwrap();
    let mut tx = state.db.write().await.unwrap();
    let (entropy, now) = (&state.entropy, state.clock.now());
    let linden = organizations::insert(&mut tx, entropy, now, "Linden", ZONE)
        .await
        .unwrap();
    let elm = organizations::insert(&mut tx, entropy, now, "Elm", ZONE)
        .await
        .unwrap();
    let connected = [Permission::ClassesOwn, Permission::CalendarConnect]
        .into_iter()
        .collect();
    let connected = organizations::insert_role(
        &mut tx,
        entropy,
        now,
        &linden.id,
        "Staff with calendar",
        &connected,
    )
    .await
    .unwrap();
    let seeded = |org: &NewOrganization, name| org.role(name).unwrap().clone();
    let mut people = Vec::new();
    for (org, role, email, name) in [
        (
            &linden,
            seeded(&linden, "Organization Admin"),
            ADMIN,
            "Ada Admin",
        ),
        (
            &linden,
            seeded(&linden, "Scheduler"),
            SCHEDULER,
            "Sam Scheduler",
        ),
        (&linden, connected.clone(), STAFF, "Pat Provider"),
        (&linden, connected, STAFF2, "Quinn Provider"),
        (&linden, seeded(&linden, "Staff"), NOCAL, "Noa Provider"),
        (
            &elm,
            seeded(&elm, "Organization Admin"),
            ELM_ADMIN,
            "Eli Elm",
        ),
    ] {
        let user = NewUser {
            org: &org.id,
            role: &role,
            email,
            name,
            external_id: "",
            password_hash: &hash,
        };
        let id = users::insert(&mut tx, entropy, now, &user).await.unwrap();
        people.push((email, id));
    }
    tx.commit().await.unwrap();
    people
}

fn config(mode: Mode, url: &str, simulator: &str, database: &TestDatabase) -> Config {
    let microsoft_url = |path: &str| format!("{simulator}/microsoft{path}").parse().unwrap();
    let google_url = |path: &str| format!("{simulator}/google{path}").parse().unwrap();
    Config {
        mode,
        product_name: "IMPACT Feedback".to_owned(),
        public_url: url.to_owned(),
        database_url: database.url.clone(),
        data_dir: database.folder.clone(),
        trusted_proxies: Vec::new(),
        sync: SyncConfig {
            workers: 1,
            ..SyncConfig::default()
        },
        google: Some(GoogleConfig {
            client_id: "demo-client.apps.googleusercontent.example".to_owned(),
            client_secret: SecretString::from("demo-client-secret"),
            authorize_url: google_url("/o/oauth2/v2/auth"),
            token_url: google_url("/token"),
            revoke_url: google_url("/revoke"),
            userinfo_url: google_url("/v1/userinfo"),
            api_root: google_url("/calendar/v3"),
            issuer: "https://accounts.google.com".to_owned(),
            open_url: format!("{simulator}/calendar/{{account}}"),
            quota: Quota {
                connection_units_per_minute: 540,
                provider_units_per_minute: 9_000,
            },
        }),
        microsoft: Some(MicrosoftConfig {
            client_id: "5d1c7b1e-3c1f-4a52-9a0e-00000000d3d0".to_owned(),
            credential: Credential::Secret(SecretString::from("demo-microsoft-secret")),
            // 2027-03-31, far from when most tests play.
            credential_expires_on: Some(1_806_451_200_000),
            tenant: "common".to_owned(),
            authorize_url: microsoft_url("/common/oauth2/v2.0/authorize"),
            token_url: microsoft_url("/common/oauth2/v2.0/token"),
            admin_consent_url: format!("{simulator}/microsoft/{{tenant}}/v2.0/adminconsent"),
            graph_root: microsoft_url("/graph/v1.0"),
            issuer: "https://login.microsoftonline.com/{tenantid}/v2.0".to_owned(),
            open_url: format!("{simulator}/calendar/{{account}}"),
            quota: Quota {
                connection_units_per_minute: 900,
                provider_units_per_minute: 100_000,
            },
        }),
        session: SessionConfig {
            require_second_step: false,
            ..SessionConfig::default()
        },
        // A test signs in often, and keeps no secret.
        password: PasswordConfig {
            memory_kib: 8,
            passes: 1,
        },
        mail: None,
        audit: AuditConfig::default(),
        extra_ca_file: None,
        leptos: LeptosOptions::builder()
            .output_name("app")
            .site_root(database.folder.display().to_string())
            .build(),
    }
}
