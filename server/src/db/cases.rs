//! Cases: listed, found, saved. Their classes are in `case_classes`.
//!
//! The only queries that read what identifies a case, besides the roster's. Erasing is in
//! `case_erasure`; an erased case is never listed and can never be booked.

use domain::id::{CaseId, OrgId};

use super::{Tx, like};
use crate::{execute, fetch_all, fetch_one, fetch_optional, scalar};

/// One line of the list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaseLine {
    #[sqlx(try_from = "String")]
    pub id: CaseId,
    pub reference: String,
    pub name: String,
    pub closed: i64,
    /// Empty = none.
    pub next_class_id: String,
    pub next_starts_at: i64,
    pub next_zone: String,
}

/// One case found by a few letters.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaseFound {
    #[sqlx(try_from = "String")]
    pub id: CaseId,
    pub reference: String,
    pub name: String,
    pub closed: i64,
}

/// One case in full.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaseRecord {
    #[sqlx(try_from = "String")]
    pub id: CaseId,
    pub version: i64,
    pub reference: String,
    pub name: String,
    pub date_of_birth: String,
    pub contact: String,
    pub closed_at: Option<i64>,
    pub erased_at: Option<i64>,
}

/// What the form decides.
#[derive(Debug, Clone)]
pub struct CaseFields<'a> {
    pub reference: &'a str,
    pub name: &'a str,
    pub date_of_birth: &'a str,
    pub contact: &'a str,
    pub closed: i64,
}

/// How many cases match.
pub async fn count(tx: &mut Tx, org_id: &OrgId, query: &str) -> Result<i64, sqlx::Error> {
    let (count,) = fetch_one!(
        tx,
        (i64,),
        r"select count(*)
          from case_record
          where org_id = $1
            and deleted_at is null
            and erased_at is null
            and (reference_key like $2 escape '\' or name_key like $2 escape '\')",
        org_id.as_str(),
        like(query),
    )?;
    Ok(count)
}

/// One page of matching cases with the next class of each.
pub async fn list(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    query: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<CaseLine>, sqlx::Error> {
    fetch_all!(
        tx,
        CaseLine,
        r"select k.id, k.reference, k.name, k.closed,
                 coalesce(c.id, '') as next_class_id,
                 coalesce(c.starts_at, 0) as next_starts_at,
                 coalesce(c.time_zone, '') as next_zone
          from (select id, org_id, reference, name,
                       cast(case when closed_at is null then 0 else 1 end as bigint) as closed
                from case_record
                where org_id = $1
                  and deleted_at is null
                  and erased_at is null
                  and (reference_key like $2 escape '\' or name_key like $2 escape '\')
                order by name, id
                limit $4 offset $5) k
          left join class c on c.id = (
                select n.id
                from roster_entry r
                join class n on n.id = r.class_id
                where r.org_id = k.org_id
                  and r.case_id = k.id
                  and r.removed_at is null
                  and n.starts_at > $3
                  and n.canceled_at is null
                  and n.deleted_at is null
                order by n.starts_at, n.id
                limit 1)
          order by k.name, k.id",
        org_id.as_str(),
        like(query),
        now,
        limit,
        offset,
    )
}

/// A few matching cases; those whose reference starts with what was typed come first.
pub async fn search(
    tx: &mut Tx,
    org_id: &OrgId,
    query: &str,
    limit: i64,
) -> Result<Vec<CaseFound>, sqlx::Error> {
    let anywhere = like(query);
    let start = anywhere.strip_prefix('%').unwrap_or(&anywhere).to_owned();
    fetch_all!(
        tx,
        CaseFound,
        r"select id, reference, name, cast(0 as bigint) as closed
          from case_record
          where org_id = $1
            and deleted_at is null
            and erased_at is null
            and closed_at is null
            and (reference_key like $2 escape '\' or name_key like $2 escape '\')
          order by case when reference_key like $3 escape '\' then 0
                        when name_key like $3 escape '\' then 1
                        else 2 end,
                   name, id
          limit $4",
        org_id.as_str(),
        anywhere,
        start,
        limit,
    )
}

pub async fn find(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &CaseId,
) -> Result<Option<CaseRecord>, sqlx::Error> {
    fetch_optional!(
        tx,
        CaseRecord,
        "select id, version, reference, name, date_of_birth, contact, closed_at, erased_at
         from case_record
         where org_id = $1 and id = $2 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
    )
}

/// The case that an import knows by this id.
pub async fn find_external(
    tx: &mut Tx,
    org_id: &OrgId,
    external_id: &str,
) -> Result<Option<CaseRecord>, sqlx::Error> {
    fetch_optional!(
        tx,
        CaseRecord,
        "select id, version, reference, name, date_of_birth, contact, closed_at, erased_at
         from case_record
         where org_id = $1 and external_id = $2 and deleted_at is null",
        org_id.as_str(),
        external_id,
    )
}

/// By id or by exact reference, as the booking field sends either. Upper and lower case are one.
pub async fn find_typed(
    tx: &mut Tx,
    org_id: &OrgId,
    typed: &str,
) -> Result<Option<CaseFound>, sqlx::Error> {
    fetch_optional!(
        tx,
        CaseFound,
        "select id, reference, name,
                cast(case when closed_at is null then 0 else 1 end as bigint) as closed
         from case_record
         where org_id = $1
           and deleted_at is null
           and erased_at is null
           and (id = $2 or reference = $2 or lower(reference) = lower($2))
         order by case when id = $2 then 0 when reference = $2 then 1 else 2 end
         limit 1",
        org_id.as_str(),
        typed,
    )
}

/// Whether another case than `except` has this reference.
pub async fn reference_used(
    tx: &mut Tx,
    org_id: &OrgId,
    reference: &str,
    except: &str,
) -> Result<bool, sqlx::Error> {
    let found = scalar!(
        tx,
        i64,
        "select cast(1 as bigint)
         from case_record
         where org_id = $1
           and lower(reference) = lower($2)
           and id <> $3
           and deleted_at is null
         limit 1",
        org_id.as_str(),
        reference,
        except,
    )?;
    Ok(found.is_some())
}

/// Holds a case until the transaction ends, so that it is not booked twice at one time. After the
/// class, always.
pub async fn hold(tx: &mut Tx, org_id: &OrgId, id: &CaseId) -> Result<(), sqlx::Error> {
    if tx.is_postgres() {
        execute!(
            tx,
            "select id from case_record where org_id = $1 and id = $2 for no key update",
            org_id.as_str(),
            id.as_str(),
        )?;
    }
    Ok(())
}

/// `case_reference` refuses a reference that is used.
pub async fn insert(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &CaseId,
    fields: &CaseFields<'_>,
    external_id: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into case_record (id, org_id, reference, name, date_of_birth, contact, created_at,
                                  reference_key, name_key, external_id, closed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10, ''),
                 case when $11 = 1 then $7 end)",
        id.as_str(),
        org_id.as_str(),
        fields.reference,
        fields.name,
        fields.date_of_birth,
        fields.contact,
        now,
        fields.reference.to_lowercase(),
        fields.name.to_lowercase(),
        external_id,
        fields.closed,
    )?;
    Ok(())
}

/// `false` = another version is there now.
pub async fn update(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &CaseId,
    version: i64,
    fields: &CaseFields<'_>,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update case_record
         set reference = $4, name = $5, date_of_birth = $6, contact = $7,
             reference_key = $8, name_key = $9, version = version + 1,
             closed_at = case when $10 = 1 then coalesce(closed_at, $11) end
         where org_id = $1 and id = $2 and version = $3
           and erased_at is null and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
        fields.reference,
        fields.name,
        fields.date_of_birth,
        fields.contact,
        fields.reference.to_lowercase(),
        fields.name.to_lowercase(),
        fields.closed,
        now,
    )?;
    Ok(changed == 1)
}
