//! A provider that does not answer, or does not take our credentials, is left alone: everybody's
//! calls wait, nobody's state changes, and one call a minute probes, also when nobody is due.
//!
//! The state is a row that all replicas share. An outage is five calls in a row without a sensible
//! answer, each for another connection than the one before: one ill mailbox stops nobody else.

use domain::provider::Provider;

use super::grant::{self, Freshness};
use super::lease::{self, Lease, PROBE_MS};
use crate::db::Tx;
use crate::db::provider_status::{self, StopKind};
use crate::providers::Trouble;
use crate::state::State;

/// So many in a row are an outage.
const OUTAGE_AFTER: i64 = 5;
/// A grant of an app whose publishing status is *Testing* ends on the seventh day; we notice with
/// the next call.
const TESTING_AGE_MS: i64 = 7 * 24 * 3_600_000;
const NOTICED_WITHIN_MS: i64 = 12 * 3_600_000;
/// So many people do not all change their minds at that very age.
const TESTING_DEATHS: i64 = 3;

/// No sensible answer came for this connection.
pub async fn failed(tx: &mut Tx, now: i64, lease: &Lease, reason: &str) -> anyhow::Result<()> {
    let provider = lease.provider.as_str();
    let failures = provider_status::failed(tx, provider, lease.connection_id.as_str()).await?;
    if failures >= OUTAGE_AFTER {
        let kind = StopKind::Outage;
        let stopped =
            provider_status::stop_now(tx, now, provider, kind, reason, now + PROBE_MS).await?;
        if stopped {
            tracing::error!(
                provider,
                reason,
                "it does not answer; one call a minute probes"
            );
        }
    }
    Ok(())
}

/// Our own credentials are refused: the operator is told once.
pub async fn credentials_refused(
    tx: &mut Tx,
    state: &State,
    provider: Provider,
    reason: &str,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    let kind = StopKind::Credentials;
    let name = provider.as_str();
    provider_status::stop_now(tx, now, name, kind, reason, now + PROBE_MS).await?;
    let code = format!("{name}.credentials");
    // Org Admins are told by the watch, which looks at the same row.
    if provider_status::notice(tx, now, &code, reason).await? {
        tracing::error!(provider = name, reason, "our credentials are refused");
    }
    Ok(())
}

/// Our credentials were taken again.
pub async fn credentials_taken(tx: &mut Tx, now: i64, provider: Provider) -> anyhow::Result<()> {
    let name = provider.as_str();
    if provider_status::clear(tx, name, StopKind::Credentials).await? {
        provider_status::resolve(tx, now, &format!("{name}.credentials")).await?;
        tracing::info!(provider = name, "our credentials are taken again");
    }
    Ok(())
}

/// A grant has died. Several at the age of seven days are no coincidence: the app is in *Testing*.
pub async fn grant_died(tx: &mut Tx, now: i64, provider: Provider) -> anyhow::Result<()> {
    let name = provider.as_str();
    let oldest = TESTING_AGE_MS + NOTICED_WITHIN_MS;
    let deaths =
        provider_status::deaths_at_age(tx, name, TESTING_AGE_MS - 3_600_000, oldest).await?;
    if deaths < TESTING_DEATHS {
        return Ok(());
    }
    let detail = format!("{deaths} grants ended seven days after they were given");
    if provider_status::notice(tx, now, &format!("{name}.testing"), &detail).await? {
        tracing::error!(
            provider = name,
            deaths,
            "grants end after seven days: the app's publishing status is Testing; publish it"
        );
    }
    Ok(())
}

/// Probes every stopped provider whose minute is over, with whichever connection there is.
pub async fn probe(state: &State) -> anyhow::Result<()> {
    for provider in Provider::ALL {
        let Some(lease) = lease::claim_to_probe(state, provider).await? else {
            continue;
        };
        let answer = ask(state, &lease).await?;
        let now = state.clock.now();
        let Some(mut tx) = lease::begin(state, &lease).await? else {
            continue;
        };
        match &answer {
            // Whatever else it says, it speaks to us.
            Ok(())
            | Err(
                Trouble::Unauthorized { .. }
                | Trouble::Reconnect { .. }
                | Trouble::MissingScope
                | Trouble::MailboxUnusable { .. }
                | Trouble::Rejected { .. },
            ) => provider_status::answered(&mut tx, provider.as_str()).await?,
            Err(Trouble::OurCredentials { reason }) => {
                credentials_refused(&mut tx, state, provider, reason).await?;
            }
            Err(Trouble::Later { .. } | Trouble::Unreachable { .. } | Trouble::Unclear { .. }) => {}
        }
        lease::release(&mut tx, now, &lease).await?;
        tx.commit().await?;
        state.waker.wake();
    }
    Ok(())
}

/// A refresh asks whether our credentials are taken; a look that finds nothing asks the rest.
async fn ask(state: &State, lease: &Lease) -> anyhow::Result<Result<(), Trouble>> {
    let token = match grant::access_token(state, lease, &Freshness::StoredWillDo).await? {
        Ok(token) => token,
        Err(trouble) => return Ok(Err(trouble)),
    };
    Ok(match grant::calendar(state, lease.provider, &token) {
        Ok(calendar) => calendar.ping().await,
        Err(trouble) => Err(trouble),
    })
}
