//! How far an IT department's approval is, who waits for it, and administrators on their way to
//! Entra's consent page.

use domain::id::{OrgId, UserId};
use domain::provider::Provider;

use super::Tx;
use crate::{execute, fetch_all, fetch_one, fetch_optional, scalar};

/// One page for one organization and provider.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Approval {
    pub id: String,
    pub org_id: String,
    pub provider: String,
    pub generation: i64,
    pub made_at: i64,
    pub expires_at: i64,
    pub sent_at: Option<i64>,
    pub opened_at: Option<i64>,
    pub approved_at: Option<i64>,
    pub confirmed_at: Option<i64>,
    pub refused_at: Option<i64>,
    /// Who confirmed it; empty for a connection that showed it.
    pub confirmed_by: String,
}

macro_rules! approval_sql {
    ($where:literal) => {
        concat!(
            "select a.id, a.org_id, a.provider, a.generation, a.made_at, a.expires_at, a.sent_at,
                    a.opened_at, a.approved_at, a.confirmed_at, a.refused_at,
                    coalesce(u.name, '') as confirmed_by
             from it_approval a
             left join app_user u on u.org_id = a.org_id and u.id = a.confirmed_by
             where ",
            $where
        )
    };
}

pub async fn of(
    tx: &mut Tx,
    org_id: &OrgId,
    provider: Provider,
) -> Result<Option<Approval>, sqlx::Error> {
    fetch_optional!(
        tx,
        Approval,
        approval_sql!("a.org_id = $1 and a.provider = $2"),
        org_id.as_str(),
        provider.as_str()
    )
}

/// By the id in a link. Whoever asks has the link's signature checked.
pub async fn by_link(tx: &mut Tx, id: &str) -> Result<Option<Approval>, sqlx::Error> {
    fetch_optional!(tx, Approval, approval_sql!("a.id = $1"), id)
}

/// Makes the page, unless there is one.
pub async fn make(
    tx: &mut Tx,
    now: i64,
    id: &str,
    org_id: &OrgId,
    provider: Provider,
    expires_at: i64,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "insert into it_approval (id, org_id, provider, made_at, expires_at)
         values ($1, $2, $3, $4, $5)
         on conflict (org_id, provider) do nothing",
        id,
        org_id.as_str(),
        provider.as_str(),
        now,
        expires_at
    )
}

/// A new link: the one before stops working, and the way begins anew.
pub async fn renew(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    provider: Provider,
    expires_at: i64,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update it_approval
         set generation = generation + 1, made_at = $3, expires_at = $4, sent_at = null,
             opened_at = null, approved_at = null, confirmed_at = null, confirmed_by = null,
             refused_at = null, version = version + 1
         where org_id = $1 and provider = $2",
        org_id.as_str(),
        provider.as_str(),
        now,
        expires_at
    )
}

pub async fn sent(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    provider: Provider,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update it_approval set sent_at = $3, version = version + 1
         where org_id = $1 and provider = $2",
        org_id.as_str(),
        provider.as_str(),
        now
    )
}

/// The first visit.
pub async fn opened(tx: &mut Tx, now: i64, id: &str) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update it_approval set opened_at = $2, version = version + 1
         where id = $1 and opened_at is null",
        id,
        now
    )
}

/// The provider's page said so, through a browser.
pub async fn approved(tx: &mut Tx, now: i64, id: &str) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update it_approval
         set approved_at = $2, refused_at = null, version = version + 1
         where id = $1 and approved_at is null",
        id,
        now
    )
}

/// True for the one caller whose confirmation counts.
pub async fn confirmed(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    provider: Provider,
    by: Option<&UserId>,
) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "update it_approval
         set confirmed_at = $3, confirmed_by = $4, refused_at = null,
             approved_at = coalesce(approved_at, $3), version = version + 1
         where org_id = $1 and provider = $2 and confirmed_at is null",
        org_id.as_str(),
        provider.as_str(),
        now,
        by.map(UserId::as_str)
    )?;
    Ok(rows == 1)
}

pub async fn refused(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    provider: Provider,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update it_approval
         set refused_at = $3, approved_at = null, confirmed_at = null, confirmed_by = null,
             version = version + 1
         where org_id = $1 and provider = $2 and refused_at is null",
        org_id.as_str(),
        provider.as_str(),
        now
    )
}

/// A person waits. One open request per person and provider.
pub async fn ask(
    tx: &mut Tx,
    now: i64,
    id: &str,
    org_id: &OrgId,
    user_id: &UserId,
    provider: Provider,
    reason: &str,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "insert into approval_request (id, org_id, user_id, provider, reason, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (user_id, provider) where resolved_at is null do nothing",
        id,
        org_id.as_str(),
        user_id.as_str(),
        provider.as_str(),
        reason,
        now
    )
}

/// A person's request.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Asked {
    pub id: String,
    pub provider: String,
    pub created_at: i64,
    pub sent_at: Option<i64>,
    pub sent_count: i64,
    pub sent_to: String,
    pub told_at: Option<i64>,
}

/// What a person waits for: open, or approved and not connected since.
pub async fn asked_by(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
) -> Result<Vec<Asked>, sqlx::Error> {
    fetch_all!(
        tx,
        Asked,
        "select r.id, r.provider, r.created_at, r.sent_at, r.sent_count, r.sent_to, r.told_at
         from approval_request r
         where r.org_id = $1 and r.user_id = $2
           and (r.resolved_at is null
                or (r.told_at is not null
                    and not exists (select 1 from approval_request later
                                    where later.user_id = r.user_id
                                      and later.provider = r.provider
                                      and later.created_at > r.created_at)
                    and not exists (select 1 from calendar_connection c
                                    where c.user_id = r.user_id
                                      and (c.provider = r.provider
                                           or c.state not in ('leaving', 'gone'))
                                      and c.connected_at >= r.created_at)))
         order by r.created_at, r.id",
        org_id.as_str(),
        user_id.as_str()
    )
}

/// Sent to an address. `count` within the day that began with the first.
pub async fn sent_to(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    request_id: &str,
    address: &str,
    count: i64,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update approval_request set sent_at = $3, sent_to = $4, sent_count = $5
         where org_id = $1 and id = $2",
        org_id.as_str(),
        request_id,
        now,
        address,
        count
    )
}

/// Nothing is waited for any more: connected, or thought better of it.
pub async fn resolve(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    user_id: &UserId,
    provider: Provider,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update approval_request set resolved_at = $4
         where org_id = $1 and user_id = $2 and provider = $3 and resolved_at is null",
        org_id.as_str(),
        user_id.as_str(),
        provider.as_str(),
        now
    )
}

/// Somebody who is to be told.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Waiter {
    pub request_id: String,
    pub user_id: String,
    pub email: String,
}

/// Who waits and was not told yet.
pub async fn waiters(
    tx: &mut Tx,
    org_id: &OrgId,
    provider: Provider,
) -> Result<Vec<Waiter>, sqlx::Error> {
    fetch_all!(
        tx,
        Waiter,
        "select r.id as request_id, r.user_id, u.email
         from approval_request r
         join app_user u on u.org_id = r.org_id and u.id = r.user_id
         where r.org_id = $1 and r.provider = $2 and r.resolved_at is null and r.told_at is null
           and u.active = 1 and u.deleted_at is null
         order by r.created_at, r.id",
        org_id.as_str(),
        provider.as_str()
    )
}

/// Told, once.
pub async fn told(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    request_id: &str,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update approval_request set told_at = $3, resolved_at = $3
         where org_id = $1 and id = $2 and resolved_at is null and told_at is null",
        org_id.as_str(),
        request_id,
        now
    )
}

/// How many wait, since when, and how many are connected without having waited.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Numbers {
    pub waiting: i64,
    pub first_asked: Option<i64>,
    pub connected: i64,
}

pub async fn numbers(
    tx: &mut Tx,
    org_id: &OrgId,
    provider: Provider,
) -> Result<Numbers, sqlx::Error> {
    fetch_one!(
        tx,
        Numbers,
        "select (select count(*) from approval_request r
                 join app_user u on u.org_id = r.org_id and u.id = r.user_id and u.active = 1
                 where r.org_id = $1 and r.provider = $2 and r.resolved_at is null) as waiting,
                (select min(r.created_at) from approval_request r
                 where r.org_id = $1 and r.provider = $2) as first_asked,
                (select count(*) from calendar_connection c
                 where c.org_id = $1 and c.provider = $2
                   and c.state not in ('leaving', 'gone')
                   and c.successor_id is null) as connected",
        org_id.as_str(),
        provider.as_str()
    )
}

/// Whom an IT department asks: the first person here who manages calendars.
pub async fn contact(tx: &mut Tx, org_id: &OrgId) -> Result<Option<String>, sqlx::Error> {
    scalar!(
        tx,
        String,
        "select u.email from app_user u
         where u.org_id = $1 and u.active = 1 and u.deleted_at is null
           and exists (select 1 from role_permission p
                       where p.role_id = u.role_id and p.permission = 'calendar.manage')
         order by u.created_at, u.id
         limit 1",
        org_id.as_str()
    )
}

/// An administrator leaves for Entra's consent page.
pub async fn leave_for_consent(
    tx: &mut Tx,
    now: i64,
    state_hash: &str,
    approval: &Approval,
    expires_at: i64,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "delete from admin_consent_request where expires_at < $1",
        now - 86_400_000
    )?;
    execute!(
        tx,
        "insert into admin_consent_request (state_hash, org_id, approval_id, expires_at)
         values ($1, $2, $3, $4)",
        state_hash,
        &approval.org_id,
        &approval.id,
        expires_at
    )?;
    Ok(())
}

/// Back from there: the page it was about, once.
pub async fn back_from_consent(
    tx: &mut Tx,
    now: i64,
    state_hash: &str,
) -> Result<Option<Approval>, sqlx::Error> {
    let id = scalar!(
        tx,
        String,
        "update admin_consent_request set used_at = $2
         where state_hash = $1 and used_at is null and expires_at > $2
         returning approval_id",
        state_hash,
        now
    )?;
    match id {
        Some(id) => by_link(tx, &id).await,
        None => Ok(None),
    }
}
