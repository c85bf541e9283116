//! What happened to one case: audited changes, and the classes it came into and left.

use domain::id::{CaseId, OrgId};

use super::Tx;
use crate::fetch_all;

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaseStep {
    pub at: i64,
    /// The audited action, or `booked` and `removed`.
    pub action: String,
    pub person: String,
    /// Empty = it concerns no class.
    pub class_id: String,
    pub class_type: String,
    pub starts_at: i64,
    pub time_zone: String,
    pub reason: String,
}

/// The newest first, `limit` of them. `provider` empty = classes of everybody.
pub async fn steps(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &CaseId,
    provider: &str,
    limit: i64,
) -> Result<Vec<CaseStep>, sqlx::Error> {
    fetch_all!(
        tx,
        CaseStep,
        "select s.at, s.action, coalesce(u.name, '') as person, s.class_id,
                coalesce(t.name, '') as class_type, coalesce(c.starts_at, 0) as starts_at,
                coalesce(c.time_zone, '') as time_zone, s.reason
         from (select at, action, actor_id as user_id, '' as class_id, '' as reason
               from audit_event
               where org_id = $1 and target_id = $2 and action like 'case.%'
               union all
               select added_at, 'booked', added_by, class_id, ''
               from roster_entry
               where org_id = $1 and case_id = $2
               union all
               select removed_at, 'removed', removed_by, class_id, coalesce(removed_reason, '')
               from roster_entry
               where org_id = $1 and case_id = $2 and removed_at is not null) s
         left join app_user u on u.org_id = $1 and u.id = s.user_id
         left join class c on c.id = s.class_id
         left join class_type t on t.id = c.class_type_id
         where s.class_id = ''
            or $3 = ''
            or exists (select 1 from class_provider o
                       where o.class_id = s.class_id and o.user_id = $3)
         order by s.at desc, s.class_id
         limit $4",
        org_id.as_str(),
        id.as_str(),
        provider,
        limit,
    )
}
