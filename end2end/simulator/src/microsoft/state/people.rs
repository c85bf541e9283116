//! Tenants with their policies, and the accounts in them.

use serde::{Deserialize, Serialize};

/// An organisation, or the one tenant of all personal accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tenant {
    #[serde(default)]
    pub id: String,
    pub domain: String,
    #[serde(default)]
    pub name: String,
    #[serde(flatten)]
    pub policy: Policy,
}

/// What the administrators of a tenant decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    pub consent: UserConsent,
    /// The page «Approval required» has a form that reaches the administrators.
    pub workflow: bool,
    /// That page has a link back to the application.
    pub way_back: bool,
    /// People sign in at the organisation's own server.
    pub federated: bool,
    /// Only people assigned to the application may use it; nobody is.
    pub assignment_required: bool,
    pub conditional_access: ConditionalAccess,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            consent: UserConsent::Managed,
            workflow: false,
            way_back: true,
            federated: false,
            assignment_required: false,
            conditional_access: ConditionalAccess::None,
        }
    }
}

/// What people may allow without their administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserConsent {
    Allow,
    /// «Let Microsoft manage your consent settings»: everything but calendars and the like.
    Managed,
    Nobody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionalAccess {
    None,
    /// Refreshing needs a sign-in with a second factor, which the pages give.
    Mfa,
    /// Nobody gets in from here.
    Block,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub address: String,
    pub name: String,
    pub tid: String,
    pub oid: String,
    pub admin: bool,
    pub disabled: bool,
    pub mailbox: Mailbox,
    pub time_zone: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mailbox {
    Online,
    OnPremises,
    /// No licence, or a guest.
    Missing,
}
