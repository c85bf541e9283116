//! Provider-wide stops, shared by all replicas, and what only the operator can mend.

use super::Tx;
use crate::{execute, fetch_all, fetch_optional, scalar};

/// Why everybody's calls to one provider wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopKind {
    /// Our own credentials are refused.
    Credentials,
    /// It does not answer, whoever asks.
    Outage,
}

impl StopKind {
    pub fn as_str(self) -> &'static str {
        match self {
            StopKind::Credentials => "credentials",
            StopKind::Outage => "outage",
        }
    }
}

/// Why calls to this provider wait at the moment, if they do.
pub async fn stop(tx: &mut Tx, provider: &str) -> Result<Option<StopKind>, sqlx::Error> {
    let kind = scalar!(
        tx,
        String,
        "select stop_kind from provider_status where provider = $1 and stopped_at is not null",
        provider
    )?;
    Ok(kind.map(|kind| match kind.as_str() {
        "outage" => StopKind::Outage,
        _ => StopKind::Credentials,
    }))
}

/// Everybody's calls to it wait at the moment.
pub async fn stopped(tx: &mut Tx, provider: &str) -> Result<bool, sqlx::Error> {
    Ok(stop(tx, provider).await?.is_some())
}

/// Stops it, or goes on stopping it; one probe `probe_at`. `true`: it was not stopped before.
pub async fn stop_now(
    tx: &mut Tx,
    now: i64,
    provider: &str,
    kind: StopKind,
    reason: &str,
    probe_at: i64,
) -> Result<bool, sqlx::Error> {
    let known = stopped(tx, provider).await?;
    execute!(
        tx,
        "insert into provider_status (provider, stopped_at, stop_kind, stop_reason, probe_at)
         values ($1, $2, $3, $4, $5)
         on conflict (provider) do update
         set stopped_at = coalesce(provider_status.stopped_at, excluded.stopped_at),
             stop_kind = excluded.stop_kind,
             stop_reason = excluded.stop_reason,
             probe_at = excluded.probe_at",
        provider,
        now,
        kind.as_str(),
        reason,
        probe_at,
    )?;
    Ok(!known)
}

/// The stop of this kind is over. `true`: there was one.
pub async fn clear(tx: &mut Tx, provider: &str, kind: StopKind) -> Result<bool, sqlx::Error> {
    let cleared = execute!(
        tx,
        "update provider_status
         set stopped_at = null, stop_reason = '', failures = 0, last_failed = ''
         where provider = $1 and stopped_at is not null and stop_kind = $2",
        provider,
        kind.as_str(),
    )?;
    Ok(cleared == 1)
}

/// One more call in a row got no sensible answer; the number of them, each for another connection
/// than the one before. One mailbox that is ill is not an outage.
pub async fn failed(tx: &mut Tx, provider: &str, connection_id: &str) -> Result<i64, sqlx::Error> {
    let failures = scalar!(
        tx,
        i64,
        "insert into provider_status (provider, failures, last_failed) values ($1, 1, $2)
         on conflict (provider) do update
         set failures = provider_status.failures
                 + case when provider_status.last_failed = excluded.last_failed then 0 else 1 end,
             last_failed = excluded.last_failed
         returning failures",
        provider,
        connection_id,
    )?;
    Ok(failures.unwrap_or(0))
}

/// A call was answered: whatever failed before was not the provider.
pub async fn answered(tx: &mut Tx, provider: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update provider_status
         set failures = 0, last_failed = '',
             stopped_at = case when stop_kind = 'outage' then null else stopped_at end
         where provider = $1
           and (failures > 0 or (stopped_at is not null and stop_kind = 'outage'))",
        provider,
    )?;
    Ok(())
}

/// Takes the minute's probe of a stopped provider. `false`: somebody else has it, or nothing is
/// stopped.
pub async fn take_probe(
    tx: &mut Tx,
    now: i64,
    provider: &str,
    next_at: i64,
) -> Result<bool, sqlx::Error> {
    let taken = execute!(
        tx,
        "update provider_status set probe_at = $1
         where provider = $2 and stopped_at is not null and probe_at <= $3",
        next_at,
        provider,
        now,
    )?;
    Ok(taken == 1)
}

/// Somebody is told of the same thing once a day at most.
const AGAIN_AFTER_MS: i64 = 24 * 3_600_000;

/// Something only the operator can mend. `true`: it is new, so somebody has to be told.
pub async fn notice(tx: &mut Tx, now: i64, code: &str, detail: &str) -> Result<bool, sqlx::Error> {
    let told = scalar!(
        tx,
        i64,
        "select told_at from operator_notice where code = $1",
        code
    )?;
    let is_new = told.is_none_or(|at| at + AGAIN_AFTER_MS <= now);
    execute!(
        tx,
        "insert into operator_notice (code, detail, first_at, last_at, told_at)
         values ($1, $2, $3, $3, $3)
         on conflict (code) do update
         set detail = excluded.detail,
             first_at = case when operator_notice.resolved_at is null
                        then operator_notice.first_at else excluded.first_at end,
             last_at = excluded.last_at,
             told_at = case when $4 = 1 then excluded.told_at else operator_notice.told_at end,
             resolved_at = null",
        code,
        detail,
        now,
        i64::from(is_new),
    )?;
    Ok(is_new)
}

pub async fn resolve(tx: &mut Tx, now: i64, code: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update operator_notice set resolved_at = $1 where code = $2 and resolved_at is null",
        now,
        code,
    )?;
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
pub struct NoticeRow {
    pub code: String,
    pub detail: String,
    pub first_at: i64,
}

/// What the operator has to mend now, the oldest first.
pub async fn notices(tx: &mut Tx) -> Result<Vec<NoticeRow>, sqlx::Error> {
    fetch_all!(
        tx,
        NoticeRow,
        "select code, detail, first_at from operator_notice
         where resolved_at is null order by first_at"
    )
}

#[derive(Debug, sqlx::FromRow)]
struct Deaths {
    deaths: i64,
}

/// How many grants at this provider ended between these two ages, as far as the rows still show.
pub async fn deaths_at_age(
    tx: &mut Tx,
    provider: &str,
    youngest_ms: i64,
    oldest_ms: i64,
) -> Result<i64, sqlx::Error> {
    let row = fetch_optional!(
        tx,
        Deaths,
        "select count(*) as deaths from calendar_connection
         where provider = $1 and state = 'needs_reconnect'
           and state_since - granted_at between $2 and $3",
        provider,
        youngest_ms,
        oldest_ms,
    )?;
    Ok(row.map_or(0, |row| row.deaths))
}
