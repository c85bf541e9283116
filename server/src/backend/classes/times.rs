//! Date, start and end as typed, and the instants they name at the site.
//!
//! On the two nights a year when clocks change, a time may not exist or happen twice.

use app::api::classes::AvailabilityForm;
use app::error::Problem;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use crate::backend::typed::Problems;
use crate::backend::{RequestBackend, Signed};
use crate::db::catalog::SiteLine;
use crate::db::classes::ClassRecord;
use crate::words::{Words, bare_time};
use crate::zone::{self, Fold, Local};

/// Start and end as instants, with their folds.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    pub start: DateTime,
    pub end: DateTime,
    pub starts_at: i64,
    pub ends_at: i64,
    pub start_fold: Fold,
    pub end_fold: Fold,
}

/// `before` is the class as it is, when one is edited.
pub fn check(
    problems: &mut Problems,
    request: &RequestBackend,
    signed: &Signed,
    form: &AvailabilityForm,
    site: Option<&SiteLine>,
    before: Option<&ClassRecord>,
) -> Option<Times> {
    let date = parsed(
        problems,
        "date",
        &form.date,
        zone::parse_date,
        Problem::NotADate,
    );
    let start = parsed(
        problems,
        "start",
        &form.start,
        zone::parse_time,
        Problem::NotATime,
    );
    let end = parsed(
        problems,
        "end",
        &form.end,
        zone::parse_time,
        Problem::NotATime,
    );
    let (date, start, end, site): (Date, Time, Time, &SiteLine) = (date?, start?, end?, site?);
    let end_date = if form.ends_next_day.is_empty() {
        date
    } else {
        date.saturating_add(1.day())
    };
    let (start, end) = (date.to_datetime(start), end_date.to_datetime(end));

    let now = request.state.clock.now();
    let words = Words::new(&site.time_zone, now, &signed.clock);
    // Somebody who edits only the room is not asked again which of two equal times is meant.
    let before = before.filter(|class| class.time_zone == site.time_zone);
    let kept_start = before
        .filter(|class| class.local_start == zone::format_local(start))
        .map(|class| Fold::from_i64(class.start_fold));
    let kept_end = before
        .filter(|class| class.local_end == zone::format_local(end))
        .map(|class| Fold::from_i64(class.end_fold));
    let start_fold = Fold::parse(&form.start_fold).or(kept_start);
    let end_fold = Fold::parse(&form.end_fold).or(kept_end);
    let first = instant(problems, "start", start, start_fold, site, &words);
    let last = instant(problems, "end", end, end_fold, site, &words);
    let ordered = match (first, last) {
        (Some((first, _)), Some((last, _))) => last > first,
        // Which instants they are is still open; the wall says enough.
        _ => end > start,
    };
    if !ordered {
        problems.add("end", Problem::EndBeforeStart);
    }
    let ((starts_at, start_fold), (ends_at, end_fold)) = (first?, last?);
    let unchanged =
        before.is_some_and(|class| class.starts_at == starts_at && class.ends_at == ends_at);
    if starts_at <= now && !unchanged && before.is_none_or(|class| class.starts_at > now) {
        let field = if start.date() < words.today() {
            "date"
        } else {
            "start"
        };
        problems.add(field, Problem::InThePast);
    }
    ordered.then_some(Times {
        start,
        end,
        starts_at,
        ends_at,
        start_fold,
        end_fold,
    })
}

fn parsed<T>(
    problems: &mut Problems,
    field: &str,
    text: &str,
    parse: fn(&str) -> Option<T>,
    otherwise: Problem,
) -> Option<T> {
    let text = text.trim();
    let value = parse(text);
    if value.is_none() {
        let problem = if text.is_empty() {
            Problem::Required
        } else {
            otherwise
        };
        problems.add(field, problem);
    }
    value
}

fn instant(
    problems: &mut Problems,
    field: &str,
    local: DateTime,
    fold: Option<Fold>,
    site: &SiteLine,
    words: &Words,
) -> Option<(i64, Fold)> {
    let time = words.local_time(local.time());
    let date = words.full_date(local.date());
    let problem = match zone::resolve(local, &zone::stored(&site.time_zone), fold) {
        Local::Resolved { at, fold, .. } => return Some((at, fold)),
        Local::NotExisting { from, to } => Problem::TimeDoesNotExist {
            time,
            site: site.name.clone(),
            date,
            from: bare_time(from),
            to: words.local_time(to),
        },
        Local::Twice { first, second } => Problem::TimeHappensTwice {
            time,
            date,
            first,
            second,
        },
    };
    problems.add(field, problem);
    None
}
