//! The way back: everything that must hold before a connection exists.

use std::collections::HashMap;

use axum::Extension;
use axum::extract::{Query, State as Extracted};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::ConnectionId;
use domain::mirror::Cause;
use domain::permission::Permission;
use domain::provider::Provider;
use domain::rules::{self, Account};

use super::start::verifier_place;
use super::{Outcome, redirect_uri, trial};
use crate::backend::Signed;
use crate::config::GoogleConfig;
use crate::db::connections::{self, Grant};
use crate::db::{audit, oauth_requests, policy, sessions};
use crate::http::refusal;
use crate::providers::google::calendar::GoogleCalendar;
use crate::providers::google::wire::IdToken;
use crate::providers::google::{CALENDAR_SCOPE, oauth};
use crate::providers::{Tokens, Trouble};
use crate::secrets::sha256;
use crate::state::State;
use crate::sync::grant;
use crate::sync::mark::{self, Reach};

pub async fn callback(
    Extracted(state): Extracted<State>,
    Extension(signed): Extension<Option<Signed>>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let outcome = match signed {
        Some(signed) => connect(&state, &signed, &query).await,
        None => Ok(Outcome::StartAgain),
    };
    match outcome {
        Ok(outcome) => {
            tracing::info!(?outcome, "came back from Google");
            Redirect::to(&outcome.address()).into_response()
        }
        Err(error) => refusal::broke(&state, &format!("finishing a connect: {error:#}")),
    }
}

/// What Google handed us, believed only after every check.
struct Granted {
    tokens: Tokens,
    refresh_token: String,
    account_key: String,
    email: String,
    personal: bool,
}

async fn connect(
    state: &State,
    signed: &Signed,
    query: &HashMap<String, String>,
) -> anyhow::Result<Outcome> {
    let now = state.clock.now();
    let Some(config) = &state.config.google else {
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
        Provider::Google.as_str(),
    )
    .await?;
    tx.commit().await?;
    let Some(request) = request else {
        return Ok(Outcome::StartAgain);
    };
    // RFC 9207: an issuer that is named must be the one we asked.
    if query.get("iss").is_some_and(|iss| *iss != config.issuer) {
        return Ok(Outcome::StartAgain);
    }
    if query.contains_key("error") {
        return Ok(Outcome::Refused);
    }
    let Some(code) = query.get("code") else {
        return Ok(Outcome::StartAgain);
    };
    let verifier = state
        .secrets
        .unseal(&verifier_place(&state_hash), &request.verifier)?;
    let exchanged = oauth::exchange(
        config,
        &state.http,
        now,
        &redirect_uri(state),
        code,
        &verifier,
    )
    .await;
    let tokens = match exchanged {
        Ok(tokens) => tokens,
        Err(Trouble::Reconnect { .. }) => return Ok(Outcome::StartAgain),
        Err(trouble) => return Ok(unavailable(&trouble)),
    };
    let Some(granted) = believe(config, now, &request.nonce, tokens) else {
        tracing::warn!("an id token did not hold what it must");
        return Ok(Outcome::StartAgain);
    };
    let outcome = prove_and_store(state, config, signed, &granted, request.backfill == 1).await;
    if !matches!(outcome, Ok(Outcome::Connected)) {
        give_back(state, config, &granted).await?;
    }
    outcome
}

/// The id token's issuer, audience, expiry and nonce (OpenID Connect Core 3.1.3.7), and a refresh
/// token without which nothing lasts.
fn believe(config: &GoogleConfig, now: i64, nonce: &str, tokens: Tokens) -> Option<Granted> {
    let id = IdToken::parse(tokens.id_token.as_deref()?)?;
    // Google documents both spellings of its issuer.
    let bare = config.issuer.trim_start_matches("https://");
    let holds = (id.iss == config.issuer || id.iss == bare)
        && id.aud == config.client_id
        && id.exp.saturating_mul(1_000) > now
        && id.nonce == nonce
        && !id.sub.is_empty();
    let refresh_token = tokens.refresh_token.clone()?;
    holds.then(|| Granted {
        refresh_token,
        account_key: id.sub,
        email: id.email,
        personal: id.hd.is_none(),
        tokens,
    })
}

async fn prove_and_store(
    state: &State,
    config: &GoogleConfig,
    signed: &Signed,
    granted: &Granted,
    backfill: bool,
) -> anyhow::Result<Outcome> {
    if !granted
        .tokens
        .scope
        .split(' ')
        .any(|scope| scope == CALENDAR_SCOPE)
    {
        return Ok(Outcome::BoxUnticked);
    }
    if !allowed(state, signed, granted).await? {
        return Ok(Outcome::NotAllowed);
    }
    let calendar = GoogleCalendar {
        config,
        http: &state.http,
        access_token: &granted.tokens.access_token,
    };
    let tried = trial::run(
        state,
        calendar,
        &signed.org_id,
        &signed.user_id,
        &granted.account_key,
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
    store(state, signed, granted, backfill).await?;
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
    let account = Account {
        provider: Provider::Google,
        email: &granted.email,
        personal: granted.personal,
        tenant: rules::tenant_of(Provider::Google, &granted.account_key),
    };
    Ok(rules::entitled(true, &permissions, &policy, account))
}

/// One transaction: the connection, and the classes that are already booked.
async fn store(
    state: &State,
    signed: &Signed,
    granted: &Granted,
    backfill: bool,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    let (org, user) = (&signed.org_id, &signed.user_id);
    let provider = Provider::Google.as_str();
    let mut tx = state.db.write().await?;
    connections::hold(&mut tx, org).await?;
    let known = connections::of_account(&mut tx, org, user, provider, &granted.account_key).await?;
    // At most one current connection: another account's starts to leave.
    for other in connections::all_of_user(&mut tx, org, user).await? {
        let same = known.as_ref().is_some_and(|k| k.id == other.id);
        if !same && other.stored_state().is_current() {
            let id = other.connection_id();
            let deadline = now + state.config.sync.leave_deadline_ms;
            connections::leave(&mut tx, now, &id, deadline).await?;
            mark::remove_all(&mut tx, now, &id, Cause::Disconnected).await?;
        }
    }
    let id = known.as_ref().map_or_else(
        || ConnectionId::from_uuid(state.entropy.uuid(now)),
        connections::ConnectionRow::connection_id,
    );
    let seal = |column: &str, token: &str| {
        state
            .secrets
            .seal(&state.entropy, &grant::place(id.as_str(), column), token)
    };
    let access_token = seal("access_token", &granted.tokens.access_token);
    let refresh_token = seal("refresh_token", &granted.refresh_token);
    let grant = Grant {
        provider,
        account_key: &granted.account_key,
        account_email: &granted.email,
        personal: granted.personal,
        scope: &granted.tokens.scope,
        access_token: &access_token,
        access_expires_at: granted.tokens.access_expires_at,
        refresh_token: &refresh_token,
        refresh_expires_at: granted.tokens.refresh_expires_at,
    };
    // Without the tick nothing that was booked before is added; what became unwanted meanwhile goes.
    let reach = match &known {
        Some(known) => {
            connections::renew(&mut tx, now, &id, &grant).await?;
            if backfill || known.stored_state().is_current() {
                Reach::Everything
            } else {
                Reach::RemovalsOnly
            }
        }
        None => {
            connections::insert(&mut tx, now, &id, org, user, &grant).await?;
            if backfill {
                Reach::Everything
            } else {
                Reach::RemovalsOnly
            }
        }
    };
    mark::connection(&mut tx, now, org, &id, reach, Cause::Connected).await?;
    audit::record(
        &mut tx,
        &state.entropy,
        now,
        audit::Event {
            org: Some(org),
            actor: Some(user),
            action: if known.is_some() {
                "calendar.reconnect"
            } else {
                "calendar.connect"
            },
            target_kind: "connection",
            target_id: id.as_str(),
            detail: provider,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Nothing was stored, so the grant is ended — unless a live connection of this installation uses
/// the account, because Google ends the account's whole grant.
async fn give_back(state: &State, config: &GoogleConfig, granted: &Granted) -> anyhow::Result<()> {
    let mut tx = state.db.read().await?;
    let used =
        connections::account_in_use(&mut tx, Provider::Google.as_str(), &granted.account_key)
            .await?;
    tx.commit().await?;
    if !used && let Err(trouble) = oauth::revoke(config, &state.http, &granted.refresh_token).await
    {
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
