//! Importing a file: staged, previewed line by line, applied as a whole.
//!
//! The preview *is* the import, taken back at its end, so each line is judged against what the lines
//! before it do. Between the two the file is kept sealed, for its person alone and for an hour. A line
//! that is refused changes nothing; the others are applied in one transaction. Applied again, the same
//! file changes nothing.

mod cases;
mod classes;
pub mod table;
mod users;

use std::collections::HashMap;

use app::api::import::{ImportKind, ImportLine, ImportPreview, ImportSummary, LineOutcome};
use app::error::{AppError, FieldProblem, Problem};
use domain::permission::Permission;

use self::table::Line;
use super::{Failure, Outcome, RequestBackend, Signed};
use crate::db::audit::{self, Event};
use crate::db::{Tx, import_drafts};

const GOOD_FOR_MS: i64 = 3_600_000;
const PAGE: i64 = 50;

pub async fn stage_import(
    request: &RequestBackend,
    kind: ImportKind,
    text: &str,
) -> Outcome<String> {
    let signed = allowed(request, kind)?;
    table::read(text, kind.columns()).map_err(|problem| AppError::field("file", problem))?;
    let now = request.state.clock.now();
    let id = request.state.entropy.uuid(now).to_string();
    let sealed = request
        .state
        .secrets
        .seal(&request.state.entropy, &place(&id), text);
    let mut tx = request.state.db.write().await?;
    import_drafts::purge(&mut tx, now).await?;
    let draft = import_drafts::Draft {
        id: &id,
        org_id: &signed.org_id,
        user_id: &signed.user_id,
        kind: kind.as_str(),
        sealed: &sealed,
    };
    import_drafts::insert(&mut tx, now, now + GOOD_FOR_MS, draft).await?;
    tx.commit().await?;
    leptos_axum::redirect(&format!("{}/{id}", kind.page()));
    Ok(id)
}

pub async fn get_import(
    request: &RequestBackend,
    kind: ImportKind,
    id: &str,
    page: i64,
) -> Outcome<ImportPreview> {
    let signed = allowed(request, kind)?;
    let mut tx = request.state.db.write().await?;
    let lines = staged(&mut tx, request, signed, kind, id).await?;
    let mut done = import(&mut tx, request, signed, kind, &lines).await?;
    // Only looked at.
    drop(tx);
    let summary = summary(&done);
    done.sort_by_key(|line| (!matches!(line.outcome, LineOutcome::Refused(_)), line.line));
    let total = i64::try_from(done.len()).unwrap_or(i64::MAX);
    let pages = ((total + PAGE - 1) / PAGE).max(1);
    let page = page.clamp(1, pages);
    let from = usize::try_from((page - 1) * PAGE).unwrap_or(0);
    let lines = done
        .into_iter()
        .skip(from)
        .take(usize::try_from(PAGE).unwrap_or(0));
    Ok(ImportPreview {
        summary,
        lines: lines.collect(),
        page,
        pages,
    })
}

pub async fn apply_import(
    request: &RequestBackend,
    kind: ImportKind,
    id: &str,
    seen: ImportSummary,
) -> Outcome<ImportSummary> {
    let signed = allowed(request, kind)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    let lines = staged(&mut tx, request, signed, kind, id).await?;
    let done = import(&mut tx, request, signed, kind, &lines).await?;
    let summary = summary(&done);
    if summary != seen {
        return Err(Problem::ChangedSincePreview.into());
    }
    import_drafts::delete(&mut tx, &signed.org_id, id).await?;
    let ImportSummary {
        new,
        changed,
        unchanged,
        refused,
    } = summary;
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action: "import.applied",
        target_kind: "import",
        target_id: id,
        detail: &format!(
            "{} new={new} changed={changed} unchanged={unchanged} refused={refused}",
            kind.as_str()
        ),
    };
    audit::record(&mut tx, &request.state.entropy, now, event).await?;
    tx.commit().await?;
    request.state.waker.wake();
    let page = kind.page();
    leptos_axum::redirect(&format!(
        "{page}?new={new}&changed={changed}&unchanged={unchanged}&refused={refused}"
    ));
    Ok(summary)
}

fn allowed(request: &RequestBackend, kind: ImportKind) -> Outcome<&Signed> {
    request.allowed(match kind {
        ImportKind::Cases => Permission::CasesManage,
        ImportKind::Availabilities => Permission::ClassesManage,
        ImportKind::Users => Permission::UsersManage,
    })
}

/// What a draft is sealed for.
fn place(id: &str) -> String {
    format!("import_draft|{id}|sealed")
}

/// The lines of a staged file, for the person who staged it.
async fn staged(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    kind: ImportKind,
    id: &str,
) -> Outcome<Vec<Line>> {
    let now = request.state.clock.now();
    let (org_id, user_id) = (&signed.org_id, &signed.user_id);
    let sealed = import_drafts::find(tx, now, org_id, user_id, kind.as_str(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let text = request.state.secrets.unseal(&place(id), &sealed)?;
    table::read(&text, kind.columns()).map_err(|problem| AppError::field("file", problem).into())
}

async fn import(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    kind: ImportKind,
    lines: &[Line],
) -> Outcome<Vec<ImportLine>> {
    match kind {
        ImportKind::Cases => cases::import(tx, request, signed, lines).await,
        ImportKind::Availabilities => classes::import(tx, request, signed, lines).await,
        ImportKind::Users => users::import(tx, request, signed, lines).await,
    }
}

/// Lines whose key stands in the file already, each with the line it stands in.
fn repeated(lines: &[Line], key: &str) -> HashMap<i64, i64> {
    let mut first: HashMap<String, i64> = HashMap::new();
    let mut repeated = HashMap::new();
    for line in lines {
        let id = match key {
            // However it is capitalised.
            "email" => line.get(key).to_lowercase(),
            _ => line.get(key).to_owned(),
        };
        match first.get(&id) {
            Some(before) => {
                repeated.insert(line.number, *before);
            }
            None => {
                first.insert(id, line.number);
            }
        }
    }
    repeated
}

/// A line that is refused is told; anything else that goes wrong ends the import.
fn outcome_of(outcome: Outcome<LineOutcome>) -> Outcome<LineOutcome> {
    let of = |problem| {
        LineOutcome::Refused(vec![FieldProblem {
            field: String::new(),
            problem,
        }])
    };
    match outcome {
        Err(Failure::Told(AppError::Invalid(problems))) => Ok(LineOutcome::Refused(problems)),
        Err(Failure::Told(AppError::Refused(problem))) => Ok(of(problem)),
        // It is somebody else's.
        Err(Failure::Told(AppError::NotFound)) => Ok(of(Problem::AlreadyUsed)),
        other => other,
    }
}

fn summary(lines: &[ImportLine]) -> ImportSummary {
    let mut summary = ImportSummary::default();
    for line in lines {
        *match line.outcome {
            LineOutcome::New => &mut summary.new,
            LineOutcome::Changed(_) => &mut summary.changed,
            LineOutcome::Unchanged => &mut summary.unchanged,
            LineOutcome::Refused(_) => &mut summary.refused,
        } += 1;
    }
    summary
}
