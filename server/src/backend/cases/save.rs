//! Adding a case and editing one.

use app::api::cases::CaseForm;
use app::error::{AppError, Problem};
use domain::id::CaseId;
use domain::permission::Permission;

use crate::backend::typed::{Problems, stale};
use crate::backend::{Failure, Outcome, RequestBackend};
use crate::db::audit::{self, Event};
use crate::db::cases::CaseFields;
use crate::db::{cases, catalog, violated};
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
    if let Some(id) = id {
        let stored = cases::find(&mut tx, &signed.org_id, id).await?;
        let stored = stored.filter(|case| case.erased_at.is_none());
        let stored = stored.ok_or(AppError::NotFound)?;
        if stored.version != version {
            return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
        }
    }

    let mut problems = Problems::default();
    let reference = problems.required("reference", &form.reference, REFERENCE_MAX);
    let name = problems.required("name", &form.name, NAME_MAX);
    let date_of_birth = form.date_of_birth.trim();
    let born = zone::parse_birthday(date_of_birth);
    if !date_of_birth.is_empty() && born.is_none_or(|date| date > words.today()) {
        problems.add("date_of_birth", Problem::NotADate);
    }
    let contact = problems.text("contact", &form.contact, CONTACT_MAX);
    let except = id.map_or("", CaseId::as_str);
    if cases::reference_used(&mut tx, &signed.org_id, reference, except).await? {
        problems.add("reference", Problem::AlreadyUsed);
    }
    problems.tell()?;

    let fields = CaseFields {
        reference,
        name,
        date_of_birth,
        contact,
    };
    let (id, action) = match id {
        Some(id) => {
            let updated = cases::update(&mut tx, &signed.org_id, id, version, &fields)
                .await
                .map_err(used)?;
            if !updated {
                return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
            }
            (id.clone(), "case.edited")
        }
        None => {
            let id = CaseId::from_uuid(request.state.entropy.uuid(now));
            cases::insert(&mut tx, now, &signed.org_id, &id, &fields)
                .await
                .map_err(used)?;
            (id, "case.added")
        }
    };
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        target_kind: "case",
        target_id: id.as_str(),
        detail: "",
    };
    audit::record(&mut tx, &request.state.entropy, now, event).await?;
    tx.commit().await?;
    // A new case is there to be booked: the form leads on, with script and without.
    if action == "case.added" {
        leptos_axum::redirect(&format!("/cases/{id}/classes"));
    }
    Ok(id)
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
