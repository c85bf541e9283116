//! What an unsuccessful call does: to the connection, to the mirror, or to the whole provider.

use domain::backoff;
use domain::connection::{ConnectionState, StateChange};

use super::lease::{self, Lease};
use super::mirror::{self, Mirror, PutOff};
use super::work::Flow;
use super::{breaker, leave};
use crate::db::{Tx, audit};
use crate::mail::{self, Letter};
use crate::providers::Trouble;
use crate::state::State;
use crate::{execute, scalar};

/// A dead grant is believed the second time: between two refreshes lies one probe.
const GRANT_PROBE_MS: i64 = 10_000;
/// After an unclear answer the whole connection rests at most this long.
const UNCLEAR_PAUSE_MS: i64 = 60_000;
const GRANT_PROBE: &str = "grant refused once";

/// `was_write`: an intent is open for this very call.
pub async fn on_call(
    state: &State,
    lease: &Lease,
    mirror: &Mirror,
    was_write: bool,
    disclosure_id: Option<&str>,
    trouble: Trouble,
) -> anyhow::Result<Flow> {
    let now = state.clock.now();
    let sync = &state.config.sync;
    let wait = backoff::delay_ms(mirror.attempts, state.entropy.fraction());
    let put_off = |next_at, happened_unknown: bool, error: &str| PutOff {
        next_at,
        // After a look nothing new is known of an older intent; after a refused write we know.
        intent_stays: happened_unknown || !was_write,
        look_at: (happened_unknown && was_write).then_some(now + sync.verify_ms),
        error: error.to_owned(),
    };
    let Some(mut tx) = lease::begin(state, lease).await? else {
        return Ok(Flow::Stop);
    };
    if let Some(id) = disclosure_id {
        let word = if matches!(trouble, Trouble::Unclear { .. }) {
            "unclear"
        } else {
            "not sent"
        };
        mirror::answer(&mut tx, now, id, word).await?;
    }
    let class_id = &mirror.class_id;
    let flow = match trouble {
        Trouble::Rejected { reason } => {
            tracing::warn!(connection = %lease.connection_id, class = %class_id, reason, "refused for good");
            mirror::reject(&mut tx, now, lease, mirror, &reason).await?;
            Flow::GoOn
        }
        Trouble::Unclear { reason } => {
            let off = put_off(now + wait, true, &reason);
            mirror::put_off(&mut tx, lease, class_id, &off).await?;
            // The event waits longer each time; its neighbours are not made to.
            let breath = wait.min(UNCLEAR_PAUSE_MS);
            pause(&mut tx, state, lease, Some(breath), &reason).await?;
            breaker::failed(&mut tx, now, lease, &reason).await?;
            Flow::Stop
        }
        // It never got there, so nothing is unknown.
        Trouble::Unreachable { reason } => {
            let off = put_off(now + wait, false, &reason);
            mirror::put_off(&mut tx, lease, class_id, &off).await?;
            pause(&mut tx, state, lease, None, &reason).await?;
            breaker::failed(&mut tx, now, lease, &reason).await?;
            Flow::Stop
        }
        Trouble::Later { after_ms, reason } => {
            let off = put_off(now + after_ms.unwrap_or(wait), false, &reason);
            mirror::put_off(&mut tx, lease, class_id, &off).await?;
            pause(&mut tx, state, lease, after_ms, &reason).await?;
            Flow::Stop
        }
        // A token fresh from the token endpoint was not taken.
        Trouble::Unauthorized { claims } => {
            mirror::put_off(
                &mut tx,
                lease,
                class_id,
                &put_off(now, false, "not authorized"),
            )
            .await?;
            let reason = "the fresh token is not taken";
            suspect(&mut tx, state, lease, reason, claims.as_deref()).await?;
            Flow::Stop
        }
        Trouble::Reconnect { reason, claims } => {
            mirror::put_off(&mut tx, lease, class_id, &put_off(now, false, &reason)).await?;
            suspect(&mut tx, state, lease, &reason, claims.as_deref()).await?;
            Flow::Stop
        }
        Trouble::MissingScope => {
            mirror::put_off(
                &mut tx,
                lease,
                class_id,
                &put_off(now, false, "missing permission"),
            )
            .await?;
            change(
                &mut tx,
                state,
                lease,
                StateChange::ScopeMissing,
                "missing permission",
            )
            .await?;
            Flow::Stop
        }
        Trouble::MailboxUnusable { reason } => {
            mirror::put_off(&mut tx, lease, class_id, &put_off(now, false, &reason)).await?;
            change(&mut tx, state, lease, StateChange::MailboxGone, &reason).await?;
            Flow::Stop
        }
        Trouble::OurCredentials { reason } => {
            mirror::put_off(&mut tx, lease, class_id, &put_off(now, false, "our side")).await?;
            breaker::credentials_refused(&mut tx, state, lease.provider, &reason).await?;
            Flow::Stop
        }
    };
    tx.commit().await?;
    Ok(flow)
}

/// Puts the whole connection off.
pub async fn back_off(
    state: &State,
    lease: &Lease,
    after_ms: Option<i64>,
    reason: &str,
) -> anyhow::Result<()> {
    let Some(mut tx) = lease::begin(state, lease).await? else {
        return Ok(());
    };
    pause(&mut tx, state, lease, after_ms, reason).await?;
    lease::release(&mut tx, state.clock.now(), lease).await?;
    tx.commit().await?;
    Ok(())
}

async fn pause(
    tx: &mut Tx,
    state: &State,
    lease: &Lease,
    after_ms: Option<i64>,
    reason: &str,
) -> Result<(), sqlx::Error> {
    let wait =
        after_ms.unwrap_or_else(|| backoff::delay_ms(lease.attempts, state.entropy.fraction()));
    execute!(
        tx,
        "update calendar_connection
         set not_before = $1, attempts = attempts + 1, last_error = $2
         where id = $3",
        state.clock.now() + wait,
        reason,
        lease.connection_id.as_str(),
    )?;
    Ok(())
}

/// The grant was refused: probe once, then believe it.
async fn suspect(
    tx: &mut Tx,
    state: &State,
    lease: &Lease,
    reason: &str,
    claims: Option<&str>,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    let first_time = execute!(
        tx,
        "update calendar_connection
         set not_before = $1, last_error = $2, claims = $3
         where id = $4 and last_error <> $2",
        now + GRANT_PROBE_MS,
        GRANT_PROBE,
        claims,
        lease.connection_id.as_str(),
    )?;
    if first_time == 0 {
        change(tx, state, lease, StateChange::GrantDead, reason).await?;
    }
    Ok(())
}

/// Changes the connection's stored state, once per transition.
async fn change(
    tx: &mut Tx,
    state: &State,
    lease: &Lease,
    change: StateChange,
    reason: &str,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    // A leaving connection that can no longer delete has nothing left to wait for.
    if lease.state == ConnectionState::Leaving {
        return leave::end(tx, state, lease).await;
    }
    let Some(next) = lease.state.after(change) else {
        return Ok(());
    };
    let changed = execute!(
        tx,
        "update calendar_connection
         set state = $1, state_reason = $2, state_since = $3, last_error = $2, not_before = 0,
             version = version + 1
         where id = $4 and state = $5",
        next.as_str(),
        reason,
        now,
        lease.connection_id.as_str(),
        lease.state.as_str(),
    )?;
    if changed == 1 {
        if change == StateChange::GrantDead {
            breaker::grant_died(tx, now, lease.provider).await?;
        }
        tracing::warn!(connection = %lease.connection_id, state = next.as_str(), reason, "a connection needs its person");
        audit::record(
            tx,
            &state.entropy,
            now,
            audit::Event {
                org: Some(&lease.org_id),
                action: "calendar.state",
                target_kind: "connection",
                target_id: lease.connection_id.as_str(),
                detail: next.as_str(),
                ..audit::Event::default()
            },
        )
        .await?;
        let waiting = scalar!(
            tx,
            i64,
            "select count(*) from mirror
             where connection_id = $1 and (generation <> applied_generation or intent is not null)",
            lease.connection_id.as_str(),
        )?;
        let letter = Letter::NeedsPerson {
            provider: lease.provider,
            state: next,
            waiting: waiting.unwrap_or(0),
        };
        mail::queue_to_user(tx, state, &lease.org_id, &lease.user_id, &letter).await?;
    }
    Ok(())
}
