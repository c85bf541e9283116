//! What happens next: faults, the clock, the settings.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Problem, read};
use crate::fault::Fault;
use crate::sim::Sim;
use crate::world::{Change, Settings};

pub async fn faults(State(sim): State<Sim>) -> Json<Value> {
    Json(json!({"faults": sim.desk().faults}))
}

pub async fn add_fault(State(sim): State<Sim>, body: Bytes) -> Answer {
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

pub async fn clear_faults(State(sim): State<Sim>) -> Json<Value> {
    let mut desk = sim.desk();
    let ids: Vec<String> = desk.faults.iter().map(|fault| fault.id.clone()).collect();
    for id in ids {
        desk.commit(Change::FaultGone(id));
    }
    Json(json!({"ok": true}))
}

pub async fn clock(State(sim): State<Sim>) -> Json<Value> {
    let desk = sim.desk();
    Json(json!({"now_ms": desk.now(), "offset_ms": desk.settings.clock_offset_ms}))
}

#[derive(Deserialize)]
struct Offset {
    offset_ms: i64,
}

/// The furthest the clock may be moved: ten years either way.
const FURTHEST_MS: i64 = 10 * 366 * 24 * 3600 * 1000;

pub async fn set_clock(State(sim): State<Sim>, body: Bytes) -> Answer {
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

pub async fn settings(State(sim): State<Sim>) -> Json<Value> {
    Json(json!(sim.desk().settings))
}

/// Changes the settings that are named and leaves the others.
pub async fn change_settings(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Value::Object(named) = read::<Value>(&body)? else {
        return Err(Problem::bad("an object of settings, please"));
    };
    let mut desk = sim.desk();
    let mut all = json!(desk.settings);
    for (name, value) in named {
        if all.get(&name).is_none() {
            return Err(Problem::bad(format!("there is no setting {name}")));
        }
        match (value, all[&name].is_object()) {
            (Value::Object(named), true) => {
                for (inner, value) in named {
                    all[&name][&inner] = value;
                }
            }
            (value, _) => all[&name] = value,
        }
    }
    let settings: Settings = serde_json::from_value(all).map_err(Problem::bad)?;
    desk.commit(Change::Settings(settings.clone()));
    Ok(Json(json!(settings)))
}
