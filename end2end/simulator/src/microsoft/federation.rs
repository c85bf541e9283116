//! A tenant whose people sign in at their own organisation's server, which is on another origin:
//! `localhost` where the simulator itself is `127.0.0.1`.
//!
//! The way there is a redirect, the way back a form posted across sites, as with WS-Federation.

use axum::extract::{Form, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::form_urlencoded;

use super::seed;
use super::state::{Account, MicrosoftChange};
use crate::pages::parts::{chip, head, hidden};
use crate::pages::{Maker, Page, demo, esc};
use crate::secret;
use crate::sim::{Desk, Sim};

/// Where the organisation's server posts its answer.
pub const RETURN: &str = "/microsoft/login.srf";

const PROOF_LIVES_MS: i64 = 10 * 60 * 1000;

/// The other server, for one account.
pub struct Elsewhere {
    origin: String,
    domain: String,
    address: String,
}

/// The server an account has to sign in at, unless the proof says that it did.
pub fn needed(sim: &Sim, desk: &Desk, account: &Account, proof: &str) -> Option<Elsewhere> {
    let tenant = desk.microsoft.tenants.get(&account.tid)?;
    let proven = desk.microsoft.proofs.get(proof);
    let proven = proven.is_some_and(|(who, until)| *who == account.address && desk.now() < *until);
    (tenant.policy.federated && !proven).then(|| Elsewhere {
        origin: origin(sim),
        domain: tenant.domain.clone(),
        address: account.address.clone(),
    })
}

/// The third origin.
fn origin(sim: &Sim) -> String {
    let port = sim.url().rsplit(':').next().unwrap_or_default();
    format!("http://localhost:{port}")
}

impl Elsewhere {
    /// `context` is where the way back leads, without the account.
    pub fn address(&self, context: &str) -> String {
        let base = format!("{}/microsoft/federation/{}?", self.origin, self.domain);
        let mut to = form_urlencoded::Serializer::new(base);
        to.append_pair("username", &self.address)
            .append_pair("wa", "wsignin1.0")
            .append_pair("wtrealm", "urn:federation:MicrosoftOnline")
            .append_pair("wctx", context);
        to.finish()
    }
}

/// The organisation's own sign-in page.
pub async fn page(
    State(sim): State<Sim>,
    Path(domain): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let mut desk = sim.desk();
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let fields = crate::wire::single(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let account = seed::known(&desk.microsoft, field("username"));
    let tenant = desk.microsoft.tenant(&domain).cloned();
    let (Some(account), Some(tenant)) = (account, tenant) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let here = host.is_some_and(|host| origin(&sim).ends_with(&format!("//{host}")));
    if !here || account.tid != tenant.id || !tenant.policy.federated {
        return StatusCode::NOT_FOUND.into_response();
    }
    let proof = secret::random(32);
    let until = desk.now() + PROOF_LIVES_MS;
    desk.microsoft(MicrosoftChange::Proof {
        proof: proof.clone(),
        address: account.address.clone(),
        until,
    });
    let main = format!(
        r#"{}
<h1>Sign in with your organizational account</h1>
{}
<p class="quiet">This is the server of {}. In this demo it asks for no password.</p>
<form method="post" action="{}{RETURN}">
{}{}{}
<p class="buttons"><button>Sign in</button></p>
</form>"#,
        head(&format!("{} · sign in", esc(&tenant.name)), None),
        chip(&account.address),
        esc(&tenant.name),
        esc(sim.url()),
        hidden("wa", "wsignin1.0"),
        hidden("wresult", &proof),
        hidden("wctx", field("wctx")),
    );
    let page = Page {
        maker: Maker::Organization,
        title: format!("{}: sign in", tenant.name),
        main,
        aside: String::new(),
        back: "/".into(),
    };
    page.render(&desk).into_response()
}

#[derive(Deserialize)]
pub struct Assertion {
    wresult: String,
    wctx: String,
}

/// Back at Microsoft, with the organisation's word for who it is.
pub async fn returned(State(sim): State<Sim>, Form(assertion): Form<Assertion>) -> Response {
    let desk = sim.desk();
    let proof = desk.microsoft.proofs.get(&assertion.wresult);
    let Some((address, _)) = proof.filter(|(_, until)| desk.now() < *until) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let (path, query) = assertion.wctx.split_once('?').unwrap_or_default();
    let mut to = form_urlencoded::Serializer::new(format!("{path}?"));
    let fields = form_urlencoded::parse(query.as_bytes());
    to.extend_pairs(fields.filter(|(name, _)| name == "ask"));
    to.append_pair("account", address)
        .append_pair("proof", &assertion.wresult);
    Redirect::to(demo::here(&to.finish())).into_response()
}
