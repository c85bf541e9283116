//! The lines of a file of people, known by their address. Whoever is not there yet is invited.
//!
//! Somebody who is there gets the name and the external id of the file. Their role stays: another one
//! is given on their page, which first shows what it does to their calendar.

use app::api::import::{ImportLine, LineOutcome};
use app::api::roles::RoleRow;
use app::error::{AppError, Problem};

use super::table::Line;
use super::{outcome_of, repeated};
use crate::backend::roles::{list, record};
use crate::backend::typed::Problems;
use crate::backend::users::invite::{self, Guest, Host, is_address};
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::people::Known;
use crate::db::{Tx, invitations, people};

const LONGEST: i64 = 80;
const LONGEST_ADDRESS: i64 = 200;

pub async fn import(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    lines: &[Line],
) -> Outcome<Vec<ImportLine>> {
    let roles = list(tx, signed).await?;
    let host = invite::host(request, tx, signed).await?;
    let repeated = repeated(lines, "email");
    let mut done = Vec::with_capacity(lines.len());
    for line in lines {
        let outcome = match repeated.get(&line.number) {
            Some(&line) => Err(AppError::field("email", Problem::TwiceInFile { line }).into()),
            None => one(tx, request, signed, &roles, &host, line).await,
        };
        done.push(ImportLine {
            line: line.number,
            key: line.get("email").to_owned(),
            outcome: outcome_of(outcome)?,
        });
    }
    Ok(done)
}

async fn one(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    roles: &[RoleRow],
    host: &Host,
    line: &Line,
) -> Outcome<LineOutcome> {
    let now = request.state.clock.now();
    let mut problems = Problems::default();
    let email = problems
        .required("email", line.get("email"), LONGEST_ADDRESS)
        .to_lowercase();
    if !email.is_empty() && !is_address(&email) {
        problems.add("email", Problem::NotAnEmail);
    }
    let name = problems.text("name", line.get("name"), LONGEST);
    let external_id = problems.text("external_id", line.get("external_id"), LONGEST);
    let wanted = problems.required("role", line.get("role"), LONGEST);
    let role = roles
        .iter()
        .find(|role| role.name.to_lowercase() == wanted.to_lowercase());
    if role.is_none() && !wanted.is_empty() {
        let text = wanted.to_owned();
        problems.add("role", Problem::NotKnown { text });
    }
    let org_id = &signed.org_id;
    if !external_id.is_empty()
        && invitations::external_id_taken(tx, now, org_id, external_id, &email).await?
    {
        problems.add("external_id", Problem::AlreadyUsed);
    }
    problems.tell()?;
    let Some(role) = role else {
        return Err(AppError::field("role", Problem::Required).into());
    };
    if !role.within {
        return Err(Problem::BeyondYou.into());
    }
    let guest = Guest {
        email: &email,
        role_id: &role.id,
        name,
        external_id,
    };
    if let Some(person) = people::known(tx, org_id, &email).await? {
        return here(tx, request, signed, roles, &person, &guest).await;
    }
    if let Some(open) = invitations::of_address(tx, now, org_id, &email).await? {
        let moved = open.role_id != role.id;
        let kept = changed(&guest, &open.name, &open.external_id);
        if moved {
            let may = roles.iter().any(|r| r.id == open.role_id && r.within);
            if !may {
                return Err(Problem::BeyondYou.into());
            }
            invite::one(request, tx, signed, host, &guest).await?;
        } else if !kept.is_empty() {
            let (name, external_id) = guest.over(&open.name, &open.external_id);
            invitations::describe(tx, org_id, &open.token_hash, name, external_id).await?;
        }
        return Ok(outcome(moved.then_some("role").into_iter().chain(kept)));
    }
    if invitations::address_taken(tx, &email).await? {
        return Err(AppError::field("email", Problem::AlreadyUsed).into());
    }
    invite::one(request, tx, signed, host, &guest).await?;
    Ok(LineOutcome::New)
}

/// Somebody of the organization.
async fn here(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    roles: &[RoleRow],
    person: &Known,
    guest: &Guest<'_>,
) -> Outcome<LineOutcome> {
    if person.active == 0 {
        return Err(Problem::IsDeactivated.into());
    }
    if person.role_id != *guest.role_id {
        let role = roles
            .iter()
            .find(|role| role.id == person.role_id)
            .map(|role| role.name.clone())
            .unwrap_or_default();
        return Err(AppError::field("role", Problem::HasAnotherRole { role }).into());
    }
    let changed = changed(guest, &person.name, &person.external_id);
    if changed.is_empty() {
        return Ok(LineOutcome::Unchanged);
    }
    let (name, external_id) = guest.over(&person.name, &person.external_id);
    people::describe(tx, &signed.org_id, &person.id, name, external_id).await?;
    let detail = format!("columns={}", changed.join(","));
    let target = ("user", person.id.as_str());
    record(request, tx, "user.described", target, &detail).await?;
    Ok(outcome(changed))
}

/// The columns that say something else than what is there. An empty cell says nothing.
fn changed(guest: &Guest<'_>, name: &str, external_id: &str) -> Vec<&'static str> {
    let differs = |new: &str, old: &str| !new.is_empty() && new != old;
    [
        ("name", differs(guest.name, name)),
        ("external_id", differs(guest.external_id, external_id)),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(column, _)| column)
    .collect()
}

fn outcome(changed: impl IntoIterator<Item = &'static str>) -> LineOutcome {
    let columns: Vec<String> = changed.into_iter().map(str::to_owned).collect();
    if columns.is_empty() {
        LineOutcome::Unchanged
    } else {
        LineOutcome::Changed(columns)
    }
}
