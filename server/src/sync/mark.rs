//! Facts become desires, only here, inside the transaction that changes the fact.
//!
//! One statement asks *wanted* for every class in scope and every connection it concerns, and
//! upserts the mirror: marking twice is marking once. It stores whether the event should be there
//! and that something changed, never what it says. Classes that have started are out of its reach
//! (*upcoming* means `start > now`), and so are connections that are leaving or gone. A change that
//! alters nothing for a mirror (a second case, a removal of one of several) touches no row, so
//! nothing is sent.

use domain::id::{ClassId, ClassTypeId, ConnectionId, OrgId, SiteId};
use domain::mirror::{Cause, Lane};

use crate::db::Tx;
use crate::{execute, scalar};

/// Which classes a set-based mark concerns.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    Class(&'a ClassId),
    ClassType(&'a ClassTypeId),
    Site(&'a SiteId),
    Org(&'a OrgId),
}

impl Scope<'_> {
    fn key(&self) -> &str {
        match self {
            Scope::Class(id) => id.as_str(),
            Scope::ClassType(id) => id.as_str(),
            Scope::Site(id) => id.as_str(),
            Scope::Org(id) => id.as_str(),
        }
    }
}

/// Marks after a fact about one class changed.
pub async fn class(
    tx: &mut Tx,
    now: i64,
    settle_ms: i64,
    class_id: &ClassId,
    cause: Cause,
) -> Result<(), sqlx::Error> {
    mark(
        tx,
        now,
        settle_ms,
        Scope::Class(class_id),
        None,
        Reach::Everything,
        cause,
    )
    .await
}

/// Marks every upcoming class in `scope` after something its event shows has changed: one step for
/// any number of classes.
pub async fn shown_field(
    tx: &mut Tx,
    now: i64,
    settle_ms: i64,
    scope: Scope<'_>,
    cause: Cause,
) -> Result<(), sqlx::Error> {
    mark(tx, now, settle_ms, scope, None, Reach::Everything, cause).await
}

/// How much of a person's classes a connection is asked to catch up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Everything,
    /// What is there and no longer wanted; nothing is added.
    RemovalsOnly,
}

/// Marks every upcoming class of one connection's user: after connecting, reconnecting, regaining
/// the right.
pub async fn connection(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    connection_id: &ConnectionId,
    reach: Reach,
    cause: Cause,
) -> Result<(), sqlx::Error> {
    mark(
        tx,
        now,
        0,
        Scope::Org(org_id),
        Some(connection_id),
        reach,
        cause,
    )
    .await
}

/// Turns every upcoming event of a leaving connection into *absent*.
pub async fn remove_all(
    tx: &mut Tx,
    now: i64,
    connection_id: &ConnectionId,
    cause: Cause,
) -> Result<u64, sqlx::Error> {
    // The connection's row before its mirrors, as everywhere.
    wake(tx, now, connection_id, cause.lane()).await?;
    let marked = execute!(
        tx,
        "update mirror
         set desired = 'absent',
             cause = $1,
             lane = $2,
             generation = generation + 1,
             changed_at = $3,
             next_at = $3,
             attempts = 0
         where connection_id = $4
           and (desired = 'present' or intent is not null or delivered_hash is not null)
           and exists (select 1 from class where class.id = mirror.class_id and class.starts_at > $3)",
        cause.as_str(),
        cause.lane().as_i64(),
        now,
        connection_id.as_str(),
    )?;
    // A leaving connection may only delete: what was still to be added is not.
    execute!(
        tx,
        "update mirror
         set applied_generation = generation, look_at = null
         where connection_id = $1 and desired = 'present' and intent is null",
        connection_id.as_str(),
    )?;
    Ok(marked)
}

/// A connection becomes due: `$1` lane, `$2` when, at the latest. Which one follows.
macro_rules! due_sql {
    () => {
        "update calendar_connection
         set wake = wake + 1,
             lane = case when due_at is null or lane > $1 then $1 else lane end,
             due_at = case when due_at is null or due_at > $2 then $2 else due_at end
         where "
    };
}

/// Makes a connection due at `due_at` at the latest, and tells a worker that holds it.
pub async fn wake(
    tx: &mut Tx,
    due_at: i64,
    connection_id: &ConnectionId,
    lane: Lane,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        concat!(due_sql!(), "id = $3"),
        lane.as_i64(),
        due_at,
        connection_id.as_str(),
    )?;
    Ok(())
}

/// `wanted(class, user)` of `domain::rules`, as SQL over `class` and connection `c`.
macro_rules! wanted {
    () => {
        "class.canceled_at is null
         and class.deleted_at is null
         and exists (select 1 from roster_entry r
                     where r.class_id = class.id and r.removed_at is null)
         and exists (select 1 from class_provider p
                     where p.class_id = class.id and p.user_id = c.user_id)"
    };
}

/// The one mark. `$1` cause, `$2` lane, `$3` now, `$4` when it may be sent, `$5` material, `$6`
/// scope, `$7` connection or empty, `$8` look first, `$9`
/// fill gaps, `$10` removals only.
macro_rules! mark_sql {
    ($scope:literal) => {
        concat!(
            "insert into mirror (
                 class_id, connection_id, org_id, user_id, desired, cause, lane,
                 generation, applied_generation, changed_at, incarnation, state, next_at)
             select class.id, c.id, class.org_id, c.user_id,
                    case when ",
            wanted!(),
            " then 'present' else 'absent' end,
                    $1, $2, 1, 0, $3, 1, 'new', $4
             from class
             join calendar_connection c on c.org_id = class.org_id
             where class.starts_at > $3
               and c.state in ('active', 'needs_reconnect', 'needs_consent', 'mailbox_unusable', 'paused')
               and ($7 = '' or c.id = $7)
               and ",
            $scope,
            "  and (exists (select 1 from mirror old
                            where old.class_id = class.id and old.connection_id = c.id)
                    or ($10 = 0 and c.successor_id is null and ",
            wanted!(),
            "))
             on conflict (class_id, connection_id) do update
             set desired = excluded.desired,
                 cause = excluded.cause,
                 lane = case
                     when mirror.generation <> mirror.applied_generation and mirror.lane < excluded.lane
                     then mirror.lane else excluded.lane end,
                 generation = mirror.generation + 1,
                 -- The settle window is fixed from the first change that is not applied.
                 changed_at = case
                     when mirror.generation <> mirror.applied_generation
                     then mirror.changed_at else excluded.changed_at end,
                 next_at = case
                     when mirror.generation <> mirror.applied_generation
                          and mirror.next_at < excluded.next_at
                     then mirror.next_at else excluded.next_at end,
                 look_at = case when $8 = 1 then excluded.next_at else mirror.look_at end,
                 attempts = 0
             where ($10 = 0 or excluded.desired = 'absent')
               and (mirror.desired <> excluded.desired
                    or ($5 = 1 and excluded.desired = 'present')
                    or ($9 = 1 and excluded.desired = 'present'
                        and mirror.generation = mirror.applied_generation
                        and mirror.delivered_hash is null
                        and mirror.state <> 'removed_by_user'))"
        )
    };
}

/// `$1` lane, `$2` due, `$3` scope.
macro_rules! wake_sql {
    ($scope:literal) => {
        concat!(
            due_sql!(),
            "id in (select m.connection_id from mirror m
                          where m.generation <> m.applied_generation and ",
            $scope,
            ")"
        )
    };
}

async fn mark(
    tx: &mut Tx,
    now: i64,
    settle_ms: i64,
    scope: Scope<'_>,
    connection_id: Option<&ConnectionId>,
    reach: Reach,
    cause: Cause,
) -> Result<(), sqlx::Error> {
    let sql = match scope {
        Scope::Class(_) => mark_sql!("class.id = $6"),
        Scope::ClassType(_) => mark_sql!("class.class_type_id = $6"),
        Scope::Site(_) => mark_sql!("class.site_id = $6"),
        Scope::Org(_) => mark_sql!("class.org_id = $6"),
    };
    let key = scope.key();
    let lane = cause.lane();
    let send_at = now + settle_ms;
    hold_connections(tx, scope).await?;
    let marked = execute!(
        tx,
        sql,
        cause.as_str(),
        lane.as_i64(),
        now,
        send_at,
        i64::from(cause.is_material()),
        key,
        connection_id.map_or("", |c| c.as_str()),
        i64::from(cause.asks_to_look()),
        i64::from(cause.fills_gaps()),
        i64::from(reach == Reach::RemovalsOnly),
    )?;
    if marked == 0 {
        return Ok(());
    }
    // Whoever has something pending becomes due. For one class that is exactly its connections; for
    // a set it is every connection of the organization that has work, which costs an idle look.
    let wake_sql = match scope {
        Scope::Class(_) => wake_sql!("m.class_id = $3"),
        Scope::ClassType(_) => {
            wake_sql!("m.org_id = (select org_id from class_type where id = $3)")
        }
        Scope::Site(_) => wake_sql!("m.org_id = (select org_id from site where id = $3)"),
        Scope::Org(_) => wake_sql!("m.org_id = $3"),
    };
    execute!(tx, wake_sql, lane.as_i64(), send_at, key)?;
    Ok(())
}

/// Holds the connections concerned still, in one order for everybody (PostgreSQL; SQLite has one
/// writer). Two reasons. A booking that runs while somebody connects must either be seen by the
/// backfill or see the new connection: connecting takes the organization's row `for no key update`.
/// And a worker holds its connection's row before it touches a mirror, so a mark must too, or the
/// two would deadlock.
async fn hold_connections(tx: &mut Tx, scope: Scope<'_>) -> Result<(), sqlx::Error> {
    if !tx.is_postgres() {
        return Ok(());
    }
    let key = scope.key();
    macro_rules! hold {
        ($org:literal, $connections:literal) => {{
            execute!(
                tx,
                concat!(
                    "select id from organization where id = ",
                    $org,
                    " for share"
                ),
                key
            )?;
            execute!(
                tx,
                concat!(
                    "select c.id from calendar_connection c where ",
                    $connections,
                    " order by c.id for update"
                ),
                key
            )?;
        }};
    }
    match scope {
        Scope::Class(_) => hold!(
            "(select org_id from class where id = $1)",
            "c.user_id in (select p.user_id from class_provider p where p.class_id = $1)
             or c.id in (select m.connection_id from mirror m where m.class_id = $1)"
        ),
        Scope::ClassType(_) => hold!(
            "(select org_id from class_type where id = $1)",
            "c.state <> 'gone' and c.org_id = (select org_id from class_type where id = $1)"
        ),
        Scope::Site(_) => hold!(
            "(select org_id from site where id = $1)",
            "c.state <> 'gone' and c.org_id = (select org_id from site where id = $1)"
        ),
        Scope::Org(_) => hold!("$1", "c.state <> 'gone' and c.org_id = $1"),
    }
    Ok(())
}

/// Marks one class on one connection: repair, and a person who wants an event back.
pub async fn one(
    tx: &mut Tx,
    now: i64,
    class_id: &ClassId,
    connection_id: &ConnectionId,
    cause: Cause,
) -> Result<(), sqlx::Error> {
    let scope = Scope::Class(class_id);
    let reach = Reach::Everything;
    mark(tx, now, 0, scope, Some(connection_id), reach, cause).await
}

/// What the facts say now of one class on one connection.
pub async fn wanted(
    tx: &mut Tx,
    class_id: &ClassId,
    connection_id: &ConnectionId,
) -> Result<bool, sqlx::Error> {
    let wanted = scalar!(
        tx,
        i64,
        concat!(
            "select count(*) from class
             join calendar_connection c on c.org_id = class.org_id
             where class.id = $1 and c.id = $2 and ",
            wanted!()
        ),
        class_id.as_str(),
        connection_id.as_str(),
    )?;
    Ok(wanted.unwrap_or(0) > 0)
}
