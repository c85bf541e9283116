//! An account's calendar as its owner sees it: a week as a list of days, every event as received.
//!
//! [`google`] and [`microsoft`] bring their events into one form, and change them as their owner
//! would; the page is the same for both.

mod event;
mod google;
mod microsoft;

use axum::extract::{Form, OriginalUri, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::Deserialize;

use self::event::Shown;
use super::{Maker, Page, esc, requests};
use crate::google::calendar::time::When;
use crate::sim::{Desk, Sim};

/// One account's calendar.
pub struct Diary {
    maker: Maker,
    address: String,
    zone: TimeZone,
    events: Vec<Shown>,
    /// What an event can be marked with: value and name.
    colors: Vec<(String, String)>,
}

impl Diary {
    fn of(sim: &Sim, desk: &Desk, name: &str) -> Option<Self> {
        google::diary(desk, name).or_else(|| microsoft::diary(sim, desk, name))
    }
}

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
    let Some(diary) = Diary::of(&sim, &desk, &name) else {
        let page = Page {
            maker: Maker::Both,
            title: "accounts: no such account".into(),
            main: "<h1>There is no such account</h1>\n<p><a href=\"/\">All accounts</a></p>".into(),
            aside: String::new(),
            back: "/".into(),
        };
        return (StatusCode::NOT_FOUND, page.render(&desk)).into_response();
    };
    let now = Timestamp::from_millisecond(desk.now()).unwrap_or(Timestamp::UNIX_EPOCH);
    let now = now.to_zoned(diary.zone.clone());
    let asked = week.and_then(|week| week.parse().ok());
    let first = first_day(asked.unwrap_or_else(|| now.date()));
    let problem = match problem {
        Some(problem) => format!(
            "<p class=\"problem\" role=\"alert\">{}</p>\n",
            esc(&problem)
        ),
        None => String::new(),
    };
    let provider = match diary.maker {
        Maker::Microsoft => "Microsoft",
        _ => "Google",
    };
    let main = format!(
        r#"<p class="card-head"><span>Simulated {provider} · calendar</span> <a href="/">All accounts</a></p>
<h1>{}</h1>
{problem}{}
{}"#,
        esc(&diary.address),
        week_links(&diary.address, first),
        days(&diary, first, sim.product()),
    );
    let page = Page {
        maker: diary.maker,
        title: format!("{provider}: calendar of {}", diary.address),
        main,
        aside: format!(
            "{}\n{}",
            requests::clock(&now, back),
            requests::recent(&desk, &diary.address, &diary.zone)
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

fn week_links(address: &str, first: Date) -> String {
    let week = |days: i64| first.saturating_add(Span::new().days(days));
    let last = week(6);
    format!(
        r#"<nav class="weeks" aria-label="Weeks"><a href="/calendar/{email}?week={}">Previous week</a> <strong>{} – {}</strong> <a href="/calendar/{email}?week={}">Next week</a></nav>"#,
        week(-7),
        first.strftime("%b %-d"),
        last.strftime("%b %-d, %Y"),
        week(7),
        email = esc(address),
    )
}

fn days(diary: &Diary, first: Date, product: &str) -> String {
    let mut live: Vec<(Date, String, &Shown)> = diary
        .events
        .iter()
        .map(|event| match &event.start {
            When::Day(day) => (*day, String::new(), event),
            When::At(at) => {
                let local = at.to_zoned(event.zone.clone());
                (local.date(), at.to_string(), event)
            }
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
            .map(|(_, _, shown)| event::card(diary, shown, first))
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
            esc(&diary.address),
            next.strftime("%A, %b %-d, %Y"),
        );
    }
    html
}

/// What the form of an event sends.
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
    let Some(diary) = Diary::of(&sim, &desk, &name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(old) = diary.events.iter().find(|event| event.id == edit.id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let changed = match diary.maker {
        Maker::Microsoft => microsoft::edit(&mut desk, &diary.address, old, &edit),
        _ => google::edit(&sim, &mut desk, &diary.address, old, &edit),
    };
    back_to(&diary.address, &edit.week, &edit.id, changed.err())
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
    let Some(diary) = Diary::of(&sim, &desk, &name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let gone = match diary.maker {
        Maker::Microsoft => microsoft::delete(&mut desk, &diary.address, &id),
        _ => google::delete(&sim, &mut desk, &diary.address, &id),
    };
    back_to(&diary.address, &week, &id, gone.err())
}

fn back_to(address: &str, week: &str, id: &str, problem: Option<String>) -> Response {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("week", week);
    if let Some(problem) = problem {
        query.append_pair("problem", &problem);
    }
    let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    let path = format!("/calendar/{address}?{}#event-{id}", query.finish());
    Redirect::to(&path).into_response()
}
