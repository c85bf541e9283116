//! Files between preview and import. Sealed by `backend`; here they are opaque.

use domain::id::{OrgId, UserId};

use super::Tx;
use crate::{execute, scalar};

/// A file that was just uploaded.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    pub id: &'a str,
    pub org_id: &'a OrgId,
    pub user_id: &'a UserId,
    pub kind: &'a str,
    pub sealed: &'a str,
}

pub async fn insert(
    tx: &mut Tx,
    now: i64,
    expires_at: i64,
    draft: Draft<'_>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into import_draft (id, org_id, user_id, kind, sealed, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        draft.id,
        draft.org_id.as_str(),
        draft.user_id.as_str(),
        draft.kind,
        draft.sealed,
        now,
        expires_at,
    )?;
    Ok(())
}

/// The sealed text, for the person who uploaded it.
pub async fn find(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    user_id: &UserId,
    kind: &str,
    id: &str,
) -> Result<Option<String>, sqlx::Error> {
    scalar!(
        tx,
        String,
        "select sealed
         from import_draft
         where org_id = $1 and user_id = $2 and kind = $3 and id = $4 and expires_at > $5",
        org_id.as_str(),
        user_id.as_str(),
        kind,
        id,
        now,
    )
}

pub async fn delete(tx: &mut Tx, org_id: &OrgId, id: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "delete from import_draft where org_id = $1 and id = $2",
        org_id.as_str(),
        id,
    )?;
    Ok(())
}

/// Every file of one kind, whoever looks at it: what it names is to be forgotten.
pub async fn delete_kind(tx: &mut Tx, org_id: &OrgId, kind: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "delete from import_draft where org_id = $1 and kind = $2",
        org_id.as_str(),
        kind,
    )?;
    Ok(())
}

/// What nobody came back to, in every organization.
pub async fn purge(tx: &mut Tx, now: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "delete from import_draft where expires_at <= $1", now)?;
    Ok(())
}
