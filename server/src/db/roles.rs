//! Roles, what they allow, and what they allowed before.

use domain::id::{OrgId, RoleId, UserId};
use domain::permission::{Permission, Permissions};

use super::Tx;
use crate::clock::Entropy;
use crate::{execute, fetch_all, fetch_optional, scalar};

/// More roles than anybody can tell apart.
pub const MOST: i64 = 200;

/// One line of the list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RoleLine {
    #[sqlx(try_from = "String")]
    pub id: RoleId,
    pub name: String,
    /// Active people.
    pub people: i64,
    /// Their connections that are not leaving.
    pub connected: i64,
}

pub async fn list(tx: &mut Tx, org_id: &OrgId) -> Result<Vec<RoleLine>, sqlx::Error> {
    fetch_all!(
        tx,
        RoleLine,
        "select r.id, r.name,
                (select count(*) from app_user u
                 where u.org_id = r.org_id and u.role_id = r.id
                   and u.active = 1 and u.deleted_at is null) as people,
                (select count(*) from calendar_connection c
                 join app_user u on u.org_id = c.org_id and u.id = c.user_id
                 where c.org_id = r.org_id and u.role_id = r.id
                   and u.active = 1 and u.deleted_at is null
                   and c.state <> 'leaving' and c.state <> 'gone'
                   and c.successor_id is null) as connected
         from role r
         where r.org_id = $1 and r.deleted_at is null
         order by r.created_at, r.id
         limit $2",
        org_id.as_str(),
        MOST,
    )
}

/// What every role of the organization allows: role id and permission.
pub async fn all_permissions(
    tx: &mut Tx,
    org_id: &OrgId,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    fetch_all!(
        tx,
        (String, String),
        "select role_id, permission from role_permission where org_id = $1",
        org_id.as_str(),
    )
}

/// One role.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RoleRecord {
    #[sqlx(try_from = "String")]
    pub id: RoleId,
    pub version: i64,
    pub name: String,
}

pub async fn one(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &RoleId,
) -> Result<Option<RoleRecord>, sqlx::Error> {
    fetch_optional!(
        tx,
        RoleRecord,
        "select id, version, name from role
         where org_id = $1 and id = $2 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
    )
}

pub async fn permissions(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &RoleId,
) -> Result<Permissions, sqlx::Error> {
    let rows = fetch_all!(
        tx,
        (String,),
        "select permission from role_permission where org_id = $1 and role_id = $2",
        org_id.as_str(),
        id.as_str(),
    )?;
    Ok(rows
        .iter()
        .filter_map(|(text,)| Permission::parse(text))
        .collect())
}

/// Whoever has the role or is invited into it; also people who are not active now.
pub async fn holders(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &RoleId,
) -> Result<i64, sqlx::Error> {
    let count = scalar!(
        tx,
        i64,
        "select (select count(*) from app_user
                 where org_id = $1 and role_id = $2 and deleted_at is null)
              + (select count(*) from one_time_link
                 where org_id = $1 and role_id = $2 and used_at is null and expires_at > $3)",
        org_id.as_str(),
        id.as_str(),
        now,
    )?;
    Ok(count.unwrap_or(0))
}

/// Active people who can manage both users and roles. Without one, nobody can ever again.
pub async fn org_admins(tx: &mut Tx, org_id: &OrgId) -> Result<i64, sqlx::Error> {
    let count = scalar!(
        tx,
        i64,
        "select count(*) from app_user u
         where u.org_id = $1 and u.active = 1 and u.deleted_at is null
           and exists (select 1 from role_permission p
                       where p.role_id = u.role_id and p.permission = 'roles.manage')
           and exists (select 1 from role_permission p
                       where p.role_id = u.role_id and p.permission = 'users.manage')",
        org_id.as_str(),
    )?;
    Ok(count.unwrap_or(0))
}

/// Saves name and permissions over the version that was read; `false` = somebody was faster.
pub async fn save(
    tx: &mut Tx,
    org_id: &OrgId,
    role: &RoleRecord,
    name: &str,
    permissions: &Permissions,
) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "update role set name = $4, version = version + 1
         where org_id = $1 and id = $2 and version = $3 and deleted_at is null",
        org_id.as_str(),
        role.id.as_str(),
        role.version,
        name,
    )?;
    if rows == 0 {
        return Ok(false);
    }
    execute!(
        tx,
        "delete from role_permission where org_id = $1 and role_id = $2",
        org_id.as_str(),
        role.id.as_str(),
    )?;
    for permission in permissions.iter() {
        execute!(
            tx,
            "insert into role_permission (org_id, role_id, permission) values ($1, $2, $3)",
            org_id.as_str(),
            role.id.as_str(),
            permission.as_str(),
        )?;
    }
    Ok(true)
}

/// Gone from every list; what it allowed stays readable for the audit.
pub async fn delete(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    role: &RoleRecord,
) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "update role set deleted_at = $4, version = version + 1
         where org_id = $1 and id = $2 and version = $3 and deleted_at is null",
        org_id.as_str(),
        role.id.as_str(),
        role.version,
        now,
    )?;
    Ok(rows == 1)
}

/// Everybody who has one role, or is invited into it, gets another one.
pub async fn move_holders(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    from: &RoleId,
    to: &RoleId,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update one_time_link set role_id = $3
         where org_id = $1 and role_id = $2 and used_at is null and expires_at > $4",
        org_id.as_str(),
        from.as_str(),
        to.as_str(),
        now,
    )?;
    execute!(
        tx,
        "update app_user set role_id = $3, version = version + 1
         where org_id = $1 and role_id = $2 and deleted_at is null",
        org_id.as_str(),
        from.as_str(),
        to.as_str(),
    )
}

/// Whoever has the role signs in again.
pub async fn end_sessions(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &RoleId,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update session set ended_at = $3
         where org_id = $1 and ended_at is null
           and user_id in (select id from app_user where org_id = $1 and role_id = $2)",
        org_id.as_str(),
        id.as_str(),
        now,
    )
}

/// What a role was before an edit.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Revision {
    pub id: String,
    #[sqlx(try_from = "String")]
    pub role_id: RoleId,
    /// The role's version after the edit.
    pub version: i64,
    pub name: String,
    pub permissions: String,
    #[sqlx(try_from = "String")]
    pub edited_by: UserId,
    pub edited_at: i64,
    pub undone_at: Option<i64>,
    pub editor: String,
}

impl Revision {
    pub fn permissions(&self) -> Permissions {
        Permissions::from_text(&self.permissions)
    }
}

/// Remembers what `before` was, for the edit that follows it. An undo is remembered as undone, so
/// that it is not offered to be undone itself.
#[expect(clippy::too_many_arguments, reason = "one row, all of it")]
pub async fn remember(
    tx: &mut Tx,
    entropy: &Entropy,
    now: i64,
    org_id: &OrgId,
    before: &RoleRecord,
    permissions: &Permissions,
    edited_by: &UserId,
    undone_at: Option<i64>,
) -> Result<String, sqlx::Error> {
    let id = entropy.uuid(now).to_string();
    execute!(
        tx,
        "insert into role_revision
           (id, org_id, role_id, version, name, permissions, edited_by, edited_at, undone_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &id,
        org_id.as_str(),
        before.id.as_str(),
        before.version + 1,
        &before.name,
        permissions.to_text(),
        edited_by.as_str(),
        now,
        undone_at,
    )?;
    Ok(id)
}

macro_rules! revisions {
    ($where:literal) => {
        concat!(
            "select v.id, v.role_id, v.version, v.name, v.permissions, v.edited_by, v.edited_at,
                    v.undone_at, coalesce(u.name, '') as editor
             from role_revision v
             left join app_user u on u.org_id = v.org_id and u.id = v.edited_by
             where v.org_id = $1 and ",
            $where
        )
    };
}

pub async fn revision(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &str,
) -> Result<Option<Revision>, sqlx::Error> {
    fetch_optional!(tx, Revision, revisions!("v.id = $2"), org_id.as_str(), id)
}

/// The edits after `version`, oldest first.
pub async fn revisions_since(
    tx: &mut Tx,
    org_id: &OrgId,
    role: &RoleId,
    version: i64,
) -> Result<Vec<Revision>, sqlx::Error> {
    fetch_all!(
        tx,
        Revision,
        revisions!("v.role_id = $2 and v.version > $3 order by v.version limit 50"),
        org_id.as_str(),
        role.as_str(),
        version,
    )
}

/// The newest edit of a role.
pub async fn last_revision(
    tx: &mut Tx,
    org_id: &OrgId,
    role: &RoleId,
) -> Result<Option<Revision>, sqlx::Error> {
    fetch_optional!(
        tx,
        Revision,
        revisions!("v.role_id = $2 order by v.version desc limit 1"),
        org_id.as_str(),
        role.as_str(),
    )
}

/// The newest edit by one person since `since` that can still be taken back.
pub async fn undoable(
    tx: &mut Tx,
    org_id: &OrgId,
    editor: &UserId,
    since: i64,
) -> Result<Option<Revision>, sqlx::Error> {
    fetch_optional!(
        tx,
        Revision,
        revisions!(
            "v.edited_by = $2 and v.edited_at > $3 and v.undone_at is null
             and exists (select 1 from role r
                         where r.id = v.role_id and r.version = v.version and r.deleted_at is null)
             order by v.edited_at desc, v.id desc
             limit 1"
        ),
        org_id.as_str(),
        editor.as_str(),
        since,
    )
}

pub async fn mark_undone(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &str,
) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "update role_revision set undone_at = $3
         where org_id = $1 and id = $2 and undone_at is null",
        org_id.as_str(),
        id,
        now,
    )?;
    Ok(rows == 1)
}
