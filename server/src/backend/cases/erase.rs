//! Erasing a case: its identity is blanked everywhere, for good; what was counted stays.
//!
//! What is left is an id without a name. The typed reasons of its removals go, and so do the reasons of
//! canceled classes that name it, and every file of cases that waits to be imported. Of the id an import
//! knew it by, a keyed hash stays, so that the same file does not bring the person back.

use app::error::{AppError, Problem};
use domain::id::{CaseId, ClassId};
use domain::mirror::Cause;
use domain::permission::Permission;

use super::save;
use crate::backend::typed::stale;
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::{Tx, case_erasure, cases, catalog, class_changes, import_drafts, rosters};
use crate::sync::mark;
use crate::words::Words;

pub async fn erase_case(
    request: &RequestBackend,
    id: &CaseId,
    version: i64,
    confirmed: &str,
) -> Outcome<()> {
    let signed = request.allowed(Permission::CasesManage)?;
    let now = request.state.clock.now();
    let settle = request.state.config.sync.settle_ms;
    let mut tx = request.state.db.write().await?;
    let upcoming = case_erasure::upcoming(&mut tx, &signed.org_id, id, now).await?;
    let upcoming = upcoming.into_iter().map(|(class_id,)| class_id.parse());
    let upcoming: Vec<ClassId> = upcoming
        .collect::<Result<_, _>>()
        .map_err(anyhow::Error::from)?;
    // Classes before the case, as everywhere.
    for class_id in &upcoming {
        class_changes::hold(&mut tx, &signed.org_id, class_id).await?;
    }
    cases::hold(&mut tx, &signed.org_id, id).await?;
    let case = cases::find(&mut tx, &signed.org_id, id)
        .await?
        .filter(|case| case.erased_at.is_none())
        .ok_or(AppError::NotFound)?;
    if case.version != version {
        let home = catalog::organization_zone(&mut tx, &signed.org_id).await?;
        let words = Words::new(&home, now, &signed.clock);
        return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
    }
    if confirmed.is_empty() {
        return Err(AppError::field("confirmed", Problem::Required).into());
    }
    // Nobody is left to come, so the places are free and the last one takes its event along.
    for class_id in &upcoming {
        let (org_id, by) = (&signed.org_id, &signed.user_id);
        let removed = rosters::remove(&mut tx, now, org_id, class_id, id, by, "").await?;
        if removed && rosters::count(&mut tx, class_id).await? == 0 {
            mark::class(&mut tx, now, settle, class_id, Cause::LastRemoved).await?;
        }
    }
    let known = case_erasure::external_id(&mut tx, &signed.org_id, id).await?;
    let known = known.map(|known| erased_key(request, signed, &known));
    let traces = case_erasure::Traces {
        reference: &case.reference,
        name: &case.name,
        contact: &case.contact,
    };
    case_erasure::erase(&mut tx, now, &signed.org_id, id, known.as_deref(), &traces).await?;
    import_drafts::delete_kind(&mut tx, &signed.org_id, "cases").await?;
    save::record(&mut tx, request, signed, "case.erased", id).await?;
    tx.commit().await?;
    request.state.waker.wake();
    leptos_axum::redirect(&format!("/cases/{id}"));
    Ok(())
}

/// Whether the case an import knows by this id was erased.
pub async fn was_erased(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    external_id: &str,
) -> Outcome<bool> {
    let key = erased_key(request, signed, external_id);
    Ok(cases::find_external(tx, &signed.org_id, &key)
        .await?
        .is_some())
}

fn erased_key(request: &RequestBackend, signed: &Signed, external_id: &str) -> String {
    let parts = ["erased case", signed.org_id.as_str(), external_id];
    format!("erased:{}", request.state.secrets.keyed_hash(&parts))
}
