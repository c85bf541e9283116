//! What is special about a Microsoft account, in a few words for people.

use crate::microsoft::state::{Account, ConditionalAccess, Mailbox, Tenant, UserConsent};

pub fn sentence(account: &Account, tenant: &Tenant) -> String {
    let mut said = vec![format!("Work account of {}", tenant.name)];
    if account.admin {
        said.push("administrator".into());
    }
    let policy = &tenant.policy;
    match (policy.consent, policy.workflow, policy.way_back) {
        _ if account.admin => {}
        (UserConsent::Allow, _, _) => said.push("may consent".into()),
        (_, true, _) => said.push("IT must approve, asked by a form".into()),
        (_, false, true) => said.push("IT must approve".into()),
        (_, false, false) => said.push("IT must approve, no way back".into()),
    }
    if policy.federated {
        said.push("signs in at its own server".into());
    }
    match policy.conditional_access {
        ConditionalAccess::None => {}
        ConditionalAccess::Mfa => said.push("needs a second factor".into()),
        ConditionalAccess::Block => said.push("blocked by Conditional Access".into()),
    }
    match account.mailbox {
        Mailbox::Online => {}
        Mailbox::OnPremises => said.push("mailbox on premises".into()),
        Mailbox::Missing => said.push("no mailbox".into()),
    }
    said.join(" · ")
}
