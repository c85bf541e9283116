//! One class as a line of a list, in words.

use std::collections::HashMap;

use app::api::calendar::{DeliveryKind, DeliveryView};
use app::api::classes::ClassRow;
use domain::id::ClassId;
use jiff::civil::DateTime;

use crate::db::classes::ClassLine;
use crate::words::Words;

/// The words of every zone a list meets, made once each.
#[derive(Debug)]
pub struct ZoneWords {
    now: i64,
    clock: String,
    zones: HashMap<String, Words>,
}

impl ZoneWords {
    pub fn new(now: i64, clock: &str) -> ZoneWords {
        ZoneWords {
            now,
            clock: clock.to_owned(),
            zones: HashMap::new(),
        }
    }

    pub fn of(&mut self, zone: &str) -> &Words {
        self.zones
            .entry(zone.to_owned())
            .or_insert_with(|| Words::new(zone, self.now, &self.clock))
    }

    /// The one zone all lines share, if they do.
    pub fn shared<'a>(lines: impl IntoIterator<Item = &'a ClassLine>) -> Option<&'a str> {
        let mut zones = lines.into_iter().map(|line| line.time_zone.as_str());
        let first = zones.next()?;
        zones.all(|zone| zone == first).then_some(first)
    }
}

/// "Main Street Center, Room 2".
pub fn place(site: &str, room: &str) -> String {
    if room.is_empty() {
        site.to_owned()
    } else {
        format!("{site}, {room}")
    }
}

/// One line; `name_zone` where sites differ.
pub fn class_row(
    line: &ClassLine,
    words: &Words,
    now: i64,
    name_zone: bool,
    delivery: DeliveryView,
) -> ClassRow {
    let (from, to) = (words.local(line.starts_at), words.local(line.ends_at));
    let (grid_start, grid_length) = quarters(from, to);
    ClassRow {
        id: line.id.clone(),
        class_type: line.class_type.clone(),
        time: words.range(line.starts_at, line.ends_at),
        start: words.time(line.starts_at),
        end: words.until(line.starts_at, line.ends_at),
        day: words.near_day(line.starts_at),
        zone: if name_zone {
            words.abbreviation(line.starts_at)
        } else {
            String::new()
        },
        place: place(&line.site, &line.room),
        provider: line.provider.clone(),
        provider_gone: line.provider_gone == 1,
        booked: line.booked,
        capacity: line.capacity,
        canceled: line.canceled == 1,
        started: line.starts_at <= now,
        over: line.ends_at <= now,
        grid_start,
        grid_length,
        delivery,
    }
}

/// The ids of lines, to ask for their delivery in one go.
pub fn ids<'a>(lines: impl IntoIterator<Item = &'a ClassLine>) -> Vec<ClassId> {
    lines.into_iter().map(|line| line.id.clone()).collect()
}

/// What a class says that no calendar was ever told of.
pub fn nothing() -> DeliveryView {
    DeliveryView {
        kind: DeliveryKind::NobodyBooked,
        calendar: String::new(),
        at: String::new(),
        at_risk: String::new(),
    }
}

/// Start and length in quarter hours of the day the class starts on; a night ends at midnight.
fn quarters(from: DateTime, to: DateTime) -> (i64, i64) {
    let minutes = |t: DateTime| i64::from(t.hour()) * 60 + i64::from(t.minute());
    let start = minutes(from) / 15;
    let end = if to.date() > from.date() {
        96
    } else {
        (minutes(to) + 14) / 15
    };
    (start, (end - start).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone::parse_local;

    #[test]
    fn the_grid_counts_quarter_hours() {
        for (from, to, expect) in [
            ("2026-11-19T09:00", "2026-11-19T10:30", (36, 6)),
            ("2026-11-19T09:10", "2026-11-19T09:20", (36, 2)),
            ("2026-11-19T23:00", "2026-11-20T01:00", (92, 4)),
            ("2026-11-19T00:00", "2026-11-19T00:05", (0, 1)),
            // Clocks go back in between: the wall says it takes no time.
            ("2026-11-01T01:30", "2026-11-01T01:15", (6, 1)),
        ] {
            assert_eq!(
                quarters(parse_local(from).unwrap(), parse_local(to).unwrap()),
                expect
            );
        }
    }

    #[test]
    fn a_place_is_a_site_and_perhaps_a_room() {
        assert_eq!(
            place("Main Street Center", "Room 2"),
            "Main Street Center, Room 2"
        );
        assert_eq!(place("Main Street Center", ""), "Main Street Center");
    }
}
