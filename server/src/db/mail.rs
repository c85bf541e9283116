//! The outbox: mail that waits, was sent, or was given up.

use super::Tx;
use crate::clock::Entropy;
use crate::{execute, fetch_all, fetch_optional};

#[derive(Debug)]
pub struct NewMail<'a> {
    pub org: &'a str,
    pub user: Option<&'a str>,
    pub recipient: &'a str,
    pub template: &'static str,
    pub subject: &'a str,
    pub body: &'a str,
    pub expires_at: i64,
}

pub async fn insert(
    tx: &mut Tx,
    entropy: &Entropy,
    now: i64,
    mail: &NewMail<'_>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into mail_outbox
           (id, org_id, user_id, recipient, template, subject, body, created_at, next_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
        entropy.uuid(now).to_string(),
        mail.org,
        mail.user,
        mail.recipient,
        mail.template,
        mail.subject,
        mail.body,
        now,
        mail.expires_at
    )?;
    Ok(())
}

/// A mail somebody sends now. `attempts` counts this one and fences its settling.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Claimed {
    pub id: String,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub attempts: i64,
}

macro_rules! claim_sql {
    ($lock:literal) => {
        concat!(
            "with next as materialized (
                 select id from mail_outbox
                 where sent_at is null and failed_at is null and next_at <= $1
                   and (lease_until is null or lease_until <= $1)
                 order by next_at, id
                 limit 1 ",
            $lock,
            ")
             update mail_outbox
             set lease_until = $2, attempts = attempts + 1
             where id in (select id from next)
             returning id, recipient, subject, body, created_at, expires_at, attempts"
        )
    };
}

/// Takes the next due mail, of any organization: replicas share the outbox and skip each other's.
pub async fn claim(
    tx: &mut Tx,
    now: i64,
    lease_until: i64,
) -> Result<Option<Claimed>, sqlx::Error> {
    let sql = if tx.is_postgres() {
        claim_sql!("for update skip locked")
    } else {
        claim_sql!("")
    };
    fetch_optional!(tx, Claimed, sql, now, lease_until)
}

/// What becomes of its words once it has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// They may hold a link that signs somebody in; nobody needs them here any more.
    Forget,
    /// The demo's mailbox shows them.
    Keep,
}

/// It has left. 0 rows: somebody else took it over.
pub async fn sent(tx: &mut Tx, now: i64, mail: &Claimed, words: Words) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update mail_outbox
         set sent_at = $1, lease_until = null, last_error = '',
             body = case when cast($2 as bigint) = 1 then body else '' end
         where id = $3 and attempts = $4 and sent_at is null",
        now,
        i64::from(words == Words::Keep),
        &mail.id,
        mail.attempts
    )
}

/// Not this time. `error` is a code of ours, never the other side's text: it may name the address.
pub async fn put_off(
    tx: &mut Tx,
    mail: &Claimed,
    next_at: i64,
    error: &str,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update mail_outbox
         set next_at = $1, lease_until = null, last_error = $2
         where id = $3 and attempts = $4 and sent_at is null",
        next_at,
        error,
        &mail.id,
        mail.attempts
    )
}

/// Never: refused for good, or too late.
pub async fn give_up(
    tx: &mut Tx,
    now: i64,
    mail: &Claimed,
    error: &str,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update mail_outbox
         set failed_at = $1, lease_until = null, last_error = $2, body = ''
         where id = $3 and attempts = $4 and sent_at is null",
        now,
        error,
        &mail.id,
        mail.attempts
    )
}

/// A mail as an administrator sees it: no subject, no words.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MailRow {
    pub created_at: i64,
    pub person: Option<String>,
    pub recipient: String,
    pub template: String,
    pub sent_at: Option<i64>,
    pub failed_at: Option<i64>,
    pub next_at: i64,
    pub attempts: i64,
    pub last_error: String,
}

/// The organization's mails, newest first.
pub async fn list(
    tx: &mut Tx,
    org: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<MailRow>, sqlx::Error> {
    fetch_all!(
        tx,
        MailRow,
        "select m.created_at, u.name as person, m.recipient, m.template, m.sent_at, m.failed_at,
                m.next_at, m.attempts, m.last_error
         from mail_outbox m
         left join app_user u on u.org_id = m.org_id and u.id = m.user_id
         where m.org_id = $1
         order by m.created_at desc, m.id desc
         limit $2 offset $3",
        org,
        limit,
        offset
    )
}

/// How many the organization has, and how many of them were given up or wait since a failure.
pub async fn counts(tx: &mut Tx, org: &str) -> Result<(i64, i64), sqlx::Error> {
    Ok(fetch_optional!(
        tx,
        (i64, i64),
        "select count(*),
                coalesce(cast(sum(case when failed_at is not null
                                         or (sent_at is null and attempts > 0 and last_error <> '')
                                       then 1 else 0 end) as bigint), 0)
         from mail_outbox where org_id = $1",
        org
    )?
    .unwrap_or((0, 0)))
}

/// A mail with its words, for the demo's mailbox only.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DemoMail {
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub created_at: i64,
    pub time_zone: String,
}

/// The newest mails of a demo, in which there is nobody to hide them from.
pub async fn demo_mailbox(tx: &mut Tx, limit: i64) -> Result<Vec<DemoMail>, sqlx::Error> {
    fetch_all!(
        tx,
        DemoMail,
        "select m.recipient, m.subject, m.body, m.created_at, o.time_zone
         from mail_outbox m
         join organization o on o.id = m.org_id
         order by m.created_at desc, m.id desc
         limit $1",
        limit
    )
}

/// Deletes mails that are over and older than `before`.
pub async fn forget(tx: &mut Tx, org: &str, before: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "delete from mail_outbox
         where org_id = $1 and created_at < $2 and (sent_at is not null or failed_at is not null)",
        org,
        before
    )
}
