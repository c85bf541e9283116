//! Google's events in the form the page shows, and changed as their owner would.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::event::Shown;
use super::{Diary, Edit};
use crate::google::calendar::change::{self, Precondition, Stamp};
use crate::google::calendar::time::{self, When};
use crate::google::state::{Account, Event};
use crate::pages::Maker;
use crate::sim::{Desk, Sim};

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

pub fn diary(desk: &Desk, name: &str) -> Option<Diary> {
    let account = desk.google.account(name)?;
    let stored = desk.google.events.get(&account.email);
    let live = stored
        .into_iter()
        .flat_map(|events| events.values())
        .filter(|event| event.get("status").and_then(Value::as_str) != Some("cancelled"));
    let colors = COLORS.iter().enumerate();
    let colors = colors.map(|(index, name)| ((index + 1).to_string(), (*name).to_owned()));
    Some(Diary {
        maker: Maker::Google,
        address: account.email.clone(),
        zone: time::zone(&account.time_zone).unwrap_or(TimeZone::UTC),
        events: live.filter_map(|event| shown(event, account)).collect(),
        colors: colors.collect(),
    })
}

fn shown(event: &Event, account: &Account) -> Option<Shown> {
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let own = event.get("start").and_then(|when| when.get("timeZone"));
    let zone_name = own.and_then(Value::as_str).unwrap_or(&account.time_zone);
    let mut facts = Vec::new();
    match text("visibility") {
        "private" | "confidential" => facts.push("Private".to_owned()),
        "public" => facts.push("Public".to_owned()),
        _ => {}
    }
    facts.push(match text("transparency") {
        "transparent" => "Free".to_owned(),
        _ => "Busy".to_owned(),
    });
    if text("status") == "tentative" {
        facts.push("Tentative".to_owned());
    }
    Some(Shown {
        id: text("id").to_owned(),
        title: text("summary").to_owned(),
        place: text("location").to_owned(),
        description: text("description").to_owned(),
        start: time::stored(event, "start")?,
        end: time::stored(event, "end")?,
        zone: time::zone(zone_name).unwrap_or(TimeZone::UTC),
        zone_name: zone_name.to_owned(),
        facts,
        color: text("colorId").to_owned(),
        received: serde_json::to_string_pretty(event).unwrap_or_default(),
    })
}

pub fn edit(
    sim: &Sim,
    desk: &mut Desk,
    address: &str,
    old: &Shown,
    edit: &Edit,
) -> Result<(), String> {
    let Some(account) = desk.google.accounts.get(address).cloned() else {
        return Ok(());
    };
    let mut body = Map::new();
    body.insert("summary".into(), text(&edit.summary));
    body.insert(
        "description".into(),
        text(&edit.description.replace("\r\n", "\n")),
    );
    body.insert("colorId".into(), text(&edit.color));
    for (name, value, before) in [
        ("start", &edit.start, &old.start),
        ("end", &edit.end, &old.end),
    ] {
        let when = match before {
            When::Day(_) => json!({"date": value}),
            When::At(_) => json!({
                "dateTime": super::event::with_seconds(value),
                "timeZone": old.zone_name,
            }),
        };
        body.insert(name.into(), when);
    }
    let stamp = Stamp::now(desk.now(), sim.url());
    let none = Precondition::none();
    let changed = change::patch(desk, &account, &edit.id, body, &none, &stamp);
    changed.map(drop).map_err(|error| error.message)
}

/// An empty field clears.
fn text(text: &str) -> Value {
    match text.trim().is_empty() {
        true => Value::Null,
        false => text.into(),
    }
}

pub fn delete(sim: &Sim, desk: &mut Desk, address: &str, id: &str) -> Result<(), String> {
    let Some(account) = desk.google.accounts.get(address).cloned() else {
        return Ok(());
    };
    let stamp = Stamp::now(desk.now(), sim.url());
    let gone = change::delete(desk, &account, id, &Precondition::none(), &stamp);
    gone.map_err(|error| error.message)
}
