//! The control API: tests look inside and change what happens next. Plain JSON, no authentication,
//! never journalled. Nothing of this exists at the real provider.
//!
//! Accounts are named by their address or the part before the @; when both providers know the name,
//! Google's is meant. Answers are objects:
//! `{"accounts"}`, `{"events"}`, `{"requests", "last_seq"}`, `{"faults"}`, `{"redirect"}`, the
//! settings themselves, or `{"ok"}`; errors are `{"error"}` with a status of 400 or above.

mod authorize;
mod authorize_microsoft;
mod behaviour;
mod microsoft;
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

use crate::google::state::{Client, GoogleChange};
use crate::google::{self, grants};
use crate::journal::Entry;
use crate::microsoft::tokens::{self, End};
use crate::sim::{Desk, Sim};
use crate::world::Change;

pub fn router() -> Router<Sim> {
    Router::new()
        .route("/control/accounts", get(accounts))
        .route("/control/events", get(events))
        .route("/control/requests", get(requests))
        .route(
            "/control/faults",
            get(behaviour::faults)
                .post(behaviour::add_fault)
                .delete(behaviour::clear_faults),
        )
        .route("/control/revoke", post(revoke))
        .route("/control/reset", post(reset))
        .route(
            "/control/clock",
            get(behaviour::clock).post(behaviour::set_clock),
        )
        .route("/control/clients", post(add_client))
        .route(
            "/control/settings",
            get(behaviour::settings).post(behaviour::change_settings),
        )
        .route("/control/delete-event", post(owner::delete_event))
        .route("/control/edit-event", post(owner::edit_event))
        .route("/control/authorize", post(authorize::decide))
        .route(
            "/control/tenants",
            get(microsoft::tenants).post(microsoft::set_tenant),
        )
        .route("/control/tenants/withdraw", post(microsoft::withdraw))
        .route(
            "/control/approvals",
            get(microsoft::approvals).post(microsoft::decide),
        )
        .route("/control/microsoft/clients", post(microsoft::add_client))
        .route("/control/microsoft/accounts", post(microsoft::set_account))
        .route("/control/move-event", post(microsoft::move_event))
        .route("/control/empty-trash", post(microsoft::empty_trash))
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

/// An account at one of the providers.
enum Owner {
    Google(google::state::Account),
    Microsoft(crate::microsoft::state::Account),
}

fn account(desk: &Desk, name: &str) -> Result<Owner, Problem> {
    let at_google = desk.google.account(name).cloned().map(Owner::Google);
    let found = match at_google {
        Some(owner) => Some(owner),
        None => desk.microsoft.account(name).cloned().map(Owner::Microsoft),
    };
    found.ok_or_else(|| Problem::not_found("there is no such account"))
}

fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(given, _)| given == name)
        .map(|(_, value)| value.into_owned())
}

async fn accounts(State(sim): State<Sim>) -> Json<Value> {
    let desk = sim.desk();
    let at_google = desk.google.accounts.values().map(|account| {
        let grants: Vec<Value> = desk
            .google
            .grants
            .values()
            .filter(|grant| grant.account == account.email)
            .map(|grant| json!({"client_id": grant.client_id, "scopes": grant.scopes}))
            .collect();
        json!({
            "provider": "google",
            "email": account.email,
            "sub": account.sub,
            "hd": account.hd,
            "time_zone": account.time_zone,
            "grants": grants,
        })
    });
    let accounts: Vec<Value> = at_google.chain(microsoft::accounts(&desk)).collect();
    Json(json!({"accounts": accounts}))
}

/// Live events of an account; with `deleted=true` the tombstones, or Deleted Items, too.
async fn events(State(sim): State<Sim>, RawQuery(query): RawQuery) -> Answer {
    let desk = sim.desk();
    let name =
        parameter(query.as_deref(), "account").ok_or_else(|| Problem::bad("which account?"))?;
    let deleted = parameter(query.as_deref(), "deleted").as_deref() == Some("true");
    let account = match account(&desk, &name)? {
        Owner::Google(account) => account,
        Owner::Microsoft(account) => {
            let events = microsoft::events(&sim, &desk, &account, deleted);
            return Ok(Json(json!({"events": events})));
        }
    };
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

#[derive(Deserialize)]
struct Named {
    account: String,
    client_id: Option<String>,
    /// Microsoft: the person signs out everywhere, or is made to; consent stays.
    #[serde(default)]
    sessions_only: bool,
    /// Microsoft: access tokens end too, which in reality they do not.
    #[serde(default)]
    access_tokens: bool,
}

/// The owner withdraws access in the account's settings, from one client or from all.
async fn revoke(State(sim): State<Sim>, body: Bytes) -> Answer {
    let named: Named = read(&body)?;
    let mut desk = sim.desk();
    let account = match account(&desk, &named.account)? {
        Owner::Google(account) => account,
        Owner::Microsoft(account) => {
            let how = End {
                consent: !named.sessions_only,
                access_tokens: named.access_tokens,
            };
            let client = named.client_id.as_deref();
            tokens::end(&mut desk, &account.address, client, &how);
            return Ok(Json(json!({"ok": true})));
        }
    };
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

/// Registers or replaces a client. Plain http is for loopback, as everywhere here.
async fn add_client(State(sim): State<Sim>, body: Bytes) -> Answer {
    let client: Client = read(&body)?;
    for uri in &client.redirect_uris {
        check_redirect(uri)?;
    }
    if client.client_id.is_empty() || client.client_secret.is_empty() {
        return Err(Problem::bad("a client has an id and a secret"));
    }
    sim.desk().google(GoogleChange::Client(client));
    Ok(Json(json!({"ok": true})))
}

fn check_redirect(uri: &str) -> Result<(), Problem> {
    let url = Url::parse(uri).map_err(Problem::bad)?;
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    let secure = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    let raw_ip = matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_))) && !loopback;
    let plain = url.username().is_empty() && url.password().is_none() && !uri.contains("..");
    if !secure || raw_ip || !plain || url.fragment().is_some() || uri.contains('*') {
        return Err(Problem::bad(format!("{uri} may not be a redirect URI")));
    }
    Ok(())
}
