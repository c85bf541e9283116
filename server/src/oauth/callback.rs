//! The way back: everything that must hold before a connection exists.

use std::collections::HashMap;

use axum::Extension;
use axum::extract::{Path, Query, State as Extracted};
use axum::response::{IntoResponse, Redirect, Response};
use domain::permission::Permission;
use domain::provider::Provider;
use domain::rules;
use http::StatusCode;

use super::start::verifier_place;
use super::{Outcome, redirect_uri, store, trial};
use crate::approval;
use crate::backend::Signed;
use crate::db::{audit, connections, oauth_requests, policy, sessions};
use crate::http::refusal;
use crate::providers::{Account, Caller, Declined, Redeem, Service, Tokens, Trouble};
use crate::secrets::sha256;
use crate::state::State;

pub async fn callback(
    Extracted(state): Extracted<State>,
    Extension(signed): Extension<Option<Signed>>,
    Path(provider): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(provider) = Provider::parse(&provider) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let outcome = match signed {
        Some(signed) => match connect(&state, &signed, provider, &query).await {
            Ok(outcome) => note(&state, &signed, provider, outcome).await,
            Err(error) => Err(error),
        },
        None => Ok(Outcome::StartAgain),
    };
    match outcome {
        Ok(outcome) => {
            tracing::info!(?outcome, provider = provider.as_str(), "came back");
            Redirect::to(&outcome.address(provider)).into_response()
        }
        Err(error) => refusal::broke(&state, &format!("finishing a connect: {error:#}")),
    }
}

/// Keeps why nothing was connected; a connect keeps itself, with what it stores.
async fn note(
    state: &State,
    signed: &Signed,
    provider: Provider,
    outcome: Outcome,
) -> anyhow::Result<Outcome> {
    if outcome == Outcome::Connected {
        return Ok(outcome);
    }
    let mut tx = state.db.write().await?;
    let event = audit::Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action: "calendar.connect_refused",
        target_kind: "user",
        target_id: signed.user_id.as_str(),
        detail: &format!("{} {}", provider.as_str(), outcome.name()),
    };
    audit::record(&mut tx, &state.entropy, state.clock.now(), event).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// What the provider handed us, believed only after every check.
pub struct Granted {
    pub provider: Provider,
    pub tokens: Tokens,
    pub refresh_token: String,
    pub account: Account,
}

async fn connect(
    state: &State,
    signed: &Signed,
    provider: Provider,
    query: &HashMap<String, String>,
) -> anyhow::Result<Outcome> {
    let now = state.clock.now();
    let Some(service) = Service::of(&state.config, provider) else {
        return Ok(Outcome::NotAllowed);
    };
    let Some(token) = query.get("state") else {
        return Ok(Outcome::StartAgain);
    };
    let state_hash = sha256(token);
    let mut tx = state.db.write().await?;
    let request = oauth_requests::take(
        &mut tx,
        now,
        &state_hash,
        &signed.session_hash,
        &signed.user_id,
        provider.as_str(),
    )
    .await?;
    tx.commit().await?;
    let Some(request) = request else {
        return Ok(Outcome::StartAgain);
    };
    // RFC 9207: an issuer that is named must be the one we asked.
    if query.get("iss").is_some_and(|iss| !service.is_issuer(iss)) {
        return Ok(Outcome::StartAgain);
    }
    if let Some(error) = query.get("error") {
        let description = query.get("error_description").map_or("", String::as_str);
        let outcome = declined(service, provider, error, description);
        if outcome == Outcome::NeedsApproval {
            wait_for_it(state, signed, provider).await?;
        }
        return Ok(outcome);
    }
    let Some(code) = query.get("code") else {
        return Ok(Outcome::StartAgain);
    };
    let verifier = state
        .secrets
        .unseal(&verifier_place(&state_hash), &request.verifier)?;
    let caller = Caller {
        http: &state.http,
        entropy: &state.entropy,
        now,
    };
    let redeem = Redeem {
        redirect_uri: &redirect_uri(state, provider),
        code,
        verifier: &verifier,
    };
    let tokens = match service.exchange(caller, &redeem).await {
        Ok(tokens) => tokens,
        Err(Trouble::Reconnect { reason, .. }) if reason == "consent_required" => {
            wait_for_it(state, signed, provider).await?;
            return Ok(Outcome::NeedsApproval);
        }
        Err(Trouble::Reconnect { .. }) => return Ok(Outcome::StartAgain),
        Err(trouble) => return Ok(unavailable(&trouble)),
    };
    let Some(granted) = believe(service, provider, now, &request.nonce, tokens) else {
        tracing::warn!("an id token did not hold what it must");
        return Ok(Outcome::StartAgain);
    };
    let mut tx = state.db.write().await?;
    oauth_requests::name_account(&mut tx, &state_hash, &granted.account.email).await?;
    tx.commit().await?;
    let outcome = prove_and_store(
        state,
        service,
        caller,
        signed,
        &granted,
        request.backfill == 1,
    )
    .await;
    if !matches!(outcome, Ok(Outcome::Connected)) {
        give_back(state, service, &granted).await?;
    }
    outcome
}

/// The provider says that an administrator has to approve: their request is there when they look.
async fn wait_for_it(state: &State, signed: &Signed, provider: Provider) -> anyhow::Result<()> {
    let mut tx = state.db.write().await?;
    approval::ask(&mut tx, state, signed, provider, "coded").await?;
    tx.commit().await?;
    Ok(())
}

fn declined(service: Service<'_>, provider: Provider, error: &str, description: &str) -> Outcome {
    match service.declined(error, description) {
        Declined::ByPerson => Outcome::Refused,
        Declined::NeedsApproval => Outcome::NeedsApproval,
        Declined::ByPersonOrNeedsApproval => Outcome::RefusedOrNeedsApproval,
        Declined::NotNow => Outcome::NotAnswering,
        Declined::StartAgain => Outcome::StartAgain,
        Declined::OurRegistration => {
            let error = crate::providers::transport::word(error);
            tracing::error!(
                provider = provider.as_str(),
                error,
                "our registration is refused"
            );
            Outcome::NotAnswering
        }
    }
}

/// The account, and a refresh token without which nothing lasts.
fn believe(
    service: Service<'_>,
    provider: Provider,
    now: i64,
    nonce: &str,
    tokens: Tokens,
) -> Option<Granted> {
    let account = service.account(now, nonce, tokens.id_token.as_deref()?)?;
    Some(Granted {
        provider,
        refresh_token: tokens.refresh_token.clone()?,
        account,
        tokens,
    })
}

async fn prove_and_store(
    state: &State,
    service: Service<'_>,
    caller: Caller<'_>,
    signed: &Signed,
    granted: &Granted,
    backfill: bool,
) -> anyhow::Result<Outcome> {
    if !service.grants_calendar(&granted.tokens.scope) {
        return Ok(Outcome::BoxUnticked);
    }
    if !allowed(state, signed, granted).await? {
        return Ok(Outcome::NotAllowed);
    }
    let tried = trial::run(
        state,
        service.calendar(caller, &granted.tokens.access_token),
        granted.provider,
        &signed.org_id,
        &signed.user_id,
        &granted.account.key,
    )
    .await;
    if let Err(trouble) = tried {
        tracing::warn!(?trouble, "the connection test did not pass");
        return Ok(unavailable(&trouble));
    }
    // The exchange and the test took their time; the session or the right may be gone by now.
    if !allowed(state, signed, granted).await? {
        return Ok(Outcome::NotAllowed);
    }
    store::connection(state, signed, granted, backfill).await?;
    state.waker.wake();
    Ok(Outcome::Connected)
}

/// The session still stands, the person may connect, and the organization allows the account.
async fn allowed(state: &State, signed: &Signed, granted: &Granted) -> anyhow::Result<bool> {
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let idle_since = now - state.config.session.idle_ms;
    let session = sessions::find(&mut tx, &signed.session_hash, now, idle_since).await?;
    let Some(session) = session else {
        return Ok(false);
    };
    let permissions = sessions::permissions(&mut tx, &session.org_id, &session.role_id)
        .await?
        .iter()
        .filter_map(|(text,)| Permission::parse(text))
        .collect();
    let policy = policy::of(&mut tx, &signed.org_id).await?.accounts();
    tx.commit().await?;
    let account = rules::Account {
        provider: granted.provider,
        email: &granted.account.email,
        personal: granted.account.personal,
        tenant: rules::tenant_of(granted.provider, &granted.account.key),
    };
    Ok(rules::entitled(true, &permissions, &policy, account))
}

/// Nothing was stored, so the grant is ended — unless a live connection of this installation uses
/// the account, because Google ends the account's whole grant.
async fn give_back(state: &State, service: Service<'_>, granted: &Granted) -> anyhow::Result<()> {
    let mut tx = state.db.read().await?;
    let used =
        connections::account_in_use(&mut tx, granted.provider.as_str(), &granted.account.key)
            .await?;
    tx.commit().await?;
    if !used && let Err(trouble) = service.revoke(&state.http, &granted.refresh_token).await {
        tracing::warn!(?trouble, "an unused grant could not be revoked");
    }
    Ok(())
}

fn unavailable(trouble: &Trouble) -> Outcome {
    match trouble {
        Trouble::MissingScope => Outcome::BoxUnticked,
        Trouble::MailboxUnusable { .. } => Outcome::MailboxUnusable,
        _ => Outcome::NotAnswering,
    }
}
