//! Delivery lines: what reached whose calendar, and when.
//!
//! [`kind`] decides from one row what a line says; the rest is wording. No line names an account.

use std::collections::HashMap;

use app::api::calendar::{DeliveryKind, DeliveryView};
use app::api::classes::{ClassDelivery, HistoryKind, HistoryRow};
use domain::connection::ConnectionState;
use domain::id::ClassId;
use domain::mirror::MirrorState;
use domain::permission::Permission;
use domain::provider::Provider;

use super::{Outcome, RequestBackend, Signed, calendar, classes};
use crate::db::Tx;
use crate::db::delivery::{self, DeliveryRow};
use crate::state::State;
use crate::words::Words;

/// How soon a class must start for an undelivered change to be *at risk*.
pub const AT_RISK_WITHIN_MS: i64 = 24 * 3_600_000;

/// One line per class.
pub async fn lines(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    class_ids: &[ClassId],
) -> Outcome<HashMap<ClassId, DeliveryView>> {
    let rows = delivery::of_classes(tx, &signed.org_id, class_ids).await?;
    rows.iter()
        .map(|row| Ok((parse_class(&row.class_id)?, line(state, signed, row))))
        .collect()
}

fn parse_class(id: &str) -> Outcome<ClassId> {
    Ok(id.parse::<ClassId>().map_err(anyhow::Error::from)?)
}

/// One line.
pub fn line(state: &State, signed: &Signed, row: &DeliveryRow) -> DeliveryView {
    let now = state.clock.now();
    let words = Words::new(&row.time_zone, now, &signed.clock);
    let kind = kind(row, now);
    let at = match kind {
        DeliveryKind::OnCalendar => row.delivered_at,
        DeliveryKind::Removed => row.settled_at,
        DeliveryKind::TryingAgain => [row.next_at, row.not_before].into_iter().flatten().max(),
        _ => None,
    };
    let near = |at| {
        if words.local(at).date() == words.today() {
            words.time(at)
        } else {
            words.stamp(at)
        }
    };
    DeliveryView {
        kind,
        calendar: row
            .provider
            .as_deref()
            .and_then(Provider::parse)
            .map(|p| p.calendar_name().to_owned())
            .unwrap_or_default(),
        at: at.map(near).unwrap_or_default(),
        at_risk: if at_risk(row, kind, now, state.config.sync.at_risk_ms) {
            starts_in(row.starts_at - now)
        } else {
            String::new()
        },
    }
}

/// *At risk*: a connection that waits or is broken, the class within 24 hours, undelivered for
/// longer than the window. *Not connected* shows, and never escalates.
pub fn at_risk(row: &DeliveryRow, kind: DeliveryKind, now: i64, window_ms: i64) -> bool {
    let undelivered = matches!(
        kind,
        DeliveryKind::Sending
            | DeliveryKind::TryingAgain
            | DeliveryKind::WaitingForIt
            | DeliveryKind::NeedsReconnecting
            | DeliveryKind::NeedsPermission
            | DeliveryKind::CalendarMissing
            | DeliveryKind::OurSide
            | DeliveryKind::Refused
    );
    undelivered
        && row.starts_at > now
        && row.starts_at - now <= AT_RISK_WITHIN_MS
        && row
            .changed_at
            .or(row.booked_since)
            .is_none_or(|at| now - at > window_ms)
}

/// "in 23 hours", "in 40 minutes".
fn starts_in(ms: i64) -> String {
    let minutes = (ms / 60_000).max(1);
    match minutes {
        1 => "in 1 minute".to_owned(),
        2..=119 => format!("in {minutes} minutes"),
        _ => format!("in {} hours", minutes / 60),
    }
}

/// What the line says.
pub fn kind(row: &DeliveryRow, now: i64) -> DeliveryKind {
    let state = row
        .connection_state
        .as_deref()
        .and_then(ConnectionState::parse);
    let mirror = row.mirror_state.as_deref().and_then(MirrorState::parse);
    let pending = row.pending == 1;
    let there = row.delivered_hash.is_some();
    if row.booked == 0 || row.canceled_at.is_some() {
        return match (state, mirror) {
            (Some(ConnectionState::Active), Some(_)) if pending && there && row.ends_at > now => {
                DeliveryKind::BeingRemoved
            }
            (_, Some(MirrorState::Expired)) if there => DeliveryKind::NotInTime,
            (_, Some(MirrorState::Removed)) if row.delivered_at.is_some() => DeliveryKind::Removed,
            _ if row.canceled_at.is_some() => DeliveryKind::Canceled,
            _ => DeliveryKind::NobodyBooked,
        };
    }
    let Some(state) = state else {
        return if row.waits_for_it == 1 {
            DeliveryKind::WaitingForIt
        } else {
            DeliveryKind::NotConnected
        };
    };
    if there && !pending {
        // What is there may not be what should be.
        return match mirror {
            Some(MirrorState::Rejected) => DeliveryKind::Refused,
            Some(MirrorState::Expired) => DeliveryKind::NotInTime,
            _ => DeliveryKind::OnCalendar,
        };
    }
    match state {
        ConnectionState::NeedsReconnect => return DeliveryKind::NeedsReconnecting,
        ConnectionState::NeedsConsent => return DeliveryKind::NeedsPermission,
        ConnectionState::MailboxUnusable => return DeliveryKind::CalendarMissing,
        ConnectionState::Paused => return DeliveryKind::Paused,
        ConnectionState::Active | ConnectionState::Leaving | ConnectionState::Gone => {}
    }
    // Waiting for a quota is not failing.
    let failing = row.attempts.unwrap_or(0) > 0
        || (row.connection_attempts.unwrap_or(0) > 0 && row.not_before.is_some_and(|at| at > now));
    match mirror {
        None => DeliveryKind::NotAdded,
        Some(_) if pending && row.ends_at <= now => DeliveryKind::NotInTime,
        Some(_) if pending && row.our_side == 1 => DeliveryKind::OurSide,
        Some(_) if pending && failing => DeliveryKind::TryingAgain,
        Some(_) if pending => DeliveryKind::Sending,
        Some(MirrorState::RemovedByUser) => DeliveryKind::DeletedThere,
        Some(MirrorState::Expired) => DeliveryKind::NotInTime,
        Some(MirrorState::Rejected) => DeliveryKind::Refused,
        Some(MirrorState::New | MirrorState::Delivered | MirrorState::Removed) => {
            DeliveryKind::Sending
        }
    }
}

/// The class's Delivery tab.
pub async fn get_class_delivery(
    request: &RequestBackend,
    class_id: &ClassId,
) -> Outcome<ClassDelivery> {
    let signed = request.signed()?.clone();
    // Whoever may see the class may see its delivery.
    let detail = classes::get_class_detail(request, class_id).await?;
    let state = &request.state;
    let mut tx = state.db.read().await?;
    let row = delivery::of_classes(&mut tx, &signed.org_id, std::slice::from_ref(class_id))
        .await?
        .into_iter()
        .next();
    let row = row.ok_or(app::error::AppError::NotFound)?;
    let writes = delivery::writes(&mut tx, &signed.org_id, class_id).await?;
    let preview = calendar::preview(&mut tx, state, &signed, Some(class_id)).await?;
    let words = Words::new(&row.time_zone, state.clock.now(), &signed.clock);
    let mut history = classes::history::facts(&mut tx, &signed, class_id, &words).await?;
    tx.commit().await?;
    history.extend(writes.iter().map(|w| {
        let row = HistoryRow {
            at: words.recent(w.created_at),
            kind: match (w.operation.as_str(), w.answer.as_deref()) {
                (_, None | Some("unclear" | "not sent")) => HistoryKind::EventUnanswered,
                ("insert", _) => HistoryKind::EventAdded,
                ("patch", _) => HistoryKind::EventMoved,
                (_, _) => HistoryKind::EventRemoved,
            },
            calendar: Provider::parse(&w.provider)
                .map(|p| p.calendar_name().to_owned())
                .unwrap_or_default(),
            person: w.person.clone(),
            count: 0,
            from: String::new(),
            to: String::new(),
        };
        (w.created_at, row)
    }));
    // Newest first; what was sent stands above the fact it was sent for.
    history.sort_by_key(|(at, _)| *at);
    let history = history.into_iter().rev().map(|(_, row)| row).collect();
    Ok(ClassDelivery {
        provider: detail.provider,
        delivery: line(state, &signed, &row),
        last_change: row
            .delivered_at
            .map(|at| words.recent_within(at))
            .unwrap_or_default(),
        waiting: row.pending == 1,
        may_send_again: row.booked > 0
            && row.canceled_at.is_none()
            && row.starts_at > state.clock.now()
            && row.connection_state.is_some()
            && (detail.own || signed.permissions.allows(Permission::ClassesManage)),
        history,
        preview,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> DeliveryRow {
        DeliveryRow {
            class_id: "c".into(),
            user_id: Some("u".into()),
            connection_id: Some("k".into()),
            canceled_at: None,
            starts_at: 1_000_000,
            ends_at: 2_000_000,
            time_zone: "America/Chicago".into(),
            booked: 1,
            booked_since: Some(0),
            provider: Some("google".into()),
            connection_state: Some("active".into()),
            not_before: Some(0),
            connection_attempts: Some(0),
            waits_for_it: 0,
            our_side: 0,
            desired: Some("present".into()),
            mirror_state: Some("delivered".into()),
            pending: 0,
            changed_at: Some(0),
            next_at: Some(0),
            attempts: Some(0),
            delivered_hash: Some("h".into()),
            delivered_at: Some(0),
            settled_at: Some(0),
        }
    }

    #[test]
    fn a_line_says_what_is_so() {
        use DeliveryKind as K;
        let no_connection = DeliveryRow {
            connection_state: None,
            mirror_state: None,
            delivered_hash: None,
            ..row()
        };
        let waiting = DeliveryRow {
            pending: 1,
            delivered_hash: None,
            mirror_state: Some("new".into()),
            ..row()
        };
        for (row, expect) in [
            (row(), K::OnCalendar),
            (no_connection.clone(), K::NotConnected),
            (
                DeliveryRow {
                    waits_for_it: 1,
                    ..no_connection
                },
                K::WaitingForIt,
            ),
            (waiting.clone(), K::Sending),
            (
                DeliveryRow {
                    attempts: Some(1),
                    ..waiting.clone()
                },
                K::TryingAgain,
            ),
            (
                DeliveryRow {
                    our_side: 1,
                    ..waiting.clone()
                },
                K::OurSide,
            ),
            (
                DeliveryRow {
                    connection_state: Some("needs_reconnect".into()),
                    ..waiting.clone()
                },
                K::NeedsReconnecting,
            ),
            // What is there stays there, whatever became of the grant.
            (
                DeliveryRow {
                    connection_state: Some("needs_reconnect".into()),
                    ..row()
                },
                K::OnCalendar,
            ),
            (
                DeliveryRow {
                    ends_at: 5,
                    ..waiting
                },
                K::NotInTime,
            ),
            (
                DeliveryRow {
                    booked: 0,
                    pending: 1,
                    ..row()
                },
                K::BeingRemoved,
            ),
            (
                DeliveryRow {
                    booked: 0,
                    mirror_state: Some("removed".into()),
                    delivered_hash: None,
                    ..row()
                },
                K::Removed,
            ),
            (
                DeliveryRow {
                    booked: 0,
                    mirror_state: None,
                    delivered_hash: None,
                    ..row()
                },
                K::NobodyBooked,
            ),
            (
                DeliveryRow {
                    delivered_hash: None,
                    mirror_state: Some("removed_by_user".into()),
                    ..row()
                },
                K::DeletedThere,
            ),
        ] {
            assert_eq!(kind(&row, 10), expect, "{row:?}");
        }
    }

    #[test]
    fn only_an_undelivered_class_within_a_day_is_at_risk() {
        let waiting = DeliveryRow {
            pending: 1,
            delivered_hash: None,
            mirror_state: Some("new".into()),
            ..row()
        };
        let risk = |row: &DeliveryRow, now| at_risk(row, kind(row, now), now, 600_000);
        assert!(risk(&waiting, 700_000));
        assert!(!risk(&waiting, 10), "ten minutes have not passed");
        assert!(!risk(&row(), 700_000));
        let far = DeliveryRow {
            starts_at: 10 * AT_RISK_WITHIN_MS,
            ends_at: 11 * AT_RISK_WITHIN_MS,
            ..waiting
        };
        assert!(!risk(&far, 700_000));
    }
}
