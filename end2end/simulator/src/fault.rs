//! Faults: how the next matching requests are disturbed.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fault {
    #[serde(default)]
    pub id: String,
    #[serde(default, rename = "match")]
    pub matching: Match,
    /// How many requests it still disturbs.
    #[serde(default = "once")]
    pub times: u32,
    /// The status answered instead; 0 drops the connection; absent leaves the answer alone.
    #[serde(default)]
    pub status: Option<u16>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Text is sent as it is, anything else as JSON.
    #[serde(default)]
    pub body: Value,
    #[serde(default)]
    pub delay_ms: u64,
    /// True: the request takes effect, then its answer is delayed, replaced or lost.
    #[serde(default)]
    pub apply: bool,
}

/// Absent means any. The path matches anywhere in path and query.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Match {
    #[serde(default)]
    pub method: Option<String>,
    #[serde(default)]
    pub path: Option<String>,
    /// One of these, when there are any.
    #[serde(default)]
    pub paths: Vec<String>,
}

fn once() -> u32 {
    1
}

impl Fault {
    pub fn hits(&self, method: &str, path: &str) -> bool {
        let method_hits = match &self.matching.method {
            Some(wanted) => wanted.eq_ignore_ascii_case(method),
            None => true,
        };
        let path_hits = match &self.matching.path {
            Some(wanted) => path.contains(wanted.as_str()),
            None => true,
        };
        let one_hits = self.matching.paths.is_empty()
            || self.matching.paths.iter().any(|one| path.contains(one));
        self.times > 0 && method_hits && path_hits && one_hits
    }

    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    /// What is wrong with a fault somebody asked for, if anything.
    pub fn problem(&self) -> Option<String> {
        if self.times == 0 {
            return Some("times must be at least 1".into());
        }
        if let Some(status) = self.status
            && status != 0
            && StatusCode::from_u16(status).is_err()
        {
            return Some(format!("{status} is not a status"));
        }
        self.headers
            .iter()
            .find(|(name, value)| {
                HeaderName::try_from(name.as_str()).is_err()
                    || HeaderValue::try_from(value.as_str()).is_err()
            })
            .map(|(name, _)| format!("the header {name} cannot be sent"))
    }

    /// The answer given instead of the real one, if this fault replaces it.
    pub fn answer(&self) -> Option<Response> {
        let status = self.status?;
        // The line is cut under this answer when the status is 0.
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
        let body = match &self.body {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            json => json.to_string(),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        if !self.body.is_string() && !self.body.is_null() {
            let json = HeaderValue::from_static("application/json; charset=UTF-8");
            response.headers_mut().insert("content-type", json);
        }
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (
                HeaderName::try_from(name.as_str()),
                HeaderValue::try_from(value.as_str()),
            ) {
                response.headers_mut().insert(name, value);
            }
        }
        Some(response)
    }

    pub fn drops(&self) -> bool {
        self.status == Some(0)
    }
}
