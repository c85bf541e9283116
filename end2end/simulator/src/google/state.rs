//! What Google remembers: accounts, clients, grants, codes, tokens and events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::secret;

/// An event as the API shows it; deleted ones stay, with status `cancelled`.
pub type Event = Map<String, Value>;

#[derive(Default)]
pub struct Google {
    /// By address, in lower case.
    pub accounts: BTreeMap<String, Account>,
    pub clients: BTreeMap<String, Client>,
    /// By account, then client id.
    pub grants: BTreeMap<(String, String), Grant>,
    pub codes: HashMap<String, Code>,
    pub access_tokens: HashMap<String, AccessToken>,
    pub refresh_tokens: HashMap<String, RefreshToken>,
    /// By account, then event id.
    pub events: BTreeMap<String, BTreeMap<String, Event>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "google", content = "is", rename_all = "snake_case")]
pub enum GoogleChange {
    Account(Account),
    Client(Client),
    Grant(Grant),
    Code(Code),
    AccessToken(AccessToken),
    RefreshToken(RefreshToken),
    RefreshTokenGone(String),
    /// The grant of an account for a client ends, with its codes and tokens.
    GrantGone {
        account: String,
        client_id: String,
    },
    Event {
        account: String,
        event: Event,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub email: String,
    pub sub: String,
    /// The Workspace domain; personal accounts have none.
    pub hd: Option<String>,
    pub time_zone: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Client {
    pub client_id: String,
    pub client_secret: String,
    pub redirect_uris: Vec<String>,
}

/// What an account allows a client, over all its consents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Grant {
    pub account: String,
    pub client_id: String,
    pub scopes: BTreeSet<String>,
    pub refresh_token_issued: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Code {
    pub code: String,
    pub account: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scopes: BTreeSet<String>,
    pub challenge: Option<String>,
    pub nonce: Option<String>,
    pub offline: bool,
    pub consent_forced: bool,
    pub expires_at: i64,
    pub used: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessToken {
    pub token: String,
    pub account: String,
    pub client_id: String,
    pub scopes: BTreeSet<String>,
    pub expires_at: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefreshToken {
    pub token: String,
    pub account: String,
    pub client_id: String,
    pub scopes: BTreeSet<String>,
    pub issued_at: i64,
    pub last_used_at: i64,
    pub expires_at: Option<i64>,
}

/// Codes and access tokens are forgotten a day after they ended.
const DAY_MS: i64 = 24 * 3600 * 1000;

/// Domains whose accounts belong to a person, not to an organisation.
const PERSONAL: [&str; 3] = ["home.example", "gmail.com", "googlemail.com"];

impl Account {
    /// The account of a well-formed address; the same address always gives the same account.
    pub fn of(address: &str) -> Option<Self> {
        let email = address.trim().to_ascii_lowercase();
        let (local, domain) = email.split_once('@')?;
        let plain = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte))
        };
        if !plain(local) || !plain(domain) || !domain.contains('.') || email.len() > 254 {
            return None;
        }
        let hd = (!PERSONAL.contains(&domain)).then(|| domain.to_owned());
        Some(Self {
            sub: secret::subject(&email),
            hd,
            time_zone: "America/Chicago".into(),
            email,
        })
    }
}

impl Client {
    /// The client the demo uses.
    pub fn standard(app_url: &str) -> Self {
        Self {
            client_id: "demo-client.apps.googleusercontent.example".into(),
            client_secret: "demo-client-secret".into(),
            redirect_uris: vec![format!("{app_url}/oauth/google/callback")],
        }
    }
}

const SEEDED: [&str; 5] = [
    "staff@demo.example",
    "staff2@demo.example",
    "admin@demo.example",
    "scheduler@demo.example",
    "morgan.private@home.example",
];

impl Google {
    /// Back to the seeded accounts. Registered clients stay: they are configuration.
    pub fn reset(&mut self) {
        let clients = std::mem::take(&mut self.clients);
        *self = Self {
            clients,
            ..Self::default()
        };
        for address in SEEDED {
            let account = Account::of(address).expect("the seeded addresses are well-formed");
            self.accounts.insert(account.email.clone(), account);
        }
    }

    /// An account by its address, or by the part before the @.
    pub fn account(&self, name: &str) -> Option<&Account> {
        let name = name.trim().to_ascii_lowercase();
        self.accounts.get(&name).or_else(|| {
            self.accounts
                .values()
                .find(|account| account.email.split('@').next() == Some(name.as_str()))
        })
    }

    pub fn grant(&self, account: &str, client_id: &str) -> Option<&Grant> {
        self.grants.get(&(account.to_owned(), client_id.to_owned()))
    }

    pub fn event(&self, account: &str, id: &str) -> Option<&Event> {
        self.events.get(account)?.get(id)
    }

    pub fn apply(&mut self, change: GoogleChange) {
        match change {
            GoogleChange::Account(account) => {
                self.accounts.insert(account.email.clone(), account);
            }
            GoogleChange::Client(client) => {
                self.clients.insert(client.client_id.clone(), client);
            }
            GoogleChange::Grant(grant) => {
                let key = (grant.account.clone(), grant.client_id.clone());
                self.grants.insert(key, grant);
            }
            GoogleChange::Code(code) => {
                let stale = code.expires_at - DAY_MS;
                self.codes.retain(|_, old| old.expires_at > stale);
                self.codes.insert(code.code.clone(), code);
            }
            GoogleChange::AccessToken(token) => {
                let stale = token.expires_at - DAY_MS;
                self.access_tokens.retain(|_, old| old.expires_at > stale);
                self.access_tokens.insert(token.token.clone(), token);
            }
            GoogleChange::RefreshToken(token) => {
                self.refresh_tokens.insert(token.token.clone(), token);
            }
            GoogleChange::RefreshTokenGone(token) => {
                self.refresh_tokens.remove(&token);
            }
            GoogleChange::GrantGone { account, client_id } => self.end_grant(&account, &client_id),
            GoogleChange::Event { account, event } => {
                if let Some(id) = event.get("id").and_then(Value::as_str) {
                    let id = id.to_owned();
                    self.events.entry(account).or_default().insert(id, event);
                }
            }
        }
    }

    fn end_grant(&mut self, account: &str, client_id: &str) {
        self.grants
            .remove(&(account.to_owned(), client_id.to_owned()));
        self.codes
            .retain(|_, code| code.account != account || code.client_id != client_id);
        self.access_tokens
            .retain(|_, token| token.account != account || token.client_id != client_id);
        self.refresh_tokens
            .retain(|_, token| token.account != account || token.client_id != client_id);
    }

    pub fn snapshot(&self) -> impl Iterator<Item = GoogleChange> + '_ {
        let accounts = self.accounts.values().cloned().map(GoogleChange::Account);
        let clients = self.clients.values().cloned().map(GoogleChange::Client);
        let grants = self.grants.values().cloned().map(GoogleChange::Grant);
        let codes = self.codes.values().cloned().map(GoogleChange::Code);
        let access = self.access_tokens.values().cloned();
        let refresh = self.refresh_tokens.values().cloned();
        let events = self.events.iter().flat_map(|(account, events)| {
            events.values().map(|event| GoogleChange::Event {
                account: account.clone(),
                event: event.clone(),
            })
        });
        accounts
            .chain(clients)
            .chain(grants)
            .chain(codes)
            .chain(access.map(GoogleChange::AccessToken))
            .chain(refresh.map(GoogleChange::RefreshToken))
            .chain(events)
    }
}
