//! A mailbox's events in the form the page shows, and changed as their owner would.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::event::Shown;
use super::{Diary, Edit};
use crate::google::calendar::time::When;
use crate::microsoft::graph::view::{self, Preferences, Shape};
use crate::microsoft::graph::{body, change, time};
use crate::microsoft::state::{Account, Folder, Item};
use crate::pages::Maker;
use crate::sim::{Desk, Sim};

/// Outlook's categories stand where other calendars have colours.
const CATEGORIES: [&str; 6] = [
    "Red category",
    "Orange category",
    "Yellow category",
    "Green category",
    "Blue category",
    "Purple category",
];

pub fn diary(sim: &Sim, desk: &Desk, name: &str) -> Option<Diary> {
    let account = desk.microsoft.account(name)?;
    let items = desk.microsoft.items(&account.address);
    let live = items.filter(|item| item.folder != Folder::DeletedItems);
    let colors = CATEGORIES.map(|name| (name.to_owned(), name.to_owned()));
    Some(Diary {
        maker: Maker::Microsoft,
        address: account.address.clone(),
        zone: TimeZone::get(&account.time_zone).unwrap_or(TimeZone::UTC),
        events: live.map(|item| shown(sim, account, item)).collect(),
        colors: colors.into(),
    })
}

fn shown(sim: &Sim, account: &Account, item: &Item) -> Shown {
    let text = |name: &str| {
        item.fields
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    // Outlook shows a person's own time, whatever zone an event was made in.
    let zone = TimeZone::get(&account.time_zone).unwrap_or(TimeZone::UTC);
    let all_day = item.fields.get("isAllDay") == Some(&Value::Bool(true));
    let when = |name: &str, original: &str| {
        let at = view::moment(item, name);
        match all_day {
            true => {
                let own = time::zone(text(original)).unwrap_or(TimeZone::UTC);
                When::Day(at.to_zoned(own).date())
            }
            false => When::At(at),
        }
    };
    let mut facts = Vec::new();
    match text("sensitivity") {
        "private" | "confidential" | "personal" => facts.push("Private".to_owned()),
        _ => {}
    }
    facts.push(match text("showAs") {
        "free" => "Free".to_owned(),
        "tentative" => "Tentative".to_owned(),
        _ => "Busy".to_owned(),
    });
    if item.folder == Folder::Other {
        facts.push("In the calendar Other".to_owned());
    }
    let category = item.fields.get("categories").and_then(|list| list.get(0));
    let place = item
        .fields
        .get("location")
        .and_then(|place| place.get("displayName"));
    let kept = item.fields.get("body").cloned().unwrap_or_default();
    let mut received = view::event(sim, account, item, &Preferences::plain(), &Shape::default())
        .unwrap_or_default();
    received["singleValueExtendedProperties"] = json!(item.properties);
    Shown {
        id: item.immutable_id.clone(),
        title: text("subject").to_owned(),
        place: place.and_then(Value::as_str).unwrap_or_default().to_owned(),
        description: body::preview(&kept),
        start: when("start", "originalStartTimeZone"),
        end: when("end", "originalEndTimeZone"),
        zone,
        zone_name: account.time_zone.clone(),
        facts,
        color: category
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        received: serde_json::to_string_pretty(&received).unwrap_or_default(),
    }
}

pub fn edit(desk: &mut Desk, address: &str, old: &Shown, edit: &Edit) -> Result<(), String> {
    let Some((account, item)) = found(desk, address, &edit.id) else {
        return Ok(());
    };
    let categories: Vec<&str> = match edit.color.is_empty() {
        true => Vec::new(),
        false => vec![edit.color.as_str()],
    };
    let when = |value: &str, before: &When| match before {
        When::Day(_) => json!({"dateTime": format!("{value}T00:00:00"), "timeZone": "UTC"}),
        When::At(_) => {
            json!({"dateTime": super::event::with_seconds(value), "timeZone": old.zone_name})
        }
    };
    let mut patch = json!({
        "subject": edit.summary,
        "categories": categories,
        "start": when(&edit.start, &old.start),
        "end": when(&edit.end, &old.end),
    });
    let description = edit.description.replace("\r\n", "\n");
    if description.trim() != old.description.trim() {
        patch["body"] = json!({"contentType": "text", "content": description});
    }
    let patch = patch.as_object().cloned().unwrap_or_default();
    let changed = change::update(desk, &account, item, &patch, None);
    changed.map(drop).map_err(|error| error.message)
}

/// To Deleted Items.
pub fn delete(desk: &mut Desk, address: &str, id: &str) -> Result<(), String> {
    let Some((account, item)) = found(desk, address, id) else {
        return Ok(());
    };
    change::delete(desk, &account, item).map_err(|error| error.message)
}

fn found(desk: &Desk, address: &str, id: &str) -> Option<(Account, Item)> {
    let account = desk.microsoft.accounts.get(address)?.clone();
    let item = desk.microsoft.events.get(address)?.get(id)?.clone();
    Some((account, item))
}
