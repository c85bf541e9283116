//! The control API: tests look inside and change what happens next. Plain JSON, no authentication,
//! never journalled. Nothing of this exists at the real provider.
//!
//! Accounts are named by their address or the part before the @. Answers are objects:
//! `{"accounts"}`, `{"events"}`, `{"requests", "last_seq"}`, `{"faults"}`, `{"redirect"}`, the
//! settings themselves, or `{"ok"}`; errors are `{"error"}` with a status of 400 or above.

mod authorize;
mod owner;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::fault::Fault;
use crate::google::grants;
use crate::google::state::{Account, Client, GoogleChange};
use crate::journal::Entry;
use crate::sim::{Desk, Sim};
use crate::world::{Change, Settings};

pub fn router() -> Router<Sim> {
    Router::new()
        .route("/control/accounts", get(accounts))
        .route("/control/events", get(events))
        .route("/control/requests", get(requests))
        .route(
            "/control/faults",
            get(faults).post(add_fault).delete(clear_faults),
        )
        .route("/control/revoke", post(revoke))
        .route("/control/reset", post(reset))
        .route("/control/clock", get(clock).post(set_clock))
        .route("/control/clients", post(add_client))
        .route("/control/settings", get(settings).post(change_settings))
        .route("/control/delete-event", post(owner::delete_event))
        .route("/control/edit-event", post(owner::edit_event))
        .route("/control/authorize", post(authorize::decide))
}

type Answer = Result<Json<Value>, Problem>;

/// What was wrong with a control request.
struct Problem(StatusCode, Value);

impl Problem {
    fn bad(message: impl std::fmt::Display) -> Self {
        Self(
            StatusCode::BAD_REQUEST,
            json!({"error": message.to_string()}),
        )
    }

    fn not_found(message: &str) -> Self {
        Self(StatusCode::NOT_FOUND, json!({"error": message}))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(self.1)).into_response()
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(Problem::bad)
}

fn account(desk: &Desk, name: &str) -> Result<Account, Problem> {
    let found = desk.google.account(name).cloned();
    found.ok_or_else(|| Problem::not_found("there is no such account"))
}

fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(given, _)| given == name)
        .map(|(_, value)| value.into_owned())
}

async fn accounts(State(sim): State<Sim>) -> Json<Value> {
    let desk = sim.desk();
    let accounts: Vec<Value> = desk
        .google
        .accounts
        .values()
        .map(|account| {
            let grants: Vec<Value> = desk
                .google
                .grants
                .values()
                .filter(|grant| grant.account == account.email)
                .map(|grant| json!({"client_id": grant.client_id, "scopes": grant.scopes}))
                .collect();
            json!({
                "email": account.email,
                "sub": account.sub,
                "hd": account.hd,
                "time_zone": account.time_zone,
                "grants": grants,
            })
        })
        .collect();
    Json(json!({"accounts": accounts}))
}

/// Live events of an account; with `deleted=true` the tombstones too.
async fn events(State(sim): State<Sim>, RawQuery(query): RawQuery) -> Answer {
    let desk = sim.desk();
    let name =
        parameter(query.as_deref(), "account").ok_or_else(|| Problem::bad("which account?"))?;
    let deleted = parameter(query.as_deref(), "deleted").as_deref() == Some("true");
    let account = account(&desk, &name)?;
    let events: Vec<&_> = desk
        .google
        .events
        .get(&account.email)
        .into_iter()
        .flat_map(|events| events.values())
        .filter(|event| deleted || event.get("status") != Some(&json!("cancelled")))
        .collect();
    Ok(Json(json!({"events": events})))
}

async fn requests(State(sim): State<Sim>, RawQuery(query): RawQuery) -> Answer {
    let since = match parameter(query.as_deref(), "since") {
        Some(since) => since.parse::<u64>().map_err(Problem::bad)?,
        None => 0,
    };
    let desk = sim.desk();
    let entries: Vec<&Entry> = desk
        .journal
        .iter()
        .filter(|entry| entry.seq > since)
        .collect();
    Ok(Json(
        json!({"requests": entries, "last_seq": desk.last_seq}),
    ))
}

async fn faults(State(sim): State<Sim>) -> Json<Value> {
    Json(json!({"faults": sim.desk().faults}))
}

async fn add_fault(State(sim): State<Sim>, body: Bytes) -> Answer {
    let mut fault: Fault = read(&body)?;
    if let Some(problem) = fault.problem() {
        return Err(Problem::bad(problem));
    }
    if fault.id.is_empty() {
        fault.id = uuid::Uuid::new_v4().to_string();
    }
    let id = fault.id.clone();
    sim.desk().commit(Change::Fault(fault));
    Ok(Json(json!({"id": id})))
}

async fn clear_faults(State(sim): State<Sim>) -> Json<Value> {
    let mut desk = sim.desk();
    let ids: Vec<String> = desk.faults.iter().map(|fault| fault.id.clone()).collect();
    for id in ids {
        desk.commit(Change::FaultGone(id));
    }
    Json(json!({"ok": true}))
}

#[derive(Deserialize)]
struct Named {
    account: String,
    client_id: Option<String>,
}

/// The owner withdraws access in the account's settings, from one client or from all.
async fn revoke(State(sim): State<Sim>, body: Bytes) -> Answer {
    let named: Named = read(&body)?;
    let mut desk = sim.desk();
    let account = account(&desk, &named.account)?;
    match named.client_id {
        Some(client_id) => grants::end(&mut desk, &account.email, &client_id),
        None => grants::end_all(&mut desk, &account.email),
    }
    Ok(Json(json!({"ok": true})))
}

async fn reset(State(sim): State<Sim>) -> Json<Value> {
    let mut desk = sim.desk();
    desk.commit(Change::Reset);
    Json(json!({"ok": true, "last_seq": desk.last_seq}))
}

async fn clock(State(sim): State<Sim>) -> Json<Value> {
    let desk = sim.desk();
    Json(json!({"now_ms": desk.now(), "offset_ms": desk.settings.clock_offset_ms}))
}

#[derive(Deserialize)]
struct Offset {
    offset_ms: i64,
}

/// The furthest the clock may be moved: ten years either way.
const FURTHEST_MS: i64 = 10 * 366 * 24 * 3600 * 1000;

async fn set_clock(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Offset { offset_ms } = read(&body)?;
    if !(-FURTHEST_MS..=FURTHEST_MS).contains(&offset_ms) {
        return Err(Problem::bad("the clock moves ten years at most"));
    }
    let mut desk = sim.desk();
    let settings = Settings {
        clock_offset_ms: offset_ms,
        ..desk.settings.clone()
    };
    desk.commit(Change::Settings(settings));
    Ok(Json(json!({"now_ms": desk.now(), "offset_ms": offset_ms})))
}

/// Registers or replaces a client. Plain http is for loopback, as everywhere here.
async fn add_client(State(sim): State<Sim>, body: Bytes) -> Answer {
    let client: Client = read(&body)?;
    for uri in &client.redirect_uris {
        let url = Url::parse(uri).map_err(Problem::bad)?;
        let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let secure = url.scheme() == "https" || (url.scheme() == "http" && loopback);
        let raw_ip =
            matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_))) && !loopback;
        let plain = url.username().is_empty() && url.password().is_none() && !uri.contains("..");
        if !secure || raw_ip || !plain || url.fragment().is_some() || uri.contains('*') {
            return Err(Problem::bad(format!("{uri} may not be a redirect URI")));
        }
    }
    if client.client_id.is_empty() || client.client_secret.is_empty() {
        return Err(Problem::bad("a client has an id and a secret"));
    }
    sim.desk().google(GoogleChange::Client(client));
    Ok(Json(json!({"ok": true})))
}

async fn settings(State(sim): State<Sim>) -> Json<Value> {
    Json(json!(sim.desk().settings))
}

/// Changes the settings that are named and leaves the others.
async fn change_settings(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Value::Object(named) = read::<Value>(&body)? else {
        return Err(Problem::bad("an object of settings, please"));
    };
    let mut desk = sim.desk();
    let mut all = json!(desk.settings);
    for (name, value) in named {
        if all.get(&name).is_none() {
            return Err(Problem::bad(format!("there is no setting {name}")));
        }
        all[&name] = value;
    }
    let settings: Settings = serde_json::from_value(all).map_err(Problem::bad)?;
    desk.commit(Change::Settings(settings.clone()));
    Ok(Json(json!(settings)))
}
