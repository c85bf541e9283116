//! Private feeds: an address per person, and the facts its events are drawn from.

use domain::id::{OrgId, UserId};

use super::Tx;
use crate::{execute, fetch_all, fetch_optional};

/// A feed, and whether its owner may have one now.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Feed {
    pub org_id: String,
    pub user_id: String,
    pub right_ended_at: Option<i64>,
    /// Active, and the role has `calendar.connect`.
    pub entitled: i64,
    /// A connection sends the same events already.
    pub connected: i64,
}

pub async fn find(tx: &mut Tx, token_hash: &str) -> Result<Option<Feed>, sqlx::Error> {
    fetch_optional!(
        tx,
        Feed,
        "select f.org_id, f.user_id, f.right_ended_at,
                cast(case when u.active = 1 and u.deleted_at is null and exists (
                    select 1 from role_permission p
                    where p.role_id = u.role_id and p.permission = 'calendar.connect')
                     then 1 else 0 end as bigint) as entitled,
                cast(case when exists (
                    select 1 from calendar_connection c
                    where c.user_id = f.user_id and c.state = 'active')
                     then 1 else 0 end as bigint) as connected
         from calendar_feed f
         join app_user u on u.org_id = f.org_id and u.id = f.user_id
         where f.token_hash = $1 and f.revoked_at is null",
        token_hash
    )
}

/// A person's current address, sealed.
pub async fn token_of(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
) -> Result<Option<(String, Option<String>)>, sqlx::Error> {
    fetch_optional!(
        tx,
        (String, Option<String>),
        "select token_hash, token from calendar_feed
         where org_id = $1 and user_id = $2 and revoked_at is null",
        org_id.as_str(),
        user_id.as_str()
    )
}

pub async fn insert(
    tx: &mut Tx,
    now: i64,
    token_hash: &str,
    org_id: &OrgId,
    user_id: &UserId,
    sealed: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into calendar_feed (token_hash, org_id, user_id, created_at, token)
         values ($1, $2, $3, $4, $5)",
        token_hash,
        org_id.as_str(),
        user_id.as_str(),
        now,
        sealed
    )?;
    Ok(())
}

/// The address stops working now, and cannot be shown again.
pub async fn revoke(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    user_id: &UserId,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update calendar_feed set revoked_at = $3, token = null
         where org_id = $1 and user_id = $2 and revoked_at is null",
        org_id.as_str(),
        user_id.as_str(),
        now
    )
}

/// Notes whose right ended and whose came back, for everybody in one step.
pub async fn note_rights(tx: &mut Tx, now: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update calendar_feed
         set right_ended_at = case when right_ended_at is null then $1 else null end
         where revoked_at is null
           and (case when right_ended_at is null then 1 else 0 end) =
               (case when exists (
                    select 1 from app_user u
                    join role_permission p on p.role_id = u.role_id
                                          and p.permission = 'calendar.connect'
                    where u.id = calendar_feed.user_id and u.active = 1
                      and u.deleted_at is null) then 0 else 1 end)",
        now
    )
}

/// The facts of one class that its event is drawn from, and none of a case.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FeedClass {
    pub id: String,
    pub calendar_alias: String,
    pub site_name: String,
    pub time_zone: String,
    pub starts_at: i64,
    pub ends_at: i64,
    pub link_token: String,
    pub created_at: i64,
    pub version: i64,
}

/// The wanted classes of a person that end after `since`: what a connection would send.
pub async fn classes(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
    since: i64,
) -> Result<Vec<FeedClass>, sqlx::Error> {
    fetch_all!(
        tx,
        FeedClass,
        "select class.id, t.calendar_alias, s.name as site_name, class.time_zone, class.starts_at,
                class.ends_at, class.link_token, class.created_at, class.version
         from class
         join class_provider p on p.class_id = class.id and p.user_id = $2
         join class_type t on t.id = class.class_type_id
         join site s on s.id = class.site_id
         where class.org_id = $1 and class.ends_at > $3 and class.canceled_at is null
           and class.deleted_at is null
           and exists (select 1 from roster_entry r
                       where r.class_id = class.id and r.removed_at is null)
         order by class.starts_at, class.id
         limit 2000",
        org_id.as_str(),
        user_id.as_str(),
        since
    )
}
