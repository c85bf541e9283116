//! The errors of the identity platform, all of them with an AADSTS number.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;
use url::Url;

use super::seed::fresh_id;

/// What went wrong at an authorize, admin consent or token endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Aadsts {
    pub status: u16,
    pub error: String,
    pub number: u32,
    pub text: String,
    pub suberror: Option<&'static str>,
    pub claims: Option<&'static str>,
}

impl Aadsts {
    pub fn new(error: &str, number: u32, text: impl Into<String>) -> Self {
        Self {
            status: 400,
            error: error.to_owned(),
            number,
            text: text.into(),
            suberror: None,
            claims: None,
        }
    }

    pub fn client(number: u32, text: impl Into<String>) -> Self {
        Self {
            status: 401,
            ..Self::new("invalid_client", number, text)
        }
    }

    pub fn grant(number: u32, text: impl Into<String>) -> Self {
        Self::new("invalid_grant", number, text)
    }

    pub fn missing(name: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{name}'.");
        Self::new("invalid_request", 900_144, text)
    }

    pub fn with(self, suberror: &'static str) -> Self {
        Self {
            suberror: Some(suberror),
            ..self
        }
    }

    /// The whole description, as it stands in answers and callbacks.
    fn description(&self, trace: &str, correlation: &str, now_ms: i64) -> String {
        format!(
            "AADSTS{}: {}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {}",
            self.number,
            self.text,
            written(now_ms)
        )
    }

    fn uri(&self) -> String {
        format!(
            "https://login.microsoftonline.com/error?code={}",
            self.number
        )
    }

    /// The answer of the token endpoint.
    pub fn answer(&self, now_ms: i64) -> Response {
        let (trace, correlation) = (fresh_id(), fresh_id());
        let mut body = json!({
            "error": self.error,
            "error_description": self.description(&trace, &correlation, now_ms),
            "error_codes": [self.number],
            "timestamp": written(now_ms),
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": self.uri(),
        });
        if let Some(suberror) = self.suberror {
            body["suberror"] = suberror.into();
        }
        if let Some(claims) = self.claims {
            body["claims"] = claims.into();
        }
        let status = StatusCode::from_u16(self.status).expect("only real statuses are named here");
        (status, Json(body)).into_response()
    }

    /// The same as fields of a callback.
    pub fn fields(&self, now_ms: i64) -> Vec<(&'static str, String)> {
        let (trace, correlation) = (fresh_id(), fresh_id());
        vec![
            ("error", self.error.clone()),
            (
                "error_description",
                self.description(&trace, &correlation, now_ms),
            ),
            ("error_uri", self.uri()),
        ]
    }
}

/// An error that people see on Microsoft's page, or that goes back to the application.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The application never hears of it.
    Page(Aadsts),
    Callback(String),
}

/// `2026-06-01 02:02:12Z`.
fn written(now_ms: i64) -> String {
    match Timestamp::from_millisecond(now_ms) {
        Ok(at) => at.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
        Err(_) => String::new(),
    }
}

/// A registered redirect address with fields behind it.
pub fn back_to(address: &str, fields: &[(&str, String)]) -> String {
    let mut url = Url::parse(address).expect("clients register only URLs that parse");
    for (name, value) in fields {
        url.query_pairs_mut().append_pair(name, value);
    }
    url.into()
}
