//! The rules of the token and revocation endpoints, and of identity.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{CALLBACK, CLIENT, Caller, EVENTS, SECRET, VERIFIER, text};

#[tokio::test]
async fn a_code_buys_tokens_once() {
    let google = Caller::fresh();
    let code = google.code("staff@demo.example", &[]).await;
    let answer = google.exchange(&code, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    assert_eq!(answer.json["expires_in"], 3599);
    assert_eq!(answer.json["token_type"], "Bearer");
    let scope = format!("{EVENTS} https://www.googleapis.com/auth/userinfo.email openid");
    assert_eq!(answer.json["scope"], scope);
    assert!(answer.json["refresh_token"].is_string());
    assert_eq!(
        google.exchange(&code, &[]).await.oauth(),
        (400, "invalid_grant")
    );
}

#[tokio::test]
async fn the_token_endpoint_refuses() {
    let google = Caller::fresh();
    let other = "http://127.0.0.1:3000/other";
    for (changes, expected) in [
        ([("client_secret", "wrong")], (401, "invalid_client")),
        ([("client_id", "nobody")], (401, "invalid_client")),
        ([("client_id", "")], (400, "invalid_request")),
        ([("client_secret", "")], (400, "invalid_request")),
        (
            [("grant_type", "password")],
            (400, "unsupported_grant_type"),
        ),
        ([("grant_type", "")], (400, "invalid_request")),
        ([("code", "4/0nonsense")], (400, "invalid_grant")),
        ([("code", "")], (400, "invalid_request")),
        ([("code_verifier", "")], (400, "invalid_grant")),
        ([("code_verifier", "x")], (400, "invalid_grant")),
        ([("redirect_uri", other)], (400, "redirect_uri_mismatch")),
        ([("redirect_uri", "")], (400, "invalid_request")),
    ] {
        let code = google.code("staff@demo.example", &[]).await;
        assert_eq!(
            google.exchange(&code, &changes).await.oauth(),
            expected,
            "{changes:?}"
        );
    }
    let code = google.code("staff@demo.example", &[]).await;
    google
        .control("clock", json!({"offset_ms": 10 * 60 * 1000 + 1}))
        .await;
    assert_eq!(
        google.exchange(&code, &[]).await.oauth(),
        (400, "invalid_grant"),
        "ten minutes"
    );
    let code = google
        .code(
            "staff@demo.example",
            &[("code_challenge", ""), ("code_challenge_method", "")],
        )
        .await;
    let pointless = google.exchange(&code, &[("code_verifier", VERIFIER)]).await;
    assert_eq!(
        pointless.oauth(),
        (400, "invalid_grant"),
        "a verifier without a challenge"
    );
}

#[tokio::test]
async fn a_client_may_use_basic_authentication() {
    let google = Caller::fresh();
    for (secret, expected) in [(SECRET, 200), ("wrong", 401)] {
        let code = google.code("staff@demo.example", &[]).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("code", code.as_str()),
        ];
        let url = format!("{}/google/token", google.url);
        let request = google
            .http
            .post(url)
            .basic_auth(CLIENT, Some(secret))
            .form(&form);
        assert_eq!(request.send().await.unwrap().status(), expected);
    }
}

#[tokio::test]
async fn a_refresh_token_comes_with_the_first_exchange_or_a_forced_consent() {
    let google = Caller::fresh();
    for (changes, expected) in [
        (vec![("access_type", "online")], false),
        (vec![], true),
        (vec![], false),
        (vec![("prompt", "select_account")], false),
        (vec![("prompt", "consent")], true),
        (
            vec![("prompt", "consent"), ("access_type", "online")],
            false,
        ),
    ] {
        let code = google.code("staff@demo.example", &changes).await;
        let answer = google.exchange(&code, &[]).await.json;
        assert_eq!(answer["refresh_token"].is_string(), expected, "{changes:?}");
    }
}

#[tokio::test]
async fn refreshing_never_rotates_and_ends_with_the_grant() {
    let google = Caller::fresh();
    let tokens = google.connect("staff@demo.example").await;
    let refresh = text(&tokens, "refresh_token");
    let fresh = google.refresh(&refresh).await;
    assert_eq!(fresh.status, 200);
    assert!(fresh.json.get("refresh_token").is_none());
    assert_ne!(fresh.json["access_token"], tokens["access_token"]);
    let access = text(&fresh.json, "access_token");

    assert_eq!(google.revoke(&access).await.status, 200);
    assert_eq!(google.revoke(&access).await.oauth(), (400, "invalid_token"));
    let dead = google.refresh(&refresh).await;
    assert_eq!(dead.oauth(), (400, "invalid_grant"));
    assert_eq!(
        dead.json["error_description"],
        "Token has been expired or revoked."
    );
    let call = google.call(Method::GET, "", &access, None).await;
    assert_eq!(call.refusal(), (401, "authError"));
    let code = google.code("staff@demo.example", &[]).await;
    let again = google.exchange(&code, &[]).await.json;
    assert!(
        again["refresh_token"].is_string(),
        "a new grant starts from the beginning"
    );
}

#[tokio::test]
async fn the_owner_can_withdraw_access() {
    let google = Caller::fresh();
    let tokens = google.connect("staff@demo.example").await;
    let untouched = google.connect("staff2@demo.example").await;
    google
        .control("revoke", json!({"account": "staff@demo.example"}))
        .await;
    let refresh = google.refresh(&text(&tokens, "refresh_token")).await;
    assert_eq!(refresh.oauth(), (400, "invalid_grant"));
    assert_eq!(
        google
            .refresh(&text(&untouched, "refresh_token"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn the_hundred_and_first_refresh_token_ends_the_oldest() {
    let google = Caller::fresh();
    let mut tokens = Vec::new();
    for number in 0..101 {
        google.control("clock", json!({"offset_ms": number})).await;
        tokens.push(text(
            &google.connect("staff@demo.example").await,
            "refresh_token",
        ));
    }
    assert_eq!(
        google.refresh(&tokens[0]).await.oauth(),
        (400, "invalid_grant")
    );
    assert_eq!(google.refresh(&tokens[1]).await.status, 200);
}

#[tokio::test]
async fn tokens_grow_old() {
    let google = Caller::fresh();
    let tokens = google.connect("staff@demo.example").await;
    let (access, refresh) = (
        text(&tokens, "access_token"),
        text(&tokens, "refresh_token"),
    );
    for (offset, status) in [(3_598_000, 200), (3_600_000, 401)] {
        google.control("clock", json!({"offset_ms": offset})).await;
        assert_eq!(
            google.call(Method::GET, "", &access, None).await.status,
            status,
            "{offset}"
        );
    }
    let half_a_year: i64 = 183 * 24 * 3600 * 1000;
    google
        .control("clock", json!({"offset_ms": half_a_year}))
        .await;
    assert_eq!(
        google.refresh(&refresh).await.oauth(),
        (400, "invalid_grant")
    );

    let limits = json!({"refresh_token_expires_in": 60, "access_token_ttl_s": 10});
    google.control("settings", limits).await;
    let limited = google.connect("staff@demo.example").await;
    assert_eq!(limited["refresh_token_expires_in"], 60);
    assert_eq!(limited["expires_in"], 10);
    google
        .control("clock", json!({"offset_ms": half_a_year + 61_000}))
        .await;
    let ended = google.refresh(&text(&limited, "refresh_token")).await;
    assert_eq!(ended.oauth(), (400, "invalid_grant"));
}

#[tokio::test]
async fn calls_without_a_good_token_are_unauthorized() {
    let google = Caller::fresh();
    let url = format!("{}/google/calendar/v3/calendars/primary/events", google.url);
    for header in [
        None,
        Some("Bearer nonsense"),
        Some("Basic eDp5"),
        Some("Bearer "),
    ] {
        let mut request = google.http.get(&url);
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401, "{header:?}");
        assert!(
            answer.headers().contains_key("www-authenticate"),
            "{header:?}"
        );
    }
}

#[tokio::test]
async fn the_id_token_can_be_checked_with_the_published_key() {
    let google = Caller::fresh();
    let tokens = google.connect("staff@demo.example").await;
    let certs = google
        .page(&format!("{}/google/oauth2/v3/certs", google.url))
        .await;
    let keys: JwkSet = serde_json::from_value(certs.json).expect("a key set");
    let key = DecodingKey::from_jwk(&keys.keys[0]).expect("an RSA key");
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_audience(&[CLIENT]);
    rules.set_issuer(&["https://accounts.google.com"]);
    let id_token = text(&tokens, "id_token");
    let claims = jsonwebtoken::decode::<Value>(&id_token, &key, &rules)
        .expect("a good token")
        .claims;
    for (name, value) in [
        ("email", json!("staff@demo.example")),
        ("email_verified", json!(true)),
        ("nonce", json!("N")),
        ("hd", json!("demo.example")),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    let expires = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!(expires, 3600);

    let (head, rest) = id_token.split_once('.').unwrap();
    let forged = URL_SAFE_NO_PAD.encode(r#"{"sub":"1"}"#);
    let (_, signature) = rest.split_once('.').unwrap();
    let forged = format!("{head}.{forged}.{signature}");
    assert!(jsonwebtoken::decode::<Value>(&forged, &key, &rules).is_err());

    let url = format!("{}/google/v1/userinfo", google.url);
    let access = text(&tokens, "access_token");
    let answer = google
        .http
        .get(&url)
        .bearer_auth(access)
        .send()
        .await
        .unwrap();
    let who: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(
        (&who["sub"], &who["email"]),
        (&claims["sub"], &claims["email"])
    );
    assert_eq!(google.page(&url).await.status, 401);
}
