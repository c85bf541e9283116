//! Admin › Calendar integration: everybody's state, disconnecting somebody, the disclosure ledger.
//!
//! An administrator sees and ends connections; nobody connects for somebody else, and nobody's
//! calendar is shown.

pub mod ledger;

use std::collections::HashMap;

use app::api::calendar::ShownState;
use app::api::integration::{
    AtRisk, DISCONNECT_REASONS, DisconnectQuestion, Integration, IntegrationFilter, NextOf,
    PersonCalendar,
};
use app::error::{AppError, Problem};
use domain::connection::ConnectionState;
use domain::id::{ClassId, ConnectionId, UserId};
use domain::mirror::Cause;
use domain::permission::Permission;
use domain::provider::Provider;

use super::{Outcome, RequestBackend, Signed, delivery as lines};
use crate::csv::Csv;
use crate::db::connections::{self, ConnectionRow};
use crate::db::delivery::{self, DeliveryRow};
use crate::db::integration::{self, Asked, Order, PersonRow};
use crate::db::{Tx, audit, catalog, like, mail as outbox, notices, users};
use crate::mail::{self, Letter};
use crate::state::State;
use crate::sync::mark;
use crate::watch::CLASS_AT_RISK;
use crate::words::{Words, utc_date};

const PAGE: i64 = 25;
/// Notes above the tiles.
const AT_RISK_SHOWN: usize = 5;
/// A CSV ends here; nobody has more staff.
const EXPORTED: i64 = 20_000;

pub async fn get_integration(
    request: &RequestBackend,
    filter: IntegrationFilter,
) -> Outcome<Integration> {
    let signed = request.allowed(Permission::CalendarManage)?.clone();
    let state = &request.state;
    let mut tx = state.db.read().await?;
    let mut asked = asked(state, &filter, PAGE);
    let counts = integration::counts(&mut tx, &signed.org_id, &asked).await?;
    let pages = ((counts.found + PAGE - 1) / PAGE).max(1);
    let page = filter.page.clamp(1, pages);
    asked.offset = (page - 1) * PAGE;
    let rows = integration::people(&mut tx, &signed.org_id, &asked, order(&filter)).await?;
    let at_risk = at_risk(&mut tx, state, &signed).await?;
    let (_, mail_trouble) = outbox::counts(&mut tx, signed.org_id.as_str()).await?;
    let people = people(&mut tx, state, &signed, rows).await?;
    let near = state.microsoft_credential_ends();
    Ok(Integration {
        at_risk,
        may_connect: counts.everybody,
        connected: counts.connected,
        need: counts.need,
        waiting: counts.waiting,
        not_connected: counts.not_connected,
        people,
        found: counts.found,
        page,
        pages,
        mail_trouble,
        credential_ends: near.map(utc_date).unwrap_or_default(),
        credential_ended: near.is_some_and(|at| at <= state.clock.now()),
    })
}

fn asked(state: &State, filter: &IntegrationFilter, limit: i64) -> Asked {
    let now = state.clock.now();
    let one_of = |text: &str, known: &[&str]| {
        let known = known.iter().find(|known| **known == text);
        known.map(|text| (*text).to_owned()).unwrap_or_default()
    };
    Asked {
        now,
        risk_until: now + lines::AT_RISK_WITHIN_MS,
        waits_since: now - state.config.sync.at_risk_ms,
        tile: one_of(
            &filter.show,
            &["connected", "need", "waiting", "not_connected"],
        ),
        provider: one_of(&filter.calendar, &["google", "microsoft"]),
        pattern: pattern(&filter.q),
        limit,
        offset: 0,
    }
}

fn order(filter: &IntegrationFilter) -> Order {
    match filter.sort.as_str() {
        "name" => Order::ByName,
        "silent" => Order::LongestSilentFirst,
        _ => Order::WorstFirst,
    }
}

/// What is looked for; empty finds everybody.
pub fn pattern(typed: &str) -> String {
    match typed.trim() {
        "" => String::new(),
        typed => like(typed),
    }
}

/// The classes that may be missed, soonest first, by the rule that also mails and marks them.
async fn at_risk(tx: &mut Tx, state: &State, signed: &Signed) -> Outcome<Vec<AtRisk>> {
    let now = state.clock.now();
    let until = now + lines::AT_RISK_WITHIN_MS;
    let org = signed.org_id.as_str();
    let rows = delivery::soon_and_undelivered(tx, &signed.org_id, now, until, 200).await?;
    let told =
        notices::told_since(tx, org, CLASS_AT_RISK, now - 2 * lines::AT_RISK_WITHIN_MS).await?;
    let mut found = Vec::new();
    for row in rows {
        if found.len() == AT_RISK_SHOWN {
            break;
        }
        let risk = lines::at_risk(
            &row,
            lines::kind(&row, now),
            now,
            state.config.sync.at_risk_ms,
        );
        let Some(user_id) = row.user_id.as_deref().filter(|_| risk) else {
            continue;
        };
        let Some(person) = users::person(tx, org, user_id).await? else {
            continue;
        };
        let words = Words::new(&row.time_zone, now, &signed.clock);
        let emailed = told.iter().find(|(class, _)| *class == row.class_id);
        found.push(AtRisk {
            class_id: row.class_id.parse().map_err(anyhow::Error::from)?,
            when: format!(
                "{} {}",
                words.near_day(row.starts_at),
                words.time(row.starts_at)
            ),
            person: person.name,
            emailed: emailed.map(|(_, at)| words.moment(*at)).unwrap_or_default(),
        });
    }
    Ok(found)
}

async fn people(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    rows: Vec<PersonRow>,
) -> Outcome<Vec<PersonCalendar>> {
    let now = state.clock.now();
    let zone = catalog::organization_zone(tx, &signed.org_id).await?;
    let words = Words::new(&zone, now, &signed.clock);
    let upcoming = upcoming(tx, signed, now).await?;
    let next: Vec<ClassId> = rows
        .iter()
        .filter_map(|row| upcoming.get(&row.user_id)?.next_class.parse().ok())
        .collect();
    let next: Vec<DeliveryRow> = delivery::of_classes(tx, &signed.org_id, &next).await?;
    rows.into_iter()
        .map(|row| {
            let upcoming = upcoming.get(&row.user_id);
            let next_row = upcoming.and_then(|upcoming| {
                next.iter()
                    .find(|next| next.class_id == upcoming.next_class)
            });
            let next_class = next_row
                .map(|next| {
                    let there = Words::new(&next.time_zone, now, &signed.clock);
                    Ok::<_, anyhow::Error>(NextOf {
                        class_id: next.class_id.parse()?,
                        when: there.recent(next.starts_at),
                        delivery: lines::line(state, signed, next),
                    })
                })
                .transpose()?;
            Ok(PersonCalendar {
                user_id: row.user_id.parse().map_err(anyhow::Error::from)?,
                connection_id: row
                    .connection_id
                    .as_deref()
                    .filter(|_| row.state.as_deref() != Some("leaving"))
                    .and_then(|id| id.parse().ok()),
                state: shown(&row, now),
                calendar: row
                    .provider
                    .as_deref()
                    .and_then(Provider::parse)
                    .map(|p| p.calendar_name().to_owned())
                    .unwrap_or_default(),
                account: row.account_email.as_deref().map(masked).unwrap_or_default(),
                waits_for_it: row.waits_for_it == 1,
                last_change: row
                    .last_success_at
                    .map(|at| words.recent(at))
                    .unwrap_or_default(),
                next_class,
                feed: row.feed == 1,
                upcoming: upcoming.map_or(0, |upcoming| upcoming.classes),
                name: row.name,
                email: row.email,
            })
        })
        .collect()
}

/// What everybody who teaches has before them, by person.
async fn upcoming(
    tx: &mut Tx,
    signed: &Signed,
    now: i64,
) -> Outcome<HashMap<String, integration::Upcoming>> {
    let found = integration::upcoming(tx, &signed.org_id, now).await?;
    Ok(found
        .into_iter()
        .map(|each| (each.user_id.clone(), each))
        .collect())
}

/// The same words as the person's own Profile.
fn shown(row: &PersonRow, now: i64) -> ShownState {
    match row.state.as_deref().and_then(ConnectionState::parse) {
        None | Some(ConnectionState::Gone) => ShownState::NotConnected,
        Some(ConnectionState::NeedsReconnect) => ShownState::NeedsReconnect,
        Some(ConnectionState::NeedsConsent) => ShownState::NeedsConsent,
        Some(ConnectionState::MailboxUnusable) => ShownState::MailboxUnusable,
        Some(ConnectionState::Paused) => ShownState::Paused,
        Some(ConnectionState::Leaving) => ShownState::Leaving,
        Some(ConnectionState::Active) if row.pending > 0 && row.our_side == 1 => {
            ShownState::OurSide
        }
        Some(ConnectionState::Active)
            if row.pending > 0
                && row.attempts.unwrap_or(0) > 0
                && row.not_before.is_some_and(|at| at > now) =>
        {
            ShownState::Retrying
        }
        Some(ConnectionState::Active) if row.pending > 0 => ShownState::CatchingUp,
        Some(ConnectionState::Active) => ShownState::Connected,
    }
}

/// "p…@linden.example": enough to tell a work account from a private one.
fn masked(account: &str) -> String {
    match account.split_once('@') {
        Some((name, domain)) => {
            let first: String = name.chars().take(1).collect();
            format!("{first}…@{domain}")
        }
        None => "…".to_owned(),
    }
}

pub async fn get_disconnect_question(
    request: &RequestBackend,
    user_id: &UserId,
) -> Outcome<DisconnectQuestion> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let person = users::person(&mut tx, signed.org_id.as_str(), user_id.as_str())
        .await?
        .ok_or(AppError::NotFound)?;
    let connection = connections::of_user(&mut tx, &signed.org_id, user_id)
        .await?
        .filter(|c| c.stored_state().is_current())
        .ok_or(Problem::NotConnected)?;
    let id = connection.connection_id();
    Ok(DisconnectQuestion {
        user_id: user_id.clone(),
        upcoming: connections::upcoming_events(&mut tx, now, &id).await?,
        connection_id: id,
        name: person.name,
        calendar: Provider::parse(&connection.provider)
            .map(|p| p.calendar_name().to_owned())
            .unwrap_or_default(),
    })
}

pub async fn disconnect_person(
    request: &RequestBackend,
    connection_id: &ConnectionId,
    reason: &str,
) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarManage)?;
    if !DISCONNECT_REASONS.contains(&reason) {
        return Err(AppError::field("reason", Problem::NotAChoice).into());
    }
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let (user, connection) = connections::owned(&mut tx, &signed.org_id, connection_id)
        .await?
        .ok_or(AppError::NotFound)?;
    if !connection.stored_state().is_current() {
        return Err(Problem::NotConnected.into());
    }
    end(&mut tx, state, now, &connection).await?;
    audit::record(
        &mut tx,
        &state.entropy,
        now,
        audit::Event {
            org: Some(&signed.org_id),
            actor: Some(&signed.user_id),
            action: "calendar.disconnected_by_admin",
            target_kind: "connection",
            target_id: connection_id.as_str(),
            detail: reason,
        },
    )
    .await?;
    if let Some(provider) = Provider::parse(&connection.provider) {
        let letter = Letter::DisconnectedByAdmin { provider };
        mail::queue_to_user(&mut tx, state, &signed.org_id, &user, &letter).await?;
    }
    tx.commit().await?;
    state.waker.wake();
    // Without script: back to the list.
    leptos_axum::redirect("/admin/calendar");
    Ok(())
}

/// Leaves, and takes the upcoming classes along where the grant still lives.
async fn end(tx: &mut Tx, state: &State, now: i64, connection: &ConnectionRow) -> Outcome<()> {
    let id = connection.connection_id();
    connections::leave(tx, now, &id, now + state.config.sync.leave_deadline_ms).await?;
    let alive = matches!(
        connection.stored_state(),
        ConnectionState::Active | ConnectionState::Paused
    );
    if alive {
        mark::remove_all(tx, now, &id, Cause::Disconnected).await?;
    } else {
        connections::keep_all(tx, &id).await?;
    }
    Ok(())
}

/// The list as a spreadsheet, with the same filter.
pub async fn people_csv(request: &RequestBackend, filter: &IntegrationFilter) -> Outcome<String> {
    let signed = request.allowed(Permission::CalendarManage)?.clone();
    let state = &request.state;
    let mut tx = state.db.read().await?;
    let asked = asked(state, filter, EXPORTED);
    let rows = integration::people(&mut tx, &signed.org_id, &asked, order(filter)).await?;
    let upcoming = upcoming(&mut tx, &signed, asked.now).await?;
    let zone = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let words = Words::new(&zone, asked.now, "24");
    let mut csv = Csv::with_head(&[
        "Person",
        "Email",
        "Calendar",
        "Account",
        "State",
        "Waiting for IT",
        "Last change sent",
        "Waiting changes",
        "Upcoming",
    ]);
    for row in rows {
        let state = serde_json::to_value(shown(&row, asked.now)).map_err(anyhow::Error::from)?;
        csv.row(&[
            row.name,
            row.email,
            row.provider.unwrap_or_default(),
            row.account_email.as_deref().map(masked).unwrap_or_default(),
            state.as_str().unwrap_or_default().to_owned(),
            if row.waits_for_it == 1 { "yes" } else { "no" }.to_owned(),
            row.last_success_at
                .map(|at| words.sortable(at))
                .unwrap_or_default(),
            row.pending.to_string(),
            upcoming
                .get(&row.user_id)
                .map_or(0, |upcoming| upcoming.classes)
                .to_string(),
        ]);
    }
    Ok(csv.into_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_masked_and_a_pattern_finds_only_what_was_typed() {
        assert_eq!(masked("provider1@linden.example"), "p…@linden.example");
        assert_eq!(masked("élan@b.example"), "é…@b.example");
        assert_eq!(masked("nothing"), "…");
        assert_eq!(pattern("  Pat_ "), "%pat\\_%");
        assert_eq!(pattern("100%"), "%100\\%%");
        assert_eq!(pattern(" "), "");
    }
}
