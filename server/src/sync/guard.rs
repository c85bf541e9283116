//! The mass-delete guard: removals that nobody asked for wait for an Org Admin.
//!
//! A removal is somebody's when a person's deed caused it. What repair or the system itself wants
//! removed is believed up to twenty at a time for one connection; more of them are held, and only
//! they: what people do meanwhile goes out. While a question is open, further ones join it. A held
//! mirror is due never, until somebody decides or the class changes again.

use domain::connection::ConnectionState;
use domain::id::{ClassId, ConnectionId, OrgId, UserId};
use domain::mirror::Lane;

use super::lease::Lease;
use super::mark;
use crate::db::connections::NEVER;
use crate::db::{Tx, audit};
use crate::state::State;
use crate::{execute, fetch_all, fetch_optional, scalar};

/// So many at once are believed.
pub const BELIEVED: i64 = 20;

/// A pending removal of connection `$1` that nobody asked for: `Cause::means_removal` says which
/// causes are somebody's.
macro_rules! unasked {
    () => {
        "connection_id = $1 and desired = 'absent'
         and cause not in ('last_removed', 'canceled', 'deleted', 'reassigned', 'disconnected',
                           'entitlement_lost', 'put_back')
         and generation <> applied_generation
         and (delivered_hash is not null or intent is not null)"
    };
}

/// Whether more removals that nobody asked for wait than are believed.
pub async fn are_many(tx: &mut Tx, now: i64, lease: &Lease) -> Result<Option<i64>, sqlx::Error> {
    if lease.state != ConnectionState::Active {
        return Ok(None);
    }
    let pending = scalar!(
        tx,
        i64,
        concat!(
            "select count(*) from mirror where ",
            unasked!(),
            " and next_at < $2"
        ),
        lease.connection_id.as_str(),
        NEVER,
    )?
    .unwrap_or(0);
    if pending == 0 {
        return Ok(None);
    }
    let many = pending > BELIEVED || is_asked(tx, &lease.connection_id).await?;
    let held = many && !allowed(tx, now, &lease.connection_id).await?;
    Ok(held.then_some(pending))
}

/// A question about this connection is open.
async fn is_asked(tx: &mut Tx, connection_id: &ConnectionId) -> Result<bool, sqlx::Error> {
    let open = scalar!(
        tx,
        i64,
        "select count(*) from removal_guard where connection_id = $1 and decision = ''",
        connection_id.as_str(),
    )?;
    Ok(open.unwrap_or(0) > 0)
}

/// A look found an event that should not be there, of a class whose record was at rest: from now on
/// it is a removal that nobody asked for, counted with the others before it is sent.
pub async fn found(
    tx: &mut Tx,
    now: i64,
    class_id: &ClassId,
    connection_id: &ConnectionId,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update mirror
         set generation = generation + 1, cause = 'repair', lane = 1, changed_at = $1, next_at = $1,
             delivered_hash = coalesce(delivered_hash, ''), look_at = null, attempts = 0
         where class_id = $2 and connection_id = $3 and desired = 'absent'
           and generation = applied_generation and intent is null",
        now,
        class_id.as_str(),
        connection_id.as_str(),
    )?;
    Ok(())
}

/// Holds them, and asks.
pub async fn hold(
    tx: &mut Tx,
    state: &State,
    now: i64,
    lease: &Lease,
    pending: i64,
) -> anyhow::Result<()> {
    execute!(
        tx,
        concat!(
            "update mirror set next_at = $2, look_at = null where ",
            unasked!()
        ),
        lease.connection_id.as_str(),
        NEVER,
    )?;
    ask(tx, state, now, lease, pending).await
}

/// Asks an Org Admin about so many removals; a question that is open already is asked again.
pub async fn ask(
    tx: &mut Tx,
    state: &State,
    now: i64,
    lease: &Lease,
    held: i64,
) -> anyhow::Result<()> {
    execute!(
        tx,
        "insert into removal_guard (id, org_id, connection_id, user_id, held, held_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (connection_id) where decision = '' do update
         set held = removal_guard.held + excluded.held",
        state.entropy.uuid(now).to_string(),
        lease.org_id.as_str(),
        lease.connection_id.as_str(),
        lease.user_id.as_str(),
        held,
        now,
    )?;
    tracing::error!(connection = %lease.connection_id, held, "removals that nobody asked for are held");
    audit::record(
        tx,
        &state.entropy,
        now,
        audit::Event {
            org: Some(&lease.org_id),
            action: "calendar.removals_held",
            target_kind: "connection",
            target_id: lease.connection_id.as_str(),
            detail: &held.to_string(),
            ..audit::Event::default()
        },
    )
    .await?;
    Ok(())
}

/// What an Org Admin allowed holds for so long.
const ALLOWED_FOR_MS: i64 = 24 * 3_600_000;

/// An Org Admin has just allowed this connection's removals.
pub async fn allowed(
    tx: &mut Tx,
    now: i64,
    connection_id: &ConnectionId,
) -> Result<bool, sqlx::Error> {
    let found = scalar!(
        tx,
        i64,
        "select count(*) from removal_guard
         where connection_id = $1 and decision = 'allowed' and decided_at > $2",
        connection_id.as_str(),
        now - ALLOWED_FOR_MS,
    )?;
    Ok(found.unwrap_or(0) > 0)
}

/// A question that waits for an answer.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Held {
    pub id: String,
    pub connection_id: String,
    pub person: String,
    pub held: i64,
    pub held_at: i64,
}

/// The organization's open questions, the oldest first.
pub async fn open(tx: &mut Tx, org_id: &OrgId) -> Result<Vec<Held>, sqlx::Error> {
    fetch_all!(
        tx,
        Held,
        "select g.id, g.connection_id, u.name as person, g.held, g.held_at
         from removal_guard g
         join app_user u on u.id = g.user_id
         join calendar_connection c on c.id = g.connection_id
         where g.org_id = $1 and g.decision = '' and c.state not in ('leaving', 'gone')
         order by g.held_at, g.id",
        org_id.as_str(),
    )
}

/// One class whose removal is held.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct HeldClass {
    pub class_type: String,
    pub starts_at: i64,
    pub time_zone: String,
}

/// The first of the classes behind a question.
pub async fn classes(
    tx: &mut Tx,
    org_id: &OrgId,
    connection_id: &str,
    limit: i64,
) -> Result<Vec<HeldClass>, sqlx::Error> {
    fetch_all!(
        tx,
        HeldClass,
        "select t.name as class_type, class.starts_at, class.time_zone
         from mirror m
         join class on class.id = m.class_id
         join class_type t on t.id = class.class_type_id
         where m.org_id = $1 and m.connection_id = $2 and m.next_at = $3 and m.desired = 'absent'
           and m.generation <> m.applied_generation
         order by class.starts_at
         limit $4",
        org_id.as_str(),
        connection_id,
        NEVER,
        limit,
    )
}

#[derive(sqlx::FromRow)]
struct Asked {
    connection_id: String,
}

/// Answers one question: the removals go out, or the events stay as they are. `false`: somebody
/// else has answered it.
pub async fn decide(
    tx: &mut Tx,
    state: &State,
    now: i64,
    (org_id, by): (&OrgId, &UserId),
    id: &str,
    allow: bool,
) -> anyhow::Result<bool> {
    let decision = if allow { "allowed" } else { "kept" };
    let asked = fetch_optional!(
        tx,
        Asked,
        "update removal_guard set decision = $1, decided_at = $2, decided_by = $3
         where id = $4 and org_id = $5 and decision = ''
         returning connection_id",
        decision,
        now,
        by.as_str(),
        id,
        org_id.as_str(),
    )?;
    let Some(asked) = asked else {
        return Ok(false);
    };
    let connection_id: ConnectionId = asked.connection_id.parse()?;
    // The connection's row before its mirrors, as everywhere.
    mark::wake(tx, now, &connection_id, Lane::Bulk).await?;
    let sql = if allow {
        concat!(
            "update mirror set next_at = $2, attempts = 0 where ",
            unasked!(),
            " and next_at = $3"
        )
    } else {
        concat!(
            // What a delete that was begun has done is not known: not what the event says, either.
            "update mirror
             set next_at = $2, applied_generation = generation, intent = null, intent_at = null,
                 delivered_hash = case when intent is null then delivered_hash else '' end
             where ",
            unasked!(),
            " and next_at = $3"
        )
    };
    execute!(tx, sql, connection_id.as_str(), now, NEVER)?;
    audit::record(
        tx,
        &state.entropy,
        now,
        audit::Event {
            org: Some(org_id),
            actor: Some(by),
            action: "calendar.removals_decided",
            target_kind: "connection",
            target_id: connection_id.as_str(),
            detail: decision,
        },
    )
    .await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use domain::mirror::Cause;

    #[test]
    fn the_statement_and_the_rule_name_the_same_causes() {
        let (_, list) = unasked!().split_once("not in (").unwrap();
        let (list, _) = list.split_once(')').unwrap();
        let listed: Vec<_> = list
            .split(',')
            .map(|word| word.trim().trim_matches('\''))
            .collect();
        let meant = Cause::ALL.into_iter().filter(|cause| cause.means_removal());
        assert_eq!(listed, meant.map(Cause::as_str).collect::<Vec<_>>());
    }
}
