//! Taking an edit back: the previous version is saved again. Offered for the undo window to whoever
//! made the edit, and refused when the row changed since.

use app::api::roles::{Change, ChangeKind, PendingUndo};
use app::error::{AppError, Problem};
use domain::permission::{Permission, Permissions};

use super::save::entitle;
use super::{home_words, keep_an_admin, record, role};
use crate::backend::{Outcome, RequestBackend, Signed, users};
use crate::db::Tx;
use crate::db::impact::{self, Which, Who};
use crate::db::roles::{self, Revision};
use crate::db::{connections, users as people, violated};
use crate::words::Words;

/// What the undo bar says of an edit of a role.
pub fn role_change(
    request: &RequestBackend,
    signed: &Signed,
    revision: &Revision,
    (name, after): (&str, &Permissions),
    words: &Words,
) -> Change {
    let before = revision.permissions();
    let kind = ChangeKind::Role {
        name: name.to_owned(),
        before: if name == revision.name {
            String::new()
        } else {
            revision.name.clone()
        },
    };
    Change {
        id: revision.id.clone(),
        kind,
        given: after.without(&before),
        taken: before.without(after),
        by: revision.editor.clone(),
        own: revision.edited_by == signed.user_id,
        ..timed(request, revision.edited_at, words)
    }
}

/// The times of a change, and nothing else yet.
pub fn timed(request: &RequestBackend, edited_at: i64, words: &Words) -> Change {
    let window = request.state.config.sync.undo_ms;
    let left = (edited_at + window - request.state.clock.now()).max(0);
    Change {
        id: String::new(),
        kind: ChangeKind::Role {
            name: String::new(),
            before: String::new(),
        },
        given: Vec::new(),
        taken: Vec::new(),
        by: String::new(),
        own: false,
        at: words.moment(edited_at),
        until: words.moment(edited_at + window),
        seconds_left: (left + 999) / 1000,
        window_seconds: (window / 1000).max(1),
    }
}

pub async fn get_pending_undo(request: &RequestBackend) -> Outcome<Option<PendingUndo>> {
    let signed = request.signed()?;
    let now = request.state.clock.now();
    let since = now - request.state.config.sync.undo_ms;
    let (org_id, user_id) = (&signed.org_id, &signed.user_id);
    let mut tx = request.state.db.read().await?;
    let words = home_words(&mut tx, signed, now).await?;
    let of_role = roles::undoable(&mut tx, org_id, user_id, since).await?;
    let of_user = users::pending_undo(request, &mut tx, signed, since, &words).await?;
    // The newest one: the bar has room for one.
    if let Some((at, pending)) = of_user
        && of_role
            .as_ref()
            .is_none_or(|revision| revision.edited_at <= at)
    {
        return Ok(Some(pending));
    }
    let Some(revision) = of_role else {
        return Ok(None);
    };
    let (record, after) = role(&mut tx, org_id, &revision.role_id).await?;
    let change = role_change(request, signed, &revision, (&record.name, &after), &words);
    let which = Which::PausedSince(revision.edited_at);
    let who = Who::Role(&revision.role_id);
    let paused = if change.taken.contains(&Permission::CalendarConnect) {
        impact::affected(&mut tx, now, org_id, who, which).await?
    } else {
        Vec::new()
    };
    Ok(Some(PendingUndo {
        change,
        connections: i64::try_from(paused.len()).unwrap_or(i64::MAX),
        events: paused.iter().map(|one| one.events).sum(),
    }))
}

pub async fn undo_role_edit(request: &RequestBackend, edit: &str) -> Outcome<()> {
    let signed = request.signed()?;
    let (state, now) = (&request.state, request.state.clock.now());
    let (org_id, user_id) = (&signed.org_id, &signed.user_id);
    let mut tx = state.db.write().await?;
    connections::hold(&mut tx, org_id).await?;
    let revision = roles::revision(&mut tx, org_id, edit)
        .await?
        .filter(|revision| revision.edited_by == *user_id)
        .ok_or(AppError::NotFound)?;
    let (before, allowed) = role(&mut tx, org_id, &revision.role_id).await?;
    if revision.undone_at.is_some() || before.version != revision.version {
        return Err(Problem::ChangedSince.into());
    }
    let who = Who::Role(&revision.role_id);
    if revision.edited_at + state.config.sync.undo_ms <= now {
        let words = home_words(&mut tx, signed, now).await?;
        let until = revision.edited_at + state.config.sync.undo_ms;
        let outcome = impact::outcome(&mut tx, org_id, who, revision.edited_at).await?;
        return Err(Problem::TooLateToUndo {
            events: outcome.removed,
            at: words.moment(until),
        }
        .into());
    }
    // Whoever took something from their own role may have it back, and nothing else.
    let again = revision.permissions();
    let own_role = people::role_of(&mut tx, org_id, user_id).await?;
    let may = if own_role.as_ref() == Some(&revision.role_id) {
        signed.permissions.and(&again)
    } else {
        signed.permissions.clone()
    };
    if !may.allows(Permission::RolesManage) {
        return Err(crate::backend::not_allowed(Permission::RolesManage));
    }
    super::within(&may, &again)?;
    let which = Which::PausedSince(revision.edited_at);
    let paused = impact::affected(&mut tx, now, org_id, who, which).await?;
    let entropy = &state.entropy;
    roles::mark_undone(&mut tx, now, org_id, edit).await?;
    roles::remember(
        &mut tx,
        entropy,
        now,
        org_id,
        &before,
        &allowed,
        user_id,
        Some(now),
    )
    .await?;
    let saved = roles::save(&mut tx, org_id, &before, &revision.name, &again).await;
    // Somebody gave its former name to another role.
    if !saved.or_else(|error| violated(&error).map(|_| false).ok_or(error))? {
        return Err(Problem::ChangedSince.into());
    }
    keep_an_admin(&mut tx, org_id, Problem::LastRolesRole).await?;
    entitle(request, &mut tx, signed).await?;
    let detail = format!("edit={edit} after={}", again.to_text().replace(' ', ","));
    let target = ("role", revision.role_id.as_str());
    record(request, &mut tx, "role.undone", target, &detail).await?;
    tx.commit().await?;
    state.waker.wake();
    leptos_axum::redirect(&format!(
        "/admin/roles/{}?undone={}",
        revision.role_id,
        paused.len()
    ));
    Ok(())
}

/// How many connections a change of somebody's role paused, and their events.
pub async fn paused(
    tx: &mut Tx,
    now: i64,
    signed: &Signed,
    who: Who<'_>,
    since: i64,
) -> Outcome<(i64, i64)> {
    let which = Which::PausedSince(since);
    let paused = impact::affected(tx, now, &signed.org_id, who, which).await?;
    let events = paused.iter().map(|one| one.events).sum();
    Ok((i64::try_from(paused.len()).unwrap_or(i64::MAX), events))
}
