//! One-time links: set-up of an organization, invitation, password reset.
//!
//! Looking at one does not use it; [`consume`] does, once.

use super::Tx;
use crate::{execute, fetch_optional};

#[derive(Debug, sqlx::FromRow)]
pub struct Link {
    pub org_id: String,
    pub user_id: Option<String>,
    pub role_id: Option<String>,
    /// `setup`, `invite` or `reset`.
    pub purpose: String,
    pub email: Option<String>,
    pub name: Option<String>,
    pub external_id: Option<String>,
    pub expires_at: i64,
    pub used_at: Option<i64>,
    pub organization: String,
}

pub async fn find(tx: &mut Tx, token_hash: &str) -> Result<Option<Link>, sqlx::Error> {
    fetch_optional!(
        tx,
        Link,
        "select l.org_id as org_id, l.user_id as user_id, l.role_id as role_id,
                l.purpose as purpose, coalesce(u.email, l.email) as email,
                l.name as name, l.external_id as external_id,
                l.expires_at as expires_at, l.used_at as used_at, o.name as organization
         from one_time_link l
         join organization o on o.id = l.org_id
         left join app_user u on u.org_id = l.org_id and u.id = l.user_id
         where l.token_hash = $1 and o.deleted_at is null",
        token_hash
    )
}

/// For somebody who does not exist yet: set-up or invitation into a role.
#[derive(Debug)]
pub struct Invitation<'a> {
    pub purpose: &'static str,
    pub org: &'a str,
    pub role: &'a str,
    pub email: &'a str,
    /// Empty = theirs to say.
    pub name: &'a str,
    pub external_id: &'a str,
}

pub async fn invite(
    tx: &mut Tx,
    token_hash: &str,
    invitation: &Invitation<'_>,
    now: i64,
    expires_at: i64,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "insert into one_time_link
           (token_hash, org_id, role_id, purpose, email, created_at, expires_at, name, external_id)
         values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), nullif($9, ''))",
        token_hash,
        invitation.org,
        invitation.role,
        invitation.purpose,
        invitation.email,
        now,
        expires_at,
        invitation.name,
        invitation.external_id,
    )
}

pub async fn reset(
    tx: &mut Tx,
    token_hash: &str,
    org: &str,
    user: &str,
    now: i64,
    expires_at: i64,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "insert into one_time_link (token_hash, org_id, user_id, purpose, created_at, expires_at)
         values ($1, $2, $3, 'reset', $4, $5)",
        token_hash,
        org,
        user,
        now,
        expires_at
    )
}

/// True for the one caller who uses it.
pub async fn consume(tx: &mut Tx, token_hash: &str, now: i64) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "update one_time_link set used_at = $2
         where token_hash = $1 and used_at is null and expires_at > $2",
        token_hash,
        now
    )?;
    Ok(rows == 1)
}

/// An older link of the same kind stops working when a newer one is given out.
pub async fn expire_setups(tx: &mut Tx, org: &str, now: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update one_time_link set expires_at = $2
         where org_id = $1 and purpose = 'setup' and used_at is null and expires_at > $2",
        org,
        now
    )
}

pub async fn expire_resets(tx: &mut Tx, user: &str, now: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update one_time_link set expires_at = $2
         where user_id = $1 and purpose = 'reset' and used_at is null and expires_at > $2",
        user,
        now
    )
}
