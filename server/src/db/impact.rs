//! Whose calendars a change of roles reaches, and how many events it would take off them.
//!
//! It asks the same rows that `sync::entitlement` pauses and `sync::mark` removes, so that what is
//! said before saving is what happens after it.

use domain::id::{OrgId, RoleId, UserId};

use super::Tx;
use crate::{fetch_all, fetch_optional, scalar};

/// The people a question is about.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    Role(&'a RoleId),
    User(&'a UserId),
}

impl Who<'_> {
    fn keys(&self) -> (&str, &str) {
        match self {
            Who::Role(id) => (id.as_str(), ""),
            Who::User(id) => ("", id.as_str()),
        }
    }
}

/// Which of their connections.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// Those a lost right would pause.
    Working,
    /// Those that were paused because the right was lost, since then.
    PausedSince(i64),
}

impl Which {
    fn since(self) -> i64 {
        match self {
            Which::Working => -1,
            Which::PausedSince(at) => at,
        }
    }
}

/// Somebody whose calendar is concerned.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Affected {
    pub name: String,
    pub provider: String,
    /// Upcoming events that are there, or may be.
    pub events: i64,
}

/// `$1` organization, `$2` role or empty, `$3` user or empty, `$4` now, `$5` which.
macro_rules! concerned {
    () => {
        "from calendar_connection c
         join app_user u on u.org_id = c.org_id and u.id = c.user_id
         where c.org_id = $1
           and u.active = 1 and u.deleted_at is null
           and ($2 = '' or u.role_id = $2)
           and ($3 = '' or u.id = $3)
           and c.state <> 'leaving' and c.state <> 'gone'
           and (($5 = -1 and not (c.state = 'paused' and c.state_reason = 'entitlement'))
                or ($5 <> -1 and c.state = 'paused' and c.state_reason = 'entitlement'
                    and c.state_since >= $5))"
    };
}

/// An upcoming event of connection `c` that is on the calendar, or may be.
macro_rules! there {
    () => {
        "from mirror m
         join class k on k.id = m.class_id
         where m.connection_id = c.id and k.starts_at > $4 and m.desired = 'present'
           and (m.delivered_hash is not null or m.intent is not null)"
    };
}

/// Most events first.
pub async fn affected(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    who: Who<'_>,
    which: Which,
) -> Result<Vec<Affected>, sqlx::Error> {
    let (role, user) = who.keys();
    fetch_all!(
        tx,
        Affected,
        concat!(
            "select u.name as name, c.provider as provider, (select count(*) ",
            there!(),
            ") as events ",
            concerned!(),
            " order by 3 desc, u.name, u.id"
        ),
        org_id.as_str(),
        role,
        user,
        now,
        which.since(),
    )
}

/// The first class whose event would go.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct First {
    pub starts_at: i64,
    pub time_zone: String,
    pub name: String,
}

pub async fn first(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    who: Who<'_>,
    which: Which,
) -> Result<Option<First>, sqlx::Error> {
    let (role, user) = who.keys();
    fetch_optional!(
        tx,
        First,
        concat!(
            "select f.starts_at as starts_at, f.time_zone as time_zone, u.name as name
             from calendar_connection c
             join app_user u on u.org_id = c.org_id and u.id = c.user_id
             join mirror m on m.connection_id = c.id
             join class f on f.id = m.class_id
             where f.starts_at > $4 and m.desired = 'present'
               and (m.delivered_hash is not null or m.intent is not null)
               and c.id in (select c.id ",
            concerned!(),
            ")
             order by f.starts_at, f.id
             limit 1"
        ),
        org_id.as_str(),
        role,
        user,
        now,
        which.since(),
    )
}

/// How many of them wait for their IT department.
pub async fn waiting_for_it(tx: &mut Tx, org_id: &OrgId, who: Who<'_>) -> Result<i64, sqlx::Error> {
    let (role, user) = who.keys();
    let count = scalar!(
        tx,
        i64,
        "select count(distinct u.id)
         from approval_request a
         join app_user u on u.org_id = a.org_id and u.id = a.user_id
         where a.org_id = $1 and a.resolved_at is null
           and u.active = 1 and u.deleted_at is null
           and ($2 = '' or u.role_id = $2)
           and ($3 = '' or u.id = $3)",
        org_id.as_str(),
        role,
        user,
    )?;
    Ok(count.unwrap_or(0))
}

/// How many people a question is about.
pub async fn people(tx: &mut Tx, org_id: &OrgId, who: Who<'_>) -> Result<i64, sqlx::Error> {
    let (role, user) = who.keys();
    let count = scalar!(
        tx,
        i64,
        "select count(*) from app_user u
         where u.org_id = $1 and u.active = 1 and u.deleted_at is null
           and ($2 = '' or u.role_id = $2)
           and ($3 = '' or u.id = $3)",
        org_id.as_str(),
        role,
        user,
    )?;
    Ok(count.unwrap_or(0))
}

/// What became of connections that left because the right was lost.
#[derive(Debug, Clone, Copy, Default, sqlx::FromRow)]
pub struct Outcome {
    /// Still removing.
    pub leaving: i64,
    /// Over.
    pub gone: i64,
    /// Removals that were confirmed.
    pub removed: i64,
    /// Events that could not be removed.
    pub left_behind: i64,
}

/// Of the connections that were paused between `since` and the end of the undo window after it.
pub async fn outcome(
    tx: &mut Tx,
    org_id: &OrgId,
    who: Who<'_>,
    since: i64,
) -> Result<Outcome, sqlx::Error> {
    let (role, user) = who.keys();
    let found = fetch_optional!(
        tx,
        Outcome,
        "select cast(coalesce(sum(case when c.state = 'leaving' then 1 else 0 end), 0) as bigint) as leaving,
                cast(coalesce(sum(case when c.state = 'gone' then 1 else 0 end), 0) as bigint) as gone,
                cast(coalesce(sum((select count(*) from mirror m
                     where m.connection_id = c.id and m.cause = 'entitlement_lost'
                       and m.changed_at >= $4
                       and m.generation = m.applied_generation
                       and m.delivered_hash is null and m.intent is null)), 0) as bigint) as removed,
                cast(coalesce(sum(c.left_behind), 0) as bigint) as left_behind
         from calendar_connection c
         join app_user u on u.org_id = c.org_id and u.id = c.user_id
         where c.org_id = $1
           and ($2 = '' or u.role_id = $2)
           and ($3 = '' or u.id = $3)
           and c.state in ('leaving', 'gone') and c.state_reason = 'entitlement'
           and c.state_since >= $4",
        org_id.as_str(),
        role,
        user,
        since,
    )?;
    Ok(found.unwrap_or_default())
}
