//! Clients, what they were allowed, and what they hold.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Client {
    pub client_id: String,
    #[serde(default)]
    pub secrets: Vec<Secret>,
    /// Certificates as PEM.
    #[serde(default)]
    pub certificates: Vec<String>,
    pub redirect_uris: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Secret {
    pub value: String,
    /// The simulator's time in milliseconds.
    #[serde(default)]
    pub expires_at: Option<i64>,
}

/// Scopes given by a person (`who` is an address) or for a tenant (`who` is its id); none ends it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Grant {
    pub who: String,
    pub client_id: String,
    pub scopes: BTreeSet<String>,
}

/// What somebody asked the administrators for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Approval {
    pub id: String,
    pub address: String,
    pub tid: String,
    pub client_id: String,
    pub scopes: BTreeSet<String>,
    pub reason: String,
    pub decided: Option<bool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Code {
    pub code: String,
    pub address: String,
    pub client_id: String,
    pub redirect_uri: String,
    /// The `{tenant}` of the authorize request; the token request must name the same.
    pub tenant: String,
    pub scopes: BTreeSet<String>,
    pub challenge: Option<String>,
    pub challenge_plain: bool,
    pub nonce: Option<String>,
    /// The person showed a second factor.
    pub strong: bool,
    pub expires_at: i64,
    pub used: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessToken {
    pub token: String,
    pub address: String,
    pub client_id: String,
    pub scopes: BTreeSet<String>,
    pub expires_at: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefreshToken {
    pub token: String,
    pub address: String,
    pub client_id: String,
    pub scopes: BTreeSet<String>,
    pub issued_at: i64,
    pub expires_at: i64,
    /// The person had shown a second factor.
    pub strong: bool,
    pub revoked: bool,
}
