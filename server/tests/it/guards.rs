//! What surrounds every page: hosts, other sites, headers, limits, and pages that are not there.

use reqwest::Method;
use reqwest::header::{ACCEPT, HOST, ORIGIN};

use crate::test_app::{STAFF, TestApp};

both_databases! {
    async fn another_host_is_told_where_we_are(app: TestApp) {
        let browser = app.browser();
        let request = browser.request(Method::GET, "/sign-in").header(HOST, "evil.example");
        let answer = browser.send(request).await;
        assert_eq!(answer.status, 421);
        assert!(answer.body.contains(&app.url), "{}", answer.body);
        assert!(!answer.body.contains("evil"), "{}", answer.body);
        let request = browser.request(Method::GET, "/healthz").header(HOST, "10.0.0.7");
        assert_eq!(browser.send(request).await.status, 200);
    }

    async fn a_forwarded_host_of_a_stranger_counts_nothing(app: TestApp) {
        let browser = app.browser();
        let request = browser
            .request(Method::GET, "/sign-in")
            .header("x-forwarded-host", "evil.example");
        assert_eq!(browser.send(request).await.status, 200);
    }

    async fn another_site_cannot_write(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        for (name, value) in [("sec-fetch-site", "cross-site"), (ORIGIN.as_str(), "https://evil.example")] {
            let request = browser
                .request(Method::POST, "/api/sign_out")
                .header(name, value)
                .header(ACCEPT, "text/html")
                .form(&[("a", "b")]);
            let answer = browser.send(request).await;
            assert_eq!(answer.status, 403);
            assert!(answer.body.contains("another site"), "{}", answer.body);
        }
        assert_eq!(browser.call("get_profile", &[]).await.status, 200);
    }

    async fn nothing_is_changed_by_a_get(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        browser.get("/api/sign_out").await;
        assert_eq!(browser.call("get_profile", &[]).await.status, 200);
    }

    async fn every_answer_carries_the_headers(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        for path in ["/sign-in", "/profile", "/nothing", "/healthz", "/pkg/nothing.js"] {
            let answer = browser.get(path).await;
            let policy = answer.header("content-security-policy");
            for part in ["default-src", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
                assert!(policy.contains(part), "{path}: {policy}");
            }
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
            // This one is reached over http.
            assert_eq!(answer.header("strict-transport-security"), "", "{path}");
        }
    }

    async fn a_page_runs_only_the_scripts_it_was_sent_with(app: TestApp) {
        let browser = app.browser();
        let (first, second) = (browser.get("/sign-in").await, browser.get("/sign-in").await);
        let nonce = |policy: &str| {
            let (_, rest) = policy.split_once("'nonce-").unwrap();
            rest.split_once('\'').unwrap().0.to_owned()
        };
        let policy = first.header("content-security-policy");
        assert!(policy.contains("'strict-dynamic' 'wasm-unsafe-eval'") && !policy.contains("unsafe-inline"));
        let own = nonce(policy);
        assert_ne!(own, nonce(second.header("content-security-policy")));
        let scripts = first.body.matches("<script").count();
        assert!(scripts > 0);
        assert_eq!(first.body.matches(&format!("nonce=\"{own}\"")).count(), scripts);
        assert!(!first.body.contains(" style=\"") && !first.body.contains("<style"));
    }

    async fn a_page_that_is_not_there_says_so(app: TestApp) {
        let browser = app.sign_in(STAFF).await;
        for path in ["/nothing", "/profile/nothing", "/classes/00000000-0000-7000-8000-000000000000"] {
            let page = browser.get(path).await;
            assert_eq!(page.status, 404, "{path}");
            assert!(
                page.body.contains("There is nothing here, or it is not for you."),
                "{path}: {}", page.body
            );
        }
    }

    async fn a_body_has_its_limit(app: TestApp) {
        let browser = app.browser();
        let long = "x".repeat(300 * 1024);
        let answer = browser.call("sign_in", &[("email", &long), ("password", "x")]).await;
        assert_eq!(answer.status, 413);
    }

    async fn the_chosen_appearance_is_in_the_first_byte(app: TestApp) {
        let browser = app.browser();
        assert_eq!(browser.call("set_appearance", &[("appearance", "dark")]).await.status, 200);
        let page = browser.get("/sign-in").await;
        assert!(page.body.contains("data-theme=\"dark\""), "{}", page.body);
        assert_eq!(browser.call("set_appearance", &[("appearance", "\"><script>")]).await.status, 422);
    }
}
