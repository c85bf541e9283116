//! Deciding about an authorization request without a browser.

use std::collections::BTreeSet;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{Answer, Problem, authorize_microsoft, read};
use crate::google::authorize::{self, Refusal};
use crate::google::decide::{self, Decision};
use crate::google::grants;
use crate::google::state::Account;
use crate::sim::Sim;

#[derive(Deserialize)]
struct Authorize {
    account: String,
    url: String,
    #[serde(default)]
    grant_calendar: bool,
    #[serde(default)]
    deny: bool,
}

/// What a person would do on the pages, without a browser: choose the account, tick every box or
/// none, allow or cancel. An error page is answered as 400 with its error code.
pub async fn decide(State(sim): State<Sim>, body: Bytes) -> Answer {
    let wish: Authorize = read(&body)?;
    let url = Url::parse(&wish.url).map_err(Problem::bad)?;
    if url.path().starts_with("/microsoft/") {
        let wish = read(&body)?;
        return authorize_microsoft::decide(&mut sim.desk(), &url, &wish);
    }
    if !url.path().ends_with("/o/oauth2/v2/auth") {
        return Err(Problem::bad("that is not the authorization endpoint"));
    }
    let mut desk = sim.desk();
    grants::end_when_due(&mut desk);
    let ask = authorize::parse(url.query().unwrap_or_default(), &desk.google).map_err(refused)?;
    let account = match desk.google.account(&wish.account) {
        Some(account) => account.clone(),
        None => Account::of(&wish.account).ok_or_else(|| Problem::bad("not an address"))?,
    };
    if let Some(refusal) = decide::blocked(&desk, &account) {
        return Err(refused(refusal));
    }
    let covered = ask.covered_by(desk.google.grant(&account.email, &ask.client_id));
    if ask.prompt_none && !covered {
        return Ok(Json(json!({"redirect": ask.error("interaction_required")})));
    }
    if wish.deny {
        return Ok(Json(json!({"redirect": ask.denied()})));
    }
    let ticked: BTreeSet<String> = match wish.grant_calendar {
        true => ask.boxes().into_iter().map(str::to_owned).collect(),
        false => BTreeSet::new(),
    };
    let decision = Decision {
        account,
        ticked,
        consented: !covered,
    };
    let redirect = decide::decide(&mut desk, &ask, decision).map_err(refused)?;
    Ok(Json(json!({"redirect": redirect})))
}

fn refused(refusal: Refusal) -> Problem {
    let body = json!({
        "error": refusal.error,
        "detail": refusal.detail,
        "page_status": refusal.status,
    });
    Problem(StatusCode::BAD_REQUEST, body)
}
