//! Giving somebody another role: its impact beforehand, the change, and taking it back.

use app::api::roles::{Change, ChangeKind, PendingUndo, RoleImpact};
use app::error::{AppError, Problem};
use domain::id::{RoleId, UserId};
use domain::permission::{Permission, Permissions};

use super::{address, late, person};
use crate::backend::roles::{
    entitle, home_words, impact, keep_an_admin, record, role, undo, within,
};
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::impact::Who;
use crate::db::people::{self, Record, RoleRevision};
use crate::db::{Tx, connections, roles, sessions};
use crate::words::Words;

pub async fn get_user_role_impact(
    request: &RequestBackend,
    id: &UserId,
    role_id: &RoleId,
) -> Outcome<RoleImpact> {
    let signed = request.allowed(Permission::UsersManage)?;
    let mut tx = request.state.db.read().await?;
    let (record, before) = person(request, &mut tx, signed, id).await?;
    let (_, after) = role(&mut tx, &signed.org_id, role_id).await?;
    let mut found = impact::of(request, &mut tx, signed, Who::User(id), &before, &after).await?;
    let last = record.active == 1
        && before.is_org_admin()
        && !after.is_org_admin()
        && roles::org_admins(&mut tx, &signed.org_id).await? <= 1;
    found.refused = if !signed.permissions.covers(&before) || !signed.permissions.covers(&after) {
        Some(AppError::Refused(Problem::BeyondYou))
    } else {
        last.then_some(AppError::Refused(Problem::LastAdmin))
    };
    Ok(found)
}

pub async fn change_user_role(
    request: &RequestBackend,
    id: &UserId,
    version: i64,
    role_id: &str,
) -> Outcome<()> {
    let signed = request.allowed(Permission::UsersManage)?;
    let role_id: RoleId = role_id
        .parse()
        .map_err(|_| AppError::field("role_id", Problem::Required))?;
    let (state, now) = (&request.state, request.state.clock.now());
    let mut tx = state.db.write().await?;
    connections::hold(&mut tx, &signed.org_id).await?;
    let (before, had) = person(request, &mut tx, signed, id).await?;
    let (_, has) = role(&mut tx, &signed.org_id, &role_id).await?;
    within(&signed.permissions, &had)?;
    within(&signed.permissions, &has)?;
    if before.role_id != role_id {
        let roles = (&before.role_id, &role_id);
        let (entropy, by) = (&state.entropy, &signed.user_id);
        people::remember(&mut tx, entropy, now, &signed.org_id, id, roles, by, None).await?;
        give(
            request,
            &mut tx,
            signed,
            (&before, version),
            &role_id,
            (&had, &has),
        )
        .await?;
        let detail = format!("before={} after={role_id}", before.role_id);
        record(
            request,
            &mut tx,
            "user.role_changed",
            ("user", id.as_str()),
            &detail,
        )
        .await?;
        tx.commit().await?;
        state.waker.wake();
    }
    leptos_axum::redirect(&address(id));
    Ok(())
}

/// The role, and what follows from it. Whoever may less than before signs in again; whoever may
/// more just goes on: what a session may do is read with every request.
async fn give(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    (before, version): (&Record, i64),
    role_id: &RoleId,
    (had, has): (&Permissions, &Permissions),
) -> Outcome<()> {
    let now = request.state.clock.now();
    if !people::set_role(tx, &signed.org_id, &before.id, version, role_id).await? {
        return Err(late(request, tx, signed, &before.id).await?);
    }
    if !has.covers(had) {
        sessions::end_all(tx, &before.id, now).await?;
    }
    keep_an_admin(tx, &signed.org_id, Problem::LastAdmin).await?;
    entitle(request, tx, signed).await
}

pub async fn undo_user_role(request: &RequestBackend, edit: &str) -> Outcome<()> {
    let signed = request.allowed(Permission::UsersManage)?;
    let (state, now) = (&request.state, request.state.clock.now());
    let org_id = &signed.org_id;
    let mut tx = state.db.write().await?;
    connections::hold(&mut tx, org_id).await?;
    let revision = people::revision(&mut tx, org_id, edit)
        .await?
        .filter(|revision| revision.edited_by == signed.user_id)
        .ok_or(AppError::NotFound)?;
    let id = &revision.user_id;
    let (before, had) = person(request, &mut tx, signed, id).await?;
    let last = people::last_revision(&mut tx, org_id, id).await?;
    let old = roles::one(&mut tx, org_id, &revision.old_role_id).await?;
    if revision.undone_at.is_some()
        || before.role_id != revision.new_role_id
        || before.active == 0
        || old.is_none()
        || last.is_none_or(|last| last.id != revision.id)
    {
        return Err(Problem::ChangedSince.into());
    }
    let until = revision.edited_at + state.config.sync.undo_ms;
    let (connections, events) =
        undo::paused(&mut tx, now, signed, Who::User(id), revision.edited_at).await?;
    if until <= now {
        let words = home_words(&mut tx, signed, now).await?;
        let at = words.moment(until);
        return Err(Problem::TooLateToUndo { events, at }.into());
    }
    let has = roles::permissions(&mut tx, org_id, &revision.old_role_id).await?;
    within(&signed.permissions, &had)?;
    within(&signed.permissions, &has)?;
    people::mark_undone(&mut tx, now, org_id, edit).await?;
    let roles = (&revision.new_role_id, &revision.old_role_id);
    let (entropy, by) = (&state.entropy, &signed.user_id);
    people::remember(&mut tx, entropy, now, org_id, id, roles, by, Some(now)).await?;
    let version = before.version;
    give(
        request,
        &mut tx,
        signed,
        (&before, version),
        &revision.old_role_id,
        (&had, &has),
    )
    .await?;
    let detail = format!("edit={edit} after={}", revision.old_role_id);
    record(
        request,
        &mut tx,
        "user.role_undone",
        ("user", id.as_str()),
        &detail,
    )
    .await?;
    tx.commit().await?;
    state.waker.wake();
    leptos_axum::redirect(&format!("{}?undone={connections}", address(id)));
    Ok(())
}

/// The newest change of the person's role, while somebody can take it back.
pub async fn last_change(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    record: &Record,
    words: &Words,
) -> Outcome<Option<Change>> {
    let last = people::last_revision(tx, &signed.org_id, &record.id).await?;
    let Some(revision) = last else {
        return Ok(None);
    };
    if revision.undone_at.is_some() || revision.new_role_id != record.role_id {
        return Ok(None);
    }
    let change = change(request, tx, signed, &revision, words).await?;
    Ok((change.seconds_left > 0).then_some(change))
}

async fn change(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    revision: &RoleRevision,
    words: &Words,
) -> Outcome<Change> {
    let had = roles::permissions(tx, &signed.org_id, &revision.old_role_id).await?;
    let has = roles::permissions(tx, &signed.org_id, &revision.new_role_id).await?;
    Ok(Change {
        id: revision.id.clone(),
        kind: ChangeKind::User {
            name: revision.name.clone(),
            role: revision.role.clone(),
        },
        given: has.without(&had),
        taken: had.without(&has),
        by: revision.editor.clone(),
        own: revision.edited_by == signed.user_id,
        ..undo::timed(request, revision.edited_at, words)
    })
}

/// The viewer's newest change of somebody's role, with when it was made.
pub async fn pending_undo(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    since: i64,
    words: &Words,
) -> Outcome<Option<(i64, PendingUndo)>> {
    let now = request.state.clock.now();
    let found = people::undoable(tx, &signed.org_id, &signed.user_id, since).await?;
    let Some(revision) = found else {
        return Ok(None);
    };
    let who = Who::User(&revision.user_id);
    let (connections, events) = undo::paused(tx, now, signed, who, revision.edited_at).await?;
    let pending = PendingUndo {
        change: change(request, tx, signed, &revision, words).await?,
        connections,
        events,
    };
    Ok(Some((revision.edited_at, pending)))
}
