//! The journal, the faults and the rest of what only a simulator has.

use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{CLIENT, Caller, SECRET, event, text};

#[tokio::test]
async fn the_journal_has_every_provider_request_and_no_secret() {
    let google = Caller::fresh();
    let tokens = google.connect("staff@demo.example").await;
    let access = text(&tokens, "access_token");
    google.refresh(&text(&tokens, "refresh_token")).await;
    let sent = event(json!({"description": "Three people"}));
    google
        .call(
            Method::POST,
            "?sendUpdates=none",
            &access,
            Some(sent.clone()),
        )
        .await;
    google.page(&google.authorize_url(&[])).await;
    google.revoke(&access).await;

    let journal = google.look("requests").await;
    let entries = journal["requests"].as_array().expect("requests");
    let seen: Vec<String> = entries
        .iter()
        .map(|entry| {
            format!(
                "{} {} {}",
                text(entry, "method"),
                text(entry, "path"),
                entry["status"]
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "POST /google/token 200",
            "POST /google/token 200",
            "POST /google/calendar/v3/calendars/primary/events?sendUpdates=none 200",
            "POST /google/revoke 200",
        ]
    );
    let insert: Value = serde_json::from_str(&text(&entries[2], "body")).expect("the body as sent");
    assert_eq!(insert, sent);
    assert_eq!(entries[2]["account"], "staff@demo.example");
    assert!(text(&entries[2], "response").contains("calendar#event"));
    let all = journal.to_string();
    for secret in [
        SECRET,
        access.as_str(),
        &text(&tokens, "refresh_token"),
        &text(&tokens, "id_token"),
    ] {
        assert!(!all.contains(secret));
    }
    assert!(text(&entries[0], "body").contains("client_secret=[redacted]"));

    let later = google.look("requests?since=3").await;
    assert_eq!(later["requests"].as_array().unwrap().len(), 1);
    assert_eq!(later["last_seq"], 4);
}

#[tokio::test]
async fn a_fault_replaces_answers_as_often_as_it_says() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    let fault = json!({
        "match": {"method": "POST", "path": "/events"},
        "times": 2,
        "status": 503,
        "headers": {"retry-after": "7"},
        "body": "<html>busy</html>",
    });
    assert_eq!(google.control("faults", fault).await.status, 200);
    assert_eq!(google.call(Method::GET, "", &token, None).await.status, 200);
    for _ in 0..2 {
        let answer = google
            .call(Method::POST, "", &token, Some(event(json!({}))))
            .await;
        assert_eq!(
            (answer.status, answer.json),
            (503, json!("<html>busy</html>"))
        );
        assert_eq!(answer.headers["retry-after"], "7");
    }
    assert_eq!(google.look("faults").await["faults"], json!([]));
    assert_eq!(
        google.look("events?account=staff").await["events"],
        json!([])
    );
    assert_eq!(
        google
            .call(Method::POST, "", &token, Some(event(json!({}))))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn an_answer_can_be_lost_after_the_effect_or_before() {
    for (apply, events) in [(true, 1), (false, 0)] {
        let google = Caller::fresh();
        let token = google.access("staff@demo.example").await;
        let fault = json!({"match": {"method": "POST"}, "status": 0, "apply": apply});
        google.control("faults", fault).await;
        let url = format!("{}/google/calendar/v3/calendars/primary/events", google.url);
        let request = google
            .http
            .post(url)
            .bearer_auth(&token)
            .json(&event(json!({})));
        let lost = request.send().await.expect_err("no answer");
        assert!(!lost.is_timeout());
        let stored = google.look("events?account=staff@demo.example").await;
        assert_eq!(
            stored["events"].as_array().unwrap().len(),
            events,
            "apply: {apply}"
        );
        let journal = google.look("requests").await;
        assert_eq!(
            journal["requests"].as_array().unwrap().last().unwrap()["status"],
            0
        );
    }
}

#[tokio::test]
async fn faults_can_be_cleared_and_must_make_sense() {
    let google = Caller::fresh();
    for bad in [
        json!({"times": 0}),
        json!({"status": 42}),
        json!({"headers": {"a b": "x"}}),
    ] {
        assert_eq!(google.control("faults", bad).await.status, 400);
    }
    google
        .control("faults", json!({"times": 9, "status": 500}))
        .await;
    let url = format!("{}/control/faults", google.url);
    google.http.delete(url).send().await.unwrap();
    google.connect("staff@demo.example").await;
}

#[tokio::test]
async fn the_owner_edits_and_deletes_without_a_token() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    google
        .call(Method::POST, "", &token, Some(event(json!({}))))
        .await;
    let edit = json!({"account": "staff", "id": "abcde01234", "patch": {"colorId": "5"}});
    assert_eq!(
        google.control("edit-event", edit).await.json["event"]["colorId"],
        "5"
    );
    let wish = json!({"account": "staff", "id": "abcde01234"});
    assert_eq!(
        google.control("delete-event", wish.clone()).await.status,
        200
    );
    assert_eq!(google.control("delete-event", wish).await.status, 410);
    assert_eq!(
        google.look("events?account=staff").await["events"],
        json!([])
    );
    let tombs = google.look("events?account=staff&deleted=true").await;
    assert_eq!(tombs["events"][0]["status"], "cancelled");
    assert_eq!(
        google
            .call(Method::DELETE, "/abcde01234", &token, None)
            .await
            .refusal(),
        (410, "deleted")
    );
}

#[tokio::test]
async fn clients_register_only_redirects_google_would_take() {
    let google = Caller::fresh();
    for (uri, status) in [
        ("https://app.example/callback", 200),
        ("http://127.0.0.1:8080/callback", 200),
        ("http://localhost:8080/callback", 200),
        ("http://app.example/callback", 400),
        ("https://93.184.215.14/callback", 400),
        ("https://app.example/callback#x", 400),
        ("https://a:b@app.example/callback", 400),
        ("https://*.app.example/callback", 400),
        ("https://app.example/../callback", 400),
    ] {
        let client = json!({"client_id": "c", "client_secret": "s", "redirect_uris": [uri]});
        assert_eq!(
            google.control("clients", client).await.status,
            status,
            "{uri}"
        );
    }
}

#[tokio::test]
async fn a_reset_leaves_accounts_and_clients() {
    let google = Caller::fresh();
    let refresh = text(
        &google.connect("somebody@else.example").await,
        "refresh_token",
    );
    assert_eq!(google.google_accounts().await, 6);
    google.control("reset", json!({})).await;
    assert_eq!(google.google_accounts().await, 5);
    assert_eq!(
        google.refresh(&refresh).await.oauth(),
        (400, "invalid_grant")
    );
    let journal = google.look("requests?since=1").await;
    assert_eq!(
        journal["requests"].as_array().unwrap().len(),
        1,
        "numbers go on after a reset"
    );
    let answer = google
        .exchange("4/0nonsense", &[("client_id", CLIENT)])
        .await;
    assert_eq!(
        answer.oauth(),
        (400, "invalid_grant"),
        "the client is still registered"
    );
}

#[tokio::test]
async fn other_sites_cannot_press_the_buttons() {
    let google = Caller::fresh();
    let url = format!("{}/control/reset", google.url);
    let request = google.http.post(url).header("sec-fetch-site", "cross-site");
    assert_eq!(request.send().await.unwrap().status(), 403);
}
