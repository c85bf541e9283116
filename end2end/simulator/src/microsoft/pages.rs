//! The pages of the authorization endpoint: pick an account, accept what is asked.
//!
//! The request travels along as it came and is checked again on every page, so nothing is kept
//! between the steps and nobody can enter in the middle. Only accounts of a federated tenant bring
//! a proof that they signed in elsewhere.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::authorize::{self, Answer, Ask, Mode, Prompt};
use super::consent::{self, Need};
use super::error::{Aadsts, Refusal};
use super::state::Account;
use super::{admin, approval, decide, federation, seed, steps};
use crate::pages::{Maker, Page};
use crate::sim::{Desk, Sim};
use crate::wire::{self, Form};

pub fn router() -> Router<Sim> {
    Router::new()
        .route("/microsoft/{tenant}/oauth2/v2.0/authorize", get(pick))
        .route("/microsoft/{tenant}/signin", get(sign_in))
        .route("/microsoft/{tenant}/signin/decide", post(settle))
        .route("/microsoft/{tenant}/signin/approval", post(approval::send))
        .route("/microsoft/{tenant}/v2.0/adminconsent", get(admin::pick))
        .route(
            "/microsoft/{tenant}/adminconsent/review",
            get(admin::review),
        )
        .route(
            "/microsoft/{tenant}/adminconsent/decide",
            post(admin::settle),
        )
        .route("/microsoft/approvals/decide", post(approval::decide))
        .route("/microsoft/federation/{domain}", get(federation::page))
        .route(federation::RETURN, post(federation::returned))
}

/// What a step carries: the request, the account, and perhaps a proof and more fields.
pub struct Step {
    pub query: String,
    pub ask: Ask,
    pub account: Account,
    pub proof: String,
    pub fields: Form,
}

pub enum Stop {
    Refused(Refusal),
    NoAccount(Box<(String, Ask, String)>),
}

impl Step {
    pub fn read(desk: &Desk, tenant: &str, fields: &[u8]) -> Result<Self, Stop> {
        let mut fields = wire::single(fields).unwrap_or_default();
        let query = fields.remove("ask").unwrap_or_default();
        let typed = fields.remove("account").unwrap_or_default();
        let ask =
            authorize::parse(tenant, &query, &desk.microsoft, desk.now()).map_err(Stop::Refused)?;
        let Some(account) = seed::known(&desk.microsoft, &typed) else {
            return Err(Stop::NoAccount(Box::new((query, ask, typed))));
        };
        Ok(Self {
            query,
            ask,
            account,
            proof: fields.remove("proof").unwrap_or_default(),
            fields,
        })
    }
}

pub fn here(uri: &OriginalUri) -> &str {
    uri.path_and_query().map_or("/", |target| target.as_str())
}

/// A page of Microsoft's; the demo controls on it lead to `back`.
pub fn show(desk: &Desk, back: &str, title: &str, main: String) -> Response {
    let page = Page {
        maker: Maker::Microsoft,
        title: format!("Microsoft: {title}"),
        main,
        aside: String::new(),
        back: back.to_owned(),
    };
    page.render(desk).into_response()
}

pub fn refused(desk: &Desk, back: &str, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Callback(address) => Redirect::to(&address).into_response(),
        Refusal::Page(problem) => trouble(desk, back, &problem),
    }
}

/// An error the application never hears of.
pub fn trouble(desk: &Desk, back: &str, problem: &Aadsts) -> Response {
    let main = steps::trouble(problem);
    let page = show(desk, back, "sign-in failed", main);
    (StatusCode::BAD_REQUEST, page).into_response()
}

pub fn stopped(sim: &Sim, desk: &Desk, back: &str, stop: Stop) -> Response {
    match stop {
        Stop::Refused(refusal) => refused(desk, back, refusal),
        Stop::NoAccount(lost) => {
            let (query, ask, typed) = *lost;
            let main = steps::pick(desk, &query, &ask, sim.product(), &typed);
            show(desk, back, "pick an account", main)
        }
    }
}

/// Sends the browser back to the application.
pub fn sent(desk: &Desk, answer: &Answer) -> Response {
    match answer.mode {
        Mode::Query | Mode::Fragment => Redirect::to(&answer.address()).into_response(),
        Mode::FormPost => show(desk, "/", "continue", steps::form_post(answer)),
    }
}

/// The authorization endpoint.
async fn pick(
    State(sim): State<Sim>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    uri: OriginalUri,
) -> Response {
    let mut desk = sim.desk();
    crate::google::grants::end_when_due(&mut desk);
    let query = query.unwrap_or_default();
    let ask = match authorize::parse(&tenant, &query, &desk.microsoft, desk.now()) {
        Ok(ask) => ask,
        Err(refusal) => return refused(&desk, here(&uri), refusal),
    };
    let hinted = ask.hinted(&desk.microsoft).cloned();
    if ask.prompt == Prompt::None {
        let answer = silently(&mut desk, &ask, hinted);
        return sent(&desk, &answer);
    }
    if let Some(account) = hinted {
        return Redirect::to(&to_sign_in(&tenant, &query, &account.address, "")).into_response();
    }
    let main = steps::pick(&desk, &query, &ask, sim.product(), "");
    show(&desk, here(&uri), "pick an account", main)
}

/// Where the chooser leads for one account.
pub fn to_sign_in(tenant: &str, query: &str, address: &str, proof: &str) -> String {
    let mut to = url::form_urlencoded::Serializer::new(format!("/microsoft/{tenant}/signin?"));
    to.append_pair("ask", query).append_pair("account", address);
    if !proof.is_empty() {
        to.append_pair("proof", proof);
    }
    to.finish()
}

/// `prompt=none`: either everything was allowed before, or the application learns that it was not.
fn silently(desk: &mut Desk, ask: &Ask, hinted: Option<Account>) -> Answer {
    let now = desk.now();
    let Some(account) = hinted else {
        let text = "A silent sign-in request was sent but no user is signed in.";
        return ask.refused(&Aadsts::new("login_required", 50_058, text), now);
    };
    match consent::need(&desk.microsoft, ask, &account) {
        Need::Nothing => {}
        Need::Person { .. } | Need::Administrator => {
            let text = "The user or administrator has not consented to use the application.";
            return ask.refused(&Aadsts::new("consent_required", 65_001, text), now);
        }
        Need::Refused(problem) => return ask.refused(&problem, now),
    }
    match decide::accept(desk, ask, &account, false) {
        Ok(answer) => answer,
        Err(_) => ask.cancelled(),
    }
}

async fn sign_in(
    State(sim): State<Sim>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    uri: OriginalUri,
) -> Response {
    let mut desk = sim.desk();
    let step = match Step::read(&desk, &tenant, query.unwrap_or_default().as_bytes()) {
        Ok(step) => step,
        Err(stop) => return stopped(&sim, &desk, here(&uri), stop),
    };
    if let Some(elsewhere) = federation::needed(&sim, &desk, &step.account, &step.proof) {
        let context = to_sign_in(&tenant, &step.query, "", "");
        return Redirect::to(&elsewhere.address(&context)).into_response();
    }
    match consent::need(&desk.microsoft, &step.ask, &step.account) {
        Need::Nothing => finish(&mut desk, &step, false, here(&uri)),
        Need::Person { for_all } => {
            let main = steps::consent(&step, for_all, sim.product());
            show(&desk, here(&uri), "permissions requested", main)
        }
        Need::Administrator => approval::page(&sim, &desk, &step, here(&uri)),
        Need::Refused(problem) => trouble(&desk, here(&uri), &problem),
    }
}

fn finish(desk: &mut Desk, step: &Step, for_all: bool, back: &str) -> Response {
    match decide::accept(desk, &step.ask, &step.account, for_all) {
        Ok(answer) => sent(desk, &answer),
        Err(Need::Refused(problem)) => trouble(desk, back, &problem),
        // Meanwhile the tenant's policy has changed.
        Err(_) => {
            let again = to_sign_in(&step.ask.tenant, &step.query, &step.account.address, "");
            Redirect::to(&again).into_response()
        }
    }
}

async fn settle(State(sim): State<Sim>, Path(tenant): Path<String>, body: Bytes) -> Response {
    let mut desk = sim.desk();
    let step = match Step::read(&desk, &tenant, &body) {
        Ok(step) => step,
        Err(stop) => return stopped(&sim, &desk, "/", stop),
    };
    if let Some(elsewhere) = federation::needed(&sim, &desk, &step.account, &step.proof) {
        let context = to_sign_in(&tenant, &step.query, "", "");
        return Redirect::to(&elsewhere.address(&context)).into_response();
    }
    if step.fields.get("choice").map(String::as_str) != Some("accept") {
        return sent(&desk, &step.ask.cancelled());
    }
    let for_all = step.fields.contains_key("for_all");
    finish(&mut desk, &step, for_all, "/")
}
