//! What a person does to a class besides editing it: cancel, un-cancel, delete, send again.

use app::api::classes::ClassAction;
use app::error::{AppError, Problem};
use domain::id::{ClassId, UserId};
use domain::mirror::Cause;

use super::{access, rest};
use crate::backend::typed::{longer, stale};
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::audit::{self, Event};
use crate::db::classes::ClassRecord;
use crate::db::{Tx, class_changes, class_conflicts};
use crate::sync::mark;
use crate::words::Words;

const REASON_MAX: i64 = 200;

pub async fn act_on_class(
    request: &RequestBackend,
    id: &ClassId,
    version: i64,
    action: ClassAction,
) -> Outcome<()> {
    let signed = request.signed()?;
    access::sees_classes_of(signed)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    if action == ClassAction::Uncancel {
        // It takes its place and its hour again. Should they be others by now, so is the version.
        let unheld = access::visible(&mut tx, signed, id).await?;
        let provider = unheld.provider_id.parse().ok();
        let sites = [&unheld.site_id];
        class_conflicts::hold_places_and_people(&mut tx, &signed.org_id, sites, provider.as_ref())
            .await?;
    }
    if action != ClassAction::DeleteRest {
        class_changes::hold(&mut tx, &signed.org_id, id).await?;
    }
    let class = access::visible(&mut tx, signed, id).await?;
    if class.ends_at <= now {
        return Err(Problem::ClassOver.into());
    }
    if class.starts_at <= now {
        return Err(Problem::ClassStarted.into());
    }
    let words = Words::new(&class.time_zone, now, &signed.clock);
    // Sending again is safe to repeat and changes no class, so any version will do.
    if action != ClassAction::SendAgain && class.version != version {
        return Err(stale(&mut tx, signed, class.id.as_str(), &words).await?);
    }
    if action == ClassAction::Uncancel && class.canceled_at.is_none() {
        return Ok(());
    }
    let done = match &action {
        ClassAction::Cancel { reason } => {
            cancel(&mut tx, signed, &class, now, reason.trim()).await?
        }
        ClassAction::Uncancel => uncancel(&mut tx, request, signed, &class).await?,
        ClassAction::Delete => {
            let deleted = class_changes::delete(&mut tx, now, &signed.org_id, id, version).await?;
            (deleted, Cause::Deleted, "class.deleted")
        }
        ClassAction::DeleteRest => {
            rest::delete(&mut tx, request, signed, &class).await?;
            tx.commit().await?;
            request.state.waker.wake();
            lead_to_list(signed, &class);
            return Ok(());
        }
        ClassAction::SendAgain => (true, Cause::Repair, "class.sent_again"),
    };
    let (changed, cause, audited) = done;
    if !changed {
        return Err(stale(&mut tx, signed, class.id.as_str(), &words).await?);
    }
    let settle = request.state.config.sync.settle_ms;
    mark::class(&mut tx, now, settle, id, cause).await?;
    record(request, signed, &mut tx, audited, id, "").await?;
    tx.commit().await?;
    request.state.waker.wake();
    if action == ClassAction::Delete {
        lead_to_list(signed, &class);
    }
    Ok(())
}

/// What was deleted has no page.
fn lead_to_list(signed: &Signed, class: &ClassRecord) {
    let own = class.provider_id == signed.user_id.as_str();
    leptos_axum::redirect(if own { "/classes" } else { "/schedule" });
}

type Done = (bool, Cause, &'static str);

async fn cancel(
    tx: &mut Tx,
    signed: &Signed,
    class: &ClassRecord,
    now: i64,
    reason: &str,
) -> Outcome<Done> {
    if class.canceled_at.is_some() {
        return Err(Problem::ClassCanceled.into());
    }
    if longer(reason, REASON_MAX) {
        let problem = Problem::TooLong { max: REASON_MAX };
        return Err(AppError::field("reason", problem).into());
    }
    let by = &signed.user_id;
    let canceled = class_changes::cancel(
        tx,
        now,
        &signed.org_id,
        &class.id,
        class.version,
        by,
        reason,
    )
    .await?;
    Ok((canceled, Cause::Canceled, "class.canceled"))
}

/// Back to how it was, if person and room are still free.
async fn uncancel(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    class: &ClassRecord,
) -> Outcome<Done> {
    let slot = class.slot();
    if let Ok(provider) = class.provider_id.parse::<UserId>() {
        let busy =
            super::form::provider_busy(tx, request, signed, &provider, &slot, class.id.as_str())
                .await?;
        if let Some(problem) = busy {
            return Err(problem.into());
        }
    }
    if class_conflicts::room_taken(tx, &signed.org_id, &slot, class.id.as_str()).await? {
        return Err(Problem::RoomTaken { room: slot.room }.into());
    }
    let (org_id, from, to) = (&signed.org_id, slot.starts_at, slot.ends_at);
    let count = class_conflicts::cases_elsewhere(tx, org_id, &class.id, from, to).await?;
    if count > 0 {
        return Err(Problem::CasesElsewhere { count }.into());
    }
    let uncanceled = class_changes::uncancel(tx, &signed.org_id, &class.id, class.version).await?;
    Ok((uncanceled, Cause::Uncanceled, "class.uncanceled"))
}

/// What happened to a class, for Audit and its own history. `detail` is ids and times.
pub async fn record(
    request: &RequestBackend,
    signed: &Signed,
    tx: &mut Tx,
    action: &str,
    class_id: &ClassId,
    detail: &str,
) -> Outcome<()> {
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        target_kind: "class",
        target_id: class_id.as_str(),
        detail,
    };
    let now = request.state.clock.now();
    audit::record(tx, &request.state.entropy, now, event).await?;
    Ok(())
}
