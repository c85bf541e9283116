//! Cases, and the classes they are or can be booked into.
//!
//! The only queries that read what identifies a case, besides the roster's. Erasing is not here
//! yet; an erased case is never listed and can never be booked.

use domain::id::{CaseId, OrgId};

use super::Tx;
use super::classes::{ClassLine, booked, class_from, class_line};
use crate::{execute, fetch_all, fetch_one, fetch_optional, scalar};

/// One line of the list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaseLine {
    #[sqlx(try_from = "String")]
    pub id: CaseId,
    pub reference: String,
    pub name: String,
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
    pub erased_at: Option<i64>,
}

/// What the form decides.
#[derive(Debug, Clone)]
pub struct CaseFields<'a> {
    pub reference: &'a str,
    pub name: &'a str,
    pub date_of_birth: &'a str,
    pub contact: &'a str,
}

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

/// `%` and `_` in what somebody typed mean themselves.
fn pattern(query: &str) -> String {
    let mut pattern = String::from("%");
    for c in query.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
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
            and (lower(reference) like $2 escape '\' or lower(name) like $2 escape '\')",
        org_id.as_str(),
        pattern(query),
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
        r"select k.id, k.reference, k.name,
                 coalesce(c.id, '') as next_class_id,
                 coalesce(c.starts_at, 0) as next_starts_at,
                 coalesce(c.time_zone, '') as next_zone
          from (select id, org_id, reference, name
                from case_record
                where org_id = $1
                  and deleted_at is null
                  and erased_at is null
                  and (lower(reference) like $2 escape '\' or lower(name) like $2 escape '\')
                order by name, id
                limit $4 offset $5) k
          left join class c on c.org_id = k.org_id and c.id = (
                select n.id
                from roster_entry r
                join class n on n.org_id = r.org_id and n.id = r.class_id
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
        pattern(query),
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
    let anywhere = pattern(query);
    let start = anywhere.strip_prefix('%').unwrap_or(&anywhere).to_owned();
    fetch_all!(
        tx,
        CaseFound,
        r"select id, reference, name
          from case_record
          where org_id = $1
            and deleted_at is null
            and erased_at is null
            and (lower(reference) like $2 escape '\' or lower(name) like $2 escape '\')
          order by case when lower(reference) like $3 escape '\' then 0
                        when lower(name) like $3 escape '\' then 1
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
        "select id, version, reference, name, date_of_birth, contact, erased_at
         from case_record
         where org_id = $1 and id = $2 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
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
        "select id, reference, name
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
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into case_record (id, org_id, reference, name, date_of_birth, contact, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id.as_str(),
        org_id.as_str(),
        fields.reference,
        fields.name,
        fields.date_of_birth,
        fields.contact,
        now,
    )?;
    Ok(())
}

/// `false` = another version is there now.
pub async fn update(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &CaseId,
    version: i64,
    fields: &CaseFields<'_>,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update case_record
         set reference = $4, name = $5, date_of_birth = $6, contact = $7, version = version + 1
         where org_id = $1 and id = $2 and version = $3
           and erased_at is null and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
        fields.reference,
        fields.name,
        fields.date_of_birth,
        fields.contact,
    )?;
    Ok(changed == 1)
}

/// Every class a case is or was in, newest first; a case that came back counts once. `provider`
/// empty = everybody's classes.
pub async fn classes(
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
                    cast(case when exists (select 1 from roster_entry a
                                           where a.class_id = c.id and a.case_id = $2
                                             and a.removed_at is null)
                         then 0 else 1 end as bigint) as removed ",
            class_from!(),
            "where c.org_id = $1
               and c.deleted_at is null
               and c.id in (select e.class_id from roster_entry e
                            where e.org_id = $1 and e.case_id = $2)
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
pub async fn open_classes(
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
                    line.provider_id, line.provider,
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
