//! Listing events: filters, order, pages.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::time;
use crate::google::error::ApiError;
use crate::google::state::{Account, Event};

type Key = (String, String);

/// The zone answers are shown in: the parameter `timeZone`, or the calendar's.
pub fn zone(query: &[(String, String)], account: &Account) -> Result<TimeZone, ApiError> {
    let name = first(query, "timeZone").unwrap_or(&account.time_zone);
    time::zone(name).ok_or_else(|| ApiError::invalid("Invalid value for: timeZone"))
}

/// One page of the events that match.
pub fn page(
    events: &BTreeMap<String, Event>,
    account: &Account,
    query: &[(String, String)],
    now_ms: i64,
) -> Result<Value, ApiError> {
    if first(query, "syncToken").is_some() {
        return Err(ApiError::sync_token());
    }
    let shown_in = zone(query, account)?;
    let filter = Filter::read(query, account)?;
    let limit = match first(query, "maxResults").map(str::parse::<usize>) {
        None => 250,
        Some(Ok(limit)) if limit > 0 => limit.min(2500),
        Some(_) => return Err(ApiError::invalid("Invalid value for: maxResults")),
    };
    let after = match first(query, "pageToken") {
        None => None,
        Some(token) => {
            let key = read_token(token);
            Some(key.ok_or_else(|| ApiError::invalid("Invalid value for: pageToken"))?)
        }
    };
    let order = Order::read(query)?;
    let mut found: Vec<(Key, &Event)> = events
        .iter()
        .filter(|(_, event)| filter.passes(event))
        .map(|(id, event)| ((order.key(event, &filter.zone), id.clone()), event))
        .filter(|(key, _)| after.as_ref().is_none_or(|after| key > after))
        .collect();
    found.sort_by(|left, right| left.0.cmp(&right.0));
    let more = found.len() > limit;
    found.truncate(limit);
    let items: Vec<Event> = found
        .iter()
        .map(|(_, event)| time::in_zone(event, &shown_in))
        .collect();
    let mut page = json!({
        "kind": "calendar#events",
        "etag": format!("\"p{now_ms}\""),
        "summary": account.email,
        "updated": time::stamp(now_ms),
        "timeZone": shown_in.iana_name(),
        "accessRole": "owner",
        "defaultReminders": [{"method": "popup", "minutes": 10}],
        "items": items,
    });
    if let (true, Some((key, _))) = (more, found.last()) {
        page["nextPageToken"] = write_token(key).into();
    }
    Ok(page)
}

struct Filter {
    zone: TimeZone,
    show_deleted: bool,
    ical_uid: Option<String>,
    private: Vec<(String, String)>,
    shared: Vec<(String, String)>,
    time_min: Option<jiff::Timestamp>,
    time_max: Option<jiff::Timestamp>,
    updated_min: Option<jiff::Timestamp>,
    text: Option<String>,
}

impl Filter {
    fn read(query: &[(String, String)], account: &Account) -> Result<Self, ApiError> {
        let at = |name: &str| match first(query, name) {
            Some(text) => time::parameter(name, text).map(Some),
            None => Ok(None),
        };
        let (time_min, time_max) = (at("timeMin")?, at("timeMax")?);
        if let (Some(min), Some(max)) = (time_min, time_max)
            && max <= min
        {
            return Err(ApiError::time_range_empty().at("parameter", "timeMax"));
        }
        Ok(Self {
            zone: time::zone(&account.time_zone).unwrap_or(TimeZone::UTC),
            show_deleted: flag(query, "showDeleted")?,
            ical_uid: first(query, "iCalUID").map(str::to_owned),
            private: properties(query, "privateExtendedProperty")?,
            shared: properties(query, "sharedExtendedProperty")?,
            time_min,
            time_max,
            updated_min: at("updatedMin")?,
            text: first(query, "q").map(str::to_lowercase),
        })
    }

    fn passes(&self, event: &Event) -> bool {
        let text = |name: &str| event.get(name).and_then(Value::as_str);
        let updated = text("updated").and_then(|at| at.parse::<jiff::Timestamp>().ok());
        if text("status") == Some("cancelled") && !self.show_deleted && self.updated_min.is_none() {
            return false;
        }
        if self
            .updated_min
            .is_some_and(|min| updated.is_none_or(|updated| updated < min))
        {
            return false;
        }
        if self
            .ical_uid
            .as_deref()
            .is_some_and(|uid| text("iCalUID") != Some(uid))
        {
            return false;
        }
        let bound = |name: &str| Some(time::instant(time::stored(event, name)?, &self.zone));
        if self
            .time_min
            .is_some_and(|min| bound("end").is_none_or(|end| end <= min))
            || self
                .time_max
                .is_some_and(|max| bound("start").is_none_or(|start| start >= max))
        {
            return false;
        }
        let has = |group: &str, (name, value): &(String, String)| {
            let properties = event
                .get("extendedProperties")
                .and_then(|all| all.get(group));
            properties
                .and_then(|all| all.get(name))
                .and_then(Value::as_str)
                == Some(value)
        };
        let said = |wanted: &String| {
            ["summary", "description", "location"]
                .iter()
                .any(|name| text(name).is_some_and(|text| text.to_lowercase().contains(wanted)))
        };
        self.private.iter().all(|pair| has("private", pair))
            && self.shared.iter().all(|pair| has("shared", pair))
            && self.text.as_ref().is_none_or(said)
    }
}

enum Order {
    Stable,
    Start,
    Updated,
}

impl Order {
    fn read(query: &[(String, String)]) -> Result<Self, ApiError> {
        let single = flag(query, "singleEvents")?;
        match first(query, "orderBy") {
            None => Ok(Self::Stable),
            Some("updated") => Ok(Self::Updated),
            Some("startTime") if single => Ok(Self::Start),
            Some("startTime") => Err(ApiError::invalid(
                "The requested ordering is not available for the particular query.",
            )),
            Some(_) => Err(ApiError::invalid("Invalid value for: orderBy")),
        }
    }

    fn key(&self, event: &Event, zone: &TimeZone) -> String {
        match self {
            Self::Stable => String::new(),
            Self::Updated => event["updated"].as_str().unwrap_or_default().to_owned(),
            Self::Start => match time::stored(event, "start") {
                Some(when) => time::stamp(time::instant(when, zone).as_millisecond()),
                None => String::new(),
            },
        }
    }
}

fn first<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = query.iter().find(|(given, _)| given == name);
    found.map(|(_, value)| value.as_str())
}

fn flag(query: &[(String, String)], name: &str) -> Result<bool, ApiError> {
    match first(query, name) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(ApiError::invalid(format!("Invalid value for: {name}"))),
    }
}

fn properties(query: &[(String, String)], name: &str) -> Result<Vec<(String, String)>, ApiError> {
    query
        .iter()
        .filter(|(given, _)| given == name)
        .map(|(_, pair)| match pair.split_once('=') {
            Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
            None => Err(ApiError::invalid(format!("Invalid value for: {name}"))),
        })
        .collect()
}

fn write_token(key: &Key) -> String {
    URL_SAFE_NO_PAD.encode(json!([key.0, key.1]).to_string())
}

fn read_token(token: &str) -> Option<Key> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    serde_json::from_slice(&bytes).ok()
}
