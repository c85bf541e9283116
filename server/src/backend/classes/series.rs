//! Weekly availabilities: every week until a date, each date a row of its own.

use app::api::classes::AvailabilityForm;
use app::api::series::SeriesPreview;
use app::error::{AppError, Problem};
use domain::id::ClassId;
use jiff::ToSpan;
use jiff::civil::Date;

use super::dates::{self, Plan};
use super::{access, form, offer, rest};
use crate::backend::{Failure, Outcome, RequestBackend, Signed};
use crate::db::Tx;
use crate::words::Words;
use crate::zone;

/// A year and a day.
const MOST: usize = 53;

/// What saving the form would make or change, date by date; `None` while the form is not complete.
pub async fn preview_series(
    request: &RequestBackend,
    id: Option<&ClassId>,
    form: AvailabilityForm,
) -> Outcome<Option<SeriesPreview>> {
    let signed = request.signed()?;
    access::sees_classes_of(signed)?;
    let now = request.state.clock.now();
    let planned = match id {
        None => {
            let mut tx = request.state.db.read().await?;
            weekly(&mut tx, request, signed, &form).await
        }
        Some(id) => {
            // Done and taken back: so each date is checked against what the others become.
            let mut tx = request.state.db.write().await?;
            let before = access::visible(&mut tx, signed, id).await?;
            let later = rest::hold(&mut tx, signed, &form, &before, now).await?;
            rest::edit(&mut tx, request, signed, &form, &before, later).await
        }
    };
    let words = Words::new("UTC", now, &signed.clock);
    match planned {
        Ok(plan) => Ok(Some(plan.preview(|date| words.weekday_date(date)))),
        Err(Failure::Told(AppError::Invalid(_))) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Adds one availability for each date that is not skipped; the first one's id.
pub async fn add(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    form: &AvailabilityForm,
) -> Outcome<ClassId> {
    let plan = weekly(tx, request, signed, form).await?;
    plan.tell(form)?;
    let series_id = request
        .state
        .entropy
        .uuid(request.state.clock.now())
        .to_string();
    let kept: Vec<_> = plan
        .0
        .into_iter()
        .filter(|date| !date.is_skipped())
        .collect();
    // One date is no series.
    let series_id = if kept.len() > 1 {
        series_id.as_str()
    } else {
        ""
    };
    let mut first = None;
    for checked in kept.into_iter().filter_map(|date| date.result.ok()) {
        let id = offer::insert(tx, request, signed, &checked, series_id, "").await?;
        first = first.or(Some(id));
    }
    first.ok_or_else(|| AppError::field("dates", Problem::EveryDateSkipped).into())
}

/// Every date from the first one on, checked.
async fn weekly(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    form: &AvailabilityForm,
) -> Outcome<Plan> {
    let Some(dates) = dates_of(form)? else {
        // The date itself is the problem; the form says how.
        form::check(tx, request, signed, form, None).await?;
        return Err(AppError::field("date", Problem::NotADate).into());
    };
    let mut planned = Vec::new();
    for date in dates {
        let decided = form.decided(&date.to_string()).to_owned();
        let single = AvailabilityForm {
            date: date.to_string(),
            start_fold: decided.clone(),
            end_fold: decided.clone(),
            ..form.clone()
        };
        planned.push(dates::plan(tx, request, signed, &single, None, (date, &decided)).await?);
    }
    Ok(Plan(planned))
}

/// `None` = the first date is none.
fn dates_of(form: &AvailabilityForm) -> Outcome<Option<Vec<Date>>> {
    let refused = |problem| Failure::from(AppError::field("until", problem));
    let until = match form.until.trim() {
        "" => return Err(refused(Problem::Required)),
        text => zone::parse_date(text).ok_or_else(|| refused(Problem::NotADate))?,
    };
    let Some(first) = zone::parse_date(form.date.trim()) else {
        return Ok(None);
    };
    if until < first {
        return Err(refused(Problem::UntilBeforeStart));
    }
    let dates: Vec<Date> = (0_i64..)
        .map(|week| first.saturating_add((week * 7).days()))
        .take_while(|date| *date <= until)
        .take(MOST + 1)
        .collect();
    if dates.len() > MOST {
        let max = i64::try_from(MOST).unwrap_or(i64::MAX);
        return Err(refused(Problem::TooManyDates { max }));
    }
    Ok(Some(dates))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(date: &str, until: &str) -> Result<Vec<String>, AppError> {
        let form = AvailabilityForm {
            date: date.to_owned(),
            until: until.to_owned(),
            ..AvailabilityForm::default()
        };
        match dates_of(&form) {
            Ok(dates) => Ok(dates
                .into_iter()
                .flatten()
                .map(|date| date.to_string())
                .collect()),
            Err(Failure::Told(error)) => Err(error),
            Err(Failure::Bug(bug)) => panic!("{bug:#}"),
        }
    }

    #[test]
    fn a_series_holds_every_week_until_the_last_date() {
        let refused = |problem| Err(AppError::field("until", problem));
        for (date, until, expect) in [
            (
                "2027-03-14",
                "2027-03-14",
                Ok(vec!["2027-03-14".to_owned()]),
            ),
            (
                "2027-02-25",
                "2027-03-12",
                Ok(vec![
                    "2027-02-25".to_owned(),
                    "2027-03-04".to_owned(),
                    "2027-03-11".to_owned(),
                ]),
            ),
            (
                "2027-03-14",
                "2027-03-13",
                refused(Problem::UntilBeforeStart),
            ),
            ("2027-03-14", "", refused(Problem::Required)),
            ("2027-03-14", "soon", refused(Problem::NotADate)),
            (
                "2027-03-14",
                "2028-03-19",
                refused(Problem::TooManyDates { max: 53 }),
            ),
            ("tomorrow", "2027-03-14", Ok(vec![])),
        ] {
            assert_eq!(dates(date, until), expect, "{date} {until}");
        }
        assert_eq!(dates("2027-03-14", "2028-03-12").unwrap().len(), 53);
    }
}
