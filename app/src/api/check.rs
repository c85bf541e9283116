//! *Check my calendar*: what is there against what should be; and removals that wait for an Org Admin.

use domain::id::ClassId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// What a look at the viewer's own calendar found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarCheck {
    pub state: CheckState,
    /// "Google Calendar"; empty when not connected.
    pub calendar: String,
    pub looked: i64,
    /// Changes that wait to be sent, and are not looked at.
    pub waiting: i64,
    pub rows: Vec<CheckRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    Done,
    /// Something is being sent at this moment.
    Busy,
    NotAnswering,
    NotConnected,
}

/// One class whose event is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRow {
    pub class_id: ClassId,
    /// "Thu, Nov 19, 9:00 am"
    pub when: String,
    pub class_type: String,
    pub finding: CheckFinding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckFinding {
    Missing,
    Outdated,
    Extra,
}

/// Removals that nobody asked for, held until an Org Admin decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedRemovals {
    pub id: String,
    pub person: String,
    pub held: i64,
    /// "Today, 10:02 am"
    pub at: String,
    /// "Decision Skills, Thu, Nov 19, 9:00 am"; the first ones.
    pub classes: Vec<String>,
}

#[server(endpoint = "get_calendar_check")]
pub async fn get_calendar_check() -> Result<CalendarCheck, AppError> {
    backend()?.get_calendar_check().await
}

/// Puts one class right, or without one everything that was found.
#[server(endpoint = "fix_calendar")]
pub async fn fix_calendar(#[server(default)] class_id: Option<ClassId>) -> Result<(), AppError> {
    backend()?.fix_calendar(class_id).await
}

#[server(endpoint = "get_stopped_removals")]
pub async fn get_stopped_removals() -> Result<Vec<StoppedRemovals>, AppError> {
    backend()?.get_stopped_removals().await
}

#[server(endpoint = "decide_removals")]
pub async fn decide_removals(id: String, #[server(default)] allow: bool) -> Result<(), AppError> {
    backend()?.decide_removals(id, allow).await
}
