//! The token endpoint: a code or a refresh token for tokens.

use std::collections::BTreeSet;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::error::Aadsts;
use super::issue::Granted;
use super::state::{Account, Code, ConditionalAccess, MicrosoftChange};
use super::{authorize, client, consent, scopes};
use crate::secret;
use crate::sim::{Desk, Sim};
use crate::wire::{self, Form, NoForm};

pub async fn endpoint(
    State(sim): State<Sim>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut desk = sim.desk();
    let answer = exchange(&sim, &mut desk, &tenant, &headers, &body);
    let mut response = match answer {
        Ok(answer) => Json(answer).into_response(),
        Err(problem) => problem.answer(desk.now()),
    };
    let no_store = HeaderValue::from_static("no-store, no-cache");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

fn exchange(
    sim: &Sim,
    desk: &mut Desk,
    tenant: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, Aadsts> {
    let form = wire::form(headers, body).map_err(|problem| match problem {
        NoForm::Kind => Aadsts::missing("grant_type"),
        NoForm::Twice(name) => {
            let text = format!("The parameter '{name}' is duplicated.");
            Aadsts::new("invalid_request", 9_000_411, text)
        }
    })?;
    authorize::check_tenant(tenant, &desk.microsoft)?;
    match field(&form, "grant_type")? {
        "authorization_code" => {
            let client_id = client::authenticate(sim, desk, tenant, headers, &form)?;
            informed(&form, code(desk, tenant, &client_id, &form)?)
        }
        "refresh_token" => {
            let client_id = client::authenticate(sim, desk, tenant, headers, &form)?;
            informed(&form, refresh(desk, tenant, &client_id, &form)?)
        }
        other => {
            let text = format!("The app requested an unsupported grant type '{other}'.");
            Err(Aadsts::new("unsupported_grant_type", 70_003, text))
        }
    }
}

/// With `client_info=1`, as Microsoft's own libraries ask: who it is, in base64url.
fn informed(form: &Form, answer: (Value, Account)) -> Result<Value, Aadsts> {
    let (mut answer, account) = answer;
    if form.get("client_info").map(String::as_str) == Some("1") {
        let info = json!({"uid": account.oid, "utid": account.tid}).to_string();
        answer["client_info"] = secret::encoded(info.as_bytes()).into();
    }
    Ok(answer)
}

fn field<'a>(form: &'a Form, name: &str) -> Result<&'a str, Aadsts> {
    match form.get(name) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(Aadsts::missing(name)),
    }
}

fn code(
    desk: &mut Desk,
    tenant: &str,
    client_id: &str,
    form: &Form,
) -> Result<(Value, Account), Aadsts> {
    let text = field(form, "code")?;
    let Some(code) = desk.microsoft.codes.get(text).cloned() else {
        let text = "The provided value for the 'code' parameter is not valid.";
        return Err(Aadsts::grant(9_002_313, text));
    };
    if code.client_id != client_id {
        let text = "The provided authorization code was issued to another client.";
        return Err(Aadsts::grant(70_000, text));
    }
    if code.used {
        let text = "OAuth2 Authorization code was already redeemed, please retry with a new valid \
                    code or use an existing refresh token.";
        return Err(Aadsts::grant(54_005, text));
    }
    if desk.now() >= code.expires_at {
        let text = "The provided authorization code or refresh token has expired due to \
                    inactivity. Send a new interactive authorization request for this user and \
                    resource.";
        return Err(Aadsts::grant(70_008, text));
    }
    if code.tenant != tenant {
        let text = format!(
            "Provided Authorization Code is intended to use against other tenant, thus rejected. \
             The code was issued at '{}'.",
            code.tenant
        );
        return Err(Aadsts::grant(700_005, text));
    }
    // One attempt: whatever comes next, this code is spent.
    desk.microsoft(MicrosoftChange::Code(Code {
        used: true,
        ..code.clone()
    }));
    if field(form, "redirect_uri")? != code.redirect_uri {
        let text = "The reply address does not match the reply address provided when requesting \
                    Authorization code.";
        return Err(Aadsts::grant(500_112, text));
    }
    let verifier = form
        .get("code_verifier")
        .filter(|verifier| !verifier.is_empty());
    match (&code.challenge, verifier) {
        (None, None) => {}
        (Some(challenge), Some(verifier))
            if (43..=128).contains(&verifier.len())
                && *challenge == challenge_of(verifier, code.challenge_plain) => {}
        _ => {
            let text = "The Code_Verifier does not match the code_challenge supplied in the \
                        authorization request.";
            return Err(Aadsts::grant(501_481, text));
        }
    }
    let account = account(desk, &code.address)?;
    consent::admitted(&desk.microsoft, tenant, &account)?;
    let wanted = wanted(form, &code.scopes)?;
    allowed(desk, &account, client_id, &wanted)?;
    let grant = Granted {
        account: account.clone(),
        client_id: client_id.to_owned(),
        given: code.scopes,
        wanted,
        strong: code.strong,
    };
    Ok((grant.tokens(desk, code.nonce.as_deref()), account))
}

fn challenge_of(verifier: &str, plain: bool) -> String {
    match plain {
        true => verifier.to_owned(),
        false => secret::challenge(verifier),
    }
}

fn refresh(
    desk: &mut Desk,
    tenant: &str,
    client_id: &str,
    form: &Form,
) -> Result<(Value, Account), Aadsts> {
    let text = field(form, "refresh_token")?;
    let Some(token) = desk.microsoft.refresh_tokens.get(text).cloned() else {
        let text = "The provided value for the input parameter 'refresh_token' is not valid.";
        return Err(Aadsts::grant(9_002_313, text));
    };
    if token.client_id != client_id {
        let text = "The provided grant was issued to another client.";
        return Err(Aadsts::grant(70_000, text));
    }
    let account = account(desk, &token.address)?;
    let wanted = wanted(form, &token.scopes)?;
    allowed(desk, &account, client_id, &wanted)?;
    if token.revoked {
        let text = "The provided grant has expired due to it being revoked, a fresh auth token is \
                    needed. The user might have changed or reset their password.";
        return Err(Aadsts::grant(50_173, text).with("bad_token"));
    }
    if desk.now() >= token.expires_at {
        let text = format!(
            "The refresh token has expired due to inactivity. The token was issued on {} and was \
             inactive for 90.00:00:00.",
            jiff::Timestamp::from_millisecond(token.issued_at).unwrap_or_default()
        );
        return Err(Aadsts::grant(700_082, text));
    }
    consent::admitted(&desk.microsoft, tenant, &account)?;
    interaction(desk, &account, token.strong)?;
    let grant = Granted {
        account: account.clone(),
        client_id: client_id.to_owned(),
        given: token.scopes,
        wanted,
        strong: token.strong,
    };
    // The old token stays as good as it was.
    Ok((grant.tokens(desk, None), account))
}

fn account(desk: &Desk, address: &str) -> Result<Account, Aadsts> {
    let found = desk.microsoft.accounts.get(address).cloned();
    found.ok_or_else(|| {
        let text = "The user account does not exist in the directory. To sign into this \
                    application, the account must be added to the directory.";
        Aadsts::grant(50_034, text)
    })
}

/// `scope` may leave something out, or ask for more that was allowed as well.
fn wanted(form: &Form, given: &BTreeSet<String>) -> Result<BTreeSet<String>, Aadsts> {
    match form.get("scope").filter(|scope| !scope.trim().is_empty()) {
        None => Ok(given.clone()),
        Some(list) => scopes::read(list).map_err(|unknown| {
            let text = format!(
                "The provided request must include a 'scope' input parameter. The scope {unknown} \
                 is not valid."
            );
            Aadsts::new("invalid_scope", 70_011, text)
        }),
    }
}

/// Consent is looked at each time: what was taken back is over.
fn allowed(
    desk: &Desk,
    account: &Account,
    client_id: &str,
    wanted: &BTreeSet<String>,
) -> Result<(), Aadsts> {
    let granted = consent::granted(&desk.microsoft, account, client_id);
    if wanted.is_subset(&granted) {
        return Ok(());
    }
    let text = format!(
        "The user or administrator has not consented to use the application with ID '{client_id}'. \
         Send an interactive authorization request for this user and resource."
    );
    Err(Aadsts::grant(65_001, text).with("consent_required"))
}

/// Conditional Access that came after the last sign-in wants the person again.
fn interaction(desk: &Desk, account: &Account, strong: bool) -> Result<(), Aadsts> {
    let tenant = desk.microsoft.tenants.get(&account.tid);
    let wanted =
        tenant.is_some_and(|tenant| tenant.policy.conditional_access == ConditionalAccess::Mfa);
    if !wanted || strong {
        return Ok(());
    }
    let text = "Due to a configuration change made by your administrator, or because you moved to \
                a new location, you must use multi-factor authentication to access \
                '00000003-0000-0000-c000-000000000000'.";
    let claims = r#"{"access_token":{"capolids":{"essential":true,"values":["00000000-0000-0000-0000-000000000000"]}}}"#;
    Err(Aadsts {
        claims: Some(claims),
        ..Aadsts::new(&desk.settings.microsoft.interaction_error, 50_076, text)
    }
    .with("basic_action"))
}
