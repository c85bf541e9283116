//! What was answered survives the end of the process.

use std::fs;
use std::path::PathBuf;

use reqwest::Method;
use serde_json::{Value, json};
use simulator::Options;

use crate::caller::{Caller, event, text};
use crate::microsoft::{Entra, Mailbox};

/// A directory of its own, removed at the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        let name = format!("simulator-{}", uuid::Uuid::new_v4());
        Self(std::env::temp_dir().join(name))
    }

    fn options(&self) -> Options {
        Options {
            data_dir: Some(self.0.clone()),
            ..Options::default()
        }
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // Nothing depends on it; a failure leaves a small directory behind.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_restart_keeps_everything() {
    let directory = Directory::new();
    let first = simulator::start_with(directory.options());
    let google = Caller::at(&first.url);
    let tokens = google.connect("new.person@else.example").await;
    let access = text(&tokens, "access_token");
    let code = google.code("staff@demo.example", &[]).await;
    google
        .call(Method::POST, "", &access, Some(event(json!({}))))
        .await;
    google
        .call(
            Method::POST,
            "",
            &access,
            Some(event(json!({"id": "fghij"}))),
        )
        .await;
    google.call(Method::DELETE, "/fghij", &access, None).await;
    google.control("clock", json!({"offset_ms": 60_000})).await;
    google
        .control(
            "faults",
            json!({"id": "f", "match": {"path": "/never"}, "times": 3, "status": 500}),
        )
        .await;
    let looks = [
        "requests",
        "accounts",
        "faults",
        "settings",
        "events?account=new.person@else.example&deleted=true",
    ];
    let mut before: Vec<Value> = Vec::new();
    for look in looks {
        before.push(google.look(look).await);
    }
    assert_eq!(before[4]["events"].as_array().unwrap().len(), 2);
    drop(first);
    let url = format!("{}/control/requests", google.url);
    assert!(
        google.http.get(url).send().await.is_err(),
        "open connections end too"
    );

    for _ in 0..2 {
        let second = simulator::start_with(directory.options());
        let google = Caller::at(&second.url);
        for (look, before) in looks.iter().zip(&before) {
            assert_eq!(&google.look(look).await, before, "{look}");
        }
    }
    let third = simulator::start_with(directory.options());
    let google = Caller::at(&third.url);
    assert_eq!(
        google
            .call(Method::GET, "/abcde01234", &access, None)
            .await
            .status,
        200
    );
    assert_eq!(
        google.refresh(&text(&tokens, "refresh_token")).await.status,
        200
    );
    assert_eq!(google.exchange(&code, &[]).await.status, 200);
    assert_eq!(
        google.exchange(&code, &[]).await.oauth(),
        (400, "invalid_grant")
    );
}

#[tokio::test]
async fn a_line_cut_in_half_is_dropped_and_a_broken_file_is_not_guessed_at() {
    let directory = Directory::new();
    let first = simulator::start_with(directory.options());
    Caller::at(&first.url)
        .connect("new.person@else.example")
        .await;
    drop(first);
    let file = directory.0.join("state.jsonl");
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{whole}{{\"change\":\"goo")).unwrap();
    let second = simulator::start_with(directory.options());
    let accounts = Caller::at(&second.url).google_accounts().await;
    assert_eq!(accounts, 6);
    drop(second);

    fs::write(&file, format!("nonsense\n{whole}")).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refused = simulator::serve(listener, Some(directory.0.clone())).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn only_loopback_is_served() {
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refused = simulator::serve(listener, None).await.unwrap_err();
    assert!(refused.to_string().contains("not a loopback address"));
}

#[tokio::test]
async fn microsoft_is_kept_as_well() {
    let directory = Directory::new();
    let first = simulator::start_with(directory.options());
    let entra = Entra::at(&first.url);
    entra
        .policy(
            "open.example",
            json!({"assignment_required": false, "workflow": true}),
        )
        .await;
    let wren = entra.mailbox("wren@open.example").await;
    let path = wren.made(json!({})).await;
    let token = wren.token.clone();
    let tenants = entra.look("tenants").await;
    drop(first);
    let second = simulator::start_with(directory.options());
    let entra = Entra::at(&second.url);
    let wren = Mailbox {
        entra: &entra,
        token,
    };
    assert_eq!(wren.get(&path).await.status, 200);
    assert_eq!(entra.look("tenants").await, tenants);
}
