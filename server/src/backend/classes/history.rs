//! What happened to a class, for its Delivery tab: the facts, beside what was sent because of them.
//!
//! Rosters are counted, never named: the first and the last case, and how many changes between.

use app::api::classes::{HistoryKind, HistoryRow};
use domain::id::{ClassId, UserId};

use crate::backend::{Outcome, Signed};
use crate::db::class_history::{self, Change, Step};
use crate::db::{Tx, catalog};
use crate::words::Words;

/// Every fact with its instant, oldest first. The caller has checked that the viewer sees the class.
pub async fn facts(
    tx: &mut Tx,
    signed: &Signed,
    class_id: &ClassId,
    words: &Words,
) -> Outcome<Vec<(i64, HistoryRow)>> {
    let org_id = &signed.org_id;
    let mut facts = Vec::new();
    if let Some(offer) = class_history::offer(tx, org_id, class_id).await? {
        let row = row(HistoryKind::Offered, words, offer.at, offer.person);
        facts.push((offer.at, row));
    }
    for change in class_history::changes(tx, org_id, class_id).await? {
        let at = change.at;
        if let Some(row) = changed(tx, signed, words, change).await? {
            facts.push((at, row));
        }
    }
    let steps = class_history::steps(tx, org_id, class_id).await?;
    let breaks: Vec<i64> = facts.iter().map(|(at, _)| *at).collect();
    facts.extend(roster(&steps, &breaks, words));
    facts.sort_by_key(|(at, _)| *at);
    Ok(facts)
}

async fn changed(
    tx: &mut Tx,
    signed: &Signed,
    words: &Words,
    change: Change,
) -> Outcome<Option<HistoryRow>> {
    let (before, after) = change.detail.split_once(' ').unwrap_or_default();
    let (kind, from, to) = match change.action.as_str() {
        "class.canceled" => (HistoryKind::Canceled, String::new(), String::new()),
        "class.uncanceled" => (HistoryKind::Uncanceled, String::new(), String::new()),
        "class.moved" => {
            let (from, to) = moved(
                words,
                before.parse().unwrap_or(0),
                after.parse().unwrap_or(0),
            );
            (HistoryKind::Moved, from, to)
        }
        "class.reassigned" => {
            let from = name(tx, signed, before).await?;
            (
                HistoryKind::Reassigned,
                from,
                name(tx, signed, after).await?,
            )
        }
        _ => return Ok(None),
    };
    Ok(Some(HistoryRow {
        from,
        to,
        ..row(kind, words, change.at, change.person)
    }))
}

async fn name(tx: &mut Tx, signed: &Signed, user_id: &str) -> Outcome<String> {
    Ok(match user_id.parse::<UserId>() {
        Ok(id) => catalog::user_name(tx, &signed.org_id, &id)
            .await?
            .unwrap_or_default(),
        Err(_) => String::new(),
    })
}

/// "8:30" and "9:00 am" on one day, else both with their day.
fn moved(words: &Words, from: i64, to: i64) -> (String, String) {
    let (before, after) = (words.local(from), words.local(to));
    if before.date() != after.date() {
        (words.day_time(from), words.day_time(to))
    } else if (before.hour() < 12) == (after.hour() < 12) {
        (words.bare(from), words.time(to))
    } else {
        (words.time(from), words.time(to))
    }
}

/// The first booking and the last removal each have a row; changes between them are counted
/// together until something else happened (`breaks`).
fn roster(steps: &[Step], breaks: &[i64], words: &Words) -> Vec<(i64, HistoryRow)> {
    let mut rows: Vec<(i64, HistoryRow)> = Vec::new();
    let mut booked = 0;
    for step in steps {
        booked += step.step;
        let kind = match (booked, step.step) {
            (1, 1) => HistoryKind::FirstBooked,
            (0, -1) => HistoryKind::LastRemoved,
            _ => HistoryKind::RosterChanged,
        };
        let mut new = row(kind, words, step.at, step.person.clone());
        new.count = 1;
        match rows.last_mut() {
            Some((at, last))
                if kind == HistoryKind::RosterChanged
                    && last.kind == kind
                    && !breaks.iter().any(|b| (*at..step.at).contains(b)) =>
            {
                new.count += last.count;
                (*at, *last) = (step.at, new);
            }
            _ => rows.push((step.at, new)),
        }
    }
    rows
}

fn row(kind: HistoryKind, words: &Words, at: i64, person: String) -> HistoryRow {
    HistoryRow {
        at: words.recent(at),
        kind,
        calendar: String::new(),
        person,
        count: 0,
        from: String::new(),
        to: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words::new("America/Chicago", 0, "12")
    }

    #[test]
    fn a_roster_is_told_by_its_first_and_last_case() {
        use HistoryKind as K;
        let steps: Vec<Step> = [
            (1, 1),
            (2, 1),
            (3, 1),
            (10, -1),
            (11, -1),
            (12, -1),
            (20, 1),
        ]
        .map(|(at, step)| Step {
            at,
            step,
            person: "Sam".to_owned(),
        })
        .into();
        // The class was moved at 5.
        let rows: Vec<_> = roster(&steps, &[5], &words())
            .into_iter()
            .map(|(at, row)| (at, row.kind, row.count))
            .collect();
        assert_eq!(
            rows,
            [
                (1, K::FirstBooked, 1),
                (3, K::RosterChanged, 2),
                (11, K::RosterChanged, 2),
                (12, K::LastRemoved, 1),
                (20, K::FirstBooked, 1),
            ]
        );
    }

    #[test]
    fn a_move_names_the_day_when_it_is_another() {
        let hour = 3_600_000;
        let base = 15 * hour; // 9:00 am
        for (from, to, expect) in [
            (base, base + hour, ("9:00", "10:00_am")),
            (base, base + 4 * hour, ("9:00_am", "1:00_pm")),
            (
                base,
                base + 24 * hour,
                ("Thu, Jan 1, 9:00_am", "Fri, Jan 2, 9:00_am"),
            ),
        ] {
            let words = Words::new("America/Chicago", base, "12");
            let (from, to) = moved(&words, from, to);
            let plain = |text: String| text.replace('\u{a0}', "_");
            assert_eq!((plain(from).as_str(), plain(to).as_str()), expect);
        }
    }
}
