//! What differs between the providers: how an event looks, how a refusal is worded.

use domain::provider::Provider;
use serde_json::{Value, json};

use crate::calendar::Desk;
use crate::test_app::STAFF;

/// An event, as its owner sees it.
#[derive(Debug)]
pub struct Shown {
    pub id: String,
    pub title: String,
    pub text: String,
    pub place: String,
    /// In UTC.
    pub starts: String,
    /// Epoch ms.
    pub starts_at: i64,
    pub ends_at: i64,
    pub private: bool,
    pub busy: bool,
    pub marked: bool,
    pub guests: bool,
    pub reminder: Option<i64>,
    /// The colour or category its owner gave it.
    pub category: String,
}

pub fn shown(provider: Provider, event: &Value) -> Shown {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let guests = |value: &Value| value.as_array().is_some_and(|list| !list.is_empty());
    match provider {
        Provider::Google => {
            let at =
                |name: &str| -> jiff::Timestamp { text(&event[name]["dateTime"]).parse().unwrap() };
            Shown {
                id: text(&event["id"]),
                title: text(&event["summary"]),
                text: text(&event["description"]),
                place: text(&event["location"]),
                starts: at("start").to_string(),
                starts_at: at("start").as_millisecond(),
                ends_at: at("end").as_millisecond(),
                private: event["visibility"] == "private",
                busy: event["transparency"] != "transparent",
                marked: event["extendedProperties"]["private"]["class_mirror"].is_string(),
                guests: guests(&event["attendees"]),
                reminder: event["reminders"]["overrides"][0]["minutes"].as_i64(),
                category: match event["colorId"].as_str() {
                    Some(_) => "mine".into(),
                    None => String::new(),
                },
            }
        }
        Provider::Microsoft => Shown {
            id: text(&event["id"]),
            title: text(&event["subject"]),
            text: text(&event["body"]["content"]),
            place: text(&event["location"]["displayName"]),
            starts: text(&event["start"]["dateTime"]),
            starts_at: utc(&event["start"]),
            ends_at: utc(&event["end"]),
            private: event["sensitivity"] == "private",
            busy: event["showAs"] == "busy",
            marked: event["extendedProperties"]
                .as_object()
                .is_some_and(|all| all.keys().any(|id| id.ends_with(" Name class_mirror"))),
            guests: guests(&event["attendees"]),
            reminder: (event["isReminderOn"] == true)
                .then(|| event["reminderMinutesBeforeStart"].as_i64())
                .flatten(),
            category: text(&event["categories"][0]),
        },
    }
}

/// A time of Graph's, which the simulator shows in UTC.
fn utc(time: &Value) -> i64 {
    let time: jiff::civil::DateTime = time["dateTime"].as_str().unwrap().parse().unwrap();
    time.to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp()
        .as_millisecond()
}

/// The title of the person's own.
pub fn retitle(provider: Provider, title: &str) -> Value {
    match provider {
        Provider::Google => json!({"summary": title}),
        Provider::Microsoft => json!({"subject": title}),
    }
}

/// Where the provider's calendar is, in every path to it.
pub fn calendar_path(provider: Provider) -> &'static str {
    match provider {
        Provider::Google => "/calendar/v3/",
        Provider::Microsoft => "/graph/v1.0/",
    }
}

pub fn token_path(provider: Provider) -> &'static str {
    match provider {
        Provider::Google => "/google/token",
        Provider::Microsoft => "/oauth2/v2.0/token",
    }
}

/// Colour and notes of the person's own.
pub fn own_edit(provider: Provider) -> Value {
    match provider {
        Provider::Google => json!({"colorId": "5", "description": "my notes"}),
        Provider::Microsoft => {
            json!({"categories": ["mine"], "body": {"contentType": "text", "content": "my notes"}})
        }
    }
}

/// What a provider says instead of doing its work.
#[derive(Debug, Clone, Copy)]
pub enum Said {
    /// Nothing, and nothing happened.
    LostBefore,
    /// Nothing, but it happened.
    LostAfter,
    /// In ninety seconds, please.
    Busy,
    Down,
    NotAuthorized,
    NoPermission,
    NoMailbox,
    /// This event, never.
    Refused,
}

pub fn fault(provider: Provider, method: &str, times: u32, said: Said) -> Value {
    let (status, google, graph) = match said {
        Said::LostBefore | Said::LostAfter => (0, "", ""),
        Said::Busy => (429, "rateLimitExceeded", "TooManyRequests"),
        Said::Down => (503, "backendError", "ServiceUnavailable"),
        Said::NotAuthorized => (401, "authError", "InvalidAuthenticationToken"),
        Said::NoPermission => (403, "insufficientPermissions", "ErrorAccessDenied"),
        Said::NoMailbox => (404, "notFound", "MailboxNotEnabledForRESTAPI"),
        Said::Refused => (400, "invalid", "ErrorPropertyValidationFailure"),
    };
    let body = match provider {
        Provider::Google => json!({"error": {"errors": [{"reason": google}], "code": status}}),
        Provider::Microsoft => {
            json!({"error": {"code": graph, "message": "m", "innerError": {"request-id": "r"}}})
        }
    };
    let mut fault = json!({
        "match": {"method": method, "path": "/events"},
        "times": times,
        "status": status,
        "apply": matches!(said, Said::LostAfter),
    });
    if status != 0 {
        fault["body"] = body;
    }
    if matches!(said, Said::Busy) {
        fault["headers"] = json!({"retry-after": "90"});
    }
    fault
}

/// Once.
pub fn our_secret_is_refused(provider: Provider) -> Value {
    json!({
        "match": {"method": "POST", "path": token_path(provider)},
        "status": 401,
        "body": {"error": "invalid_client", "error_codes": [7_000_222]},
    })
}

/// Access ends at the provider, and no access token is left to be used up.
pub async fn end_grant(desk: &Desk) {
    desk.google.revoke(desk.account(STAFF)).await;
    desk.office
        .app
        .execute("update calendar_connection set access_token = null")
        .await;
}
