//! Roles: the list, the editor, what saving would do to calendars, and the way back.

use domain::id::RoleId;
use domain::permission::{Permission, Permissions};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRow {
    pub id: RoleId,
    pub name: String,
    /// Active people who have it.
    pub people: i64,
    /// Their connected calendars.
    pub connected: i64,
    pub permissions: Permissions,
    /// Whether it lies within what the viewer may do, and so may be edited and given by them.
    pub within: bool,
}

/// One role, as it is saved now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDetail {
    pub id: RoleId,
    pub version: i64,
    pub name: String,
    pub permissions: Permissions,
    pub people: i64,
    pub connected: i64,
    pub within: bool,
    /// What the viewer's own role allows: the rest they can neither give nor take.
    pub own: Permissions,
    /// Whoever has it, is invited into it, or had it when they were deactivated.
    pub holders: i64,
    pub last_edit: Option<LastEdit>,
}

/// What saving does to calendars.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarImpact {
    /// The right to a calendar: taken, given or neither.
    pub right: RightChange,
    /// Everybody it is given to.
    pub may_now_connect: i64,
    /// Connections that are paused at once and end after the undo window.
    pub connections: i64,
    /// Upcoming events that leave calendars with them.
    pub events: i64,
    pub waiting_for_it: i64,
    /// Whose calendars, most events first; the first hundred.
    pub staff: Vec<AffectedStaff>,
    /// "Today, 1:00 pm" and whose.
    pub first_when: String,
    pub first_who: String,
    pub undo_minutes: i64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RightChange {
    #[default]
    None,
    Given,
    Taken,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedStaff {
    pub name: String,
    /// "Google", "Microsoft 365"
    pub calendar: String,
    pub events: i64,
}

/// What saving these permissions would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleImpact {
    pub given: Vec<Permission>,
    pub taken: Vec<Permission>,
    pub calendar: CalendarImpact,
    /// Why it could not be saved.
    pub refused: Option<AppError>,
}

/// The newest edit of a role while it matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastEdit {
    pub change: Change,
    /// Paused, or gone meanwhile.
    pub calendar: CalendarImpact,
    pub stage: EditStage,
}

/// What an edit did, and until when it can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Names the edit when it is undone.
    pub id: String,
    /// The role, or the person who got another one.
    pub kind: ChangeKind,
    pub given: Vec<Permission>,
    pub taken: Vec<Permission>,
    pub by: String,
    /// By the viewer: *Undo* is theirs.
    pub own: bool,
    pub at: String,
    pub until: String,
    pub seconds_left: i64,
    pub window_seconds: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeKind {
    /// Its name now, and before if it was another one.
    Role {
        name: String,
        before: String,
    },
    User {
        name: String,
        role: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EditStage {
    /// It can still be undone.
    Undoable,
    /// The window is over and events are being removed.
    Removing,
    /// All removals are confirmed, or given up.
    Over { removed: i64, left_behind: i64 },
}

/// What the undo bar of Admin says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingUndo {
    pub change: Change,
    pub connections: i64,
    pub events: i64,
}

/// One edit, for somebody whose own came too late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleEdit {
    pub by: String,
    pub at: String,
    pub given: Vec<Permission>,
    pub taken: Vec<Permission>,
    /// The new name, if it changed.
    pub renamed: String,
}

#[server(endpoint = "get_roles")]
pub async fn get_roles() -> Result<Vec<RoleRow>, AppError> {
    backend()?.get_roles().await
}

#[server(endpoint = "get_role")]
pub async fn get_role(id: RoleId) -> Result<RoleDetail, AppError> {
    backend()?.get_role(id).await
}

/// `permissions` are codes; what is not one is refused.
#[server(endpoint = "get_role_impact")]
pub async fn get_role_impact(
    id: RoleId,
    #[server(default)] permissions: Vec<String>,
) -> Result<RoleImpact, AppError> {
    backend()?.get_role_impact(id, permissions).await
}

/// What giving everybody who has one role another one would do.
#[server(endpoint = "get_reassign_impact")]
pub async fn get_reassign_impact(id: RoleId, to: RoleId) -> Result<RoleImpact, AppError> {
    backend()?.get_reassign_impact(id, to).await
}

/// The edits since a version, oldest first.
#[server(endpoint = "get_role_edits")]
pub async fn get_role_edits(id: RoleId, since: i64) -> Result<Vec<RoleEdit>, AppError> {
    backend()?.get_role_edits(id, since).await
}

#[server(endpoint = "save_role")]
pub async fn save_role(
    id: RoleId,
    version: i64,
    #[server(default)] permissions: Vec<String>,
) -> Result<(), AppError> {
    backend()?.save_role(id, version, permissions).await
}

#[server(endpoint = "rename_role")]
pub async fn rename_role(id: RoleId, version: i64, name: String) -> Result<(), AppError> {
    backend()?.rename_role(id, version, name).await
}

/// A new role with what another one allows, or with nothing.
#[server(endpoint = "add_role")]
pub async fn add_role(name: String, #[server(default)] like: String) -> Result<RoleId, AppError> {
    backend()?.add_role(name, like).await
}

/// Whoever has it gets `to` in the same step.
#[server(endpoint = "delete_role")]
pub async fn delete_role(
    id: RoleId,
    version: i64,
    #[server(default)] to: String,
) -> Result<(), AppError> {
    backend()?.delete_role(id, version, to).await
}

/// The viewer's newest edit of a role, or of somebody's role, that can still be taken back.
#[server(endpoint = "get_pending_undo")]
pub async fn get_pending_undo() -> Result<Option<PendingUndo>, AppError> {
    backend()?.get_pending_undo().await
}

#[server(endpoint = "undo_role_edit")]
pub async fn undo_role_edit(edit: String) -> Result<(), AppError> {
    backend()?.undo_role_edit(edit).await
}
