//! Google Calendar v3 and Google's OAuth 2.0.

pub mod calendar;
pub mod oauth;
pub mod wire;

/// The one calendar permission we ask for: "View and edit events on all your calendars". It cannot
/// list calendars, so we write to `primary` only.
pub const CALENDAR_SCOPE: &str = "https://www.googleapis.com/auth/calendar.events";
