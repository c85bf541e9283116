//! Which classes a viewer sees and may change.
//!
//! `classes.manage` is everybody's classes, `classes.own` one's own. A class somebody may not see
//! does not exist for them, like one of another organization.

use app::error::AppError;
use domain::id::ClassId;
use domain::permission::Permission;

use crate::backend::{Outcome, Signed, not_allowed};
use crate::db::Tx;
use crate::db::classes::{self, ClassRecord};

/// The provider whose classes the viewer sees; empty = everybody's. 403 when no class at all.
pub fn sees_classes_of(signed: &Signed) -> Outcome<&str> {
    if signed.permissions.allows(Permission::ClassesManage) {
        Ok("")
    } else if signed.permissions.allows(Permission::ClassesOwn) {
        Ok(signed.user_id.as_str())
    } else {
        Err(not_allowed(Permission::ClassesOwn))
    }
}

/// One class the viewer sees.
pub async fn visible(tx: &mut Tx, signed: &Signed, id: &ClassId) -> Outcome<ClassRecord> {
    let only_of = sees_classes_of(signed)?;
    let class = classes::find(tx, &signed.org_id, id)
        .await?
        .ok_or(AppError::NotFound)?;
    if only_of.is_empty() || classes::is_provider(tx, id, &signed.user_id).await? {
        Ok(class)
    } else {
        Err(AppError::NotFound.into())
    }
}

/// Whoever sees a class as its provider or as a scheduler may change it; giving it to somebody else
/// is the scheduler's alone.
pub fn may_reassign(signed: &Signed) -> bool {
    signed.permissions.allows(Permission::ClassesManage)
}
