//! What Microsoft remembers: tenants, accounts, clients, consents, tokens and mailboxes.

mod held;
mod item;
mod people;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

pub use self::held::{AccessToken, Approval, Client, Code, Grant, RefreshToken, Secret};
pub use self::item::{Folder, Item};
pub use self::people::{Account, ConditionalAccess, Mailbox, Policy, Tenant, UserConsent};
use super::seed;

/// The tenant all personal accounts belong to.
pub const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

#[derive(Default)]
pub struct Microsoft {
    /// By id.
    pub tenants: BTreeMap<String, Tenant>,
    /// By address, in lower case.
    pub accounts: BTreeMap<String, Account>,
    pub clients: BTreeMap<String, Client>,
    /// What a person allowed, by address and client id.
    pub grants: BTreeMap<(String, String), BTreeSet<String>>,
    /// What an administrator allowed for a whole tenant, by tenant and client id.
    pub tenant_grants: BTreeMap<(String, String), BTreeSet<String>>,
    pub approvals: BTreeMap<String, Approval>,
    pub codes: HashMap<String, Code>,
    pub access_tokens: HashMap<String, AccessToken>,
    pub refresh_tokens: HashMap<String, RefreshToken>,
    /// Proofs of signing in at a federated server: address and end of validity.
    pub proofs: HashMap<String, (String, i64)>,
    /// By address, then immutable id.
    pub events: BTreeMap<String, BTreeMap<String, Item>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "microsoft", content = "is", rename_all = "snake_case")]
pub enum MicrosoftChange {
    Tenant(Tenant),
    Account(Account),
    Client(Client),
    Grant(Grant),
    TenantGrant(Grant),
    Approval(Approval),
    Code(Code),
    AccessToken(AccessToken),
    AccessTokenGone(String),
    RefreshToken(RefreshToken),
    Proof {
        proof: String,
        address: String,
        until: i64,
    },
    Event {
        address: String,
        item: Box<Item>,
    },
    EventGone {
        address: String,
        id: String,
    },
}

/// Codes, access tokens and proofs are forgotten a day after they ended.
const DAY_MS: i64 = 24 * 3600 * 1000;

impl Microsoft {
    /// Back to the seeded tenants and accounts. Registered clients stay: they are configuration.
    pub fn reset(&mut self) {
        let clients = std::mem::take(&mut self.clients);
        *self = Self {
            clients,
            ..Self::default()
        };
        seed::plant(self);
    }

    /// An account by its address, or by the part before the @.
    pub fn account(&self, name: &str) -> Option<&Account> {
        let name = name.trim().to_ascii_lowercase();
        self.accounts.get(&name).or_else(|| {
            self.accounts
                .values()
                .find(|account| account.address.split('@').next() == Some(name.as_str()))
        })
    }

    /// A tenant by its id or domain.
    pub fn tenant(&self, name: &str) -> Option<&Tenant> {
        let name = name.to_ascii_lowercase();
        let by_domain = || self.tenants.values().find(|tenant| tenant.domain == name);
        self.tenants.get(&name).or_else(by_domain)
    }

    pub fn items(&self, address: &str) -> impl Iterator<Item = &Item> {
        self.events
            .get(address)
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    pub fn apply(&mut self, change: MicrosoftChange) {
        match change {
            MicrosoftChange::Tenant(tenant) => {
                self.tenants.insert(tenant.id.clone(), tenant);
            }
            MicrosoftChange::Account(account) => {
                self.accounts.insert(account.address.clone(), account);
            }
            MicrosoftChange::Client(client) => {
                self.clients.insert(client.client_id.clone(), client);
            }
            MicrosoftChange::Grant(grant) => keep(&mut self.grants, grant),
            MicrosoftChange::TenantGrant(grant) => keep(&mut self.tenant_grants, grant),
            MicrosoftChange::Approval(approval) => {
                self.approvals.insert(approval.id.clone(), approval);
            }
            MicrosoftChange::Code(code) => {
                let stale = code.expires_at - DAY_MS;
                self.codes.retain(|_, old| old.expires_at > stale);
                self.codes.insert(code.code.clone(), code);
            }
            MicrosoftChange::AccessToken(token) => {
                let stale = token.expires_at - DAY_MS;
                self.access_tokens.retain(|_, old| old.expires_at > stale);
                self.access_tokens.insert(token.token.clone(), token);
            }
            MicrosoftChange::AccessTokenGone(token) => {
                self.access_tokens.remove(&token);
            }
            MicrosoftChange::RefreshToken(token) => {
                self.refresh_tokens.insert(token.token.clone(), token);
            }
            MicrosoftChange::Proof {
                proof,
                address,
                until,
            } => {
                self.proofs.retain(|_, (_, old)| *old > until - DAY_MS);
                self.proofs.insert(proof, (address, until));
            }
            MicrosoftChange::Event { address, item } => {
                let events = self.events.entry(address).or_default();
                events.insert(item.immutable_id.clone(), *item);
            }
            MicrosoftChange::EventGone { address, id } => {
                if let Some(events) = self.events.get_mut(&address) {
                    events.remove(&id);
                }
            }
        }
    }

    pub fn snapshot(&self) -> impl Iterator<Item = MicrosoftChange> + '_ {
        let tenants = self.tenants.values().cloned().map(MicrosoftChange::Tenant);
        let accounts = self
            .accounts
            .values()
            .cloned()
            .map(MicrosoftChange::Account);
        let clients = self.clients.values().cloned().map(MicrosoftChange::Client);
        let grants = all(&self.grants).map(MicrosoftChange::Grant);
        let for_tenants = all(&self.tenant_grants).map(MicrosoftChange::TenantGrant);
        let approvals = self.approvals.values().cloned();
        let codes = self.codes.values().cloned().map(MicrosoftChange::Code);
        let access = self.access_tokens.values().cloned();
        let refresh = self.refresh_tokens.values().cloned();
        let proofs = self.proofs.iter().map(|(proof, (address, until))| {
            let (proof, address, until) = (proof.clone(), address.clone(), *until);
            MicrosoftChange::Proof {
                proof,
                address,
                until,
            }
        });
        let events = self.events.iter().flat_map(|(address, items)| {
            items.values().map(|item| MicrosoftChange::Event {
                address: address.clone(),
                item: Box::new(item.clone()),
            })
        });
        tenants
            .chain(accounts)
            .chain(clients)
            .chain(grants)
            .chain(for_tenants)
            .chain(approvals.map(MicrosoftChange::Approval))
            .chain(codes)
            .chain(access.map(MicrosoftChange::AccessToken))
            .chain(refresh.map(MicrosoftChange::RefreshToken))
            .chain(proofs)
            .chain(events)
    }
}

type Grants = BTreeMap<(String, String), BTreeSet<String>>;

fn keep(grants: &mut Grants, grant: Grant) {
    let key = (grant.who, grant.client_id);
    match grant.scopes.is_empty() {
        true => grants.remove(&key),
        false => grants.insert(key, grant.scopes),
    };
}

fn all(grants: &Grants) -> impl Iterator<Item = Grant> + '_ {
    grants.iter().map(|((who, client_id), scopes)| Grant {
        who: who.clone(),
        client_id: client_id.clone(),
        scopes: scopes.clone(),
    })
}
