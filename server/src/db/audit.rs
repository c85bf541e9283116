//! What happened, for the Audit page: ids and codes, never names or typed text.

use domain::id::{OrgId, UserId};

use super::Tx;
use crate::clock::Entropy;
use crate::{execute, fetch_all};

/// One thing that happened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Event<'a> {
    pub org: Option<&'a OrgId>,
    pub actor: Option<&'a UserId>,
    pub action: &'a str,
    pub target_kind: &'a str,
    pub target_id: &'a str,
    pub detail: &'a str,
}

pub async fn record(
    tx: &mut Tx,
    entropy: &Entropy,
    at: i64,
    event: Event<'_>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into audit_event (id, org_id, at, actor_id, action, target_kind, target_id, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        entropy.uuid(at).to_string(),
        event.org.map(OrgId::as_str),
        at,
        event.actor.map(UserId::as_str),
        event.action,
        event.target_kind,
        event.target_id,
        event.detail
    )?;
    Ok(())
}

/// One event with whatever its ids are called now; empty = gone or nobody.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub at: i64,
    pub actor: Option<String>,
    pub action: String,
    pub target_kind: String,
    pub target_id: String,
    /// A person's, role's, site's or class type's name; a class's type.
    pub target: Option<String>,
    pub class_starts_at: Option<i64>,
    pub class_zone: Option<String>,
    pub detail: String,
}

/// Which events.
#[derive(Debug, Clone)]
pub struct Asked {
    pub from: i64,
    pub until: i64,
    /// Looked for in names and addresses of whoever did it or it was done to.
    pub pattern: String,
    /// The beginning of an action's code, with `%` behind; empty = any.
    pub action: String,
    pub limit: i64,
    pub offset: i64,
}

/// Newest first. Names are looked up here, when they are shown; a case's is not.
pub async fn list(tx: &mut Tx, org: &OrgId, asked: &Asked) -> Result<Vec<Row>, sqlx::Error> {
    fetch_all!(
        tx,
        Row,
        r"select a.at, u.name as actor, a.action, a.target_kind, a.target_id,
                coalesce(p.name, o.name, r.name, s.name, y.name, ky.name) as target,
                k.starts_at as class_starts_at, k.time_zone as class_zone, a.detail
         from audit_event a
         left join app_user u on u.org_id = a.org_id and u.id = a.actor_id
         left join app_user p on a.target_kind = 'user' and p.org_id = a.org_id and p.id = a.target_id
         left join calendar_connection c
                on a.target_kind = 'connection' and c.org_id = a.org_id and c.id = a.target_id
         left join app_user o on o.org_id = c.org_id and o.id = c.user_id
         left join role r on a.target_kind = 'role' and r.org_id = a.org_id and r.id = a.target_id
         left join site s on a.target_kind = 'site' and s.org_id = a.org_id and s.id = a.target_id
         left join class_type y
                on a.target_kind = 'class_type' and y.org_id = a.org_id and y.id = a.target_id
         left join class k on a.target_kind = 'class' and k.org_id = a.org_id and k.id = a.target_id
         left join class_type ky on ky.org_id = k.org_id and ky.id = k.class_type_id
         where a.org_id = $1 and a.at >= $2 and a.at < $3
           and ($4 = '' or lower(u.name) like $4 escape '\' or lower(u.email) like $4 escape '\'
                or lower(p.name) like $4 escape '\' or lower(p.email) like $4 escape '\'
                or lower(o.name) like $4 escape '\' or lower(o.email) like $4 escape '\')
           and ($5 = '' or a.action like $5)
         order by a.at desc, a.id desc
         limit $6 offset $7",
        org.as_str(),
        asked.from,
        asked.until,
        asked.pattern.as_str(),
        asked.action.as_str(),
        asked.limit,
        asked.offset
    )
}

/// The action of the row that deleting by age leaves.
pub const RETENTION: &str = "audit.retention";

/// Deletes what is older than `before` and leaves one row that counts it. The only statement that
/// deletes events; earlier summaries stay.
pub async fn forget(
    tx: &mut Tx,
    entropy: &Entropy,
    now: i64,
    org: &OrgId,
    before: i64,
) -> Result<u64, sqlx::Error> {
    let counts = fetch_all!(
        tx,
        (String, i64),
        "select action, count(*) from audit_event
         where org_id = $1 and at < $2 and action <> $3
         group by action order by action",
        org.as_str(),
        before,
        RETENTION
    )?;
    if counts.is_empty() {
        return Ok(0);
    }
    let forgotten = execute!(
        tx,
        "delete from audit_event where org_id = $1 and at < $2 and action <> $3",
        org.as_str(),
        before,
        RETENTION
    )?;
    let counts: Vec<String> = counts
        .iter()
        .map(|(action, count)| format!("{action} {count}"))
        .collect();
    let summary = format!("{forgotten}: {}", counts.join(", "));
    let event = Event {
        org: Some(org),
        action: RETENTION,
        target_kind: "audit",
        detail: &summary,
        ..Event::default()
    };
    record(tx, entropy, now, event).await?;
    Ok(forgotten)
}

/// The same for what belongs to no organization: refused sign-ins with an unknown address. They are
/// shown nowhere, so they leave no summary.
pub async fn forget_nobodys(tx: &mut Tx, before: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "delete from audit_event where org_id is null and at < $1",
        before
    )
}
