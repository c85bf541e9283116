//! The access token of a held connection: kept sealed, refreshed under the lease.
//!
//! One refresher per connection, because only the lease's holder gets here. What a refresh brings is
//! stored before it is used, so a rotated refresh token cannot be lost to a crash.

use domain::provider::Provider;

use super::breaker;
use super::lease::{self, Lease};
use crate::db::provider_status::{self, StopKind};
use crate::providers::{Calendar, Caller, Service, Tokens, Trouble};
use crate::state::State;
use crate::{execute, fetch_optional};

/// A token is not used in its last minute.
const MARGIN_MS: i64 = 60_000;

/// Where a connection's tokens are sealed.
pub fn place(connection_id: &str, column: &str) -> String {
    format!("calendar_connection|{connection_id}|{column}")
}

#[derive(sqlx::FromRow)]
struct Row {
    refresh_token: Option<String>,
    access_token: Option<String>,
    access_expires_at: Option<i64>,
}

/// Whether the stored access token may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    StoredWillDo,
    /// The provider did not take it. `claims`: what it wants the new one to hold.
    MustBeNew {
        claims: Option<String>,
    },
}

/// A usable access token. The outer error is ours, the inner one the provider's.
pub async fn access_token(
    state: &State,
    lease: &Lease,
    freshness: &Freshness,
) -> anyhow::Result<Result<String, Trouble>> {
    let now = state.clock.now();
    let id = lease.connection_id.as_str();
    let mut tx = state.db.read().await?;
    let row = fetch_optional!(
        &mut tx,
        Row,
        "select refresh_token, access_token, access_expires_at from calendar_connection where id = $1",
        id,
    )?;
    let stop = provider_status::stop(&mut tx, lease.provider.as_str()).await?;
    tx.commit().await?;
    let Some(Row {
        refresh_token: Some(sealed_refresh),
        access_token,
        access_expires_at,
    }) = row
    else {
        return Ok(Err(Trouble::Reconnect {
            reason: "no refresh token is stored".into(),
            claims: None,
        }));
    };
    // While our own credentials are refused, a lease is a probe, and only a refresh probes them.
    if *freshness == Freshness::StoredWillDo
        && stop != Some(StopKind::Credentials)
        && let (Some(sealed), Some(until)) = (access_token, access_expires_at)
        && until - MARGIN_MS > now
    {
        return Ok(Ok(state
            .secrets
            .unseal(&place(id, "access_token"), &sealed)?));
    }
    let refresh = state
        .secrets
        .unseal(&place(id, "refresh_token"), &sealed_refresh)?;
    let claims = match freshness {
        Freshness::StoredWillDo => None,
        Freshness::MustBeNew { claims } => claims.as_deref(),
    };
    let refreshed = match Service::needed(&state.config, lease.provider) {
        Ok(service) => service.refresh(caller(state), &refresh, claims).await,
        Err(trouble) => Err(trouble),
    };
    let tokens = match refreshed {
        Ok(tokens) => tokens,
        Err(trouble) => return Ok(Err(trouble)),
    };
    anyhow::ensure!(
        store(state, lease, &sealed_refresh, &tokens).await?,
        "the lease was lost during a refresh"
    );
    Ok(Ok(tokens.access_token))
}

/// With what this process calls providers.
pub fn caller(state: &State) -> Caller<'_> {
    Caller {
        http: &state.http,
        entropy: &state.entropy,
        now: state.clock.now(),
    }
}

/// Keeps what came for `old`, the sealed refresh token it was asked with: whoever holds the lease by
/// now, but never over a newer grant.
async fn store(state: &State, lease: &Lease, old: &str, tokens: &Tokens) -> anyhow::Result<bool> {
    let id = lease.connection_id.as_str();
    let seal = |column: &str, token: &str| {
        state
            .secrets
            .seal(&state.entropy, &place(id, column), token)
    };
    let mut tx = state.db.write().await?;
    execute!(
        &mut tx,
        "update calendar_connection
         set access_token = $1,
             access_expires_at = $2,
             refresh_token = coalesce($3, refresh_token),
             refresh_expires_at = coalesce($4, refresh_expires_at)
         where id = $5 and refresh_token = $6",
        seal("access_token", &tokens.access_token),
        tokens.access_expires_at,
        tokens
            .refresh_token
            .as_deref()
            .map(|t| seal("refresh_token", t)),
        tokens.refresh_expires_at,
        id,
        old,
    )?;
    breaker::credentials_taken(&mut tx, state.clock.now(), lease.provider).await?;
    tx.commit().await?;
    lease::renew(state, lease).await
}

/// The connection's calendar with `token`.
pub fn calendar<'a>(
    state: &'a State,
    provider: Provider,
    access_token: &'a str,
) -> Result<Calendar<'a>, Trouble> {
    let service = Service::needed(&state.config, provider)?;
    Ok(service.calendar(caller(state), access_token))
}
