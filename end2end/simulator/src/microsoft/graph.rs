//! Graph over HTTP: who may call, whose mailbox it is, what goes back.
//!
//! A mailbox has two calendars here, `Calendar` and `Other`, and Deleted Items. The rules are in
//! [`event`] (what an event may be), [`change`] (what writing does), [`view`] and [`list`].

pub mod around;
pub mod body;
pub mod change;
pub mod error;
mod event;
mod list;
pub mod time;
pub mod view;

use std::collections::BTreeSet;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, RawPathParams, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use url::form_urlencoded;

use self::error::GraphError;
use self::view::{Preferences, Shape};
use super::state::{Account, Folder, Item, Mailbox};
use super::{scopes, tokens};
use crate::quota::Limit;
use crate::sim::{Desk, Sim};
use crate::wire;

type Allowed = fn(&BTreeSet<String>) -> bool;

/// What a handler is given: the request's own parts, and whose mailbox it is.
struct Call<'a> {
    sim: &'a Sim,
    desk: &'a mut Desk,
    account: Account,
    prefer: Preferences,
    query: Vec<(String, String)>,
    headers: &'a HeaderMap,
}

/// Admits a call, lets `work` answer it, and puts Graph's headers on what comes out.
fn answer(
    sim: &Sim,
    headers: &HeaderMap,
    raw: Option<&str>,
    allowed: Allowed,
    work: impl FnOnce(&mut Call) -> Result<Response, GraphError>,
) -> Response {
    let desk = &mut *sim.desk();
    let done = admit(desk, headers, allowed).and_then(|account| {
        let mut call = Call {
            sim,
            desk,
            account,
            prefer: Preferences::read(headers)?,
            query: form_urlencoded::parse(raw.unwrap_or_default().as_bytes())
                .into_owned()
                .collect(),
            headers,
        };
        let mut response = work(&mut call)?;
        let request = super::seed::fresh_id();
        let client = error::client_request_id(headers).unwrap_or_else(|| request.clone());
        error::identify(response.headers_mut(), &request, &client);
        call.prefer.note(response.headers_mut());
        Ok(response)
    });
    done.unwrap_or_else(|problem| problem.answer(desk, headers))
}

/// The account behind the token, if the token may make this call.
fn admit(desk: &mut Desk, headers: &HeaderMap, allowed: Allowed) -> Result<Account, GraphError> {
    let empty = || GraphError::token("Access token is empty.");
    let token = wire::bearer(headers).ok_or_else(empty)?;
    let Some(access) = tokens::access_token(desk, token).cloned() else {
        let message = match desk.microsoft.access_tokens.contains_key(token) {
            true => "Lifetime validation failed, the token is expired.",
            false => "IDX14100: JWT is not well formed, there are no dots (.).",
        };
        return Err(GraphError::token(message));
    };
    let account = desk.microsoft.accounts.get(&access.address).cloned();
    let account = account.ok_or_else(empty)?;
    let now = desk.now();
    if let Some(units) = desk.settings.microsoft.mailbox_quota {
        let limit = Limit {
            units,
            window_ms: 600_000,
            refused_counts: true,
        };
        let (mailbox, client) = (&account.address, &access.client_id);
        if !desk.quota.spend(mailbox, client, 1, &limit, now) {
            return Err(GraphError::too_many());
        }
    }
    let most = desk.settings.microsoft.mailbox_concurrency;
    if most.is_some_and(|most| desk.busy(&account.address) > most) {
        return Err(GraphError::concurrency());
    }
    match allowed(&access.scopes) {
        true => Ok(account),
        false => Err(GraphError::denied()),
    }
}

/// Calls on the mailbox need one that Graph can reach.
fn mailbox(account: &Account) -> Result<(), GraphError> {
    match account.mailbox {
        Mailbox::Online => Ok(()),
        Mailbox::OnPremises => Err(GraphError::mailbox()),
        Mailbox::Missing => Err(GraphError::no_mailbox()),
    }
}

impl Call<'_> {
    fn item(&self, id: &str) -> Result<Item, GraphError> {
        mailbox(&self.account)?;
        change::find(self.desk, &self.account, id, self.prefer.immutable)
    }

    /// The calendar a path names; without one, the default calendar.
    fn folder(&self, path: &RawPathParams) -> Result<Folder, GraphError> {
        mailbox(&self.account)?;
        let Some((_, id)) = path.iter().find(|(name, _)| *name == "calendar") else {
            return Ok(Folder::Calendar);
        };
        [Folder::Calendar, Folder::Other]
            .into_iter()
            .find(|folder| change::folder_id(&self.account, *folder) == id)
            .ok_or_else(GraphError::not_found)
    }

    fn shown(&self, item: &Item, status: StatusCode) -> Result<Response, GraphError> {
        let shape = Shape::read(&self.query)?;
        let mut event = view::event(self.sim, &self.account, item, &self.prefer, &shape)?;
        let owner = format!("users('{}')/events/$entity", self.account.oid);
        let context = format!("{}/microsoft/graph/v1.0/$metadata#{owner}", self.sim.url());
        event["@odata.context"] = context.into();
        Ok((status, Json(event)).into_response())
    }

    fn object(&self, body: &[u8]) -> Result<Map<String, Value>, GraphError> {
        let kind = self.headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/json") {
            let message = "Write requests (excluding DELETE) must contain the Content-Type header \
                           declaration.";
            return Err(GraphError::bad("BadRequest", message));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(object)) => Ok(object),
            _ => {
                let message = "Unable to read JSON request payload. Please ensure Content-Type \
                               header is set and payload is of valid JSON format.";
                Err(GraphError::bad("BadRequest", message))
            }
        }
    }
}

pub async fn list(
    State(sim): State<Sim>,
    path: RawPathParams,
    RawQuery(raw): RawQuery,
    uri: OriginalUri,
    headers: HeaderMap,
) -> Response {
    answer(
        &sim,
        &headers,
        raw.as_deref(),
        scopes::read_events,
        |call| {
            let folder = call.folder(&path)?;
            let page = list::page(
                call.sim,
                call.desk,
                &call.account,
                folder,
                &call.query,
                &call.prefer,
                uri.path(),
            )?;
            Ok(Json(page).into_response())
        },
    )
}

pub async fn create(
    State(sim): State<Sim>,
    path: RawPathParams,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(
        &sim,
        &headers,
        raw.as_deref(),
        scopes::write_events,
        |call| {
            let folder = call.folder(&path)?;
            let body = call.object(&body)?;
            let account = call.account.clone();
            let item = change::create(call.desk, &account, folder, &body)?;
            call.shown(&item, StatusCode::CREATED)
        },
    )
}

pub async fn get(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(
        &sim,
        &headers,
        raw.as_deref(),
        scopes::read_events,
        |call| {
            let item = call.item(&id)?;
            call.shown(&item, StatusCode::OK)
        },
    )
}

pub async fn update(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(
        &sim,
        &headers,
        raw.as_deref(),
        scopes::write_events,
        |call| {
            let item = call.item(&id)?;
            let body = call.object(&body)?;
            let etag = call.headers.get(header::IF_MATCH);
            let etag = etag.and_then(|etag| etag.to_str().ok());
            let account = call.account.clone();
            let item = change::update(call.desk, &account, item, &body, etag)?;
            call.shown(&item, StatusCode::OK)
        },
    )
}

pub async fn delete(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&sim, &headers, None, scopes::write_events, |call| {
        let item = call.item(&id)?;
        let account = call.account.clone();
        change::delete(call.desk, &account, item)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

/// `permanentDelete`: not to Deleted Items, but away.
pub async fn destroy(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&sim, &headers, None, scopes::write_events, |call| {
        let item = call.item(&id)?;
        let account = call.account.clone();
        change::destroy(call.desk, &account, &item);
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

/// Paths that are not simulated.
pub async fn nothing(State(sim): State<Sim>, uri: OriginalUri, headers: HeaderMap) -> Response {
    let last = uri.path().rsplit('/').next().unwrap_or_default();
    let message = format!("Resource not found for the segment '{last}'.");
    let problem = GraphError::bad("BadRequest", message);
    problem.answer(&sim.desk(), &headers)
}
