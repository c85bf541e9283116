//! What writing does to a calendar: insert, update, patch, delete, and the tombstones they leave.
//!
//! Also used for what the owner does by hand, which needs no token but follows the same rules.

use serde_json::{Map, Value, json};

use super::{event, time};
use crate::google::error::ApiError;
use crate::google::state::{Account, Event, GoogleChange};
use crate::secret;
use crate::sim::Desk;
use crate::world::OnTombstone;

/// `If-Match`, if it was sent.
pub struct Precondition(pub Option<String>);

impl Precondition {
    pub fn none() -> Self {
        Self(None)
    }

    fn check(&self, event: &Event) -> Result<(), ApiError> {
        let etag = event.get("etag").and_then(Value::as_str);
        match self.0.as_deref() {
            None | Some("*") => Ok(()),
            Some(wanted) if Some(wanted) == etag => Ok(()),
            Some(_) => Err(ApiError::condition()),
        }
    }
}

/// What the server puts on a change: its time, a fresh etag, and where links lead.
pub struct Stamp {
    time: String,
    etag: String,
    url: String,
}

impl Stamp {
    pub fn now(now_ms: i64, url: &str) -> Self {
        Self {
            time: time::stamp(now_ms),
            etag: secret::etag(now_ms),
            url: url.to_owned(),
        }
    }
}

pub fn insert(
    desk: &mut Desk,
    account: &Account,
    body: Map<String, Value>,
    stamp: &Stamp,
) -> Result<Event, ApiError> {
    let mut made = event::known(body)?;
    made.retain(|_, value| !value.is_null());
    let id = match made.get("id").and_then(Value::as_str) {
        Some(id) => id.to_owned(),
        None => secret::event_id(),
    };
    event::check_id(&id)?;
    if made.contains_key("id") && made.contains_key("iCalUID") {
        return Err(ApiError::invalid(
            "Only one of id and iCalUID may be given.",
        ));
    }
    if is(&made, "status", "cancelled") {
        return Err(ApiError::invalid("Invalid value for: status"));
    }
    event::complete(&mut made, &account.time_zone)?;
    // A deleted event keeps its id for ever.
    if desk.google.event(&account.email, &id).is_some() {
        return Err(ApiError::duplicate());
    }
    let uid = made
        .get("iCalUID")
        .and_then(Value::as_str)
        .map(str::to_owned);
    if let Some(uid) = &uid
        && let Some(events) = desk.google.events.get(&account.email)
        && events.values().any(|event| is(event, "iCalUID", uid))
    {
        return Err(ApiError::duplicate());
    }
    let link = format!("{}/calendar/{}#event-{id}", stamp.url, account.email);
    let person = json!({"email": account.email, "self": true});
    let uid = uid.unwrap_or_else(|| format!("{id}@google.com"));
    let sequence = made.get("sequence").and_then(Value::as_i64).unwrap_or(0);
    let server = json!({
        "kind": "calendar#event",
        "etag": stamp.etag,
        "id": id,
        "htmlLink": link,
        "created": stamp.time,
        "updated": stamp.time,
        "creator": person,
        "organizer": person,
        "iCalUID": uid,
        "sequence": sequence,
    });
    if let Value::Object(server) = server {
        made.extend(server);
    }
    made.entry("status").or_insert_with(|| "confirmed".into());
    made.entry("eventType").or_insert_with(|| "default".into());
    keep(desk, account, &made);
    Ok(made)
}

/// Replaces the event: what the body does not name is gone.
pub fn update(
    desk: &mut Desk,
    account: &Account,
    id: &str,
    body: Map<String, Value>,
    condition: &Precondition,
    stamp: &Stamp,
) -> Result<Event, ApiError> {
    let old = find(desk, account, id)?;
    condition.check(&old)?;
    let mut new = event::known(body)?;
    new.retain(|_, value| !value.is_null());
    write(desk, account, &old, new, stamp)
}

/// Replaces the named fields; objects are merged, arrays replaced, nulls clear.
pub fn patch(
    desk: &mut Desk,
    account: &Account,
    id: &str,
    body: Map<String, Value>,
    condition: &Precondition,
    stamp: &Stamp,
) -> Result<Event, ApiError> {
    let old = find(desk, account, id)?;
    condition.check(&old)?;
    let changes = event::known(body)?;
    let mut new = event::known(old.clone())?;
    if !changes.contains_key("sequence") {
        new.remove("sequence");
    }
    merge(&mut new, changes);
    write(desk, account, &old, new, stamp)
}

/// Leaves a tombstone; a second time answers 410.
pub fn delete(
    desk: &mut Desk,
    account: &Account,
    id: &str,
    condition: &Precondition,
    stamp: &Stamp,
) -> Result<(), ApiError> {
    let mut event = find(desk, account, id)?;
    if is(&event, "status", "cancelled") {
        return Err(ApiError::deleted());
    }
    condition.check(&event)?;
    event.insert("status".into(), "cancelled".into());
    event.insert("etag".into(), stamp.etag.clone().into());
    event.insert("updated".into(), stamp.time.clone().into());
    keep(desk, account, &event);
    Ok(())
}

fn find(desk: &Desk, account: &Account, id: &str) -> Result<Event, ApiError> {
    let event = desk.google.event(&account.email, id);
    event.cloned().ok_or_else(ApiError::not_found)
}

/// The common end of update and patch: `new` holds client fields only.
fn write(
    desk: &mut Desk,
    account: &Account,
    old: &Event,
    mut new: Event,
    stamp: &Stamp,
) -> Result<Event, ApiError> {
    let on_tombstone = desk.settings.patch_on_tombstone;
    let tombstone = is(old, "status", "cancelled");
    if tombstone && on_tombstone == OnTombstone::Forbidden {
        return Err(ApiError::forbidden());
    }
    event::complete(&mut new, &account.time_zone)?;
    let event_type = old.get("eventType");
    if new
        .get("eventType")
        .is_some_and(|kind| Some(kind) != event_type)
    {
        let message = "The event type cannot be changed.";
        return Err(ApiError::new(
            400,
            "calendar",
            "eventTypeRestriction",
            message,
        ));
    }
    let current = old.get("sequence").and_then(Value::as_i64).unwrap_or(0);
    let moved = ["start", "end", "recurrence"]
        .iter()
        .any(|name| old.get(*name) != new.get(*name));
    let sequence = match new.get("sequence").and_then(Value::as_i64) {
        Some(given) if given < current => {
            let message = "Invalid sequence value. The specified sequence number is below the \
                           current sequence number of the resource. Re-fetch the resource and use \
                           its sequence number on the following request.";
            return Err(ApiError::invalid(message));
        }
        Some(given) if given > current => given,
        _ if moved => current + 1,
        _ => current,
    };
    for name in [
        "kind",
        "id",
        "htmlLink",
        "created",
        "creator",
        "organizer",
        "iCalUID",
        "eventType",
    ] {
        match old.get(name) {
            Some(value) => new.insert(name.into(), value.clone()),
            None => new.remove(name),
        };
    }
    new.entry("status").or_insert_with(|| "confirmed".into());
    match (tombstone, on_tombstone) {
        (true, OnTombstone::Cancelled) => new.insert("status".into(), "cancelled".into()),
        (true, OnTombstone::Confirmed) => new.insert("status".into(), "confirmed".into()),
        _ => None,
    };
    new.insert("sequence".into(), sequence.into());
    // Reminders belong to one person's view; changing only them does not count as an update.
    let updated = match old.get("updated") {
        Some(time) if same_but_reminders(old, &new) => time.clone(),
        _ => stamp.time.clone().into(),
    };
    new.insert("updated".into(), updated);
    new.insert("etag".into(), stamp.etag.clone().into());
    keep(desk, account, &new);
    Ok(new)
}

fn same_but_reminders(old: &Event, new: &Event) -> bool {
    let core = |event: &Event| {
        let mut event = event.clone();
        event.retain(|name, _| !["reminders", "updated", "etag"].contains(&name.as_str()));
        event
    };
    old.get("reminders") != new.get("reminders") && core(old) == core(new)
}

fn merge(into: &mut Map<String, Value>, changes: Map<String, Value>) {
    for (name, change) in changes {
        match (into.get_mut(&name), change) {
            (_, Value::Null) => {
                into.remove(&name);
            }
            (Some(Value::Object(inner)), Value::Object(change)) => merge(inner, change),
            (_, change) => {
                into.insert(name, change);
            }
        }
    }
}

fn is(event: &Event, name: &str, value: &str) -> bool {
    event.get(name).and_then(Value::as_str) == Some(value)
}

fn keep(desk: &mut Desk, account: &Account, event: &Event) {
    desk.google(GoogleChange::Event {
        account: account.email.clone(),
        event: event.clone(),
    });
}
