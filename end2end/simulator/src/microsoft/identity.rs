//! Who somebody is: id tokens, the discovery document, the keys.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::authorize;
use super::state::{Account, CONSUMERS};
use crate::sim::Sim;
use crate::{secret, signing};

const HOST: &str = "https://login.microsoftonline.com";

pub fn id_token(
    account: &Account,
    client_id: &str,
    scopes: &BTreeSet<String>,
    nonce: Option<&str>,
    now_ms: i64,
) -> String {
    let issued = now_ms / 1000;
    let pairwise = secret::hash(&format!("{}:{client_id}", account.oid));
    let mut claims = json!({
        "ver": "2.0",
        "iss": format!("{HOST}/{}/v2.0", account.tid),
        "aud": client_id,
        "sub": secret::encoded(&pairwise),
        "tid": account.tid,
        "iat": issued,
        "nbf": issued,
        "exp": issued + 3600,
        "uti": secret::random(16),
        "rh": format!("1.{}", secret::random(30)),
    });
    if scopes.contains("profile") {
        claims["oid"] = account.oid.clone().into();
        claims["name"] = account.name.clone().into();
        claims["preferred_username"] = account.address.clone().into();
    }
    // Work accounts have the claim only when the application asks for it as an optional claim.
    if scopes.contains("email") && account.tid == CONSUMERS {
        claims["email"] = account.address.clone().into();
    }
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    signing::sign(&claims)
}

pub async fn keys() -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (headers, signing::CERTS).into_response()
}

pub async fn discovery(State(sim): State<Sim>, Path(tenant): Path<String>) -> Response {
    let desk = sim.desk();
    if let Err(problem) = authorize::check_tenant(&tenant, &desk.microsoft) {
        return problem.answer(desk.now());
    }
    let id = match tenant.as_str() {
        "common" | "organizations" => "{tenantid}",
        "consumers" => CONSUMERS,
        name => match desk.microsoft.tenant(name) {
            Some(tenant) => tenant.id.as_str(),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    let base = format!("{}/microsoft/{tenant}", sim.url());
    Json(json!({
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported":
            ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{base}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": format!("{HOST}/{id}/v2.0"),
        "request_uri_parameter_supported": false,
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
            "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username",
            "name", "tid", "ver", "at_hash", "c_hash", "email"
        ],
        "tenant_region_scope": null,
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
    }))
    .into_response()
}
