//! Signing in, the viewer, the Profile's GENERAL and SECURITY tabs.

use domain::permission::Permissions;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// The signed-in user a request acts for, as the shell needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub name: String,
    pub initials: String,
    pub email: String,
    pub role: String,
    pub permissions: Permissions,
    pub organization: String,
    pub product: String,
    /// `system`, `light` or `dark`.
    pub appearance: String,
    pub demo: bool,
    /// The EXTERNAL tab exists: the permission, or a connection that is still there.
    pub external_tab: bool,
    /// Nothing else is allowed before a second step is set up.
    pub must_set_up_second_step: bool,
    /// A sentence for every page but EXTERNAL while a connection needs its person.
    pub banner: Option<CalendarBanner>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarBanner {
    /// "Google Calendar"
    pub calendar: String,
    /// `needs_reconnect`, `needs_consent`, `mailbox_unusable`.
    pub state: String,
    pub waiting: i64,
}

/// What the sign-in page says before anybody is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInPage {
    pub product: String,
    /// The only organization's name, else the product's.
    pub organization: String,
    /// Demo mode only.
    pub demo_accounts: Vec<DemoAccount>,
    pub signed_in: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub email: String,
    pub password: String,
    pub initials: String,
    pub name: String,
    pub role: String,
    /// `staff`, `staff2`, `nocal`, `scheduler`, `admin`: picks the line under the name.
    pub kind: String,
}

/// A one-time link, looked at but not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkInfo {
    pub product: String,
    pub organization: String,
    /// `setup`, `invite` or `reset`.
    pub purpose: String,
    pub email: String,
    /// As far as whoever invited them knew.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    pub email: String,
    pub role: String,
    pub appearance: String,
    /// `12`, `24` or empty = the organization's.
    pub clock: String,
    pub version: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedInDevice {
    pub device: String,
    pub last_seen: String,
    pub this_one: bool,
}

#[server(endpoint = "get_viewer")]
pub async fn get_viewer() -> Result<Option<Viewer>, AppError> {
    backend()?.get_viewer().await
}

#[server(endpoint = "get_sign_in_page")]
pub async fn get_sign_in_page() -> Result<SignInPage, AppError> {
    backend()?.get_sign_in_page().await
}

#[server(endpoint = "sign_in")]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] return_to: String,
) -> Result<(), AppError> {
    backend()?.sign_in(email, password, return_to).await
}

#[server(endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), AppError> {
    backend()?.sign_out().await
}

#[server(endpoint = "request_password_reset")]
pub async fn request_password_reset(email: String) -> Result<(), AppError> {
    backend()?.request_password_reset(email).await
}

#[server(endpoint = "get_link_info")]
pub async fn get_link_info(token: String) -> Result<LinkInfo, AppError> {
    backend()?.get_link_info(token).await
}

#[server(endpoint = "use_link")]
pub async fn use_link(
    token: String,
    #[server(default)] name: String,
    password: String,
) -> Result<(), AppError> {
    backend()?.use_link(token, name, password).await
}

#[server(endpoint = "get_profile")]
pub async fn get_profile() -> Result<Profile, AppError> {
    backend()?.get_profile().await
}

#[server(endpoint = "save_profile")]
pub async fn save_profile(
    name: String,
    appearance: String,
    #[server(default)] clock: String,
    version: i64,
) -> Result<(), AppError> {
    backend()?
        .save_profile(name, appearance, clock, version)
        .await
}

#[server(endpoint = "set_appearance")]
pub async fn set_appearance(appearance: String) -> Result<(), AppError> {
    backend()?.set_appearance(appearance).await
}

#[server(endpoint = "change_password")]
pub async fn change_password(current: String, new: String) -> Result<(), AppError> {
    backend()?.change_password(current, new).await
}

#[server(endpoint = "get_signed_in_devices")]
pub async fn get_signed_in_devices() -> Result<Vec<SignedInDevice>, AppError> {
    backend()?.get_signed_in_devices().await
}

#[server(endpoint = "sign_out_everywhere_else")]
pub async fn sign_out_everywhere_else() -> Result<(), AppError> {
    backend()?.sign_out_everywhere_else().await
}
