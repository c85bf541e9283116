//! Users: invited, given another role, deactivated and let in again, within what the viewer's own
//! role allows. The last Org Admin stays.
//!
//! `page` reads, `invite` writes to people who are not there yet, `role` and `access` change those
//! who are. What a lost right does to a calendar is `sync::entitlement`'s.

mod access;
pub mod invite;
mod page;
mod role;

pub use access::{reset_second_step, send_reset_link, set_user_active, sign_out_user};
pub use invite::{invite_people, withdraw_invitation};
pub use page::{get_user, get_users};
pub use role::{change_user_role, get_user_role_impact, pending_undo, undo_user_role};

use app::error::AppError;
use domain::id::UserId;
use domain::permission::Permissions;

use super::roles::home_words;
use super::typed::stale;
use super::{Failure, Outcome, RequestBackend, Signed};
use crate::db::people::{self, Record};
use crate::db::{Tx, roles};

/// The person with what their role allows, or 404.
async fn person(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    id: &UserId,
) -> Outcome<(Record, Permissions)> {
    let now = request.state.clock.now();
    let record = people::one(tx, now, &signed.org_id, id)
        .await?
        .ok_or(AppError::NotFound)?;
    let permissions = roles::permissions(tx, &signed.org_id, &record.role_id).await?;
    Ok((record, permissions))
}

/// Somebody saved first.
async fn late(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    id: &UserId,
) -> Outcome<Failure> {
    let words = home_words(tx, signed, request.state.clock.now()).await?;
    stale(tx, signed, id.as_str(), &words).await
}

fn address(id: &UserId) -> String {
    format!("/admin/users/{id}")
}
