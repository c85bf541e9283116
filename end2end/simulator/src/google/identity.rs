//! Who somebody is: id tokens, the keys to check them with, and userinfo.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::state::Account;
use super::{grants, scopes};
use crate::sim::Sim;
use crate::{signing, wire};

pub const ISSUER: &str = "https://accounts.google.com";

pub fn id_token(
    account: &Account,
    client_id: &str,
    scopes: &BTreeSet<String>,
    nonce: Option<&str>,
    now_ms: i64,
) -> String {
    let issued = now_ms / 1000;
    let mut claims = json!({
        "iss": ISSUER,
        "azp": client_id,
        "aud": client_id,
        "sub": account.sub,
        "iat": issued,
        "exp": issued + 3600,
    });
    if scopes::email(scopes) {
        claims["email"] = account.email.clone().into();
        claims["email_verified"] = true.into();
    }
    if let Some(hd) = &account.hd {
        claims["hd"] = hd.clone().into();
    }
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    signing::sign(&claims)
}

pub async fn certs() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=UTF-8"),
        (header::CACHE_CONTROL, "public, max-age=21600"),
    ];
    (headers, signing::CERTS).into_response()
}

/// The older shape: certificates as PEM, by key id.
pub async fn pem_certs() -> Response {
    let certificates = json!({signing::KEY_ID: signing::CERTIFICATE});
    let headers = [(header::CACHE_CONTROL, "public, max-age=21600")];
    (headers, Json(certificates)).into_response()
}

pub async fn userinfo(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    let desk = sim.desk();
    let found = wire::bearer(&headers).and_then(|token| {
        let access = grants::access_token(&desk, token)?;
        Some((access, desk.google.accounts.get(&access.account)?))
    });
    let Some((access, account)) = found else {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "invalid_request",
            "Invalid Credentials",
        );
    };
    if !access.scopes.iter().any(|scope| scopes::is_sign_in(scope)) {
        let message = "Request had insufficient authentication scopes.";
        return refuse(StatusCode::FORBIDDEN, "insufficient_scope", message);
    }
    let mut answer = json!({"sub": account.sub});
    if scopes::email(&access.scopes) {
        answer["email"] = account.email.clone().into();
        answer["email_verified"] = true.into();
    }
    if let Some(hd) = &account.hd {
        answer["hd"] = hd.clone().into();
    }
    Json(answer).into_response()
}

fn refuse(status: StatusCode, error: &str, description: &str) -> Response {
    let body: Value = json!({"error": error, "error_description": description});
    (status, Json(body)).into_response()
}
