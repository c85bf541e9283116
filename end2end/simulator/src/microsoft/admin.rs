//! The admin consent endpoint: an administrator allows an application for a whole tenant.
//!
//! No code comes back, and `admin_consent=True` stands in the callback of a failure as well.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::error::{Aadsts, Refusal, back_to};
use super::pages::{here, refused, show, trouble};
use super::state::{Account, CONSUMERS, Microsoft};
use super::{authorize, consent, decide, federation, scopes, seed, steps};
use crate::pages::esc;
use crate::pages::parts::{ask_field, chip, head, hidden};
use crate::sim::{Desk, Sim};
use crate::wire::{self, Form};

/// A request that passed every check.
#[derive(Debug)]
pub struct Ask {
    pub tenant: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scopes: BTreeSet<String>,
    /// As asked for; comes back like this.
    scope: String,
    state: Option<String>,
}

/// What `/.default` stands for: what the demo's client is registered for.
const DEFAULT: &str = "openid profile email offline_access User.Read Calendars.ReadWrite";

pub fn parse(
    tenant: &str,
    query: &str,
    microsoft: &Microsoft,
    now_ms: i64,
) -> Result<Ask, Refusal> {
    let fields = wire::single(query.as_bytes()).map_err(|name| {
        let text = format!("The parameter '{name}' is duplicated.");
        Refusal::Page(Aadsts::new("invalid_request", 9_000_411, text))
    })?;
    let optional = |name: &str| fields.get(name).filter(|value| !value.is_empty()).cloned();
    let page = |problem: Aadsts| Refusal::Page(problem);
    authorize::check_tenant(tenant, microsoft).map_err(page)?;
    let personal = tenant == "consumers" || tenant == CONSUMERS;
    if tenant == "common" || personal {
        let text = format!(
            "The admin consent endpoint takes a tenant or 'organizations', not '{tenant}'."
        );
        return Err(page(Aadsts::new("invalid_request", 90_130, text)));
    }
    let client_id = optional("client_id").ok_or_else(|| page(Aadsts::missing("client_id")))?;
    let client = microsoft.clients.get(&client_id);
    let client = client.ok_or_else(|| page(authorize::unknown_client(&client_id)))?;
    let redirect_uri =
        optional("redirect_uri").ok_or_else(|| page(Aadsts::missing("redirect_uri")))?;
    if !client.redirect_uris.contains(&redirect_uri) {
        return Err(page(authorize::wrong_redirect(
            Some(&redirect_uri),
            &client_id,
        )));
    }
    let ask = |scope: String, scopes: BTreeSet<String>| Ask {
        tenant: tenant.to_owned(),
        client_id: client_id.clone(),
        redirect_uri: redirect_uri.clone(),
        scopes,
        scope,
        state: optional("state"),
    };
    let Some(scope) = optional("scope") else {
        let problem = Aadsts::missing("scope");
        let callback = ask(String::new(), BTreeSet::new()).failed(&problem, now_ms);
        return Err(Refusal::Callback(callback));
    };
    let default = format!("{}.default", scopes::GRAPH);
    let read = match scope == default {
        true => scopes::read(DEFAULT),
        false => scopes::read(&scope),
    };
    match read {
        Ok(scopes) => Ok(ask(scope, scopes)),
        Err(unknown) => {
            let problem = authorize::no_scope(&client_id, &unknown);
            let callback = ask(scope, BTreeSet::new()).failed(&problem, now_ms);
            Err(Refusal::Callback(callback))
        }
    }
}

impl Ask {
    fn callback(&self, mut fields: Vec<(&'static str, String)>) -> String {
        fields.insert(0, ("admin_consent", "True".into()));
        if let Some(state) = &self.state {
            fields.push(("state", state.clone()));
        }
        back_to(&self.redirect_uri, &fields)
    }

    pub fn failed(&self, problem: &Aadsts, now_ms: i64) -> String {
        self.callback(problem.fields(now_ms))
    }

    /// The administrator pressed Cancel.
    pub fn declined(&self, now_ms: i64) -> String {
        self.failed(&decide::declined(), now_ms)
    }

    /// Only an administrator of an organisation may go on.
    pub fn admitted(&self, microsoft: &Microsoft, account: &Account) -> Result<(), Aadsts> {
        consent::admitted(microsoft, &self.tenant, account)?;
        if account.admin {
            return Ok(());
        }
        let text = "Admin consent is required for the permissions requested by this application. \
                    Sign in as an administrator of your organization.";
        Err(Aadsts::new("access_denied", 90_094, text))
    }

    /// Records the consent and gives the callback.
    pub fn accept(&self, desk: &mut Desk, account: &Account) -> String {
        decide::allow(desk, account, &self.client_id, &self.scopes, true);
        self.callback(vec![
            ("tenant", account.tid.clone()),
            ("scope", self.scope.clone()),
        ])
    }
}

pub async fn pick(
    State(sim): State<Sim>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    uri: OriginalUri,
) -> Response {
    let desk = sim.desk();
    let query = query.unwrap_or_default();
    match parse(&tenant, &query, &desk.microsoft, desk.now()) {
        Ok(ask) => choose(&sim, &desk, &query, &ask, "", here(&uri)),
        Err(refusal) => refused(&desk, here(&uri), refusal),
    }
}

fn choose(sim: &Sim, desk: &Desk, query: &str, ask: &Ask, typed: &str, back: &str) -> Response {
    let action = format!("/microsoft/{}/adminconsent/review", ask.tenant);
    let work: fn(&Account) -> bool = |account| account.tid != CONSUMERS;
    let main = format!(
        "{}\n<h1>Pick an account</h1>\n<p>to review what {} asks of your organization</p>\n{}",
        head("Microsoft · pick an account", Some("1 of 2")),
        esc(sim.product()),
        steps::accounts(desk, &action, query, typed, work),
    );
    show(desk, back, "pick an account", main)
}

/// What a step of this endpoint carries, or the answer that ends it.
fn read(
    sim: &Sim,
    desk: &Desk,
    tenant: &str,
    fields: &[u8],
    back: &str,
) -> Result<(Form, Ask, Account), Box<Response>> {
    let fields = wire::single(fields).unwrap_or_default();
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let ask = parse(tenant, field("ask"), &desk.microsoft, desk.now())
        .map_err(|refusal| refused(desk, back, refusal))?;
    let typed = field("account");
    let Some(account) = seed::known(&desk.microsoft, typed) else {
        return Err(Box::new(choose(sim, desk, field("ask"), &ask, typed, back)));
    };
    if let Some(elsewhere) = federation::needed(sim, desk, &account, field("proof")) {
        let mut context = url::form_urlencoded::Serializer::new(format!(
            "/microsoft/{tenant}/adminconsent/review?"
        ));
        context
            .append_pair("ask", field("ask"))
            .append_pair("account", "");
        let away = elsewhere.address(&context.finish());
        return Err(Box::new(Redirect::to(&away).into_response()));
    }
    ask.admitted(&desk.microsoft, &account)
        .map_err(|problem| trouble(desk, back, &problem))?;
    Ok((fields, ask, account))
}

pub async fn review(
    State(sim): State<Sim>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    uri: OriginalUri,
) -> Response {
    let desk = sim.desk();
    let query = query.unwrap_or_default();
    let (fields, ask, account) = match read(&sim, &desk, &tenant, query.as_bytes(), here(&uri)) {
        Ok(step) => step,
        Err(response) => return *response,
    };
    let carried: String = ["ask", "account", "proof"]
        .iter()
        .filter_map(|name| Some((name, fields.get(*name)?)))
        .map(|(name, value)| match *name {
            "ask" => ask_field(value),
            name => hidden(name, value),
        })
        .collect();
    let organization = desk.microsoft.tenants.get(&account.tid);
    let main = format!(
        r#"{}
{}
<h1>Approve for your organization</h1>
<p>{} would like to, for everybody in {}:</p>
{}
<p class="quiet">If you accept, this app will get access to the specified resources for all users in your organization. No one else will be prompted to review these permissions.</p>
<form method="post" action="/microsoft/{}/adminconsent/decide">
{carried}
<p class="buttons"><button class="plain" name="choice" value="cancel">Cancel</button> <button name="choice" value="accept">Accept</button></p>
</form>"#,
        head("Microsoft · permissions requested", Some("2 of 2")),
        chip(&account.address),
        esc(sim.product()),
        esc(organization.map_or("your organization", |tenant| &tenant.name)),
        steps::list(&ask.scopes),
        esc(&tenant),
    );
    show(&desk, here(&uri), "approve for your organization", main)
}

pub async fn settle(State(sim): State<Sim>, Path(tenant): Path<String>, body: Bytes) -> Response {
    let mut desk = sim.desk();
    let (fields, ask, account) = match read(&sim, &desk, &tenant, &body, "/") {
        Ok(step) => step,
        Err(response) => return *response,
    };
    let to = match fields.get("choice").map(String::as_str) {
        Some("accept") => ask.accept(&mut desk, &account),
        _ => ask.declined(desk.now()),
    };
    Redirect::to(&to).into_response()
}
