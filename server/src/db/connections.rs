//! Connections: made by a completed connect, ended by leaving.

use domain::connection::ConnectionState;
use domain::id::{ConnectionId, OrgId, UserId};

use super::Tx;
use crate::{execute, fetch_all, fetch_optional, scalar};

/// When a mirror is due that nobody may work on any more.
pub const NEVER: i64 = i64::MAX;

/// A connection as the Profile and the connect flow need it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ConnectionRow {
    pub id: String,
    pub provider: String,
    pub account_key: String,
    pub account_email: String,
    pub state: String,
    pub state_reason: String,
    pub state_since: i64,
    pub connected_at: i64,
    pub last_success_at: Option<i64>,
    pub not_before: i64,
    pub attempts: i64,
    pub leave_deadline: Option<i64>,
    pub last_error: String,
}

impl ConnectionRow {
    pub fn connection_id(&self) -> ConnectionId {
        self.id.parse().expect("a stored id is an id")
    }

    pub fn stored_state(&self) -> ConnectionState {
        ConnectionState::parse(&self.state).unwrap_or(ConnectionState::Gone)
    }
}

/// Of a person's connections the one that counts: not one that leaves, nor one that another is about
/// to replace, if there is a better one.
macro_rules! current_first {
    () => {
        "order by case when state = 'leaving' then 2 when successor_id is not null then 1 else 0 end,
                  created_at desc
         limit 1"
    };
}

pub(super) use current_first;

/// The user's current connection, else the one that is leaving.
pub async fn of_user(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
) -> Result<Option<ConnectionRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        ConnectionRow,
        concat!(
            "select id, provider, account_key, account_email, state, state_reason, state_since,
                connected_at, last_success_at, not_before, attempts, leave_deadline, last_error
         from calendar_connection
         where org_id = $1 and user_id = $2 and state <> 'gone' ",
            current_first!()
        ),
        org_id.as_str(),
        user_id.as_str()
    )
}

/// Every connection of the user that is not over.
pub async fn all_of_user(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
) -> Result<Vec<ConnectionRow>, sqlx::Error> {
    fetch_all!(
        tx,
        ConnectionRow,
        "select id, provider, account_key, account_email, state, state_reason, state_since,
                connected_at, last_success_at, not_before, attempts, leave_deadline, last_error
         from calendar_connection
         where org_id = $1 and user_id = $2 and state <> 'gone'",
        org_id.as_str(),
        user_id.as_str()
    )
}

/// The user's connection to one account, in any state: connecting the same account again continues
/// it, so that what is already there is adopted and never doubled.
pub async fn of_account(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
    provider: &str,
    account_key: &str,
) -> Result<Option<ConnectionRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        ConnectionRow,
        "select id, provider, account_key, account_email, state, state_reason, state_since,
                connected_at, last_success_at, not_before, attempts, leave_deadline, last_error
         from calendar_connection
         where org_id = $1 and user_id = $2 and provider = $3 and account_key = $4
         order by created_at desc
         limit 1",
        org_id.as_str(),
        user_id.as_str(),
        provider,
        account_key
    )
}

/// Holds the organization's set of connections still while one is added (see `sync::mark`).
pub async fn hold(tx: &mut Tx, org_id: &OrgId) -> Result<(), sqlx::Error> {
    if tx.is_postgres() {
        execute!(
            tx,
            "select id from organization where id = $1 for no key update",
            org_id.as_str()
        )?;
    }
    Ok(())
}

/// A grant that has proved itself.
#[derive(Debug)]
pub struct Grant<'a> {
    pub provider: &'a str,
    pub account_key: &'a str,
    pub account_email: &'a str,
    pub personal: bool,
    pub scope: &'a str,
    /// Sealed.
    pub access_token: &'a str,
    pub access_expires_at: i64,
    /// Sealed.
    pub refresh_token: &'a str,
    pub refresh_expires_at: Option<i64>,
}

pub async fn insert(
    tx: &mut Tx,
    now: i64,
    id: &ConnectionId,
    org_id: &OrgId,
    user_id: &UserId,
    grant: &Grant<'_>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into calendar_connection (
             id, org_id, user_id, provider, account_key, account_email, personal, state, state_since,
             refresh_token, refresh_expires_at, access_token, access_expires_at, scope,
             connected_at, granted_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, $10, $11, $12, $13, $8, $8, $8)",
        id.as_str(),
        org_id.as_str(),
        user_id.as_str(),
        grant.provider,
        grant.account_key,
        grant.account_email,
        i64::from(grant.personal),
        now,
        grant.refresh_token,
        grant.refresh_expires_at,
        grant.access_token,
        grant.access_expires_at,
        grant.scope
    )?;
    Ok(())
}

/// The same account again: new tokens, active, and everything it has is looked at once.
pub async fn renew(
    tx: &mut Tx,
    now: i64,
    id: &ConnectionId,
    grant: &Grant<'_>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update calendar_connection
         set state = 'active', state_reason = '', state_since = $1, account_email = $2,
             refresh_token = $3, refresh_expires_at = $4, access_token = $5,
             access_expires_at = $6, scope = $7, not_before = 0, attempts = 0, last_error = '',
             leave_deadline = null, left_behind = 0, successor_id = null, replace_at = null,
             claims = null, fence = fence + 1, lease_until = null, granted_at = $1,
             wake = wake + 1, due_at = $1, version = version + 1,
             connected_at = case when state in ('leaving', 'gone') then $1 else connected_at end
         where id = $8",
        now,
        grant.account_email,
        grant.refresh_token,
        grant.refresh_expires_at,
        grant.access_token,
        grant.access_expires_at,
        grant.scope,
        id.as_str()
    )?;
    execute!(
        tx,
        "update mirror
         set next_at = case when next_at > $1 then $1 else next_at end,
             look_at = case when exists (select 1 from class
                                         where class.id = mirror.class_id and class.ends_at > $1)
                       then $1 else look_at end
         where connection_id = $2
           and (delivered_hash is not null or intent is not null
                or generation <> applied_generation)",
        now,
        id.as_str()
    )?;
    Ok(())
}

/// Another connection takes this one's place, at `at` at the latest. It must be called before the
/// other one exists: a user has one current connection.
pub async fn replace(
    tx: &mut Tx,
    at: i64,
    id: &ConnectionId,
    successor: &ConnectionId,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update calendar_connection
         set successor_id = $1, replace_at = coalesce(replace_at, $2), version = version + 1
         where id = $3",
        successor.as_str(),
        at,
        id.as_str()
    )?;
    Ok(())
}

/// What the provider wants to be asked for when this person connects again.
pub async fn claims(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
    provider: &str,
) -> Result<Option<String>, sqlx::Error> {
    let claims = scalar!(
        tx,
        Option<String>,
        "select claims from calendar_connection
         where org_id = $1 and user_id = $2 and provider = $3 and state = 'needs_reconnect'
           and claims is not null
         order by created_at desc
         limit 1",
        org_id.as_str(),
        user_id.as_str(),
        provider
    )?;
    Ok(claims.flatten())
}

/// Starts leaving.
pub async fn leave(
    tx: &mut Tx,
    now: i64,
    id: &ConnectionId,
    deadline: i64,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update calendar_connection
         set state = 'leaving', state_since = $1, leave_deadline = $2, not_before = 0,
             wake = wake + 1, due_at = $1, version = version + 1
         where id = $3 and state not in ('leaving', 'gone')",
        now,
        deadline,
        id.as_str()
    )
}

/// *Leave the rest and finish*: nothing more is asked of the provider but to end the grant.
pub async fn leave_the_rest(tx: &mut Tx, now: i64, id: &ConnectionId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update calendar_connection
         set leave_deadline = $1, not_before = 0, wake = wake + 1, due_at = $1
         where id = $2 and state = 'leaving'",
        now,
        id.as_str()
    )?;
    Ok(())
}

/// *Try now*: forgets the wait, on the connection and on everything that waits on it. The
/// connection's row comes first, as everywhere (see `sync::mark`).
pub async fn try_now(tx: &mut Tx, now: i64, id: &ConnectionId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update calendar_connection set not_before = 0, wake = wake + 1, due_at = $1 where id = $2",
        now,
        id.as_str()
    )?;
    execute!(
        tx,
        "update mirror set next_at = $1
         where connection_id = $2 and next_at > $1 and next_at < $3
           and (generation <> applied_generation or intent is not null)",
        now,
        id.as_str(),
        NEVER
    )?;
    Ok(())
}

/// Forgets what a connection that keeps its events still had to do. An open intent stays: should
/// the same account come back, what happened to it is still unknown.
pub async fn keep_all(tx: &mut Tx, id: &ConnectionId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update mirror
         set applied_generation = generation, look_at = null,
             next_at = case when intent is null then next_at else $2 end
         where connection_id = $1",
        id.as_str(),
        NEVER
    )?;
    Ok(())
}

/// Whether any live connection of this installation uses the account.
pub async fn account_in_use(
    tx: &mut Tx,
    provider: &str,
    account_key: &str,
) -> Result<bool, sqlx::Error> {
    let count = scalar!(
        tx,
        i64,
        "select count(*) from calendar_connection
         where provider = $1 and account_key = $2 and state <> 'gone'",
        provider,
        account_key
    )?;
    Ok(count.unwrap_or(0) > 0)
}

/// Upcoming removals a leaving connection has confirmed, of all it had to do.
pub async fn removals(tx: &mut Tx, id: &ConnectionId) -> Result<(i64, i64), sqlx::Error> {
    let counts = fetch_optional!(
        tx,
        (i64, i64),
        "select coalesce(cast(sum(case when m.generation = m.applied_generation and m.intent is null
                                       then 1 else 0 end) as bigint), 0) as done,
                count(*) as total
         from mirror m
         join calendar_connection c on c.id = m.connection_id
         where m.connection_id = $1 and m.desired = 'absent'
           and m.cause in ('disconnected', 'entitlement_lost')
           and m.changed_at >= c.state_since",
        id.as_str()
    )?;
    Ok(counts.unwrap_or((0, 0)))
}

/// How many of its events are there and still to come.
pub async fn upcoming_events(tx: &mut Tx, now: i64, id: &ConnectionId) -> Result<i64, sqlx::Error> {
    let count = scalar!(
        tx,
        i64,
        "select count(*) from mirror m
         join class on class.id = m.class_id
         where m.connection_id = $1 and class.starts_at > $2 and m.delivered_hash is not null",
        id.as_str(),
        now
    )?;
    Ok(count.unwrap_or(0))
}

#[derive(sqlx::FromRow)]
struct OwnedRow {
    user_id: String,
    #[sqlx(flatten)]
    connection: ConnectionRow,
}

/// One connection of the organization, and whose it is.
pub async fn owned(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &ConnectionId,
) -> Result<Option<(UserId, ConnectionRow)>, sqlx::Error> {
    let row = fetch_optional!(
        tx,
        OwnedRow,
        "select user_id, id, provider, account_key, account_email, state, state_reason, state_since,
                connected_at, last_success_at, not_before, attempts, leave_deadline, last_error
         from calendar_connection
         where org_id = $1 and id = $2",
        org_id.as_str(),
        id.as_str()
    )?;
    Ok(row.and_then(|row| Some((row.user_id.parse().ok()?, row.connection))))
}

/// A connection as the operator's commands see it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CareRow {
    pub id: String,
    pub provider: String,
    pub state: String,
    pub email: String,
}

impl CareRow {
    pub fn connection_id(&self) -> anyhow::Result<ConnectionId> {
        Ok(self.id.parse()?)
    }

    pub fn state(&self) -> ConnectionState {
        ConnectionState::parse(&self.state).unwrap_or(ConnectionState::Gone)
    }

    /// "p@linden.example, google"
    pub fn name(&self) -> String {
        format!("{}, {}", self.email, self.provider)
    }
}

/// Every connection that is not over, of one person or (without an address) of everybody.
pub async fn to_care_for(tx: &mut Tx, email: &str) -> Result<Vec<CareRow>, sqlx::Error> {
    fetch_all!(
        tx,
        CareRow,
        "select c.id, c.provider, c.state, u.email
         from calendar_connection c join app_user u on u.id = c.user_id
         where c.state <> 'gone' and ($1 = '' or u.email = $1)
         order by u.email, c.id",
        email,
    )
}

/// What is sealed on a connection.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SealedRow {
    pub id: String,
    pub refresh_token: Option<String>,
    pub access_token: Option<String>,
}

pub async fn sealed(tx: &mut Tx) -> Result<Vec<SealedRow>, sqlx::Error> {
    fetch_all!(
        tx,
        SealedRow,
        "select id, refresh_token, access_token from calendar_connection
         where refresh_token is not null or access_token is not null
         order by id"
    )
}

pub async fn reseal(
    tx: &mut Tx,
    id: &str,
    refresh_token: Option<&str>,
    access_token: Option<&str>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update calendar_connection set refresh_token = $1, access_token = $2 where id = $3",
        refresh_token,
        access_token,
        id,
    )?;
    Ok(())
}
