//! The times of an event: strict RFC 3339, IANA zones, and how they are shown.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::{Map, Value, json};

use crate::google::error::ApiError;
use crate::google::state::Event;

/// When an event starts or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Day(Date),
    At(Timestamp),
}

/// Reads `start` or `end` (named by `name`) and gives it as the calendar shows it: in its own
/// offset, with a zone.
pub fn accept(name: &str, value: &Value, calendar_zone: &str) -> Result<(When, Value), ApiError> {
    let invalid = || ApiError::invalid(format!("Invalid value for: {name} time"));
    let object = value.as_object().ok_or_else(invalid)?;
    let text = |key: &str| match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(invalid()),
    };
    let zone_name = text("timeZone")?;
    let own_zone = match zone_name {
        Some(zone_name) => Some(zone(zone_name).ok_or_else(|| {
            ApiError::invalid(format!("Invalid time zone definition for {name} time."))
        })?),
        None => None,
    };
    match (text("date")?, text("dateTime")?) {
        (Some(date), None) => {
            let day = day(date).ok_or_else(invalid)?;
            Ok((When::Day(day), json!({"date": date})))
        }
        (None, Some(written)) => {
            let at = match (moment(written).ok_or_else(invalid)?, own_zone) {
                (Moment::Instant(at), _) => at,
                (Moment::Local(local), Some(own)) => own
                    .to_ambiguous_timestamp(local)
                    .compatible()
                    .map_err(|_| invalid())?,
                (Moment::Local(_), None) => {
                    let message = format!("Missing time zone definition for {name} time.");
                    return Err(ApiError::required(&message));
                }
            };
            let calendar = zone(calendar_zone).ok_or_else(invalid)?;
            let shown = json!({
                "dateTime": shown(&at.to_zoned(calendar)),
                "timeZone": zone_name.unwrap_or(calendar_zone),
            });
            Ok((When::At(at), shown))
        }
        (None, None) => Err(ApiError::required(&format!("Missing {name} time."))),
        (Some(_), Some(_)) => Err(invalid()),
    }
}

/// A stored `start` or `end`; only well-formed ones are stored.
pub fn stored(event: &Event, name: &str) -> Option<When> {
    let value = event.get(name)?;
    if let Some(date) = value.get("date").and_then(Value::as_str) {
        return day(date).map(When::Day);
    }
    match moment(value.get("dateTime")?.as_str()?)? {
        Moment::Instant(at) => Some(When::At(at)),
        Moment::Local(_) => None,
    }
}

/// The instant something begins, for comparison with `timeMin` and the like.
pub fn instant(when: When, zone: &TimeZone) -> Timestamp {
    match when {
        When::At(at) => at,
        When::Day(day) => match day.to_zoned(zone.clone()) {
            Ok(midnight) => midnight.timestamp(),
            Err(_) => Timestamp::MAX,
        },
    }
}

/// An IANA zone by its exact name.
pub fn zone(name: &str) -> Option<TimeZone> {
    let zone = TimeZone::get(name).ok()?;
    (zone.iana_name() == Some(name)).then_some(zone)
}

/// A timestamp parameter: RFC 3339 with an offset.
pub fn parameter(name: &str, text: &str) -> Result<Timestamp, ApiError> {
    match moment(text) {
        Some(Moment::Instant(at)) => Ok(at),
        _ => Err(ApiError::invalid(format!("Invalid value for: {name}"))),
    }
}

/// The event with its times in another zone's offset, as the parameter `timeZone` asks.
pub fn in_zone(event: &Event, zone: &TimeZone) -> Event {
    let mut event = event.clone();
    for name in ["start", "end"] {
        if let Some(When::At(at)) = stored(&event, name) {
            event[name]["dateTime"] = shown(&at.to_zoned(zone.clone())).into();
        }
    }
    event
}

/// Instants of the server: `2026-11-22T13:19:00.000Z`.
pub fn stamp(now_ms: i64) -> String {
    let at = Timestamp::from_millisecond(now_ms)
        .expect("the simulator's clock stays within jiff's range");
    format!("{at:.3}")
}

fn shown(at: &Zoned) -> String {
    if at.offset().is_zero() {
        return at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    }
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

enum Moment {
    Instant(Timestamp),
    Local(DateTime),
}

fn day(text: &str) -> Option<Date> {
    shaped(text, "dddd-dd-dd").then(|| text.parse().ok())?
}

/// `2026-11-22T13:19:00`, an optional fraction, then nothing, `Z` or `+01:00`. jiff alone would
/// accept more than RFC 3339 does.
fn moment(text: &str) -> Option<Moment> {
    let local = text.get(..19)?;
    if !shaped(local, "dddd-dd-ddTdd:dd:dd") {
        return None;
    }
    let mut offset = &text[19..];
    let mut end = 19;
    if let Some(fraction) = offset.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 9 {
            return None;
        }
        offset = &fraction[digits..];
        end = text.len() - offset.len();
    }
    if offset.is_empty() {
        return text[..end].parse().ok().map(Moment::Local);
    }
    let good = offset == "Z" || shaped(offset, "+dd:dd") || shaped(offset, "-dd:dd");
    good.then(|| text.parse().ok().map(Moment::Instant))?
}

fn shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, wanted)| match wanted {
                b'd' => byte.is_ascii_digit(),
                _ => byte == wanted,
            })
}

/// Both ends of an event, checked against each other; gives the object with both normalised.
pub fn accept_both(event: &mut Map<String, Value>, calendar_zone: &str) -> Result<(), ApiError> {
    let missing = |name: &str| ApiError::required(&format!("Missing {name} time."));
    let end = event.get("end").ok_or_else(|| missing("end"))?;
    let (end, end_shown) = accept("end", end, calendar_zone)?;
    let start = event.get("start").ok_or_else(|| missing("start"))?;
    let (start, start_shown) = accept("start", start, calendar_zone)?;
    let ordered = match (start, end) {
        (When::Day(start), When::Day(end)) => start < end,
        (When::At(start), When::At(end)) => start < end,
        _ => {
            let message = "The start and end times must either both be date or both be dateTime.";
            return Err(ApiError::invalid(message));
        }
    };
    if !ordered {
        return Err(ApiError::time_range_empty());
    }
    event.insert("start".into(), start_shown);
    event.insert("end".into(), end_shown);
    Ok(())
}
