//! Admin › Calendar integration: who is connected, in which state, and what was ever sent. Nobody's
//! calendar can be seen here, and no shape has a field for one.

use domain::id::{ClassId, ConnectionId, UserId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::calendar::{DeliveryView, ShownState};
#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// What to list, as the page's address says it. Unknown words are the same as none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationFilter {
    /// `connected`, `need`, `waiting`, `not_connected`; empty = everybody.
    #[serde(default)]
    pub show: String,
    /// `google` or `microsoft`; empty = any.
    #[serde(default)]
    pub calendar: String,
    /// Part of a name or an address.
    #[serde(default)]
    pub q: String,
    /// `name` or `silent`; empty = worst first.
    #[serde(default)]
    pub sort: String,
    /// From 1.
    #[serde(default)]
    pub page: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integration {
    pub at_risk: Vec<AtRisk>,
    pub may_connect: i64,
    pub connected: i64,
    pub need: i64,
    pub waiting: i64,
    pub not_connected: i64,
    pub people: Vec<PersonCalendar>,
    /// How many the filter leaves.
    pub found: i64,
    pub page: i64,
    pub pages: i64,
    /// Mails that could not be sent, or wait after a failure.
    pub mail_trouble: i64,
    /// When our own credential at Microsoft ends, once that is near: "Mar 31, 2027"; else empty.
    pub credential_ends: String,
    /// It has ended.
    pub credential_ended: bool,
}

/// A class that may be missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtRisk {
    pub class_id: ClassId,
    /// "Today 2:00 pm"
    pub when: String,
    pub person: String,
    /// When they were emailed: "8:02 am"; empty = not yet.
    pub emailed: String,
}

/// One person's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCalendar {
    pub user_id: UserId,
    /// Present while there is something to disconnect.
    pub connection_id: Option<ConnectionId>,
    pub name: String,
    pub email: String,
    /// "Google Calendar"; empty = none.
    pub calendar: String,
    /// Masked: "p…@linden.example".
    pub account: String,
    pub state: ShownState,
    pub waits_for_it: bool,
    /// "Today, 10:02 am"; empty = never.
    pub last_change: String,
    pub next_class: Option<NextOf>,
    pub feed: bool,
    pub upcoming: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextOf {
    pub class_id: ClassId,
    /// "Today, 2:00 pm"
    pub when: String,
    pub delivery: DeliveryView,
}

/// The question before somebody is disconnected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisconnectQuestion {
    pub user_id: UserId,
    pub connection_id: ConnectionId,
    pub name: String,
    pub calendar: String,
    pub upcoming: i64,
}

/// A page of the disclosure ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    pub rows: Vec<LedgerLine>,
    pub page: i64,
    pub more: bool,
    /// The period shown, as the date fields have it.
    pub from: String,
    pub until: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerLine {
    pub at: String,
    pub person: String,
    pub calendar: String,
    pub class: String,
    pub class_id: Option<ClassId>,
    pub operation: String,
    pub fields: String,
    pub answer: String,
}

/// What of the ledger; dates as `2026-11-17`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFilter {
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub page: i64,
}

#[server(endpoint = "get_integration")]
pub async fn get_integration(filter: IntegrationFilter) -> Result<Integration, AppError> {
    backend()?.get_integration(filter).await
}

#[server(endpoint = "get_disconnect_question")]
pub async fn get_disconnect_question(user_id: UserId) -> Result<DisconnectQuestion, AppError> {
    backend()?.get_disconnect_question(user_id).await
}

/// `reason` is one of the codes of [`DISCONNECT_REASONS`].
#[server(endpoint = "disconnect_person")]
pub async fn disconnect_person(
    connection_id: ConnectionId,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    backend()?.disconnect_person(connection_id, reason).await
}

/// Why somebody was disconnected: a code, because typed text could name somebody.
pub const DISCONNECT_REASONS: [&str; 5] = ["", "asked", "wrong_account", "left", "security"];

#[server(endpoint = "get_ledger")]
pub async fn get_ledger(filter: LedgerFilter) -> Result<Ledger, AppError> {
    backend()?.get_ledger(filter).await
}
