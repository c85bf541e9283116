//! The organization's own settings: what it is called, and how it reads times.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub version: i64,
    pub form: SettingsForm,
    /// IANA names the form offers.
    pub time_zones: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsForm {
    pub name: String,
    /// For times that belong to no site, and for where a day begins in lists.
    pub time_zone: String,
    /// `12` or `24`, for whoever chose neither.
    #[serde(default)]
    pub clock: String,
    /// `monday` or `sunday`.
    #[serde(default)]
    pub week_start: String,
}

#[server(endpoint = "get_settings")]
pub async fn get_settings() -> Result<Settings, AppError> {
    backend()?.get_settings().await
}

#[server(endpoint = "save_settings")]
pub async fn save_settings(version: i64, form: SettingsForm) -> Result<(), AppError> {
    backend()?.save_settings(version, form).await
}
