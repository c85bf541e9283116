//! An IT department's approval: asked for, sent, opened, decided, and told to those who wait.

mod page;

use app::api::approval::{ApprovalRow, ApprovalStage};
use app::api::calendar::CalendarPanel;
use app::error::{AppError, Problem};
use domain::provider::Provider;
use serde_json::{Value, json};

use crate::calendar::Desk;
use crate::scheduling::{problem, refused};
use crate::test_app::{Answer, Browser, ELM_ADMIN, HOUR, NOCAL, SCHEDULER, STAFF, STAFF2, TestApp};

/// An account in a tenant that lets nobody consent, and its administrator.
const LUCA: &str = "luca@locked.example";
const LOCKED_ADMIN: &str = "itadmin@locked.example";
const IT: &str = "ithelp@linden.example";

const MICROSOFT: (&str, &str) = ("provider", "microsoft");

/// What somebody does on Microsoft's pages: where the browser goes from there, if anywhere.
async fn decide(desk: &Desk, url: &str, account: &str, deny: bool) -> Option<String> {
    let answer: Value = reqwest::Client::new()
        .post(format!(
            "{}/control/authorize",
            desk.office.app.simulator.url
        ))
        .json(&json!({"url": url, "account": account, "deny": deny}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    answer["redirect"].as_str().map(str::to_owned)
}

/// Where a page that leads on leads.
fn leads_to(page: &Answer) -> String {
    assert_eq!(page.status, 200, "{}", page.body);
    let (_, rest) = page
        .body
        .split_once("content=\"0;url=")
        .expect("it leads on");
    let (url, _) = rest.split_once('"').expect("an attribute ends");
    url.replace("&amp;", "&")
}

async fn start(browser: &Browser) -> String {
    let fields = [("backfill", "on")];
    leads_to(
        &browser
            .submit("/profile/external", "/oauth/microsoft/start", &fields)
            .await,
    )
}

async fn panel(browser: &Browser) -> CalendarPanel {
    browser.call("get_calendar_panel", &[]).await.value()
}

async fn row(desk: &Desk, provider: Provider) -> ApprovalRow {
    let rows: Vec<ApprovalRow> = desk.office.admin.call("get_approvals", &[]).await.value();
    rows.into_iter()
        .find(|row| row.provider == provider)
        .unwrap()
}

async fn stage(desk: &Desk) -> ApprovalStage {
    row(desk, Provider::Microsoft).await.stage
}

/// Asked for by Pat; the path of the page for IT.
async fn asked(desk: &Desk) -> String {
    desk.staff.call("ask_it", &[MICROSOFT]).await.value::<()>();
    let link = panel(&desk.staff).await.it[0].link.clone();
    link.strip_prefix(&desk.office.app.url).unwrap().to_owned()
}

/// The administrator of the tenant approves, from the page and back to it.
async fn approve(desk: &Desk, path: &str) -> Answer {
    let it = desk.office.app.browser();
    let leaving = it.submit(path, &format!("{path}/approve"), &[]).await;
    let back = decide(desk, &leads_to(&leaving), LOCKED_ADMIN, false).await;
    it.get(&back.expect("Entra leads back")).await
}

async fn told(desk: &Desk, recipient: &'static str) -> i64 {
    let mut tx = desk.office.app.state.db.read().await.unwrap();
    let tx = &mut tx;
    let sql = "select count(*) from mail_outbox where template = 'it_approved' and recipient = $1";
    server::scalar!(tx, i64, sql, recipient).unwrap().unwrap()
}

both_databases! {
    async fn from_need_admin_approval_over_the_page_to_connected(app: TestApp) {
        let desk = Desk::open(app).await;
        let url = start(&desk.staff).await;
        assert_eq!(decide(&desk, &url, LUCA, false).await, None, "Need admin approval");
        let back = decide(&desk, &url, LUCA, true).await.expect("its way back");
        let back = desk.staff.get(&back).await;
        assert_eq!(back.location(), "/profile/external?outcome=refused_or_needs_approval&provider=microsoft");
        let offered = desk.staff.get(back.location()).await;
        assert!(offered.body.contains("My IT department must approve"), "{}", offered.body);

        let path = asked(&desk).await;
        let fields = [MICROSOFT, ("address", IT)];
        desk.staff.call("send_to_it", &fields).await.value::<()>();
        assert_eq!(stage(&desk).await, ApprovalStage::Sent);
        let mailed = desk.office.app.text("select body from mail_outbox where template = 'approve_access'").await;
        assert!(mailed.unwrap().contains(&path));

        let page = desk.office.app.browser().get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert_eq!(stage(&desk).await, ApprovalStage::Opened);
        let back = approve(&desk, &path).await;
        assert_eq!((back.status, back.location()), (303, format!("{path}?result=approved").as_str()));
        assert_eq!(stage(&desk).await, ApprovalStage::Unverified);
        assert_eq!(told(&desk, STAFF).await, 0, "nobody vouches for it yet");

        for _ in 0..2 {
            let fields = [MICROSOFT, ("approved", "true")];
            desk.office.admin.call("decide_approval", &fields).await.value::<()>();
        }
        assert_eq!(stage(&desk).await, ApprovalStage::Approved);
        assert_eq!(told(&desk, STAFF).await, 1, "once");
        let waiting = &panel(&desk.staff).await.it[0];
        assert!(!waiting.approved.is_empty() && !waiting.opened.is_empty());
        assert_eq!(waiting.sent_to, IT);

        let url = start(&desk.staff).await;
        let back = decide(&desk, &url, LUCA, false).await.expect("no consent page any more");
        let back = desk.staff.get(&back).await;
        assert_eq!(back.location(), "/profile/external?outcome=connected&provider=microsoft");
        assert_eq!(panel(&desk.staff).await.it, []);
    }

    async fn the_first_connection_confirms_what_a_browser_told(app: TestApp) {
        let desk = Desk::open(app).await;
        let quinn = desk.office.app.sign_in(STAFF2).await;
        quinn.call("ask_it", &[MICROSOFT]).await.value::<()>();
        let path = asked(&desk).await;
        approve(&desk, &path).await;
        let url = start(&desk.staff).await;
        let back = decide(&desk, &url, LUCA, false).await.unwrap();
        desk.staff.get(&back).await;
        let now = row(&desk, Provider::Microsoft).await;
        assert_eq!((now.stage, now.confirmed_by.as_str(), now.waiting), (ApprovalStage::Approved, "", 0));
        assert_eq!((told(&desk, STAFF).await, told(&desk, STAFF2).await), (0, 1));
    }

    async fn a_personal_account_confirms_nothing(app: TestApp) {
        let desk = Desk::open(app).await;
        let path = asked(&desk).await;
        approve(&desk, &path).await;
        let url = start(&desk.staff).await;
        let back = decide(&desk, &url, "pat@outlook.example", false).await.unwrap();
        assert!(desk.staff.get(&back).await.location().contains("connected"));
        assert_eq!(stage(&desk).await, ApprovalStage::Unverified);
        assert_eq!(panel(&desk.staff).await.it, []);
    }

    async fn a_connection_alone_approves_nothing_for_others(app: TestApp) {
        let desk = Desk::open(app).await;
        let quinn = desk.office.app.sign_in(STAFF2).await;
        quinn.call("ask_it", &[MICROSOFT]).await.value::<()>();
        asked(&desk).await;
        let url = start(&desk.staff).await;
        let back = decide(&desk, &url, "pat@outlook.example", false).await.unwrap();
        assert!(desk.staff.get(&back).await.location().contains("connected"));
        assert_eq!(stage(&desk).await, ApprovalStage::Made);
        assert_eq!(panel(&quinn).await.it.len(), 1, "still waiting");
        assert_eq!(panel(&desk.staff).await.it, []);
    }

    async fn an_error_counts_before_admin_consent_and_a_state_counts_once(app: TestApp) {
        let desk = Desk::open(app).await;
        let path = asked(&desk).await;
        let it = desk.office.app.browser();
        let leaving = it.submit(&path, &format!("{path}/approve"), &[]).await;
        let url = leads_to(&leaving);
        for part in ["/microsoft/organizations/v2.0/adminconsent?", "Calendars.ReadWrite", "adminconsent&state="] {
            assert!(url.contains(part), "{url}");
        }
        let back = decide(&desk, &url, LOCKED_ADMIN, true).await.expect("Entra says no");
        assert!(back.contains("admin_consent=True") && back.contains("error="), "{back}");
        let answer = it.get(&back).await;
        assert_eq!(answer.location(), format!("{path}?result=refused"));
        assert_eq!(stage(&desk).await, ApprovalStage::Made);
        let yes = back.split("error=").next().unwrap().to_owned()
            + "&" + back.split('&').find(|pair| pair.starts_with("state=")).unwrap_or_default();
        assert_eq!(it.get(&yes).await.status, 410, "the state was used");

        let leaving = it.submit(&path, &format!("{path}/approve"), &[]).await;
        let back = decide(&desk, &leads_to(&leaving), LOCKED_ADMIN, false).await.unwrap();
        desk.office.app.clock.advance(HOUR);
        assert_eq!(it.get(&back).await.status, 410, "too late");
        let forged = "/oauth/microsoft/adminconsent?admin_consent=True&tenant=x&state=guess";
        assert_eq!(it.get(forged).await.status, 410);
        assert_eq!(stage(&desk).await, ApprovalStage::Made);
    }

    async fn a_coded_refusal_asks_it_by_itself(app: TestApp) {
        let desk = Desk::open(app).await;
        for (error, description) in [
            ("consent_required", "AADSTS65001: not consented"),
            ("access_denied", "AADSTS90094: an administrator has to grant"),
        ] {
            let url = start(&desk.staff).await;
            let (_, state) = url.split_once("state=").unwrap();
            let state = state.split('&').next().unwrap();
            let back = format!("/oauth/microsoft/callback?error={error}&error_description={}&state={state}",
                description.replace(' ', "%20"));
            let back = desk.staff.get(&back).await;
            assert_eq!(back.location(), "/profile/external?outcome=needs_approval&provider=microsoft");
        }
        let requests = "select count(*) from approval_request where reason = 'coded'";
        assert_eq!(desk.office.app.count(requests).await, 1, "one open request");
        assert_eq!(panel(&desk.staff).await.it.len(), 1);
    }

    async fn it_is_written_to_five_times_a_day_and_only_about_a_request(app: TestApp) {
        let desk = Desk::open(app).await;
        let fields = [MICROSOFT, ("address", IT)];
        assert_eq!(desk.staff.call("send_to_it", &fields).await.status, 404, "nothing was asked");
        asked(&desk).await;
        for (address, what) in [("", Problem::Required), ("it", Problem::NotAnEmail), ("a@b.example,c@d.example", Problem::NotAnEmail)] {
            let answer = desk.staff.call("send_to_it", &[MICROSOFT, ("address", address)]).await;
            refused(&answer, 422, problem("address", what));
        }
        for _ in 0..5 {
            desk.staff.call("send_to_it", &fields).await.value::<()>();
        }
        assert!(matches!(desk.staff.call("send_to_it", &fields).await.error(), AppError::TooMany { .. }));
        let sent = "select count(*) from mail_outbox where template = 'approve_access'";
        assert_eq!(desk.office.app.count(sent).await, 5);
        desk.office.app.clock.advance(25 * HOUR);
        let again = desk.office.app.sign_in(STAFF).await;
        again.call("send_to_it", &fields).await.value::<()>();
    }

    async fn it_says_no_and_staff_are_told_where_they_wait(app: TestApp) {
        let desk = Desk::open(app).await;
        asked(&desk).await;
        let no = [MICROSOFT, ("approved", "false")];
        desk.office.admin.call("decide_approval", &no).await.value::<()>();
        assert_eq!(stage(&desk).await, ApprovalStage::Refused);
        assert!(!panel(&desk.staff).await.it[0].refused.is_empty());
        let shown = desk.staff.get("/profile/external").await;
        assert!(shown.body.contains("Your IT department said no on Nov 17."));
        desk.staff.call("withdraw_it_request", &[MICROSOFT]).await.value::<()>();
        assert_eq!(panel(&desk.staff).await.it, []);
    }

    async fn who_may_not_connect_asks_nothing_and_who_may_not_manage_sees_nothing(app: TestApp) {
        let desk = Desk::open(app).await;
        let office = &desk.office;
        let noa = office.app.sign_in(NOCAL).await;
        assert_eq!(noa.call("ask_it", &[MICROSOFT]).await.status, 403);
        for person in [SCHEDULER, STAFF] {
            let browser = office.app.sign_in(person).await;
            let decide = [MICROSOFT, ("approved", "true")];
            let send = [MICROSOFT, ("address", IT)];
            assert_eq!(browser.call("get_approvals", &[]).await.status, 403);
            assert_eq!(browser.call("make_approval_link", &[MICROSOFT]).await.status, 403);
            assert_eq!(browser.call("send_approval", &send).await.status, 403);
            assert_eq!(browser.call("decide_approval", &decide).await.status, 403);
        }
        asked(&desk).await;
        let elm = office.app.sign_in(ELM_ADMIN).await;
        let rows: Vec<ApprovalRow> = elm.call("get_approvals", &[]).await.value();
        assert!(rows.iter().all(|row| row.stage == ApprovalStage::NotNeeded && row.waiting == 0));
    }
}
