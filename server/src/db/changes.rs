//! Who changed something last: what an edit that came too late is told.

use domain::id::OrgId;

use super::Tx;
use crate::fetch_optional;

#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub struct LastChange {
    pub at: i64,
    pub name: String,
}

/// The newest audited change of one thing.
pub async fn last(
    tx: &mut Tx,
    org_id: &OrgId,
    target_id: &str,
) -> Result<Option<LastChange>, sqlx::Error> {
    fetch_optional!(
        tx,
        LastChange,
        "select a.at, coalesce(u.name, '') as name
         from audit_event a
         left join app_user u on u.org_id = a.org_id and u.id = a.actor_id
         where a.org_id = $1 and a.target_id = $2
         order by a.at desc, a.id desc
         limit 1",
        org_id.as_str(),
        target_id,
    )
}
