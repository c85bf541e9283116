//! What the token endpoint hands out.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::state::{AccessToken, Account, CONSUMERS, MicrosoftChange, RefreshToken};
use super::{identity, scopes};
use crate::secret;
use crate::sim::Desk;

/// Everything an answer with tokens is made of.
pub struct Granted {
    pub account: Account,
    pub client_id: String,
    /// What the next refresh token can be used for.
    pub given: BTreeSet<String>,
    /// What this access token can be used for.
    pub wanted: BTreeSet<String>,
    pub strong: bool,
}

impl Granted {
    pub fn tokens(self, desk: &mut Desk, nonce: Option<&str>) -> Value {
        let now = desk.now();
        let settings = desk.settings.microsoft.clone();
        let personal = self.account.tid == CONSUMERS;
        let access = match personal {
            true => format!("EwB{}", secret::random(900)),
            false => format!("eyJ0eXAiOiJKV1Qi.{}", secret::random(1000)),
        };
        desk.microsoft(MicrosoftChange::AccessToken(AccessToken {
            token: access.clone(),
            address: self.account.address.clone(),
            client_id: self.client_id.clone(),
            scopes: self.wanted.clone(),
            expires_at: now + settings.access_token_ttl_s * 1000,
        }));
        let mut answer = json!({
            "token_type": "Bearer",
            "scope": scopes::spelled(&self.wanted, settings.long_scopes.unwrap_or(personal)),
            "expires_in": settings.access_token_ttl_s,
            "ext_expires_in": settings.access_token_ttl_s,
            "access_token": access,
        });
        if self.wanted.contains("offline_access") {
            let token = match personal {
                true => format!("M.C5_BAY.0.U.-{}", secret::random(240)),
                false => format!("1.{}", secret::random(700)),
            };
            answer["refresh_token"] = token.clone().into();
            desk.microsoft(MicrosoftChange::RefreshToken(RefreshToken {
                token,
                address: self.account.address.clone(),
                client_id: self.client_id.clone(),
                scopes: self.given,
                issued_at: now,
                expires_at: now + settings.refresh_token_ttl_s * 1000,
                strong: self.strong,
                revoked: false,
            }));
        }
        if self.wanted.contains("openid") {
            let id = identity::id_token(&self.account, &self.client_id, &self.wanted, nonce, now);
            answer["id_token"] = id.into();
        }
        answer
    }
}
