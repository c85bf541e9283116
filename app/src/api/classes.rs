//! My classes, Schedule, one class with its three tabs, and the availability form.

use std::collections::BTreeMap;

use domain::id::{CaseId, ClassId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::calendar::{DeliveryView, SentPreview};
#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// One week of classes: the viewer's own (`scope` = `own`) or everybody's (`all`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassWeek {
    /// "Nov 16 – 22, 2026"
    pub title: String,
    /// Monday of the week shown, "2026-11-16"; previous and next week likewise.
    pub date: String,
    pub previous: String,
    pub next: String,
    /// "Chicago time", or empty when sites differ.
    pub zone: String,
    pub days: Vec<ClassDay>,
    /// The viewer's next class from now on, any week.
    pub upcoming: Option<ClassRow>,
    /// "Google Calendar: connected, 11 of 12 upcoming classes there": the parts.
    pub calendar: CalendarSummary,
    pub may_add: bool,
    /// The names of the 24 hours as the viewer reads them: "12 am", "1 am", …, "11 pm".
    pub hours: Vec<String>,
    /// Minutes since local midnight when this week holds today, else -1; and its words, "10:24".
    pub now_minute: i64,
    pub now: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarSummary {
    /// Empty = not connected.
    pub calendar: String,
    /// The connection's stored state, empty = none.
    pub state: String,
    pub sent: i64,
    pub upcoming: i64,
    pub may_connect: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassDay {
    /// "2026-11-17"
    pub date: String,
    /// "Tue"
    pub weekday: String,
    /// "17"
    pub day: String,
    /// "Today, Tue Nov 17"
    pub heading: String,
    pub today: bool,
    pub past: bool,
    pub classes: Vec<ClassRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRow {
    pub id: ClassId,
    pub class_type: String,
    /// "9:00 – 10:30 am"
    pub time: String,
    /// "9:00 am"
    pub start: String,
    /// "to 10:30"
    pub end: String,
    /// Day words for lists: "Thu, Nov 19"
    pub day: String,
    /// The zone's abbreviation where sites differ, else empty.
    pub zone: String,
    pub place: String,
    pub provider: String,
    /// There is nobody to teach it: they were deactivated.
    pub provider_gone: bool,
    pub booked: i64,
    pub capacity: i64,
    pub canceled: bool,
    pub started: bool,
    pub over: bool,
    /// Quarter hours after local midnight, and length in quarter hours, for the week grid.
    pub grid_start: i64,
    pub grid_length: i64,
    pub delivery: DeliveryView,
}

/// The head of a class page and its DETAILS tab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassDetail {
    pub id: ClassId,
    pub version: i64,
    pub class_type: String,
    pub calendar_title: String,
    /// "Thu, Nov 19, 2026, 9:00 – 10:30 am, Chicago time"
    pub when: String,
    pub place: String,
    pub site: String,
    pub room: String,
    pub provider: String,
    /// There is nobody to teach it: they were deactivated.
    pub provider_gone: bool,
    pub capacity: i64,
    pub booked: i64,
    pub offered_by: String,
    pub canceled: bool,
    pub cancel_reason: String,
    pub started: bool,
    pub over: bool,
    pub may_edit: bool,
    /// This one and the later ones of its series, and how many cases are booked into them; 0 = it is
    /// alone, or the last.
    pub rest: i64,
    pub rest_booked: i64,
    /// The last date of the series: "May 30, 2027".
    pub rest_until: String,
    pub may_book: bool,
    /// The viewer is the provider.
    pub own: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRoster {
    pub entries: Vec<RosterRow>,
    pub removed: Vec<RemovedRow>,
    pub booked: i64,
    pub capacity: i64,
    pub delivery: DeliveryView,
    pub provider: String,
    pub preview: SentPreview,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterRow {
    pub case_id: CaseId,
    pub name: String,
    pub reference: String,
    pub booked_at: String,
    pub booked_by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedRow {
    pub case_id: CaseId,
    pub name: String,
    pub reference: String,
    pub removed_at: String,
    pub removed_by: String,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassDelivery {
    pub provider: String,
    pub delivery: DeliveryView,
    /// "today at 10:02 am"; empty = nothing was sent yet.
    pub last_change: String,
    /// Something waits to be sent.
    pub waiting: bool,
    /// *Send again* and *Put back* are the provider's own or a scheduler's to press.
    pub may_send_again: bool,
    pub history: Vec<HistoryRow>,
    pub preview: SentPreview,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    pub at: String,
    pub kind: HistoryKind,
    /// "Google Calendar" or empty.
    pub calendar: String,
    /// Who did it, or whom it concerns.
    pub person: String,
    pub count: i64,
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    EventAdded,
    EventMoved,
    EventRemoved,
    EventUnanswered,
    FirstBooked,
    RosterChanged,
    LastRemoved,
    Offered,
    Canceled,
    Uncanceled,
    Moved,
    Reassigned,
}

/// What the form may choose from, and the values it starts with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityOptions {
    pub class_types: Vec<Choice>,
    pub sites: Vec<SiteChoice>,
    /// Only the viewer, unless they may manage everybody's classes.
    pub providers: Vec<Choice>,
    pub form: AvailabilityForm,
    /// "Thu, Nov 19, 2026, 9:00 – 10:30 am", when it is there already.
    pub when: String,
    pub version: i64,
    /// This one and the later ones of its series; 0 = it is alone, or the last.
    pub rest: i64,
    /// Time and provider can no longer change.
    pub started: bool,
    pub booked: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteChoice {
    pub id: String,
    pub name: String,
    /// "Chicago time"
    pub zone: String,
}

/// As typed: parsed and checked on the server, so that nothing typed is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityForm {
    pub class_type_id: String,
    pub site_id: String,
    #[serde(default)]
    pub room: String,
    pub provider_id: String,
    pub capacity: String,
    /// "2026-11-19"
    pub date: String,
    /// "09:00"
    pub start: String,
    pub end: String,
    /// An ambiguous local time: `first` or `second`; empty = not asked.
    #[serde(default)]
    pub start_fold: String,
    #[serde(default)]
    pub end_fold: String,
    /// "on" = the end is on the next day.
    #[serde(default)]
    pub ends_next_day: String,
    /// "on" = every week until `until`.
    #[serde(default)]
    pub repeat: String,
    /// "2027-05-30"
    #[serde(default)]
    pub until: String,
    /// "rest" = this availability and all later ones of its series.
    #[serde(default)]
    pub reach: String,
    /// What was decided about single dates: `skip`, `first` or `second`; read by
    /// [`AvailabilityForm::decided`].
    #[serde(default)]
    pub decided: BTreeMap<String, String>,
    /// "on" = the dates were shown. Without script they are shown first.
    #[serde(default)]
    pub seen: String,
}

impl AvailabilityForm {
    /// Every week until a date.
    #[must_use]
    pub fn is_weekly(&self) -> bool {
        !self.repeat.is_empty()
    }

    /// What was decided about a date ("2027-03-14"): `skip`, `first`, `second` or nothing.
    #[must_use]
    pub fn decided(&self, date: &str) -> &str {
        self.decided
            .get(&format!("d{date}"))
            .map_or("", String::as_str)
    }

    /// The form's name of that decision. It begins with a letter: a digit would begin a list.
    #[must_use]
    pub fn decision_name(date: &str) -> String {
        format!("form[decided][d{date}]")
    }

    /// This one and all later ones of its series.
    #[must_use]
    pub fn is_for_the_rest(&self) -> bool {
        self.reach == "rest"
    }
}

/// What a person can do to a class besides editing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassAction {
    Cancel {
        reason: String,
    },
    Uncancel,
    Delete,
    /// This one and all later ones of its series.
    DeleteRest,
    SendAgain,
}

/// What booking or removing did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    pub reference: String,
    /// Still booked after it.
    pub booked: i64,
    pub provider: String,
    /// The provider has no calendar connected.
    pub not_connected: bool,
    /// "Thu, Nov 19, 9:00 am"
    pub when: String,
    pub started: bool,
}

#[server(endpoint = "get_class_week")]
pub async fn get_class_week(scope: String, date: String) -> Result<ClassWeek, AppError> {
    backend()?.get_class_week(scope, date).await
}

#[server(endpoint = "get_class_by_link")]
pub async fn get_class_by_link(token: String) -> Result<ClassId, AppError> {
    backend()?.get_class_by_link(token).await
}

#[server(endpoint = "get_class_detail")]
pub async fn get_class_detail(id: ClassId) -> Result<ClassDetail, AppError> {
    backend()?.get_class_detail(id).await
}

#[server(endpoint = "get_class_roster")]
pub async fn get_class_roster(id: ClassId) -> Result<ClassRoster, AppError> {
    backend()?.get_class_roster(id).await
}

#[server(endpoint = "get_class_delivery")]
pub async fn get_class_delivery(id: ClassId) -> Result<ClassDelivery, AppError> {
    backend()?.get_class_delivery(id).await
}

#[server(endpoint = "get_availability_options")]
pub async fn get_availability_options(
    id: Option<ClassId>,
) -> Result<AvailabilityOptions, AppError> {
    backend()?.get_availability_options(id).await
}

#[server(endpoint = "add_availability")]
pub async fn add_availability(form: AvailabilityForm) -> Result<ClassId, AppError> {
    backend()?.add_availability(form).await
}

#[server(endpoint = "edit_availability")]
pub async fn edit_availability(
    id: ClassId,
    version: i64,
    form: AvailabilityForm,
) -> Result<ClassId, AppError> {
    backend()?.edit_availability(id, version, form).await
}

#[server(endpoint = "cancel_class")]
pub async fn cancel_class(
    id: ClassId,
    version: i64,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    backend()?
        .act_on_class(id, version, ClassAction::Cancel { reason })
        .await
}

#[server(endpoint = "uncancel_class")]
pub async fn uncancel_class(id: ClassId, version: i64) -> Result<(), AppError> {
    backend()?
        .act_on_class(id, version, ClassAction::Uncancel)
        .await
}

/// `reach` = "rest": this one and all later ones of its series.
#[server(endpoint = "delete_class")]
pub async fn delete_class(
    id: ClassId,
    version: i64,
    #[server(default)] reach: String,
) -> Result<(), AppError> {
    let action = if reach == "rest" {
        ClassAction::DeleteRest
    } else {
        ClassAction::Delete
    };
    backend()?.act_on_class(id, version, action).await
}

#[server(endpoint = "send_again")]
pub async fn send_again(id: ClassId, version: i64) -> Result<(), AppError> {
    backend()?
        .act_on_class(id, version, ClassAction::SendAgain)
        .await
}

/// `case` is a case id (chosen from the list) or a typed reference.
#[server(endpoint = "book_case")]
pub async fn book_case(class_id: ClassId, case: String) -> Result<Booked, AppError> {
    backend()?.book_case(class_id, case).await
}

#[server(endpoint = "remove_case")]
pub async fn remove_case(
    class_id: ClassId,
    case_id: CaseId,
    #[server(default)] reason: String,
) -> Result<Booked, AppError> {
    backend()?.remove_case(class_id, case_id, reason).await
}
