//! What somebody was told once, and what there is to tell.

use super::Tx;
use crate::{execute, fetch_all, scalar};

/// Notes that it is told now; `false`: it was told before. In the transaction of the mail.
pub async fn tell_once(
    tx: &mut Tx,
    now: i64,
    org: &str,
    kind: &str,
    subject: &str,
    occasion: &str,
) -> Result<bool, sqlx::Error> {
    let new = execute!(
        tx,
        "insert into notice (kind, subject, occasion, org_id, told_at)
         values ($1, $2, $3, $4, $5)
         on conflict (kind, subject, occasion) do nothing",
        kind,
        subject,
        occasion,
        org,
        now
    )?;
    Ok(new == 1)
}

/// When each subject of this kind was told of last, since a moment.
pub async fn told_since(
    tx: &mut Tx,
    org: &str,
    kind: &str,
    since: i64,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    fetch_all!(
        tx,
        (String, i64),
        "select subject, max(told_at) from notice
         where org_id = $1 and kind = $2 and told_at >= $3
         group by subject",
        org,
        kind,
        since
    )
}

/// A grant the provider will end by itself.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct EndingGrant {
    pub connection_id: String,
    pub user_id: String,
    pub provider: String,
    pub ends_at: i64,
}

pub async fn ending_grants(
    tx: &mut Tx,
    org: &str,
    now: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<EndingGrant>, sqlx::Error> {
    fetch_all!(
        tx,
        EndingGrant,
        "select c.id as connection_id, c.user_id, c.provider, c.refresh_expires_at as ends_at
         from calendar_connection c
         where c.org_id = $1 and c.state = 'active'
           and c.refresh_expires_at > $2 and c.refresh_expires_at <= $3
           and not exists (select 1 from notice n
                           where n.kind = 'grant_ends' and n.subject = c.id
                             and n.occasion = cast(c.refresh_expires_at as text))
         order by c.refresh_expires_at
         limit $4",
        org,
        now,
        until,
        limit
    )
}

/// The organization has somebody connected there.
pub async fn uses(tx: &mut Tx, org: &str, provider: &str) -> Result<bool, sqlx::Error> {
    let connected = scalar!(
        tx,
        i64,
        "select count(*) from calendar_connection
         where org_id = $1 and provider = $2 and state not in ('leaving', 'gone')",
        org,
        provider
    )?;
    Ok(connected.unwrap_or(0) > 0)
}

/// Providers that refuse our own credentials, and since when, where the organization has somebody
/// connected.
pub async fn stopped_providers(tx: &mut Tx, org: &str) -> Result<Vec<(String, i64)>, sqlx::Error> {
    fetch_all!(
        tx,
        (String, i64),
        "select p.provider, p.stopped_at
         from provider_status p
         where p.stopped_at is not null and p.stop_kind = 'credentials'
           and exists (select 1 from calendar_connection c
                       where c.org_id = $1 and c.provider = p.provider
                         and c.state not in ('leaving', 'gone'))",
        org
    )
}
