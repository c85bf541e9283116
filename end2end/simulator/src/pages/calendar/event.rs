//! One event on the calendar page, with the forms to edit and delete it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::google::calendar::time::{self, When};
use crate::google::state::{Account, Event};
use crate::pages::esc;

/// The colours of the Calendar API's event palette, by id.
const COLORS: [&str; 11] = [
    "Lavender",
    "Sage",
    "Grape",
    "Flamingo",
    "Banana",
    "Tangerine",
    "Peacock",
    "Graphite",
    "Blueberry",
    "Basil",
    "Tomato",
];

/// The zone `start` or `end` is shown in: its own, else the calendar's.
pub fn zone(event: &Event, name: &str, account: &Account) -> (String, TimeZone) {
    let own = event
        .get(name)
        .and_then(|when| when.get("timeZone"))
        .and_then(Value::as_str);
    let name = own.unwrap_or(&account.time_zone);
    (name.to_owned(), time::zone(name).unwrap_or(TimeZone::UTC))
}

pub fn card(event: &Event, account: &Account, week: Date) -> String {
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let title = match text("summary") {
        "" => "(No title)",
        title => title,
    };
    let private = match text("visibility") {
        "private" | "confidential" => "<li>Private</li>",
        "public" => "<li>Public</li>",
        _ => "",
    };
    let busy = match text("transparency") {
        "transparent" => "<li>Free</li>",
        _ => "<li>Busy</li>",
    };
    let tentative = match text("status") {
        "tentative" => "<li>Tentative</li>",
        _ => "",
    };
    let color = match color(event) {
        Some(number) => format!("<li>{}</li>", COLORS[number - 1]),
        None => String::new(),
    };
    let mut notes = String::new();
    for name in ["location", "description"] {
        if !text(name).is_empty() {
            notes += &format!("<p class=\"notes\">{}</p>\n", esc(text(name)));
        }
    }
    let received = serde_json::to_string_pretty(event).unwrap_or_default();
    format!(
        r#"<article class="event" id="event-{id}">
<h3>{}</h3>
<p class="when">{}</p>
{notes}<ul class="facts">{private}{busy}{tentative}{color}</ul>
<div class="actions">
<details><summary>Edit</summary>
{}
</details>
<form method="post" action="/calendar/{email}/delete"><input type="hidden" name="id" value="{id}"><input type="hidden" name="week" value="{week}"><button class="small">Delete</button></form>
<details><summary>As received</summary>
<pre>{}</pre>
</details>
</div>
</article>
"#,
        esc(title),
        esc(&when(event, account)),
        form(event, account, week),
        esc(&received),
        id = esc(text("id")),
        email = esc(&account.email),
    )
}

fn color(event: &Event) -> Option<usize> {
    let number: usize = event.get("colorId")?.as_str()?.parse().ok()?;
    (1..=COLORS.len()).contains(&number).then_some(number)
}

fn when(event: &Event, account: &Account) -> String {
    let (start, end) = (time::stored(event, "start"), time::stored(event, "end"));
    match (start, end) {
        (Some(When::Day(start)), Some(When::Day(end))) => {
            let last = end.yesterday().unwrap_or(end);
            if last <= start {
                return "All day".to_owned();
            }
            format!("All day, until {}", last.strftime("%A, %b %-d"))
        }
        (Some(When::At(start)), Some(When::At(end))) => {
            let (name, zone) = zone(event, "start", account);
            let (start, end) = (start.to_zoned(zone.clone()), end.to_zoned(zone));
            let day = match start.date() == end.date() {
                true => String::new(),
                false => end.strftime("%a, ").to_string(),
            };
            format!(
                "{} – {day}{} · {name}",
                start.strftime("%-I:%M %P"),
                end.strftime("%-I:%M %P")
            )
        }
        _ => String::new(),
    }
}

fn form(event: &Event, account: &Account, week: Date) -> String {
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let chosen = color(event);
    let colors: String = COLORS
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let number = index + 1;
            let selected = if chosen == Some(number) {
                " selected"
            } else {
                ""
            };
            format!("<option value=\"{number}\"{selected}>{name}</option>")
        })
        .collect();
    format!(
        r#"<form class="fields" method="post" action="/calendar/{email}/edit">
<input type="hidden" name="id" value="{id}"><input type="hidden" name="week" value="{week}">
<label>Title <input name="summary" value="{}"></label>
{}
{}
<label>Color <select name="color"><option value="">As the calendar</option>{colors}</select></label>
<label>Notes <textarea name="description" rows="3">
{}</textarea></label>
<button>Save</button>
</form>"#,
        esc(text("summary")),
        moment(event, account, "start", "Start"),
        moment(event, account, "end", "End"),
        esc(text("description")),
        id = esc(text("id")),
        email = esc(&account.email),
    )
}

fn moment(event: &Event, account: &Account, name: &str, label: &str) -> String {
    match time::stored(event, name) {
        Some(When::At(at)) => {
            let local = at.to_zoned(zone(event, name, account).1);
            format!(
                r#"<label>{label} <input type="datetime-local" name="{name}" value="{}" required></label>"#,
                local.strftime("%Y-%m-%dT%H:%M")
            )
        }
        Some(When::Day(day)) => format!(
            r#"<label>{label} <input type="date" name="{name}" value="{day}" required></label>"#
        ),
        None => String::new(),
    }
}
