//! Microsoft's JSON: Graph's event resources, error bodies of both, id tokens, claims challenges.
//!
//! Shapes follow Graph v1.0's metadata (August 2026) and the identity platform's pages; unknown
//! fields are ignored, foreign bodies (HTML, empty, another shape) are tolerated.

use domain::event::CalendarEvent;
use serde::{Deserialize, Serialize};

use crate::providers::PatchFields;
use crate::providers::transport::word;

/// The id of the property that marks an event as ours: one GUID and name for good, because named
/// properties are a finite resource of a mailbox.
pub const MARKER: &str = "String {5b8f4a1e-6c1d-4e58-9f5b-2d6a0c7e9b31} Name class_mirror";
const REMINDER_MINUTES: i64 = 10;

/// The body of `POST /me/events`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventCreate {
    pub subject: String,
    pub body: ItemBody,
    pub start: EventTime,
    pub end: EventTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    pub sensitivity: &'static str,
    pub show_as: &'static str,
    pub is_reminder_on: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminder_minutes_before_start: Option<i64>,
    /// The same for every try to create this one event, so that a repetition makes no second one.
    pub transaction_id: String,
    pub single_value_extended_properties: [Property; 1],
}

/// The body of `PATCH /me/events/{id}`: what may change, and nothing the person may have made their
/// own.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventPatch {
    pub subject: String,
    pub start: EventTime,
    pub end: EventTime,
    pub sensitivity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<ItemBody>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemBody {
    pub content_type: &'static str,
    pub content: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventTime {
    /// Without an offset: `2026-11-19T15:00:00`.
    pub date_time: String,
    /// Always UTC: Graph knows not every IANA zone, and an instant needs none.
    pub time_zone: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    pub display_name: String,
}

#[derive(Debug, Serialize)]
pub struct Property {
    pub id: &'static str,
    pub value: String,
}

impl EventCreate {
    /// The event as the person will see it: private, busy, one reminder, our marker.
    pub fn class(transaction_id: &str, marker: &str, event: &CalendarEvent) -> EventCreate {
        EventCreate {
            subject: event.title.clone(),
            body: ItemBody::text(&event.text),
            start: EventTime::at(event.starts_at),
            end: EventTime::at(event.ends_at),
            location: event.site.as_deref().map(Location::named),
            sensitivity: "private",
            show_as: "busy",
            is_reminder_on: true,
            reminder_minutes_before_start: Some(REMINDER_MINUTES),
            transaction_id: transaction_id.to_owned(),
            single_value_extended_properties: [Property {
                id: MARKER,
                value: marker.to_owned(),
            }],
        }
    }

    /// The harmless event of the connection test: private, free, no reminder.
    pub fn test(transaction_id: &str, marker: &str, event: &CalendarEvent) -> EventCreate {
        EventCreate {
            show_as: "free",
            is_reminder_on: false,
            reminder_minutes_before_start: None,
            ..EventCreate::class(transaction_id, marker, event)
        }
    }
}

impl EventPatch {
    pub fn of(event: &CalendarEvent, fields: PatchFields) -> EventPatch {
        EventPatch {
            subject: event.title.clone(),
            start: EventTime::at(event.starts_at),
            end: EventTime::at(event.ends_at),
            sensitivity: "private",
            location: fields
                .site
                .then(|| Location::named(event.site.as_deref().unwrap_or_default())),
            body: fields.text.then(|| ItemBody::text(&event.text)),
        }
    }
}

impl ItemBody {
    fn text(content: &str) -> ItemBody {
        ItemBody {
            content_type: "text",
            content: content.to_owned(),
        }
    }
}

impl Location {
    fn named(name: &str) -> Location {
        Location {
            display_name: name.to_owned(),
        }
    }
}

impl EventTime {
    pub fn at(ms: i64) -> EventTime {
        let at = jiff::Timestamp::from_millisecond(ms).expect("an instant we stored is in range");
        EventTime {
            date_time: at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            time_zone: "UTC",
        }
    }
}

/// What we ask to be told of an event.
pub const SELECT: &str = "id,subject,body,start,end,location,isCancelled";

/// With it our marker, and the folder that holds the event.
pub fn expand() -> String {
    format!(
        "singleValueExtendedProperties($filter=id eq '{MARKER}'),calendar($select=id,isDefaultCalendar)"
    )
}

/// Which events carry `marker`.
pub fn marked(marker: &str) -> String {
    format!("singleValueExtendedProperties/Any(ep: ep/id eq '{MARKER}' and ep/value eq '{marker}')")
}

/// What we read of an event.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Event {
    pub id: String,
    pub subject: Option<String>,
    pub body: Option<BodyRead>,
    pub start: Option<TimeRead>,
    pub end: Option<TimeRead>,
    pub location: Option<LocationRead>,
    pub is_cancelled: Option<bool>,
    pub single_value_extended_properties: Vec<PropertyRead>,
    pub calendar: Option<CalendarRead>,
}

/// One page of events.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EventList {
    pub value: Vec<Event>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BodyRead {
    pub content: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TimeRead {
    pub date_time: String,
    pub time_zone: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LocationRead {
    pub display_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PropertyRead {
    pub id: String,
    pub value: String,
}

/// A calendar, or the trash: a folder like any other, whose name is in the mailbox's language.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CalendarRead {
    pub id: String,
    pub is_default_calendar: bool,
}

/// The calendars of a mailbox; the trash is not among them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CalendarList {
    pub value: Vec<CalendarRead>,
}

impl TimeRead {
    /// Epoch ms; `None` for a time in a zone we do not know.
    pub fn ms(&self) -> Option<i64> {
        let civil: jiff::civil::DateTime = self.date_time.parse().ok()?;
        let zone = match self.time_zone.as_deref() {
            None | Some("" | "UTC") => jiff::tz::TimeZone::UTC,
            Some(name) => jiff::tz::TimeZone::get(name).ok()?,
        };
        Some(civil.to_zoned(zone).ok()?.timestamp().as_millisecond())
    }
}

impl Event {
    pub fn is_marked(&self, marker: &str) -> bool {
        self.single_value_extended_properties
            .iter()
            // Graph compares values without regard to case, and so do we.
            .any(|p| p.id.eq_ignore_ascii_case(MARKER) && p.value.eq_ignore_ascii_case(marker))
    }

    /// It shows what we would send. Site and text count only where ours changed: elsewhere they may
    /// be the person's own by now.
    pub fn shows(&self, event: &CalendarEvent, fields: PatchFields) -> bool {
        let at = |time: &Option<TimeRead>| time.as_ref().and_then(TimeRead::ms);
        let location = self.location.as_ref().and_then(|l| l.display_name.clone());
        let body = self.body.as_ref().and_then(|b| b.content.clone());
        self.subject.as_deref() == Some(event.title.as_str())
            && at(&self.start) == Some(event.starts_at)
            && at(&self.end) == Some(event.ends_at)
            && (!fields.site
                || location.as_deref().unwrap_or("") == event.site.as_deref().unwrap_or(""))
            && (!fields.text || holds_text(body.as_deref().unwrap_or(""), &event.text))
    }
}

/// Graph keeps a body as HTML and gives it back as text with its own line ends.
fn holds_text(body: &str, text: &str) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    words(body).contains(&words(text))
}

/// An error answer of Graph: the outer code and every inner one, from the outside in. None when the
/// body is not Graph's.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct GraphError {
    pub codes: Vec<String>,
}

impl GraphError {
    pub fn parse(body: &[u8]) -> GraphError {
        let Ok(body) = serde_json::from_slice::<serde_json::Value>(body) else {
            return GraphError::default();
        };
        let mut level = &body["error"];
        let mut codes = Vec::new();
        // "Loop through all the error codes": both spellings of the nested object occur.
        while level.is_object() && codes.len() < 8 {
            codes.extend(
                level["code"]
                    .as_str()
                    .map(word)
                    .filter(|code| !code.is_empty()),
            );
            level = match &level["innerError"] {
                serde_json::Value::Null => &level["innererror"],
                inner => inner,
            };
        }
        GraphError { codes }
    }

    pub fn is(&self, code: &str) -> bool {
        self.codes.iter().any(|c| c == code)
    }

    /// The outermost code, for the log.
    pub fn name(&self) -> &str {
        self.codes.first().map_or("", String::as_str)
    }
}

/// What the token endpoint adds to its error's name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TokenError {
    pub suberror: String,
    pub error_codes: Vec<i64>,
    /// To be sent along when the person is asked again.
    pub claims: Option<String>,
}

impl TokenError {
    pub fn parse(body: &[u8]) -> TokenError {
        let parsed: TokenError = serde_json::from_slice(body).unwrap_or_default();
        TokenError {
            suberror: word(&parsed.suberror),
            ..parsed
        }
    }
}

/// The AADSTS numbers in a description.
pub fn aadsts(description: &str) -> Vec<u32> {
    description
        .split("AADSTS")
        .skip(1)
        .filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit());
            rest[..end.unwrap_or(rest.len())].parse().ok()
        })
        .collect()
}

/// The claims of a challenge (`WWW-Authenticate: Bearer …, error="insufficient_claims", claims="…"`),
/// decoded; several headers, and parameters in any order.
pub fn claims_challenge(challenges: &str) -> Option<String> {
    challenges
        .lines()
        .filter(|header| header.contains("insufficient_claims"))
        .find_map(|header| {
            let (_, rest) = header.split_once("claims=\"")?;
            let (encoded, _) = rest.split_once('"')?;
            let bare = encoded.trim_end_matches('=');
            let bytes = data_encoding::BASE64_NOPAD
                .decode(bare.as_bytes())
                .or_else(|_| data_encoding::BASE64URL_NOPAD.decode(bare.as_bytes()))
                .ok()?;
            let text = String::from_utf8(bytes).ok()?;
            serde_json::from_str::<serde_json::Value>(&text)
                .is_ok()
                .then_some(text)
        })
}

/// What we read of an id token. It came straight from the token endpoint over TLS, so its signature
/// may go unchecked (OpenID Connect Core 3.1.3.7, rule 6); issuer, audience, expiry and nonce not.
#[derive(Debug, Deserialize)]
pub struct IdToken {
    pub iss: String,
    pub aud: String,
    pub exp: i64,
    /// The tenant, and the person in it: together the account.
    pub tid: String,
    pub oid: String,
    #[serde(default)]
    pub nonce: String,
    /// For display only: people and administrators change it.
    #[serde(default)]
    pub preferred_username: String,
    #[serde(default)]
    pub email: String,
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
