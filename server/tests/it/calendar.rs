//! From a booking to a Google calendar and back, against a simulated Google that keeps a journal.

mod back_and_forth;
mod canary;
mod connecting;
mod crash;
pub mod google;
mod leaving;
mod story;
mod trouble;

use crate::scheduling::Office;
use crate::test_app::{Answer, Browser, STAFF, TestApp};
use google::Google;

/// The office, a Google, and Pat Provider's browser.
pub struct Desk {
    pub office: Office,
    pub google: Google,
    pub staff: Browser,
}

/// Longer than the settle window.
pub const SETTLED: i64 = 3_100;

impl Desk {
    /// Nothing is connected yet.
    pub async fn open(app: TestApp) -> Desk {
        let google = Google::new(&app.simulator.url);
        let staff = app.sign_in(STAFF).await;
        Desk {
            office: Office::open(app).await,
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

    /// The way to Google, as the form on the Profile starts it: the address of Google's page.
    pub async fn start(&self, browser: &Browser) -> String {
        self.start_with(browser, &[("backfill", "on")]).await
    }

    /// The same with the form's fields as given.
    pub async fn start_with(&self, browser: &Browser, fields: &[(&str, &str)]) -> String {
        let page = browser
            .submit("/profile/external", "/oauth/google/start", fields)
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
