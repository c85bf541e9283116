//! Everybody's calendar as an administrator sees it: states and counts, no content.

use domain::id::OrgId;

use super::Tx;
use super::connections::current_first;
use crate::{fetch_all, fetch_one};

/// What to list.
#[derive(Debug, Clone)]
pub struct Asked {
    pub now: i64,
    /// A class that starts before this and waits since before `waits_since` is at risk.
    pub risk_until: i64,
    pub waits_since: i64,
    /// `connected`, `need`, `waiting`, `not_connected`; empty = everybody.
    pub tile: String,
    /// A provider; empty = any.
    pub provider: String,
    /// Part of a name or an address, lower-case, with `%` around and escaped; empty = anybody.
    pub pattern: String,
    pub limit: i64,
    pub offset: i64,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PersonRow {
    pub user_id: String,
    pub name: String,
    pub email: String,
    pub connection_id: Option<String>,
    pub provider: Option<String>,
    pub account_email: Option<String>,
    pub state: Option<String>,
    pub attempts: Option<i64>,
    pub not_before: Option<i64>,
    pub last_success_at: Option<i64>,
    pub waits_for_it: i64,
    pub feed: i64,
    pub our_side: i64,
    pub pending: i64,
    /// 0 = at risk, then whoever needs somebody, …; see the statement.
    pub rank: i64,
}

/// `$1` organization, `$2` now, `$3` risk until, `$4` waits since.
macro_rules! people_sql {
    () => {
        concat!(
        "with known as (
             select u.id as user_id, u.name, u.email, c.id as connection_id, c.provider,
                    c.account_email, c.state, c.attempts, c.not_before, c.last_success_at,
                    cast(case when exists (select 1 from approval_request a
                                           where a.user_id = u.id and a.resolved_at is null)
                         then 1 else 0 end as bigint) as waits_for_it,
                    cast(case when exists (select 1 from calendar_feed f
                                           where f.org_id = u.org_id and f.user_id = u.id
                                             and f.revoked_at is null)
                         then 1 else 0 end as bigint) as feed,
                    cast(case when exists (select 1 from provider_status s
                                           where s.provider = c.provider and s.stopped_at is not null)
                         then 1 else 0 end as bigint) as our_side,
                    (select count(*) from mirror m join class k on k.id = m.class_id
                     where m.connection_id = c.id and k.ends_at > $2
                       and (m.generation <> m.applied_generation or m.intent is not null)) as pending,
                    (select count(*) from mirror m join class k on k.id = m.class_id
                     where m.connection_id = c.id and k.starts_at > $2 and k.starts_at <= $3
                       and m.desired = 'present' and m.changed_at < $4
                       and c.state not in ('paused', 'leaving')
                       and (m.generation <> m.applied_generation or m.intent is not null
                            or m.state = 'rejected')) as at_risk
             from app_user u
             left join calendar_connection c
                    on c.id = (select d.id from calendar_connection d
                               where d.org_id = u.org_id and d.user_id = u.id and d.state <> 'gone' ",
        current_first!(),
        ")
             where u.org_id = $1 and u.deleted_at is null
               and (c.id is not null
                    or (u.active = 1
                        and exists (select 1 from role_permission r
                                    where r.role_id = u.role_id
                                      and r.permission = 'calendar.connect')))
         ),
         person as (
             select known.*,
                    cast(case
                        when at_risk > 0 then 0
                        when state in ('needs_reconnect', 'needs_consent', 'mailbox_unusable') then 1
                        when connection_id is null and waits_for_it = 1 then 2
                        when state = 'active' and pending > 0 and (our_side = 1 or attempts > 0) then 3
                        when state = 'active' and pending > 0 then 4
                        when state = 'paused' then 5
                        when state = 'leaving' then 6
                        when connection_id is not null then 7
                        else 8 end as bigint) as rank,
                    case
                        when state in ('needs_reconnect', 'needs_consent', 'mailbox_unusable')
                            then 'need'
                        when state in ('active', 'paused', 'leaving') then 'connected'
                        when waits_for_it = 1 then 'waiting'
                        else 'not_connected' end as tile
             from known
         )"
        )
    };
}

macro_rules! page_sql {
    ($order:literal) => {
        concat!(
            people_sql!(),
            "select user_id, name, email, connection_id, provider, account_email, state, attempts,
                    not_before, last_success_at, waits_for_it, feed, our_side, pending, rank
             from person
             where ($5 = '' or tile = $5) and ($6 = '' or provider = $6)
               and ($7 = '' or lower(name) like $7 escape '\\' or lower(email) like $7 escape '\\')
             order by ",
            $order,
            " limit $8 offset $9"
        )
    };
}

/// How the list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    WorstFirst,
    ByName,
    LongestSilentFirst,
}

pub async fn people(
    tx: &mut Tx,
    org_id: &OrgId,
    asked: &Asked,
    order: Order,
) -> Result<Vec<PersonRow>, sqlx::Error> {
    let sql = match order {
        Order::WorstFirst => page_sql!("rank, lower(name), user_id"),
        Order::ByName => page_sql!("lower(name), user_id"),
        Order::LongestSilentFirst => {
            page_sql!("coalesce(last_success_at, 0), lower(name), user_id")
        }
    };
    fetch_all!(
        tx,
        PersonRow,
        sql,
        org_id.as_str(),
        asked.now,
        asked.risk_until,
        asked.waits_since,
        asked.tile.as_str(),
        asked.provider.as_str(),
        asked.pattern.as_str(),
        asked.limit,
        asked.offset
    )
}

/// What somebody teaches from now on.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Upcoming {
    pub user_id: String,
    /// Classes somebody is booked into; at least one.
    pub classes: i64,
    /// The first of them.
    pub next_class: String,
}

/// For everybody in one pass over the upcoming classes: asked for each person beside their row, a
/// page of 25 people with 2,000 classes each took PostgreSQL 1.8 s. Whoever has none has no row. The
/// providers are joined from the left so that SQLite begins with the upcoming classes.
pub async fn upcoming(tx: &mut Tx, org_id: &OrgId, now: i64) -> Result<Vec<Upcoming>, sqlx::Error> {
    fetch_all!(
        tx,
        Upcoming,
        "select user_id, classes, next_class
         from (select coalesce(p.user_id, '') as user_id, k.id as next_class,
                      count(*) over (partition by p.user_id) as classes,
                      row_number() over (partition by p.user_id order by k.starts_at, k.id) as place
               from class k
               left join class_provider p on p.org_id = k.org_id and p.class_id = k.id
               where k.org_id = $1 and k.starts_at > $2
                 and k.canceled_at is null and k.deleted_at is null
                 and exists (select 1 from roster_entry r
                             where r.class_id = k.id and r.removed_at is null)) ranked
         where place = 1",
        org_id.as_str(),
        now
    )
}

/// The tiles' numbers over everybody, and how many people the filter leaves.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Counts {
    pub everybody: i64,
    pub connected: i64,
    pub need: i64,
    pub waiting: i64,
    pub not_connected: i64,
    pub found: i64,
}

pub async fn counts(tx: &mut Tx, org_id: &OrgId, asked: &Asked) -> Result<Counts, sqlx::Error> {
    fetch_one!(
        tx,
        Counts,
        concat!(
            people_sql!(),
            "select count(*) as everybody,
                    coalesce(cast(sum(case when tile = 'connected' then 1 else 0 end) as bigint), 0)
                        as connected,
                    coalesce(cast(sum(case when tile = 'need' then 1 else 0 end) as bigint), 0) as need,
                    coalesce(cast(sum(case when tile = 'waiting' then 1 else 0 end) as bigint), 0)
                        as waiting,
                    coalesce(cast(sum(case when tile = 'not_connected' then 1 else 0 end) as bigint), 0)
                        as not_connected,
                    coalesce(cast(sum(case
                        when ($5 = '' or tile = $5) and ($6 = '' or provider = $6)
                             and ($7 = '' or lower(name) like $7 escape '\\'
                                  or lower(email) like $7 escape '\\')
                        then 1 else 0 end) as bigint), 0) as found
             from person"
        ),
        org_id.as_str(),
        asked.now,
        asked.risk_until,
        asked.waits_since,
        asked.tile.as_str(),
        asked.provider.as_str(),
        asked.pattern.as_str()
    )
}

/// One row of the organization's disclosure ledger.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LedgerRow {
    pub created_at: i64,
    pub person: String,
    pub provider: String,
    pub class_id: Option<String>,
    pub class_type: Option<String>,
    pub starts_at: Option<i64>,
    pub time_zone: Option<String>,
    pub operation: String,
    pub fields: String,
    pub content_hash: String,
    pub answer: Option<String>,
}

/// Which rows of the ledger.
#[derive(Debug, Clone)]
pub struct LedgerAsked {
    pub from: i64,
    pub until: i64,
    /// As in [`Asked::pattern`].
    pub pattern: String,
    pub limit: i64,
    pub offset: i64,
}

/// Newest first.
pub async fn ledger(
    tx: &mut Tx,
    org_id: &OrgId,
    asked: &LedgerAsked,
) -> Result<Vec<LedgerRow>, sqlx::Error> {
    fetch_all!(
        tx,
        LedgerRow,
        "select d.created_at, u.name as person, d.provider, d.class_id, t.name as class_type,
                k.starts_at, k.time_zone, d.operation, d.fields, d.content_hash, d.answer
         from disclosure d
         join app_user u on u.org_id = d.org_id and u.id = d.user_id
         left join class k on k.org_id = d.org_id and k.id = d.class_id
         left join class_type t on t.org_id = k.org_id and t.id = k.class_type_id
         where d.org_id = $1 and d.created_at >= $2 and d.created_at < $3
           and ($4 = '' or lower(u.name) like $4 escape '\\' or lower(u.email) like $4 escape '\\')
         order by d.created_at desc, d.id desc
         limit $5 offset $6",
        org_id.as_str(),
        asked.from,
        asked.until,
        asked.pattern.as_str(),
        asked.limit,
        asked.offset
    )
}
