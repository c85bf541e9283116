//! What an event may contain. Unknown fields are ignored, known ones are checked.

use serde_json::{Map, Value};

use super::time;
use crate::google::error::ApiError;

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Flag,
    Number,
    List,
    Object,
}

/// The fields a client may write, by the discovery document. Read-only ones are left out: they are
/// ignored when sent, as is everything unknown.
const FIELDS: [(&str, Kind); 31] = [
    ("id", Kind::Text),
    ("iCalUID", Kind::Text),
    ("status", Kind::Text),
    ("summary", Kind::Text),
    ("description", Kind::Text),
    ("location", Kind::Text),
    ("start", Kind::Object),
    ("end", Kind::Object),
    ("transparency", Kind::Text),
    ("visibility", Kind::Text),
    ("colorId", Kind::Text),
    ("eventLabelId", Kind::Text),
    ("reminders", Kind::Object),
    ("extendedProperties", Kind::Object),
    ("source", Kind::Object),
    ("sequence", Kind::Number),
    ("attendees", Kind::List),
    ("attendeesOmitted", Kind::Flag),
    ("attachments", Kind::List),
    ("recurrence", Kind::List),
    ("eventType", Kind::Text),
    ("anyoneCanAddSelf", Kind::Flag),
    ("guestsCanInviteOthers", Kind::Flag),
    ("guestsCanModify", Kind::Flag),
    ("guestsCanSeeOtherGuests", Kind::Flag),
    ("conferenceData", Kind::Object),
    ("gadget", Kind::Object),
    ("originalStartTime", Kind::Object),
    ("focusTimeProperties", Kind::Object),
    ("outOfOfficeProperties", Kind::Object),
    ("workingLocationProperties", Kind::Object),
];

/// Keeps the known fields of a body and checks their types. Nulls stay: in a patch they clear.
pub fn known(body: Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    let mut kept = Map::new();
    for (name, value) in body {
        let Some((_, kind)) = FIELDS.iter().find(|(known, _)| *known == name) else {
            continue;
        };
        let good = match (kind, &value) {
            (_, Value::Null)
            | (Kind::Text, Value::String(_))
            | (Kind::Flag, Value::Bool(_))
            | (Kind::List, Value::Array(_))
            | (Kind::Object, Value::Object(_)) => true,
            (Kind::Number, number) => number.is_i64(),
            _ => false,
        };
        if !good {
            return Err(ApiError::invalid(format!("Invalid value for: {name}")));
        }
        kept.insert(name, value);
    }
    Ok(kept)
}

/// Checks a whole event and brings it into the form the calendar keeps.
pub fn complete(event: &mut Map<String, Value>, calendar_zone: &str) -> Result<(), ApiError> {
    event.retain(|_, value| !value.is_null());
    one_of(event, "status", &["confirmed", "tentative", "cancelled"])?;
    one_of(event, "transparency", &["opaque", "transparent"])?;
    one_of(
        event,
        "visibility",
        &["default", "public", "private", "confidential"],
    )?;
    let types = [
        "default",
        "outOfOffice",
        "focusTime",
        "workingLocation",
        "birthday",
        "fromGmail",
    ];
    one_of(event, "eventType", &types)?;
    // Defaults are not shown.
    for (name, default) in [("transparency", "opaque"), ("visibility", "default")] {
        if event.get(name).and_then(Value::as_str) == Some(default) {
            event.remove(name);
        }
    }
    if let Some(color) = event.get("colorId").and_then(Value::as_str)
        && !color
            .parse::<u8>()
            .is_ok_and(|number| (1..=11).contains(&number))
    {
        return Err(ApiError::invalid("Invalid value for: colorId"));
    }
    let zoned = event
        .get("start")
        .is_some_and(|start| start.get("timeZone").is_some());
    if event.contains_key("recurrence") && !zoned {
        return Err(ApiError::required(
            "Missing time zone definition for start time.",
        ));
    }
    time::accept_both(event, calendar_zone)?;
    reminders(event)?;
    source(event)?;
    extended_properties(event)
}

/// An id of one's own: 5 to 1024 characters of base32hex in lower case.
pub fn check_id(id: &str) -> Result<(), ApiError> {
    let alphabet = |byte: u8| matches!(byte, b'a'..=b'v' | b'0'..=b'9');
    if (5..=1024).contains(&id.len()) && id.bytes().all(alphabet) {
        return Ok(());
    }
    Err(ApiError::invalid("Invalid resource id value."))
}

fn one_of(event: &Map<String, Value>, name: &str, allowed: &[&str]) -> Result<(), ApiError> {
    match event.get(name).and_then(Value::as_str) {
        Some(value) if !allowed.contains(&value) => {
            Err(ApiError::invalid(format!("Invalid value for: {name}")))
        }
        _ => Ok(()),
    }
}

fn reminders(event: &mut Map<String, Value>) -> Result<(), ApiError> {
    let Some(Value::Object(given)) = event.get("reminders") else {
        event.insert("reminders".into(), serde_json::json!({"useDefault": true}));
        return Ok(());
    };
    let invalid = || ApiError::invalid("Invalid value for: reminders");
    let use_default = match given.get("useDefault") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(flag)) => *flag,
        Some(_) => return Err(invalid()),
    };
    let overrides = match given.get("overrides") {
        None | Some(Value::Null) => &Vec::new(),
        Some(Value::Array(overrides)) => overrides,
        Some(_) => return Err(invalid()),
    };
    if use_default && !overrides.is_empty() {
        let reason = "cannotUseDefaultRemindersAndSpecifyOverride";
        let message = "Cannot specify both default reminders and overrides at the same time.";
        return Err(ApiError::new(400, "calendar", reason, message));
    }
    if overrides.len() > 5 {
        return Err(ApiError::invalid(
            "Too many override reminders: at most 5 are allowed.",
        ));
    }
    let mut kept = Vec::new();
    for reminder in overrides {
        let method = reminder.get("method").and_then(Value::as_str);
        let minutes = reminder.get("minutes").and_then(Value::as_i64);
        match (method, minutes) {
            (Some(method @ ("popup" | "email")), Some(minutes @ 0..=40_320)) => {
                kept.push(serde_json::json!({"method": method, "minutes": minutes}));
            }
            (None, _) => return Err(ApiError::required("Missing reminder method.")),
            (_, None) => return Err(ApiError::required("Missing reminder minutes.")),
            _ => return Err(invalid()),
        }
    }
    let mut reminders = serde_json::json!({"useDefault": use_default});
    if !kept.is_empty() {
        reminders["overrides"] = kept.into();
    }
    event.insert("reminders".into(), reminders);
    Ok(())
}

fn source(event: &Map<String, Value>) -> Result<(), ApiError> {
    let Some(source) = event.get("source") else {
        return Ok(());
    };
    let url = source
        .get("url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(());
    }
    Err(ApiError::invalid("Invalid value for: source.url"))
}

/// Maps of text to text. Google drops what is too long rather than refusing it.
fn extended_properties(event: &mut Map<String, Value>) -> Result<(), ApiError> {
    let Some(Value::Object(groups)) = event.get_mut("extendedProperties") else {
        return Ok(());
    };
    groups.retain(|group, _| group == "private" || group == "shared");
    for (group, properties) in groups.iter_mut() {
        let invalid =
            || ApiError::invalid(format!("Invalid value for: extendedProperties.{group}"));
        let Value::Object(properties) = properties else {
            return Err(invalid());
        };
        properties.retain(|name, value| name.chars().count() <= 44 && !value.is_null());
        for value in properties.values_mut() {
            let Value::String(text) = value else {
                return Err(invalid());
            };
            *text = text.chars().take(1024).collect();
        }
        let size: usize = properties
            .iter()
            .map(|(name, value)| name.len() + value.as_str().map_or(0, str::len))
            .sum();
        if properties.len() > 300 || size > 32 * 1024 {
            return Err(invalid());
        }
    }
    Ok(())
}
