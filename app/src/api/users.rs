//! Users: who is there, what their role is, and inviting, moving and deactivating them.

use domain::id::{RoleId, UserId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::roles::{Change, RoleImpact, RoleRow};
#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// What the list is asked for; everything as the address has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFilter {
    #[serde(default)]
    pub query: String,
    /// A role's id, or empty.
    #[serde(default)]
    pub role: String,
    /// `active`, `invited`, `deactivated`, or empty.
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub deactivated: bool,
    #[serde(default)]
    pub page: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPage {
    pub users: Vec<UserRow>,
    pub total: i64,
    pub page: i64,
    pub pages: i64,
    pub roles: Vec<RoleRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// A person, or for somebody invited the invitation.
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: String,
    pub status: UserStatus,
    /// Empty = never.
    pub last_signed_in: String,
    /// A connection's state, or empty.
    pub calendar: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserStatus {
    Active,
    Invited,
    Deactivated,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    pub id: UserId,
    pub version: i64,
    pub name: String,
    pub email: String,
    pub role_id: RoleId,
    pub role: String,
    pub active: bool,
    pub last_signed_in: String,
    pub signed_in_devices: i64,
    /// They sign in with a code besides the password.
    pub second_step: bool,
    pub calendar: String,
    /// Events that could not be removed when the last connection ended.
    pub left_behind: i64,
    /// Upcoming booked classes they are the provider of.
    pub upcoming: i64,
    /// The first of them, for whoever has to find somebody else.
    pub classes: Vec<UserClass>,
    /// Upcoming events on their calendar.
    pub events: i64,
    /// Their role lies within the viewer's.
    pub within: bool,
    pub is_viewer: bool,
    pub roles: Vec<RoleRow>,
    pub last_change: Option<Change>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserClass {
    pub id: String,
    pub class_type: String,
    pub when: String,
}

#[server(endpoint = "get_users")]
pub async fn get_users(#[server(default)] filter: UserFilter) -> Result<UserPage, AppError> {
    backend()?.get_users(filter).await
}

#[server(endpoint = "get_user")]
pub async fn get_user(id: UserId) -> Result<UserDetail, AppError> {
    backend()?.get_user(id).await
}

#[server(endpoint = "get_user_role_impact")]
pub async fn get_user_role_impact(id: UserId, role_id: RoleId) -> Result<RoleImpact, AppError> {
    backend()?.get_user_role_impact(id, role_id).await
}

/// One address per line; each gets a link that works once.
#[server(endpoint = "invite_people")]
pub async fn invite_people(emails: String, role_id: String) -> Result<i64, AppError> {
    backend()?.invite_people(emails, role_id).await
}

#[server(endpoint = "withdraw_invitation")]
pub async fn withdraw_invitation(invitation: String) -> Result<(), AppError> {
    backend()?.withdraw_invitation(invitation).await
}

#[server(endpoint = "change_user_role")]
pub async fn change_user_role(id: UserId, version: i64, role_id: String) -> Result<(), AppError> {
    backend()?.change_user_role(id, version, role_id).await
}

#[server(endpoint = "undo_user_role")]
pub async fn undo_user_role(edit: String) -> Result<(), AppError> {
    backend()?.undo_user_role(edit).await
}

#[server(endpoint = "deactivate_user")]
pub async fn deactivate_user(id: UserId, version: i64) -> Result<(), AppError> {
    backend()?.set_user_active(id, version, false).await
}

#[server(endpoint = "reactivate_user")]
pub async fn reactivate_user(id: UserId, version: i64) -> Result<(), AppError> {
    backend()?.set_user_active(id, version, true).await
}

#[server(endpoint = "sign_out_user")]
pub async fn sign_out_user(id: UserId) -> Result<(), AppError> {
    backend()?.sign_out_user(id).await
}

#[server(endpoint = "send_reset_link")]
pub async fn send_reset_link(id: UserId) -> Result<(), AppError> {
    backend()?.send_reset_link(id).await
}

/// Takes somebody's second step away who has lost their phone and their recovery codes.
#[server(endpoint = "reset_second_step")]
pub async fn reset_second_step(id: UserId) -> Result<(), AppError> {
    backend()?.reset_second_step(id).await
}
