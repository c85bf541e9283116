//! What the owner of a calendar does by hand: edit and delete events, without any token.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Answer, Owner, Problem, account, microsoft, read};
use crate::google::calendar::change::{self, Precondition, Stamp};
use crate::google::error::ApiError;
use crate::sim::Sim;

#[derive(Deserialize)]
pub struct Delete {
    account: String,
    id: String,
}

#[derive(Deserialize)]
pub struct Edit {
    account: String,
    id: String,
    patch: Map<String, Value>,
}

pub async fn delete_event(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Delete { account: name, id } = read(&body)?;
    let mut desk = sim.desk();
    let account = match account(&desk, &name)? {
        Owner::Google(account) => account,
        Owner::Microsoft(account) => {
            microsoft::delete_event(&mut desk, &account, &id)?;
            return Ok(Json(json!({"ok": true})));
        }
    };
    let stamp = Stamp::now(desk.now(), sim.url());
    change::delete(&mut desk, &account, &id, &Precondition::none(), &stamp).map_err(refused)?;
    Ok(Json(json!({"ok": true})))
}

pub async fn edit_event(State(sim): State<Sim>, body: Bytes) -> Answer {
    let edit: Edit = read(&body)?;
    let mut desk = sim.desk();
    let account = match account(&desk, &edit.account)? {
        Owner::Google(account) => account,
        Owner::Microsoft(account) => {
            let event = microsoft::edit_event(&sim, &mut desk, &account, &edit.id, &edit.patch)?;
            return Ok(Json(json!({"event": event})));
        }
    };
    let stamp = Stamp::now(desk.now(), sim.url());
    let none = Precondition::none();
    let event = change::patch(&mut desk, &account, &edit.id, edit.patch, &none, &stamp);
    Ok(Json(json!({"event": event.map_err(refused)?})))
}

fn refused(error: ApiError) -> Problem {
    let status = StatusCode::from_u16(error.code).unwrap_or(StatusCode::BAD_REQUEST);
    Problem(
        status,
        json!({"error": error.reason, "detail": error.message}),
    )
}
