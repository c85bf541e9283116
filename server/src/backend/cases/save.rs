//! Adding a case, editing one, closing it; and erasing it for good.

use app::api::cases::CaseForm;
use app::error::{AppError, Problem};
use domain::id::CaseId;
use domain::permission::Permission;

use crate::backend::typed::{Problems, stale};
use crate::backend::{Failure, Outcome, RequestBackend, Signed};
use crate::db::audit::{self, Event};
use crate::db::cases::{CaseFields, CaseRecord};
use crate::db::{Tx, cases, catalog, violated};
use crate::words::Words;
use crate::zone;

const REFERENCE_MAX: i64 = 40;
const NAME_MAX: i64 = 120;
const CONTACT_MAX: i64 = 200;

pub async fn save_case(
    request: &RequestBackend,
    id: Option<&CaseId>,
    version: i64,
    form: CaseForm,
) -> Outcome<CaseId> {
    let signed = request.allowed(Permission::CasesManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    let home = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let words = Words::new(&home, now, &signed.clock);
    let stored = match id {
        Some(id) => {
            let stored = cases::find(&mut tx, &signed.org_id, id).await?;
            let stored = stored.filter(|case| case.erased_at.is_none());
            let stored = stored.ok_or(AppError::NotFound)?;
            if stored.version != version {
                return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
            }
            Some(stored)
        }
        None => None,
    };
    let mut problems = Problems::default();
    check(&mut tx, signed, &mut problems, &form, id, &words).await?;
    problems.tell()?;
    let Some(stored) = stored else {
        let id = CaseId::from_uuid(request.state.entropy.uuid(now));
        insert(&mut tx, request, signed, &id, &form, "").await?;
        tx.commit().await?;
        // A new case is there to be booked: the form leads on, with script and without.
        leptos_axum::redirect(&format!("/cases/{id}/classes"));
        return Ok(id);
    };
    if !update(&mut tx, request, signed, &stored, &form).await? {
        return Err(stale(&mut tx, signed, stored.id.as_str(), &words).await?);
    }
    tx.commit().await?;
    Ok(stored.id)
}

/// A stored case, as the form shows it.
pub fn form_of(case: &CaseRecord) -> CaseForm {
    let status = if case.closed_at.is_some() {
        "closed"
    } else {
        "active"
    };
    CaseForm {
        reference: case.reference.clone(),
        name: case.name.clone(),
        date_of_birth: case.date_of_birth.clone(),
        contact: case.contact.clone(),
        status: status.to_owned(),
    }
}

/// Everything that is wrong with a form. `id` is the case that is edited.
pub async fn check(
    tx: &mut Tx,
    signed: &Signed,
    problems: &mut Problems,
    form: &CaseForm,
    id: Option<&CaseId>,
    words: &Words,
) -> Outcome<()> {
    let reference = problems.required("reference", &form.reference, REFERENCE_MAX);
    problems.required("name", &form.name, NAME_MAX);
    let date_of_birth = form.date_of_birth.trim();
    let born = zone::parse_birthday(date_of_birth);
    if !date_of_birth.is_empty() && born.is_none_or(|date| date > words.today()) {
        problems.add("date_of_birth", Problem::NotADate);
    }
    problems.text("contact", &form.contact, CONTACT_MAX);
    if !matches!(form.status.trim(), "" | "active" | "closed") {
        problems.add("status", Problem::NotAChoice);
    }
    let except = id.map_or("", CaseId::as_str);
    if cases::reference_used(tx, &signed.org_id, reference, except).await? {
        problems.add("reference", Problem::AlreadyUsed);
    }
    Ok(())
}

fn fields(form: &CaseForm) -> CaseFields<'_> {
    CaseFields {
        reference: form.reference.trim(),
        name: form.name.trim(),
        date_of_birth: form.date_of_birth.trim(),
        contact: form.contact.trim(),
        closed: i64::from(form.status.trim() == "closed"),
    }
}

/// A new case of a checked form; the caller commits. `external_id` may be empty.
pub async fn insert(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    id: &CaseId,
    form: &CaseForm,
    external_id: &str,
) -> Outcome<()> {
    let now = request.state.clock.now();
    cases::insert(tx, now, &signed.org_id, id, &fields(form), external_id)
        .await
        .map_err(used)?;
    record(tx, request, signed, "case.added", id).await
}

/// `false` = another version is there now; the caller commits.
pub async fn update(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    stored: &CaseRecord,
    form: &CaseForm,
) -> Outcome<bool> {
    let now = request.state.clock.now();
    let (org_id, id, version) = (&signed.org_id, &stored.id, stored.version);
    let fields = fields(form);
    let updated = cases::update(tx, now, org_id, id, version, &fields)
        .await
        .map_err(used)?;
    if updated {
        let action = match (stored.closed_at.is_some(), fields.closed == 1) {
            (false, true) => "case.closed",
            (true, false) => "case.reopened",
            _ => "case.edited",
        };
        record(tx, request, signed, action, id).await?;
    }
    Ok(updated)
}

/// What happened to a case, without a word of it.
pub async fn record(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    action: &str,
    id: &CaseId,
) -> Outcome<()> {
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        target_kind: "case",
        target_id: id.as_str(),
        detail: "",
    };
    let now = request.state.clock.now();
    audit::record(tx, &request.state.entropy, now, event).await?;
    Ok(())
}

/// Two people typed the same reference at once.
fn used(error: sqlx::Error) -> Failure {
    match violated(&error) {
        Some(name) if name.contains("reference") => {
            AppError::field("reference", Problem::AlreadyUsed).into()
        }
        _ => error.into(),
    }
}
