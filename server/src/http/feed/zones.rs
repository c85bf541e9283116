//! The feed's time zones: each that is named, with the clock changes its events need (RFC 5545, 3.6.5).
//!
//! A calendar app then shows where a class is, and not only when. An hour that the clock shows twice
//! has no name of its own in the format, so such an instant is written in UTC.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::{Dst, Offset, TimeZone};

use super::{line, utc};
use crate::zone;

/// Zones, and the span in which something happens there.
#[derive(Debug, Default)]
pub struct Zones(BTreeMap<String, (i64, i64)>);

impl Zones {
    /// Something is there from then until then.
    pub fn needs(&mut self, name: &str, from: i64, until: i64) {
        let span = self.0.entry(name.to_owned()).or_insert((from, until));
        *span = (span.0.min(from), span.1.max(until));
    }

    pub fn write(&self, text: &mut String) {
        for (name, (from, until)) in &self.0 {
            let zone = zone::stored(name);
            line(text, "BEGIN:VTIMEZONE");
            line(text, &format!("TZID:{name}"));
            for change in changes(&zone, instant(*from), instant(*until)) {
                change.write(text);
            }
            line(text, "END:VTIMEZONE");
        }
    }
}

/// A property that is a local time of the zone: `DTSTART;TZID=America/Chicago:20261119T090000`.
pub fn local(property: &str, name: &str, at: i64) -> String {
    let zone = zone::stored(name);
    let wall = zone::local(at, &zone);
    if zone.to_ambiguous_timestamp(wall).is_ambiguous() {
        return format!("{property}:{}", utc(at));
    }
    format!("{property};TZID={name}:{}", wall.strftime("%Y%m%dT%H%M%S"))
}

/// From then on the clock goes by another offset.
struct Change {
    at: Timestamp,
    before: Offset,
    after: Offset,
    summer: bool,
    name: String,
}

impl Change {
    fn write(&self, text: &mut String) {
        let kind = if self.summer { "DAYLIGHT" } else { "STANDARD" };
        // Its beginning is told by the clock as it went before.
        let begins = self.before.to_datetime(self.at);
        line(text, &format!("BEGIN:{kind}"));
        line(
            text,
            &format!("DTSTART:{}", begins.strftime("%Y%m%dT%H%M%S")),
        );
        line(text, &format!("TZOFFSETFROM:{}", offset(self.before)));
        line(text, &format!("TZOFFSETTO:{}", offset(self.after)));
        line(text, &format!("TZNAME:{}", self.name));
        line(text, &format!("END:{kind}"));
    }
}

/// What holds at the beginning, and every change until the end.
fn changes(zone: &TimeZone, from: Timestamp, until: Timestamp) -> Vec<Change> {
    let just_after = Timestamp::from_second(from.as_second() + 1).unwrap_or(from);
    let began = zone
        .preceding(just_after)
        .next()
        .map_or(Timestamp::UNIX_EPOCH, |change| change.timestamp());
    std::iter::once(began)
        .chain(zone.following(just_after).map(|change| change.timestamp()))
        .take_while(|at| *at <= until)
        .map(|at| {
            let just_before = Timestamp::from_second(at.as_second() - 1).unwrap_or(at);
            let now = zone.to_offset_info(at);
            Change {
                at,
                before: zone.to_offset(just_before),
                after: now.offset(),
                summer: now.dst() == Dst::Yes,
                name: now.abbreviation().to_owned(),
            }
        })
        .collect()
}

/// `-0600`
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let minutes = seconds.abs() / 60;
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

fn instant(at: i64) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn written(name: &str, from: &str, until: &str) -> String {
        let mut zones = Zones::default();
        zones.needs(name, at(until), at(until));
        zones.needs(name, at(from), at(from));
        let mut text = String::new();
        zones.write(&mut text);
        text.replace("\r\n", "\n")
    }

    #[test]
    fn a_zone_is_told_with_what_holds_and_every_change_that_is_needed() {
        let text = written(
            "America/Chicago",
            "2026-11-19T15:00:00Z",
            "2027-03-20T15:00:00Z",
        );
        assert_eq!(
            text,
            "BEGIN:VTIMEZONE\nTZID:America/Chicago\n\
             BEGIN:STANDARD\nDTSTART:20261101T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0600\nTZNAME:CST\nEND:STANDARD\n\
             BEGIN:DAYLIGHT\nDTSTART:20270314T020000\nTZOFFSETFROM:-0600\nTZOFFSETTO:-0500\nTZNAME:CDT\nEND:DAYLIGHT\n\
             END:VTIMEZONE\n"
        );
    }

    #[test]
    fn a_zone_without_clock_changes_is_told_too() {
        let text = written("UTC", "2026-11-19T15:00:00Z", "2027-03-20T15:00:00Z");
        assert!(text.contains("TZOFFSETTO:+0000"), "{text}");
        assert_eq!(text.matches("BEGIN:STANDARD").count(), 1, "{text}");
    }

    #[test]
    fn a_local_time_is_named_where_it_has_one_name() {
        for (instant, expect) in [
            (
                "2026-11-19T15:00:00Z",
                "DTSTART;TZID=America/Chicago:20261119T090000",
            ),
            ("2026-11-01T06:30:00Z", "DTSTART:20261101T063000Z"),
            ("2026-11-01T07:30:00Z", "DTSTART:20261101T073000Z"),
        ] {
            assert_eq!(local("DTSTART", "America/Chicago", at(instant)), expect);
        }
    }
}
