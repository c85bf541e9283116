//! From a booking to a calendar and back, against simulated providers that keep a journal.

mod back_and_forth;
mod canary;
mod connecting;
pub mod crash;
pub mod google;
mod leaving;
mod story;
mod trouble;

use domain::provider::Provider;

use crate::scheduling::Office;
use crate::test_app::{Answer, Browser, STAFF, STAFF2, TestApp};
use google::Google;

/// The office, the simulator's control desk, and Pat Provider's browser.
pub struct Desk {
    pub office: Office,
    pub provider: Provider,
    pub google: Google,
    pub staff: Browser,
}

/// A tenant whose people may consent.
pub const MICROSOFT_STAFF: &str = "staff@open.example";
pub const MICROSOFT_STAFF2: &str = "staff2@open.example";

/// Longer than the settle window.
pub const SETTLED: i64 = 3_100;

impl Desk {
    /// Nothing is connected yet.
    pub async fn open(app: TestApp) -> Desk {
        let google = Google::new(&app.simulator.url);
        let staff = app.sign_in(STAFF).await;
        Desk {
            office: Office::open(app).await,
            provider: Provider::Google,
            google,
            staff,
        }
    }

    /// Pat's Google calendar is connected, and the journal starts after it.
    pub async fn connected(app: TestApp) -> Desk {
        let desk = Desk::open(app).await;
        let back = desk.connect(&desk.staff, STAFF).await;
        assert_eq!(back.location(), "/profile/external?outcome=connected");
        desk.deliver().await;
        desk.google.forget_requests().await;
        desk
    }

    /// The same at either provider.
    pub async fn connected_to(provider: Provider, app: TestApp) -> Desk {
        let mut desk = Desk::open(app).await;
        desk.provider = provider;
        let back = desk.connect(&desk.staff, desk.account(STAFF)).await;
        assert_eq!(back.location(), desk.back("connected"));
        desk.deliver().await;
        desk.google.forget_requests().await;
        desk
    }

    /// Whose calendar a person of the fixture uses at this desk's provider.
    pub fn account(&self, email: &'static str) -> &'static str {
        match (self.provider, email) {
            (Provider::Microsoft, STAFF) => MICROSOFT_STAFF,
            (Provider::Microsoft, STAFF2) => MICROSOFT_STAFF2,
            _ => email,
        }
    }

    /// Where the person lands with this outcome.
    pub fn back(&self, outcome: &str) -> String {
        match self.provider {
            Provider::Google => format!("/profile/external?outcome={outcome}"),
            Provider::Microsoft => {
                format!("/profile/external?outcome={outcome}&provider=microsoft")
            }
        }
    }

    /// The way to Google, as the form on the Profile starts it: the address of Google's page.
    pub async fn start(&self, browser: &Browser) -> String {
        self.start_with(browser, &[("backfill", "on")]).await
    }

    /// The same with the form's fields as given.
    pub async fn start_with(&self, browser: &Browser, fields: &[(&str, &str)]) -> String {
        let page = browser
            .submit(
                "/profile/external",
                &format!("/oauth/{}/start", self.provider.as_str()),
                fields,
            )
            .await;
        assert_eq!(page.status, 200, "{}", page.body);
        let (_, rest) = page
            .body
            .split_once("content=\"0;url=")
            .expect("a page that leads on");
        let (url, _) = rest.split_once('"').expect("an attribute ends");
        url.replace("&amp;", "&")
    }

    /// There and back, with every box ticked.
    pub async fn connect(&self, browser: &Browser, account: &str) -> Answer {
        let url = self.start(browser).await;
        let back = self.google.allow(account, &url).await;
        browser.get(&back).await
    }

    /// Lets the settle window pass and delivers what is due.
    pub async fn deliver(&self) {
        self.office.app.clock.advance(SETTLED);
        self.office.app.run_until_idle().await;
    }

    /// Lets `ms` pass and delivers what is due.
    pub async fn deliver_after(&self, ms: i64) {
        self.office.app.clock.advance(ms);
        self.office.app.run_until_idle().await;
    }

    /// A class by Pat with one case booked, delivered.
    pub async fn booked_class(&self) -> String {
        let class = self.office.offer(&self.office.form()).await;
        self.office.book(&class, "LC-1042").await;
        self.deliver().await;
        class
    }

    pub async fn connection_state(&self) -> String {
        let sql = "select state from calendar_connection order by created_at desc limit 1";
        self.office.app.text(sql).await.unwrap_or_default()
    }
}
