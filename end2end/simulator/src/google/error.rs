//! Google's two shapes of errors: the OAuth endpoints' and the Calendar API's.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// `{"error", "error_description"}` of the token and revocation endpoints.
#[derive(Debug)]
pub struct OAuthError {
    pub status: u16,
    pub error: &'static str,
    pub description: String,
}

impl OAuthError {
    pub fn bad(error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: 400,
            error,
            description: description.into(),
        }
    }

    pub fn client(description: &str) -> Self {
        Self {
            status: 401,
            error: "invalid_client",
            description: description.into(),
        }
    }

    pub fn invalid_grant(description: &str) -> Self {
        Self::bad("invalid_grant", description)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).expect("only real statuses are named here");
        let body = json!({"error": self.error, "error_description": self.description});
        (status, Json(body)).into_response()
    }
}

/// An error of the Calendar API.
#[derive(Debug, PartialEq)]
pub struct ApiError {
    pub code: u16,
    pub domain: &'static str,
    pub reason: &'static str,
    pub message: String,
    pub location: Option<(&'static str, &'static str)>,
}

impl ApiError {
    pub fn new(code: u16, domain: &'static str, reason: &'static str, message: &str) -> Self {
        Self {
            code,
            domain,
            reason,
            message: message.to_owned(),
            location: None,
        }
    }

    pub fn at(mut self, kind: &'static str, name: &'static str) -> Self {
        self.location = Some((kind, name));
        self
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "global", "invalid", &message.into())
    }

    pub fn required(message: &str) -> Self {
        Self::new(400, "global", "required", message)
    }

    pub fn time_range_empty() -> Self {
        let message = "The specified time range is empty.";
        Self::new(400, "calendar", "timeRangeEmpty", message)
    }

    pub fn auth() -> Self {
        Self::new(401, "global", "authError", "Invalid Credentials").at("header", "Authorization")
    }

    pub fn login_required() -> Self {
        Self::new(401, "global", "required", "Login Required.").at("header", "Authorization")
    }

    pub fn scope() -> Self {
        Self::new(
            403,
            "global",
            "insufficientPermissions",
            "Insufficient Permission",
        )
    }

    pub fn forbidden() -> Self {
        Self::new(403, "global", "forbidden", "Forbidden")
    }

    /// One user asked too often.
    pub fn user_rate_limit() -> Self {
        let message = "User Rate Limit Exceeded";
        Self::new(403, "usageLimits", "userRateLimitExceeded", message)
    }

    /// The whole project did; 403 and 429 both occur.
    pub fn rate_limit(status: u16) -> Self {
        let message = "Rate Limit Exceeded";
        Self::new(status, "usageLimits", "rateLimitExceeded", message)
    }

    /// Google's protection against abuse, not a quota of ours.
    pub fn usage_limits() -> Self {
        let message = "Calendar usage limits exceeded.";
        Self::new(403, "usageLimits", "quotaExceeded", message)
    }

    pub fn not_found() -> Self {
        Self::new(404, "global", "notFound", "Not Found")
    }

    pub fn duplicate() -> Self {
        let message = "The requested identifier already exists.";
        Self::new(409, "global", "duplicate", message)
    }

    pub fn deleted() -> Self {
        Self::new(410, "global", "deleted", "Resource has been deleted")
    }

    pub fn sync_token() -> Self {
        let message = "Sync token is no longer valid, a full sync is required.";
        Self::new(410, "calendar", "fullSyncRequired", message).at("parameter", "syncToken")
    }

    pub fn condition() -> Self {
        Self::new(412, "global", "conditionNotMet", "Precondition Failed").at("header", "If-Match")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut item =
            json!({"domain": self.domain, "reason": self.reason, "message": self.message});
        if let Some((kind, name)) = self.location {
            item["locationType"] = kind.into();
            item["location"] = name.into();
        }
        let mut body = json!({
            "error": {"errors": [item], "code": self.code, "message": self.message}
        });
        let status = StatusCode::from_u16(self.code).expect("only real statuses are named here");
        let challenge = match self.reason {
            "authError" => "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"",
            "required" if self.code == 401 => "Bearer realm=\"https://accounts.google.com/\"",
            "insufficientPermissions" => {
                let error = &mut body["error"];
                error["message"] = "Request had insufficient authentication scopes.".into();
                error["status"] = "PERMISSION_DENIED".into();
                error["details"] = json!([{
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                    "domain": "googleapis.com",
                    "metadata": {"service": "calendar-json.googleapis.com"}
                }]);
                "Bearer realm=\"https://accounts.google.com/\", error=\"insufficient_scope\""
            }
            _ => return (status, Json(body)).into_response(),
        };
        let challenge = [(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(challenge),
        )];
        (status, challenge, Json(body)).into_response()
    }
}
