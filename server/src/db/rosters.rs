//! Who is booked into which class.
//!
//! Entries are added and removed, never deleted. Whether a change is the first or the last one, and
//! so concerns a calendar, is for the caller, who has the class held and counts.

use domain::id::{CaseId, ClassId, OrgId, RosterEntryId, UserId};

use super::Tx;
use crate::{execute, fetch_all, fetch_one, fetch_optional, scalar};

/// One booked case.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    #[sqlx(try_from = "String")]
    pub case_id: CaseId,
    pub name: String,
    pub reference: String,
    pub added_at: i64,
    pub added_by: String,
}

/// One case that was booked once.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Removed {
    #[sqlx(try_from = "String")]
    pub case_id: CaseId,
    pub name: String,
    pub reference: String,
    pub removed_at: i64,
    pub removed_by: String,
    pub reason: String,
}

/// Who is booked, in the order they were.
pub async fn booked(
    tx: &mut Tx,
    org_id: &OrgId,
    class_id: &ClassId,
) -> Result<Vec<Entry>, sqlx::Error> {
    fetch_all!(
        tx,
        Entry,
        "select k.id as case_id, k.name, k.reference, r.added_at, coalesce(u.name, '') as added_by
         from roster_entry r
         join case_record k on k.org_id = r.org_id and k.id = r.case_id
         left join app_user u on u.org_id = r.org_id and u.id = r.added_by
         where r.org_id = $1 and r.class_id = $2 and r.removed_at is null
         order by r.added_at, r.id",
        org_id.as_str(),
        class_id.as_str(),
    )
}

/// Who was booked once, newest removal first.
pub async fn removed(
    tx: &mut Tx,
    org_id: &OrgId,
    class_id: &ClassId,
) -> Result<Vec<Removed>, sqlx::Error> {
    fetch_all!(
        tx,
        Removed,
        "select k.id as case_id, k.name, k.reference, r.removed_at,
                coalesce(u.name, '') as removed_by, coalesce(r.removed_reason, '') as reason
         from roster_entry r
         join case_record k on k.org_id = r.org_id and k.id = r.case_id
         left join app_user u on u.org_id = r.org_id and u.id = r.removed_by
         where r.org_id = $1 and r.class_id = $2 and r.removed_at is not null
         order by r.removed_at desc, r.id desc
         limit 200",
        org_id.as_str(),
        class_id.as_str(),
    )
}

/// How many places are taken.
pub async fn count(tx: &mut Tx, class_id: &ClassId) -> Result<i64, sqlx::Error> {
    let (count,) = fetch_one!(
        tx,
        (i64,),
        "select count(*) from roster_entry where class_id = $1 and removed_at is null",
        class_id.as_str(),
    )?;
    Ok(count)
}

/// Whether a case is booked into a class.
pub async fn is_booked(
    tx: &mut Tx,
    class_id: &ClassId,
    case_id: &CaseId,
) -> Result<bool, sqlx::Error> {
    let found = scalar!(
        tx,
        i64,
        "select cast(1 as bigint)
         from roster_entry
         where class_id = $1 and case_id = $2 and removed_at is null",
        class_id.as_str(),
        case_id.as_str(),
    )?;
    Ok(found.is_some())
}

/// The class type of another class a case is booked into in `from..to`.
pub async fn booked_elsewhere(
    tx: &mut Tx,
    org_id: &OrgId,
    case_id: &CaseId,
    class_id: &ClassId,
    from: i64,
    to: i64,
) -> Result<Option<String>, sqlx::Error> {
    let found = fetch_optional!(
        tx,
        (String,),
        "select t.name
         from roster_entry r
         join class c on c.id = r.class_id
         join class_type t on t.org_id = c.org_id and t.id = c.class_type_id
         where r.org_id = $1
           and r.case_id = $2
           and r.removed_at is null
           and c.id <> $3
           and c.starts_at < $5
           and c.ends_at > $4
           and c.canceled_at is null
           and c.deleted_at is null
         order by c.starts_at
         limit 1",
        org_id.as_str(),
        case_id.as_str(),
        class_id.as_str(),
        from,
        to,
    )?;
    Ok(found.map(|(name,)| name))
}

/// Books. `roster_active` refuses a second active entry of the same case.
pub async fn add(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &RosterEntryId,
    class_id: &ClassId,
    case_id: &CaseId,
    by: &UserId,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into roster_entry (id, org_id, class_id, case_id, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6)",
        id.as_str(),
        org_id.as_str(),
        class_id.as_str(),
        case_id.as_str(),
        now,
        by.as_str(),
    )?;
    Ok(())
}

/// Removes; `false` = was not booked.
pub async fn remove(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    class_id: &ClassId,
    case_id: &CaseId,
    by: &UserId,
    reason: &str,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update roster_entry
         set removed_at = $4, removed_by = $5, removed_reason = $6
         where org_id = $1 and class_id = $2 and case_id = $3 and removed_at is null",
        org_id.as_str(),
        class_id.as_str(),
        case_id.as_str(),
        now,
        by.as_str(),
        reason,
    )?;
    Ok(changed == 1)
}
