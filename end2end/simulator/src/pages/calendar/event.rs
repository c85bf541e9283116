//! One event on the calendar page, with the forms to edit and delete it.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Diary;
use crate::google::calendar::time::When;
use crate::pages::esc;

/// An event of either provider, as the page shows it.
pub struct Shown {
    pub id: String,
    pub title: String,
    pub place: String,
    pub description: String,
    pub start: When,
    pub end: When,
    /// The zone it is shown and edited in.
    pub zone: TimeZone,
    pub zone_name: String,
    pub facts: Vec<String>,
    /// One of the diary's colours, or empty.
    pub color: String,
    /// The event as the provider's API shows it.
    pub received: String,
}

pub fn card(diary: &Diary, event: &Shown, week: Date) -> String {
    let title = match event.title.as_str() {
        "" => "(No title)",
        title => title,
    };
    let color = diary.colors.iter().find(|(value, _)| *value == event.color);
    let facts = event.facts.iter().chain(color.map(|(_, name)| name));
    let facts: String = facts
        .map(|fact| format!("<li>{}</li>", esc(fact)))
        .collect();
    let mut notes = String::new();
    for text in [&event.place, &event.description] {
        if !text.is_empty() {
            notes += &format!("<p class=\"notes\">{}</p>\n", esc(text));
        }
    }
    format!(
        r#"<article class="event" id="event-{id}">
<h3>{}</h3>
<p class="when">{}</p>
{notes}<ul class="facts">{facts}</ul>
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
        esc(&when(event)),
        form(diary, event, week),
        esc(&event.received),
        id = esc(&event.id),
        email = esc(&diary.address),
    )
}

fn when(event: &Shown) -> String {
    match (&event.start, &event.end) {
        (When::Day(start), When::Day(end)) => {
            let last = end.yesterday().unwrap_or(*end);
            if last <= *start {
                return "All day".to_owned();
            }
            format!("All day, until {}", last.strftime("%A, %b %-d"))
        }
        (When::At(start), When::At(end)) => {
            let zoned = |at: &jiff::Timestamp| at.to_zoned(event.zone.clone());
            let (start, end) = (zoned(start), zoned(end));
            let day = match start.date() == end.date() {
                true => String::new(),
                false => end.strftime("%a, ").to_string(),
            };
            format!(
                "{} – {day}{} · {}",
                start.strftime("%-I:%M %P"),
                end.strftime("%-I:%M %P"),
                event.zone_name
            )
        }
        _ => String::new(),
    }
}

fn form(diary: &Diary, event: &Shown, week: Date) -> String {
    let colors: String = diary
        .colors
        .iter()
        .map(|(value, name)| {
            let selected = match *value == event.color {
                true => " selected",
                false => "",
            };
            format!(
                "<option value=\"{}\"{selected}>{}</option>",
                esc(value),
                esc(name)
            )
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
        esc(&event.title),
        moment(event, &event.start, "start", "Start"),
        moment(event, &event.end, "end", "End"),
        esc(&event.description),
        id = esc(&event.id),
        email = esc(&diary.address),
    )
}

fn moment(event: &Shown, when: &When, name: &str, label: &str) -> String {
    match when {
        When::At(at) => {
            let local = at.to_zoned(event.zone.clone());
            format!(
                r#"<label>{label} <input type="datetime-local" name="{name}" value="{}" required></label>"#,
                local.strftime("%Y-%m-%dT%H:%M")
            )
        }
        When::Day(day) => format!(
            r#"<label>{label} <input type="date" name="{name}" value="{day}" required></label>"#
        ),
    }
}

/// Browsers leave the seconds out of a datetime-local field.
pub fn with_seconds(value: &str) -> String {
    match value.len() {
        16 => format!("{value}:00"),
        _ => value.to_owned(),
    }
}
