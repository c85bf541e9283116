//! The classes a case is or was in, and those it can be booked into.

use domain::id::{CaseId, OrgId};

use super::Tx;
use super::classes::{ClassLine, booked, class_from, class_line, provider_gone};
use crate::fetch_all;

/// One class in a case's history.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaseClassLine {
    pub removed: i64,
    #[sqlx(flatten)]
    pub class: ClassLine,
}

/// One class with places left.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OpenLine {
    pub connected: i64,
    #[sqlx(flatten)]
    pub class: ClassLine,
}

/// Which open classes are asked for.
#[derive(Debug, Clone)]
pub struct OpenSearch<'a> {
    pub case_id: &'a CaseId,
    /// Empty = any.
    pub class_type_id: &'a str,
    pub site_id: &'a str,
    /// Only this provider's; empty = everybody's.
    pub provider: &'a str,
    pub after: i64,
    pub unbooked_only: i64,
    pub limit: i64,
    pub offset: i64,
}

/// Every class a case is or was in, newest first; a case that came back counts once. `provider`
/// empty = everybody's classes.
pub async fn all(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &CaseId,
    provider: &str,
) -> Result<Vec<CaseClassLine>, sqlx::Error> {
    fetch_all!(
        tx,
        CaseClassLine,
        concat!(
            "select c.id, t.name as class_type, s.name as site, c.room, c.time_zone,
                    c.starts_at, c.ends_at, c.capacity, ",
            booked!(),
            " as booked,
                    cast(case when c.canceled_at is null then 0 else 1 end as bigint) as canceled,
                    coalesce(u.id, '') as provider_id, coalesce(u.name, '') as provider,
                    ",
            provider_gone!(),
            " as provider_gone,
                    cast(case when exists (select 1 from roster_entry a
                                           where a.class_id = c.id and a.case_id = $2
                                             and a.removed_at is null)
                         then 0 else 1 end as bigint) as removed ",
            class_from!(),
            // By id alone, so that nobody walks through all classes of the organization: an entry's
            // class is of its own organization, by foreign key.
            "where c.id in (select e.class_id from roster_entry e
                            where e.org_id = $1 and e.case_id = $2)
               and c.deleted_at is null
               and ($3 = '' or exists (select 1 from class_provider o
                                       where o.class_id = c.id and o.user_id = $3))
             order by c.starts_at desc, c.id
             limit 500"
        ),
        org_id.as_str(),
        id.as_str(),
        provider,
    )
}

/// Classes with a place left for a case that is not in them yet.
pub async fn open(
    tx: &mut Tx,
    org_id: &OrgId,
    search: &OpenSearch<'_>,
) -> Result<Vec<OpenLine>, sqlx::Error> {
    fetch_all!(
        tx,
        OpenLine,
        concat!(
            "select line.id, line.class_type, line.site, line.room, line.time_zone,
                    line.starts_at, line.ends_at, line.capacity, line.booked, line.canceled,
                    line.provider_id, line.provider, line.provider_gone,
                    cast(case when exists (select 1 from calendar_connection n
                                           where n.org_id = $1
                                             and n.user_id = line.provider_id
                                             and n.state = 'active')
                         then 1 else 0 end as bigint) as connected
             from (",
            class_line!(),
            "     where c.org_id = $1
                    and c.deleted_at is null
                    and c.canceled_at is null
                    and c.starts_at > $3
                    and ($4 = '' or c.class_type_id = $4)
                    and ($5 = '' or c.site_id = $5)
                    and ($6 = '' or exists (select 1 from class_provider o
                                            where o.class_id = c.id and o.user_id = $6))
                    and (select count(*) from roster_entry b
                         where b.class_id = c.id and b.removed_at is null)
                        < case when $7 = 1 then 1 else c.capacity end
                    and not exists (select 1 from roster_entry m
                                    where m.class_id = c.id and m.case_id = $2
                                      and m.removed_at is null)
                  order by c.starts_at, c.id
                  limit $8 offset $9) line
             order by line.starts_at, line.id"
        ),
        org_id.as_str(),
        search.case_id.as_str(),
        search.after,
        search.class_type_id,
        search.site_id,
        search.provider,
        search.unbooked_only,
        search.limit,
        search.offset,
    )
}
