//! What happened, for the Audit page: ids and codes, never names or typed text.

use domain::id::{OrgId, UserId};

use super::Tx;
use crate::clock::Entropy;
use crate::execute;

/// One thing that happened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Event<'a> {
    pub org: Option<&'a OrgId>,
    pub actor: Option<&'a UserId>,
    pub action: &'a str,
    pub target_kind: &'a str,
    pub target_id: &'a str,
    pub detail: &'a str,
}

pub async fn record(
    tx: &mut Tx,
    entropy: &Entropy,
    at: i64,
    event: Event<'_>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into audit_event (id, org_id, at, actor_id, action, target_kind, target_id, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        entropy.uuid(at).to_string(),
        event.org.map(OrgId::as_str),
        at,
        event.actor.map(UserId::as_str),
        event.action,
        event.target_kind,
        event.target_id,
        event.detail
    )?;
    Ok(())
}
