//! The list of people and invitations, a page at a time, and one person.

use app::api::roles::RoleRow;
use app::api::users::{UserClass, UserDetail, UserFilter, UserPage, UserRow, UserStatus};
use domain::id::UserId;
use domain::permission::Permission;

use super::{person, role};
use crate::backend::roles::{home_words, list};
use crate::backend::{Outcome, RequestBackend};
use crate::db::impact::{self, Which, Who};
use crate::db::like;
use crate::db::people::{self, Narrow};
use crate::words::Words;

const PER_PAGE: i64 = 50;
const CLASSES_SHOWN: i64 = 20;

pub async fn get_users(request: &RequestBackend, filter: &UserFilter) -> Outcome<UserPage> {
    let signed = request.allowed(Permission::UsersManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let words = home_words(&mut tx, signed, now).await?;
    let pattern = like(filter.query.trim());
    let narrow = Narrow {
        pattern: &pattern,
        role: &filter.role,
        state: &filter.state,
        deactivated: filter.deactivated,
    };
    let total = people::count(&mut tx, now, &signed.org_id, narrow).await?;
    let pages = ((total + PER_PAGE - 1) / PER_PAGE).max(1);
    let page = filter.page.clamp(1, pages);
    let offset = (page - 1) * PER_PAGE;
    let lines = people::list(&mut tx, now, &signed.org_id, narrow, PER_PAGE, offset).await?;
    Ok(UserPage {
        users: lines
            .into_iter()
            .map(|line| UserRow {
                status: match line.status.as_str() {
                    "invited" => UserStatus::Invited,
                    "deactivated" => UserStatus::Deactivated,
                    _ => UserStatus::Active,
                },
                last_signed_in: recent(&words, line.last_signed_in_at),
                id: line.id,
                name: line.name,
                email: line.email,
                role: line.role,
                calendar: line.calendar,
            })
            .collect(),
        total,
        page,
        pages,
        roles: list(&mut tx, signed).await?,
    })
}

pub async fn get_user(request: &RequestBackend, id: &UserId) -> Outcome<UserDetail> {
    let signed = request.allowed(Permission::UsersManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let (record, permissions) = person(request, &mut tx, signed, id).await?;
    let words = home_words(&mut tx, signed, now).await?;
    let who = Who::User(id);
    let affected = impact::affected(&mut tx, now, &signed.org_id, who, Which::Working).await?;
    let upcoming = people::upcoming_count(&mut tx, now, &signed.org_id, id).await?;
    let classes = people::upcoming(&mut tx, now, &signed.org_id, id, CLASSES_SHOWN).await?;
    let last_change = role::last_change(request, &mut tx, signed, &record, &words).await?;
    let roles: Vec<RoleRow> = list(&mut tx, signed).await?;
    Ok(UserDetail {
        within: signed.permissions.covers(&permissions),
        is_viewer: signed.user_id == *id,
        last_signed_in: recent(&words, record.last_signed_in_at),
        id: record.id,
        version: record.version,
        name: record.name,
        email: record.email,
        role_id: record.role_id,
        role: record.role,
        active: record.active == 1,
        signed_in_devices: record.devices,
        second_step: record.second_step == 1,
        calendar: record.calendar,
        left_behind: record.left_behind,
        upcoming,
        classes: classes
            .into_iter()
            .map(|class| UserClass {
                when: Words::new(&class.time_zone, now, &signed.clock).day_time(class.starts_at),
                id: class.id,
                class_type: class.class_type,
            })
            .collect(),
        events: affected.iter().map(|one| one.events).sum(),
        roles,
        last_change,
    })
}

/// Empty = never.
fn recent(words: &Words, at: i64) -> String {
    if at == 0 {
        String::new()
    } else {
        words.recent(at)
    }
}
