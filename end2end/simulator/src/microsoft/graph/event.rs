//! What an event may contain. Graph refuses what its type does not have.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::error::GraphError;
use super::time;

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Flag,
    Number,
    List,
    Object,
    OneOf(&'static [&'static str]),
}

const SHOW_AS: &[&str] = &[
    "free",
    "tentative",
    "busy",
    "oof",
    "workingElsewhere",
    "unknown",
];
const SENSITIVITY: &[&str] = &["normal", "personal", "private", "confidential"];

/// What a client may write. The extended properties and `transactionId` are kept apart.
const FIELDS: [(&str, Kind); 18] = [
    ("subject", Kind::Text),
    ("body", Kind::Object),
    ("start", Kind::Object),
    ("end", Kind::Object),
    ("location", Kind::Object),
    ("isAllDay", Kind::Flag),
    ("showAs", Kind::OneOf(SHOW_AS)),
    ("sensitivity", Kind::OneOf(SENSITIVITY)),
    ("importance", Kind::OneOf(&["low", "normal", "high"])),
    ("isReminderOn", Kind::Flag),
    ("reminderMinutesBeforeStart", Kind::Number),
    ("categories", Kind::List),
    ("attendees", Kind::List),
    ("responseRequested", Kind::Flag),
    ("allowNewTimeProposals", Kind::Flag),
    ("hideAttendees", Kind::Flag),
    ("isOnlineMeeting", Kind::Flag),
    ("transactionId", Kind::Text),
];

/// A body that was read: fields, extended properties, transaction.
#[derive(Debug)]
pub struct Body {
    pub fields: Map<String, Value>,
    pub properties: BTreeMap<String, String>,
    pub transaction_id: Option<String>,
}

pub fn read(body: &Map<String, Value>) -> Result<Body, GraphError> {
    let mut fields = Map::new();
    let mut properties = BTreeMap::new();
    for (name, value) in body {
        if name == "singleValueExtendedProperties" {
            properties = extended(value)?;
            continue;
        }
        if name == "@odata.type" {
            continue;
        }
        let Some((_, kind)) = FIELDS.iter().find(|(known, _)| known == name) else {
            let message = format!(
                "The property '{name}' does not exist on type 'microsoft.graph.event', or it cannot \
                 be written. Make sure to only use property names that are defined by the type."
            );
            return Err(GraphError::bad("RequestBodyRead", message));
        };
        let good = match (kind, value) {
            (Kind::Text | Kind::Object | Kind::Number, Value::Null)
            | (Kind::Text, Value::String(_))
            | (Kind::Flag, Value::Bool(_))
            | (Kind::List, Value::Array(_))
            | (Kind::Object, Value::Object(_)) => true,
            (Kind::Number, number) => number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            (Kind::OneOf(names), Value::String(text)) => names.contains(&text.as_str()),
            _ => false,
        };
        if !good {
            let message = format!("Cannot convert the value of the property '{name}'.");
            return Err(GraphError::bad("RequestBodyRead", message));
        }
        fields.insert(name.clone(), value.clone());
    }
    let transaction_id = match fields.remove("transactionId") {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    Ok(Body {
        fields,
        properties,
        transaction_id,
    })
}

/// `[{"id": "String {guid} Name x", "value": "…"}]`
fn extended(value: &Value) -> Result<BTreeMap<String, String>, GraphError> {
    let invalid = |why: &str| GraphError::bad("ErrorInvalidProperty", why.to_owned());
    let list = value.as_array();
    let list = list.ok_or_else(|| invalid("singleValueExtendedProperties is a list."))?;
    let mut properties = BTreeMap::new();
    for property in list {
        let text = |name: &str| property.get(name).and_then(Value::as_str);
        let (Some(id), Some(value)) = (text("id"), text("value")) else {
            return Err(invalid("An extended property has an id and a value."));
        };
        if !property_id(id) {
            let why = format!("The extended property id '{id}' is not well-formed.");
            return Err(invalid(&why));
        }
        properties.insert(id.to_owned(), value.to_owned());
    }
    Ok(properties)
}

/// `String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Color`; the name is case-sensitive.
pub fn property_id(id: &str) -> bool {
    let Some((guid, name)) = id
        .strip_prefix("String {")
        .and_then(|rest| rest.split_once("} Name "))
    else {
        return false;
    };
    uuid::Uuid::try_parse(guid).is_ok() && guid.len() == 36 && !name.is_empty()
}

/// Checks a whole event and brings it into the form the mailbox keeps: instants instead of local
/// times, and every default.
pub fn complete(mut fields: Map<String, Value>) -> Result<Map<String, Value>, GraphError> {
    let missing = || {
        let message = "At least one property failed validation. 'start' and 'end' are required.";
        GraphError::property(message)
    };
    let mut moments = Vec::new();
    for (name, zone_field) in [
        ("start", "originalStartTimeZone"),
        ("end", "originalEndTimeZone"),
    ] {
        let value = fields.get(name).filter(|value| !value.is_null());
        let value = value.ok_or_else(missing)?.clone();
        // What is kept already is an instant.
        let (at, zone) = match value.get("at").and_then(Value::as_i64) {
            Some(at) => {
                let zone = fields.get(zone_field).and_then(Value::as_str);
                let at = Timestamp::from_millisecond(at).unwrap_or_default();
                (at, zone.unwrap_or("UTC").to_owned())
            }
            None => time::accept(name, &value)?,
        };
        fields.insert(name.into(), json!({"at": at.as_millisecond()}));
        fields.insert(zone_field.into(), zone.clone().into());
        moments.push((at, zone));
    }
    let [(start, start_zone), (end, end_zone)] = &moments[..] else {
        return Err(missing());
    };
    if end < start {
        let message = "EndDate is earlier than StartDate";
        return Err(GraphError::bad(
            "ErrorCalendarEndDateIsEarlierThanStartDate",
            message,
        ));
    }
    let all_day = fields.get("isAllDay") == Some(&Value::Bool(true));
    let days = time::midnight(*start, start_zone) && time::midnight(*end, end_zone);
    if all_day && (!days || start_zone != end_zone || start == end) {
        let message = "The start and end of an all-day event are at midnight, in the same zone, \
                       with the end after the start.";
        return Err(GraphError::property(message));
    }
    for (name, default) in [
        ("subject", json!("")),
        ("isAllDay", json!(false)),
        ("showAs", json!("busy")),
        ("sensitivity", json!("normal")),
        ("importance", json!("normal")),
        ("isReminderOn", json!(true)),
        ("reminderMinutesBeforeStart", json!(15)),
        ("categories", json!([])),
        ("attendees", json!([])),
        ("responseRequested", json!(true)),
        ("allowNewTimeProposals", json!(true)),
        ("hideAttendees", json!(false)),
        ("isOnlineMeeting", json!(false)),
        ("body", json!({"contentType": "html", "content": ""})),
        ("location", json!({"displayName": ""})),
    ] {
        let there = fields.entry(name).or_insert(Value::Null);
        if there.is_null() {
            *there = default;
        }
    }
    body(&fields)?;
    let subject = fields["subject"].as_str().unwrap_or_default();
    if subject.chars().count() > 255 {
        return Err(GraphError::property("The property 'subject' is too long."));
    }
    Ok(fields)
}

fn body(fields: &Map<String, Value>) -> Result<(), GraphError> {
    let body = &fields["body"];
    let kind = body.get("contentType").and_then(Value::as_str);
    let kind_good =
        kind.is_none_or(|kind| ["text", "html"].contains(&kind.to_lowercase().as_str()));
    let content = body.get("content");
    let content_good = content.is_none_or(|content| content.is_string() || content.is_null());
    if kind_good && content_good {
        return Ok(());
    }
    let message = "Cannot convert the value of the property 'body'.";
    Err(GraphError::bad("RequestBodyRead", message))
}
