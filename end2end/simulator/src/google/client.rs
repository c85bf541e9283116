//! How a client proves itself at the token endpoint.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::error::OAuthError;
use super::token::Form;
use crate::sim::Desk;

/// The client that proved itself, in the body or by Basic authentication, not both.
pub fn authenticate(desk: &Desk, headers: &HeaderMap, form: &Form) -> Result<String, OAuthError> {
    let (id, secret) = match headers.get(header::AUTHORIZATION) {
        Some(value) => {
            if form.contains_key("client_secret") {
                let message = "Use one way to authenticate the client.";
                return Err(OAuthError::bad("invalid_request", message));
            }
            basic(value).ok_or_else(|| OAuthError::client("Unauthorized"))?
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

fn basic(value: &HeaderValue) -> Option<(String, String)> {
    let (scheme, coded) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let plain = String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?;
    let (id, secret) = plain.split_once(':')?;
    let decode = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
    Some((decode(id)?, decode(secret)?))
}
