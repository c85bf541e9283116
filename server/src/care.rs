//! Care, as the operator asks for it: check and repair calendars, wipe one person's, rotate keys, end
//! every grant. Each says what it did and what it could not do, in lines for a terminal; ids and
//! counts, never a case.

use anyhow::{Context, ensure};
use domain::check::Finding;
use domain::connection::ConnectionState;
use domain::mirror::Cause;

use crate::db::connections::{self, CareRow};
use crate::secrets::Secrets;
use crate::state::State;
use crate::sync;
use crate::sync::check::{self, Mode, Report};

/// More classes than anybody has upcoming.
const ALL: i64 = 100_000;

/// Whose calendars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    Everybody,
    /// By e-mail address.
    User(String),
}

async fn connections_of(state: &State, whose: &Whose) -> anyhow::Result<Vec<CareRow>> {
    let email = match whose {
        Whose::Everybody => String::new(),
        Whose::User(email) => email.trim().to_lowercase(),
    };
    let mut tx = state.db.read().await?;
    let rows = connections::to_care_for(&mut tx, &email).await?;
    ensure!(
        !rows.is_empty() || *whose == Whose::Everybody,
        "{email} has no connected calendar"
    );
    Ok(rows)
}

/// Looks at calendars, and with `repair` puts right what is wrong.
pub async fn check(state: &State, whose: &Whose, repair: bool) -> anyhow::Result<Vec<String>> {
    let mode = if repair {
        Mode::Repair {
            cause: Cause::Repair,
            only: None,
        }
    } else {
        Mode::Look
    };
    let mut lines = Vec::new();
    let mut wrong = 0;
    for row in connections_of(state, whose).await? {
        if row.state() != ConnectionState::Active {
            lines.push(format!("{}: {}, not looked at", row.name(), row.state));
            continue;
        }
        let report = check::run(state, &row.connection_id()?, mode, ALL).await?;
        wrong += report.found.len();
        lines.push(format!("{}: {}", row.name(), told(&report, repair)));
    }
    if repair {
        // What the engine was asked to put right is put right here and now, as far as it can be.
        sync::drain(state).await?;
    }
    lines.push(match (wrong, repair) {
        (0, _) => "Nothing is wrong.".to_owned(),
        (n, false) => format!("{n} wrong; `server repair` puts them right."),
        (n, true) => format!("{n} were wrong; `server check` says how it is now."),
    });
    Ok(lines)
}

fn told(report: &Report, repair: bool) -> String {
    if report.busy {
        return "somebody else works on it; try again in a minute".to_owned();
    }
    let count = |finding| report.found.iter().filter(|(_, f)| *f == finding).count();
    let mut text = format!(
        "{} looked at, {} missing, {} outdated, {} extra, {} out of line, {} waiting to be sent",
        report.looked,
        count(Finding::Missing),
        count(Finding::Outdated),
        count(Finding::Extra),
        count(Finding::OutOfLine),
        report.waiting
    );
    if repair && report.deleted + report.not_deleted > 0 {
        text += &format!(
            "; {} extra events deleted, {} not",
            report.deleted, report.not_deleted
        );
    }
    if report.held > 0 {
        text += &format!("; {} removals wait for an Org Admin", report.held);
    }
    if let Some(reason) = &report.stopped {
        text += &format!("; ended early: {reason}");
    }
    text
}

/// Removes everything we put on one person's calendars, past classes too, and ends the connection.
pub async fn wipe(state: &State, email: &str) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    for row in connections_of(state, &Whose::User(email.to_owned())).await? {
        let id = row.connection_id()?;
        let report = if row.state() == ConnectionState::Gone {
            lines.push(format!(
                "{}: over; nothing can be removed any more",
                row.name()
            ));
            continue;
        } else {
            check::run(state, &id, Mode::Wipe, ALL).await?
        };
        if report.busy {
            lines.push(format!(
                "{}: {}; nothing was removed",
                row.name(),
                if row.state().is_current() {
                    "cannot be called now"
                } else {
                    "is leaving"
                }
            ));
            continue;
        }
        let whole = report.stopped.is_none() && report.not_deleted == 0;
        let mut tx = state.db.write().await?;
        if whole {
            check::forget(&mut tx, &id).await?;
            let now = state.clock.now();
            connections::leave(&mut tx, now, &id, now).await?;
        }
        tx.commit().await?;
        lines.push(format!(
            "{}: {} events removed, {} could not be{}",
            row.name(),
            report.deleted,
            report.not_deleted,
            match &report.stopped {
                Some(reason) =>
                    format!("; ended early: {reason}; the connection stays, so try again"),
                None if whole => "; the connection is ended".to_owned(),
                None => "; the connection stays, so try again".to_owned(),
            }
        ));
    }
    sync::drain(state).await?;
    Ok(lines)
}

/// Ends every grant of this installation; the events stay.
pub async fn revoke_all(state: &State) -> anyhow::Result<Vec<String>> {
    let rows = connections_of(state, &Whose::Everybody).await?;
    let now = state.clock.now();
    for row in &rows {
        let id = row.connection_id()?;
        let mut tx = state.db.write().await?;
        connections::leave(&mut tx, now, &id, now).await?;
        connections::leave_the_rest(&mut tx, now, &id).await?;
        connections::keep_all(&mut tx, &id).await?;
        tx.commit().await?;
    }
    sync::drain(state).await?;
    let left = connections_of(state, &Whose::Everybody).await?.len();
    Ok(vec![format!(
        "{} grants ended and their tokens destroyed, {left} not yet; the events stay on the calendars.",
        rows.len() - left
    )])
}

/// A new key for tokens, and every stored token sealed with it. The old keys stay in the ring, for
/// backups. Servers that run know the old ring only, so they must be stopped.
pub async fn rekey(state: &State) -> anyhow::Result<Vec<String>> {
    let keys = state.config.data_dir.join("keys");
    let id = Secrets::add_key(&keys, &state.entropy)?;
    let secrets = Secrets::open(&keys, &state.entropy)?;
    let mut resealed = 0;
    let mut tx = state.db.write().await?;
    for row in connections::sealed(&mut tx).await? {
        let again = |column: &str, sealed: &Option<String>| -> anyhow::Result<Option<String>> {
            let place = sync::grant::place(&row.id, column);
            sealed
                .as_deref()
                .map(|sealed| {
                    let plain = secrets
                        .unseal(&place, sealed)
                        .with_context(|| format!("opening {column} of connection {}", row.id))?;
                    Ok(secrets.seal(&state.entropy, &place, &plain))
                })
                .transpose()
        };
        let refresh = again("refresh_token", &row.refresh_token)?;
        let access = again("access_token", &row.access_token)?;
        connections::reseal(&mut tx, &row.id, refresh.as_deref(), access.as_deref()).await?;
        resealed += 1;
    }
    tx.commit().await?;
    Ok(vec![
        format!("{resealed} connections are sealed with the new key {id}."),
        "Start the servers again. The older keys in token.keys open older backups; remove them when \
         you need none of those."
            .to_owned(),
    ])
}
