//! Who has to allow what: nobody any more, the person, or an administrator.

use std::collections::BTreeSet;

use super::authorize::{self, Ask, Prompt};
use super::error::Aadsts;
use super::scopes;
use super::state::{Account, CONSUMERS, ConditionalAccess, Microsoft, UserConsent};

/// What stands between an account that has signed in and the code.
#[derive(Debug, PartialEq)]
pub enum Need {
    Nothing,
    /// The person may accept; an administrator also for everybody.
    Person {
        for_all: bool,
    },
    Administrator,
    /// A page without a way back.
    Refused(Aadsts),
}

/// What an account may be used for already, by its own consent or its administrator's.
pub fn granted(microsoft: &Microsoft, account: &Account, client_id: &str) -> BTreeSet<String> {
    let own = (account.address.clone(), client_id.to_owned());
    let of_tenant = (account.tid.clone(), client_id.to_owned());
    let own = microsoft.grants.get(&own).into_iter();
    own.chain(microsoft.tenant_grants.get(&of_tenant))
        .flatten()
        .cloned()
        .collect()
}

pub fn need(microsoft: &Microsoft, ask: &Ask, account: &Account) -> Need {
    if let Err(problem) = admitted(microsoft, &ask.tenant, account) {
        return Need::Refused(problem);
    }
    let granted = granted(microsoft, account, &ask.client_id);
    // Asking for consent again asks for all of it again, even where an administrator consented for
    // everybody: people who may not consent are then sent to their administrator once more.
    let missing: BTreeSet<String> = match ask.prompt {
        Prompt::Consent => ask.scopes.clone(),
        _ => ask.scopes.difference(&granted).cloned().collect(),
    };
    if missing.is_empty() {
        return Need::Nothing;
    }
    if account.tid == CONSUMERS {
        return Need::Person { for_all: false };
    }
    if account.admin {
        return Need::Person { for_all: true };
    }
    let policy = microsoft
        .tenants
        .get(&account.tid)
        .map(|tenant| &tenant.policy);
    let may = match policy.map(|policy| policy.consent) {
        Some(UserConsent::Allow) => true,
        Some(UserConsent::Managed) => scopes::people_may_allow(&missing),
        Some(UserConsent::Nobody) | None => false,
    };
    match may {
        true => Need::Person { for_all: false },
        false => Need::Administrator,
    }
}

/// Whether an account gets past sign-in at all.
pub fn admitted(microsoft: &Microsoft, tenant: &str, account: &Account) -> Result<(), Aadsts> {
    authorize::admits(tenant, account, microsoft)?;
    if account.disabled {
        return Err(Aadsts::grant(50_057, "The user account is disabled."));
    }
    let policy = microsoft
        .tenants
        .get(&account.tid)
        .map(|tenant| &tenant.policy);
    if policy.is_some_and(|policy| policy.assignment_required) {
        let text = "Your administrator has configured the application to block users unless they \
                    are specifically granted ('assigned') access to the application. The signed in \
                    user is blocked because they are not a direct member of a group with access, \
                    nor had access directly assigned by an administrator.";
        return Err(Aadsts::new("interaction_required", 50_105, text));
    }
    if policy.is_some_and(|policy| policy.conditional_access == ConditionalAccess::Block) {
        return Err(blocked());
    }
    Ok(())
}

pub fn blocked() -> Aadsts {
    let text = "Access has been blocked by Conditional Access policies. The access policy does not \
                allow token issuance.";
    Aadsts::new("access_denied", 53_003, text).with("message_only")
}
