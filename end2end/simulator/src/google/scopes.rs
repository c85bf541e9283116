//! Scope names: which exist, what they are called in answers, what they allow, what people read.

use std::collections::BTreeSet;

const ROOT: &str = "https://www.googleapis.com/auth/";

/// The calendar scopes of the discovery document (without the common prefix), with the sentence on
/// the consent page where Google publishes one.
const CALENDAR: [(&str, &str); 18] = [
    (
        "calendar",
        "See, edit, share, and permanently delete all the calendars you can access using Google Calendar",
    ),
    ("calendar.acls", ""),
    ("calendar.acls.readonly", ""),
    (
        "calendar.app.created",
        "Make secondary Google calendars, and see, create, change, and delete events on them",
    ),
    ("calendar.calendarlist", ""),
    (
        "calendar.calendarlist.readonly",
        "See the list of Google calendars you’re subscribed to",
    ),
    ("calendar.calendars", ""),
    ("calendar.calendars.readonly", ""),
    (
        "calendar.events",
        "View and edit events on all your calendars",
    ),
    ("calendar.events.freebusy", ""),
    (
        "calendar.events.owned",
        "See, create, change, and delete events on Google calendars you own",
    ),
    ("calendar.events.owned.readonly", ""),
    ("calendar.events.public.readonly", ""),
    (
        "calendar.events.readonly",
        "View events on all your calendars",
    ),
    ("calendar.freebusy", ""),
    (
        "calendar.readonly",
        "See and download any calendar you can access using your Google Calendar",
    ),
    ("calendar.settings", ""),
    ("calendar.settings.readonly", ""),
];

/// The name a scope has in answers, if it exists.
pub fn canonical(scope: &str) -> Option<String> {
    match scope {
        "openid" => return Some(scope.to_owned()),
        "email" | "profile" => return Some(format!("{ROOT}userinfo.{scope}")),
        _ => {}
    }
    let name = scope.strip_prefix(ROOT)?;
    let known = matches!(name, "userinfo.email" | "userinfo.profile")
        || CALENDAR.iter().any(|(calendar, _)| *calendar == name);
    known.then(|| scope.to_owned())
}

/// Signing in is not something one can untick.
pub fn is_sign_in(canonical: &str) -> bool {
    canonical == "openid"
        || canonical
            .strip_prefix(ROOT)
            .is_some_and(|name| name.starts_with("userinfo."))
}

/// The sentence next to the box.
pub fn sentence(canonical: &str) -> String {
    let name = canonical.strip_prefix(ROOT).unwrap_or(canonical);
    match CALENDAR.iter().find(|(calendar, _)| *calendar == name) {
        Some((_, sentence)) if !sentence.is_empty() => (*sentence).to_owned(),
        _ => format!("Use {name}"),
    }
}

pub fn email(scopes: &BTreeSet<String>) -> bool {
    scopes.contains(&format!("{ROOT}userinfo.email"))
}

fn any(scopes: &BTreeSet<String>, names: &[&str]) -> bool {
    names
        .iter()
        .any(|name| scopes.contains(&format!("{ROOT}{name}")))
}

/// Whether events of the primary calendar may be changed. `calendar.app.created` does not: it
/// reaches only calendars the client made.
pub fn write_events(scopes: &BTreeSet<String>) -> bool {
    any(
        scopes,
        &["calendar", "calendar.events", "calendar.events.owned"],
    )
}

pub fn read_events(scopes: &BTreeSet<String>) -> bool {
    write_events(scopes)
        || any(
            scopes,
            &[
                "calendar.readonly",
                "calendar.events.readonly",
                "calendar.events.owned.readonly",
            ],
        )
}

pub fn list_calendars(scopes: &BTreeSet<String>) -> bool {
    any(
        scopes,
        &[
            "calendar",
            "calendar.readonly",
            "calendar.calendarlist",
            "calendar.calendarlist.readonly",
        ],
    )
}

pub fn get_calendar(scopes: &BTreeSet<String>) -> bool {
    any(
        scopes,
        &[
            "calendar",
            "calendar.readonly",
            "calendar.calendars",
            "calendar.calendars.readonly",
        ],
    )
}
