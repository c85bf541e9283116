//! Class types, sites, and who can provide classes.

use domain::id::{ClassTypeId, OrgId, SiteId, UserId};

use super::Tx;
use crate::{execute, fetch_all, fetch_one, fetch_optional, scalar};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClassTypeLine {
    #[sqlx(try_from = "String")]
    pub id: ClassTypeId,
    pub version: i64,
    pub name: String,
    pub calendar_alias: String,
    /// Upcoming booked classes.
    pub upcoming: i64,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SiteLine {
    #[sqlx(try_from = "String")]
    pub id: SiteId,
    pub version: i64,
    pub name: String,
    pub time_zone: String,
}

/// An id and a name to choose from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct NamedLine {
    pub id: String,
    pub name: String,
}

/// Every class type with how many calendars' events would change with its alias.
pub async fn class_types(
    tx: &mut Tx,
    org_id: &OrgId,
    now: i64,
) -> Result<Vec<ClassTypeLine>, sqlx::Error> {
    fetch_all!(
        tx,
        ClassTypeLine,
        "select t.id, t.version, t.name, t.calendar_alias,
                (select count(*) from class c
                 where c.org_id = t.org_id
                   and c.class_type_id = t.id
                   and c.starts_at > $2
                   and c.canceled_at is null
                   and c.deleted_at is null
                   and exists (select 1 from roster_entry r
                               where r.class_id = c.id and r.removed_at is null)) as upcoming
         from class_type t
         where t.org_id = $1 and t.deleted_at is null
         order by t.name, t.id",
        org_id.as_str(),
        now,
    )
}

pub async fn class_type_choices(
    tx: &mut Tx,
    org_id: &OrgId,
) -> Result<Vec<NamedLine>, sqlx::Error> {
    fetch_all!(
        tx,
        NamedLine,
        "select id, name from class_type where org_id = $1 and deleted_at is null order by name, id",
        org_id.as_str(),
    )
}

pub async fn sites(tx: &mut Tx, org_id: &OrgId) -> Result<Vec<SiteLine>, sqlx::Error> {
    fetch_all!(
        tx,
        SiteLine,
        "select id, version, name, time_zone
         from site
         where org_id = $1 and deleted_at is null
         order by name, id",
        org_id.as_str(),
    )
}

pub async fn site(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &SiteId,
) -> Result<Option<SiteLine>, sqlx::Error> {
    fetch_optional!(
        tx,
        SiteLine,
        "select id, version, name, time_zone
         from site
         where org_id = $1 and id = $2 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
    )
}

pub async fn class_type(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &ClassTypeId,
) -> Result<Option<ClassTypeLine>, sqlx::Error> {
    fetch_optional!(
        tx,
        ClassTypeLine,
        "select id, version, name, calendar_alias, cast(0 as bigint) as upcoming
         from class_type
         where org_id = $1 and id = $2 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
    )
}

/// Active people whose role offers classes.
pub async fn providers(tx: &mut Tx, org_id: &OrgId) -> Result<Vec<NamedLine>, sqlx::Error> {
    fetch_all!(
        tx,
        NamedLine,
        "select u.id, u.name
         from app_user u
         where u.org_id = $1
           and u.active = 1
           and u.deleted_at is null
           and exists (select 1 from role_permission p
                       where p.role_id = u.role_id and p.permission = 'classes.own')
         order by u.name, u.id",
        org_id.as_str(),
    )
}

/// The same people, by their e-mail addresses, as files name them.
pub async fn provider_addresses(
    tx: &mut Tx,
    org_id: &OrgId,
) -> Result<Vec<NamedLine>, sqlx::Error> {
    fetch_all!(
        tx,
        NamedLine,
        "select u.id, u.email as name
         from app_user u
         where u.org_id = $1
           and u.active = 1
           and u.deleted_at is null
           and exists (select 1 from role_permission p
                       where p.role_id = u.role_id and p.permission = 'classes.own')
         order by u.email",
        org_id.as_str(),
    )
}

pub async fn user_name(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &UserId,
) -> Result<Option<String>, sqlx::Error> {
    scalar!(
        tx,
        String,
        "select name from app_user where org_id = $1 and id = $2",
        org_id.as_str(),
        id.as_str(),
    )
}

/// Whether somebody has a calendar that is reached now.
pub async fn is_connected(tx: &mut Tx, org_id: &OrgId, user_id: &str) -> Result<bool, sqlx::Error> {
    let found = scalar!(
        tx,
        i64,
        "select cast(1 as bigint)
         from calendar_connection
         where org_id = $1
           and user_id = $2
           and state <> 'leaving'
           and state <> 'gone'
         limit 1",
        org_id.as_str(),
        user_id,
    )?;
    Ok(found.is_some())
}

/// The zone an organization counts its days in.
pub async fn organization_zone(tx: &mut Tx, org_id: &OrgId) -> Result<String, sqlx::Error> {
    let (zone,) = fetch_one!(
        tx,
        (String,),
        "select time_zone from organization where id = $1",
        org_id.as_str(),
    )?;
    Ok(zone)
}

/// Whether events may carry the class type's alias; an organization without a policy row says yes.
pub async fn uses_alias(tx: &mut Tx, org_id: &OrgId) -> Result<bool, sqlx::Error> {
    let stored = scalar!(
        tx,
        i64,
        "select use_alias from calendar_policy where org_id = $1",
        org_id.as_str(),
    )?;
    Ok(stored != Some(0))
}

/// `class_type_name` refuses a name that is used.
pub async fn insert_class_type(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &ClassTypeId,
    name: &str,
    alias: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into class_type (id, org_id, name, calendar_alias, created_at)
         values ($1, $2, $3, $4, $5)",
        id.as_str(),
        org_id.as_str(),
        name,
        alias,
        now,
    )?;
    Ok(())
}

/// `false` = another version is there now.
pub async fn update_class_type(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &ClassTypeId,
    version: i64,
    name: &str,
    alias: &str,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update class_type
         set name = $4, calendar_alias = $5, version = version + 1
         where org_id = $1 and id = $2 and version = $3 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
        name,
        alias,
    )?;
    Ok(changed == 1)
}

/// `site_name` refuses a name that is used.
pub async fn insert_site(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &SiteId,
    name: &str,
    time_zone: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into site (id, org_id, name, time_zone, created_at) values ($1, $2, $3, $4, $5)",
        id.as_str(),
        org_id.as_str(),
        name,
        time_zone,
        now,
    )?;
    Ok(())
}

/// `false` = another version is there now.
pub async fn update_site(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &SiteId,
    version: i64,
    name: &str,
    time_zone: &str,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update site
         set name = $4, time_zone = $5, version = version + 1
         where org_id = $1 and id = $2 and version = $3 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
        name,
        time_zone,
    )?;
    Ok(changed == 1)
}
