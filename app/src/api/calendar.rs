//! The EXTERNAL tab: the connection's state, what is next on the calendar, what was ever sent.
//!
//! Connecting is not a server function: it is a form that posts to `/oauth/{provider}/start`, whose
//! answer leads to the provider's own page.

use domain::id::ClassId;
use domain::provider::Provider;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::approval::ItRequest;
#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// What the EXTERNAL tab shows. Every time is text for the viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPanel {
    pub product: String,
    /// The viewer's role allows to connect.
    pub may_connect: bool,
    pub shown: ShownState,
    /// Present in every state but *not connected*.
    pub connection: Option<ConnectionView>,
    pub providers: Vec<ProviderOption>,
    pub accounts: AllowedAccounts,
    /// What the viewer waits for, beside whatever connection there is.
    pub it: Vec<ItRequest>,
    /// The address of the viewer's private feed; empty = none.
    pub feed: String,
    /// Upcoming booked classes of the viewer, connected or not.
    pub upcoming: i64,
    /// How many of them are on the calendar as they should be.
    pub sent: i64,
    /// Changes that wait to be sent.
    pub waiting: i64,
    pub removed_by_user: i64,
    /// Removals that nobody asked for; an administrator has been asked.
    pub held: i64,
    /// *Next on your calendar*, or *Waiting to be sent* while something waits. At most five.
    pub next: Vec<NextClass>,
    pub preview: SentPreview,
    /// The account somebody has just come back with, connected or not; empty = none.
    pub chosen_account: String,
    pub demo_calendar_url: Option<String>,
}

/// Which accounts the organization allows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllowedAccounts {
    #[default]
    Any,
    /// Those an organization runs.
    Work,
    /// Those of certain Entra tenants.
    Tenants,
    /// "linden.example" or "linden.example, elm.example".
    Domains(String),
}

/// The states of the panel, each with one sentence and one button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownState {
    NotConnected,
    Connected,
    CatchingUp,
    Retrying,
    NeedsReconnect,
    NeedsConsent,
    MailboxUnusable,
    OurSide,
    Paused,
    Leaving,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionView {
    pub provider: Provider,
    pub account: String,
    /// "Sep 2, 2026"
    pub connected_on: String,
    /// "Today, 10:02 am"; none yet = empty.
    pub last_change_sent: String,
    /// When the current state began: "yesterday at 6:40 pm".
    pub state_since: String,
    /// *Retrying*: "10:31 am". *Leaving*: removals confirmed of all.
    pub retry_at: String,
    pub leaving_done: i64,
    pub leaving_total: i64,
    /// The account is not the staff e-mail.
    pub other_account: bool,
    /// Where the person's own calendar is.
    pub open_url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderOption {
    pub provider: Provider,
    /// This installation can connect it.
    pub available: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextClass {
    pub class_id: ClassId,
    /// "Today", "Tomorrow", "Thu, Nov 19"
    pub day: String,
    /// "1:00 – 2:30 pm"
    pub time: String,
    pub class_type: String,
    /// "Main Street Center, Room 2"
    pub place: String,
    pub delivery: DeliveryView,
}

/// One delivery line: a kind that picks the words, and the time they name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    pub kind: DeliveryKind,
    /// "Google Calendar"; empty when no provider is involved.
    pub calendar: String,
    /// "Nov 12, 10:02 am"; meaning depends on the kind.
    pub at: String,
    /// Starts within 24 hours and is not delivered: "in 23 hours". Empty otherwise.
    pub at_risk: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// On {calendar} since {at}
    OnCalendar,
    Sending,
    /// Trying again at {at}
    TryingAgain,
    NotConnected,
    WaitingForIt,
    NeedsReconnecting,
    NeedsPermission,
    CalendarMissing,
    Paused,
    OurSide,
    /// You deleted it there [Put back]
    DeletedThere,
    /// Nobody is booked, so nothing is sent
    NobodyBooked,
    /// Removed {at}
    Removed,
    BeingRemoved,
    /// Not delivered in time
    NotInTime,
    /// The provider refused it
    Refused,
    /// The class was canceled, nothing is on the calendar
    Canceled,
    /// Booked before the calendar was connected, and not asked for then
    NotAdded,
}

/// "Exactly what is sent", drawn from the function that builds the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentPreview {
    /// Made up, because the viewer has no next class.
    pub example: bool,
    pub title: String,
    /// "Thu, Nov 19 · 9:00 – 10:30 am"
    pub when: String,
    pub text: String,
    pub link: String,
    pub site: Option<String>,
    /// The request body as JSON, indented.
    pub raw: String,
}

/// One row of *Every message ever sent for you*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMessage {
    pub at: String,
    pub class: String,
    /// `insert`, `patch`, `delete`, `test`.
    pub operation: String,
    pub fields: String,
    /// `confirmed`, `gone`, …; empty = no answer yet.
    pub answer: String,
}

#[server(endpoint = "get_calendar_panel")]
pub async fn get_calendar_panel() -> Result<CalendarPanel, AppError> {
    backend()?.get_calendar_panel().await
}

#[server(endpoint = "disconnect_calendar")]
pub async fn disconnect_calendar(#[server(default)] remove: bool) -> Result<(), AppError> {
    backend()?.disconnect_calendar(remove).await
}

#[server(endpoint = "finish_disconnect")]
pub async fn finish_disconnect() -> Result<(), AppError> {
    backend()?.finish_disconnect().await
}

#[server(endpoint = "try_calendar_now")]
pub async fn try_calendar_now() -> Result<(), AppError> {
    backend()?.try_calendar_now().await
}

#[server(endpoint = "put_back")]
pub async fn put_back(class_id: ClassId) -> Result<(), AppError> {
    backend()?.put_back(class_id).await
}

#[server(endpoint = "get_sent_messages")]
pub async fn get_sent_messages(page: i64) -> Result<Vec<SentMessage>, AppError> {
    backend()?.get_sent_messages(page).await
}
