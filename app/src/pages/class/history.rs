//! One step of a class's delivery history in words: what happened, to whom, when.

use leptos::prelude::*;

use crate::api::classes::{HistoryKind, HistoryRow};
use crate::components::badge::Tone;
use crate::components::icon::IconName;
use crate::components::trail::{TrailItem, TrailMark};
use crate::text::Texts;

/// The steps, newest first, as items of a trail.
pub fn history_items(t: &'static Texts, rows: Vec<HistoryRow>) -> Vec<AnyView> {
    let there: Vec<bool> = (1..=rows.len())
        .map(|older| was_there(&rows[older..]))
        .collect();
    rows.into_iter()
        .zip(there)
        .map(|(row, there)| history_item(t, row, there).into_any())
        .collect()
}

/// Whether the class was on a calendar after these steps, newest first.
fn was_there(steps: &[HistoryRow]) -> bool {
    steps
        .iter()
        .find_map(|step| match step.kind {
            HistoryKind::EventAdded | HistoryKind::EventMoved => Some(true),
            HistoryKind::EventRemoved => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}

fn history_item(t: &'static Texts, row: HistoryRow, was_there: bool) -> impl IntoView + use<> {
    let c = &t.classes;
    let by = || (!row.person.is_empty()).then(|| (c.by_person)(&row.person));
    let for_person = || (!row.person.is_empty()).then(|| (c.for_person)(&row.person));
    let (icon, tone, title, detail) = match row.kind {
        HistoryKind::EventAdded => (
            IconName::Check,
            Tone::Ok,
            (c.event_added)(&row.calendar),
            for_person(),
        ),
        HistoryKind::EventMoved => (
            IconName::Check,
            Tone::Ok,
            (c.event_moved)(&row.calendar),
            for_person(),
        ),
        HistoryKind::EventRemoved => (
            IconName::Minus,
            Tone::Ok,
            (c.event_removed)(&row.calendar),
            for_person(),
        ),
        HistoryKind::EventUnanswered => (
            IconName::Clock,
            Tone::Move,
            (c.event_unanswered)(&row.calendar),
            Some(c.event_unanswered_detail.to_owned()),
        ),
        HistoryKind::FirstBooked => (
            IconName::Plus,
            Tone::Idle,
            c.first_case_booked.to_owned(),
            by(),
        ),
        HistoryKind::LastRemoved => (
            IconName::Minus,
            Tone::Idle,
            c.last_case_removed.to_owned(),
            by(),
        ),
        HistoryKind::RosterChanged => (
            IconName::People,
            Tone::Idle,
            (c.roster_changed)(row.count),
            was_there.then(|| c.roster_changed_detail.to_owned()),
        ),
        HistoryKind::Offered => (IconName::Plus, Tone::Idle, c.offered.to_owned(), by()),
        HistoryKind::Canceled => (
            IconName::X,
            Tone::Idle,
            c.class_canceled_step.to_owned(),
            by(),
        ),
        HistoryKind::Uncanceled => (
            IconName::Undo,
            Tone::Idle,
            c.class_uncanceled.to_owned(),
            by(),
        ),
        HistoryKind::Moved if row.from.is_empty() => {
            (IconName::Clock, Tone::Idle, c.class_moved.to_owned(), by())
        }
        HistoryKind::Moved => (
            IconName::Clock,
            Tone::Idle,
            (c.moved_from_to)(&row.from, &row.to),
            by(),
        ),
        HistoryKind::Reassigned => (
            IconName::Person,
            Tone::Idle,
            (c.provider_changed)(&row.from, &row.to),
            by(),
        ),
    };
    view! {
        <TrailItem
            mark=TrailMark::Icon(icon, tone)
            title=title
            detail=detail
            when=(!row.at.is_empty()).then_some(row.at)
        />
    }
}
