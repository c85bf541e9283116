//! What a person's decision gives: a code, a refusal, a request to the administrators.
//!
//! Shared by the pages and by the control API, which decides without a browser.

use std::collections::BTreeSet;

use super::authorize::{Answer, Ask};
use super::consent::{self, Need};
use super::error::Aadsts;
use super::seed::fresh_id;
use super::settings::Refused;
use super::state::{Account, Approval, Code, ConditionalAccess, Grant, MicrosoftChange};
use crate::secret;
use crate::sim::Desk;

const CODE_LIVES_MS: i64 = 10 * 60 * 1000;

/// The person accepted, or nothing was left to accept. An administrator may accept for everybody.
/// Gives what is in the way when something is.
pub fn accept(
    desk: &mut Desk,
    ask: &Ask,
    account: &Account,
    for_all: bool,
) -> Result<Answer, Need> {
    match consent::need(&desk.microsoft, ask, account) {
        Need::Nothing => {}
        Need::Person { for_all: may } => {
            let whole_tenant = for_all && may;
            allow(desk, account, &ask.client_id, &ask.scopes, whole_tenant);
        }
        other => return Err(other),
    }
    Ok(code(desk, ask, account))
}

/// Adds to what was allowed before.
pub fn allow(
    desk: &mut Desk,
    account: &Account,
    client_id: &str,
    scopes: &BTreeSet<String>,
    whole_tenant: bool,
) {
    remember(desk, account);
    let (who, grants) = match whole_tenant {
        true => (account.tid.clone(), &desk.microsoft.tenant_grants),
        false => (account.address.clone(), &desk.microsoft.grants),
    };
    let earlier = grants.get(&(who.clone(), client_id.to_owned()));
    let grant = Grant {
        scopes: earlier
            .into_iter()
            .flatten()
            .chain(scopes)
            .cloned()
            .collect(),
        who,
        client_id: client_id.to_owned(),
    };
    desk.microsoft(match whole_tenant {
        true => MicrosoftChange::TenantGrant(grant),
        false => MicrosoftChange::Grant(grant),
    });
}

/// Keeps an account that was typed for the first time.
pub fn remember(desk: &mut Desk, account: &Account) {
    if !desk.microsoft.accounts.contains_key(&account.address) {
        desk.microsoft(MicrosoftChange::Account(account.clone()));
    }
}

fn code(desk: &mut Desk, ask: &Ask, account: &Account) -> Answer {
    remember(desk, account);
    let tenant = desk.microsoft.tenants.get(&account.tid);
    let strong =
        tenant.is_some_and(|tenant| tenant.policy.conditional_access == ConditionalAccess::Mfa);
    let code = Code {
        strong,
        code: format!("1.{}", secret::random(180)),
        address: account.address.clone(),
        client_id: ask.client_id.clone(),
        redirect_uri: ask.redirect_uri.clone(),
        tenant: ask.tenant.clone(),
        scopes: ask.scopes.clone(),
        challenge: ask.challenge.clone(),
        challenge_plain: ask.challenge_plain,
        nonce: ask.nonce.clone(),
        expires_at: desk.now() + CODE_LIVES_MS,
        used: false,
    };
    let text = code.code.clone();
    desk.microsoft(MicrosoftChange::Code(code));
    let mut answer = ask.stated(vec![("code", text)]);
    answer.fields.push(("session_state", fresh_id()));
    answer
}

/// The person left the page «Need admin approval» by its link.
pub fn gave_up(desk: &Desk, ask: &Ask) -> Answer {
    let problem = match desk.settings.microsoft.approval_refused {
        Refused::Cancel => return ask.cancelled(),
        Refused::Described => Aadsts::new(
            "access_denied",
            90_094,
            "Admin consent is required for the permissions requested by this application.",
        ),
        Refused::ConsentRequired => declined(),
    };
    ask.refused(&problem, desk.now())
}

pub fn declined() -> Aadsts {
    let text = "The resource owner or authorization server denied the request.";
    Aadsts::new("consent_required", 65_004, text)
}

/// Sends what was asked to the administrators.
pub fn request(desk: &mut Desk, ask: &Ask, account: &Account, reason: &str) {
    remember(desk, account);
    let open = desk.microsoft.approvals.values().find(|approval| {
        approval.address == account.address
            && approval.client_id == ask.client_id
            && approval.decided.is_none()
    });
    let id = open.map_or_else(fresh_id, |approval| approval.id.clone());
    desk.microsoft(MicrosoftChange::Approval(Approval {
        id,
        address: account.address.clone(),
        tid: account.tid.clone(),
        client_id: ask.client_id.clone(),
        scopes: ask.scopes.clone(),
        reason: reason.trim().chars().take(500).collect(),
        decided: None,
    }));
}
