//! The token endpoint: a code or a refresh token for an access token.

use std::collections::BTreeSet;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::error::OAuthError;
use super::state::{AccessToken, Code, GoogleChange, RefreshToken};
use super::{client, decide, identity, scopes};
use crate::secret;
use crate::sim::{Desk, Sim};
use crate::wire::{self, Form, NoForm};

/// So many refresh tokens live per account and client; one more ends the oldest.
const LIVE_REFRESH_TOKENS: usize = 100;
/// Six months without use end a refresh token.
const UNUSED_MS: i64 = 182 * 24 * 3600 * 1000;

pub async fn endpoint(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let answer = form(&headers, &body).and_then(|form| {
        let mut desk = sim.desk();
        exchange(&mut desk, &headers, &form)
    });
    let mut response = match answer {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => error.into_response(),
    };
    let no_store = HeaderValue::from_static("no-cache, no-store, max-age=0, must-revalidate");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

/// A form body; Google takes nothing else here.
pub fn form(headers: &HeaderMap, body: &[u8]) -> Result<Form, OAuthError> {
    wire::form(headers, body).map_err(|problem| match problem {
        NoForm::Kind => OAuthError::bad("invalid_request", "The body must be a form."),
        NoForm::Twice(name) => {
            OAuthError::bad("invalid_request", format!("Parameter given twice: {name}"))
        }
    })
}

fn exchange(desk: &mut Desk, headers: &HeaderMap, form: &Form) -> Result<Value, OAuthError> {
    let grant_type = field(form, "grant_type")?;
    if grant_type != "authorization_code" && grant_type != "refresh_token" {
        let message = format!("Invalid grant_type: {grant_type}");
        return Err(OAuthError::bad("unsupported_grant_type", message));
    }
    let client_id = client::authenticate(desk, headers, form)?;
    if grant_type == "authorization_code" {
        code(desk, &client_id, form)
    } else {
        refresh(desk, &client_id, form)
    }
}

fn field<'a>(form: &'a Form, name: &str) -> Result<&'a str, OAuthError> {
    match form.get(name) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => {
            let message = format!("Missing required parameter: {name}");
            Err(OAuthError::bad("invalid_request", message))
        }
    }
}

fn code(desk: &mut Desk, client_id: &str, form: &Form) -> Result<Value, OAuthError> {
    let text = field(form, "code")?;
    let Some(code) = desk.google.codes.get(text).cloned() else {
        return Err(OAuthError::invalid_grant("Malformed auth code."));
    };
    if code.client_id != client_id {
        return Err(OAuthError::invalid_grant("Bad Request"));
    }
    if code.used || desk.now() >= code.expires_at {
        return Err(OAuthError::invalid_grant("Bad Request"));
    }
    // One attempt: whatever comes next, this code is spent.
    desk.google(GoogleChange::Code(Code {
        used: true,
        ..code.clone()
    }));
    if field(form, "redirect_uri")? != code.redirect_uri {
        return Err(OAuthError::bad("redirect_uri_mismatch", "Bad Request"));
    }
    let verifier = form
        .get("code_verifier")
        .filter(|verifier| !verifier.is_empty());
    match (&code.challenge, verifier) {
        (None, None) => {}
        (Some(_), None) => return Err(OAuthError::invalid_grant("Missing code verifier.")),
        (Some(challenge), Some(verifier))
            if (43..=128).contains(&verifier.len())
                && *challenge == secret::challenge(verifier) => {}
        _ => return Err(OAuthError::invalid_grant("Invalid code verifier.")),
    }
    blocked(desk, &code.account)?;

    let mut answer = access(
        desk,
        &code.account,
        client_id,
        &code.scopes,
        code.nonce.as_deref(),
    );
    let grant = desk.google.grant(&code.account, client_id).cloned();
    let Some(mut grant) = grant else {
        return Err(OAuthError::invalid_grant(
            "Token has been expired or revoked.",
        ));
    };
    if code.offline && (code.consent_forced || !grant.refresh_token_issued) {
        answer["refresh_token"] = new_refresh_token(desk, &code).into();
        if let Some(seconds) = lasts(desk) {
            answer["refresh_token_expires_in"] = seconds.into();
        }
        grant.refresh_token_issued = true;
        desk.google(GoogleChange::Grant(grant));
    }
    Ok(answer)
}

/// The seconds access was given for, if the person chose an end; the demo control is such a choice.
fn lasts(desk: &Desk) -> Option<i64> {
    let until = desk.settings.access_ends_at;
    let chosen = until.map(|until| (until - desk.now()) / 1000);
    chosen.or(desk.settings.refresh_token_expires_in)
}

fn new_refresh_token(desk: &mut Desk, code: &Code) -> String {
    let now = desk.now();
    let mut live: Vec<(i64, String)> = desk
        .google
        .refresh_tokens
        .values()
        .filter(|token| token.account == code.account && token.client_id == code.client_id)
        .map(|token| (token.issued_at, token.token.clone()))
        .collect();
    live.sort();
    let excess = (live.len() + 1).saturating_sub(LIVE_REFRESH_TOKENS);
    for (_, token) in live.into_iter().take(excess) {
        desk.google(GoogleChange::RefreshTokenGone(token));
    }
    let token = format!("1//0{}", secret::random(72));
    let lives = lasts(desk);
    desk.google(GoogleChange::RefreshToken(RefreshToken {
        token: token.clone(),
        account: code.account.clone(),
        client_id: code.client_id.clone(),
        scopes: code.scopes.clone(),
        issued_at: now,
        last_used_at: now,
        expires_at: lives.map(|seconds| now + seconds * 1000),
    }));
    token
}

fn refresh(desk: &mut Desk, client_id: &str, form: &Form) -> Result<Value, OAuthError> {
    let text = field(form, "refresh_token")?;
    let now = desk.now();
    let Some(mut token) = desk.google.refresh_tokens.get(text).cloned() else {
        return Err(OAuthError::invalid_grant(
            "Token has been expired or revoked.",
        ));
    };
    if token.client_id != client_id {
        return Err(OAuthError {
            status: 401,
            error: "unauthorized_client",
            description: "Unauthorized".into(),
        });
    }
    let expired = token.expires_at.is_some_and(|at| now >= at);
    if expired || now - token.last_used_at >= UNUSED_MS {
        return Err(OAuthError::invalid_grant(
            "Token has been expired or revoked.",
        ));
    }
    blocked(desk, &token.account)?;
    let mut wanted = token.scopes.clone();
    if let Some(narrower) = form.get("scope").filter(|scope| !scope.is_empty()) {
        let names: Option<BTreeSet<String>> = narrower.split(' ').map(scopes::canonical).collect();
        wanted = names
            .filter(|names| names.is_subset(&token.scopes))
            .ok_or_else(|| {
                OAuthError::bad("invalid_scope", "Some requested scopes were invalid.")
            })?;
    }
    token.last_used_at = now;
    let (account, left) = (
        token.account.clone(),
        token.expires_at.map(|at| (at - now) / 1000),
    );
    desk.google(GoogleChange::RefreshToken(token));
    let mut answer = access(desk, &account, client_id, &wanted, None);
    if let Some(seconds) = left {
        answer["refresh_token_expires_in"] = seconds.into();
    }
    Ok(answer)
}

fn blocked(desk: &Desk, account: &str) -> Result<(), OAuthError> {
    let account = desk.google.accounts.get(account);
    match account.and_then(|account| decide::blocked(desk, account)) {
        Some(refusal) => Err(OAuthError::bad(refusal.error, refusal.detail)),
        None => Ok(()),
    }
}

fn access(
    desk: &mut Desk,
    account: &str,
    client_id: &str,
    scopes: &BTreeSet<String>,
    nonce: Option<&str>,
) -> Value {
    let now = desk.now();
    let lives = desk.settings.access_token_ttl_s;
    let token = format!("ya29.a0{}", secret::random(120));
    desk.google(GoogleChange::AccessToken(AccessToken {
        token: token.clone(),
        account: account.to_owned(),
        client_id: client_id.to_owned(),
        scopes: scopes.clone(),
        expires_at: now + lives * 1000,
    }));
    let names: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let mut answer = json!({
        "access_token": token,
        "expires_in": lives,
        "scope": names.join(" "),
        "token_type": "Bearer",
    });
    if scopes.contains("openid")
        && let Some(owner) = desk.google.accounts.get(account)
    {
        answer["id_token"] = identity::id_token(owner, client_id, scopes, nonce, now).into();
    }
    answer
}
