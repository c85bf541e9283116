//! Editing an availability: move, reassign, resize; one, or the rest of its series.

use app::api::classes::AvailabilityForm;
use app::error::Problem;
use domain::id::ClassId;
use domain::mirror::Cause;

use super::form::{self, Checked};
use super::{access, change, rest};
use crate::backend::typed::stale;
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::classes::ClassRecord;
use crate::db::{Tx, class_changes};
use crate::sync::mark;
use crate::words::Words;

pub async fn edit_availability(
    request: &RequestBackend,
    id: &ClassId,
    version: i64,
    form: AvailabilityForm,
) -> Outcome<ClassId> {
    let signed = request.signed()?;
    access::sees_classes_of(signed)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    let unheld = access::visible(&mut tx, signed, id).await?;
    let later = rest::hold(&mut tx, signed, &form, &unheld, now).await?;
    class_changes::hold(&mut tx, &signed.org_id, id).await?;
    let before = access::visible(&mut tx, signed, id).await?;
    let words = Words::new(&before.time_zone, now, &signed.clock);
    if before.version != version {
        return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
    }
    if before.ends_at <= now {
        return Err(Problem::ClassOver.into());
    }
    if before.canceled_at.is_some() {
        return Err(Problem::ClassCanceled.into());
    }
    if form.is_for_the_rest() {
        let planned = rest::edit(&mut tx, request, signed, &form, &before, later).await?;
        planned.tell(&form)?;
    } else {
        let checked = form::check(&mut tx, request, signed, &form, Some(&before)).await?;
        if !apply(&mut tx, request, signed, &before, &checked).await? {
            return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
        }
    }
    tx.commit().await?;
    request.state.waker.wake();
    leptos_axum::redirect(&format!("/classes/{id}"));
    Ok(id.clone())
}

/// Whether saving what was checked changes anything.
pub fn changes(before: &ClassRecord, checked: &Checked) -> bool {
    let slot = &checked.slot;
    form::moved(before, slot)
        || before.provider_id != checked.provider.as_str()
        || before.class_type_id != slot.class_type_id
        || before.site_id != slot.site_id
        || before.room != slot.room
        || before.capacity != slot.capacity
}

/// Writes what was checked, marks it and records it; `false` = another version is there now. The
/// caller commits and wakes the engine.
pub async fn apply(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    before: &ClassRecord,
    Checked { slot, provider }: &Checked,
) -> Outcome<bool> {
    let now = request.state.clock.now();
    let settle = request.state.config.sync.settle_ms;
    let (org_id, id) = (&signed.org_id, &before.id);
    let moved = form::moved(before, slot);
    let reassigned = before.provider_id != provider.as_str();
    let shown = before.class_type_id != slot.class_type_id || before.site_id != slot.site_id;
    if !class_changes::update(tx, org_id, id, before.version, slot).await? {
        return Ok(false);
    }
    if reassigned {
        class_changes::replace_provider(tx, org_id, id, provider).await?;
        mark::class(tx, now, settle, id, Cause::Reassigned).await?;
        let detail = format!("{} {provider}", before.provider_id);
        change::record(request, signed, tx, "class.reassigned", id, &detail).await?;
    }
    if shown {
        mark::class(tx, now, settle, id, Cause::ShownFieldChanged).await?;
    }
    if moved {
        mark::class(tx, now, settle, id, Cause::Moved).await?;
        let detail = format!("{} {}", before.starts_at, slot.starts_at);
        change::record(request, signed, tx, "class.moved", id, &detail).await?;
    }
    if !moved && !reassigned {
        change::record(request, signed, tx, "class.edited", id, "").await?;
    }
    Ok(true)
}
