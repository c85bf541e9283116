//! The lines of a file of cases.

use app::api::cases::CaseForm;
use app::api::import::{ImportLine, LineOutcome};
use app::error::{AppError, Problem};
use domain::id::CaseId;

use super::table::Line;
use super::{outcome_of, repeated};
use crate::backend::cases::{erase, save};
use crate::backend::typed::Problems;
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::{Tx, cases, catalog};
use crate::words::Words;

const EXTERNAL_ID_MAX: i64 = 80;

pub async fn import(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    lines: &[Line],
) -> Outcome<Vec<ImportLine>> {
    let home = catalog::organization_zone(tx, &signed.org_id).await?;
    let words = Words::new(&home, request.state.clock.now(), &signed.clock);
    let repeated = repeated(lines, "external_id");
    let mut done = Vec::with_capacity(lines.len());
    for line in lines {
        let outcome = match repeated.get(&line.number) {
            Some(&line) => {
                Err(AppError::field("external_id", Problem::TwiceInFile { line }).into())
            }
            None => one(tx, request, signed, &words, line).await,
        };
        done.push(ImportLine {
            line: line.number,
            key: line.get("external_id").to_owned(),
            outcome: outcome_of(outcome)?,
        });
    }
    Ok(done)
}

async fn one(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    words: &Words,
    line: &Line,
) -> Outcome<LineOutcome> {
    let mut problems = Problems::default();
    let external_id = problems.required("external_id", line.get("external_id"), EXTERNAL_ID_MAX);
    let org_id = &signed.org_id;
    if erase::was_erased(tx, request, signed, external_id).await? {
        return Err(AppError::field("external_id", Problem::CaseErased).into());
    }
    let stored = cases::find_external(tx, org_id, external_id).await?;
    let before = stored.as_ref().map(save::form_of).unwrap_or_default();
    // A column the file does not have says nothing.
    let cell = |column: &str, before: &str| {
        if line.has(column) {
            line.get(column).to_owned()
        } else {
            before.to_owned()
        }
    };
    let status = match cell("status", &before.status).to_lowercase() {
        empty if empty.is_empty() => "active".to_owned(),
        status => status,
    };
    let form = CaseForm {
        reference: line.get("reference").to_owned(),
        name: line.get("name").to_owned(),
        date_of_birth: cell("date_of_birth", &before.date_of_birth),
        contact: cell("contact", &before.contact),
        status,
    };
    let id = stored.as_ref().map(|case| &case.id);
    save::check(tx, signed, &mut problems, &form, id, words).await?;
    problems.tell()?;
    let Some(stored) = stored else {
        let id = CaseId::from_uuid(request.state.entropy.uuid(request.state.clock.now()));
        save::insert(tx, request, signed, &id, &form, external_id).await?;
        return Ok(LineOutcome::New);
    };
    let changed: Vec<String> = [
        ("reference", form.reference != before.reference),
        ("name", form.name != before.name),
        ("date_of_birth", form.date_of_birth != before.date_of_birth),
        ("contact", form.contact != before.contact),
        ("status", form.status != before.status),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(column, _)| column.to_owned())
    .collect();
    if changed.is_empty() {
        return Ok(LineOutcome::Unchanged);
    }
    if !save::update(tx, request, signed, &stored, &form).await? {
        return Err(Problem::ChangedSincePreview.into());
    }
    Ok(LineOutcome::Changed(changed))
}
