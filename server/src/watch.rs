//! The watch: what must not go unnoticed is told, once.
//!
//! Every minute it looks at the facts, never at what it did before, and tells whoever can do
//! something: a provider whose class is *at risk*, a person whose grant ends by itself, Org Admins
//! whose organization waits for our own credentials, or soon will. Who was told stands in a row written in the
//! mail's transaction, so replicas and restarts tell nobody twice. *Not connected* is nobody's alarm.
//! It also deletes what is too old to keep.

use std::time::Duration;

use domain::id::{ClassId, OrgId, UserId};
use domain::provider::Provider;
use tokio::sync::watch;

use crate::backend::{classes, delivery as lines};
use crate::db::delivery::{self, DeliveryRow};
use crate::db::{Tx, audit, notices, organizations, users};
use crate::mail::{self, Letter, To};
use crate::state::State;
use crate::words::{Words, utc_date};

const EVERY: Duration = Duration::from_secs(60);
/// A grant that ends by itself is announced this long before.
const GRANT_NOTICE_MS: i64 = 2 * DAY_MS;
/// What became of a mail is kept this long.
const KEEP_MAIL_MS: i64 = 90 * DAY_MS;
const DAY_MS: i64 = 24 * 3_600_000;
/// Told per organization and minute; the rest a minute later.
const AT_ONCE: i64 = 500;

/// The kind of notice of a class at risk; its subject is the class.
pub const CLASS_AT_RISK: &str = "class_at_risk";

/// Watches until `shutdown` turns true.
pub async fn run(state: State, mut shutdown: watch::Receiver<bool>) {
    while !*shutdown.borrow() {
        if let Err(error) = once(&state).await {
            tracing::error!(error = format!("{error:#}"), "watching");
        }
        tokio::select! {
            _ = shutdown.changed() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// One look at everything.
pub async fn once(state: &State) -> anyhow::Result<()> {
    let mut tx = state.db.read().await?;
    let organizations = organizations::all(&mut tx).await?;
    drop(tx);
    for organization in organizations {
        let org: OrgId = organization.id.parse()?;
        classes_at_risk(state, &org).await?;
        ending_grants(state, &org).await?;
        our_side(state, &org).await?;
        ending_credential(state, &org).await?;
        forget(state, &org).await?;
    }
    Ok(())
}

async fn classes_at_risk(state: &State, org: &OrgId) -> anyhow::Result<()> {
    let now = state.clock.now();
    let until = now + lines::AT_RISK_WITHIN_MS;
    let mut tx = state.db.read().await?;
    let rows = delivery::soon_and_undelivered(&mut tx, org, now, until, AT_ONCE).await?;
    drop(tx);
    let window = state.config.sync.at_risk_ms;
    for row in rows {
        if lines::at_risk(&row, lines::kind(&row, now), now, window) {
            tell_provider(state, org, &row).await?;
        }
    }
    Ok(())
}

/// One mail per class and connection.
async fn tell_provider(state: &State, org: &OrgId, row: &DeliveryRow) -> anyhow::Result<()> {
    let Some(user_id) = &row.user_id else {
        return Ok(());
    };
    let now = state.clock.now();
    let user: UserId = user_id.parse()?;
    let class_id: ClassId = row.class_id.parse()?;
    let occasion = row.connection_id.as_deref().unwrap_or(user_id);
    let mut tx = state.db.write().await?;
    let new = notices::tell_once(
        &mut tx,
        now,
        org.as_str(),
        CLASS_AT_RISK,
        &row.class_id,
        occasion,
    )
    .await?;
    if !new {
        return Ok(());
    }
    let reader = users::reader(&mut tx, org.as_str(), user_id).await?;
    let class = crate::db::classes::find(&mut tx, org, &class_id).await?;
    if let (Some(reader), Some(class)) = (reader, class) {
        let words = Words::new(&row.time_zone, now, &reader.clock);
        let letter = Letter::ClassAtRisk {
            when: &words.recent_within(row.starts_at),
            full: &words.full(row.starts_at, row.ends_at),
            place: &classes::rows::place(&class.site, &class.room),
            path: &format!("/classes/{class_id}"),
        };
        let to = To {
            org,
            user: Some(&user),
            address: &reader.email,
        };
        mail::queue(&mut tx, state, to, &letter).await?;
        tracing::warn!(class = %class_id, user = %user, "a class is at risk");
    }
    tx.commit().await?;
    Ok(())
}

async fn ending_grants(state: &State, org: &OrgId) -> anyhow::Result<()> {
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let ending =
        notices::ending_grants(&mut tx, org.as_str(), now, now + GRANT_NOTICE_MS, AT_ONCE).await?;
    drop(tx);
    for grant in ending {
        let Some(provider) = Provider::parse(&grant.provider) else {
            continue;
        };
        let mut tx = state.db.write().await?;
        let occasion = grant.ends_at.to_string();
        let subject = grant.connection_id.as_str();
        if !notices::tell_once(&mut tx, now, org.as_str(), "grant_ends", subject, &occasion).await?
        {
            continue;
        }
        if let Some(reader) = users::reader(&mut tx, org.as_str(), &grant.user_id).await? {
            let words = Words::new(&reader.time_zone, now, &reader.clock);
            let when = words.recent_within(grant.ends_at);
            let letter = Letter::GrantEndsSoon {
                provider,
                when: &when,
            };
            let to = To {
                org,
                user: Some(&grant.user_id.parse()?),
                address: &reader.email,
            };
            mail::queue(&mut tx, state, to, &letter).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn our_side(state: &State, org: &OrgId) -> anyhow::Result<()> {
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let stopped = notices::stopped_providers(&mut tx, org.as_str()).await?;
    drop(tx);
    for (provider, since) in stopped {
        let Some(provider) = Provider::parse(&provider) else {
            continue;
        };
        let letter = Letter::OurSide { provider };
        let subject = format!("{org}|{}", provider.as_str());
        tell_admins(
            state,
            org,
            now,
            "our_side",
            &subject,
            &since.to_string(),
            &letter,
        )
        .await?;
    }
    Ok(())
}

/// Our own credential at Microsoft ends within a month: told where somebody is connected there. Once
/// it has ended, [`our_side`] tells.
async fn ending_credential(state: &State, org: &OrgId) -> anyhow::Result<()> {
    let now = state.clock.now();
    let Some(ends_at) = state.microsoft_credential_ends().filter(|at| *at > now) else {
        return Ok(());
    };
    let provider = Provider::Microsoft;
    let mut tx = state.db.read().await?;
    let uses = notices::uses(&mut tx, org.as_str(), provider.as_str()).await?;
    drop(tx);
    if !uses {
        return Ok(());
    }
    let when = utc_date(ends_at);
    let letter = Letter::SecretEndsSoon {
        provider,
        when: &when,
    };
    let (subject, occasion) = (format!("{org}|microsoft"), ends_at.to_string());
    tell_admins(state, org, now, "secret_ends", &subject, &occasion, &letter).await
}

/// Deletes what is too old to keep, a whole day at a time, and leaves a summary.
async fn forget(state: &State, org: &OrgId) -> anyhow::Result<()> {
    let now = state.clock.now();
    let whole_days = |ms: i64| (now - ms) - (now - ms).rem_euclid(DAY_MS);
    let mut tx = state.db.write().await?;
    let before = whole_days(state.config.audit.keep_ms);
    let events = audit::forget(&mut tx, &state.entropy, now, org, before).await?
        + audit::forget_nobodys(&mut tx, before).await?;
    let mails = crate::db::mail::forget(&mut tx, org.as_str(), whole_days(KEEP_MAIL_MS)).await?;
    tx.commit().await?;
    if events + mails > 0 {
        tracing::info!(events, mails, "records were deleted by age");
    }
    Ok(())
}

/// Tells the organization's Org Admins, once per occasion.
pub async fn tell_admins(
    state: &State,
    org: &OrgId,
    now: i64,
    kind: &str,
    subject: &str,
    occasion: &str,
    letter: &Letter<'_>,
) -> anyhow::Result<()> {
    let mut tx: Tx = state.db.write().await?;
    if !notices::tell_once(&mut tx, now, org.as_str(), kind, subject, occasion).await? {
        return Ok(());
    }
    for admin in users::org_admins(&mut tx, org.as_str()).await? {
        let to = To {
            org,
            user: Some(&admin.user_id.parse()?),
            address: &admin.email,
        };
        mail::queue(&mut tx, state, to, letter).await?;
    }
    tx.commit().await?;
    Ok(())
}
