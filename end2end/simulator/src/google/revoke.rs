//! The revocation endpoint: any live token of a grant ends the whole grant.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use url::form_urlencoded;

use super::error::OAuthError;
use super::{grants, token};
use crate::sim::Sim;

pub async fn endpoint(
    State(sim): State<Sim>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match revoke(&sim, query.as_deref(), &headers, &body) {
        Ok(()) => Json(json!({})).into_response(),
        Err(error) => error.into_response(),
    }
}

fn revoke(
    sim: &Sim,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), OAuthError> {
    let in_query = query.and_then(|query| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "token")
            .map(|(_, value)| value.into_owned())
    });
    let text = match in_query {
        Some(text) if headers.get(header::CONTENT_TYPE).is_none() || body.is_empty() => text,
        _ => token::form(headers, body)?
            .remove("token")
            .unwrap_or_default(),
    };
    if text.is_empty() {
        let message = "Missing required parameter: token";
        return Err(OAuthError::bad("invalid_request", message));
    }
    let mut desk = sim.desk();
    let google = &desk.google;
    let owner = match google.refresh_tokens.get(&text) {
        Some(token) => Some((token.account.clone(), token.client_id.clone())),
        None => grants::access_token(&desk, &text)
            .map(|token| (token.account.clone(), token.client_id.clone())),
    };
    let Some((account, client_id)) = owner else {
        return Err(OAuthError::bad("invalid_token", "Token expired or revoked"));
    };
    grants::end(&mut desk, &account, &client_id);
    Ok(())
}
