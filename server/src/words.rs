//! Dates and times as people read them: en-US, always the site's local time.
//!
//! One [`Words`] words the times of one zone for one viewer's clock, as seen from one moment
//! (`now`). What an instant is, `zone` decides; what a page says around it, the page.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::zone;

/// "Nov 19, 2026": a day that is nobody's local one.
pub fn utc_date(at: i64) -> String {
    let date = zone::local(at, &TimeZone::UTC).date();
    date.strftime("%b %-d, %Y").to_string()
}

/// A viewer's clock in one zone at one moment.
#[derive(Debug, Clone)]
pub struct Words {
    zone: TimeZone,
    name: String,
    today: Date,
    hours: Hours,
}

/// The clock a viewer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    Twelve,
    TwentyFour,
}

impl Hours {
    /// `24` is the 24-hour clock, anything else the other.
    pub fn parse(text: &str) -> Hours {
        if text == "24" {
            Hours::TwentyFour
        } else {
            Hours::Twelve
        }
    }
}

impl Words {
    /// `clock` is `12` or `24`.
    pub fn new(zone_name: &str, now: i64, clock: &str) -> Words {
        let zone = zone::stored(zone_name);
        Words {
            today: zone::local(now, &zone).date(),
            zone,
            name: zone_name.to_owned(),
            hours: Hours::parse(clock),
        }
    }

    /// The date it is there now.
    pub fn today(&self) -> Date {
        self.today
    }

    /// The wall clock there at an instant.
    pub fn local(&self, at: i64) -> DateTime {
        zone::local(at, &self.zone)
    }

    /// "9:00 am" or "09:00".
    pub fn time(&self, at: i64) -> String {
        clock_time(self.local(at).time(), self.hours)
    }

    /// A local time that need not exist: "2:30 am".
    pub fn local_time(&self, time: Time) -> String {
        clock_time(time, self.hours)
    }

    /// "9:00 – 10:30 am", "11:00 am – 1:00 pm" or "09:00 – 10:30".
    pub fn range(&self, from: i64, to: i64) -> String {
        let (from, to) = (self.local(from), self.local(to));
        let same_half = (from.hour() < 12) == (to.hour() < 12) && from.date() == to.date();
        let start = if self.hours == Hours::Twelve && same_half {
            bare_time(from.time())
        } else {
            clock_time(from.time(), self.hours)
        };
        format!("{start} – {}", clock_time(to.time(), self.hours))
    }

    /// A full hour in the margin of a day: "9 am" or "09:00".
    pub fn hour(&self, hour: i8) -> String {
        match self.hours {
            Hours::Twelve => {
                let half = if hour < 12 { "am" } else { "pm" };
                format!("{}\u{a0}{half}", (hour + 11) % 12 + 1)
            }
            Hours::TwentyFour => format!("{hour:02}:00"),
        }
    }

    /// Now in the margin of a day, its half-day said around it: "10:24".
    pub fn bare(&self, at: i64) -> String {
        match self.hours {
            Hours::Twelve => bare_time(self.local(at).time()),
            Hours::TwentyFour => self.time(at),
        }
    }

    /// The second line of a short row: "to 10:30", or "to 1:00 pm" when the half-day changes.
    pub fn until(&self, from: i64, to: i64) -> String {
        let (from, to) = (self.local(from), self.local(to));
        if self.hours == Hours::Twelve && (from.hour() < 12) == (to.hour() < 12) {
            format!("to {}", bare_time(to.time()))
        } else {
            format!("to {}", clock_time(to.time(), self.hours))
        }
    }

    /// "Thu, Nov 19"; "Thu, Nov 19, 2027" when not this year.
    pub fn day(&self, at: i64) -> String {
        self.day_of(self.local(at).date())
    }

    /// "Today", "Tomorrow", "Yesterday", else as [`Words::day`].
    pub fn near_day(&self, at: i64) -> String {
        let date = self.local(at).date();
        match self.named(date) {
            Some(name) => name.to_owned(),
            None => self.day_of(date),
        }
    }

    /// The head of one day in a list: "Today, Tue Nov 17" or "Thu, Nov 19".
    pub fn heading(&self, date: Date) -> String {
        match self.named(date) {
            Some(name) => format!("{name}, {}", date.strftime("%a %b %-d")),
            None => self.day_of(date),
        }
    }

    /// "Nov 19", "Nov 19, 2027" when not this year.
    pub fn date(&self, at: i64) -> String {
        self.date_of(self.local(at).date())
    }

    /// "Nov 19, 2026": always with its year.
    pub fn full_date(&self, date: Date) -> String {
        date.strftime("%b %-d, %Y").to_string()
    }

    /// "Sun, Mar 14, 2027".
    pub fn weekday_date(&self, date: Date) -> String {
        date.strftime("%a, %b %-d, %Y").to_string()
    }

    /// "Nov 12, 10:02 am".
    pub fn stamp(&self, at: i64) -> String {
        format!("{}, {}", self.date(at), self.time(at))
    }

    /// Just "10:02 am" when it is today's, else as [`Words::stamp`].
    pub fn moment(&self, at: i64) -> String {
        if self.local(at).date() == self.today {
            self.time(at)
        } else {
            self.stamp(at)
        }
    }

    /// "Today, 10:02 am", "Yesterday, 6:40 pm", else as [`Words::stamp`].
    pub fn recent(&self, at: i64) -> String {
        match self.named(self.local(at).date()) {
            Some(name) => format!("{name}, {}", self.time(at)),
            None => self.stamp(at),
        }
    }

    /// Inside a sentence: "today at 10:02 am", "Nov 12 at 10:02 am".
    pub fn recent_within(&self, at: i64) -> String {
        let day = match self.named(self.local(at).date()) {
            Some(name) => name.to_lowercase(),
            None => self.date(at),
        };
        format!("{day} at {}", self.time(at))
    }

    /// "Thu, Nov 19, 9:00 am".
    pub fn day_time(&self, at: i64) -> String {
        format!("{}, {}", self.day(at), self.time(at))
    }

    /// "Nov 19, 9:00 – 10:00 am".
    pub fn date_range(&self, from: i64, to: i64) -> String {
        format!("{}, {}", self.date(from), self.range(from, to))
    }

    /// "Thu, Nov 19 · 9:00 – 10:30 am".
    pub fn day_dot_range(&self, from: i64, to: i64) -> String {
        format!("{} · {}", self.day(from), self.range(from, to))
    }

    /// "Thu, Nov 19, 2026, 9:00 – 10:30 am, Chicago time".
    pub fn full(&self, from: i64, to: i64) -> String {
        format!(
            "{}, {}, {}",
            self.local(from).strftime("%a, %b %-d, %Y"),
            self.range(from, to),
            self.place_time()
        )
    }

    /// "Chicago time".
    pub fn place_time(&self) -> String {
        zone::place_time(&self.name)
    }

    /// "CST".
    pub fn abbreviation(&self, at: i64) -> String {
        zone::abbreviation(at, &self.zone)
    }

    /// "2026-11-19 09:00", for a spreadsheet.
    pub fn sortable(&self, at: i64) -> String {
        self.local(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn named(&self, date: Date) -> Option<&'static str> {
        if date == self.today {
            Some("Today")
        } else if self.today.tomorrow().ok() == Some(date) {
            Some("Tomorrow")
        } else if self.today.yesterday().ok() == Some(date) {
            Some("Yesterday")
        } else {
            None
        }
    }

    fn day_of(&self, date: Date) -> String {
        if date.year() == self.today.year() {
            date.strftime("%a, %b %-d").to_string()
        } else {
            date.strftime("%a, %b %-d, %Y").to_string()
        }
    }

    fn date_of(&self, date: Date) -> String {
        if date.year() == self.today.year() {
            date.strftime("%b %-d").to_string()
        } else {
            self.full_date(date)
        }
    }
}

/// "Nov 16 – 22, 2026", "Nov 30 – Dec 6, 2026", "Dec 28, 2026 – Jan 3, 2027".
pub fn week_title(monday: Date, sunday: Date) -> String {
    let from = if monday.year() != sunday.year() {
        monday.strftime("%b %-d, %Y")
    } else {
        monday.strftime("%b %-d")
    };
    let to = if monday.month() == sunday.month() {
        sunday.strftime("%-d, %Y")
    } else {
        sunday.strftime("%b %-d, %Y")
    };
    format!("{from} – {to}")
}

/// "2:00": a time whose half-day is said elsewhere.
pub fn bare_time(time: Time) -> String {
    format!("{}:{:02}", (time.hour() + 11) % 12 + 1, time.minute())
}

fn clock_time(time: Time, hours: Hours) -> String {
    match hours {
        Hours::Twelve => {
            let half = if time.hour() < 12 { "am" } else { "pm" };
            format!("{}\u{a0}{half}", bare_time(time))
        }
        Hours::TwentyFour => format!("{:02}:{:02}", time.hour(), time.minute()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const NOON: &str = "2026-11-17T12:00";

    fn at(zone_name: &str, local: &str) -> i64 {
        let local = zone::parse_local(local).unwrap();
        zone::derive(local, &zone::get(zone_name).unwrap(), zone::Fold::First)
    }

    fn words(zone_name: &str, clock: &str) -> Words {
        Words::new(zone_name, at(zone_name, NOON), clock)
    }

    fn plain(text: String) -> String {
        text.replace('\u{a0}', "_")
    }

    #[test]
    fn times_keep_their_half_day_together() {
        for zone_name in ["America/Chicago", "Europe/Berlin"] {
            for (clock, from, to, time, range, until) in [
                (
                    "12",
                    "09:00",
                    "10:30",
                    "9:00_am",
                    "9:00 – 10:30_am",
                    "to 10:30",
                ),
                (
                    "12",
                    "11:00",
                    "13:00",
                    "11:00_am",
                    "11:00_am – 1:00_pm",
                    "to 1:00_pm",
                ),
                (
                    "12",
                    "00:05",
                    "12:00",
                    "12:05_am",
                    "12:05_am – 12:00_pm",
                    "to 12:00_pm",
                ),
                ("24", "09:00", "13:30", "09:00", "09:00 – 13:30", "to 13:30"),
            ] {
                let words = words(zone_name, clock);
                let from = at(zone_name, &format!("2026-11-19T{from}"));
                let to = at(zone_name, &format!("2026-11-19T{to}"));
                assert_eq!(plain(words.time(from)), time);
                assert_eq!(plain(words.range(from, to)), range);
                assert_eq!(plain(words.until(from, to)), until);
            }
        }
    }

    #[test]
    fn a_night_says_both_half_days() {
        let words = words("America/Chicago", "12");
        let from = at("America/Chicago", "2026-11-19T23:00");
        let to = at("America/Chicago", "2026-11-20T22:30");
        assert_eq!(plain(words.range(from, to)), "11:00_pm – 10:30_pm");
    }

    #[test]
    fn near_days_have_names_and_far_ones_a_year() {
        for (local, near, day, recent, within) in [
            (
                "2026-11-17T09:00",
                "Today",
                "Tue, Nov 17",
                "Today, 9:00_am",
                "today at 9:00_am",
            ),
            (
                "2026-11-18T00:00",
                "Tomorrow",
                "Wed, Nov 18",
                "Tomorrow, 12:00_am",
                "tomorrow at 12:00_am",
            ),
            (
                "2026-11-16T18:40",
                "Yesterday",
                "Mon, Nov 16",
                "Yesterday, 6:40_pm",
                "yesterday at 6:40_pm",
            ),
            (
                "2026-11-12T10:02",
                "Thu, Nov 12",
                "Thu, Nov 12",
                "Nov 12, 10:02_am",
                "Nov 12 at 10:02_am",
            ),
            (
                "2027-03-14T10:02",
                "Sun, Mar 14, 2027",
                "Sun, Mar 14, 2027",
                "Mar 14, 2027, 10:02_am",
                "Mar 14, 2027 at 10:02_am",
            ),
        ] {
            let words = words("America/Chicago", "12");
            let at = at("America/Chicago", local);
            assert_eq!(words.near_day(at), near);
            assert_eq!(words.day(at), day);
            assert_eq!(plain(words.recent(at)), recent);
            assert_eq!(plain(words.recent_within(at)), within);
        }
    }

    #[test]
    fn today_is_the_sites_today() {
        // 11 pm in Chicago is the next morning in Berlin.
        let now = at("America/Chicago", "2026-11-17T23:00");
        assert_eq!(
            Words::new("America/Chicago", now, "12").today(),
            date(2026, 11, 17)
        );
        assert_eq!(
            Words::new("Europe/Berlin", now, "12").today(),
            date(2026, 11, 18)
        );
    }

    #[test]
    fn whole_sentences_of_time() {
        let words = words("America/Chicago", "12");
        let from = at("America/Chicago", "2026-11-19T09:00");
        let to = at("America/Chicago", "2026-11-19T10:30");
        for (got, expect) in [
            (
                words.full(from, to),
                "Thu, Nov 19, 2026, 9:00 – 10:30_am, Chicago time",
            ),
            (words.day_time(from), "Thu, Nov 19, 9:00_am"),
            (words.date_range(from, to), "Nov 19, 9:00 – 10:30_am"),
            (
                words.day_dot_range(from, to),
                "Thu, Nov 19 · 9:00 – 10:30_am",
            ),
            (words.heading(date(2026, 11, 17)), "Today, Tue Nov 17"),
            (words.heading(date(2026, 11, 19)), "Thu, Nov 19"),
            (words.abbreviation(from), "CST"),
            (bare_time(Time::constant(2, 0, 0, 0)), "2:00"),
        ] {
            assert_eq!(plain(got), expect);
        }
    }

    #[test]
    fn weeks_are_titled_by_what_they_span() {
        for (monday, sunday, expect) in [
            (date(2026, 11, 16), date(2026, 11, 22), "Nov 16 – 22, 2026"),
            (
                date(2026, 11, 30),
                date(2026, 12, 6),
                "Nov 30 – Dec 6, 2026",
            ),
            (
                date(2026, 12, 28),
                date(2027, 1, 3),
                "Dec 28, 2026 – Jan 3, 2027",
            ),
        ] {
            assert_eq!(week_title(monday, sunday), expect);
        }
    }
}
