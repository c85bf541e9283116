//! The list of roles, one role, and what others did to it meanwhile.

use std::collections::HashMap;

use app::api::roles::{EditStage, LastEdit, RoleDetail, RoleEdit, RoleRow};
use domain::id::RoleId;
use domain::permission::{Permission, Permissions};

use super::{home_words, impact, role, undo};
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::Tx;
use crate::db::impact::{self as asked, Which, Who};
use crate::db::roles::{self, Revision};
use crate::words::Words;

/// For so long a page says what became of the events of an edit.
const TOLD_FOR_MS: i64 = 7 * 24 * 3_600_000;

pub async fn get_roles(request: &RequestBackend) -> Outcome<Vec<RoleRow>> {
    let signed = request.allowed(Permission::RolesManage)?;
    let mut tx = request.state.db.read().await?;
    list(&mut tx, signed).await
}

/// Every role with what it allows; also for the pages that let one be chosen.
pub async fn list(tx: &mut Tx, signed: &Signed) -> Outcome<Vec<RoleRow>> {
    let mut allowed: HashMap<String, Vec<Permission>> = HashMap::new();
    for (role, permission) in roles::all_permissions(tx, &signed.org_id).await? {
        if let Some(permission) = Permission::parse(&permission) {
            allowed.entry(role).or_default().push(permission);
        }
    }
    let lines = roles::list(tx, &signed.org_id).await?;
    Ok(lines
        .into_iter()
        .map(|line| {
            let permissions: Permissions = allowed
                .remove(line.id.as_str())
                .unwrap_or_default()
                .into_iter()
                .collect();
            RoleRow {
                within: signed.permissions.covers(&permissions),
                id: line.id,
                name: line.name,
                people: line.people,
                connected: line.connected,
                permissions,
            }
        })
        .collect())
}

pub async fn get_role(request: &RequestBackend, id: &RoleId) -> Outcome<RoleDetail> {
    let signed = request.allowed(Permission::RolesManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let (record, permissions) = role(&mut tx, &signed.org_id, id).await?;
    let who = Who::Role(id);
    let people = asked::people(&mut tx, &signed.org_id, who).await?;
    let working = asked::affected(&mut tx, now, &signed.org_id, who, Which::Working).await?;
    let holders = roles::holders(&mut tx, now, &signed.org_id, id).await?;
    let words = home_words(&mut tx, signed, now).await?;
    let last = roles::last_revision(&mut tx, &signed.org_id, id).await?;
    let last_edit = match last {
        Some(revision) if revision.undone_at.is_none() => {
            let after = (record.name.as_str(), &permissions);
            last_edit(request, &mut tx, signed, &revision, after, &words).await?
        }
        _ => None,
    };
    Ok(RoleDetail {
        id: record.id,
        version: record.version,
        name: record.name,
        within: signed.permissions.covers(&permissions),
        permissions,
        people,
        connected: i64::try_from(working.len()).unwrap_or(i64::MAX),
        own: signed.permissions.clone(),
        holders,
        last_edit,
    })
}

/// The newest edit, while it can be undone or something is still to be told about it.
async fn last_edit(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    revision: &Revision,
    after: (&str, &Permissions),
    words: &Words,
) -> Outcome<Option<LastEdit>> {
    let now = request.state.clock.now();
    if revision.edited_at + TOLD_FOR_MS < now {
        return Ok(None);
    }
    let change = undo::role_change(request, signed, revision, after, words);
    let before = revision.permissions();
    let who = Who::Role(&revision.role_id);
    let which = Which::PausedSince(revision.edited_at);
    let right = impact::right_change(&before, after.1);
    let calendar = impact::calendar(request, tx, signed, who, which, right).await?;
    let outcome = asked::outcome(tx, &signed.org_id, who, revision.edited_at).await?;
    let stage = if change.seconds_left > 0 {
        EditStage::Undoable
    } else if outcome.leaving > 0 || calendar.connections > 0 {
        EditStage::Removing
    } else if outcome.gone > 0 {
        EditStage::Over {
            removed: outcome.removed,
            left_behind: outcome.left_behind,
        }
    } else {
        return Ok(None);
    };
    Ok(Some(LastEdit {
        change,
        calendar,
        stage,
    }))
}

pub async fn get_role_edits(
    request: &RequestBackend,
    id: &RoleId,
    since: i64,
) -> Outcome<Vec<RoleEdit>> {
    let signed = request.allowed(Permission::RolesManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let (record, permissions) = role(&mut tx, &signed.org_id, id).await?;
    let words = home_words(&mut tx, signed, now).await?;
    let revisions = roles::revisions_since(&mut tx, &signed.org_id, id, since).await?;
    // Each revision says what was before it; what came after it is what was before the next.
    let mut edits = Vec::new();
    for (n, revision) in revisions.iter().enumerate() {
        let (name, after) = match revisions.get(n + 1) {
            Some(next) => (next.name.as_str(), next.permissions()),
            None => (record.name.as_str(), permissions.clone()),
        };
        let before = revision.permissions();
        edits.push(RoleEdit {
            by: revision.editor.clone(),
            at: words.moment(revision.edited_at),
            given: after.without(&before),
            taken: before.without(&after),
            renamed: if name == revision.name {
                String::new()
            } else {
                name.to_owned()
            },
        });
    }
    Ok(edits)
}
