//! One class: its head and details, its roster, and the way to it from a calendar.

use app::api::classes::{ClassDetail, ClassRoster, RemovedRow, RosterRow};
use app::error::AppError;
use domain::event::DEFAULT_TITLE;
use domain::id::ClassId;
use domain::permission::Permission;

use super::rows::{nothing, place};
use super::{access, rest};
use crate::backend::{Outcome, RequestBackend, calendar, delivery};
use crate::db::{catalog, classes, rosters};
use crate::words::Words;

pub async fn get_class_by_link(request: &RequestBackend, token: &str) -> Outcome<ClassId> {
    let signed = request.signed()?;
    let mut tx = request.state.db.read().await?;
    let id = classes::find_by_link(&mut tx, &signed.org_id, token)
        .await?
        .and_then(|id| ClassId::try_from(id).ok())
        .ok_or(AppError::NotFound)?;
    Ok(access::visible(&mut tx, signed, &id).await?.id)
}

pub async fn get_class_detail(request: &RequestBackend, id: &ClassId) -> Outcome<ClassDetail> {
    let signed = request.signed()?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let class = access::visible(&mut tx, signed, id).await?;
    let own = classes::is_provider(&mut tx, id, &signed.user_id).await?;
    let alias = class.calendar_alias.trim();
    let calendar_title =
        if !alias.is_empty() && catalog::uses_alias(&mut tx, &signed.org_id).await? {
            alias.to_owned()
        } else {
            DEFAULT_TITLE.to_owned()
        };
    let words = Words::new(&class.time_zone, now, &signed.clock);
    let later = rest::members(&mut tx, signed, &class, now).await?;
    let later = if later.len() > 1 { later } else { Vec::new() };
    let (canceled, over) = (class.canceled_at.is_some(), class.ends_at <= now);
    Ok(ClassDetail {
        version: class.version,
        calendar_title,
        when: words.full(class.starts_at, class.ends_at),
        place: place(&class.site, &class.room),
        capacity: class.capacity,
        booked: class.booked,
        provider_gone: class.provider_gone == 1,
        canceled,
        started: class.starts_at <= now,
        over,
        may_edit: !over,
        rest: i64::try_from(later.len()).unwrap_or(i64::MAX),
        rest_booked: later.iter().map(|class| class.booked).sum(),
        rest_until: later
            .last()
            .map(|class| words.full_date(words.local(class.starts_at).date()))
            .unwrap_or_default(),
        may_book: signed.permissions.allows(Permission::CasesManage) && !canceled && !over,
        own,
        id: class.id,
        class_type: class.class_type,
        site: class.site,
        room: class.room,
        provider: class.provider,
        offered_by: class.offered_by,
        cancel_reason: class.cancel_reason.unwrap_or_default(),
    })
}

pub async fn get_class_roster(request: &RequestBackend, id: &ClassId) -> Outcome<ClassRoster> {
    let signed = request.signed()?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let class = access::visible(&mut tx, signed, id).await?;
    let booked = rosters::booked(&mut tx, &signed.org_id, id).await?;
    let removed = rosters::removed(&mut tx, &signed.org_id, id).await?;
    let delivery = delivery::lines(
        &mut tx,
        &request.state,
        signed,
        std::slice::from_ref(&class.id),
    )
    .await?
    .remove(&class.id)
    .unwrap_or_else(nothing);
    let preview = calendar::preview(&mut tx, &request.state, signed, Some(id)).await?;
    let words = Words::new(&class.time_zone, now, &signed.clock);
    Ok(ClassRoster {
        booked: class.booked,
        capacity: class.capacity,
        delivery,
        provider: class.provider,
        preview,
        entries: booked
            .into_iter()
            .map(|entry| RosterRow {
                booked_at: words.recent(entry.added_at),
                case_id: entry.case_id,
                reference: unless_erased(&entry.name, entry.reference),
                name: entry.name,
                booked_by: entry.added_by,
            })
            .collect(),
        removed: removed
            .into_iter()
            .map(|entry| RemovedRow {
                removed_at: words.recent(entry.removed_at),
                case_id: entry.case_id,
                reference: unless_erased(&entry.name, entry.reference),
                name: entry.name,
                removed_by: entry.removed_by,
                reason: entry.reason,
            })
            .collect(),
    })
}

/// An erased case has no name, and its stored reference is none.
fn unless_erased(name: &str, reference: String) -> String {
    if name.is_empty() {
        String::new()
    } else {
        reference
    }
}
