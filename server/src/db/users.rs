//! People and how they sign in.

use domain::id::{OrgId, RoleId, UserId};

use super::Tx;
use crate::clock::Entropy;
use crate::{execute, fetch_all, fetch_optional, scalar};

/// What a new person is made of. `password_hash` comes from `passwords::hash`.
#[derive(Debug)]
pub struct NewUser<'a> {
    pub org: &'a OrgId,
    pub role: &'a RoleId,
    pub email: &'a str,
    pub name: &'a str,
    /// What another system calls them, or empty.
    pub external_id: &'a str,
    pub password_hash: &'a str,
}

/// A new active person with a password. The address is stored in lower case; one that is taken is
/// a violated `app_user_email`.
pub async fn insert(
    tx: &mut Tx,
    entropy: &Entropy,
    now: i64,
    user: &NewUser<'_>,
) -> Result<UserId, sqlx::Error> {
    let id = UserId::from_uuid(entropy.uuid(now));
    let email = user.email.to_lowercase();
    execute!(
        tx,
        "insert into app_user
           (id, org_id, role_id, email, name, created_at, name_key, external_id)
         values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''))",
        id.as_str(),
        user.org.as_str(),
        user.role.as_str(),
        &email,
        user.name,
        now,
        user.name.to_lowercase(),
        user.external_id
    )?;
    execute!(
        tx,
        "insert into user_identity (id, org_id, user_id, kind, subject, secret_hash, created_at)
         values ($1, $2, $3, 'password', $4, $5, $6)",
        entropy.uuid(now).to_string(),
        user.org.as_str(),
        id.as_str(),
        &email,
        user.password_hash,
        now
    )?;
    Ok(id)
}

/// Somebody who may sign in with a password, or may no longer.
#[derive(Debug, sqlx::FromRow)]
pub struct Candidate {
    pub user_id: String,
    pub org_id: String,
    pub active: i64,
    pub secret_hash: String,
}

pub async fn candidate(tx: &mut Tx, email: &str) -> Result<Option<Candidate>, sqlx::Error> {
    fetch_optional!(
        tx,
        Candidate,
        "select u.id as user_id, u.org_id as org_id, u.active as active, i.secret_hash as secret_hash
         from user_identity i
         join app_user u on u.org_id = i.org_id and u.id = i.user_id
         join organization o on o.id = u.org_id
         where i.kind = 'password' and i.subject = $1 and i.deleted_at is null
           and i.secret_hash is not null and u.deleted_at is null and o.deleted_at is null",
        email.to_lowercase()
    )
}

pub async fn secret_hash(tx: &mut Tx, user: &str) -> Result<Option<String>, sqlx::Error> {
    scalar!(
        tx,
        String,
        "select secret_hash from user_identity
         where user_id = $1 and kind = 'password' and deleted_at is null and secret_hash is not null",
        user
    )
}

pub async fn set_secret_hash(tx: &mut Tx, user: &str, hash: &str) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update user_identity set secret_hash = $2, version = version + 1
         where user_id = $1 and kind = 'password' and deleted_at is null",
        user,
        hash
    )
}

pub async fn signed_in(tx: &mut Tx, user: &str, now: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update app_user set last_signed_in_at = $2 where id = $1",
        user,
        now
    )
}

/// Somebody who is written to.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Reader {
    pub user_id: String,
    pub email: String,
    /// `12` or `24`.
    pub clock: String,
    /// The organization's.
    pub time_zone: String,
}

/// The person, when they may sign in; nobody else is written to.
pub async fn reader(tx: &mut Tx, org: &str, user: &str) -> Result<Option<Reader>, sqlx::Error> {
    fetch_optional!(
        tx,
        Reader,
        "select u.id as user_id, u.email, coalesce(u.clock, o.clock) as clock, o.time_zone
         from app_user u
         join organization o on o.id = u.org_id
         where u.org_id = $1 and u.id = $2 and u.active = 1 and u.deleted_at is null",
        org,
        user
    )
}

/// The organization's Org Admins.
pub async fn org_admins(tx: &mut Tx, org: &str) -> Result<Vec<Reader>, sqlx::Error> {
    fetch_all!(
        tx,
        Reader,
        "select u.id as user_id, u.email, coalesce(u.clock, o.clock) as clock, o.time_zone
         from app_user u
         join organization o on o.id = u.org_id
         where u.org_id = $1 and u.active = 1 and u.deleted_at is null
           and exists (select 1 from role_permission r
                       where r.role_id = u.role_id and r.permission = 'roles.manage')
           and exists (select 1 from role_permission r
                       where r.role_id = u.role_id and r.permission = 'users.manage')",
        org
    )
}

/// A person as the shell and the Profile show them.
#[derive(Debug, sqlx::FromRow)]
pub struct Person {
    pub name: String,
    pub email: String,
    pub role: String,
    pub organization: String,
    pub time_zone: String,
    pub appearance: String,
    /// Empty = the organization's.
    pub clock: String,
    pub version: i64,
}

pub async fn person(tx: &mut Tx, org: &str, user: &str) -> Result<Option<Person>, sqlx::Error> {
    fetch_optional!(
        tx,
        Person,
        "select u.name as name, u.email as email, r.name as role, o.name as organization,
                o.time_zone as time_zone, u.appearance as appearance,
                coalesce(u.clock, '') as clock, u.version as version
         from app_user u
         join role r on r.org_id = u.org_id and r.id = u.role_id
         join organization o on o.id = u.org_id
         where u.org_id = $1 and u.id = $2 and u.deleted_at is null",
        org,
        user
    )
}

/// Saves the Profile's GENERAL tab; 0 rows = somebody saved in between.
pub async fn save_profile(
    tx: &mut Tx,
    org: &str,
    user: &str,
    version: i64,
    name: &str,
    appearance: &str,
    clock: &str,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update app_user set name = $4, appearance = $5, clock = nullif($6, ''),
                name_key = $7, version = version + 1
         where org_id = $1 and id = $2 and version = $3",
        org,
        user,
        version,
        name,
        appearance,
        clock,
        name.to_lowercase()
    )
}

pub async fn set_appearance(
    tx: &mut Tx,
    org: &str,
    user: &str,
    appearance: &str,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update app_user set appearance = $3 where org_id = $1 and id = $2",
        org,
        user,
        appearance
    )
}

pub async fn role_of(
    tx: &mut Tx,
    org_id: &OrgId,
    user_id: &UserId,
) -> Result<Option<RoleId>, sqlx::Error> {
    let id = scalar!(
        tx,
        String,
        "select role_id from app_user where org_id = $1 and id = $2 and deleted_at is null",
        org_id.as_str(),
        user_id.as_str(),
    )?;
    Ok(id.and_then(|id| id.parse().ok()))
}

/// A connection that is not over, as the shell's banner needs it.
#[derive(Debug, sqlx::FromRow)]
pub struct ConnectionGlance {
    pub provider: String,
    pub state: String,
    pub waiting: i64,
}

pub async fn connections(
    tx: &mut Tx,
    now: i64,
    org: &str,
    user: &str,
) -> Result<Vec<ConnectionGlance>, sqlx::Error> {
    fetch_all!(
        tx,
        ConnectionGlance,
        "select c.provider as provider, c.state as state,
                -- What is over is not waited for any more.
                (select count(*) from mirror m
                 join class on class.id = m.class_id
                 where m.connection_id = c.id
                   and class.ends_at > $3
                   and (m.generation <> m.applied_generation or m.intent is not null)) as waiting
         from calendar_connection c
         where c.org_id = $1 and c.user_id = $2 and c.state <> 'gone'",
        org,
        user,
        now
    )
}

/// Somebody the demo's sign-in page offers.
#[derive(Debug, sqlx::FromRow)]
pub struct DemoPerson {
    pub email: String,
    pub name: String,
    pub role: String,
}

pub async fn demo_people(tx: &mut Tx) -> Result<Vec<DemoPerson>, sqlx::Error> {
    fetch_all!(
        tx,
        DemoPerson,
        "select u.email as email, u.name as name, r.name as role
         from app_user u join role r on r.org_id = u.org_id and r.id = u.role_id
         where u.active = 1 and u.deleted_at is null and u.email like '%@demo.example'"
    )
}

/// The zones of all organizations.
pub async fn time_zones(tx: &mut Tx) -> Result<Vec<(String,)>, sqlx::Error> {
    fetch_all!(
        tx,
        (String,),
        "select distinct time_zone from organization where deleted_at is null"
    )
}
