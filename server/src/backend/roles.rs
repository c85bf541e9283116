//! Roles: who may do what. Nobody gives or takes what their own role does not include, nobody locks
//! the organization out, and every edit can be taken back for a while by whoever made it.
//!
//! `page` reads, `impact` says beforehand what an edit does to calendars, `save` does it, `undo`
//! takes it back. What happens to a connection afterwards is `sync::entitlement`'s.

pub mod impact;
mod page;
mod save;
pub mod undo;

pub use impact::{get_reassign_impact, get_role_impact};
pub(super) use page::list;
pub use page::{get_role, get_role_edits, get_roles};
pub(super) use save::entitle;
pub use save::{add_role, delete_role, rename_role, save_role};
pub use undo::{get_pending_undo, undo_role_edit};

use app::error::{AppError, Problem};
use domain::id::{OrgId, RoleId};
use domain::permission::{Permission, Permissions};

use super::{Failure, Outcome, RequestBackend, Signed};
use crate::db::audit::{self, Event};
use crate::db::roles::{self, RoleRecord};
use crate::db::{Tx, catalog};
use crate::words::Words;

/// The permissions a form names.
fn parse(codes: &[String]) -> Outcome<Permissions> {
    codes
        .iter()
        .map(|code| Permission::parse(code))
        .collect::<Option<Permissions>>()
        .ok_or_else(|| AppError::field("permissions", Problem::NotAChoice).into())
}

/// The role with what it allows, or 404.
pub(super) async fn role(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &RoleId,
) -> Outcome<(RoleRecord, Permissions)> {
    let record = roles::one(tx, org_id, id)
        .await?
        .ok_or(AppError::NotFound)?;
    let permissions = roles::permissions(tx, org_id, id).await?;
    Ok((record, permissions))
}

/// Somebody must be able to manage users and roles after this change, too.
pub(super) async fn keep_an_admin(tx: &mut Tx, org_id: &OrgId, otherwise: Problem) -> Outcome<()> {
    if roles::org_admins(tx, org_id).await? == 0 {
        return Err(otherwise.into());
    }
    Ok(())
}

/// Times as the organization's own zone has them.
pub(super) async fn home_words(tx: &mut Tx, signed: &Signed, now: i64) -> Outcome<Words> {
    let home = catalog::organization_zone(tx, &signed.org_id).await?;
    Ok(Words::new(&home, now, &signed.clock))
}

/// One line of the audit: `detail` holds ids and codes, never a name.
pub(super) async fn record(
    request: &RequestBackend,
    tx: &mut Tx,
    action: &str,
    target: (&str, &str),
    detail: &str,
) -> Outcome<()> {
    let signed = request.signed()?;
    let (target_kind, target_id) = target;
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        target_kind,
        target_id,
        detail,
    };
    let now = request.state.clock.now();
    audit::record(tx, &request.state.entropy, now, event).await?;
    Ok(())
}

/// Within what the viewer's own role allows, or refused.
pub(super) fn within(own: &Permissions, target: &Permissions) -> Result<(), Failure> {
    if own.covers(target) {
        Ok(())
    } else {
        Err(Problem::BeyondYou.into())
    }
}
