//! The organization's calendar policy: which accounts may be connected, and what an event says.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::calendar::SentPreview;
#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// The policy as a form: what a person chooses, before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PolicyForm {
    #[serde(default)]
    pub google: bool,
    #[serde(default)]
    pub microsoft: bool,
    /// One of [`Accounts`].
    #[serde(default)]
    pub accounts: String,
    /// As typed, separated by commas or spaces.
    #[serde(default)]
    pub domains: String,
    #[serde(default)]
    pub tenants: String,
    /// `class` or `alias`.
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub show_site: bool,
}

/// Which accounts may be connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accounts {
    Any,
    /// Those an organization runs.
    Work,
    Domains,
    Tenants,
}

impl Accounts {
    pub const ALL: [Accounts; 4] = [
        Accounts::Domains,
        Accounts::Tenants,
        Accounts::Work,
        Accounts::Any,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Accounts::Any => "any",
            Accounts::Work => "work",
            Accounts::Domains => "domains",
            Accounts::Tenants => "tenants",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Accounts> {
        Accounts::ALL.into_iter().find(|a| a.as_str() == text)
    }
}

/// The policy as it is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyPage {
    pub version: i64,
    pub form: PolicyForm,
    /// The viewer's own last edit, while it can be taken back.
    pub undo: Option<PolicyUndo>,
}

/// The last edit, until it can no longer be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyUndo {
    /// "10:34 am"
    pub until: String,
    pub seconds_left: i64,
    pub window_seconds: i64,
    /// Connections that are paused until then, and their events.
    pub people: i64,
    pub events: i64,
}

/// What saving a form would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyPreview {
    pub sent: SentPreview,
    /// Nothing while the form cannot be saved as it is.
    pub effect: Option<PolicyEffect>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyEffect {
    /// Events that say something else afterwards, and the calendars they are on.
    pub rewritten: i64,
    pub calendars: i64,
    /// People who lose their connection, and the events that go with it.
    pub people: i64,
    pub removed: i64,
    /// Paused connections that work again.
    pub returned: i64,
}

#[server(endpoint = "get_policy")]
pub async fn get_policy() -> Result<PolicyPage, AppError> {
    backend()?.get_policy().await
}

/// Without a form: what the saved policy sends.
#[server(endpoint = "preview_policy")]
pub async fn preview_policy(form: Option<PolicyForm>) -> Result<PolicyPreview, AppError> {
    backend()?.preview_policy(form).await
}

#[server(endpoint = "save_policy")]
pub async fn save_policy(version: i64, form: PolicyForm) -> Result<(), AppError> {
    backend()?.save_policy(version, form).await
}

/// Saves what was before `version` again.
#[server(endpoint = "undo_policy")]
pub async fn undo_policy(version: i64) -> Result<(), AppError> {
    backend()?.undo_policy(version).await
}
