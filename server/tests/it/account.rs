//! Signing in, staying signed in, being signed out; the Profile's GENERAL and SECURITY tabs.

use app::api::session::{Profile, SignedInDevice, Viewer};
use app::error::{AppError, Problem};
use domain::permission::Permission;

use crate::test_app::{ADMIN, DAY, HOUR, MINUTE, NOCAL, PASSWORD, STAFF, START, TestApp};

const NO_MATCH: &str = "That email and password do not match. Check both, or reset the password.";

both_databases! {
    async fn a_wrong_password_and_an_unknown_address_look_the_same(app: TestApp) {
        let browser = app.browser();
        let wrong = browser.call("sign_in", &[("email", STAFF), ("password", "wrong")]).await;
        let unknown = browser
            .call("sign_in", &[("email", "nobody@linden.example"), ("password", PASSWORD)])
            .await;
        assert_eq!((wrong.status, unknown.status), (401, 401));
        assert_eq!(wrong.error(), AppError::Refused(Problem::CredentialsDoNotMatch));
        assert_eq!(wrong.body, unknown.body);
        assert_eq!(browser.cookie("__Host-session"), None);
        assert_eq!(
            app.count("select count(*) from audit_event where action = 'sign_in_refused'").await,
            2
        );
        assert_eq!(
            app.count("select count(*) from audit_event where target_id like '%linden%'").await,
            0
        );
    }

    async fn without_script_the_page_says_what_was_wrong(app: TestApp) {
        let browser = app.browser();
        let answer = browser
            .submit("/sign-in", "/api/sign_in", &[("email", STAFF), ("password", "wrong")])
            .await;
        assert_eq!(answer.status, 303);
        let page = browser.get(answer.location()).await;
        assert!(page.body.contains(NO_MATCH), "{}", page.body);

        let answer = browser
            .submit("/sign-in", "/api/sign_in", &[("email", STAFF), ("password", PASSWORD)])
            .await;
        assert_eq!((answer.status, answer.location()), (303, "/"));
        assert_eq!(browser.get("/profile").await.status, 200);
    }

    async fn signing_in_ignores_case_and_spaces_of_the_address(app: TestApp) {
        let answer = app
            .browser()
            .call("sign_in", &[("email", " Staff@LINDEN.example "), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, 200);
    }

    async fn empty_fields_are_named(app: TestApp) {
        let answer = app.browser().call("sign_in", &[("email", ""), ("password", "")]).await;
        assert_eq!(answer.status, 422);
        let AppError::Invalid(problems) = answer.error() else { panic!("{}", answer.body) };
        let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["email", "password"]);
    }

    async fn guessing_is_slowed_down_and_never_locked_out(app: TestApp) {
        let browser = app.browser();
        let wrong = [("email", STAFF), ("password", "wrong")];
        for _ in 0..5 {
            assert_eq!(browser.call("sign_in", &wrong).await.status, 401);
        }
        let right = [("email", STAFF), ("password", PASSWORD)];
        let refused = browser.call("sign_in", &right).await;
        assert_eq!(refused.status, 429);
        assert_eq!(refused.error(), AppError::TooMany { again_at: "9:01\u{a0}am".to_owned() });
        // Somebody else is not kept waiting.
        app.sign_in(NOCAL).await;
        app.clock.advance(MINUTE);
        assert_eq!(browser.call("sign_in", &right).await.status, 200);
        // And they start anew.
        assert_eq!(browser.call("sign_in", &wrong).await.status, 401);
    }

    async fn one_client_cannot_try_everybody(app: TestApp) {
        let browser = app.browser();
        let mut last = 0;
        for n in 0..31 {
            let email = format!("person{n}@linden.example");
            last = browser.call("sign_in", &[("email", &email), ("password", "x")]).await.status;
        }
        assert_eq!(last, 429);
    }

    async fn a_deactivated_person_is_told_so_only_with_the_right_password(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        app.execute("update app_user set active = 0 where email = 'staff@linden.example'").await;
        assert_eq!(browser.get("/profile").await.location(), "/sign-in?why=session_over&return_to=/profile");
        let again = app.browser();
        let right = again.call("sign_in", &[("email", STAFF), ("password", PASSWORD)]).await;
        assert_eq!((right.status, right.error()), (403, AppError::Refused(Problem::Deactivated)));
        let wrong = again.call("sign_in", &[("email", STAFF), ("password", "x")]).await;
        assert_eq!(wrong.error(), AppError::Refused(Problem::CredentialsDoNotMatch));
    }

    async fn a_session_ends_when_it_is_idle(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        app.clock.advance(8 * HOUR - 1);
        assert_eq!(browser.get("/profile").await.status, 200);
        app.clock.advance(8 * HOUR);
        assert_eq!(browser.call("get_profile", &[]).await.status, 401);
        assert_eq!(browser.get("/profile").await.status, 303);
    }

    async fn a_session_ends_after_a_week_however_busy(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        while app.clock.now() < START + 7 * DAY - HOUR {
            app.clock.advance(HOUR);
            assert_eq!(browser.call("get_profile", &[]).await.status, 200);
        }
        app.clock.advance(HOUR);
        assert_eq!(browser.call("get_profile", &[]).await.status, 401);
    }

    async fn when_somebody_was_seen_is_written_once_a_minute(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        app.clock.advance(MINUTE - 1);
        browser.call("get_viewer", &[]).await;
        assert_eq!(app.count("select max(last_seen_at) from session").await, START);
        app.clock.advance(1);
        browser.call("get_viewer", &[]).await;
        assert_eq!(app.count("select max(last_seen_at) from session").await, START + MINUTE);
    }

    async fn signing_in_again_ends_the_session_before(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        let old = browser.cookie("__Host-session").unwrap();
        browser.call("sign_in", &[("email", STAFF), ("password", PASSWORD)]).await;
        assert_ne!(browser.cookie("__Host-session").unwrap(), old);
        let thief = app.browser();
        thief.set_cookie("__Host-session", &old);
        assert_eq!(thief.call("get_profile", &[]).await.status, 401);
    }

    async fn the_cookie_is_ours_alone_and_nothing_stored_equals_it(app: TestApp) {
        let answer = app
            .browser()
            .call("sign_in", &[("email", STAFF), ("password", PASSWORD)])
            .await;
        let cookie = answer.header("set-cookie");
        for part in ["__Host-session=", "; Path=/;", "HttpOnly", "Secure", "SameSite=Lax"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        // SHA-256, base64url: 43 characters, as the token itself has.
        let token = &cookie["__Host-session=".len()..][..43];
        assert_eq!(app.count("select count(*) from session").await, 1);
        let stored = app.text("select token_hash from session").await.unwrap();
        assert_eq!(stored, server::secrets::sha256(token));
    }

    async fn signing_out_ends_the_session(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        let old = browser.cookie("__Host-session").unwrap();
        let answer = browser.submit("/profile", "/api/sign_out", &[]).await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in?why=signed_out"));
        assert_eq!(browser.cookie("__Host-session"), None);
        browser.set_cookie("__Host-session", &old);
        assert_eq!(browser.call("get_profile", &[]).await.status, 401);
    }

    async fn a_signed_out_visitor_comes_back_to_where_they_were(app: TestApp) {
        let browser = app.browser();
        let page = browser.get("/profile/external?a=1&b=2").await;
        assert_eq!(page.status, 303);
        assert_eq!(page.location(), "/sign-in?return_to=/profile/external%3Fa%3D1%26b%3D2");
        let fields = [("email", STAFF), ("password", PASSWORD), ("return_to", "/profile/external?a=1&b=2")];
        let answer = browser.submit("/sign-in", "/api/sign_in", &fields).await;
        assert_eq!(answer.location(), "/profile/external?a=1&b=2");
    }

    async fn nobody_is_sent_to_another_site(app: TestApp) {
        for return_to in ["//evil.example", "https://evil.example", "/\\evil.example"] {
            let fields = [("email", STAFF), ("password", PASSWORD), ("return_to", return_to)];
            let answer = app.browser().submit("/sign-in", "/api/sign_in", &fields).await;
            assert_eq!((answer.status, answer.location()), (303, "/"), "{return_to}");
        }
    }

    async fn the_viewer_is_who_signed_in(app: TestApp) {
        assert_eq!(app.browser().call("get_viewer", &[]).await.value::<Option<Viewer>>(), None);
        let viewer: Option<Viewer> = app.sign_in(STAFF).await.call("get_viewer", &[]).await.value();
        let viewer = viewer.unwrap();
        assert_eq!((viewer.initials.as_str(), viewer.organization.as_str()), ("PP", "Linden"));
        assert!(viewer.external_tab && !viewer.demo && viewer.banner.is_none());
        let viewer: Option<Viewer> = app.sign_in(ADMIN).await.call("get_viewer", &[]).await.value();
        let viewer = viewer.unwrap();
        assert!(!viewer.external_tab);
        assert!(viewer.permissions.allows(Permission::RolesManage));
    }

    async fn a_connection_that_needs_its_person_is_a_banner(app: TestApp) {
        app.execute(
            "insert into calendar_connection
               (id, org_id, user_id, provider, account_key, account_email, state, state_since, connected_at, created_at)
             select 'c1', org_id, id, 'google', 'k', 'pat@gmail.example', 'needs_reconnect', 0, 0, 0
             from app_user where email = 'nocal@linden.example'",
        )
        .await;
        let browser = app.sign_in(NOCAL).await;
        let viewer: Option<Viewer> = browser.call("get_viewer", &[]).await.value();
        let viewer = viewer.unwrap();
        // No permission, but something that is still there.
        assert!(viewer.external_tab);
        let banner = viewer.banner.unwrap();
        assert_eq!((banner.calendar.as_str(), banner.state.as_str()), ("Google Calendar", "needs_reconnect"));
        assert_eq!(banner.waiting, 0);
        app.execute("update calendar_connection set state = 'gone'").await;
        let viewer: Option<Viewer> = browser.call("get_viewer", &[]).await.value();
        let viewer = viewer.unwrap();
        assert!(!viewer.external_tab && viewer.banner.is_none());
    }

    async fn a_new_password_ends_every_other_session(app: TestApp) {
        let other = app.sign_in(STAFF).await;
        let browser = app.sign_in(STAFF).await;
        let old = browser.cookie("__Host-session").unwrap();
        let new = "another long password";
        let wrong = browser.call("change_password", &[("current", "x"), ("new", new)]).await;
        assert_eq!(wrong.error(), AppError::field("current", Problem::WrongPassword));
        let short = browser.call("change_password", &[("current", PASSWORD), ("new", "short")]).await;
        assert_eq!(short.error(), AppError::field("new", Problem::TooShort { min: 10 }));
        let done = browser.call("change_password", &[("current", PASSWORD), ("new", new)]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!(other.call("get_profile", &[]).await.status, 401);
        assert_eq!(browser.call("get_profile", &[]).await.status, 200);
        assert_ne!(browser.cookie("__Host-session").unwrap(), old);
        let again = app.browser();
        assert_eq!(again.call("sign_in", &[("email", STAFF), ("password", PASSWORD)]).await.status, 401);
        assert_eq!(again.call("sign_in", &[("email", STAFF), ("password", new)]).await.status, 200);
    }

    async fn a_person_signs_out_everywhere_else(app: TestApp) {
        let other = app.sign_in(STAFF).await;
        app.clock.advance(MINUTE);
        let browser = app.sign_in(STAFF).await;
        let stranger = app.sign_in(NOCAL).await;
        let devices: Vec<SignedInDevice> = browser.call("get_signed_in_devices", &[]).await.value();
        let mine: Vec<_> = devices.iter().map(|d| (d.this_one, d.last_seen.as_str())).collect();
        assert_eq!(mine, [(true, "Today 9:01\u{a0}am"), (false, "Today 9:00\u{a0}am")]);
        browser.call("sign_out_everywhere_else", &[]).await;
        assert_eq!(other.call("get_profile", &[]).await.status, 401);
        assert_eq!(browser.call("get_profile", &[]).await.status, 200);
        assert_eq!(stranger.call("get_profile", &[]).await.status, 200);
    }

    async fn the_profile_is_saved_once_per_version(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        let before: Profile = browser.call("get_profile", &[]).await.value();
        let version = before.version.to_string();
        let fields = |name: &'static str, appearance: &'static str| {
            [("name", name), ("appearance", appearance), ("clock", "24")]
        };
        let with = |fields: [(&'static str, &'static str); 3]| {
            let mut fields = fields.to_vec();
            fields.push(("version", &version));
            fields
        };
        let saved = browser.call("save_profile", &with(fields("Pat P. Provider", "dark"))).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        assert_eq!(browser.cookie("appearance").unwrap(), "dark");
        let after: Profile = browser.call("get_profile", &[]).await.value();
        assert_eq!((after.name.as_str(), after.clock.as_str()), ("Pat P. Provider", "24"));
        let stale = browser.call("save_profile", &with(fields("Else", "dark"))).await;
        assert_eq!(stale.status, 409);
        assert!(matches!(stale.error(), AppError::Stale { .. }));
        let odd = browser.call("save_profile", &with(fields("Pat", "pink"))).await;
        assert_eq!(odd.error(), AppError::field("appearance", Problem::NotAChoice));
    }

    async fn a_name_has_its_limit(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        for (name, problem) in [
            ("é".repeat(101), Problem::TooLong { max: 100 }),
            ("  ".to_owned(), Problem::Required),
        ] {
            let fields = [("name", name.as_str()), ("appearance", "system"), ("version", "1")];
            let answer = browser.call("save_profile", &fields).await;
            assert_eq!(answer.status, 422);
            assert_eq!(answer.error(), AppError::field("name", problem));
        }
    }
}
