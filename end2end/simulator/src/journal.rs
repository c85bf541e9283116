//! What a journal entry looks like, and how secrets are kept out of it.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One request that reached the provider, and what it answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub seq: u64,
    /// The simulator's time, RFC 3339.
    pub time: String,
    pub time_ms: i64,
    pub method: String,
    /// With the query.
    pub path: String,
    pub headers: BTreeMap<String, String>,
    /// 0 when the connection was cut.
    pub status: u16,
    pub body: String,
    pub response: String,
    /// Whose access token it was, when it was a live one.
    pub account: Option<String>,
    /// The fault that disturbed it.
    pub fault: Option<String>,
}

const REDACTED: &str = "[redacted]";

const SECRETS: [&str; 8] = [
    "client_secret",
    "code",
    "refresh_token",
    "token",
    "code_verifier",
    "access_token",
    "id_token",
    "client_assertion",
];

pub fn headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut kept = BTreeMap::new();
    for (name, value) in headers {
        let text = match name.as_str() {
            "cookie" => continue,
            "authorization" => REDACTED.to_owned(),
            _ => String::from_utf8_lossy(value.as_bytes()).into_owned(),
        };
        kept.insert(name.as_str().to_owned(), text);
    }
    kept
}

/// A body without secrets: JSON objects and forms keep their shape. Event bodies never name one of
/// the secret fields at their top level, so they pass through unchanged.
pub fn body(text: &str) -> String {
    if let Ok(Value::Object(mut object)) = serde_json::from_str::<Value>(text) {
        if !object.keys().any(|key| SECRETS.contains(&key.as_str())) {
            return text.to_owned();
        }
        for (key, value) in &mut object {
            if SECRETS.contains(&key.as_str()) {
                *value = Value::from(REDACTED);
            }
        }
        return Value::Object(object).to_string();
    }
    form(text)
}

/// A path whose query has no secrets.
pub fn path(path_and_query: &str) -> String {
    match path_and_query.split_once('?') {
        Some((path, query)) => format!("{path}?{}", form(query)),
        None => path_and_query.to_owned(),
    }
}

fn form(text: &str) -> String {
    let fields = text.split('&').map(|field| match field.split_once('=') {
        Some((name, _)) if SECRETS.contains(&name) => format!("{name}={REDACTED}"),
        _ => field.to_owned(),
    });
    fields.collect::<Vec<_>>().join("&")
}
