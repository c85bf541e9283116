//! Sessions: who a cookie's token stands for, and until when.
//!
//! Only the token's SHA-256 is stored. A session whose user is deactivated is no session.

use domain::id::{OrgId, UserId};

use super::Tx;
use crate::{execute, fetch_all, fetch_optional};

/// A session that is still good, with what its request may do.
#[derive(Debug, sqlx::FromRow)]
pub struct Session {
    pub org_id: String,
    pub user_id: String,
    pub role_id: String,
    pub last_seen_at: i64,
    /// `12` or `24`.
    pub clock: String,
    /// Whether the person signs in with a second step.
    pub second_step: i64,
}

/// `idle_since`: a session last seen before it is over.
pub async fn find(
    tx: &mut Tx,
    token_hash: &str,
    now: i64,
    idle_since: i64,
) -> Result<Option<Session>, sqlx::Error> {
    fetch_optional!(
        tx,
        Session,
        "select s.org_id as org_id, s.user_id as user_id, u.role_id as role_id,
                s.last_seen_at as last_seen_at, coalesce(u.clock, o.clock) as clock,
                cast(case when exists (select 1 from second_step t
                                       where t.user_id = u.id and t.confirmed_at is not null)
                     then 1 else 0 end as bigint) as second_step
         from session s
         join app_user u on u.org_id = s.org_id and u.id = s.user_id
         join organization o on o.id = s.org_id
         where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and s.last_seen_at > $3
           and u.active = 1 and u.deleted_at is null and o.deleted_at is null",
        token_hash,
        now,
        idle_since
    )
}

pub async fn permissions(
    tx: &mut Tx,
    org: &str,
    role: &str,
) -> Result<Vec<(String,)>, sqlx::Error> {
    fetch_all!(
        tx,
        (String,),
        "select permission from role_permission where org_id = $1 and role_id = $2",
        org,
        role
    )
}

pub async fn insert(
    tx: &mut Tx,
    token_hash: &str,
    org: &OrgId,
    user: &UserId,
    device: &str,
    now: i64,
    expires_at: i64,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "insert into session (token_hash, org_id, user_id, device, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $5, $6)",
        token_hash,
        org.as_str(),
        user.as_str(),
        device,
        now,
        expires_at
    )
}

pub async fn seen(tx: &mut Tx, token_hash: &str, now: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update session set last_seen_at = $2 where token_hash = $1 and last_seen_at < $2",
        token_hash,
        now
    )
}

pub async fn end(tx: &mut Tx, token_hash: &str, now: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update session set ended_at = $2 where token_hash = $1 and ended_at is null",
        token_hash,
        now
    )
}

/// Ends every session of the person: password reset, role change, deactivation.
pub async fn end_all(tx: &mut Tx, user: &UserId, now: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update session set ended_at = $2 where user_id = $1 and ended_at is null",
        user.as_str(),
        now
    )
}

/// Ends every session of the person but this one.
pub async fn end_others(
    tx: &mut Tx,
    user: &UserId,
    kept: &str,
    now: i64,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update session set ended_at = $3 where user_id = $1 and token_hash <> $2 and ended_at is null",
        user.as_str(),
        kept,
        now
    )
}

#[derive(Debug, sqlx::FromRow)]
pub struct Device {
    pub token_hash: String,
    pub device: String,
    pub last_seen_at: i64,
}

/// Where the person is signed in now, newest first.
pub async fn devices(
    tx: &mut Tx,
    user: &UserId,
    now: i64,
    idle_since: i64,
) -> Result<Vec<Device>, sqlx::Error> {
    fetch_all!(
        tx,
        Device,
        "select token_hash, device, last_seen_at from session
         where user_id = $1 and ended_at is null and expires_at > $2 and last_seen_at > $3
         order by last_seen_at desc, token_hash",
        user.as_str(),
        now,
        idle_since
    )
}
