//! The pages of the authorization endpoint: choose an account, choose what to share, confirm.
//!
//! The request travels along as it came and is checked again on every page, so nothing is kept
//! between the steps and nobody can enter in the middle.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use url::form_urlencoded;

use super::authorize::{self, Ask, Refusal};
use super::decide::{self, Decision};
use super::state::Account;
use super::{grants, scopes, steps};
use crate::pages::{Maker, Page};
use crate::sim::{Desk, Sim};

pub fn router() -> Router<Sim> {
    Router::new()
        .route("/google/o/oauth2/v2/auth", get(choose))
        .route("/google/signin/consent", get(consent))
        .route("/google/signin/confirm", get(confirm))
        .route("/google/signin/decide", post(settle))
}

/// What a step carries: the request, the account, the boxes ticked so far.
struct Step {
    /// The query of the authorization request, as it came.
    query: String,
    ask: Ask,
    account: Account,
    ticked: BTreeSet<String>,
    cancelled: bool,
}

impl Step {
    fn read(desk: &Desk, fields: &[u8]) -> Result<Self, Refusal> {
        let (mut query, mut address) = (String::new(), String::new());
        let mut ticked = BTreeSet::new();
        let mut cancelled = false;
        for (name, value) in form_urlencoded::parse(fields) {
            match name.as_ref() {
                "ask" => query = value.into_owned(),
                "account" if !value.is_empty() => address = value.into_owned(),
                "scope" => {
                    ticked.insert(value.into_owned());
                }
                "choice" => cancelled = value != "allow",
                _ => {}
            }
        }
        let ask = authorize::parse(&query, &desk.google)?;
        let account = desk
            .google
            .accounts
            .get(&address.trim().to_ascii_lowercase());
        let account = account.cloned().or_else(|| Account::of(&address));
        let account = account.ok_or_else(|| Refusal {
            status: 400,
            error: "invalid_request",
            detail: "Enter a whole email address, such as name@company.example.".into(),
        })?;
        if let Some(refusal) = decide::blocked(desk, &account) {
            return Err(refusal);
        }
        Ok(Self {
            query,
            ask,
            account,
            ticked,
            cancelled,
        })
    }

    fn covered(&self, desk: &Desk) -> bool {
        let grant = desk.google.grant(&self.account.email, &self.ask.client_id);
        self.ask.covered_by(grant)
    }

    /// Sends the browser to the product with the outcome.
    fn finish(self, sim: &Sim, desk: &mut Desk, consented: bool, back: &str) -> Response {
        let decision = Decision {
            account: self.account,
            ticked: self.ticked,
            consented,
        };
        match decide::decide(desk, &self.ask, decision) {
            Ok(callback) => Redirect::to(&callback).into_response(),
            Err(refusal) => refused(sim, desk, &refusal, back),
        }
    }
}

/// The error page; the demo controls on it lead to `back`, so a block can be lifted there.
fn refused(sim: &Sim, desk: &Desk, refusal: &Refusal, back: &str) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    let page = Page {
        maker: Maker::Google,
        title: "Google: access blocked".into(),
        main: steps::refusal(refusal, sim.product()),
        aside: String::new(),
        back: back.to_owned(),
    };
    (status, page.render(desk)).into_response()
}

fn here(uri: &OriginalUri) -> &str {
    uri.path_and_query().map_or("/", |target| target.as_str())
}

fn show(desk: &Desk, uri: &OriginalUri, title: &str, main: String) -> Response {
    let back = here(uri);
    let page = Page {
        maker: Maker::Google,
        title: format!("Google: {title}"),
        main,
        aside: String::new(),
        back: back.to_owned(),
    };
    page.render(desk).into_response()
}

/// The authorization endpoint.
async fn choose(State(sim): State<Sim>, RawQuery(query): RawQuery, uri: OriginalUri) -> Response {
    let mut desk = sim.desk();
    grants::end_when_due(&mut desk);
    let query = query.unwrap_or_default();
    let ask = match authorize::parse(&query, &desk.google) {
        Ok(ask) => ask,
        Err(refusal) => return refused(&sim, &desk, &refusal, here(&uri)),
    };
    let hinted = ask.hinted(&desk.google).cloned();
    if ask.prompt_none {
        return silently(&sim, &mut desk, query, ask, hinted, here(&uri));
    }
    if let (Some(account), false) = (hinted, ask.select_account) {
        let mut next = form_urlencoded::Serializer::new("/google/signin/consent?".to_owned());
        next.append_pair("ask", &query)
            .append_pair("account", &account.email);
        return Redirect::to(&next.finish()).into_response();
    }
    let main = steps::choose(&desk, &query, &ask, sim.product());
    show(&desk, &uri, "choose an account", main)
}

/// `prompt=none`: either everything was allowed before, or the product learns that it was not.
fn silently(
    sim: &Sim,
    desk: &mut Desk,
    query: String,
    ask: Ask,
    hinted: Option<Account>,
    back: &str,
) -> Response {
    let Some(account) = hinted else {
        return Redirect::to(&ask.error("login_required")).into_response();
    };
    if let Some(refusal) = decide::blocked(desk, &account) {
        return refused(sim, desk, &refusal, back);
    }
    let step = Step {
        query,
        ask,
        account,
        ticked: BTreeSet::new(),
        cancelled: false,
    };
    if step.covered(desk) {
        return step.finish(sim, desk, false, back);
    }
    Redirect::to(&step.ask.error("interaction_required")).into_response()
}

async fn consent(State(sim): State<Sim>, RawQuery(query): RawQuery, uri: OriginalUri) -> Response {
    let mut desk = sim.desk();
    let step = match Step::read(&desk, query.unwrap_or_default().as_bytes()) {
        Ok(step) => step,
        Err(refusal) => return refused(&sim, &desk, &refusal, here(&uri)),
    };
    if step.covered(&desk) {
        return step.finish(&sim, &mut desk, false, here(&uri));
    }
    let main = steps::consent(&step.query, &step.ask, &step.account, sim.product());
    show(&desk, &uri, "choose what to share", main)
}

async fn confirm(State(sim): State<Sim>, RawQuery(query): RawQuery, uri: OriginalUri) -> Response {
    let desk = sim.desk();
    let step = match Step::read(&desk, query.unwrap_or_default().as_bytes()) {
        Ok(step) => step,
        Err(refusal) => return refused(&sim, &desk, &refusal, here(&uri)),
    };
    let boxes = step.ask.boxes();
    let shared: Vec<&str> = step
        .ask
        .scopes
        .iter()
        .map(String::as_str)
        .filter(|scope| !scopes::is_sign_in(scope))
        .filter(|scope| !boxes.contains(scope) || step.ticked.contains(*scope))
        .collect();
    let main = steps::confirm(
        &step.query,
        &step.ask,
        &step.account,
        &shared,
        sim.product(),
    );
    show(&desk, &uri, "confirm", main)
}

async fn settle(State(sim): State<Sim>, body: Bytes) -> Response {
    let mut desk = sim.desk();
    let step = match Step::read(&desk, &body) {
        Ok(step) => step,
        Err(refusal) => return refused(&sim, &desk, &refusal, "/"),
    };
    if step.cancelled {
        return Redirect::to(&step.ask.denied()).into_response();
    }
    let consented = !step.covered(&desk);
    step.finish(&sim, &mut desk, consented, "/")
}
