//! Microsoft's part of the control API: tenants, approvals, clients, and what the owners of
//! mailboxes do by hand.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Answer, Problem, read};
use crate::microsoft::graph::change;
use crate::microsoft::graph::error::GraphError;
use crate::microsoft::graph::view::{self, Preferences, Shape};
use crate::microsoft::state::{
    Account, Client, Folder, Item, Mailbox, MicrosoftChange, Policy, Tenant,
};
use crate::microsoft::{approval, seed};
use crate::sim::{Desk, Sim};

pub fn accounts(desk: &Desk) -> Vec<Value> {
    let all = desk.microsoft.accounts.values();
    all.map(|account| {
        let grants = desk.microsoft.grants.iter();
        let grants: Vec<Value> = grants
            .filter(|((who, _), _)| *who == account.address)
            .map(|((_, client), scopes)| json!({"client_id": client, "scopes": scopes}))
            .collect();
        json!({
            "provider": "microsoft",
            "email": account.address,
            "oid": account.oid,
            "tid": account.tid,
            "admin": account.admin,
            "mailbox": account.mailbox,
            "time_zone": account.time_zone,
            "grants": grants,
        })
    })
    .collect()
}

/// The events of a mailbox as Graph shows them, with their extended properties, both ids and the
/// calendar they lie in.
pub fn events(sim: &Sim, desk: &Desk, account: &Account, deleted: bool) -> Vec<Value> {
    let prefer = Preferences::plain();
    let items = desk.microsoft.items(&account.address);
    items
        .filter(|item| deleted || item.folder != Folder::DeletedItems)
        .filter_map(|item| {
            let mut event = view::event(sim, account, item, &prefer, &Shape::default()).ok()?;
            event["regularId"] = item.id.clone().into();
            event["folder"] = json!(item.folder);
            event["extendedProperties"] = json!(item.properties);
            Some(event)
        })
        .collect()
}

/// `GET`: tenants with their policies, and what administrators allowed.
pub async fn tenants(State(sim): State<Sim>) -> Json<Value> {
    let desk = sim.desk();
    let tenants: Vec<Value> = desk
        .microsoft
        .tenants
        .values()
        .map(|tenant| {
            let mut shown = json!(tenant);
            let grants = desk.microsoft.tenant_grants.iter();
            let grants: Map<String, Value> = grants
                .filter(|((tid, _), _)| *tid == tenant.id)
                .map(|((_, client), scopes)| (client.clone(), json!(scopes)))
                .collect();
            shown["grants"] = grants.into();
            shown
        })
        .collect();
    Json(json!({"tenants": tenants}))
}

/// `POST {"domain", …}`: makes a tenant, or changes the named parts of its policy.
pub async fn set_tenant(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Value::Object(named) = read::<Value>(&body)? else {
        return Err(Problem::bad("an object, please"));
    };
    let text = |name: &str| named.get(name).and_then(Value::as_str);
    let domain = text("domain").ok_or_else(|| Problem::bad("which domain?"))?;
    let domain = domain.to_ascii_lowercase();
    let mut desk = sim.desk();
    let earlier = desk.microsoft.tenant(&domain).cloned();
    let mut all = json!(earlier.unwrap_or_else(|| Tenant {
        id: seed::tenant_id(&domain),
        name: domain.clone(),
        policy: Policy::default(),
        domain,
    }));
    for (name, value) in named {
        if all.get(&name).is_none() || name == "id" {
            return Err(Problem::bad(format!("a tenant has no {name} to set")));
        }
        all[&name] = value;
    }
    let tenant: Tenant = serde_json::from_value(all).map_err(Problem::bad)?;
    desk.microsoft(MicrosoftChange::Tenant(tenant.clone()));
    Ok(Json(json!(tenant)))
}

#[derive(Deserialize)]
struct Withdraw {
    domain: String,
}

/// An administrator takes back what was allowed for a whole tenant.
pub async fn withdraw(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Withdraw { domain } = read(&body)?;
    let mut desk = sim.desk();
    let tenant = desk.microsoft.tenant(&domain).cloned();
    let tenant = tenant.ok_or_else(|| Problem::not_found("there is no such tenant"))?;
    let clients: Vec<String> = desk.microsoft.clients.keys().cloned().collect();
    for client_id in clients {
        desk.microsoft(MicrosoftChange::TenantGrant(
            crate::microsoft::state::Grant {
                who: tenant.id.clone(),
                client_id,
                scopes: Default::default(),
            },
        ));
    }
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
struct Person {
    account: String,
    mailbox: Option<Mailbox>,
    disabled: Option<bool>,
    admin: Option<bool>,
}

/// Changes what an account is.
pub async fn set_account(State(sim): State<Sim>, body: Bytes) -> Answer {
    let person: Person = read(&body)?;
    let mut desk = sim.desk();
    let known = match desk.microsoft.account(&person.account) {
        Some(account) => Some(account.clone()),
        None => seed::account(&desk.microsoft, &person.account),
    };
    let known = known.ok_or_else(|| Problem::not_found("there is no such account"))?;
    let account = Account {
        mailbox: person.mailbox.unwrap_or(known.mailbox),
        disabled: person.disabled.unwrap_or(known.disabled),
        admin: person.admin.unwrap_or(known.admin),
        ..known
    };
    desk.microsoft(MicrosoftChange::Account(account.clone()));
    Ok(Json(json!(account)))
}

pub async fn approvals(State(sim): State<Sim>) -> Json<Value> {
    let desk = sim.desk();
    let all: Vec<_> = desk.microsoft.approvals.values().collect();
    Json(json!({"approvals": all}))
}

#[derive(Deserialize)]
struct Verdict {
    id: String,
    approve: bool,
}

/// An administrator decides a request in the portal.
pub async fn decide(State(sim): State<Sim>, body: Bytes) -> Answer {
    let verdict: Verdict = read(&body)?;
    match approval::settle(&mut sim.desk(), &verdict.id, verdict.approve) {
        true => Ok(Json(json!({"ok": true}))),
        false => Err(Problem::not_found("there is no such open request")),
    }
}

/// Registers or replaces a client of Microsoft's: secrets with an end, certificates as PEM.
pub async fn add_client(State(sim): State<Sim>, body: Bytes) -> Answer {
    let client: Client = read(&body)?;
    for uri in &client.redirect_uris {
        super::check_redirect(uri)?;
    }
    if client.redirect_uris.is_empty() {
        return Err(Problem::bad("a client has a redirect URI"));
    }
    let print = crate::microsoft::client::thumbprint;
    if client.certificates.iter().any(|pem| print(pem).is_none()) {
        return Err(Problem::bad("a certificate is PEM"));
    }
    sim.desk().microsoft(MicrosoftChange::Client(client));
    Ok(Json(json!({"ok": true})))
}

/// An event of a mailbox by either of its ids.
fn item(desk: &Desk, account: &Account, id: &str) -> Result<Item, Problem> {
    let found = desk
        .microsoft
        .items(&account.address)
        .find(|item| item.immutable_id == id || item.id == id);
    let there = found.cloned();
    there.ok_or_else(|| Problem::not_found("there is no such event"))
}

pub fn delete_event(desk: &mut Desk, account: &Account, id: &str) -> Result<(), Problem> {
    let item = item(desk, account, id)?;
    change::delete(desk, account, item).map_err(refused)
}

pub fn edit_event(
    sim: &Sim,
    desk: &mut Desk,
    account: &Account,
    id: &str,
    patch: &Map<String, Value>,
) -> Result<Value, Problem> {
    let item = item(desk, account, id)?;
    let item = change::update(desk, account, item, patch, None).map_err(refused)?;
    let shown = view::event(
        sim,
        account,
        &item,
        &Preferences::plain(),
        &Shape::default(),
    );
    shown.map_err(refused)
}

#[derive(Deserialize)]
struct Move {
    account: String,
    id: String,
    to: Folder,
}

/// The owner drags an event to another calendar, to Deleted Items, or back.
pub async fn move_event(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Move {
        account: name,
        id,
        to,
    } = read(&body)?;
    let mut desk = sim.desk();
    let account = named(&desk, &name)?;
    let item = item(&desk, &account, &id)?;
    let item = change::shift(&mut desk, &account, item, to);
    Ok(Json(json!({"id": item.immutable_id, "regularId": item.id})))
}

#[derive(Deserialize)]
struct Whose {
    account: String,
}

/// The owner empties Deleted Items.
pub async fn empty_trash(State(sim): State<Sim>, body: Bytes) -> Answer {
    let whose: Whose = read(&body)?;
    let mut desk = sim.desk();
    let account = named(&desk, &whose.account)?;
    let trash: Vec<Item> = desk
        .microsoft
        .items(&account.address)
        .filter(|item| item.folder == Folder::DeletedItems)
        .cloned()
        .collect();
    for item in &trash {
        change::destroy(&mut desk, &account, item);
    }
    Ok(Json(json!({"removed": trash.len()})))
}

fn named(desk: &Desk, name: &str) -> Result<Account, Problem> {
    let found = desk.microsoft.account(name).cloned();
    found.ok_or_else(|| Problem::not_found("there is no such account"))
}

fn refused(error: GraphError) -> Problem {
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST);
    let body = json!({"error": error.code, "detail": error.message});
    Problem(status, body)
}
