//! Every body we send fits what the provider documents, with nothing it does not know.
//!
//! The bodies are the real ones, taken from the simulator's journal after the flows that send them.
//! The strict schemas of the fields we may send stand beside this file: a small extract of Google's
//! Calendar v3 discovery document (revision 20261030, from PyPI google-api-python-client 2.202.0) and
//! of Microsoft's own Graph types (npm @microsoft/microsoft-graph-types 2.43.1). `EXTRA_SCHEMAS_DIR`
//! may name a folder with more of them: `google-event-write.schema.json` and
//! `msgraph-event-write.schema.json`. A PATCH has the same fields, none of them required.

use std::path::PathBuf;

use domain::provider::Provider;
use jsonschema::Validator;
use serde_json::Value;

use crate::calendar::Desk;
use crate::test_app::{STAFF, TestApp};

/// The schemas to fit: for a whole event, and the same for a part of one.
fn schemas(provider: Provider) -> Vec<(String, Validator, Validator)> {
    let (own, file) = match provider {
        Provider::Google => (
            include_str!("contract/google-event.schema.json"),
            "google-event-write.schema.json",
        ),
        Provider::Microsoft => (
            include_str!("contract/graph-event.schema.json"),
            "msgraph-event-write.schema.json",
        ),
    };
    let mut texts = vec![("our extract".to_owned(), own.to_owned())];
    if let Some(folder) = std::env::var_os("EXTRA_SCHEMAS_DIR") {
        let path = PathBuf::from(folder).join(file);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        texts.push((file.to_owned(), text));
    }
    texts
        .into_iter()
        .map(|(name, text)| {
            let whole: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(whole["additionalProperties"], false, "{name} is not strict");
            let mut part = whole.clone();
            part.as_object_mut().unwrap().remove("required");
            let compiled = |schema: &Value| jsonschema::validator_for(schema).unwrap();
            (name, compiled(&whole), compiled(&part))
        })
        .collect()
}

fn objections(schema: &Validator, body: &Value) -> Vec<String> {
    schema
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Connecting, booking, moving, with and without the site and a new text.
async fn every_body_fits(provider: Provider) {
    let desk = Desk::connected_to(provider, TestApp::sqlite().await).await;
    let class = desk.booked_class().await;
    let moved = desk
        .office
        .form()
        .with("start", "13:00")
        .with("end", "14:30");
    assert_eq!(desk.office.try_edit(&class, "1", &moved).await.status, 200);
    desk.deliver().await;
    desk.office
        .app
        .execute("update calendar_policy set show_site = 1")
        .await;
    let moved = desk
        .office
        .form()
        .with("start", "14:00")
        .with("end", "15:30");
    assert_eq!(desk.office.try_edit(&class, "2", &moved).await.status, 200);
    let second = desk
        .office
        .offer(&desk.office.form().with("date", "2026-11-20"))
        .await;
    desk.office.book(&second, "LC-1042").await;
    desk.deliver().await;
    assert_eq!(desk.google.events(desk.account(STAFF)).await.len(), 2);

    let schemas = schemas(provider);
    let (mut whole, mut parts, mut named_site) = (0, 0, 0);
    for request in desk.google.everything().await {
        if request.body.is_empty() || !request.path.contains("/events") {
            continue;
        }
        let body: Value = serde_json::from_str(&request.body).unwrap();
        named_site += usize::from(!body["location"].is_null());
        for (name, event, part) in &schemas {
            let schema = if request.method == "PATCH" {
                part
            } else {
                event
            };
            let wrong = objections(schema, &body);
            assert!(
                wrong.is_empty(),
                "{name}, {}: {wrong:#?}\n{body:#}",
                request.method
            );
        }
        match request.method.as_str() {
            "POST" => whole += 1,
            "PATCH" => parts += 1,
            other => panic!("{other} with a body"),
        }
    }
    assert_eq!((whole, parts, named_site), (3, 2, 2), "the flows ran");

    // The schemas are strict: a field that nobody documents, or one of a case, is refused.
    for (name, event, part) in &schemas {
        for schema in [event, part] {
            let body = serde_json::json!({"studentName": "x"});
            assert!(!objections(schema, &body).is_empty(), "{name}");
        }
    }
}

#[tokio::test]
async fn every_body_fits_google() {
    every_body_fits(Provider::Google).await;
}

#[tokio::test]
async fn every_body_fits_microsoft() {
    every_body_fits(Provider::Microsoft).await;
}
