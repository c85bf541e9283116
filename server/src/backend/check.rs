//! *Check my calendar*, and removals that wait for an Org Admin.

use app::api::check::{CalendarCheck, CheckFinding, CheckRow, CheckState, StoppedRemovals};
use app::error::AppError;
use domain::check::Finding;
use domain::connection::ConnectionState;
use domain::id::ClassId;
use domain::mirror::Cause;
use domain::permission::Permission;
use domain::provider::Provider;

use super::{Outcome, RequestBackend, not_allowed};
use crate::db::connections::{self, ConnectionRow};
use crate::db::{catalog, classes};
use crate::sync::check::{self, Mode};
use crate::sync::guard;
use crate::words::Words;

/// A person waits for the page: the next ones only.
const LOOKED_AT: i64 = 60;
const CLASSES_NAMED: i64 = 50;

async fn connection(request: &RequestBackend) -> Outcome<Option<ConnectionRow>> {
    let signed = request.signed()?;
    let mut tx = request.state.db.read().await?;
    let found = connections::of_user(&mut tx, &signed.org_id, &signed.user_id).await?;
    if found.is_none() && !signed.permissions.allows(Permission::CalendarConnect) {
        return Err(not_allowed(Permission::CalendarConnect));
    }
    Ok(found.filter(|c| c.stored_state() == ConnectionState::Active))
}

pub async fn get_calendar_check(request: &RequestBackend) -> Outcome<CalendarCheck> {
    let signed = request.signed()?.clone();
    let state = &request.state;
    let mut answer = CalendarCheck {
        state: CheckState::NotConnected,
        calendar: String::new(),
        looked: 0,
        waiting: 0,
        rows: Vec::new(),
    };
    let Some(connection) = connection(request).await? else {
        return Ok(answer);
    };
    if let Some(provider) = Provider::parse(&connection.provider) {
        answer.calendar = provider.calendar_name().to_owned();
    }
    let id = connection.connection_id();
    let report = check::run(state, &id, Mode::Look, LOOKED_AT).await?;
    answer.state = match (report.busy, &report.stopped) {
        (true, _) => CheckState::Busy,
        (_, Some(_)) => CheckState::NotAnswering,
        _ => CheckState::Done,
    };
    answer.looked = report.looked as i64;
    answer.waiting = report.waiting as i64;
    let mut tx = state.db.read().await?;
    for (class_id, finding) in report.found {
        if answer
            .rows
            .last()
            .is_some_and(|row| row.class_id == class_id)
        {
            continue; // the worst of it is named already
        }
        let Some(class) = classes::find(&mut tx, &signed.org_id, &class_id).await? else {
            continue;
        };
        let words = Words::new(&class.time_zone, state.clock.now(), &signed.clock);
        answer.rows.push(CheckRow {
            class_id,
            when: words.day_time(class.starts_at),
            class_type: class.class_type,
            finding: match finding {
                Finding::Missing => CheckFinding::Missing,
                Finding::Extra => CheckFinding::Extra,
                Finding::Outdated | Finding::OutOfLine => CheckFinding::Outdated,
            },
        });
    }
    Ok(answer)
}

/// The person asks for it, so nothing of it waits for anybody.
pub async fn fix_calendar(request: &RequestBackend, only: Option<&ClassId>) -> Outcome<()> {
    let found = connection(request).await?;
    if let Some(class_id) = only {
        let signed = request.signed()?;
        let mut tx = request.state.db.read().await?;
        classes::find(&mut tx, &signed.org_id, class_id)
            .await?
            .ok_or(AppError::NotFound)?;
    }
    let connection = found.ok_or(app::error::Problem::NotConnected)?;
    let mode = Mode::Repair {
        cause: Cause::PutBack,
        only,
    };
    check::run(&request.state, &connection.connection_id(), mode, LOOKED_AT).await?;
    Ok(())
}

pub async fn get_stopped_removals(request: &RequestBackend) -> Outcome<Vec<StoppedRemovals>> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let zone = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let here = Words::new(&zone, now, &signed.clock);
    let mut answer = Vec::new();
    for held in guard::open(&mut tx, &signed.org_id).await? {
        let rows =
            guard::classes(&mut tx, &signed.org_id, &held.connection_id, CLASSES_NAMED).await?;
        let named = |row: &guard::HeldClass| {
            let words = Words::new(&row.time_zone, now, &signed.clock);
            format!("{}, {}", row.class_type, words.day_time(row.starts_at))
        };
        answer.push(StoppedRemovals {
            id: held.id,
            person: held.person,
            held: held.held,
            at: here.recent(held.held_at),
            classes: rows.iter().map(named).collect(),
        });
    }
    Ok(answer)
}

pub async fn decide_removals(request: &RequestBackend, id: &str, allow: bool) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarManage)?.clone();
    // An Org Admin's decision: it touches what is on somebody's calendar.
    if !signed.permissions.is_org_admin() {
        return Err(not_allowed(Permission::RolesManage));
    }
    let state = &request.state;
    let mut tx = state.db.write().await?;
    let by = (&signed.org_id, &signed.user_id);
    if !guard::decide(&mut tx, state, state.clock.now(), by, id, allow).await? {
        return Err(AppError::NotFound.into());
    }
    tx.commit().await?;
    state.waker.wake();
    Ok(())
}
