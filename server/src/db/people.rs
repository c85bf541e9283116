//! People as an administrator sees them: the list with the invitations in it, one person, their role
//! before, and what a deactivation leaves behind. How they sign in is in `users`.

use domain::id::{OrgId, RoleId, UserId};

use super::Tx;
use super::connections::current_first;
use crate::clock::Entropy;
use crate::{execute, fetch_all, fetch_optional, scalar};

/// One line of the list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Line {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: String,
    /// `active`, `invited` or `deactivated`.
    pub status: String,
    /// 0 = never.
    pub last_signed_in_at: i64,
    pub calendar: String,
}

/// What the list is narrowed to; empty = not at all.
#[derive(Debug, Clone, Copy)]
pub struct Narrow<'a> {
    /// A `like` pattern in lower case, with `\` as its escape.
    pub pattern: &'a str,
    pub role: &'a str,
    pub state: &'a str,
    pub deactivated: bool,
}

/// `$1` organization, `$2` now, `$3` pattern, `$4` role, `$5` state, `$6` with the deactivated.
macro_rules! everybody {
    () => {
        concat!(
        r"from (
              select u.id as id, u.name as name, u.name_key as sort, u.email as email,
                     r.id as role_id, r.name as role,
                     case when u.active = 1 then 'active' else 'deactivated' end as status,
                     coalesce(u.last_signed_in_at, 0) as last_signed_in_at,
                     coalesce((select c.state from calendar_connection c
                               where c.org_id = u.org_id and c.user_id = u.id and c.state <> 'gone' ",
        current_first!(),
        r"), '') as calendar
              from app_user u
              join role r on r.org_id = u.org_id and r.id = u.role_id
              where u.org_id = $1 and u.deleted_at is null
              union all
              select l.token_hash, '', l.email, l.email, r.id, r.name, 'invited', 0, ''
              from one_time_link l
              join role r on r.org_id = l.org_id and r.id = l.role_id
              where l.org_id = $1 and l.purpose = 'invite' and l.used_at is null
                and l.expires_at > $2
          ) p
          where (p.sort like $3 escape '\' or p.email like $3 escape '\')
            and ($4 = '' or p.role_id = $4)
            and ($5 = '' or p.status = $5)
            and ($6 = 1 or $5 = 'deactivated' or p.status <> 'deactivated')"
        )
    };
}

pub async fn count(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    narrow: Narrow<'_>,
) -> Result<i64, sqlx::Error> {
    let count = scalar!(
        tx,
        i64,
        concat!("select count(*) ", everybody!()),
        org_id.as_str(),
        now,
        narrow.pattern,
        narrow.role,
        narrow.state,
        i64::from(narrow.deactivated),
    )?;
    Ok(count.unwrap_or(0))
}

pub async fn list(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    narrow: Narrow<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Line>, sqlx::Error> {
    fetch_all!(
        tx,
        Line,
        concat!(
            "select p.id, p.name, p.email, p.role, p.status, p.last_signed_in_at, p.calendar ",
            everybody!(),
            " order by p.sort, p.id limit $7 offset $8"
        ),
        org_id.as_str(),
        now,
        narrow.pattern,
        narrow.role,
        narrow.state,
        i64::from(narrow.deactivated),
        limit,
        offset,
    )
}

/// One person.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Record {
    #[sqlx(try_from = "String")]
    pub id: UserId,
    pub version: i64,
    pub name: String,
    pub email: String,
    #[sqlx(try_from = "String")]
    pub role_id: RoleId,
    pub role: String,
    pub active: i64,
    pub last_signed_in_at: i64,
    pub devices: i64,
    pub second_step: i64,
    pub calendar: String,
    pub left_behind: i64,
}

pub async fn one(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &UserId,
) -> Result<Option<Record>, sqlx::Error> {
    fetch_optional!(
        tx,
        Record,
        concat!(
            "select u.id, u.version, u.name, u.email, u.role_id, r.name as role, u.active,
                coalesce(u.last_signed_in_at, 0) as last_signed_in_at,
                (select count(*) from session s
                 where s.org_id = u.org_id and s.user_id = u.id and s.ended_at is null
                   and s.expires_at > $3) as devices,
                (select count(*) from second_step t
                 where t.org_id = u.org_id and t.user_id = u.id
                   and t.confirmed_at is not null) as second_step,
                coalesce((select c.state from calendar_connection c
                          where c.org_id = u.org_id and c.user_id = u.id and c.state <> 'gone' ",
            current_first!(),
            "), '') as calendar,
                coalesce((select c.left_behind from calendar_connection c
                          where c.org_id = u.org_id and c.user_id = u.id and c.state = 'gone'
                          order by c.state_since desc
                          limit 1), 0) as left_behind
         from app_user u
         join role r on r.org_id = u.org_id and r.id = u.role_id
         where u.org_id = $1 and u.id = $2 and u.deleted_at is null"
        ),
        org_id.as_str(),
        id.as_str(),
        now,
    )
}

/// An upcoming class somebody is booked into.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Upcoming {
    pub id: String,
    pub class_type: String,
    pub starts_at: i64,
    pub time_zone: String,
}

macro_rules! upcoming {
    () => {
        "from class_provider p
         join class k on k.org_id = p.org_id and k.id = p.class_id
         join class_type t on t.org_id = k.org_id and t.id = k.class_type_id
         where p.org_id = $1 and p.user_id = $2
           and k.starts_at > $3 and k.canceled_at is null and k.deleted_at is null
           and exists (select 1 from roster_entry e
                       where e.class_id = k.id and e.removed_at is null)"
    };
}

/// How many upcoming booked classes the person teaches.
pub async fn upcoming_count(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &UserId,
) -> Result<i64, sqlx::Error> {
    let count = scalar!(
        tx,
        i64,
        concat!("select count(*) ", upcoming!()),
        org_id.as_str(),
        id.as_str(),
        now,
    )?;
    Ok(count.unwrap_or(0))
}

pub async fn upcoming(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &UserId,
    limit: i64,
) -> Result<Vec<Upcoming>, sqlx::Error> {
    fetch_all!(
        tx,
        Upcoming,
        concat!(
            "select k.id, t.name as class_type, k.starts_at, k.time_zone ",
            upcoming!(),
            " order by k.starts_at, k.id limit $4"
        ),
        org_id.as_str(),
        id.as_str(),
        now,
        limit,
    )
}

/// `false` = somebody was faster.
pub async fn set_role(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &UserId,
    version: i64,
    role_id: &RoleId,
) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "update app_user set role_id = $4, version = version + 1
         where org_id = $1 and id = $2 and version = $3 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
        role_id.as_str(),
    )?;
    Ok(rows == 1)
}

/// `false` = somebody was faster.
pub async fn set_active(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &UserId,
    version: i64,
    active: bool,
) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "update app_user set active = $4, deactivated_at = $5, version = version + 1
         where org_id = $1 and id = $2 and version = $3 and active <> $4 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
        i64::from(active),
        (!active).then_some(now),
    )?;
    Ok(rows == 1)
}

/// The role somebody had before they got another one.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RoleRevision {
    pub id: String,
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    #[sqlx(try_from = "String")]
    pub old_role_id: RoleId,
    #[sqlx(try_from = "String")]
    pub new_role_id: RoleId,
    #[sqlx(try_from = "String")]
    pub edited_by: UserId,
    pub edited_at: i64,
    pub undone_at: Option<i64>,
    pub editor: String,
    pub name: String,
    pub role: String,
}

/// An undo is remembered as undone, so that it is not offered to be undone itself.
#[expect(clippy::too_many_arguments, reason = "one row, all of it")]
pub async fn remember(
    tx: &mut Tx,
    entropy: &Entropy,
    now: i64,
    org_id: &OrgId,
    user_id: &UserId,
    (old, new): (&RoleId, &RoleId),
    edited_by: &UserId,
    undone_at: Option<i64>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into user_role_revision
           (id, org_id, user_id, old_role_id, new_role_id, edited_by, edited_at, undone_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        entropy.uuid(now).to_string(),
        org_id.as_str(),
        user_id.as_str(),
        old.as_str(),
        new.as_str(),
        edited_by.as_str(),
        now,
        undone_at,
    )?;
    Ok(())
}

macro_rules! revisions {
    ($where:literal) => {
        concat!(
            "select v.id, v.user_id, v.old_role_id, v.new_role_id, v.edited_by, v.edited_at,
                    v.undone_at, coalesce(e.name, '') as editor, u.name as name, r.name as role
             from user_role_revision v
             join app_user u on u.org_id = v.org_id and u.id = v.user_id
             join role r on r.org_id = v.org_id and r.id = v.new_role_id
             left join app_user e on e.org_id = v.org_id and e.id = v.edited_by
             where v.org_id = $1 and ",
            $where
        )
    };
}

pub async fn revision(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &str,
) -> Result<Option<RoleRevision>, sqlx::Error> {
    fetch_optional!(
        tx,
        RoleRevision,
        revisions!("v.id = $2"),
        org_id.as_str(),
        id
    )
}

/// The newest change of somebody's role.
pub async fn last_revision(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
) -> Result<Option<RoleRevision>, sqlx::Error> {
    fetch_optional!(
        tx,
        RoleRevision,
        revisions!("v.user_id = $2 order by v.edited_at desc, v.id desc limit 1"),
        org_id.as_str(),
        user_id.as_str(),
    )
}

/// The newest change by one person since `since` that can still be taken back.
pub async fn undoable(
    tx: &mut Tx,
    org_id: &OrgId,
    editor: &UserId,
    since: i64,
) -> Result<Option<RoleRevision>, sqlx::Error> {
    fetch_optional!(
        tx,
        RoleRevision,
        revisions!(
            "v.edited_by = $2 and v.edited_at > $3 and v.undone_at is null
             and u.role_id = v.new_role_id and u.active = 1 and u.deleted_at is null
             and not exists (select 1 from user_role_revision later
                             where later.org_id = v.org_id and later.user_id = v.user_id
                               and (later.edited_at > v.edited_at
                                    or (later.edited_at = v.edited_at and later.id > v.id)))
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
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update user_role_revision set undone_at = $3
         where org_id = $1 and id = $2 and undone_at is null",
        org_id.as_str(),
        id,
        now,
    )
}

/// Somebody of the organization, by address.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Known {
    #[sqlx(try_from = "String")]
    pub id: UserId,
    #[sqlx(try_from = "String")]
    pub role_id: RoleId,
    pub name: String,
    pub external_id: String,
    pub active: i64,
}

pub async fn known(tx: &mut Tx, org_id: &OrgId, email: &str) -> Result<Option<Known>, sqlx::Error> {
    fetch_optional!(
        tx,
        Known,
        "select id, role_id, name, coalesce(external_id, '') as external_id, active
         from app_user
         where org_id = $1 and email = $2 and deleted_at is null",
        org_id.as_str(),
        email,
    )
}

/// What another system says of them.
pub async fn describe(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &UserId,
    name: &str,
    external_id: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update app_user
         set name = $3, name_key = $4, external_id = nullif($5, ''), version = version + 1
         where org_id = $1 and id = $2 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        name,
        name.to_lowercase(),
        external_id,
    )?;
    Ok(())
}
