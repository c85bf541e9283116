//! An account's calendar as its owner sees it: a week as a list of days, every event as received.

mod event;

use axum::extract::{Form, OriginalUri, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Maker, Page, esc, requests};
use crate::google::calendar::change::{self, Precondition, Stamp};
use crate::google::calendar::time::{self, When};
use crate::google::state::{Account, Event};
use crate::sim::{Desk, Sim};

#[derive(Deserialize)]
pub struct Week {
    week: Option<String>,
    problem: Option<String>,
}

pub async fn page(
    State(sim): State<Sim>,
    Path(name): Path<String>,
    OriginalUri(uri): OriginalUri,
    Query(Week { week, problem }): Query<Week>,
) -> Response {
    let desk = sim.desk();
    let back = uri.path_and_query().map_or("/", |target| target.as_str());
    let Some(account) = desk.google.account(&name) else {
        let page = Page {
            maker: Maker::Google,
            title: "Google: no such account".into(),
            main: "<h1>There is no such account</h1>\n<p><a href=\"/\">All accounts</a></p>".into(),
            aside: String::new(),
            back: "/".into(),
        };
        return (StatusCode::NOT_FOUND, page.render(&desk)).into_response();
    };
    let zone = time::zone(&account.time_zone).unwrap_or(TimeZone::UTC);
    let now = Timestamp::from_millisecond(desk.now()).unwrap_or(Timestamp::UNIX_EPOCH);
    let now = now.to_zoned(zone.clone());
    let asked = week.and_then(|week| week.parse().ok());
    let first = first_day(asked.unwrap_or_else(|| now.date()));
    let problem = match problem {
        Some(problem) => format!(
            "<p class=\"problem\" role=\"alert\">{}</p>\n",
            esc(&problem)
        ),
        None => String::new(),
    };
    let main = format!(
        r#"<p class="card-head"><span>Simulated Google · calendar</span> <a href="/">All accounts</a></p>
<h1>{}</h1>
{problem}{}
{}"#,
        esc(&account.email),
        week_links(account, first),
        days(&desk, account, first, sim.product()),
    );
    let page = Page {
        maker: Maker::Google,
        title: format!("Google: calendar of {}", account.email),
        main,
        aside: format!(
            "{}\n{}",
            requests::clock(&now, back),
            requests::recent(&desk, &account.email, &zone)
        ),
        back: back.to_owned(),
    };
    page.render(&desk).into_response()
}

/// The Sunday on or before a day.
fn first_day(day: Date) -> Date {
    let back = i64::from(day.weekday().to_sunday_zero_offset());
    day.saturating_sub(Span::new().days(back))
}

fn week_links(account: &Account, first: Date) -> String {
    let week = |days: i64| first.saturating_add(Span::new().days(days));
    let last = week(6);
    format!(
        r#"<nav class="weeks" aria-label="Weeks"><a href="/calendar/{email}?week={}">Previous week</a> <strong>{} – {}</strong> <a href="/calendar/{email}?week={}">Next week</a></nav>"#,
        week(-7),
        first.strftime("%b %-d"),
        last.strftime("%b %-d, %Y"),
        week(7),
        email = esc(&account.email),
    )
}

fn days(desk: &Desk, account: &Account, first: Date, product: &str) -> String {
    let stored = desk.google.events.get(&account.email);
    let mut live: Vec<(Date, String, &Event)> = stored
        .into_iter()
        .flat_map(|events| events.values())
        .filter(|event| event.get("status").and_then(Value::as_str) != Some("cancelled"))
        .filter_map(|event| {
            let (day, order) = starts(event, account)?;
            Some((day, order, event))
        })
        .collect();
    live.sort_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
    if live.is_empty() {
        let product = esc(product);
        return format!(
            "<p class=\"empty\">No events. Book a case in {product}, and one appears here.</p>"
        );
    }
    let mut html = "<p class=\"quiet\">Edit and Delete act as its owner would.</p>\n".to_owned();
    for number in 0..7 {
        let day = first.saturating_add(Span::new().days(number));
        let of_day: String = live
            .iter()
            .filter(|(at, _, _)| *at == day)
            .map(|(_, _, stored)| event::card(stored, account, first))
            .collect();
        let content = match of_day.is_empty() {
            true => "<p class=\"quiet\">Nothing</p>".to_owned(),
            false => of_day,
        };
        html += &format!(
            "<section class=\"day\">\n<h2>{}</h2>\n{content}\n</section>\n",
            day.strftime("%A, %b %-d")
        );
    }
    let last = first.saturating_add(Span::new().days(6));
    if let Some((next, _, _)) = live.iter().find(|(day, _, _)| *day > last) {
        html += &format!(
            r#"<p><a href="/calendar/{}?week={next}">The next event is on {}</a></p>"#,
            esc(&account.email),
            next.strftime("%A, %b %-d, %Y"),
        );
    }
    html
}

/// The day an event begins in its own zone, and something to sort by within the day.
fn starts(event: &Event, account: &Account) -> Option<(Date, String)> {
    match time::stored(event, "start")? {
        When::Day(day) => Some((day, String::new())),
        When::At(at) => {
            let local = at.to_zoned(event::zone(event, "start", account).1);
            Some((local.date(), at.to_string()))
        }
    }
}

#[derive(Deserialize)]
pub struct Edit {
    id: String,
    week: String,
    summary: String,
    description: String,
    color: String,
    start: String,
    end: String,
}

/// Changes an event as its owner would.
pub async fn edit(
    State(sim): State<Sim>,
    Path(name): Path<String>,
    Form(edit): Form<Edit>,
) -> Response {
    let mut desk = sim.desk();
    let Some(account) = desk.google.account(&name).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(old) = desk.google.event(&account.email, &edit.id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut body = Map::new();
    body.insert("summary".into(), text(&edit.summary));
    body.insert(
        "description".into(),
        text(&edit.description.replace("\r\n", "\n")),
    );
    body.insert("colorId".into(), text(&edit.color));
    for (name, value) in [("start", &edit.start), ("end", &edit.end)] {
        let when = match time::stored(old, name) {
            Some(When::Day(_)) => json!({"date": value}),
            _ => {
                let (zone, _) = event::zone(old, name, &account);
                // Browsers leave the seconds out of a datetime-local field.
                let seconds = if value.len() == 16 { ":00" } else { "" };
                json!({"dateTime": format!("{value}{seconds}"), "timeZone": zone})
            }
        };
        body.insert(name.into(), when);
    }
    let stamp = Stamp::now(desk.now(), sim.url());
    let none = Precondition::none();
    let changed = change::patch(&mut desk, &account, &edit.id, body, &none, &stamp);
    let problem = changed.err().map(|error| error.message);
    back_to(&account, &edit.week, &edit.id, problem)
}

/// An empty field clears.
fn text(text: &str) -> Value {
    match text.trim().is_empty() {
        true => Value::Null,
        false => text.into(),
    }
}

#[derive(Deserialize)]
pub struct Delete {
    id: String,
    week: String,
}

/// Deletes an event as its owner would.
pub async fn delete(
    State(sim): State<Sim>,
    Path(name): Path<String>,
    Form(Delete { id, week }): Form<Delete>,
) -> Response {
    let mut desk = sim.desk();
    let Some(account) = desk.google.account(&name).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let stamp = Stamp::now(desk.now(), sim.url());
    let gone = change::delete(&mut desk, &account, &id, &Precondition::none(), &stamp);
    back_to(&account, &week, &id, gone.err().map(|error| error.message))
}

fn back_to(account: &Account, week: &str, id: &str, problem: Option<String>) -> Response {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("week", week);
    if let Some(problem) = problem {
        query.append_pair("problem", &problem);
    }
    let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    let path = format!("/calendar/{}?{}#event-{id}", account.email, query.finish());
    Redirect::to(&path).into_response()
}
