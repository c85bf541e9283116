//! How a client proves itself at the token endpoint: with a secret, or with an assertion signed by
//! a certificate's key.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::authorize;
use super::error::Aadsts;
use super::state::Client;
use crate::sim::{Desk, Sim};
use crate::wire::{self, Form};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The client that proved itself; exactly one way of proof.
pub fn authenticate(
    sim: &Sim,
    desk: &Desk,
    tenant: &str,
    headers: &HeaderMap,
    form: &Form,
) -> Result<String, Aadsts> {
    let field = |name: &str| form.get(name).filter(|value| !value.is_empty());
    let basic = match headers.get(header::AUTHORIZATION) {
        Some(value) => {
            let text = "The client credentials of the Authorization header cannot be read.";
            Some(wire::basic(value).ok_or_else(|| Aadsts::client(7_000_215, text))?)
        }
        None => None,
    };
    let id = match (&basic, field("client_id"), field("client_assertion")) {
        (Some((id, _)), None, _) => id.clone(),
        (Some((id, _)), Some(also), _) if id == also => id.clone(),
        (None, Some(id), _) => id.clone(),
        (None, None, Some(assertion)) => subject(assertion).unwrap_or_default(),
        _ => return Err(Aadsts::missing("client_id")),
    };
    if id.is_empty() {
        return Err(Aadsts::missing("client_id"));
    }
    let client = desk.microsoft.clients.get(&id);
    let client = client.ok_or_else(|| authorize::unknown_client(&id))?;
    let secret = basic.map(|(_, secret)| secret);
    let secret = secret
        .as_deref()
        .or(field("client_secret").map(String::as_str));
    match (secret, field("client_assertion")) {
        (Some(secret), None) => by_secret(desk, client, secret)?,
        (None, Some(assertion)) => {
            if field("client_assertion_type").map(String::as_str) != Some(ASSERTION) {
                let text = format!("The 'client_assertion_type' must be '{ASSERTION}'.");
                return Err(Aadsts::new("invalid_request", 90_023, text));
            }
            by_certificate(sim, desk, tenant, client, assertion)?;
        }
        (None, None) => {
            let text = "The request body must contain the following parameter: \
                        'client_assertion' or 'client_secret'.";
            return Err(Aadsts::client(7_000_218, text));
        }
        (Some(_), Some(_)) => {
            let text = "Only one of 'client_assertion' and 'client_secret' may be given.";
            return Err(Aadsts::new("invalid_request", 90_023, text));
        }
    }
    Ok(id)
}

fn by_secret(desk: &Desk, client: &Client, secret: &str) -> Result<(), Aadsts> {
    let known = client.secrets.iter().find(|known| known.value == secret);
    let Some(known) = known else {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the \
             client secret value, not the client secret ID, for a secret added to app '{}'.",
            client.client_id
        );
        return Err(Aadsts::client(7_000_215, text));
    };
    if known.expires_at.is_some_and(|at| desk.now() >= at) {
        let text = format!(
            "The provided client secret keys for app '{}' are expired. Visit the Azure portal to \
             create new keys for your app.",
            client.client_id
        );
        return Err(Aadsts::client(7_000_222, text));
    }
    Ok(())
}

/// The claim `sub`, unchecked: it only says whose certificates to look at.
fn subject(assertion: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    Some(claims.get("sub")?.as_str()?.to_owned())
}

fn by_certificate(
    sim: &Sim,
    desk: &Desk,
    tenant: &str,
    client: &Client,
    assertion: &str,
) -> Result<(), Aadsts> {
    let bad = |number: u32, text: &str| Aadsts::client(number, text);
    let header = jsonwebtoken::decode_header(assertion)
        .map_err(|_| bad(50_027, "JWT token is invalid or malformed."))?;
    if ![Algorithm::RS256, Algorithm::PS256].contains(&header.alg) {
        return Err(bad(
            5_002_738,
            "The algorithm of the client assertion is not supported.",
        ));
    }
    // Some of Microsoft's own libraries leave the padding on.
    let named = header.x5t_s256.as_deref().or(header.kid.as_deref());
    let named = named.map(|print| print.trim_end_matches('='));
    let pem = client.certificates.iter().find(|pem| {
        let print = thumbprint(pem);
        print.is_some() && print.as_deref() == named
    });
    let Some(key) = pem.and_then(|pem| DecodingKey::from_rsa_pem(pem.as_bytes()).ok()) else {
        let text = "The certificate with the thumbprint of the client assertion ('x5t#S256' or \
                    'kid') is not registered on the application.";
        return Err(bad(700_027, text));
    };
    let mut rules = Validation::new(header.alg);
    let audiences = [
        format!("{}/microsoft/{tenant}/oauth2/v2.0/token", sim.url()),
        format!("{}/microsoft/{tenant}/v2.0", sim.url()),
        format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"),
        format!("https://login.microsoftonline.com/{tenant}/v2.0"),
    ];
    rules.set_audience(&audiences);
    rules.set_issuer(&[&client.client_id]);
    rules.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    // Times are checked against the simulator's clock below.
    rules.validate_exp = false;
    let claims = jsonwebtoken::decode::<Value>(assertion, &key, &rules)
        .map_err(|_| {
            let text = "Client assertion failed signature validation, or its issuer or audience \
                        is not the expected one.";
            bad(700_027, text)
        })?
        .claims;
    let now = desk.now() as f64 / 1000.0;
    // A NumericDate may have a fraction, and Microsoft's Python library sends one.
    let time = |name: &str| claims.get(name).and_then(Value::as_f64);
    const SKEW: f64 = 300.0;
    let expired = time("exp").is_none_or(|exp| exp + SKEW <= now);
    let early = time("nbf").is_some_and(|nbf| nbf - SKEW > now);
    if expired || early {
        let text = "Client assertion is not within its valid time range.";
        return Err(bad(700_024, text));
    }
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("sub") != client.client_id || text("jti").is_empty() {
        let text = "Client assertion must contain 'sub' with the client's id and 'jti'.";
        return Err(bad(700_021, text));
    }
    Ok(())
}

/// SHA-256 over the certificate, as `x5t#S256` and `kid` name it.
pub fn thumbprint(pem: &str) -> Option<String> {
    let body: String = pem
        .lines()
        .skip_while(|line| !line.starts_with("-----BEGIN CERTIFICATE"))
        .skip(1)
        .take_while(|line| !line.starts_with("-----END"))
        .collect();
    let der = STANDARD.decode(body.trim()).ok()?;
    (!der.is_empty()).then(|| URL_SAFE_NO_PAD.encode(Sha256::digest(der)))
}
