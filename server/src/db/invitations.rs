//! Invitations that were not used yet: whom they are for, found, described, ended. Making and using
//! the link itself is in `links`.

use domain::id::{OrgId, RoleId};

use super::Tx;
use crate::{execute, fetch_optional, scalar};

/// Whether the address belongs to somebody, here or elsewhere: one e-mail per installation.
pub async fn address_taken(tx: &mut Tx, email: &str) -> Result<bool, sqlx::Error> {
    let count = scalar!(
        tx,
        i64,
        "select count(*) from app_user where email = $1 and deleted_at is null",
        email,
    )?;
    Ok(count.unwrap_or(0) > 0)
}

/// Whether somebody else has the id, or is invited with it.
pub async fn external_id_taken(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    external_id: &str,
    email: &str,
) -> Result<bool, sqlx::Error> {
    let count = scalar!(
        tx,
        i64,
        "select count(*) from (
             select u.email as email from app_user u
             where u.org_id = $1 and u.external_id = $2 and u.deleted_at is null
             union all
             select l.email from one_time_link l
             where l.org_id = $1 and l.external_id = $2 and l.purpose = 'invite'
               and l.used_at is null and l.expires_at > $3
         ) o
         where o.email <> $4",
        org_id.as_str(),
        external_id,
        now,
        email,
    )?;
    Ok(count.unwrap_or(0) > 0)
}

/// An invitation that still works.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Invitation {
    pub token_hash: String,
    #[sqlx(try_from = "String")]
    pub role_id: RoleId,
    /// Empty = theirs to say.
    pub name: String,
    pub external_id: String,
}

macro_rules! open {
    ($which:literal) => {
        concat!(
            "select token_hash, role_id, coalesce(name, '') as name,
                    coalesce(external_id, '') as external_id
             from one_time_link
             where org_id = $1 and ",
            $which,
            " = $2 and purpose = 'invite'
               and used_at is null and expires_at > $3 and role_id is not null
             order by created_at desc, token_hash
             limit 1"
        )
    };
}

/// By the hash of its link.
pub async fn find(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    token_hash: &str,
) -> Result<Option<Invitation>, sqlx::Error> {
    fetch_optional!(
        tx,
        Invitation,
        open!("token_hash"),
        org_id.as_str(),
        token_hash,
        now,
    )
}

/// By whom it is for.
pub async fn of_address(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    email: &str,
) -> Result<Option<Invitation>, sqlx::Error> {
    fetch_optional!(tx, Invitation, open!("email"), org_id.as_str(), email, now,)
}

/// What is known of whom it is for; the link stays as it is.
pub async fn describe(
    tx: &mut Tx,
    org_id: &OrgId,
    token_hash: &str,
    name: &str,
    external_id: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update one_time_link set name = nullif($3, ''), external_id = nullif($4, '')
         where org_id = $1 and token_hash = $2 and purpose = 'invite'",
        org_id.as_str(),
        token_hash,
        name,
        external_id,
    )?;
    Ok(())
}

/// An older invitation of the address stops working when a newer one is given out.
pub async fn expire(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    email: &str,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update one_time_link set expires_at = $3
         where org_id = $1 and email = $2 and purpose = 'invite'
           and used_at is null and expires_at > $3",
        org_id.as_str(),
        email,
        now,
    )
}

pub async fn withdraw(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    token_hash: &str,
) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "update one_time_link set expires_at = $3
         where org_id = $1 and token_hash = $2 and purpose = 'invite'
           and used_at is null and expires_at > $3",
        org_id.as_str(),
        token_hash,
        now,
    )?;
    Ok(rows == 1)
}
