//! How a client proves itself at the token endpoint.

use axum::http::{HeaderMap, header};

use super::error::OAuthError;
use crate::sim::Desk;
use crate::wire::{self, Form};

/// The client that proved itself, in the body or by Basic authentication, not both.
pub fn authenticate(desk: &Desk, headers: &HeaderMap, form: &Form) -> Result<String, OAuthError> {
    let (id, secret) = match headers.get(header::AUTHORIZATION) {
        Some(value) => {
            if form.contains_key("client_secret") {
                let message = "Use one way to authenticate the client.";
                return Err(OAuthError::bad("invalid_request", message));
            }
            wire::basic(value).ok_or_else(|| OAuthError::client("Unauthorized"))?
        }
        None => {
            let id = match form.get("client_id") {
                Some(id) if !id.is_empty() => id.clone(),
                _ => {
                    let message = "Could not determine client ID from request.";
                    return Err(OAuthError::bad("invalid_request", message));
                }
            };
            (id, form.get("client_secret").cloned().unwrap_or_default())
        }
    };
    let Some(known) = desk.google.clients.get(&id) else {
        return Err(OAuthError::client("The OAuth client was not found."));
    };
    if secret.is_empty() {
        return Err(OAuthError::bad(
            "invalid_request",
            "client_secret is missing.",
        ));
    }
    if known.client_secret != secret {
        return Err(OAuthError::client("Unauthorized"));
    }
    Ok(id)
}
