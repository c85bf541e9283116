//! `dateTimeTimeZone`: local times without an offset, in a zone Exchange knows.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::error::GraphError;

/// Windows' names of some zones, with the IANA zone they stand for.
const WINDOWS: [(&str, &str); 22] = [
    ("UTC", "UTC"),
    ("GMT Standard Time", "Europe/London"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("Mountain Standard Time", "America/Denver"),
    ("Central Standard Time", "America/Chicago"),
    ("Eastern Standard Time", "America/New_York"),
    ("US Eastern Standard Time", "America/Indiana/Indianapolis"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
];

/// The IANA names the documentation lists, as far as they are needed here. Many common ones, such
/// as `Europe/Zurich` and `America/Toronto`, are not among them.
const IANA: [&str; 20] = [
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Budapest",
    "Europe/Warsaw",
    "Europe/Bucharest",
    "Europe/Istanbul",
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Denver",
    "America/Chicago",
    "America/Regina",
    "America/New_York",
    "America/Indiana/Indianapolis",
    "America/Halifax",
    "America/St_Johns",
    "Asia/Tokyo",
    "Australia/Sydney",
];

/// A zone by a name Exchange takes.
pub fn zone(name: &str) -> Result<TimeZone, GraphError> {
    let windows = WINDOWS.iter().find(|(windows, _)| *windows == name);
    let iana = match windows {
        Some((_, iana)) => Some(*iana),
        None => IANA.iter().find(|iana| **iana == name).copied(),
    };
    iana.and_then(|iana| TimeZone::get(iana).ok())
        .ok_or_else(|| {
            let message = format!(
                "A valid TimeZone value must be specified. The following TimeZone value is not \
             supported: '{name}'."
            );
            GraphError::bad("TimeZoneNotSupportedException", message)
        })
}

/// An instant from a field such as `start`, with the zone's name as given.
pub fn accept(name: &str, value: &Value) -> Result<(Timestamp, String), GraphError> {
    let invalid = || {
        GraphError::property(format!(
            "At least one property failed validation: '{name}'."
        ))
    };
    let object: &Map<String, Value> = value.as_object().ok_or_else(invalid)?;
    if let Some(unknown) = object
        .keys()
        .find(|key| !["dateTime", "timeZone", "@odata.type"].contains(&key.as_str()))
    {
        let message = format!(
            "The property '{unknown}' does not exist on type 'microsoft.graph.dateTimeTimeZone'."
        );
        return Err(GraphError::bad("RequestBodyRead", message));
    }
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let zone_name = text("timeZone").ok_or_else(invalid)?;
    let zone = zone(zone_name)?;
    let local = local(text("dateTime").ok_or_else(invalid)?).ok_or_else(|| {
        let message = format!(
            "Cannot convert the value of '{name}/dateTime' to a date and time without an offset."
        );
        GraphError::bad("ErrorInvalidRequest", message)
    })?;
    let at = zone
        .to_ambiguous_timestamp(local)
        .compatible()
        .map_err(|_| invalid())?;
    Ok((at, zone_name.to_owned()))
}

/// `2026-11-23T09:00:00`, with up to seven digits of a second, and nothing behind it.
fn local(text: &str) -> Option<DateTime> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|text| text.is_empty() || text.len() > 7 || !digits(text)) {
        return None;
    }
    let shape = "dddd-dd-ddTdd:dd:dd".bytes();
    let shaped = whole.len() == 19
        && whole.bytes().zip(shape).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            _ => byte == wanted,
        });
    shaped.then(|| text.parse().ok())?
}

/// An instant as Graph shows it in a zone.
pub fn shown(at: Timestamp, zone_name: &str) -> Result<Value, GraphError> {
    let local = at.to_zoned(zone(zone_name)?);
    Ok(json!({
        "dateTime": local.strftime("%Y-%m-%dT%H:%M:%S.0000000").to_string(),
        "timeZone": zone_name,
    }))
}

/// `2026-11-22T13:19:00.1230000Z`, as created and modified times are written.
pub fn stamp(now_ms: i64) -> String {
    let at = Timestamp::from_millisecond(now_ms).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3f0000Z").to_string()
}

/// Whether an instant is midnight in its zone.
pub fn midnight(at: Timestamp, zone_name: &str) -> bool {
    zone(zone_name).is_ok_and(|zone| {
        let local = at.to_zoned(zone);
        local.time() == jiff::civil::Time::midnight()
    })
}
