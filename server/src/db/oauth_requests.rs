//! A started connect: single use, bound to the browser session that started it, ten minutes.

use domain::id::{OrgId, UserId};

use super::Tx;
use crate::{execute, fetch_optional, scalar};

/// What a started connect remembers. `verifier` is sealed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OauthRequest {
    pub verifier: String,
    pub nonce: String,
    pub backfill: i64,
}

#[derive(Debug)]
pub struct NewRequest<'a> {
    pub state_hash: &'a str,
    pub org_id: &'a OrgId,
    pub user_id: &'a UserId,
    pub session_hash: &'a str,
    pub provider: &'a str,
    pub verifier: &'a str,
    pub nonce: &'a str,
    pub backfill: bool,
    pub expires_at: i64,
}

pub async fn insert(tx: &mut Tx, now: i64, new: &NewRequest<'_>) -> Result<(), sqlx::Error> {
    // What nobody came back for is not kept.
    execute!(
        tx,
        "delete from oauth_request where expires_at < $1",
        now - 86_400_000
    )?;
    execute!(
        tx,
        "insert into oauth_request (state_hash, org_id, user_id, session_hash, provider, verifier,
                                    nonce, backfill, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.state_hash,
        new.org_id.as_str(),
        new.user_id.as_str(),
        new.session_hash,
        new.provider,
        new.verifier,
        new.nonce,
        i64::from(new.backfill),
        now,
        new.expires_at
    )?;
    Ok(())
}

/// Remembers whose account was chosen, to be named on the way back.
pub async fn name_account(tx: &mut Tx, state_hash: &str, email: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update oauth_request set account_email = $1 where state_hash = $2",
        email,
        state_hash
    )?;
    Ok(())
}

/// The account that the user chose last, since `since`.
pub async fn last_account(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
    since: i64,
) -> Result<Option<String>, sqlx::Error> {
    scalar!(
        tx,
        String,
        "select account_email from oauth_request
         where org_id = $1 and user_id = $2 and used_at > $3 and account_email <> ''
         order by used_at desc
         limit 1",
        org_id.as_str(),
        user_id.as_str(),
        since
    )
}

/// Uses the request up: `None` when it is unknown, used, too old, or another session's.
pub async fn take(
    tx: &mut Tx,
    now: i64,
    state_hash: &str,
    session_hash: &str,
    user_id: &UserId,
    provider: &str,
) -> Result<Option<OauthRequest>, sqlx::Error> {
    fetch_optional!(
        tx,
        OauthRequest,
        "update oauth_request
         set used_at = $1
         where state_hash = $2 and session_hash = $3 and user_id = $4 and provider = $5
           and used_at is null and expires_at > $1
         returning verifier, nonce, backfill",
        now,
        state_hash,
        session_hash,
        user_id.as_str(),
        provider
    )
}
