//! Availabilities and classes as the screens read them.
//!
//! Who may see what is decided in `backend`; every query here is still bound to one
//! organization. Where a person's or a case's classes are looked for, `class` is joined by id alone:
//! with its organization, too, SQLite walks through all classes of the organization in order of time.
//! Foreign keys keep both in one organization. Rosters are in `rosters`.

use domain::id::{ClassId, ClassTypeId, OrgId, SiteId, UserId};

use super::Tx;
use crate::{fetch_all, fetch_optional, scalar};

/// One class as lists show it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClassLine {
    #[sqlx(try_from = "String")]
    pub id: ClassId,
    pub class_type: String,
    pub site: String,
    pub room: String,
    pub time_zone: String,
    pub starts_at: i64,
    pub ends_at: i64,
    pub capacity: i64,
    pub booked: i64,
    pub canceled: i64,
    /// Empty = nobody.
    pub provider_id: String,
    pub provider: String,
    /// 1 = there is none who can come.
    pub provider_gone: i64,
}

/// One class with everything its own page and its form need.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClassRecord {
    #[sqlx(try_from = "String")]
    pub id: ClassId,
    pub version: i64,
    /// Empty = it is alone.
    pub series_id: String,
    #[sqlx(try_from = "String")]
    pub class_type_id: ClassTypeId,
    pub class_type: String,
    pub calendar_alias: String,
    #[sqlx(try_from = "String")]
    pub site_id: SiteId,
    pub site: String,
    pub room: String,
    pub local_start: String,
    pub local_end: String,
    pub time_zone: String,
    pub start_fold: i64,
    pub end_fold: i64,
    pub starts_at: i64,
    pub ends_at: i64,
    pub capacity: i64,
    pub booked: i64,
    pub canceled_at: Option<i64>,
    pub cancel_reason: Option<String>,
    pub offered_by: String,
    /// Empty = nobody.
    pub provider_id: String,
    pub provider: String,
    /// 1 = there is none who can come.
    pub provider_gone: i64,
}

/// A class and whoever provides it. Screens offer one provider; of several, the first is shown.
// Every class has a type and a site, by foreign key; they are joined from the left so that SQLite
// begins with the classes, in the order of their times: the first page of 25,000 open places took it
// 314 ms when it began with the types and sites, and takes 1 ms so (`make bench`).
macro_rules! class_from {
    () => {
        "from class c
         left join class_type t on t.org_id = c.org_id and t.id = c.class_type_id
         left join site s on s.org_id = c.org_id and s.id = c.site_id
         left join class_provider p on p.class_id = c.id
              and p.user_id = (select min(q.user_id) from class_provider q where q.class_id = c.id)
         left join app_user u on u.org_id = p.org_id and u.id = p.user_id "
    };
}

macro_rules! booked {
    () => {
        "(select count(*) from roster_entry r where r.class_id = c.id and r.removed_at is null)"
    };
}

/// Nobody, or somebody who was deactivated.
macro_rules! provider_gone {
    () => {
        "cast(case when u.active = 1 and u.deleted_at is null then 0 else 1 end as bigint)"
    };
}

macro_rules! class_line {
    () => {
        concat!(
            "select c.id, t.name as class_type, s.name as site, c.room, c.time_zone,
                    c.starts_at, c.ends_at, c.capacity, ",
            booked!(),
            " as booked,
                    cast(case when c.canceled_at is null then 0 else 1 end as bigint) as canceled,
                    coalesce(u.id, '') as provider_id, coalesce(u.name, '') as provider,
                    ",
            provider_gone!(),
            " as provider_gone ",
            class_from!()
        )
    };
}

pub(super) use {booked, class_from, class_line, provider_gone};

/// Classes that start in `from..to`, canceled ones included; `provider` empty = everybody's.
pub async fn starting_between(
    tx: &mut Tx,
    org_id: &OrgId,
    provider: &str,
    from: i64,
    to: i64,
) -> Result<Vec<ClassLine>, sqlx::Error> {
    fetch_all!(
        tx,
        ClassLine,
        concat!(
            class_line!(),
            "where c.org_id = $1
               and c.deleted_at is null
               and c.starts_at >= $2
               and c.starts_at < $3
               and ($4 = '' or exists (select 1 from class_provider o
                                       where o.class_id = c.id and o.user_id = $4))
             order by c.starts_at, c.ends_at, c.id"
        ),
        org_id.as_str(),
        from,
        to,
        provider,
    )
}

/// The next booked class of one person after `now`.
pub async fn next_booked(
    tx: &mut Tx,
    org_id: &OrgId,
    provider: &UserId,
    now: i64,
) -> Result<Option<ClassLine>, sqlx::Error> {
    fetch_optional!(
        tx,
        ClassLine,
        concat!(
            class_line!(),
            "where c.id = (
                 select n.id
                 from class_provider o
                 join class n on n.id = o.class_id
                 where o.org_id = $1
                   and o.user_id = $2
                   and n.deleted_at is null
                   and n.canceled_at is null
                   and n.starts_at > $3
                   and exists (select 1 from roster_entry e
                               where e.class_id = n.id and e.removed_at is null)
                 order by n.starts_at, n.id
                 limit 1)"
        ),
        org_id.as_str(),
        provider.as_str(),
        now,
    )
}

macro_rules! class_record {
    ($where:literal) => {
        concat!(
            "select c.id, c.version, coalesce(c.series_id, '') as series_id,
                    c.class_type_id, t.name as class_type, t.calendar_alias,
                    c.site_id, s.name as site, c.room, c.local_start, c.local_end, c.time_zone,
                    c.start_fold, c.end_fold, c.starts_at, c.ends_at, c.capacity, ",
            booked!(),
            " as booked,
                    c.canceled_at, c.cancel_reason,
                    (select o.name from app_user o where o.id = c.created_by) as offered_by,
                    coalesce(u.id, '') as provider_id, coalesce(u.name, '') as provider,
                    ",
            provider_gone!(),
            " as provider_gone ",
            class_from!(),
            "where c.org_id = $1 and c.deleted_at is null and ",
            $where
        )
    };
}

/// One class that is not deleted.
pub async fn find(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &ClassId,
) -> Result<Option<ClassRecord>, sqlx::Error> {
    let sql = class_record!("c.id = $2");
    fetch_optional!(tx, ClassRecord, sql, org_id.as_str(), id.as_str())
}

/// The class that an import knows by this id.
pub async fn find_external(
    tx: &mut Tx,
    org_id: &OrgId,
    external_id: &str,
) -> Result<Option<ClassRecord>, sqlx::Error> {
    let sql = class_record!("c.external_id = $2");
    fetch_optional!(tx, ClassRecord, sql, org_id.as_str(), external_id)
}

/// The classes of a series that start at `from` or later and have not started, by time.
pub async fn series(
    tx: &mut Tx,
    org_id: &OrgId,
    series_id: &str,
    from: i64,
    now: i64,
) -> Result<Vec<ClassRecord>, sqlx::Error> {
    let sql = class_record!(
        "c.series_id = $2 and c.starts_at >= $3 and c.starts_at > $4 order by c.starts_at, c.id"
    );
    fetch_all!(tx, ClassRecord, sql, org_id.as_str(), series_id, from, now)
}

/// The class behind a calendar's link.
pub async fn find_by_link(
    tx: &mut Tx,
    org_id: &OrgId,
    link_token: &str,
) -> Result<Option<String>, sqlx::Error> {
    scalar!(
        tx,
        String,
        "select id from class where org_id = $1 and link_token = $2 and deleted_at is null",
        org_id.as_str(),
        link_token,
    )
}

pub async fn is_provider(
    tx: &mut Tx,
    class_id: &ClassId,
    user_id: &UserId,
) -> Result<bool, sqlx::Error> {
    let found = scalar!(
        tx,
        i64,
        "select cast(1 as bigint) from class_provider where class_id = $1 and user_id = $2",
        class_id.as_str(),
        user_id.as_str(),
    )?;
    Ok(found.is_some())
}
