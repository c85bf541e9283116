//! The safety net under the wake-ups: whatever has work and is not due becomes due.
//!
//! It finds nothing as long as the rest is right; it is not the mechanism.

use std::time::Duration;

use tokio::sync::watch;

use super::{breaker, entitlement, switch};
use crate::db::connections::NEVER;
use crate::execute;
use crate::state::State;

const DAY_MS: i64 = 86_400_000;

/// Sweeps until `shutdown` turns true.
pub async fn run(state: State, mut shutdown: watch::Receiver<bool>) {
    let every = Duration::from_millis(state.config.sync.sweep_ms.max(1_000).unsigned_abs());
    let mut warned_at = i64::MIN;
    while !*shutdown.borrow() {
        warn_of_the_credential(&state, &mut warned_at);
        match once(&state).await {
            Ok(0) => {}
            Ok(found) => {
                tracing::warn!(found, "the sweep found work nobody was woken for");
                state.waker.wake();
            }
            Err(error) => tracing::error!(error = format!("{error:#}"), "sweeping"),
        }
        if let Err(error) = breaker::probe(&state).await {
            tracing::error!(error = format!("{error:#}"), "probing a stopped provider");
        }
        tokio::select! {
            _ = shutdown.changed() => {}
            () = tokio::time::sleep(every) => {}
        }
    }
}

/// Says once a day that our credential at Microsoft ends soon, or has ended.
fn warn_of_the_credential(state: &State, warned_at: &mut i64) {
    let now = state.clock.now();
    if now < warned_at.saturating_add(DAY_MS) {
        return;
    }
    if let Some(days_left) = state.microsoft_credential_warning() {
        *warned_at = now;
        tracing::warn!(
            days_left,
            "microsoft.credential_expires_on is near: make a new secret or certificate in Entra"
        );
    }
}

/// One sweep; the number of connections that had been forgotten.
pub async fn once(state: &State) -> anyhow::Result<u64> {
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let out_of_line = entitlement::out_of_line(&mut tx, state, now).await?;
    tx.commit().await?;
    for org_id in out_of_line {
        let mut tx = state.db.write().await?;
        entitlement::apply(&mut tx, state, now, &org_id).await?;
        tx.commit().await?;
    }
    let mut tx = state.db.write().await?;
    switch::end_overdue(&mut tx, state, now).await?;
    tx.commit().await?;
    let mut tx = state.db.write().await?;
    crate::db::feed::note_rights(&mut tx, now).await?;
    let found = execute!(
        &mut tx,
        "update calendar_connection
         set due_at = $1, wake = wake + 1
         where due_at is null
           and (state = 'leaving'
                or (state = 'active'
                    and exists (select 1 from mirror m
                                where m.connection_id = calendar_connection.id
                                  and (((m.generation <> m.applied_generation
                                         or m.intent is not null) and m.next_at < $2)
                                       or m.look_at is not null))))",
        now,
        NEVER,
    )?;
    tx.commit().await?;
    Ok(found)
}
