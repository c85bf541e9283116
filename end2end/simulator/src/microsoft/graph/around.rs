//! What lies around events: who it is, and the calendars.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{answer, change, mailbox};
use crate::microsoft::scopes;
use crate::microsoft::state::Folder;
use crate::sim::Sim;

pub async fn me(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    answer(&sim, &headers, None, scopes::read_user, |call| {
        let account = &call.account;
        Ok(Json(json!({
            "@odata.context":
                format!("{}/microsoft/graph/v1.0/$metadata#users/$entity", call.sim.url()),
            "businessPhones": [],
            "displayName": account.name,
            "givenName": account.name,
            "jobTitle": null,
            "mail": account.address,
            "mobilePhone": null,
            "officeLocation": null,
            "preferredLanguage": null,
            "surname": null,
            "userPrincipalName": account.address,
            "id": account.oid,
        }))
        .into_response())
    })
}

pub async fn calendar_of(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&sim, &headers, None, scopes::read_events, |call| {
        let item = call.item(&id)?;
        Ok(Json(change::calendar(&call.account, item.folder)).into_response())
    })
}

pub async fn calendar(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    answer(&sim, &headers, None, scopes::read_events, |call| {
        mailbox(&call.account)?;
        Ok(Json(change::calendar(&call.account, Folder::Calendar)).into_response())
    })
}

pub async fn calendars(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    answer(&sim, &headers, None, scopes::read_events, |call| {
        mailbox(&call.account)?;
        let all = [Folder::Calendar, Folder::Other];
        let all = all.map(|folder| change::calendar(&call.account, folder));
        Ok(Json(json!({"value": all})).into_response())
    })
}
