//! Mirror rows: what is pending, the intent before a write, the rest after it.
//!
//! Every write happens in a transaction that [`super::lease::begin`] opened: it holds the lease.

use domain::event::{self, CalendarEvent, EventFacts, EventPolicy};
use domain::id::ClassId;
use domain::mirror::{Desired, Intent, MirrorState};
use domain::reconcile::{Facts, Rest};

use super::lease::Lease;
use crate::db::{Tx, provider_status};
use crate::providers::{EventKey, content_hash};
use crate::state::State;
use crate::{execute, fetch_all, fetch_optional};

/// A mirror with everything needed to decide about it.
#[derive(Debug, Clone)]
pub struct Mirror {
    pub class_id: ClassId,
    pub desired: Desired,
    pub generation: i64,
    pub applied_generation: i64,
    pub incarnation: i64,
    pub intent: Option<Intent>,
    pub delivered_hash: Option<String>,
    pub transaction_id: Option<String>,
    pub remote_id: Option<String>,
    pub attempts: i64,
    pub look: bool,
    /// The provider has just said that the current identity was used before.
    pub taken: bool,
    pub ended: bool,
    /// What the event should say now, drawn from the class as it is.
    pub event: CalendarEvent,
    pub content: String,
}

impl Mirror {
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            desired: self.desired,
            changed: self.generation != self.applied_generation,
            intent: self.intent,
            delivered: self.delivered_hash.as_deref(),
            content: &self.content,
            ended: self.ended,
            look: self.look,
            taken: self.taken,
        }
    }

    /// Something changed, or what became of a write is unknown.
    pub fn is_pending(&self) -> bool {
        self.generation != self.applied_generation || self.intent.is_some()
    }

    /// Nothing changed, nothing is unknown, nobody asked to look.
    pub fn is_at_rest(&self) -> bool {
        !self.is_pending() && !self.look
    }

    /// Google: lower-case base32hex of HMAC-SHA256 over organization, user, provider, account, class
    /// and incarnation. The marker is the same without the incarnation.
    pub fn key(&self, state: &State, lease: &Lease) -> EventKey {
        let incarnation = self.incarnation.to_string();
        let parts = [
            lease.org_id.as_str(),
            lease.user_id.as_str(),
            lease.provider.as_str(),
            &lease.account_key,
            self.class_id.as_str(),
            &incarnation,
        ];
        let encode = |bytes: [u8; 32]| {
            data_encoding::BASE32HEX_NOPAD
                .encode(&bytes)
                .to_ascii_lowercase()
        };
        EventKey {
            chosen_id: encode(state.secrets.identity(&parts)),
            remote_id: self.remote_id.clone(),
            marker: encode(state.secrets.identity(&parts[..5]))[..26].to_owned(),
            transaction_id: self.transaction_id.clone().unwrap_or_default(),
            taken: self.taken,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    class_id: String,
    desired: String,
    generation: i64,
    applied_generation: i64,
    incarnation: i64,
    intent: Option<String>,
    delivered_hash: Option<String>,
    transaction_id: Option<String>,
    remote_id: Option<String>,
    attempts: i64,
    look_at: Option<i64>,
    starts_at: i64,
    ends_at: i64,
    time_zone: String,
    link_token: String,
    calendar_alias: String,
    site_name: String,
    use_alias: Option<i64>,
    show_site: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Key {
    class_id: String,
}

/// The classes whose mirrors are due now, a person's first. What looks find that should not be there
/// is counted before any of it is removed, so it waits until the looks are over.
pub async fn due(tx: &mut Tx, now: i64, lease: &Lease, limit: i64) -> anyhow::Result<Vec<ClassId>> {
    let keys = fetch_all!(
        tx,
        Key,
        "select class_id from mirror
         where connection_id = $1
           and (((generation <> applied_generation or intent is not null) and next_at <= $2)
                or look_at <= $2)
           and not (cause = 'repair' and desired = 'absent' and generation <> applied_generation
                    and exists (select 1 from mirror look
                                where look.connection_id = $1 and look.look_at <= $2
                                  and look.desired = 'absent'
                                  and look.generation = look.applied_generation))
         order by lane, next_at
         limit $3",
        lease.connection_id.as_str(),
        now,
        limit,
    )?;
    keys.into_iter().map(|k| Ok(k.class_id.parse()?)).collect()
}

/// The classes the connection has a mirror of and that end after `over_since`, the next ones first.
pub async fn known(
    tx: &mut Tx,
    lease: &Lease,
    over_since: i64,
    limit: i64,
) -> anyhow::Result<Vec<ClassId>> {
    let keys = fetch_all!(
        tx,
        Key,
        "select m.class_id from mirror m
         join class on class.id = m.class_id
         where m.connection_id = $1 and class.ends_at > $2
         order by class.starts_at, m.class_id
         limit $3",
        lease.connection_id.as_str(),
        over_since,
        limit,
    )?;
    keys.into_iter().map(|k| Ok(k.class_id.parse()?)).collect()
}

/// Reads one mirror and draws its event.
pub async fn load(
    tx: &mut Tx,
    state: &State,
    now: i64,
    lease: &Lease,
    class_id: &ClassId,
) -> anyhow::Result<Option<Mirror>> {
    let Some(row) = fetch_optional!(
        tx,
        Row,
        "select m.class_id, m.desired, m.generation, m.applied_generation, m.incarnation, m.intent,
                m.delivered_hash, m.transaction_id, m.remote_id, m.attempts, m.look_at,
                class.starts_at, class.ends_at, class.time_zone, class.link_token,
                t.calendar_alias, s.name as site_name, p.use_alias, p.show_site
         from mirror m
         join class on class.id = m.class_id
         join class_type t on t.id = class.class_type_id
         join site s on s.id = class.site_id
         left join calendar_policy p on p.org_id = m.org_id
         where m.connection_id = $1 and m.class_id = $2",
        lease.connection_id.as_str(),
        class_id.as_str(),
    )?
    else {
        return Ok(None);
    };
    let event = event::draw(
        EventFacts {
            calendar_alias: &row.calendar_alias,
            site_name: &row.site_name,
            time_zone: &row.time_zone,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            link_token: &row.link_token,
        },
        EventPolicy {
            use_alias: row.use_alias.unwrap_or(1) == 1,
            show_site: row.show_site.unwrap_or(0) == 1,
        },
        &state.config.product_name,
        &state.config.public_url,
    );
    Ok(Some(Mirror {
        class_id: row.class_id.parse()?,
        desired: Desired::parse(&row.desired)
            .ok_or_else(|| anyhow::anyhow!("unknown desire {}", row.desired))?,
        generation: row.generation,
        applied_generation: row.applied_generation,
        incarnation: row.incarnation,
        intent: row.intent.as_deref().and_then(Intent::parse),
        delivered_hash: row.delivered_hash,
        transaction_id: row.transaction_id,
        remote_id: row.remote_id,
        attempts: row.attempts,
        look: row.look_at.is_some_and(|at| at <= now),
        taken: false,
        ended: row.ends_at <= now,
        content: content_hash(&event),
        event,
    }))
}

/// Announces a write: intent, incarnation and disclosure in one transaction, before anything is
/// sent.
pub async fn announce(
    tx: &mut Tx,
    now: i64,
    lease: &Lease,
    mirror: &Mirror,
    intent: Intent,
    disclosure: &Disclosure<'_>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update mirror
         set intent = $1, intent_at = $2, incarnation = $3, transaction_id = $4,
             delivered_hash = $5, remote_id = $6
         where class_id = $7 and connection_id = $8",
        intent.as_str(),
        now,
        mirror.incarnation,
        mirror.transaction_id.as_deref(),
        mirror.delivered_hash.as_deref(),
        mirror.remote_id.as_deref(),
        mirror.class_id.as_str(),
        lease.connection_id.as_str(),
    )?;
    disclose(tx, now, lease, Some(&mirror.class_id), disclosure).await
}

/// One row of the ledger: what leaves, by field names and hash, never by content.
#[derive(Debug)]
pub struct Disclosure<'a> {
    pub id: String,
    pub operation: &'static str,
    pub fields: &'a str,
    pub content_hash: &'a str,
    pub starts_at: Option<i64>,
    pub ends_at: Option<i64>,
}

pub async fn disclose(
    tx: &mut Tx,
    now: i64,
    lease: &Lease,
    class_id: Option<&ClassId>,
    disclosure: &Disclosure<'_>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into disclosure (id, org_id, user_id, connection_id, class_id, provider, operation,
                                 fields, content_hash, starts_at, ends_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &disclosure.id,
        lease.org_id.as_str(),
        lease.user_id.as_str(),
        lease.connection_id.as_str(),
        class_id.map(ClassId::as_str),
        lease.provider.as_str(),
        disclosure.operation,
        disclosure.fields,
        disclosure.content_hash,
        disclosure.starts_at,
        disclosure.ends_at,
        now,
    )?;
    Ok(())
}

/// Notes what the provider said to the write a disclosure announced.
pub async fn answer(tx: &mut Tx, now: i64, id: &str, answer: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update disclosure set answer = $1, answered_at = $2 where id = $3",
        answer,
        now,
        id,
    )?;
    Ok(())
}

/// Brings the mirror to rest at the generation its worker read. `look_at`: when to look once more, if
/// an insert may still arrive that nobody wants by now.
pub async fn settle(
    tx: &mut Tx,
    now: i64,
    lease: &Lease,
    mirror: &Mirror,
    rest: Rest,
    sent: bool,
    look_at: i64,
) -> Result<(), sqlx::Error> {
    let (state, delivered_hash, burned) = match rest {
        Rest::Present => (MirrorState::Delivered, Some(mirror.content.as_str()), false),
        Rest::Absent { burned } => (MirrorState::Removed, None, burned),
        Rest::RemovedByUser => (MirrorState::RemovedByUser, None, true),
        Rest::Expired => (
            MirrorState::Expired,
            mirror.delivered_hash.as_deref(),
            false,
        ),
    };
    let late = mirror.intent == Some(Intent::Put) && rest == Rest::Absent { burned: false };
    execute!(
        tx,
        "update mirror
         set state = $1,
             delivered_hash = $2,
             incarnation = $3,
             intent = null,
             intent_at = null,
             transaction_id = case when $4 = 1 then null else transaction_id end,
             remote_id = case when $4 = 1 then null else coalesce($5, remote_id) end,
             applied_generation = $6,
             look_at = case when generation <> $6 or look_at > $7 then look_at else $11 end,
             attempts = 0,
             last_error = '',
             delivered_at = case when $8 = 1 then $7 else delivered_at end,
             settled_at = $7
         where class_id = $9 and connection_id = $10",
        state.as_str(),
        delivered_hash,
        mirror.incarnation + i64::from(burned),
        i64::from(burned),
        mirror.remote_id.as_deref(),
        mirror.generation,
        now,
        i64::from(sent),
        mirror.class_id.as_str(),
        lease.connection_id.as_str(),
        late.then_some(look_at),
    )?;
    if sent {
        execute!(
            tx,
            "update calendar_connection
             set last_success_at = $1, attempts = 0, not_before = 0, last_error = ''
             where id = $2",
            now,
            lease.connection_id.as_str(),
        )?;
        provider_status::answered(tx, lease.provider.as_str()).await?;
    }
    Ok(())
}

/// Puts the mirror off. `intent_stays`: what happened is unknown, so the next pass looks first, and
/// once more `look_at`.
pub struct PutOff {
    pub next_at: i64,
    pub intent_stays: bool,
    pub look_at: Option<i64>,
    pub error: String,
}

pub async fn put_off(
    tx: &mut Tx,
    lease: &Lease,
    class_id: &ClassId,
    off: &PutOff,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update mirror
         set next_at = $1,
             intent = case when $2 = 1 then intent else null end,
             look_at = coalesce($3, look_at),
             attempts = attempts + 1,
             last_error = $4
         where class_id = $5 and connection_id = $6",
        off.next_at,
        i64::from(off.intent_stays),
        off.look_at,
        &off.error,
        class_id.as_str(),
        lease.connection_id.as_str(),
    )?;
    Ok(())
}

/// Refused for good: at rest, without the event, until something changes.
pub async fn reject(
    tx: &mut Tx,
    now: i64,
    lease: &Lease,
    mirror: &Mirror,
    reason: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update mirror
         set state = 'rejected', intent = null, applied_generation = $1, last_error = $2,
             look_at = null, settled_at = $3
         where class_id = $4 and connection_id = $5",
        mirror.generation,
        reason,
        now,
        mirror.class_id.as_str(),
        lease.connection_id.as_str(),
    )?;
    Ok(())
}
