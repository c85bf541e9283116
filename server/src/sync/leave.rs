//! Leaving: a connection that only removes what it put there, and then ends.
//!
//! It ends when every removal is confirmed, at its deadline, or at once when the grant is dead. Then
//! the grant is revoked, unless another live connection of this installation uses the same account
//! (Google ends the account's whole grant), and the tokens are destroyed. What could not be removed
//! is counted on the row.

use super::grant::place;
use super::lease::{self, Lease};
use crate::db::{Tx, audit, connections};
use crate::providers::Service;
use crate::state::State;
use crate::{execute, scalar};

/// Ends the connection when nothing is left to remove, or when its time is up.
pub async fn finish_if_done(state: &State, lease: &Lease) -> anyhow::Result<()> {
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let pending = scalar!(
        &mut tx,
        i64,
        "select count(*) from mirror
         where connection_id = $1 and (generation <> applied_generation or intent is not null)
           and next_at < $2",
        lease.connection_id.as_str(),
        connections::NEVER,
    )?
    .unwrap_or(0);
    let refresh = scalar!(
        &mut tx,
        Option<String>,
        "select refresh_token from calendar_connection where id = $1",
        lease.connection_id.as_str(),
    )?
    .flatten();
    let shared = shared_account(&mut tx, lease).await?;
    tx.commit().await?;
    let time_is_up = lease.leave_deadline.is_some_and(|at| at <= now);
    if pending > 0 && !time_is_up {
        return Ok(());
    }
    if let (false, Some(sealed)) = (shared, refresh) {
        let token = state.secrets.unseal(
            &place(lease.connection_id.as_str(), "refresh_token"),
            &sealed,
        )?;
        // Somebody who connects again at this moment must not lose the new grant with the old one.
        if !lease::renew(state, lease).await? {
            return Ok(());
        }
        if let Some(service) = Service::of(&state.config, lease.provider)
            && let Err(trouble) = service.revoke(&state.http, &token).await
            && !time_is_up
        {
            tracing::warn!(connection = %lease.connection_id, ?trouble, "revoking is put off");
            return super::trouble::back_off(state, lease, None, "revoking is put off").await;
        }
    }
    if let Some(mut tx) = lease::begin(state, lease).await? {
        end(&mut tx, state, lease).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Another live connection uses the same account at the same provider.
async fn shared_account(tx: &mut Tx, lease: &Lease) -> Result<bool, sqlx::Error> {
    let others = scalar!(
        tx,
        i64,
        "select count(*) from calendar_connection
         where provider = $1 and account_key = $2 and state <> 'gone' and id <> $3",
        lease.provider.as_str(),
        &lease.account_key,
        lease.connection_id.as_str(),
    )?;
    Ok(others.unwrap_or(0) > 0)
}

/// Over: tokens destroyed, what stayed behind counted.
pub async fn end(tx: &mut Tx, state: &State, lease: &Lease) -> anyhow::Result<()> {
    let now = state.clock.now();
    execute!(
        tx,
        "update calendar_connection
         set state = 'gone', state_since = $1, version = version + 1,
             refresh_token = null, access_token = null, due_at = null, leave_deadline = null,
             left_behind = (select count(*) from mirror m
                            join class on class.id = m.class_id
                            where m.connection_id = calendar_connection.id
                              and class.starts_at > $1
                              and (m.delivered_hash is not null or m.intent is not null))
         where id = $2",
        now,
        lease.connection_id.as_str(),
    )?;
    // Nothing is pending on a connection that can no longer act. An open intent stays open: if the
    // same account is connected again, we look before we believe anything.
    execute!(
        tx,
        "update mirror set applied_generation = generation, look_at = null
         where connection_id = $1",
        lease.connection_id.as_str(),
    )?;
    audit::record(
        tx,
        &state.entropy,
        now,
        audit::Event {
            org: Some(&lease.org_id),
            action: "calendar.disconnected",
            target_kind: "connection",
            target_id: lease.connection_id.as_str(),
            ..audit::Event::default()
        },
    )
    .await?;
    Ok(())
}
