//! What is known of classes' delivery: one row per class, for its provider's current connection.

use domain::id::{ClassId, ConnectionId, OrgId, UserId};

use super::Tx;
use super::connections::NEVER;
use crate::{fetch_all, fetch_one, fetch_optional};

/// Everything a delivery line is worded from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DeliveryRow {
    pub class_id: String,
    /// Its provider, and that person's current connection.
    pub user_id: Option<String>,
    pub connection_id: Option<String>,
    pub canceled_at: Option<i64>,
    pub starts_at: i64,
    pub ends_at: i64,
    pub time_zone: String,
    pub booked: i64,
    /// Since when somebody is booked.
    pub booked_since: Option<i64>,
    pub provider: Option<String>,
    pub connection_state: Option<String>,
    pub not_before: Option<i64>,
    pub connection_attempts: Option<i64>,
    pub waits_for_it: i64,
    pub our_side: i64,
    pub desired: Option<String>,
    pub mirror_state: Option<String>,
    pub pending: i64,
    pub changed_at: Option<i64>,
    pub next_at: Option<i64>,
    pub attempts: Option<i64>,
    pub delivered_hash: Option<String>,
    pub delivered_at: Option<i64>,
    pub settled_at: Option<i64>,
}

macro_rules! delivery_sql {
    ($where:literal) => {
        concat!(
            "select class.id as class_id, p.user_id, c.id as connection_id, class.canceled_at,
                    class.starts_at, class.ends_at, class.time_zone,
                    (select count(*) from roster_entry r
                     where r.class_id = class.id and r.removed_at is null) as booked,
                    (select min(r.added_at) from roster_entry r
                     where r.class_id = class.id and r.removed_at is null) as booked_since,
                    c.provider, c.state as connection_state, c.not_before,
                    c.attempts as connection_attempts,
                    cast(case when exists (select 1 from approval_request a
                                      where a.user_id = p.user_id and a.resolved_at is null)
                         then 1 else 0 end as bigint) as waits_for_it,
                    cast(case when exists (select 1 from provider_status ps
                                      where ps.provider = c.provider and ps.stopped_at is not null)
                         then 1 else 0 end as bigint) as our_side,
                    m.desired, m.state as mirror_state,
                    cast(case when m.generation <> m.applied_generation or m.intent is not null
                         then 1 else 0 end as bigint) as pending,
                    m.changed_at, m.next_at, m.attempts, m.delivered_hash, m.delivered_at,
                    m.settled_at
             from class
             left join class_provider p on p.class_id = class.id
             left join calendar_connection c
                    on c.user_id = p.user_id and c.state not in ('leaving', 'gone')
                       and c.successor_id is null
             left join mirror m on m.class_id = class.id and m.connection_id = c.id
             where class.org_id = $1 and ",
            $where
        )
    };
}

/// The rows of the named classes, in no order.
pub async fn of_classes(
    tx: &mut Tx,
    org_id: &OrgId,
    class_ids: &[ClassId],
) -> Result<Vec<DeliveryRow>, sqlx::Error> {
    let ids = class_ids
        .iter()
        .map(|id| format!("\"{id}\""))
        .collect::<Vec<_>>()
        .join(",");
    let ids = format!("[{ids}]");
    if tx.is_postgres() {
        fetch_all!(
            tx,
            DeliveryRow,
            delivery_sql!("class.id in (select json_array_elements_text(cast($2 as json)))"),
            org_id.as_str(),
            &ids
        )
    } else {
        fetch_all!(
            tx,
            DeliveryRow,
            delivery_sql!("class.id in (select value from json_each($2))"),
            org_id.as_str(),
            &ids
        )
    }
}

/// A person's next classes that are wanted or still there, soonest first.
pub async fn upcoming_of(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
    now: i64,
    limit: i64,
) -> Result<Vec<DeliveryRow>, sqlx::Error> {
    fetch_all!(
        tx,
        DeliveryRow,
        delivery_sql!(
            "p.user_id = $2 and class.starts_at > $3 and class.deleted_at is null
             and (exists (select 1 from roster_entry r
                          where r.class_id = class.id and r.removed_at is null)
                  or m.generation <> m.applied_generation)
             order by class.starts_at
             limit $4"
        ),
        org_id.as_str(),
        user_id.as_str(),
        now,
        limit
    )
}

/// Booked classes that start soon and are not at rest on their provider's calendar, of everybody
/// who has a connection or waits for IT.
pub async fn soon_and_undelivered(
    tx: &mut Tx,
    org_id: &OrgId,
    now: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<DeliveryRow>, sqlx::Error> {
    fetch_all!(
        tx,
        DeliveryRow,
        delivery_sql!(
            "class.starts_at > $2 and class.starts_at <= $3
             and class.deleted_at is null and class.canceled_at is null
             and exists (select 1 from roster_entry r
                         where r.class_id = class.id and r.removed_at is null)
             and (c.id is not null
                  or exists (select 1 from approval_request a
                             where a.user_id = p.user_id and a.resolved_at is null))
             and (m.class_id is null or m.delivered_hash is null or m.intent is not null
                  or m.generation <> m.applied_generation or m.state = 'rejected')
             order by class.starts_at, class.id
             limit $4"
        ),
        org_id.as_str(),
        now,
        until,
        limit
    )
}

/// How a person's calendar stands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Standing {
    /// Upcoming classes that are wanted.
    pub upcoming: i64,
    /// Of those, there and at rest.
    pub sent: i64,
    /// Changes not applied, additions and removals.
    pub waiting: i64,
    pub removed_by_user: i64,
    /// Removals that wait for an Org Admin; they are not counted as waiting.
    pub held: i64,
    /// The oldest change that waits.
    pub oldest_change: Option<i64>,
    /// Some mirror was never settled: the first delivery is under way.
    pub never_settled: i64,
}

pub async fn standing(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
    connection_id: Option<&ConnectionId>,
    now: i64,
) -> Result<Standing, sqlx::Error> {
    fetch_one!(
        tx,
        Standing,
        "select
           (select count(*) from class
            join class_provider p on p.class_id = class.id and p.user_id = $2
            where class.org_id = $1 and class.starts_at > $3
              and class.canceled_at is null and class.deleted_at is null
              and exists (select 1 from roster_entry r
                          where r.class_id = class.id and r.removed_at is null)) as upcoming,
           (select count(*) from mirror m join class on class.id = m.class_id
            where m.connection_id = $4 and class.starts_at > $3 and m.desired = 'present'
              and m.generation = m.applied_generation and m.intent is null
              and m.delivered_hash is not null and m.state <> 'rejected') as sent,
           (select count(*) from mirror m join class on class.id = m.class_id
            where m.connection_id = $4 and class.ends_at > $3 and m.next_at < $5
              and (m.generation <> m.applied_generation or m.intent is not null)) as waiting,
           (select count(*) from mirror m join class on class.id = m.class_id
            where m.connection_id = $4 and class.starts_at > $3 and m.state = 'removed_by_user'
              and m.desired = 'present' and m.generation = m.applied_generation) as removed_by_user,
           (select min(m.changed_at) from mirror m
            where m.connection_id = $4 and m.generation <> m.applied_generation
              and m.next_at < $5) as oldest_change,
           (select count(*) from mirror m
            where m.connection_id = $4 and m.generation <> m.applied_generation
              and m.next_at = $5) as held,
           (select count(*) from mirror m
            where m.connection_id = $4 and m.state = 'new') as never_settled",
        org_id.as_str(),
        user_id.as_str(),
        now,
        connection_id.map_or("", |id| id.as_str()),
        NEVER,
    )
}

/// The facts the preview of a class's event is drawn from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PreviewRow {
    pub calendar_alias: String,
    pub site_name: String,
    pub time_zone: String,
    pub starts_at: i64,
    pub ends_at: i64,
    pub link_token: String,
    pub use_alias: Option<i64>,
    pub show_site: Option<i64>,
}

/// The named class, or the person's next booked one.
pub async fn preview(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
    class_id: Option<&ClassId>,
    now: i64,
) -> Result<Option<PreviewRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        PreviewRow,
        "select t.calendar_alias, s.name as site_name, class.time_zone, class.starts_at,
                class.ends_at, class.link_token, cp.use_alias, cp.show_site
         from class
         join class_type t on t.org_id = class.org_id and t.id = class.class_type_id
         join site s on s.org_id = class.org_id and s.id = class.site_id
         left join calendar_policy cp on cp.org_id = class.org_id
         where class.org_id = $1
           and class.id = coalesce(nullif($2, ''),
               (select n.id
                from class_provider p
                join class n on n.org_id = p.org_id and n.id = p.class_id
                where p.org_id = $1
                  and p.user_id = $4
                  and n.starts_at > $3
                  and n.deleted_at is null
                  and n.canceled_at is null
                  and exists (select 1 from roster_entry r
                              where r.class_id = n.id and r.removed_at is null)
                order by n.starts_at, n.id
                limit 1))",
        org_id.as_str(),
        class_id.map_or("", |id| id.as_str()),
        now,
        user_id.as_str()
    )
}

/// One row of the disclosure ledger, for the person it concerns.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LedgerRow {
    pub created_at: i64,
    pub class_type: Option<String>,
    pub starts_at: Option<i64>,
    pub time_zone: Option<String>,
    pub operation: String,
    pub fields: String,
    pub answer: Option<String>,
}

pub async fn ledger(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
    limit: i64,
    offset: i64,
) -> Result<Vec<LedgerRow>, sqlx::Error> {
    fetch_all!(
        tx,
        LedgerRow,
        "select d.created_at, t.name as class_type, class.starts_at, class.time_zone, d.operation,
                d.fields, d.answer
         from disclosure d
         left join class on class.id = d.class_id
         left join class_type t on t.id = class.class_type_id
         where d.org_id = $1 and d.user_id = $2
         order by d.created_at desc, d.id desc
         limit $3 offset $4",
        org_id.as_str(),
        user_id.as_str(),
        limit,
        offset
    )
}

/// One remote write of a class's history.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WriteRow {
    pub created_at: i64,
    pub provider: String,
    pub operation: String,
    pub answer: Option<String>,
    pub person: String,
}

pub async fn writes(
    tx: &mut Tx,
    org_id: &OrgId,
    class_id: &ClassId,
) -> Result<Vec<WriteRow>, sqlx::Error> {
    fetch_all!(
        tx,
        WriteRow,
        "select d.created_at, d.provider, d.operation, d.answer, u.name as person
         from disclosure d
         join app_user u on u.id = d.user_id
         where d.org_id = $1 and d.class_id = $2
         order by d.created_at desc, d.id desc
         limit 50",
        org_id.as_str(),
        class_id.as_str()
    )
}
