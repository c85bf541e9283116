//! The rules of the authorization endpoint, and what a decision leads to.

use reqwest::Method;
use serde_json::json;

use crate::caller::{CALLBACK, Caller, EVENTS, event, parameter, text};

#[tokio::test]
async fn bad_requests_end_on_googles_own_page() {
    let google = Caller::fresh();
    for (changes, status, error) in [
        ([("client_id", "nobody")], 401, "invalid_client"),
        ([("client_id", "")], 400, "invalid_request"),
        ([("redirect_uri", "")], 400, "invalid_request"),
        (
            [(
                "redirect_uri",
                "http://127.0.0.1:3000/oauth/google/callback/",
            )],
            400,
            "redirect_uri_mismatch",
        ),
        (
            [(
                "redirect_uri",
                "http://127.0.0.1:3000/oauth/google/Callback",
            )],
            400,
            "redirect_uri_mismatch",
        ),
        (
            [(
                "redirect_uri",
                "http://localhost:3000/oauth/google/callback",
            )],
            400,
            "redirect_uri_mismatch",
        ),
        (
            [("response_type", "token")],
            400,
            "unsupported_response_type",
        ),
        ([("response_type", "")], 400, "invalid_request"),
        ([("scope", "")], 400, "invalid_request"),
        ([("scope", "openid calendar")], 400, "invalid_scope"),
        ([("prompt", "login")], 400, "invalid_request"),
        ([("prompt", "none consent")], 400, "invalid_request"),
        ([("access_type", "forever")], 400, "invalid_request"),
        ([("code_challenge_method", "plain")], 400, "invalid_request"),
        ([("code_challenge_method", "")], 400, "invalid_request"),
        ([("code_challenge", "")], 400, "invalid_request"),
        ([("code_challenge", "short")], 400, "invalid_request"),
    ] {
        let url = google.authorize_url(&changes);
        let page = google.page(&url).await;
        assert_eq!(page.status, status, "{changes:?}");
        assert!(page.headers.get("location").is_none(), "{changes:?}");
        let html = page.json.as_str().expect("a page");
        assert!(
            html.contains(&format!("Error {status}: {error}")),
            "{changes:?}"
        );

        let wish = json!({"account": "staff", "url": url, "grant_calendar": true});
        let answer = google.control("authorize", wish).await;
        assert_eq!(answer.oauth(), (400, error), "{changes:?}");
    }
    let twice = format!("{}&scope=openid", google.authorize_url(&[]));
    assert_eq!(google.page(&twice).await.status, 400);
}

#[tokio::test]
async fn the_callback_carries_more_than_a_code() {
    let google = Caller::fresh();
    let url = google.authorize_url(&[("prompt", "consent")]);
    let callback = google.decide("staff@demo.example", &url, true).await;
    assert!(callback.as_str().starts_with(CALLBACK));
    let scope = format!("email {EVENTS} https://www.googleapis.com/auth/userinfo.email openid");
    for (name, value) in [
        ("state", "S t"),
        ("iss", "https://accounts.google.com"),
        ("scope", scope.as_str()),
        ("authuser", "0"),
        ("prompt", "consent"),
        ("hd", "demo.example"),
    ] {
        assert_eq!(parameter(&callback, name).as_deref(), Some(value), "{name}");
    }
    let private = google
        .decide("morgan.private@home.example", &url, true)
        .await;
    assert_eq!(parameter(&private, "hd"), None);
    let wish = json!({"account": "staff", "url": url, "deny": true});
    let denied = google.control("authorize", wish).await;
    let expected = format!("{CALLBACK}?error=access_denied&state=S+t");
    assert_eq!(denied.json["redirect"], expected);
}

#[tokio::test]
async fn earlier_consents_count_only_where_google_counts_them() {
    let google = Caller::fresh();
    let staff = "staff@demo.example";
    let none = google.authorize_url(&[("prompt", "none")]);
    let early = google.decide(staff, &none, true).await;
    assert_eq!(
        parameter(&early, "error").as_deref(),
        Some("interaction_required")
    );
    google.connect(staff).await;
    let silent = google.decide(staff, &none, true).await;
    assert_eq!(parameter(&silent, "prompt").as_deref(), Some("none"));

    let narrow = [("scope", "openid email"), ("prompt", "consent")];
    let code = google.code(staff, &narrow).await;
    let tokens = google.exchange(&code, &[]).await.json;
    assert!(!text(&tokens, "scope").contains(EVENTS));
    let merged = [
        ("scope", "openid email"),
        ("include_granted_scopes", "true"),
    ];
    let code = google.code(staff, &merged).await;
    let tokens = google.exchange(&code, &[]).await.json;
    assert!(text(&tokens, "scope").contains(EVENTS));
}

#[tokio::test]
async fn an_unticked_box_gives_a_good_token_without_the_scope() {
    let google = Caller::fresh();
    let url = google.authorize_url(&[("prompt", "consent")]);
    let callback = google.decide("staff@demo.example", &url, false).await;
    let code = parameter(&callback, "code").expect("a code");
    let tokens = google.exchange(&code, &[]).await.json;
    assert_eq!(
        tokens["scope"],
        "https://www.googleapis.com/auth/userinfo.email openid"
    );
    let access = text(&tokens, "access_token");
    for (method, path, body) in [
        (Method::GET, "", None),
        (Method::POST, "", Some(event(json!({})))),
        (Method::DELETE, "/abcde01234", None),
    ] {
        let answer = google.call(method, path, &access, body).await;
        assert_eq!(answer.refusal(), (403, "insufficientPermissions"));
        let reason = &answer.json["error"]["details"][0]["reason"];
        assert_eq!(reason, "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    }

    // One calendar scope without signing in has no box to leave empty.
    let alone = google.authorize_url(&[("scope", EVENTS)]);
    let callback = google.decide("staff2@demo.example", &alone, false).await;
    assert_eq!(parameter(&callback, "scope").as_deref(), Some(EVENTS));
}

#[tokio::test]
async fn an_administrators_block_stops_work_accounts_only() {
    let google = Caller::fresh();
    let refresh = text(&google.connect("staff@demo.example").await, "refresh_token");
    google.control("settings", json!({"block_app": true})).await;
    let url = google.authorize_url(&[("prompt", "consent")]);
    let wish = json!({"account": "staff", "url": url, "grant_calendar": true});
    let answer = google.control("authorize", wish).await;
    assert_eq!(answer.oauth(), (400, "admin_policy_enforced"));
    assert_eq!(
        google.refresh(&refresh).await.oauth(),
        (400, "admin_policy_enforced")
    );
    google.connect("morgan.private@home.example").await;
}
