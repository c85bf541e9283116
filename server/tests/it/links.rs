//! One-time links: from the operator's first command to a password somebody forgot.

use app::api::session::{LinkInfo, Viewer};
use app::error::{AppError, Problem};
use server::cli;

use crate::test_app::{Answer, Browser, DAY, HOUR, PASSWORD, STAFF, TestApp};

const NEW: &str = "another long password";

/// The token of the link the operator is given.
async fn set_up(app: &TestApp) -> String {
    let url = cli::create_org(&app.state, "Oak", "Europe/Berlin", "Olga@Oak.example")
        .await
        .unwrap();
    let prefix = format!("{}/link/", app.url);
    url.strip_prefix(&prefix).unwrap().to_owned()
}

/// The token of the newest mail's link.
async fn mailed(app: &TestApp) -> String {
    let body = app
        .text("select body from mail_outbox order by created_at desc, id desc limit 1")
        .await
        .expect("a mail");
    let (_, rest) = body.split_once("/link/").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

async fn look(browser: &Browser, token: &str) -> Answer {
    browser.call("get_link_info", &[("token", token)]).await
}

async fn take(browser: &Browser, token: &str, name: &str) -> Answer {
    let fields = [("token", token), ("name", name), ("password", NEW)];
    browser.call("use_link", &fields).await
}

both_databases! {
    async fn the_first_administrator_sets_the_organization_up(app: TestApp) {
        let token = set_up(&app).await;
        let browser = app.browser();
        let info: LinkInfo = look(&browser, &token).await.value();
        assert_eq!((info.purpose.as_str(), info.organization.as_str()), ("setup", "Oak"));
        assert_eq!(info.email, "olga@oak.example");
        let used = take(&browser, &token, "Olga Oak").await;
        assert_eq!(used.status, 200, "{}", used.body);
        let viewer: Option<Viewer> = browser.call("get_viewer", &[]).await.value();
        let viewer = viewer.unwrap();
        assert_eq!((viewer.name.as_str(), viewer.organization.as_str()), ("Olga Oak", "Oak"));
        assert!(viewer.permissions.is_org_admin());
    }

    async fn opening_a_link_does_not_use_it(app: TestApp) {
        let token = set_up(&app).await;
        let browser = app.browser();
        for _ in 0..2 {
            let page = browser.get(&format!("/link/{token}")).await;
            assert_eq!(page.status, 200, "{}", page.body);
            assert_eq!(page.header("referrer-policy"), "no-referrer");
        }
        assert_eq!(take(&browser, &token, "Olga Oak").await.status, 200);
    }

    async fn a_link_works_once(app: TestApp) {
        let token = set_up(&app).await;
        assert_eq!(take(&app.browser(), &token, "Olga Oak").await.status, 200);
        let again = take(&app.browser(), &token, "Olga Again").await;
        assert_eq!((again.status, again.error()), (410, AppError::Refused(Problem::LinkUsed)));
        let seen = look(&app.browser(), &token).await;
        assert_eq!((seen.status, seen.error()), (410, AppError::Refused(Problem::LinkUsed)));
    }

    async fn two_at_once_make_one_person(app: TestApp) {
        let token = set_up(&app).await;
        let (one, two) = (app.browser(), app.browser());
        let (a, b) = tokio::join!(take(&one, &token, "One"), take(&two, &token, "Two"));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 410]);
    }

    async fn a_link_expires(app: TestApp) {
        let token = set_up(&app).await;
        app.clock.advance(7 * DAY);
        let late = take(&app.browser(), &token, "Olga Oak").await;
        assert_eq!((late.status, late.error()), (410, AppError::Refused(Problem::LinkExpired)));
        let page = app.browser().get(&format!("/link/{token}")).await;
        assert_eq!(page.status, 410);
        assert!(page.body.contains("This link has expired. Ask for a new one."), "{}", page.body);
    }

    async fn an_unknown_link_is_not_there(app: TestApp) {
        assert_eq!(look(&app.browser(), "nothing").await.status, 404);
    }

    async fn an_organization_without_an_administrator_gets_a_fresh_link_at_every_start(app: TestApp) {
        let first = set_up(&app).await;
        let sentences = cli::first_steps(&app.state).await.unwrap();
        assert_eq!(sentences.len(), 1);
        assert!(sentences[0].contains("Oak") && sentences[0].contains("olga@oak.example"));
        let (_, second) = sentences[0].rsplit_once('/').unwrap();
        let old = take(&app.browser(), &first, "Olga Oak").await;
        assert_eq!(old.error(), AppError::Refused(Problem::LinkExpired));
        assert_eq!(take(&app.browser(), second, "Olga Oak").await.status, 200);
        assert!(cli::first_steps(&app.state).await.unwrap().is_empty());
    }

    async fn what_the_person_typed_is_checked(app: TestApp) {
        let token = set_up(&app).await;
        let browser = app.browser();
        let unnamed = take(&browser, &token, " ").await;
        assert_eq!(unnamed.error(), AppError::field("name", Problem::Required));
        let fields = [("token", token.as_str()), ("name", "Olga"), ("password", "short")];
        let short = browser.call("use_link", &fields).await;
        assert_eq!(short.error(), AppError::field("password", Problem::TooShort { min: 10 }));
        assert_eq!(take(&browser, &token, "Olga Oak").await.status, 200);
    }

    async fn a_forgotten_password_is_replaced(app: TestApp) {
        let signed_in = app.sign_in(STAFF).await;
        let browser = app.browser();
        let asked = browser.call("request_password_reset", &[("email", STAFF)]).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        let token = mailed(&app).await;
        let info: LinkInfo = look(&browser, &token).await.value();
        assert_eq!((info.purpose.as_str(), info.email.as_str()), ("reset", STAFF));
        assert_eq!(take(&browser, &token, "").await.status, 200);
        assert_eq!(signed_in.call("get_profile", &[]).await.status, 401);
        let again = app.browser();
        assert_eq!(again.call("sign_in", &[("email", STAFF), ("password", PASSWORD)]).await.status, 401);
        assert_eq!(again.call("sign_in", &[("email", STAFF), ("password", NEW)]).await.status, 200);
    }

    async fn a_reset_link_lasts_an_hour_and_only_the_newest_works(app: TestApp) {
        let browser = app.browser();
        browser.call("request_password_reset", &[("email", STAFF)]).await;
        let first = mailed(&app).await;
        app.clock.advance(1);
        browser.call("request_password_reset", &[("email", STAFF)]).await;
        let second = mailed(&app).await;
        assert_eq!(look(&browser, &first).await.status, 410);
        assert_eq!(look(&browser, &second).await.status, 200);
        app.clock.advance(HOUR);
        assert_eq!(look(&browser, &second).await.status, 410);
    }

    async fn asking_for_an_unknown_address_looks_the_same_and_mails_nobody(app: TestApp) {
        let browser = app.browser();
        let known = browser.call("request_password_reset", &[("email", STAFF)]).await;
        let unknown = browser.call("request_password_reset", &[("email", "x@linden.example")]).await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert_eq!(app.count("select count(*) from mail_outbox").await, 1);
    }
}
