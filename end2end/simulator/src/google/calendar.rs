//! The Calendar API over HTTP: who may call, which calendar is meant, what goes back.
//!
//! An account has one calendar here, `primary`. The rules are in [`event`] (what an event may be),
//! [`change`] (what writing does) and [`list`].

pub mod change;
mod event;
mod list;
pub mod time;

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use self::change::{Precondition, Stamp};
use super::error::ApiError;
use super::scopes;
use super::state::{Account, Event};
use crate::quota::Limit;
use crate::sim::{Desk, Sim};
use crate::wire;

type Answer = Result<Response, ApiError>;
type Query = Vec<(String, String)>;

/// What a call is allowed to do and what it costs.
struct Call {
    allowed: fn(&BTreeSet<String>) -> bool,
    units: u32,
    writes: bool,
}

const READ: Call = Call {
    allowed: scopes::read_events,
    units: 1,
    writes: false,
};
const WRITE: Call = Call {
    allowed: scopes::write_events,
    units: 1,
    writes: true,
};
const PATCH: Call = Call {
    allowed: scopes::write_events,
    units: 3,
    writes: true,
};

/// The account behind the token, if the token may make this call.
fn admit(desk: &mut Desk, headers: &HeaderMap, call: &Call) -> Result<Account, ApiError> {
    if !headers.contains_key(header::AUTHORIZATION) {
        return Err(ApiError::login_required());
    }
    let token = wire::bearer(headers).ok_or_else(ApiError::auth)?;
    let access = super::grants::access_token(desk, token).ok_or_else(ApiError::auth)?;
    let account = desk.google.accounts.get(&access.account);
    let account = account.ok_or_else(ApiError::auth)?.clone();
    if !(call.allowed)(&access.scopes) {
        return Err(ApiError::scope());
    }
    let client = access.client_id.clone();
    let now = desk.now();
    let limit = |units: u32| Limit {
        units,
        window_ms: 60_000,
        refused_counts: false,
    };
    let (user, project) = (
        desk.settings.user_quota_per_minute,
        desk.settings.project_quota_per_minute,
    );
    let quota = &mut desk.quota;
    if user.is_some_and(|most| !quota.spend(&account.email, &client, call.units, &limit(most), now))
    {
        return Err(ApiError::user_rate_limit());
    }
    if project.is_some_and(|most| !quota.spend("", &client, call.units, &limit(most), now)) {
        return Err(ApiError::rate_limit(desk.settings.project_quota_status));
    }
    if desk.settings.usage_limits_reached && call.writes {
        return Err(ApiError::usage_limits());
    }
    Ok(account)
}

/// Any calendar but the account's own does not exist for it.
fn own(account: &Account, calendar: &str) -> Result<(), ApiError> {
    if calendar == "primary" || calendar.eq_ignore_ascii_case(&account.email) {
        return Ok(());
    }
    Err(ApiError::not_found())
}

fn query(raw: Option<&str>) -> Query {
    form_urlencoded::parse(raw.unwrap_or_default().as_bytes())
        .into_owned()
        .collect()
}

/// Parameters every write has in common.
fn check_write(query: &Query) -> Result<(), ApiError> {
    for (name, value) in query {
        let good = match name.as_str() {
            "sendUpdates" => ["all", "externalOnly", "none"].contains(&value.as_str()),
            "sendNotifications" | "supportsAttachments" => {
                ["true", "false"].contains(&value.as_str())
            }
            "conferenceDataVersion" => ["0", "1"].contains(&value.as_str()),
            "maxAttendees" => value.parse::<u32>().is_ok_and(|number| number > 0),
            _ => true,
        };
        if !good {
            return Err(ApiError::invalid(format!("Invalid value for: {name}")));
        }
    }
    Ok(())
}

fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(ApiError::new(400, "global", "parseError", "Parse Error")),
    }
}

fn precondition(headers: &HeaderMap) -> Precondition {
    let text = headers
        .get(header::IF_MATCH)
        .and_then(|value| value.to_str().ok());
    Precondition(text.map(str::to_owned))
}

fn stamp(sim: &Sim, desk: &Desk) -> Stamp {
    Stamp::now(desk.now(), sim.url())
}

fn shown(event: &Event) -> Response {
    let mut response = Json(event).into_response();
    let etag = event
        .get("etag")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if let Ok(etag) = HeaderValue::from_str(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

pub async fn insert(
    State(sim): State<Sim>,
    Path(calendar): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut desk = sim.desk();
    let account = admit(&mut desk, &headers, &WRITE)?;
    own(&account, &calendar)?;
    check_write(&query(raw.as_deref()))?;
    let stamp = stamp(&sim, &desk);
    let event = change::insert(&mut desk, &account, object(&body)?, &stamp)?;
    Ok(shown(&event))
}

pub async fn get(
    State(sim): State<Sim>,
    Path((calendar, id)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let mut desk = sim.desk();
    let account = admit(&mut desk, &headers, &READ)?;
    own(&account, &calendar)?;
    let zone = list::zone(&query(raw.as_deref()), &account)?;
    let event = desk
        .google
        .event(&account.email, &id)
        .ok_or_else(ApiError::not_found)?;
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    if known.is_some() && known == event.get("etag").and_then(Value::as_str) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    Ok(shown(&time::in_zone(event, &zone)))
}

pub async fn list(
    State(sim): State<Sim>,
    Path(calendar): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let mut desk = sim.desk();
    let account = admit(&mut desk, &headers, &READ)?;
    own(&account, &calendar)?;
    let none = BTreeMap::new();
    let events = desk.google.events.get(&account.email).unwrap_or(&none);
    let page = list::page(events, &account, &query(raw.as_deref()), desk.now())?;
    Ok(Json(page).into_response())
}

pub async fn update(
    State(sim): State<Sim>,
    Path((calendar, id)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut desk = sim.desk();
    let account = admit(&mut desk, &headers, &WRITE)?;
    own(&account, &calendar)?;
    check_write(&query(raw.as_deref()))?;
    let stamp = stamp(&sim, &desk);
    let body = object(&body)?;
    let condition = precondition(&headers);
    let event = change::update(&mut desk, &account, &id, body, &condition, &stamp)?;
    Ok(shown(&event))
}

pub async fn patch(
    State(sim): State<Sim>,
    Path((calendar, id)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut desk = sim.desk();
    let account = admit(&mut desk, &headers, &PATCH)?;
    own(&account, &calendar)?;
    check_write(&query(raw.as_deref()))?;
    let stamp = stamp(&sim, &desk);
    let body = object(&body)?;
    let condition = precondition(&headers);
    let event = change::patch(&mut desk, &account, &id, body, &condition, &stamp)?;
    Ok(shown(&event))
}

pub async fn delete(
    State(sim): State<Sim>,
    Path((calendar, id)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let mut desk = sim.desk();
    let account = admit(&mut desk, &headers, &WRITE)?;
    own(&account, &calendar)?;
    check_write(&query(raw.as_deref()))?;
    let stamp = stamp(&sim, &desk);
    change::delete(&mut desk, &account, &id, &precondition(&headers), &stamp)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `calendars.get`, which `calendar.events` may not call.
pub async fn calendar(
    State(sim): State<Sim>,
    Path(calendar): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let call = Call {
        allowed: scopes::get_calendar,
        units: 1,
        writes: false,
    };
    let account = admit(&mut sim.desk(), &headers, &call)?;
    own(&account, &calendar)?;
    Ok(Json(json!({
        "kind": "calendar#calendar",
        "id": account.email,
        "summary": account.email,
        "timeZone": account.time_zone,
    }))
    .into_response())
}

/// `calendarList.list`, which `calendar.events` may not call either.
pub async fn calendar_list(State(sim): State<Sim>, headers: HeaderMap) -> Answer {
    let call = Call {
        allowed: scopes::list_calendars,
        units: 1,
        writes: false,
    };
    let account = admit(&mut sim.desk(), &headers, &call)?;
    Ok(Json(json!({
        "kind": "calendar#calendarList",
        "items": [{
            "kind": "calendar#calendarListEntry",
            "id": account.email,
            "summary": account.email,
            "timeZone": account.time_zone,
            "accessRole": "owner",
            "primary": true,
        }],
    }))
    .into_response())
}
