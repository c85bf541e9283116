//! Signing in at Microsoft and the tokens that come of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::caller::{VERIFIER, parameter, text};
use crate::microsoft::{APPROVED, CALLBACK, CLIENT, CONSUMERS, Entra, SECRET, aadsts};

fn claims(answer: &Value) -> Value {
    let token = text(answer, "id_token");
    let middle = token.split('.').nth(1).expect("three parts");
    let bytes = URL_SAFE_NO_PAD.decode(middle).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[tokio::test]
async fn a_code_gives_tokens_and_a_refresh_gives_new_ones_beside_the_old() {
    let entra = Entra::fresh();
    let url = entra.ask("common", &[]);
    let callback = entra.accepts("wren@open.example", &url).await;
    assert!(callback.as_str().starts_with(CALLBACK));
    assert_eq!(parameter(&callback, "state").as_deref(), Some("S t"));
    assert!(parameter(&callback, "session_state").is_some());
    assert_eq!(parameter(&callback, "iss"), None);
    let code = parameter(&callback, "code").expect("a code");
    let first = entra.redeem(&code, &[]).await;
    assert_eq!(first.status, 200, "{}", first.json);
    assert_eq!(
        first.json["scope"],
        "Calendars.ReadWrite User.Read email openid profile"
    );
    let claims = claims(&first.json);
    let tid = text(&claims, "tid");
    let issuer = format!("https://login.microsoftonline.com/{tid}/v2.0");
    assert_eq!(claims["iss"], issuer);
    assert_eq!(
        (&claims["aud"], &claims["nonce"]),
        (&json!(CLIENT), &json!("N"))
    );
    assert_eq!(claims["preferred_username"], "wren@open.example");
    assert!(claims["oid"].is_string() && claims["sub"].is_string() && claims["email"].is_null());

    let old = text(&first.json, "refresh_token");
    let second = entra.renew(&old, &[]).await;
    assert_eq!(second.status, 200, "{}", second.json);
    let new = text(&second.json, "refresh_token");
    assert_ne!(old, new);
    for token in [&old, &new] {
        assert_eq!(entra.renew(token, &[]).await.status, 200);
    }
    assert_eq!(
        aadsts(&entra.redeem(&code, &[]).await),
        (400, "invalid_grant", 54_005)
    );
}

#[tokio::test]
async fn a_personal_account_belongs_to_the_consumers() {
    let entra = Entra::fresh();
    let answer = entra.tokens("pat@outlook.example").await;
    let claims = claims(&answer);
    assert_eq!(claims["tid"], CONSUMERS);
    assert_eq!(claims["email"], "pat@outlook.example");
    let scope = text(&answer, "scope");
    assert!(
        scope.contains("https://graph.microsoft.com/Calendars.ReadWrite"),
        "{scope}"
    );
    let work = entra.ask("organizations", &[]);
    let refused = entra.wish("pat@outlook.example", &work, json!({})).await;
    assert_eq!(refused.json["number"], 500_208);
    let home = entra.ask("consumers", &[]);
    let refused = entra.wish("wren@open.example", &home, json!({})).await;
    assert_eq!(refused.json["number"], 500_208);
}

#[tokio::test]
async fn a_code_is_for_one_client_one_address_one_tenant_one_verifier() {
    let entra = Entra::fresh();
    for (changes, expected) in [
        (&[("code_verifier", "")][..], 501_481),
        (&[("code_verifier", &"x".repeat(64))], 501_481),
        (&[("redirect_uri", APPROVED)], 500_112),
        (&[("client_secret", "wrong")], 7_000_215),
        (&[("client_secret", "")], 7_000_218),
        (&[("client_id", "someone")], 700_016),
        (&[("scope", "Mail.Read")], 65_001),
        (&[("grant_type", "password")], 70_003),
        (&[("code", "1.nonsense")], 9_002_313),
        (&[("code", "")], 900_144),
    ] {
        let code = entra.entra_code("wren@open.example", &[]).await;
        let answer = entra.redeem(&code, changes).await;
        assert_eq!(aadsts(&answer).2, expected, "{changes:?}: {}", answer.json);
        let description = text(&answer.json, "error_description");
        assert!(
            description.starts_with(&format!("AADSTS{expected}: ")),
            "{description}"
        );
    }
    let code = entra.entra_code("wren@open.example", &[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", code.as_str()),
    ];
    let elsewhere = entra.entra_token("organizations", &form).await;
    assert_eq!(aadsts(&elsewhere), (400, "invalid_grant", 700_005));
}

#[tokio::test]
async fn requests_that_break_a_rule_are_told_so_here_or_there() {
    let entra = Entra::fresh();
    for (changes, number) in [
        (&[("client_id", "nobody")][..], 700_016),
        (
            &[(
                "redirect_uri",
                "http://127.0.0.1:3000/oauth/microsoft/callback/",
            )],
            50_011,
        ),
    ] {
        let page = entra.page(&entra.ask("common", changes)).await;
        assert_eq!(page.status, 400);
        let html = page.json.as_str().expect("a page");
        assert!(html.contains(&format!("AADSTS{number}")), "{html}");
    }
    let unknown = entra.page(&entra.ask("nowhere.example", &[])).await;
    assert!(
        unknown
            .json
            .as_str()
            .expect("a page")
            .contains("AADSTS90002")
    );
    for (changes, error) in [
        (&[("response_type", "")][..], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("scope", "openid Calendars.Everything")], "invalid_scope"),
        (&[("prompt", "twice")], "invalid_request"),
        (
            &[("prompt", "select_account"), ("login_hint", "a@b.example")],
            "invalid_request",
        ),
        (&[("prompt", "none")], "login_required"),
        (&[("code_challenge_method", "S512")], "invalid_request"),
    ] {
        let answer = entra.page(&entra.ask("common", changes)).await;
        assert_eq!(answer.status, 303, "{changes:?}");
        let to = answer.headers["location"].to_str().expect("an address");
        let to = url::Url::parse(to).expect("a URL");
        assert_eq!(parameter(&to, "error").as_deref(), Some(error), "{to}");
        assert_eq!(parameter(&to, "state").as_deref(), Some("S t"));
    }
}

#[tokio::test]
async fn cancel_and_needing_an_administrator_look_alike_from_outside() {
    let entra = Entra::fresh();
    let url = entra.ask("common", &[]);
    let no = json!({"deny": true});
    let cancelled = entra.wish("wren@open.example", &url, no.clone()).await;
    let returned = entra.wish("luca@locked.example", &url, no.clone()).await;
    let expected = format!("{CALLBACK}?error=access_denied&error_subcode=cancel&state=S+t");
    assert_eq!(text(&cancelled.json, "redirect"), expected);
    assert_eq!(text(&returned.json, "redirect"), expected);
    // Nobody comes back from this one.
    let sealed = entra.wish("kim@sealed.example", &url, no.clone()).await;
    assert_eq!(sealed.json, json!({"page": "approval_required"}));
    entra
        .settings(json!({"approval_refused": "described"}))
        .await;
    let described = entra.wish("luca@locked.example", &url, no).await;
    assert!(text(&described.json, "redirect").contains("AADSTS90094"));
}

#[tokio::test]
async fn an_administrator_approves_and_people_are_not_asked_again() {
    let entra = Entra::fresh();
    let url = entra.ask("common", &[]);
    let noor = "noor@managed.example";
    let waits = entra.wish(noor, &url, json!({})).await;
    assert_eq!(waits.json, json!({"page": "approval_required"}));
    let sent = entra
        .wish(noor, &url, json!({"request": "My classes"}))
        .await;
    assert_eq!(sent.json, json!({"page": "request_sent"}));
    let approvals = entra.look("approvals").await;
    assert_eq!(approvals["approvals"][0]["reason"], "My classes");

    let admin = entra.ask_admin("organizations", &[]);
    let stranger = entra.wish(noor, &admin, json!({})).await;
    assert_eq!(stranger.json["number"], 90_094);
    let no = entra
        .wish("itadmin@managed.example", &admin, json!({"deny": true}))
        .await;
    let no = text(&no.json, "redirect");
    assert!(no.starts_with(&format!(
        "{APPROVED}?admin_consent=True&error=consent_required"
    )));
    let yes = entra.accepts("itadmin@managed.example", &admin).await;
    assert_eq!(parameter(&yes, "admin_consent").as_deref(), Some("True"));
    assert!(parameter(&yes, "tenant").is_some_and(|tenant| tenant.len() == 36));
    assert_eq!(parameter(&yes, "code"), None);
    assert_eq!(parameter(&yes, "state").as_deref(), Some("S t"));
    assert!(entra.tokens(noor).await["refresh_token"].is_string());
    let silent = entra.ask("common", &[("prompt", "none"), ("login_hint", noor)]);
    let page = entra.page(&silent).await;
    assert!(
        page.headers["location"]
            .to_str()
            .expect("an address")
            .contains("code=")
    );
    // Asking for consent all the same sends people to their administrator once more.
    let forced = entra.ask("common", &[("prompt", "consent")]);
    let forced = entra.wish(noor, &forced, json!({})).await;
    assert_eq!(forced.json, json!({"page": "approval_required"}));
    let common = entra.page(&entra.ask_admin("common", &[])).await;
    assert_eq!(common.status, 400);
}

#[tokio::test]
async fn a_policy_that_comes_later_wants_the_person_again() {
    let entra = Entra::fresh();
    let token = text(&entra.tokens("wren@open.example").await, "refresh_token");
    let mfa = json!({"conditional_access": "mfa"});
    entra.policy("open.example", mfa).await;
    let refused = entra.renew(&token, &[]).await;
    assert_eq!(aadsts(&refused), (400, "invalid_grant", 50_076));
    assert_eq!(refused.json["suberror"], "basic_action");
    assert!(text(&refused.json, "claims").contains("capolids"));
    entra
        .settings(json!({"interaction_error": "interaction_required"}))
        .await;
    let refused = entra.renew(&token, &[]).await;
    assert_eq!(aadsts(&refused), (400, "interaction_required", 50_076));
    // Signing in again gives the second factor.
    let token = text(&entra.tokens("wren@open.example").await, "refresh_token");
    assert_eq!(entra.renew(&token, &[]).await.status, 200);

    entra
        .policy("open.example", json!({"conditional_access": "block"}))
        .await;
    let url = entra.ask("common", &[]);
    let blocked = entra.wish("wren@open.example", &url, json!({})).await;
    assert_eq!(blocked.json["number"], 53_003);
    let wrong = entra
        .control("tenants", json!({"domain": "open.example", "mood": 1}))
        .await;
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn access_ends_in_several_ways() {
    let entra = Entra::fresh();
    let wren = "wren@open.example";
    let tokens = entra.tokens(wren).await;
    let token = text(&tokens, "refresh_token");
    let mailbox = entra.mailbox(wren).await;
    entra
        .control("revoke", json!({"account": wren, "sessions_only": true}))
        .await;
    assert_eq!(
        aadsts(&entra.renew(&token, &[]).await),
        (400, "invalid_grant", 50_173)
    );
    // Nothing ends the access token before its hour is over.
    assert_eq!(mailbox.get("/me/events").await.status, 200);
    let token = text(&entra.tokens(wren).await, "refresh_token");
    entra.control("revoke", json!({"account": wren})).await;
    let refused = entra.renew(&token, &[]).await;
    assert_eq!(aadsts(&refused), (400, "invalid_grant", 65_001));
    assert_eq!(refused.json["suberror"], "consent_required");

    let token = text(&entra.tokens(wren).await, "refresh_token");
    entra
        .control(
            "microsoft/accounts",
            json!({"account": wren, "disabled": true}),
        )
        .await;
    assert_eq!(
        aadsts(&entra.renew(&token, &[]).await),
        (400, "invalid_grant", 50_057)
    );
    entra
        .control(
            "microsoft/accounts",
            json!({"account": wren, "disabled": false}),
        )
        .await;
    let days = |days: i64| json!({"offset_ms": days * 24 * 3600 * 1000});
    entra.control("clock", days(89)).await;
    let token = text(&entra.renew(&token, &[]).await.json, "refresh_token");
    assert_eq!(mailbox.get("/me/events").await.status, 401);
    entra.control("clock", days(178)).await;
    assert_eq!(entra.renew(&token, &[]).await.status, 200);
    entra.control("clock", days(180)).await;
    assert_eq!(
        aadsts(&entra.renew(&token, &[]).await),
        (400, "invalid_grant", 700_082)
    );
}

#[tokio::test]
async fn a_secret_may_be_over() {
    let entra = Entra::fresh();
    let secrets = json!([
        {"value": "old", "expires_at": 1},
        {"value": "new", "expires_at": i64::MAX},
    ]);
    let client = json!({"client_id": CLIENT, "secrets": secrets, "redirect_uris": [CALLBACK]});
    assert_eq!(entra.control("microsoft/clients", client).await.status, 200);
    for (secret, number) in [("old", 7_000_222), (SECRET, 7_000_215)] {
        let code = entra.entra_code("wren@open.example", &[]).await;
        let answer = entra.redeem(&code, &[("client_secret", secret)]).await;
        assert_eq!(aadsts(&answer), (401, "invalid_client", number));
        // Nothing was spent.
        let answer = entra.redeem(&code, &[("client_secret", "new")]).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
    }
}
