//! Google's JSON: event resources, error bodies, id tokens.
//!
//! Shapes follow the Calendar v3 discovery document (revision 20261030) and the "Handle API errors"
//! guide; unknown fields are ignored, foreign bodies (HTML, empty, another shape) are tolerated.

use std::collections::BTreeMap;

use domain::event::CalendarEvent;
use serde::{Deserialize, Serialize};

use crate::providers::PatchFields;

/// The private extended property that marks an event as ours.
pub const MARKER: &str = "class_mirror";
const REMINDER_MINUTES: i64 = 10;

/// The body of `events.insert`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventInsert {
    pub id: String,
    pub summary: String,
    pub description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    pub start: EventTime,
    pub end: EventTime,
    pub visibility: &'static str,
    pub transparency: &'static str,
    pub reminders: Reminders,
    pub extended_properties: ExtendedProperties,
}

/// The body of `events.patch`: what may change, and nothing the person may have made their own.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventPatch {
    pub summary: String,
    pub start: EventTime,
    pub end: EventTime,
    pub visibility: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventTime {
    /// RFC 3339, in UTC.
    pub date_time: String,
    /// IANA name, for display.
    pub time_zone: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reminders {
    pub use_default: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Reminder>,
}

#[derive(Debug, Serialize)]
pub struct Reminder {
    pub method: &'static str,
    pub minutes: i64,
}

#[derive(Debug, Serialize)]
pub struct ExtendedProperties {
    pub private: BTreeMap<&'static str, String>,
}

impl EventInsert {
    /// The event as the person will see it: private, busy, one reminder, our marker.
    pub fn class(id: &str, marker: &str, event: &CalendarEvent) -> EventInsert {
        EventInsert {
            id: id.to_owned(),
            summary: event.title.clone(),
            description: event.text.clone(),
            location: event.site.clone(),
            start: EventTime::at(event.starts_at, &event.time_zone),
            end: EventTime::at(event.ends_at, &event.time_zone),
            visibility: "private",
            transparency: "opaque",
            reminders: Reminders {
                use_default: false,
                overrides: vec![Reminder {
                    method: "popup",
                    minutes: REMINDER_MINUTES,
                }],
            },
            extended_properties: marked(marker),
        }
    }

    /// The harmless event of the connection test: private, free, no reminder.
    pub fn test(id: &str, marker: &str, event: &CalendarEvent) -> EventInsert {
        EventInsert {
            transparency: "transparent",
            reminders: Reminders {
                use_default: false,
                overrides: Vec::new(),
            },
            ..EventInsert::class(id, marker, event)
        }
    }
}

impl EventTime {
    pub fn at(ms: i64, time_zone: &str) -> EventTime {
        EventTime {
            date_time: rfc3339(ms),
            time_zone: time_zone.to_owned(),
        }
    }
}

fn marked(marker: &str) -> ExtendedProperties {
    ExtendedProperties {
        private: BTreeMap::from([(MARKER, marker.to_owned())]),
    }
}

/// `2026-11-19T15:00:00Z`
pub fn rfc3339(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .expect("an instant we stored is in range")
        .to_string()
}

/// What we read of an event.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Event {
    pub id: String,
    pub status: String,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub start: EventTimeRead,
    pub end: EventTimeRead,
    pub extended_properties: ExtendedPropertiesRead,
}

/// One page of `events.list`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EventList {
    pub items: Vec<Event>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EventTimeRead {
    pub date_time: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExtendedPropertiesRead {
    pub private: BTreeMap<String, String>,
}

impl EventTimeRead {
    /// Epoch ms; `None` for an all-day event or an unreadable time.
    pub fn ms(&self) -> Option<i64> {
        let at: jiff::Timestamp = self.date_time.as_deref()?.parse().ok()?;
        Some(at.as_millisecond())
    }
}

impl Event {
    pub fn is_cancelled(&self) -> bool {
        self.status == "cancelled"
    }

    pub fn is_marked(&self, marker: &str) -> bool {
        self.extended_properties
            .private
            .get(MARKER)
            .is_some_and(|m| m == marker)
    }

    /// It shows what we would send. Site and text count only where ours changed: elsewhere they may
    /// be the person's own by now.
    pub fn shows(&self, event: &CalendarEvent, fields: PatchFields) -> bool {
        self.summary == event.title
            && self.start.ms() == Some(event.starts_at)
            && self.end.ms() == Some(event.ends_at)
            && (!fields.site || self.location == event.site.as_deref().unwrap_or(""))
            && (!fields.text || self.description.contains(&event.text))
    }
}

/// The reason of an error answer; empty when the body is not Google's.
pub fn error_reason(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Body {
        error: Inner,
    }
    #[derive(Deserialize)]
    struct Inner {
        #[serde(default)]
        errors: Vec<Item>,
        #[serde(default)]
        details: Vec<Item>,
        #[serde(default)]
        status: String,
    }
    // Google's older shape has `errors`, its newer one `details`; often an answer has both.
    #[derive(Deserialize)]
    struct Item {
        #[serde(default)]
        reason: String,
    }
    let Ok(body) = serde_json::from_slice::<Body>(body) else {
        return String::new();
    };
    let named = body.error.errors.into_iter().chain(body.error.details);
    let text = named
        .map(|item| item.reason)
        .find(|reason| !reason.is_empty())
        .unwrap_or(body.error.status);
    // A reason is a word of Google's; anything else is not repeated into our log.
    if text.len() <= 60 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        text
    } else {
        String::new()
    }
}

/// What we read of an id token. It came straight from the token endpoint over TLS, so its signature
/// may go unchecked (OpenID Connect Core 3.1.3.7, rule 6); issuer, audience, expiry and nonce not.
#[derive(Debug, Deserialize)]
pub struct IdToken {
    pub iss: String,
    pub aud: String,
    pub sub: String,
    pub exp: i64,
    #[serde(default)]
    pub nonce: String,
    #[serde(default)]
    pub email: String,
    /// The Workspace domain; absent for a personal account.
    #[serde(default)]
    pub hd: Option<String>,
}

impl IdToken {
    pub fn parse(token: &str) -> Option<IdToken> {
        let payload = token.split('.').nth(1)?;
        let bytes = data_encoding::BASE64URL_NOPAD
            .decode(payload.trim_end_matches('=').as_bytes())
            .ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_body_has_no_reason() {
        for (body, expect) in [
            (
                r#"{"error":{"errors":[{"reason":"quotaExceeded"}],"code":403}}"#,
                "quotaExceeded",
            ),
            (
                r#"{"error":{"code":403,"status":"PERMISSION_DENIED"}}"#,
                "PERMISSION_DENIED",
            ),
            (
                r#"{"error":{"status":"PERMISSION_DENIED","details":[{"@type":"x"},{"reason":"SERVICE_DISABLED"}]}}"#,
                "SERVICE_DISABLED",
            ),
            (r#"{"error":{"errors":[{"reason":"<b>x</b>"}]}}"#, ""),
            (r#"{"message":"no"}"#, ""),
            (r#"{"error":"invalid_grant"}"#, ""),
            ("<html>502</html>", ""),
            ("", ""),
        ] {
            assert_eq!(error_reason(body.as_bytes()), expect, "{body}");
        }
    }
}
