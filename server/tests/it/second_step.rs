//! The second step at sign-in: setting it up, answering it, losing it.

use app::api::second_step::SecondStep;
use app::api::session::Viewer;
use app::error::{AppError, Problem};
use domain::permission::Permission;
use server::totp::Secret;

use crate::test_app::{
    ADMIN, Answer, Browser, ELM_ADMIN, HOUR, MINUTE, PASSWORD, SCHEDULER, STAFF, TestApp,
};

const STEP: i64 = 30_000;

async fn stands(browser: &Browser) -> SecondStep {
    browser.call("get_second_step", &[]).await.value()
}

/// Sets it up; the secret and the recovery codes.
async fn set_up(app: &TestApp, browser: &Browser) -> (Secret, Vec<String>) {
    browser.call("begin_second_step", &[]).await.value::<()>();
    let scan = stands(browser).await.scan.expect("something to scan");
    let secret = Secret::parse(&scan.key.replace(' ', "")).unwrap();
    let code = secret.code(app.clock.now());
    browser
        .call("confirm_second_step", &[("code", &code)])
        .await
        .value::<()>();
    let codes = stands(browser).await.new_codes;
    assert_eq!(codes.len(), 10);
    browser.call("keep_recovery_codes", &[]).await.value::<()>();
    app.clock.advance(STEP);
    (secret, codes)
}

/// A browser that has shown the password.
async fn half(app: &TestApp, email: &str) -> Browser {
    let browser = app.browser();
    let fields = [
        ("email", email),
        ("password", PASSWORD),
        ("return_to", "/cases"),
    ];
    let answer = browser.submit("/sign-in", "/api/sign_in", &fields).await;
    assert_eq!(answer.location(), "/sign-in/code?return_to=%2Fcases");
    browser
}

async fn answer(browser: &Browser, code: &str) -> Answer {
    browser
        .call(
            "answer_second_step",
            &[("code", code), ("return_to", "/cases")],
        )
        .await
}

async fn who(browser: &Browser) -> Option<Viewer> {
    browser.call("get_viewer", &[]).await.value()
}

both_databases! {
    async fn a_password_alone_opens_nothing_and_a_code_works_once(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        assert!(stands(&admin).await.offered);
        let (secret, _) = set_up(&app, &admin).await;
        let browser = half(&app, ADMIN).await;
        assert!(browser.cookie("__Host-session").is_none());
        assert!(who(&browser).await.is_none());
        assert_eq!(browser.call("get_catalog", &[]).await.status, 401);
        let wrong = answer(&browser, "000000").await;
        assert_eq!(wrong.error(), AppError::field("code", Problem::WrongCode));
        let code = secret.code(app.clock.now());
        let page = browser.submit("/sign-in/code", "/api/answer_second_step", &[("code", &code), ("return_to", "/cases")]).await;
        assert_eq!((page.status, page.location()), (303, "/cases"));
        assert_eq!(who(&browser).await.unwrap().email, ADMIN);
        // The same half, and the same code in another half.
        let again = answer(&browser, &secret.code(app.clock.now() + STEP)).await;
        assert_eq!(again.error(), AppError::Refused(Problem::SignInAgain));
        let other = half(&app, ADMIN).await;
        assert_eq!(answer(&other, &code).await.error(), AppError::field("code", Problem::WrongCode));
        app.clock.advance(STEP);
        assert_eq!(answer(&other, &secret.code(app.clock.now())).await.status, 200);
    }

    async fn a_half_ends_after_ten_minutes_and_needs_its_own_cookie(app: TestApp) {
        let (secret, _) = set_up(&app, &app.sign_in(ADMIN).await).await;
        let late = half(&app, ADMIN).await;
        app.clock.advance(10 * MINUTE);
        let code = secret.code(app.clock.now());
        assert_eq!(answer(&late, &code).await.error(), AppError::Refused(Problem::SignInAgain));
        assert_eq!(answer(&app.browser(), &code).await.error(), AppError::Refused(Problem::SignInAgain));
        let page = app.browser().get("/sign-in/code").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Enter your code"), "{}", page.body);
    }

    async fn each_recovery_code_opens_once_however_it_is_typed(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let (secret, codes) = set_up(&app, &admin).await;
        let browser = half(&app, ADMIN).await;
        let typed = codes[3].to_lowercase().replace('-', " ");
        assert_eq!(answer(&browser, &typed).await.status, 200);
        assert_eq!(stands(&browser).await.codes_left, 9);
        let again = half(&app, ADMIN).await;
        assert_eq!(answer(&again, &codes[3]).await.error(), AppError::field("code", Problem::WrongCode));
        // New ones end the old ones.
        let code = secret.code(app.clock.now());
        browser.call("make_recovery_codes", &[("code", &code)]).await.value::<()>();
        let new = stands(&browser).await.new_codes;
        assert_eq!((new.len(), new.iter().any(|code| codes.contains(code))), (10, false));
        assert_eq!(answer(&again, &codes[4]).await.status, 422);
        assert_eq!(answer(&again, &new[4]).await.status, 200);
        let readable = app.text("select secret || coalesce(shown_codes, '') from second_step").await.unwrap();
        assert!(!readable.contains(&secret.text()) && !readable.contains(&new[0]), "{readable}");
    }

    async fn guessing_a_code_is_slowed_down(app: TestApp) {
        let (secret, _) = set_up(&app, &app.sign_in(ADMIN).await).await;
        let browser = half(&app, ADMIN).await;
        for _ in 0..5 {
            assert_eq!(answer(&browser, "000000").await.status, 422);
        }
        assert_eq!(answer(&browser, &secret.code(app.clock.now())).await.status, 429);
        app.clock.advance(MINUTE);
        assert_eq!(answer(&browser, &secret.code(app.clock.now())).await.status, 200);
        let kept = "select count(*) from audit_event where action = 'sign_in_code_refused' and target_kind = 'user'";
        assert_eq!(app.count(kept).await, 5);
    }

    async fn a_reset_link_is_no_second_step(app: TestApp) {
        let (secret, _) = set_up(&app, &app.sign_in(ADMIN).await).await;
        let browser = app.browser();
        browser.call("request_password_reset", &[("email", ADMIN)]).await;
        let body = app.text("select body from mail_outbox where template = 'password_reset'").await.unwrap();
        let (_, rest) = body.split_once("/link/").unwrap();
        let token = rest.split_whitespace().next().unwrap();
        let fields = [("token", token), ("name", ""), ("password", "another long password")];
        browser.call("use_link", &fields).await.value::<()>();
        assert!(who(&browser).await.is_none());
        assert_eq!(answer(&browser, &secret.code(app.clock.now())).await.status, 200);
        assert_eq!(who(&browser).await.unwrap().email, ADMIN);
    }

    async fn where_it_is_required_nothing_else_is_allowed_before(app: TestApp) {
        let required = TestApp::requiring_second_step(app).await;
        let admin = required.sign_in(ADMIN).await;
        let viewer = who(&admin).await.unwrap();
        assert!(viewer.must_set_up_second_step && !viewer.permissions.allows(Permission::UsersManage));
        assert_eq!(admin.call("get_catalog", &[]).await.status, 403);
        assert_eq!(admin.call("get_audit", &[("filter[page]", "1")]).await.status, 403);
        let page = admin.get("/profile").await;
        assert!(page.body.contains("Set up the second step to go on."), "{}", page.body);
        assert_eq!(admin.get("/profile/security/second-step").await.status, 200);
        set_up(&required, &admin).await;
        assert!(!who(&admin).await.unwrap().must_set_up_second_step);
        assert_eq!(admin.call("get_catalog", &[]).await.status, 200);
        // Nobody else is asked for it.
        for other in [SCHEDULER, STAFF] {
            let viewer = who(&required.sign_in(other).await).await.unwrap();
            assert!(!viewer.must_set_up_second_step && !viewer.permissions.iter().collect::<Vec<_>>().is_empty());
        }
    }

    async fn it_is_taken_away_with_a_code_or_by_another_administrator(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let (secret, _) = set_up(&app, &admin).await;
        assert_eq!(admin.call("remove_second_step", &[("code", "123456")]).await.status, 422);
        let code = secret.code(app.clock.now());
        admin.call("remove_second_step", &[("code", &code)]).await.value::<()>();
        assert!(!stands(&admin).await.on);
        app.sign_in(ADMIN).await;
        let mails = "select count(*) from mail_outbox where template = 'second_step_changed'";
        assert_eq!(app.count(mails).await, 2);

        set_up(&app, &admin).await;
        let id = app.user(ADMIN).to_string();
        let myself = admin.call("reset_second_step", &[("id", &id)]).await;
        assert_eq!(myself.error(), AppError::Refused(Problem::NotForYourself));
        assert_eq!(app.sign_in(ELM_ADMIN).await.call("reset_second_step", &[("id", &id)]).await.status, 404);
        assert_eq!(app.sign_in(SCHEDULER).await.call("reset_second_step", &[("id", &id)]).await.status, 403);
        // A colleague who manages users and nothing else may not; one with the same role may.
        app.execute("insert into role_permission (org_id, role_id, permission)
                     select org_id, role_id, 'users.manage' from app_user where email = 'scheduler@linden.example'").await;
        let colleague = app.sign_in(SCHEDULER).await;
        assert_eq!(colleague.call("reset_second_step", &[("id", &id)]).await.status, 403);
        app.execute("update app_user set role_id = (select role_id from app_user where email = 'admin@linden.example')
                     where email = 'scheduler@linden.example'").await;
        colleague.call("reset_second_step", &[("id", &id)]).await.value::<()>();
        assert_eq!(admin.call("get_profile", &[]).await.status, 401, "their sessions ended");
        app.sign_in(ADMIN).await;
    }

    async fn staff_who_change_nobodys_account_are_not_offered_it(app: TestApp) {
        let staff = app.sign_in(STAFF).await;
        assert!(!stands(&staff).await.offered);
        assert_eq!(staff.call("begin_second_step", &[]).await.status, 403);
        app.clock.advance(HOUR);
        assert_eq!(app.browser().call("get_second_step", &[]).await.status, 401);
    }
}
