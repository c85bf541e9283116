//! Booking a case into a class and removing it again.
//!
//! The class is held from the first moment, so places are counted by one person at a time. Only the
//! first case and the last one concern a calendar; every other change of a roster marks nothing.

use app::api::classes::Booked;
use app::error::{AppError, Problem};
use domain::id::{CaseId, ClassId, RosterEntryId};
use domain::mirror::Cause;
use domain::permission::Permission;

use super::access;
use crate::backend::{Outcome, RequestBackend, Signed, typed};
use crate::db::audit::{self, Event};
use crate::db::cases::CaseFound;
use crate::db::classes::ClassRecord;
use crate::db::{Tx, cases, catalog, class_changes, rosters};
use crate::sync::mark;
use crate::words::Words;

const REASON_MAX: i64 = 200;

pub async fn book_case(
    request: &RequestBackend,
    class_id: &ClassId,
    case: &str,
) -> Outcome<Booked> {
    let signed = request.allowed(Permission::CasesManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    class_changes::hold(&mut tx, &signed.org_id, class_id).await?;
    let class = access::visible(&mut tx, signed, class_id).await?;
    if class.canceled_at.is_some() {
        return Err(Problem::ClassCanceled.into());
    }
    if class.ends_at <= now {
        return Err(Problem::ClassOver.into());
    }
    let case = named_case(&mut tx, signed, case).await?;
    cases::hold(&mut tx, &signed.org_id, &case.id).await?;
    let reference = case.reference.clone();
    if case.closed == 1 {
        return Err(Problem::CaseClosed { reference }.into());
    }
    if rosters::is_booked(&mut tx, class_id, &case.id).await? {
        return Err(Problem::AlreadyInClass { reference }.into());
    }
    let taken = rosters::count(&mut tx, class_id).await?;
    if taken >= class.capacity {
        return Err(Problem::ClassFull {
            taken,
            capacity: class.capacity,
        }
        .into());
    }
    let elsewhere = rosters::booked_elsewhere(
        &mut tx,
        &signed.org_id,
        &case.id,
        class_id,
        class.starts_at,
        class.ends_at,
    )
    .await?;
    if let Some(class) = elsewhere {
        return Err(Problem::BookedElsewhere { reference, class }.into());
    }

    let id = RosterEntryId::from_uuid(request.state.entropy.uuid(now));
    rosters::add(
        &mut tx,
        now,
        &signed.org_id,
        &id,
        class_id,
        &case.id,
        &signed.user_id,
    )
    .await?;
    if taken == 0 {
        let settle = request.state.config.sync.settle_ms;
        mark::class(&mut tx, now, settle, class_id, Cause::FirstBooked).await?;
    }
    record(request, signed, &mut tx, "roster.added", &class, &case.id).await?;
    finish(request, signed, tx, class, reference, taken + 1).await
}

pub async fn remove_case(
    request: &RequestBackend,
    class_id: &ClassId,
    case_id: &CaseId,
    reason: &str,
) -> Outcome<Booked> {
    let signed = request.allowed(Permission::CasesManage)?;
    let now = request.state.clock.now();
    let reason = reason.trim();
    if typed::longer(reason, REASON_MAX) {
        let problem = Problem::TooLong { max: REASON_MAX };
        return Err(AppError::field("reason", problem).into());
    }
    let mut tx = request.state.db.write().await?;
    class_changes::hold(&mut tx, &signed.org_id, class_id).await?;
    let class = access::visible(&mut tx, signed, class_id).await?;
    if class.ends_at <= now {
        return Err(Problem::ClassOver.into());
    }
    let case = cases::find(&mut tx, &signed.org_id, case_id)
        .await?
        .ok_or(AppError::NotFound)?;
    let removed = rosters::remove(
        &mut tx,
        now,
        &signed.org_id,
        class_id,
        case_id,
        &signed.user_id,
        reason,
    )
    .await?;
    if !removed {
        return Err(Problem::NotInClass.into());
    }
    let left = rosters::count(&mut tx, class_id).await?;
    if left == 0 {
        let settle = request.state.config.sync.settle_ms;
        mark::class(&mut tx, now, settle, class_id, Cause::LastRemoved).await?;
    }
    record(request, signed, &mut tx, "roster.removed", &class, case_id).await?;
    finish(request, signed, tx, class, case.reference, left).await
}

/// The case somebody chose from the list (an id) or typed (a reference).
async fn named_case(tx: &mut Tx, signed: &Signed, case: &str) -> Outcome<CaseFound> {
    let case = case.trim();
    if case.is_empty() {
        return Err(AppError::field("case", Problem::Required).into());
    }
    match cases::find_typed(tx, &signed.org_id, case).await? {
        Some(found) => Ok(found),
        None if uuid::Uuid::parse_str(case).is_ok() => Err(AppError::NotFound.into()),
        None => Err(AppError::field("case", Problem::NotAChoice).into()),
    }
}

/// The class is the target, so that its history can count; the case is an id only.
async fn record(
    request: &RequestBackend,
    signed: &Signed,
    tx: &mut Tx,
    action: &str,
    class: &ClassRecord,
    case_id: &CaseId,
) -> Outcome<()> {
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        target_kind: "class",
        target_id: class.id.as_str(),
        detail: case_id.as_str(),
    };
    let now = request.state.clock.now();
    audit::record(tx, &request.state.entropy, now, event).await?;
    Ok(())
}

/// Commits, wakes the engine, and says what happened.
async fn finish(
    request: &RequestBackend,
    signed: &Signed,
    mut tx: Tx,
    class: ClassRecord,
    reference: String,
    booked: i64,
) -> Outcome<Booked> {
    let connected = catalog::is_connected(&mut tx, &signed.org_id, &class.provider_id).await?;
    tx.commit().await?;
    request.state.waker.wake();
    let now = request.state.clock.now();
    Ok(Booked {
        reference,
        booked,
        provider: class.provider,
        not_connected: !connected,
        when: Words::new(&class.time_zone, now, &signed.clock).day_time(class.starts_at),
        started: class.starts_at <= now,
    })
}
