//! Deciding without a browser at Microsoft: the authorize and the admin consent endpoint.

use axum::Json;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{Answer, Problem};
use crate::microsoft::authorize::{self, Prompt};
use crate::microsoft::consent::{self, Need};
use crate::microsoft::error::{Aadsts, Refusal};
use crate::microsoft::state::Account;
use crate::microsoft::{admin, decide, seed};
use crate::sim::Desk;

/// What somebody does on the pages. Signing in elsewhere is taken for granted.
#[derive(Deserialize)]
pub struct Wish {
    account: String,
    /// Cancel, or leave «Need admin approval» by its link.
    #[serde(default)]
    deny: bool,
    /// An administrator ticks «Consent on behalf of your organization».
    #[serde(default)]
    for_all: bool,
    /// Send a request to the administrators with this reason.
    request: Option<String>,
}

/// Answers `{"redirect"}`, or `{"page"}` when the browser stays at Microsoft: `approval_required`,
/// `request_sent`. An error page is answered as 400 with its error and AADSTS number.
pub fn decide(desk: &mut Desk, url: &Url, wish: &Wish) -> Answer {
    let path = url.path().strip_prefix("/microsoft/");
    let (tenant, endpoint) = path
        .and_then(|path| path.split_once('/'))
        .ok_or_else(|| Problem::bad("that is not an endpoint of Microsoft's"))?;
    let query = url.query().unwrap_or_default();
    let account = match desk.microsoft.account(&wish.account) {
        Some(account) => account.clone(),
        None => seed::account(&desk.microsoft, &wish.account)
            .ok_or_else(|| Problem::bad("there is no such account"))?,
    };
    match endpoint {
        "oauth2/v2.0/authorize" => consent(desk, tenant, query, &account, wish),
        "v2.0/adminconsent" => approve(desk, tenant, query, &account, wish),
        _ => Err(Problem::bad("that is not an endpoint people see")),
    }
}

fn consent(desk: &mut Desk, tenant: &str, query: &str, account: &Account, wish: &Wish) -> Answer {
    let ask = match authorize::parse(tenant, query, &desk.microsoft, desk.now()) {
        Ok(ask) => ask,
        Err(refusal) => return stopped(refusal),
    };
    let need = consent::need(&desk.microsoft, &ask, account);
    let waits = matches!(need, Need::Person { .. } | Need::Administrator);
    if ask.prompt == Prompt::None && waits {
        let text = "The user or administrator has not consented to use the application.";
        let problem = Aadsts::new("consent_required", 65_001, text);
        return redirect(ask.refused(&problem, desk.now()).address());
    }
    match need {
        Need::Refused(problem) => Err(refused(&problem)),
        Need::Administrator if wish.deny => {
            let policy = desk.microsoft.tenants.get(&account.tid);
            match policy.is_some_and(|tenant| tenant.policy.way_back) {
                true => redirect(decide::gave_up(desk, &ask).address()),
                false => page("approval_required"),
            }
        }
        Need::Administrator => {
            let tenant = desk.microsoft.tenants.get(&account.tid);
            let form = tenant.is_some_and(|tenant| tenant.policy.workflow);
            match &wish.request {
                Some(reason) if form => {
                    decide::request(desk, &ask, account, reason);
                    page("request_sent")
                }
                _ => page("approval_required"),
            }
        }
        Need::Person { .. } if wish.deny => redirect(ask.cancelled().address()),
        Need::Nothing | Need::Person { .. } => {
            match decide::accept(desk, &ask, account, wish.for_all) {
                Ok(answer) => redirect(answer.address()),
                Err(_) => page("approval_required"),
            }
        }
    }
}

fn approve(desk: &mut Desk, tenant: &str, query: &str, account: &Account, wish: &Wish) -> Answer {
    let ask = match admin::parse(tenant, query, &desk.microsoft, desk.now()) {
        Ok(ask) => ask,
        Err(refusal) => return stopped(refusal),
    };
    ask.admitted(&desk.microsoft, account)
        .map_err(|problem| refused(&problem))?;
    match wish.deny {
        true => redirect(ask.declined(desk.now())),
        false => redirect(ask.accept(desk, account)),
    }
}

fn stopped(refusal: Refusal) -> Answer {
    match refusal {
        Refusal::Callback(address) => redirect(address),
        Refusal::Page(problem) => Err(refused(&problem)),
    }
}

fn redirect(address: String) -> Answer {
    Ok(Json(json!({"redirect": address})))
}

fn page(name: &str) -> Answer {
    Ok(Json(json!({"page": name})))
}

fn refused(problem: &Aadsts) -> Problem {
    let body: Value = json!({
        "error": problem.error,
        "number": problem.number,
        "detail": problem.text,
        "page_status": 400,
    });
    Problem(axum::http::StatusCode::BAD_REQUEST, body)
}
