//! The dates of a series, each checked by itself: what it will be, or what has to be decided about it.
//!
//! A problem of one date (the clocks skip it, it happens twice, somebody or something is taken) leaves
//! the others alone; the person decides about it or skips it. Any other problem is the form's.

use app::api::classes::AvailabilityForm;
use app::api::series::{SeriesDate, SeriesPreview};
use app::error::{AppError, Problem};
use jiff::civil::Date;

use super::form::{self, Checked};
use crate::backend::{Failure, Outcome, RequestBackend, Signed};
use crate::db::Tx;
use crate::db::classes::ClassRecord;
use crate::zone::{self, Local};

/// One date of a series.
#[derive(Debug)]
pub struct Planned {
    pub date: Date,
    pub decided: String,
    /// The two abbreviations, where the time happens twice.
    pub twice: Option<(String, String)>,
    pub result: Result<Checked, Problem>,
}

/// All of them, by date.
#[derive(Debug)]
pub struct Plan(pub Vec<Planned>);

/// Checks one date. `form` is the whole form for this date alone; `before` the class that is edited.
pub async fn plan(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    form: &AvailabilityForm,
    before: Option<&ClassRecord>,
    (date, decided): (Date, &str),
) -> Outcome<Planned> {
    let result = match form::check(tx, request, signed, form, before).await {
        Ok(checked) => Ok(checked),
        Err(Failure::Told(AppError::Invalid(problems)))
            if problems.iter().all(|p| of_one_date(&p.problem)) =>
        {
            let first = problems.into_iter().next();
            Err(first.map_or(Problem::Required, |p| p.problem))
        }
        Err(other) => return Err(other),
    };
    let twice = match &result {
        Ok(checked) => twice(&checked.slot.local_start, &checked.slot.time_zone)
            .or_else(|| twice(&checked.slot.local_end, &checked.slot.time_zone)),
        Err(Problem::TimeHappensTwice { first, second, .. }) => {
            Some((first.clone(), second.clone()))
        }
        Err(_) => None,
    };
    Ok(Planned {
        date,
        decided: decided.to_owned(),
        twice,
        result,
    })
}

impl Planned {
    pub fn is_skipped(&self) -> bool {
        self.decided == "skip"
    }

    fn is_open(&self) -> bool {
        !self.is_skipped() && self.result.is_err()
    }
}

impl Plan {
    /// As the form shows it. `words` words a date.
    pub fn preview(self, words: impl Fn(Date) -> String) -> SeriesPreview {
        let undecided = count(self.0.iter().filter(|date| date.is_open()));
        let makes = count(self.0.iter().filter(|date| !date.is_skipped()));
        let dates = self.0.into_iter().map(|planned| SeriesDate {
            date: planned.date.to_string(),
            words: words(planned.date),
            decided: planned.decided,
            twice: planned.twice,
            problem: planned.result.err(),
        });
        SeriesPreview {
            dates: dates.collect(),
            makes,
            undecided,
        }
    }

    /// Refused while something is undecided, nothing is left, or nobody has looked at the dates.
    pub fn tell(&self, form: &AvailabilityForm) -> Outcome<()> {
        let of = count(self.0.iter());
        let open = count(self.0.iter().filter(|date| date.is_open()));
        let problem = if open > 0 {
            Problem::DatesUndecided { count: open, of }
        } else if self.0.iter().all(Planned::is_skipped) {
            Problem::EveryDateSkipped
        } else if form.seen.is_empty() {
            Problem::LookAtDates { count: of }
        } else {
            return Ok(());
        };
        Err(AppError::field("dates", problem).into())
    }
}

/// What a person can decide by skipping the date.
fn of_one_date(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::TimeDoesNotExist { .. }
            | Problem::TimeHappensTwice { .. }
            | Problem::ProviderBusy { .. }
            | Problem::RoomTaken { .. }
            | Problem::CasesElsewhere { .. }
            | Problem::BelowBooked { .. }
            | Problem::InThePast
    )
}

fn twice(local: &str, zone_name: &str) -> Option<(String, String)> {
    let local = zone::parse_local(local)?;
    match zone::resolve(local, &zone::stored(zone_name), None) {
        Local::Twice { first, second } => Some((first, second)),
        Local::Resolved { .. } | Local::NotExisting { .. } => None,
    }
}

fn count<T>(found: impl Iterator<Item = T>) -> i64 {
    i64::try_from(found.count()).unwrap_or(i64::MAX)
}
