//! The second step at sign-in: a sealed secret, recovery codes, and sign-ins that are half done.

use domain::id::{OrgId, UserId};

use super::Tx;
use crate::{execute, fetch_optional, scalar};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    /// Sealed.
    pub secret: String,
    pub confirmed_at: Option<i64>,
    pub last_step: i64,
    /// Sealed.
    pub shown_codes: Option<String>,
}

pub async fn find(tx: &mut Tx, org: &OrgId, user: &UserId) -> Result<Option<Row>, sqlx::Error> {
    fetch_optional!(
        tx,
        Row,
        "select secret, confirmed_at, last_step, shown_codes from second_step
         where org_id = $1 and user_id = $2",
        org.as_str(),
        user.as_str()
    )
}

/// Begins, or begins anew what was never confirmed. `false`: it is on already.
pub async fn begin(
    tx: &mut Tx,
    now: i64,
    org: &OrgId,
    user: &UserId,
    secret: &str,
) -> Result<bool, sqlx::Error> {
    let begun = execute!(
        tx,
        "insert into second_step (user_id, org_id, secret, created_at)
         values ($1, $2, $3, $4)
         on conflict (user_id) do update
         set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
         where second_step.confirmed_at is null",
        user.as_str(),
        org.as_str(),
        secret,
        now
    )?;
    Ok(begun == 1)
}

pub async fn confirm(
    tx: &mut Tx,
    now: i64,
    org: &OrgId,
    user: &UserId,
    step: i64,
) -> Result<bool, sqlx::Error> {
    let confirmed = execute!(
        tx,
        "update second_step set confirmed_at = $1, last_step = $2
         where org_id = $3 and user_id = $4 and confirmed_at is null",
        now,
        step,
        org.as_str(),
        user.as_str()
    )?;
    Ok(confirmed == 1)
}

/// Takes a code's step. `false`: it, or a newer one, was taken before.
pub async fn take_step(
    tx: &mut Tx,
    org: &OrgId,
    user: &UserId,
    step: i64,
) -> Result<bool, sqlx::Error> {
    let taken = execute!(
        tx,
        "update second_step set last_step = $1
         where org_id = $2 and user_id = $3 and last_step < $1 and confirmed_at is not null",
        step,
        org.as_str(),
        user.as_str()
    )?;
    Ok(taken == 1)
}

/// Off: secret and codes are gone. 0 rows: there was none.
pub async fn remove(tx: &mut Tx, org: &OrgId, user: &UserId) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "delete from recovery_code where org_id = $1 and user_id = $2",
        org.as_str(),
        user.as_str()
    )?;
    execute!(
        tx,
        "delete from second_step where org_id = $1 and user_id = $2",
        org.as_str(),
        user.as_str()
    )
}

/// Keeps new recovery codes by their hashes; the old ones end. `sealed` is shown until kept.
pub async fn set_codes(
    tx: &mut Tx,
    now: i64,
    org: &OrgId,
    user: &UserId,
    hashes: &[String],
    sealed: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "delete from recovery_code where org_id = $1 and user_id = $2",
        org.as_str(),
        user.as_str()
    )?;
    for hash in hashes {
        execute!(
            tx,
            "insert into recovery_code (code_hash, org_id, user_id, created_at)
             values ($1, $2, $3, $4)",
            hash,
            org.as_str(),
            user.as_str(),
            now
        )?;
    }
    execute!(
        tx,
        "update second_step set shown_codes = $1 where org_id = $2 and user_id = $3",
        sealed,
        org.as_str(),
        user.as_str()
    )?;
    Ok(())
}

/// The codes are kept by their person: nobody needs to read them here.
pub async fn hide_codes(tx: &mut Tx, org: &OrgId, user: &UserId) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update second_step set shown_codes = null where org_id = $1 and user_id = $2",
        org.as_str(),
        user.as_str()
    )
}

/// Uses a recovery code up. `false`: it is none, or was used.
pub async fn use_code(
    tx: &mut Tx,
    now: i64,
    org: &OrgId,
    user: &UserId,
    hash: &str,
) -> Result<bool, sqlx::Error> {
    let used = execute!(
        tx,
        "update recovery_code set used_at = $1
         where code_hash = $2 and org_id = $3 and user_id = $4 and used_at is null",
        now,
        hash,
        org.as_str(),
        user.as_str()
    )?;
    Ok(used == 1)
}

pub async fn codes_left(tx: &mut Tx, org: &OrgId, user: &UserId) -> Result<i64, sqlx::Error> {
    let left = scalar!(
        tx,
        i64,
        "select count(*) from recovery_code
         where org_id = $1 and user_id = $2 and used_at is null",
        org.as_str(),
        user.as_str()
    )?;
    Ok(left.unwrap_or(0))
}

/// A sign-in whose password was right.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Half {
    pub org_id: String,
    pub user_id: String,
    /// What Audit calls the whole of it.
    pub action: String,
}

pub async fn begin_half(
    tx: &mut Tx,
    token_hash: &str,
    org: &OrgId,
    user: &UserId,
    action: &str,
    expires_at: i64,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into half_sign_in (token_hash, org_id, user_id, action, expires_at)
         values ($1, $2, $3, $4, $5)",
        token_hash,
        org.as_str(),
        user.as_str(),
        action,
        expires_at
    )?;
    Ok(())
}

/// A half that can still become a whole; its person must still be active.
pub async fn half(tx: &mut Tx, token_hash: &str, now: i64) -> Result<Option<Half>, sqlx::Error> {
    fetch_optional!(
        tx,
        Half,
        "select h.org_id, h.user_id, h.action
         from half_sign_in h
         join app_user u on u.org_id = h.org_id and u.id = h.user_id
         where h.token_hash = $1 and h.expires_at > $2 and h.used_at is null
           and u.active = 1 and u.deleted_at is null",
        token_hash,
        now
    )
}

/// `false`: it was used in the meantime.
pub async fn use_half(tx: &mut Tx, token_hash: &str, now: i64) -> Result<bool, sqlx::Error> {
    let used = execute!(
        tx,
        "update half_sign_in set used_at = $1 where token_hash = $2 and used_at is null",
        now,
        token_hash
    )?;
    Ok(used == 1)
}

/// Whether the person signs in with a code.
pub async fn is_on(tx: &mut Tx, org: &OrgId, user: &UserId) -> Result<bool, sqlx::Error> {
    Ok(find(tx, org, user)
        .await?
        .is_some_and(|row| row.confirmed_at.is_some()))
}
