//! What an edit would do to calendars, before anybody saves it. The same rows are asked that the
//! engine pauses and removes.

use app::api::roles::{AffectedStaff, CalendarImpact, RightChange, RoleImpact};
use app::error::{AppError, Problem};
use domain::id::{OrgId, RoleId};
use domain::permission::{Permission, Permissions};
use domain::provider::Provider;

use super::{parse, role};
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::Tx;
use crate::db::impact::{self, First, Which, Who};
use crate::db::roles;
use crate::words::Words;

/// More names than anybody reads.
const STAFF_SHOWN: usize = 100;

pub async fn get_role_impact(
    request: &RequestBackend,
    id: &RoleId,
    codes: &[String],
) -> Outcome<RoleImpact> {
    let signed = request.allowed(Permission::RolesManage)?;
    let after = parse(codes)?;
    let mut tx = request.state.db.read().await?;
    let (_, before) = role(&mut tx, &signed.org_id, id).await?;
    let mut found = of(request, &mut tx, signed, Who::Role(id), &before, &after).await?;
    found.refused = refused(&mut tx, signed, id, &before, &after).await?;
    Ok(found)
}

/// The same for everybody who gets another role because theirs is deleted.
pub async fn get_reassign_impact(
    request: &RequestBackend,
    id: &RoleId,
    to: &RoleId,
) -> Outcome<RoleImpact> {
    let signed = request.allowed(Permission::RolesManage)?;
    let mut tx = request.state.db.read().await?;
    let (_, before) = role(&mut tx, &signed.org_id, id).await?;
    let (_, after) = role(&mut tx, &signed.org_id, to).await?;
    let mut found = of(request, &mut tx, signed, Who::Role(id), &before, &after).await?;
    found.refused = refused(&mut tx, signed, id, &before, &after).await?;
    Ok(found)
}

/// What `who` loses and gains between two sets of permissions.
pub async fn of(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    who: Who<'_>,
    before: &Permissions,
    after: &Permissions,
) -> Outcome<RoleImpact> {
    let right = right_change(before, after);
    Ok(RoleImpact {
        given: after.without(before),
        taken: before.without(after),
        calendar: calendar(request, tx, signed, who, Which::Working, right).await?,
        refused: None,
    })
}

pub fn right_change(before: &Permissions, after: &Permissions) -> RightChange {
    let right = Permission::CalendarConnect;
    match (before.allows(right), after.allows(right)) {
        (true, false) => RightChange::Taken,
        (false, true) => RightChange::Given,
        _ => RightChange::None,
    }
}

/// The calendars of `who`, as far as the right to them changes.
pub async fn calendar(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    who: Who<'_>,
    which: Which,
    right: RightChange,
) -> Outcome<CalendarImpact> {
    let (org_id, now) = (&signed.org_id, request.state.clock.now());
    let mut found = CalendarImpact {
        right,
        undo_minutes: (request.state.config.sync.undo_ms / 60_000).max(1),
        ..CalendarImpact::default()
    };
    match right {
        RightChange::None => {}
        RightChange::Given => found.may_now_connect = impact::people(tx, org_id, who).await?,
        RightChange::Taken => {
            let affected = impact::affected(tx, now, org_id, who, which).await?;
            found.connections = i64::try_from(affected.len()).unwrap_or(i64::MAX);
            found.events = affected.iter().map(|one| one.events).sum();
            found.waiting_for_it = impact::waiting_for_it(tx, org_id, who).await?;
            found.staff = affected
                .into_iter()
                .take(STAFF_SHOWN)
                .map(|one| AffectedStaff {
                    name: one.name,
                    calendar: calendar_word(&one.provider),
                    events: one.events,
                })
                .collect();
            if let Some(first) = impact::first(tx, now, org_id, who, which).await? {
                found.first_when = when(&first, now, &signed.clock);
                found.first_who = first.name;
            }
        }
    }
    Ok(found)
}

/// "today 1:00 pm", else "Thu, Nov 19, 9:00 am".
fn when(first: &First, now: i64, clock: &str) -> String {
    let words = Words::new(&first.time_zone, now, clock);
    let day = words.near_day(first.starts_at);
    if day.contains(',') {
        words.day_time(first.starts_at)
    } else {
        format!("{} {}", day.to_lowercase(), words.time(first.starts_at))
    }
}

/// "Google", "Microsoft 365"
pub fn calendar_word(provider: &str) -> String {
    match Provider::parse(provider) {
        Some(Provider::Google) => "Google".to_owned(),
        Some(other) => other.calendar_name().to_owned(),
        None => String::new(),
    }
}

/// Why these permissions could not be saved, as saving itself would find out.
async fn refused(
    tx: &mut Tx,
    signed: &Signed,
    id: &RoleId,
    before: &Permissions,
    after: &Permissions,
) -> Outcome<Option<AppError>> {
    if !signed.permissions.covers(before) || !signed.permissions.covers(after) {
        return Ok(Some(AppError::Refused(Problem::BeyondYou)));
    }
    if before.is_org_admin() && !after.is_org_admin() && !others(tx, &signed.org_id, id).await? {
        return Ok(Some(AppError::Refused(Problem::LastRolesRole)));
    }
    Ok(None)
}

/// Whether an Org Admin has another role than this one.
async fn others(tx: &mut Tx, org_id: &OrgId, id: &RoleId) -> Outcome<bool> {
    let all = roles::org_admins(tx, org_id).await?;
    let here = impact::people(tx, org_id, Who::Role(id)).await?;
    Ok(all > here)
}
