//! Graph's errors. Their shape is known; which key holds the inner one is not.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::microsoft::seed::fresh_id;
use crate::sim::Desk;

#[derive(Debug, PartialEq)]
pub struct GraphError {
    pub status: u16,
    pub code: &'static str,
    pub message: String,
    /// One more field beside code and message.
    pub more: Option<(&'static str, Value)>,
}

impl GraphError {
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            more: None,
        }
    }

    pub fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    pub fn property(message: impl Into<String>) -> Self {
        Self::bad("ErrorPropertyValidationFailure", message)
    }

    pub fn token(message: &str) -> Self {
        Self::new(401, "InvalidAuthenticationToken", message)
    }

    pub fn denied() -> Self {
        let message = "Access is denied. Check credentials and try again.";
        Self::new(403, "ErrorAccessDenied", message)
    }

    pub fn not_found() -> Self {
        let message = "The specified object was not found in the store.";
        Self::new(404, "ErrorItemNotFound", message)
    }

    pub fn mailbox() -> Self {
        let message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise.";
        Self::new(404, "MailboxNotEnabledForRESTAPI", message)
    }

    pub fn no_mailbox() -> Self {
        let message = "REST API is not yet supported for this mailbox.";
        Self::new(404, "MailboxNotSupportedForRESTAPI", message)
    }

    pub fn too_many() -> Self {
        Self::new(429, "TooManyRequests", "Please retry again later.")
    }

    pub fn concurrency() -> Self {
        let message = "Application is over its MailboxConcurrency limit.";
        Self::new(429, "ApplicationThrottled", message)
    }

    pub fn conflict() -> Self {
        let message = "The send or update operation could not be performed because the change key \
                       passed in the request does not match the current change key for the item.";
        Self::new(412, "ErrorIrresolvableConflict", message)
    }

    /// The answer, with Graph's headers.
    pub fn answer(self, desk: &Desk, asked: &HeaderMap) -> Response {
        let request = fresh_id();
        let client = client_request_id(asked).unwrap_or_else(|| request.clone());
        let date = Timestamp::from_millisecond(desk.now()).unwrap_or_default();
        let mut inner = json!({
            "date": date.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            "request-id": request,
            "client-request-id": client,
        });
        if self.code == "TooManyRequests" {
            inner["code"] = "429".into();
            inner["message"] = "Please retry after".into();
            inner["status"] = "429".into();
        }
        let mut error = json!({"code": self.code, "message": self.message});
        if let Some((name, value)) = self.more {
            error[name] = value;
        }
        error[&desk.settings.microsoft.inner_error] = inner;
        let status = StatusCode::from_u16(self.status).expect("only real statuses are named here");
        let mut response = (status, Json(json!({"error": error}))).into_response();
        let headers = response.headers_mut();
        identify(headers, &request, &client);
        if self.status == 401 {
            let challenge = "Bearer realm=\"\", \
                 authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", \
                 client_id=\"00000003-0000-0000-c000-000000000000\"";
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        if self.status == 429
            && let Ok(value) = HeaderValue::from_str(&desk.settings.microsoft.retry_after)
            && !value.is_empty()
        {
            headers.insert(header::RETRY_AFTER, value);
        }
        response
    }
}

pub fn client_request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("client-request-id")?.to_str().ok()?;
    Some(id.to_owned())
}

/// The headers that name a request in Microsoft's logs.
pub fn identify(headers: &mut HeaderMap, request: &str, client: &str) {
    for (name, value) in [("request-id", request), ("client-request-id", client)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
}
