//! How an event is shown: ids, zones, bodies as preferred, and only what was selected.

use axum::http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::body;
use super::change::{calendar, folder_id};
use super::error::GraphError;
use super::time;
use crate::microsoft::state::{Account, Item};
use crate::sim::Sim;

/// What the headers `Prefer` ask for.
#[derive(Debug)]
pub struct Preferences {
    pub immutable: bool,
    pub zone: String,
    pub text_body: bool,
    applied: Vec<String>,
}

impl Preferences {
    /// Immutable ids, UTC, bodies as text: what the control API shows.
    pub fn plain() -> Self {
        Self {
            immutable: true,
            zone: "UTC".into(),
            text_body: true,
            applied: Vec::new(),
        }
    }

    pub fn read(headers: &HeaderMap) -> Result<Self, GraphError> {
        let mut all = Self {
            immutable: false,
            zone: "UTC".into(),
            text_body: false,
            applied: Vec::new(),
        };
        let values = headers.get_all("prefer").iter();
        let values = values.filter_map(|value| value.to_str().ok());
        for preference in values.flat_map(|value| value.split(',')) {
            let (name, value) = preference.trim().split_once('=').unwrap_or_default();
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "idtype" if value == "ImmutableId" => all.immutable = true,
                "outlook.timezone" => {
                    time::zone(value)?;
                    all.zone = value.to_owned();
                }
                "outlook.body-content-type" => all.text_body = value.eq_ignore_ascii_case("text"),
                _ => continue,
            }
            all.applied.push(preference.trim().to_owned());
        }
        Ok(all)
    }

    pub fn note(&self, headers: &mut HeaderMap) {
        if let (false, Ok(value)) = (
            self.applied.is_empty(),
            HeaderValue::from_str(&self.applied.join(", ")),
        ) {
            headers.insert("preference-applied", value);
        }
    }
}

/// `$select` and `$expand`.
#[derive(Debug, Default)]
pub struct Shape {
    select: Option<Vec<String>>,
    calendar: bool,
    /// The extended property to show.
    property: Option<String>,
}

impl Shape {
    pub fn read(query: &[(String, String)]) -> Result<Self, GraphError> {
        let mut shape = Self::default();
        for (name, value) in query {
            match name.as_str() {
                "$select" => {
                    let names = value.split(',').map(|name| name.trim().to_owned());
                    shape.select = Some(names.collect());
                }
                "$expand" => {
                    for part in parts(value) {
                        shape.expand(part)?;
                    }
                }
                _ => {}
            }
        }
        Ok(shape)
    }

    fn expand(&mut self, part: &str) -> Result<(), GraphError> {
        if part == "calendar" || part.starts_with("calendar(") {
            self.calendar = true;
            return Ok(());
        }
        let inner = part
            .strip_prefix("singleValueExtendedProperties(")
            .and_then(|rest| rest.strip_suffix(')'));
        let id = inner.and_then(|inner| {
            let (name, rest) = inner.trim().strip_prefix("$filter=")?.split_once(" eq ")?;
            let quoted = rest.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            ["id", "Id"].contains(&name.trim()).then_some(quoted)
        });
        let Some(id) = id else {
            let message = format!(
                "Parsing OData Select and Expand failed: '{part}'. Extended properties are expanded \
                 with a filter on one id."
            );
            return Err(GraphError::bad("RequestBroker--ParseUri", message));
        };
        self.property = Some(id.to_owned());
        Ok(())
    }
}

/// The parts of an `$expand`, which may have commas inside brackets.
fn parts(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_i32, 0, Vec::new());
    for (place, letter) in list.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(list[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    found.push(list[start..].trim());
    found.retain(|part| !part.is_empty());
    found
}

/// The instant an event starts or ends.
pub fn moment(item: &Item, name: &str) -> Timestamp {
    let at = item.fields.get(name).and_then(|value| value.get("at"));
    let at = at.and_then(Value::as_i64).unwrap_or_default();
    Timestamp::from_millisecond(at).unwrap_or_default()
}

pub fn event(
    sim: &Sim,
    account: &Account,
    item: &Item,
    prefer: &Preferences,
    shape: &Shape,
) -> Result<Value, GraphError> {
    let id = if prefer.immutable {
        &item.immutable_id
    } else {
        &item.id
    };
    let escaped: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    let person = json!({"emailAddress": {"name": account.name, "address": account.address}});
    let place = item.fields["location"].get("displayName").cloned();
    let place = place.unwrap_or_else(|| "".into());
    let owner = format!(
        "{}/microsoft/graph/v1.0/users('{}')",
        sim.url(),
        account.oid
    );
    let folder = folder_id(account, item.folder);
    let mut shown = json!({
        "@odata.etag": format!("W/\"{}\"", item.change_key),
        "id": id,
        "createdDateTime": time::stamp(item.created),
        "lastModifiedDateTime": time::stamp(item.modified),
        "changeKey": item.change_key,
        "transactionId": item.transaction_id,
        "iCalUId": format!("040000008200E00074C5B7101A82E008{}", hex(&item.immutable_id)),
        "hasAttachments": false,
        "bodyPreview": body::preview(&item.fields["body"]),
        "isCancelled": false,
        "isOrganizer": true,
        "seriesMasterId": null,
        "type": "singleInstance",
        "webLink": format!("{}/calendar/{}#event-{escaped}", sim.url(), account.address),
        "onlineMeetingUrl": null,
        "onlineMeetingProvider": "unknown",
        "occurrenceId": null,
        "isDraft": false,
        "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
        "recurrence": null,
        "organizer": person,
        "onlineMeeting": null,
        "calendar@odata.associationLink": format!("{owner}/calendars('{folder}')/$ref"),
        "calendar@odata.navigationLink": format!("{owner}/calendars('{folder}')"),
    });
    for (name, value) in &item.fields {
        shown[name] = value.clone();
    }
    shown["body"] = body::shown(&item.fields["body"], prefer.text_body);
    shown["location"] = json!({
        "displayName": place,
        "locationType": "default",
        "uniqueIdType": "unknown",
        "address": {},
        "coordinates": {},
    });
    shown["locations"] = json!([]);
    for name in ["start", "end"] {
        shown[name] = time::shown(moment(item, name), &prefer.zone)?;
    }
    let mut shown = match shown {
        Value::Object(shown) => shown,
        _ => Map::new(),
    };
    if let Some(select) = &shape.select {
        if let Some(unknown) = select.iter().find(|name| !shown.contains_key(*name)) {
            let message = format!(
                "Parsing OData Select and Expand failed: Could not find a property named \
                 '{unknown}' on type 'microsoft.graph.event'."
            );
            return Err(GraphError::bad("RequestBroker--ParseUri", message));
        }
        shown.retain(|name, _| name == "id" || name.starts_with("@odata") || select.contains(name));
    }
    if shape.calendar {
        shown.insert("calendar".into(), calendar(account, item.folder));
    }
    if let Some(id) = &shape.property
        && let Some(value) = item.properties.get(id)
    {
        let property = json!([{"id": id, "value": value}]);
        shown.insert("singleValueExtendedProperties".into(), property);
    }
    Ok(shown.into())
}

fn hex(text: &str) -> String {
    let hash = crate::secret::hash(text);
    hash.iter().map(|byte| format!("{byte:02X}")).collect()
}
