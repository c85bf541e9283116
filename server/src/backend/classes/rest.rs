//! The rest of a series: one class and all later ones, changed or deleted together.
//!
//! Only what the form changes about the one class changes about the others, so that a room somebody
//! gave a single date stays. Each date is checked as if it were edited alone.

use app::api::classes::AvailabilityForm;
use domain::mirror::Cause;
use jiff::civil::Date;
use jiff::{Span, ToSpan, Unit};

use super::dates::{self, Plan};
use super::stored::form_of;
use super::{change, edit, form};
use crate::backend::typed::stale;
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::classes::{self, ClassRecord};
use crate::db::{Tx, class_changes};
use crate::sync::mark;
use crate::words::Words;
use crate::zone;

/// Holds what a form is about, and for the rest of a series every class of it, in one order. The
/// classes, as they are once held; `this` is as it was last read.
pub async fn hold(
    tx: &mut Tx,
    signed: &Signed,
    form: &AvailabilityForm,
    this: &ClassRecord,
    now: i64,
) -> Outcome<Vec<ClassRecord>> {
    if !form.is_for_the_rest() {
        form::hold(tx, signed, form, &[this]).await?;
        return Ok(Vec::new());
    }
    let unheld = members(tx, signed, this, now).await?;
    form::hold(tx, signed, form, &unheld.iter().collect::<Vec<_>>()).await?;
    hold_classes(tx, signed, &unheld).await?;
    members(tx, signed, this, now).await
}

/// This class and the later ones of its series that are still to come.
pub async fn members(
    tx: &mut Tx,
    signed: &Signed,
    this: &ClassRecord,
    now: i64,
) -> Outcome<Vec<ClassRecord>> {
    if this.series_id.is_empty() {
        return Ok(vec![this.clone()]);
    }
    let from = this.starts_at;
    Ok(classes::series(tx, &signed.org_id, &this.series_id, from, now).await?)
}

/// How many availabilities an edit of the rest may change; 0 = it is alone.
pub async fn count(tx: &mut Tx, signed: &Signed, this: &ClassRecord, now: i64) -> Outcome<i64> {
    let members = members(tx, signed, this, now).await?;
    let count = members
        .iter()
        .filter(|class| class.canceled_at.is_none())
        .count();
    Ok(if count > 1 {
        i64::try_from(count).unwrap_or(i64::MAX)
    } else {
        0
    })
}

async fn hold_classes(tx: &mut Tx, signed: &Signed, classes: &[ClassRecord]) -> Outcome<()> {
    let mut ids: Vec<_> = classes.iter().map(|class| &class.id).collect();
    ids.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    for id in ids {
        class_changes::hold(tx, &signed.org_id, id).await?;
    }
    Ok(())
}

/// Changes every class that is neither canceled nor skipped. The caller commits, or takes it back.
pub async fn edit(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    form: &AvailabilityForm,
    this: &ClassRecord,
    mut rest: Vec<ClassRecord>,
) -> Outcome<Plan> {
    let before = form_of(this);
    let shift = shift(&before, form);
    rest.retain(|class| class.canceled_at.is_none());
    // Each goes where the one beside it has just left.
    if shift.get_days() > 0 {
        rest.reverse();
    }
    let mut planned = Vec::new();
    for class in rest {
        let own = form_of(&class);
        let date: Date = zone::parse_date(&own.date).unwrap_or_default();
        let decided = form.decided(&own.date).to_owned();
        let wanted = changed(form, &before, own, shift, &decided);
        let date =
            dates::plan(tx, request, signed, &wanted, Some(&class), (date, &decided)).await?;
        if let Ok(checked) = &date.result
            && !date.is_skipped()
            && edit::changes(&class, checked)
            && !edit::apply(tx, request, signed, &class, checked).await?
        {
            let words = Words::new(&class.time_zone, request.state.clock.now(), &signed.clock);
            return Err(stale(tx, signed, class.id.as_str(), &words).await?);
        }
        planned.push(date);
    }
    planned.sort_by_key(|planned| planned.date);
    Ok(Plan(planned))
}

/// Deletes this class and the later ones. The caller commits.
pub async fn delete(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    this: &ClassRecord,
) -> Outcome<()> {
    let now = request.state.clock.now();
    let settle = request.state.config.sync.settle_ms;
    let unheld = members(tx, signed, this, now).await?;
    hold_classes(tx, signed, &unheld).await?;
    for class in members(tx, signed, this, now).await? {
        let (org_id, id) = (&signed.org_id, &class.id);
        class_changes::delete(tx, now, org_id, id, class.version).await?;
        mark::class(tx, now, settle, id, Cause::Deleted).await?;
        change::record(request, signed, tx, "class.deleted", id, "").await?;
    }
    Ok(())
}

/// By how many days the form moves the class.
fn shift(before: &AvailabilityForm, form: &AvailabilityForm) -> Span {
    let (from, to) = (
        zone::parse_date(&before.date),
        zone::parse_date(form.date.trim()),
    );
    from.zip(to)
        .and_then(|(from, to)| from.until((Unit::Day, to)).ok())
        .unwrap_or_else(|| 0.days())
}

/// What `form` changes about `before`, changed about `own`.
fn changed(
    form: &AvailabilityForm,
    before: &AvailabilityForm,
    own: AvailabilityForm,
    shift: Span,
    decided: &str,
) -> AvailabilityForm {
    let pick = |typed: &str, before: &str, own: String| {
        if typed.trim() == before {
            own
        } else {
            typed.to_owned()
        }
    };
    let day = match zone::parse_date(&own.date) {
        // A date that is none is told as typed.
        Some(date) if zone::parse_date(form.date.trim()).is_some() => {
            date.saturating_add(shift).to_string()
        }
        _ => form.date.clone(),
    };
    let moved = day != own.date
        || form.start.trim() != before.start
        || form.end.trim() != before.end
        || form.ends_next_day != before.ends_next_day;
    // "skip" is no fold, and what is not moved is as it was.
    let fold = |own: String| {
        if moved || !decided.is_empty() {
            decided.to_owned()
        } else {
            own
        }
    };
    AvailabilityForm {
        class_type_id: pick(
            &form.class_type_id,
            &before.class_type_id,
            own.class_type_id,
        ),
        site_id: pick(&form.site_id, &before.site_id, own.site_id),
        room: pick(&form.room, &before.room, own.room),
        provider_id: pick(&form.provider_id, &before.provider_id, own.provider_id),
        capacity: pick(&form.capacity, &before.capacity, own.capacity),
        start: pick(&form.start, &before.start, own.start),
        end: pick(&form.end, &before.end, own.end),
        ends_next_day: pick(
            &form.ends_next_day,
            &before.ends_next_day,
            own.ends_next_day,
        ),
        start_fold: fold(own.start_fold),
        end_fold: fold(own.end_fold),
        date: day,
        ..AvailabilityForm::default()
    }
}
