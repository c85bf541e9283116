//! Audit: who did what, and what became of every mail. Ids and codes are stored; names are looked up
//! for the page.

use domain::id::ClassId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// Which events; dates as `2026-11-17`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    /// Part of the name or address of whoever did it or it was done to.
    #[serde(default)]
    pub q: String,
    /// One of [`AREAS`]; empty = everything.
    #[serde(default)]
    pub area: String,
    #[serde(default)]
    pub page: i64,
}

/// What an action is about: the first part of its code, and what begins with it.
pub const AREAS: [&str; 8] = [
    "sign_in", "calendar", "class", "roster", "case", "user", "role", "settings",
];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub rows: Vec<AuditLine>,
    pub page: i64,
    pub more: bool,
    pub from: String,
    pub until: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// "Today, 10:02 am"
    pub at: String,
    /// Empty = the system, or nobody who was signed in.
    pub who: String,
    /// The code, which the page has words for.
    pub action: String,
    /// What it was done to, as it is called now; else its kind and the beginning of its id.
    pub to: String,
    /// A class can be opened.
    pub class_id: Option<ClassId>,
    pub detail: String,
}

/// Every mail, without its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPage {
    pub rows: Vec<MailLine>,
    pub total: i64,
    pub page: i64,
    pub pages: i64,
    /// A server to hand mail to is set.
    pub set_up: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLine {
    pub at: String,
    pub to: String,
    /// The letter's stored name, which the page has words for.
    pub letter: String,
    pub state: MailState,
    /// When it was sent, or is tried next.
    pub when: String,
    /// The code of the last failure; empty = none.
    pub error: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    Sent,
    Waiting,
    TryingAgain,
    GivenUp,
}

/// A mail in the demo's mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoLetter {
    pub at: String,
    pub to: String,
    pub subject: String,
    pub body: String,
}

#[server(endpoint = "get_audit")]
pub async fn get_audit(filter: AuditFilter) -> Result<AuditPage, AppError> {
    backend()?.get_audit(filter).await
}

#[server(endpoint = "get_mails")]
pub async fn get_mails(page: i64) -> Result<MailPage, AppError> {
    backend()?.get_mails(page).await
}

#[server(endpoint = "get_demo_mailbox")]
pub async fn get_demo_mailbox() -> Result<Vec<DemoLetter>, AppError> {
    backend()?.get_demo_mailbox().await
}
