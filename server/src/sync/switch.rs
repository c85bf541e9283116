//! Switching: the old connection keeps its events up to date until the new one has confirmed
//! everything, or for an hour; then it leaves. So nobody is ever without their classes.
//!
//! The one being replaced takes no new classes (`sync::mark`), and is not the user's *current* one.

use domain::id::{ConnectionId, OrgId};
use domain::mirror::Cause;

use super::mark;
use crate::db::{Tx, audit, connections};
use crate::state::State;
use crate::{fetch_all, scalar};

/// A new connection that has not confirmed everything after this long is not waited for.
pub const LONGEST_MS: i64 = 3_600_000;

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
}

/// Lets what `successor` replaces leave, if it has confirmed everything.
pub async fn finish(
    tx: &mut Tx,
    state: &State,
    now: i64,
    successor: &ConnectionId,
) -> anyhow::Result<()> {
    let replaced = fetch_all!(
        tx,
        Row,
        "select id, org_id from calendar_connection
         where successor_id = $1 and state not in ('leaving', 'gone')
         order by id",
        successor.as_str(),
    )?;
    if !replaced.is_empty() && pending(tx, successor).await? == 0 {
        for row in replaced {
            let_go(tx, state, now, &row).await?;
        }
    }
    Ok(())
}

/// The same after a lease, without a lock unless there is something to do.
pub async fn finish_if_replacing(state: &State, successor: &ConnectionId) -> anyhow::Result<()> {
    let mut tx = state.db.read().await?;
    let replaced = scalar!(
        &mut tx,
        i64,
        "select count(*) from calendar_connection
         where successor_id = $1 and state not in ('leaving', 'gone')",
        successor.as_str(),
    )?;
    tx.commit().await?;
    if replaced.unwrap_or(0) > 0 {
        let mut tx = state.db.write().await?;
        finish(&mut tx, state, state.clock.now(), successor).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Lets those leave whose hour is over, or whose successor is itself leaving; how many.
pub async fn end_overdue(tx: &mut Tx, state: &State, now: i64) -> anyhow::Result<usize> {
    let overdue = fetch_all!(
        tx,
        Row,
        "select id, org_id from calendar_connection c
         where successor_id is not null and state not in ('leaving', 'gone')
           and (replace_at <= $1
                or not exists (select 1 from calendar_connection s
                               where s.id = c.successor_id and s.state not in ('leaving', 'gone')))
         order by id",
        now,
    )?;
    for row in &overdue {
        let_go(tx, state, now, row).await?;
    }
    Ok(overdue.len())
}

async fn pending(tx: &mut Tx, id: &ConnectionId) -> Result<i64, sqlx::Error> {
    let pending = scalar!(
        tx,
        i64,
        "select count(*) from mirror
         where connection_id = $1 and (generation <> applied_generation or intent is not null)",
        id.as_str(),
    )?;
    Ok(pending.unwrap_or(0))
}

async fn let_go(tx: &mut Tx, state: &State, now: i64, row: &Row) -> anyhow::Result<()> {
    let id: ConnectionId = row.id.parse()?;
    let org_id: OrgId = row.org_id.parse()?;
    let deadline = now + state.config.sync.leave_deadline_ms;
    if connections::leave(tx, now, &id, deadline).await? == 0 {
        return Ok(());
    }
    mark::remove_all(tx, now, &id, Cause::Disconnected).await?;
    audit::record(
        tx,
        &state.entropy,
        now,
        audit::Event {
            org: Some(&org_id),
            action: "calendar.switched",
            target_kind: "connection",
            target_id: id.as_str(),
            ..audit::Event::default()
        },
    )
    .await?;
    state.waker.wake();
    Ok(())
}
