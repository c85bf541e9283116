//! The lines of a file of availabilities: each is checked and saved as if it had been typed.

use std::collections::BTreeSet;

use app::api::classes::AvailabilityForm;
use app::api::import::{ImportLine, LineOutcome};
use app::error::{AppError, FieldProblem, Problem};
use domain::id::{SiteId, UserId};

use super::table::Line;
use super::{outcome_of, repeated};
use crate::backend::classes::form::{self, Checked};
use crate::backend::classes::{edit, offer};
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::catalog::{NamedLine, SiteLine};
use crate::db::classes::ClassRecord;
use crate::db::{Tx, catalog, class_changes, class_conflicts, classes};

const EXTERNAL_ID_MAX: usize = 80;

/// What the names in a file mean.
struct Names {
    class_types: Vec<NamedLine>,
    sites: Vec<SiteLine>,
    /// By e-mail.
    providers: Vec<NamedLine>,
}

pub async fn import(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    lines: &[Line],
) -> Outcome<Vec<ImportLine>> {
    let org_id = &signed.org_id;
    let names = Names {
        class_types: catalog::class_type_choices(tx, org_id).await?,
        sites: catalog::sites(tx, org_id).await?,
        providers: catalog::provider_addresses(tx, org_id).await?,
    };
    hold(tx, signed, lines, &names).await?;
    let repeated = repeated(lines, "external_id");
    let mut done = Vec::with_capacity(lines.len());
    for line in lines {
        let outcome = match repeated.get(&line.number) {
            Some(&line) => {
                Err(AppError::field("external_id", Problem::TwiceInFile { line }).into())
            }
            None => one(tx, request, signed, &names, line).await,
        };
        done.push(ImportLine {
            line: line.number,
            key: line.get("external_id").to_owned(),
            outcome: outcome_of(outcome)?,
        });
    }
    Ok(done)
}

/// Holds everything the file may touch, in the one order.
async fn hold(tx: &mut Tx, signed: &Signed, lines: &[Line], names: &Names) -> Outcome<()> {
    if !tx.is_postgres() {
        return Ok(());
    }
    let org_id = &signed.org_id;
    let mut sites: Vec<SiteId> = names.sites.iter().map(|site| site.id.clone()).collect();
    let mut people: BTreeSet<UserId> = BTreeSet::new();
    let mut class_ids = BTreeSet::new();
    for line in lines {
        let provider = named(&names.providers, line.get("provider"));
        people.extend(provider.and_then(|id| id.parse().ok()));
        let found = classes::find_external(tx, org_id, line.get("external_id")).await?;
        if let Some(class) = found {
            sites.push(class.site_id);
            class_ids.insert(class.id);
        }
    }
    class_conflicts::hold_places_and_people(tx, org_id, &sites, &people).await?;
    for id in &class_ids {
        class_changes::hold(tx, org_id, id).await?;
    }
    Ok(())
}

async fn one(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    names: &Names,
    line: &Line,
) -> Outcome<LineOutcome> {
    let external_id = line.get("external_id");
    if external_id.is_empty() {
        return Err(AppError::field("external_id", Problem::Required).into());
    }
    if external_id.chars().count() > EXTERNAL_ID_MAX {
        let max = i64::try_from(EXTERNAL_ID_MAX).unwrap_or(i64::MAX);
        return Err(AppError::field("external_id", Problem::TooLong { max }).into());
    }
    let before = classes::find_external(tx, &signed.org_id, external_id).await?;
    let form = form_of(names, line, before.as_ref())?;
    let checked = form::check(tx, request, signed, &form, before.as_ref()).await?;
    let Some(before) = before else {
        offer::insert(tx, request, signed, &checked, "", external_id).await?;
        return Ok(LineOutcome::New);
    };
    let changed = changed(&before, &checked);
    if changed.is_empty() {
        return Ok(LineOutcome::Unchanged);
    }
    if before.ends_at <= request.state.clock.now() {
        return Err(Problem::ClassOver.into());
    }
    if before.canceled_at.is_some() {
        return Err(Problem::ClassCanceled.into());
    }
    if !edit::apply(tx, request, signed, &before, &checked).await? {
        return Err(Problem::ChangedSincePreview.into());
    }
    Ok(LineOutcome::Changed(changed))
}

/// The line as somebody would type it; names that mean nothing are all told at once.
fn form_of(
    names: &Names,
    line: &Line,
    before: Option<&ClassRecord>,
) -> Result<AvailabilityForm, AppError> {
    let mut unknown = Vec::new();
    let mut id = |column: &str, found: Option<String>| {
        let text = line.get(column);
        if found.is_none() && !text.is_empty() {
            unknown.push(FieldProblem {
                field: column.to_owned(),
                problem: Problem::NotKnown {
                    text: text.to_owned(),
                },
            });
        }
        found.unwrap_or_default()
    };
    let site = names
        .sites
        .iter()
        .find(|site| same(&site.name, line.get("site")));
    let form = AvailabilityForm {
        class_type_id: id(
            "class_type",
            named(&names.class_types, line.get("class_type")),
        ),
        site_id: id("site", site.map(|site| site.id.to_string())),
        room: match before {
            Some(class) if !line.has("room") => class.room.clone(),
            _ => line.get("room").to_owned(),
        },
        provider_id: id("provider", named(&names.providers, line.get("provider"))),
        capacity: line.get("capacity").to_owned(),
        date: line.get("date").to_owned(),
        start: line.get("start").to_owned(),
        end: line.get("end").to_owned(),
        ends_next_day: if truthy(line.get("ends_next_day")) {
            "on"
        } else {
            ""
        }
        .to_owned(),
        start_fold: line.get("clock_change").to_lowercase(),
        end_fold: line.get("clock_change").to_lowercase(),
        ..AvailabilityForm::default()
    };
    if unknown.is_empty() {
        Ok(form)
    } else {
        Err(AppError::Invalid(unknown))
    }
}

fn named(names: &[NamedLine], text: &str) -> Option<String> {
    names
        .iter()
        .find(|line| same(&line.name, text))
        .map(|line| line.id.clone())
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn truthy(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "yes" | "true" | "1" | "on" | "x"
    )
}

/// The columns that differ from what is stored.
fn changed(before: &ClassRecord, Checked { slot, provider }: &Checked) -> Vec<String> {
    let part = |local: &str, n: usize| local.split('T').nth(n).unwrap_or_default().to_owned();
    let day = part(&before.local_start, 0) != part(&slot.local_start, 0);
    [
        ("class_type", before.class_type_id != slot.class_type_id),
        ("site", before.site_id != slot.site_id),
        ("room", before.room != slot.room),
        ("provider", before.provider_id != provider.as_str()),
        ("capacity", before.capacity != slot.capacity),
        ("date", day),
        (
            "start",
            part(&before.local_start, 1) != part(&slot.local_start, 1)
                || (!day && before.starts_at != slot.starts_at),
        ),
        (
            "end",
            part(&before.local_end, 1) != part(&slot.local_end, 1)
                || (!day && before.ends_at != slot.ends_at),
        ),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(column, _)| column.to_owned())
    .collect()
}
