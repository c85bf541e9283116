//! What happened to one class: audited changes and its roster's comings and goings.

use domain::id::{ClassId, OrgId};

use super::Tx;
use crate::{fetch_all, fetch_optional};

/// An audited change; `detail` is as `backend` wrote it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Change {
    pub at: i64,
    pub action: String,
    pub detail: String,
    pub person: String,
}

/// One case more or one less, without saying which.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Step {
    pub at: i64,
    /// 1 or -1.
    pub step: i64,
    pub person: String,
}

/// When and by whom the class was offered.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Offer {
    pub at: i64,
    pub person: String,
}

pub async fn offer(
    tx: &mut Tx,
    org_id: &OrgId,
    class_id: &ClassId,
) -> Result<Option<Offer>, sqlx::Error> {
    fetch_optional!(
        tx,
        Offer,
        "select c.created_at as at, coalesce(u.name, '') as person
         from class c
         left join app_user u on u.org_id = c.org_id and u.id = c.created_by
         where c.org_id = $1 and c.id = $2",
        org_id.as_str(),
        class_id.as_str(),
    )
}

/// Moves, reassignments, cancellations; oldest first. Only what happened since the class was
/// offered is looked through.
pub async fn changes(
    tx: &mut Tx,
    org_id: &OrgId,
    class_id: &ClassId,
) -> Result<Vec<Change>, sqlx::Error> {
    fetch_all!(
        tx,
        Change,
        "select a.at, a.action, a.detail, coalesce(u.name, '') as person
         from audit_event a
         left join app_user u on u.org_id = a.org_id and u.id = a.actor_id
         where a.org_id = $1
           and a.target_id = $2
           and a.at >= (select c.created_at from class c where c.id = $2)
           and a.action in ('class.moved', 'class.reassigned', 'class.canceled', 'class.uncanceled')
         order by a.at, a.id",
        org_id.as_str(),
        class_id.as_str(),
    )
}

/// Bookings and removals, oldest first.
pub async fn steps(
    tx: &mut Tx,
    org_id: &OrgId,
    class_id: &ClassId,
) -> Result<Vec<Step>, sqlx::Error> {
    fetch_all!(
        tx,
        Step,
        "select s.at, s.step, coalesce(u.name, '') as person
         from (select added_at as at, cast(1 as bigint) as step, added_by as user_id
               from roster_entry
               where org_id = $1 and class_id = $2
               union all
               select removed_at, cast(-1 as bigint), removed_by
               from roster_entry
               where org_id = $1 and class_id = $2 and removed_at is not null) s
         left join app_user u on u.org_id = $1 and u.id = s.user_id
         order by s.at, s.step desc",
        org_id.as_str(),
        class_id.as_str(),
    )
}
