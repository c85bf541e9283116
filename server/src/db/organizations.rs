//! Organizations and the roles every new one starts with.

use domain::id::{OrgId, RoleId};
use domain::permission::{Permissions, seeded_roles};

use super::Tx;
use crate::clock::Entropy;
use crate::{execute, fetch_all, fetch_optional, scalar};

/// A new organization with its seeded roles and its calendar policy.
#[derive(Debug)]
pub struct NewOrganization {
    pub id: OrgId,
    pub roles: Vec<(&'static str, RoleId)>,
}

impl NewOrganization {
    /// The role of this seeded name.
    pub fn role(&self, name: &str) -> Option<&RoleId> {
        self.roles
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, id)| id)
    }
}

pub async fn insert(
    tx: &mut Tx,
    entropy: &Entropy,
    now: i64,
    name: &str,
    time_zone: &str,
) -> Result<NewOrganization, sqlx::Error> {
    let id = OrgId::from_uuid(entropy.uuid(now));
    execute!(
        tx,
        "insert into organization (id, name, time_zone, created_at) values ($1, $2, $3, $4)",
        id.as_str(),
        name,
        time_zone,
        now
    )?;
    execute!(
        tx,
        "insert into calendar_policy (org_id) values ($1)",
        id.as_str()
    )?;
    let mut roles = Vec::new();
    for (name, permissions) in seeded_roles() {
        let role = insert_role(tx, entropy, now, &id, name, &permissions).await?;
        roles.push((name, role));
    }
    Ok(NewOrganization { id, roles })
}

pub async fn name(tx: &mut Tx, id: &OrgId) -> Result<String, sqlx::Error> {
    let name = scalar!(
        tx,
        String,
        "select name from organization where id = $1",
        id.as_str()
    )?;
    Ok(name.unwrap_or_default())
}

/// What an administrator sets.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Settings {
    pub version: i64,
    pub name: String,
    pub time_zone: String,
    /// `12` or `24`.
    pub clock: String,
    /// `monday` or `sunday`.
    pub week_start: String,
}

pub async fn settings(tx: &mut Tx, id: &OrgId) -> Result<Settings, sqlx::Error> {
    let found = fetch_optional!(
        tx,
        Settings,
        "select version, name, time_zone, clock, week_start
         from organization
         where id = $1 and deleted_at is null",
        id.as_str()
    )?;
    found.ok_or(sqlx::Error::RowNotFound)
}

/// `false` = somebody was faster than `settings.version`.
pub async fn save_settings(
    tx: &mut Tx,
    id: &OrgId,
    settings: &Settings,
) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "update organization
         set name = $3, time_zone = $4, clock = $5, week_start = $6, version = version + 1
         where id = $1 and version = $2 and deleted_at is null",
        id.as_str(),
        settings.version,
        &settings.name,
        &settings.time_zone,
        &settings.clock,
        &settings.week_start,
    )?;
    Ok(rows == 1)
}

pub async fn insert_role(
    tx: &mut Tx,
    entropy: &Entropy,
    now: i64,
    org: &OrgId,
    name: &str,
    permissions: &Permissions,
) -> Result<RoleId, sqlx::Error> {
    let id = RoleId::from_uuid(entropy.uuid(now));
    execute!(
        tx,
        "insert into role (id, org_id, name, created_at) values ($1, $2, $3, $4)",
        id.as_str(),
        org.as_str(),
        name,
        now
    )?;
    for permission in permissions.iter() {
        execute!(
            tx,
            "insert into role_permission (org_id, role_id, permission) values ($1, $2, $3)",
            org.as_str(),
            id.as_str(),
            permission.as_str()
        )?;
    }
    Ok(id)
}

#[derive(Debug, sqlx::FromRow)]
pub struct Organization {
    pub id: String,
    pub name: String,
    pub time_zone: String,
}

pub async fn all(tx: &mut Tx) -> Result<Vec<Organization>, sqlx::Error> {
    fetch_all!(
        tx,
        Organization,
        "select id, name, time_zone from organization where deleted_at is null order by created_at, id"
    )
}

/// An organization nobody can administer, with the role and the address of its newest set-up link.
#[derive(Debug, sqlx::FromRow)]
pub struct Orphan {
    pub org_id: String,
    pub name: String,
    pub role_id: String,
    pub email: String,
}

/// Organizations without an active Org Admin (a role with `roles.manage` and `users.manage`).
pub async fn without_admin(tx: &mut Tx) -> Result<Vec<Orphan>, sqlx::Error> {
    fetch_all!(
        tx,
        Orphan,
        "select o.id as org_id, o.name as name, l.role_id as role_id, l.email as email
         from organization o
         join one_time_link l on l.org_id = o.id and l.purpose = 'setup'
         where o.deleted_at is null and l.role_id is not null and l.email is not null
           and l.token_hash = (select l2.token_hash from one_time_link l2
                               where l2.org_id = o.id and l2.purpose = 'setup'
                               order by l2.created_at desc, l2.token_hash limit 1)
           and not exists (
             select 1 from app_user u
             join role_permission r on r.role_id = u.role_id and r.permission = 'roles.manage'
             join role_permission s on s.role_id = u.role_id and s.permission = 'users.manage'
             where u.org_id = o.id and u.active = 1 and u.deleted_at is null)
         order by o.created_at, o.id"
    )
}

/// Notes that demo mode filled this database.
pub async fn mark_demo(tx: &mut Tx) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into installation (name, value) values ('demo_seeded', '1')"
    )?;
    Ok(())
}

/// Was this database filled by demo mode?
pub async fn is_demo(tx: &mut Tx) -> Result<bool, sqlx::Error> {
    let value = scalar!(
        tx,
        String,
        "select value from installation where name = 'demo_seeded'"
    )?;
    Ok(value.is_some())
}

/// One fact about the whole installation.
pub async fn installed(tx: &mut Tx, name: &str) -> Result<Option<String>, sqlx::Error> {
    scalar!(
        tx,
        String,
        "select value from installation where name = $1",
        name,
    )
}

/// The same, written once: the value that counts.
pub async fn install_once(tx: &mut Tx, name: &str, value: &str) -> Result<String, sqlx::Error> {
    execute!(
        tx,
        "insert into installation (name, value) values ($1, $2) on conflict (name) do nothing",
        name,
        value,
    )?;
    Ok(installed(tx, name).await?.unwrap_or_default())
}

pub async fn uninstall(tx: &mut Tx, name: &str) -> Result<(), sqlx::Error> {
    execute!(tx, "delete from installation where name = $1", name)?;
    Ok(())
}

pub async fn install(tx: &mut Tx, name: &str, value: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into installation (name, value) values ($1, $2)
         on conflict (name) do update set value = excluded.value",
        name,
        value,
    )?;
    Ok(())
}
