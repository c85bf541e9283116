//! Leasing a connection: one worker at a time, told apart by a fence.

use domain::connection::ConnectionState;
use domain::id::{ConnectionId, OrgId, UserId};
use domain::provider::Provider;

use crate::db::{Tx, provider_status};
use crate::providers::Service;
use crate::state::State;
use crate::{execute, fetch_optional, scalar};

/// A held connection.
#[derive(Debug, Clone)]
pub struct Lease {
    pub connection_id: ConnectionId,
    pub org_id: OrgId,
    pub user_id: UserId,
    pub provider: Provider,
    pub account_key: String,
    pub state: ConnectionState,
    pub attempts: i64,
    pub leave_deadline: Option<i64>,
    pub fence: i64,
    wake: i64,
}

/// Which lane a worker takes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preference {
    Person,
    Bulk,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    user_id: String,
    provider: String,
    account_key: String,
    state: String,
    attempts: i64,
    leave_deadline: Option<i64>,
    fence: i64,
    wake: i64,
}

impl Row {
    fn lease(self) -> anyhow::Result<Lease> {
        Ok(Lease {
            connection_id: self.id.parse()?,
            org_id: self.org_id.parse()?,
            user_id: self.user_id.parse()?,
            provider: Provider::parse(&self.provider)
                .ok_or_else(|| anyhow::anyhow!("unknown provider {}", self.provider))?,
            account_key: self.account_key,
            state: ConnectionState::parse(&self.state)
                .ok_or_else(|| anyhow::anyhow!("unknown connection state {}", self.state))?,
            attempts: self.attempts,
            leave_deadline: self.leave_deadline,
            fence: self.fence,
            wake: self.wake,
        })
    }
}

/// `$1` now, `$2` lease end.
macro_rules! claim_sql {
    ($order:literal, $lock:literal) => {
        concat!(
            "with next as ",
            $lock,
            " (
                 select id from calendar_connection
                 where due_at <= $1
                   and (not_before <= $1 or leave_deadline <= $1)
                   and (lease_until is null or lease_until < $1)
                   and state in ('active', 'leaving')
                   and not exists (select 1 from provider_status p
                                   where p.provider = calendar_connection.provider
                                     and p.stopped_at is not null and p.probe_at > $1)
                 order by ",
            $order
        )
    };
}

/// Takes the next due connection, if any.
pub async fn claim(state: &State, preference: Preference) -> anyhow::Result<Option<Lease>> {
    let now = state.clock.now();
    let until = now + state.config.sync.lease_ms;
    let mut tx = state.db.write().await?;
    macro_rules! sql {
        ($order:literal, $lock:literal, $skip:literal) => {
            concat!(
                claim_sql!($order, $lock),
                " limit 1 ",
                $skip,
                ")
                 update calendar_connection
                 set lease_until = $2, fence = fence + 1
                 where id in (select id from next)
                 returning id, org_id, user_id, provider, account_key, state, attempts,
                           leave_deadline, fence, wake"
            )
        };
    }
    let sql = match (tx.is_postgres(), preference) {
        // MATERIALIZED: without it the planner may run the sub-query again for each row.
        (true, Preference::Person) => {
            sql!("lane, due_at", "materialized", "for update skip locked")
        }
        (true, Preference::Bulk) => {
            sql!(
                "lane desc, due_at",
                "materialized",
                "for update skip locked"
            )
        }
        (false, Preference::Person) => sql!("lane, due_at", "materialized", ""),
        (false, Preference::Bulk) => sql!("lane desc, due_at", "materialized", ""),
    };
    let Some(row) = fetch_optional!(&mut tx, Row, sql, now, until)? else {
        return Ok(None);
    };
    // While our own credentials are refused, one lease a minute is the probe.
    execute!(
        &mut tx,
        "update provider_status set probe_at = $1 where provider = $2 and stopped_at is not null",
        now + PROBE_MS,
        &row.provider,
    )?;
    tx.commit().await?;
    row.lease().map(Some)
}

/// Takes any connection of a provider that is stopped and whose minute is over, to probe with:
/// whether it is due or not.
pub async fn claim_to_probe(state: &State, provider: Provider) -> anyhow::Result<Option<Lease>> {
    let now = state.clock.now();
    let until = now + state.config.sync.lease_ms;
    let mut tx = state.db.write().await?;
    if !provider_status::take_probe(&mut tx, now, provider.as_str(), now + PROBE_MS).await? {
        return Ok(None);
    }
    macro_rules! sql {
        ($skip:literal) => {
            concat!(
                "update calendar_connection
                 set lease_until = $2, fence = fence + 1
                 where id in (select id from calendar_connection
                              where provider = $3 and state = 'active'
                                and (lease_until is null or lease_until < $1)
                              order by last_success_at desc limit 1 ",
                $skip,
                ") returning id, org_id, user_id, provider, account_key, state, attempts,
                             leave_deadline, fence, wake"
            )
        };
    }
    let sql = if tx.is_postgres() {
        sql!("for update skip locked")
    } else {
        sql!("")
    };
    let row = fetch_optional!(&mut tx, Row, sql, now, until, provider.as_str())?;
    tx.commit().await?;
    row.map(Row::lease).transpose()
}

/// Takes one connection, due or not, to look at its calendar. `None`: somebody else holds it, or it
/// may not be called now.
pub async fn claim_one(state: &State, id: &ConnectionId) -> anyhow::Result<Option<Lease>> {
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let row = fetch_optional!(
        &mut tx,
        Row,
        "update calendar_connection
         set lease_until = $2, fence = fence + 1
         where id = $3 and state in ('active', 'paused', 'leaving')
           and (lease_until is null or lease_until < $1)
           and not exists (select 1 from provider_status p
                           where p.provider = calendar_connection.provider
                             and p.stopped_at is not null)
         returning id, org_id, user_id, provider, account_key, state, attempts,
                   leave_deadline, fence, wake",
        now,
        now + state.config.sync.lease_ms,
        id.as_str(),
    )?;
    tx.commit().await?;
    row.map(Row::lease).transpose()
}

/// How often a provider that refuses our credentials is tried.
pub const PROBE_MS: i64 = 60_000;

/// A transaction that holds the lease: extends it and locks its row first, so that nobody can claim
/// the connection before the commit. `None`: it is somebody else's now, or its person has left in
/// the meantime; stop.
pub async fn begin(state: &State, lease: &Lease) -> anyhow::Result<Option<Tx>> {
    let until = state.clock.now() + state.config.sync.lease_ms;
    let mut tx = state.db.write().await?;
    let held = execute!(
        &mut tx,
        "update calendar_connection set lease_until = $1 where id = $2 and fence = $3 and state = $4",
        until,
        lease.connection_id.as_str(),
        lease.fence,
        lease.state.as_str(),
    )?;
    Ok((held == 1).then_some(tx))
}

/// Extends the lease. `false`: it is lost.
pub async fn renew(state: &State, lease: &Lease) -> anyhow::Result<bool> {
    match begin(state, lease).await? {
        Some(tx) => {
            tx.commit().await?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Waits for a quota, without counting it as a failure.
pub async fn wait(state: &State, lease: &Lease, ms: i64) -> anyhow::Result<()> {
    if let Some(mut tx) = begin(state, lease).await? {
        execute!(
            &mut tx,
            "update calendar_connection set not_before = $1 where id = $2",
            state.clock.now() + ms,
            lease.connection_id.as_str(),
        )?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether a call may be made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    Go,
    /// A quota is used up for this long.
    Wait {
        ms: i64,
    },
    /// The lease is lost.
    Lost,
}

const WINDOW_MS: i64 = 60_000;

/// Extends the lease for one call that costs `units`, within the connection's and the provider's
/// quota. The provider's row is shared by all replicas.
pub async fn spend(state: &State, lease: &Lease, units: i64) -> anyhow::Result<Pace> {
    let now = state.clock.now();
    let Some(quota) = Service::of(&state.config, lease.provider).map(Service::quota) else {
        return Ok(Pace::Go); // and the call says that the provider is not configured
    };
    let Some(mut tx) = begin(state, lease).await? else {
        return Ok(Pace::Lost);
    };
    let own = scalar!(
        &mut tx,
        i64,
        "update calendar_connection
         set window_units = case when window_at <= $1 - 60000 then $2 else window_units + $2 end,
             window_at = case when window_at <= $1 - 60000 then $1 else window_at end
         where id = $3 and (window_at <= $1 - 60000 or window_units + $2 <= $4)
         returning window_at",
        now,
        units,
        lease.connection_id.as_str(),
        quota.connection_units_per_minute,
    )?;
    if own.is_none() {
        return Ok(Pace::Wait { ms: WINDOW_MS / 6 });
    }
    let everybodys = scalar!(
        &mut tx,
        i64,
        "insert into provider_status (provider, window_at, window_units)
         values ($1, $2, $3)
         on conflict (provider) do update
         set window_units = case when provider_status.window_at <= $2 - 60000 then $3
                                 else provider_status.window_units + $3 end,
             window_at = case when provider_status.window_at <= $2 - 60000 then $2
                              else provider_status.window_at end
         where provider_status.window_at <= $2 - 60000
            or provider_status.window_units + $3 <= $4
         returning window_at",
        lease.provider.as_str(),
        now,
        units,
        quota.provider_units_per_minute,
    )?;
    if everybodys.is_none() {
        return Ok(Pace::Wait { ms: WINDOW_MS / 6 });
    }
    tx.commit().await?;
    Ok(Pace::Go)
}

#[derive(sqlx::FromRow)]
struct NextDue {
    due_at: Option<i64>,
    lane: Option<i64>,
}

/// Gives the connection back, due when its next mirror is. A mark since the claim (its `wake`
/// differs) makes it due at once: the sub-query alone would not see that mark on PostgreSQL.
pub async fn release(tx: &mut Tx, now: i64, lease: &Lease) -> Result<(), sqlx::Error> {
    let next = fetch_optional!(
        tx,
        NextDue,
        "select min(case
                    when generation = applied_generation and intent is null then look_at
                    when look_at is null or next_at < look_at then next_at
                    else look_at end) as due_at,
                min(lane) as lane
         from mirror
         where connection_id = $1
           and (generation <> applied_generation or intent is not null or look_at is not null)",
        lease.connection_id.as_str(),
    )?;
    let (due_at, lane) = next.map_or((None, None), |n| (n.due_at, n.lane));
    // Leaving ends by its deadline at the latest.
    let due_at = match lease.state {
        ConnectionState::Leaving => [due_at, lease.leave_deadline].into_iter().flatten().min(),
        _ => due_at,
    };
    // Behind those who waited meanwhile: a large backlog takes turns.
    let due_at = due_at.map(|at| at.max(now));
    execute!(
        tx,
        "update calendar_connection
         set lease_until = null,
             due_at = case when wake = $1 then $2 else $3 end,
             lane = $4
         where id = $5 and fence = $6",
        lease.wake,
        due_at,
        now,
        lane.unwrap_or(1),
        lease.connection_id.as_str(),
        lease.fence,
    )?;
    Ok(())
}
