//! What a person's decision gives: a code, a refusal, or the way back without one.
//!
//! Shared by the pages and by the control API, which decides without a browser.

use std::collections::BTreeSet;

use super::authorize::{Ask, Refusal};
use super::scopes;
use super::state::{Account, Code, GoogleChange, Grant};
use crate::secret;
use crate::sim::Desk;

const CODE_LIVES_MS: i64 = 10 * 60 * 1000;

pub struct Decision {
    pub account: Account,
    /// The boxes that were ticked, canonical names.
    pub ticked: BTreeSet<String>,
    /// Whether the consent screens were shown.
    pub consented: bool,
}

/// An administrator's block holds for the accounts of an organisation.
pub fn blocked(desk: &Desk, account: &Account) -> Option<Refusal> {
    (desk.settings.block_app && account.hd.is_some()).then(|| {
        let detail = "Your administrator has not allowed this app.";
        Refusal::new(400, "admin_policy_enforced", detail)
    })
}

/// Records the decision and gives the callback to send the browser to.
pub fn decide(desk: &mut Desk, ask: &Ask, decision: Decision) -> Result<String, Refusal> {
    let Decision {
        account,
        ticked,
        consented,
    } = decision;
    if let Some(refusal) = blocked(desk, &account) {
        return Err(refusal);
    }
    let earlier = desk.google.grant(&account.email, &ask.client_id).cloned();
    let boxes = ask.boxes();
    let mut given: BTreeSet<String> = ask
        .scopes
        .iter()
        .filter(|scope| !consented || !boxes.contains(&scope.as_str()) || ticked.contains(*scope))
        .cloned()
        .collect();
    if given.is_empty() {
        return Ok(ask.denied());
    }
    let mut all = given.clone();
    all.extend(
        earlier
            .iter()
            .flat_map(|grant| grant.scopes.iter().cloned()),
    );
    if ask.include_granted {
        given = all.clone();
    }
    let code = Code {
        code: format!("4/0A{}", secret::random(48)),
        account: account.email.clone(),
        client_id: ask.client_id.clone(),
        redirect_uri: ask.redirect_uri.clone(),
        scopes: given,
        challenge: ask.challenge.clone(),
        nonce: ask.nonce.clone(),
        offline: ask.offline,
        consent_forced: ask.prompt_consent,
        expires_at: desk.now() + CODE_LIVES_MS,
        used: false,
    };
    let redirect = answer(ask, &account, &code, consented);
    if !desk.google.accounts.contains_key(&account.email) {
        desk.google(GoogleChange::Account(account.clone()));
    }
    desk.google(GoogleChange::Grant(Grant {
        account: account.email,
        client_id: ask.client_id.clone(),
        scopes: all,
        refresh_token_issued: earlier.is_some_and(|grant| grant.refresh_token_issued),
    }));
    desk.google(GoogleChange::Code(code));
    Ok(redirect)
}

fn answer(ask: &Ask, account: &Account, code: &Code, consented: bool) -> String {
    let mut scope: Vec<&str> = Vec::new();
    for alias in &ask.aliases {
        if scopes::canonical(alias).is_some_and(|name| code.scopes.contains(&name)) {
            scope.push(alias);
        }
    }
    scope.extend(code.scopes.iter().map(String::as_str));
    let mut url = ask.callback();
    {
        let mut query = url.query_pairs_mut();
        if let Some(state) = &ask.state {
            query.append_pair("state", state);
        }
        query
            .append_pair("iss", super::identity::ISSUER)
            .append_pair("code", &code.code)
            .append_pair("scope", &scope.join(" "))
            .append_pair("authuser", "0");
        if let Some(hd) = &account.hd {
            query.append_pair("hd", hd);
        }
        query.append_pair("prompt", if consented { "consent" } else { "none" });
    }
    url.into()
}
