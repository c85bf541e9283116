//! Listing events: the filters a product needs, order, pages.

use jiff::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::error::GraphError;
use super::event::property_id;
use super::view::{self, Preferences, Shape};
use crate::microsoft::state::{Account, Folder, Item};
use crate::sim::{Desk, Sim};

type Query = Vec<(String, String)>;

const KNOWN: [&str; 7] = [
    "$filter", "$select", "$expand", "$top", "$skip", "$orderby", "$count",
];

/// One page of the events of a calendar; `address` is where this list is asked for.
pub fn page(
    sim: &Sim,
    desk: &Desk,
    account: &Account,
    folder: Folder,
    query: &Query,
    prefer: &Preferences,
    address: &str,
) -> Result<Value, GraphError> {
    let unknown = query
        .iter()
        .find(|(name, _)| name.starts_with('$') && !KNOWN.contains(&name.as_str()));
    if let Some((name, _)) = unknown {
        return Err(unreadable(&format!(
            "The query option '{name}' is not supported."
        )));
    }
    let shape = Shape::read(query)?;
    let wanted = match value(query, "$filter") {
        Some(filter) => read_filter(filter)?,
        None => Vec::new(),
    };
    let number = |name: &str, default: usize| match value(query, name).map(str::parse::<usize>) {
        None => Ok(default),
        Some(Ok(number)) => Ok(number),
        Some(Err(_)) => Err(unreadable(&format!("Invalid value for '{name}'."))),
    };
    let top = number("$top", 10)?;
    if top == 0 || top > 1000 {
        return Err(unreadable("The value of '$top' is between 1 and 1000."));
    }
    let skip = number("$skip", 0)?;
    let mut found: Vec<&Item> = desk
        .microsoft
        .items(&account.address)
        .filter(|item| item.folder == folder)
        .filter(|item| wanted.iter().all(|condition| condition.holds(item)))
        .collect();
    order(&mut found, value(query, "$orderby"))?;
    let total = found.len();
    let shown: Result<Vec<Value>, GraphError> = found
        .into_iter()
        .skip(skip)
        .take(top)
        .map(|item| view::event(sim, account, item, prefer, &shape))
        .collect();
    let owner = format!("users('{}')/calendar/events", account.oid);
    let mut page = json!({
        "@odata.context": format!("{}/microsoft/graph/v1.0/$metadata#{owner}", sim.url()),
        "value": shown?,
    });
    if value(query, "$count") == Some("true") {
        page["@odata.count"] = total.into();
    }
    if skip + top < total {
        let mut next = form_urlencoded::Serializer::new(String::new());
        let kept = query.iter().filter(|(name, _)| name != "$skip");
        next.extend_pairs(kept.map(|(name, value)| (name.as_str(), value.as_str())));
        next.append_pair("$skip", &(skip + top).to_string());
        page["@odata.nextLink"] = format!("{}{address}?{}", sim.url(), next.finish()).into();
    }
    Ok(page)
}

fn value<'a>(query: &'a Query, name: &str) -> Option<&'a str> {
    let found = query.iter().find(|(given, _)| given == name);
    found.map(|(_, value)| value.as_str())
}

fn unreadable(message: &str) -> GraphError {
    GraphError::bad("RequestBroker--ParseUri", message.to_owned())
}

fn order(found: &mut [&Item], by: Option<&str>) -> Result<(), GraphError> {
    let Some(by) = by else {
        found.sort_by(|left, right| {
            (left.created, &left.immutable_id).cmp(&(right.created, &right.immutable_id))
        });
        return Ok(());
    };
    let (field, direction) = by.trim().split_once(' ').unwrap_or((by.trim(), "asc"));
    let key: fn(&Item) -> i64 = match field {
        "start/dateTime" => |item| view::moment(item, "start").as_millisecond(),
        "end/dateTime" => |item| view::moment(item, "end").as_millisecond(),
        "createdDateTime" => |item| item.created,
        "lastModifiedDateTime" => |item| item.modified,
        _ => {
            return Err(unreadable(&format!(
                "Events cannot be ordered by '{field}'."
            )));
        }
    };
    found.sort_by_key(|item| key(item));
    match direction.trim() {
        "asc" => {}
        "desc" => found.reverse(),
        _ => return Err(unreadable("An order is 'asc' or 'desc'.")),
    }
    Ok(())
}

/// One of the conditions of a `$filter`; all of them must hold.
#[derive(Debug, PartialEq)]
enum Condition {
    Property {
        id: String,
        value: String,
    },
    Moment {
        name: &'static str,
        compare: Compare,
        at: Timestamp,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Compare {
    Before,
    NotAfter,
    After,
    NotBefore,
}

impl Condition {
    fn holds(&self, item: &Item) -> bool {
        match self {
            // Names are case-sensitive, values are not.
            Self::Property { id, value } => item
                .properties
                .get(id)
                .is_some_and(|own| own.eq_ignore_ascii_case(value)),
            Self::Moment { name, compare, at } => {
                let own = view::moment(item, name);
                match compare {
                    Compare::Before => own < *at,
                    Compare::NotAfter => own <= *at,
                    Compare::After => own > *at,
                    Compare::NotBefore => own >= *at,
                }
            }
        }
    }
}

fn read_filter(filter: &str) -> Result<Vec<Condition>, GraphError> {
    let invalid = || {
        let message = format!("Invalid filter clause: '{filter}'.");
        GraphError::bad("ErrorInvalidUrlQueryFilter", message)
    };
    let mut rest = filter.trim();
    let mut conditions = Vec::new();
    loop {
        let (condition, after) = one(rest).ok_or_else(invalid)?;
        conditions.push(condition);
        rest = after.trim_start();
        if rest.is_empty() {
            return Ok(conditions);
        }
        rest = rest.strip_prefix("and ").ok_or_else(invalid)?.trim_start();
    }
}

/// The first condition of a text, and what stands behind it.
fn one(text: &str) -> Option<(Condition, &str)> {
    if let Some(rest) = text.strip_prefix("singleValueExtendedProperties/") {
        let rest = rest
            .strip_prefix("Any(")
            .or_else(|| rest.strip_prefix("any("))?;
        let (variable, rest) = rest.split_once(':')?;
        let variable = variable.trim();
        let (id, rest) = equals(rest.trim_start(), variable, "id")?;
        let rest = rest.trim_start().strip_prefix("and ")?;
        let (value, rest) = equals(rest.trim_start(), variable, "value")?;
        let rest = rest.trim_start().strip_prefix(')')?;
        return property_id(&id).then_some((Condition::Property { id, value }, rest));
    }
    let (name, rest) = match text.strip_prefix("start/dateTime ") {
        Some(rest) => ("start", rest),
        None => ("end", text.strip_prefix("end/dateTime ")?),
    };
    let (compare, rest) = rest.trim_start().split_once(' ')?;
    let compare = match compare {
        "lt" => Compare::Before,
        "le" => Compare::NotAfter,
        "gt" => Compare::After,
        "ge" => Compare::NotBefore,
        _ => return None,
    };
    let (at, rest) = quoted(rest.trim_start())?;
    // Without an offset these are UTC.
    let at = at.trim_end_matches('Z');
    let at = format!("{at}Z").parse().ok()?;
    Some((Condition::Moment { name, compare, at }, rest))
}

/// `ep/id eq 'x'`
fn equals<'a>(text: &'a str, variable: &str, field: &str) -> Option<(String, &'a str)> {
    let rest = text.strip_prefix(variable)?.strip_prefix('/')?;
    let rest = rest.strip_prefix(field)?.trim_start().strip_prefix("eq ")?;
    quoted(rest.trim_start())
}

/// A text in single quotes, where two of them stand for one.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let (part, after) = rest.split_once('\'')?;
        value.push_str(part);
        match after.strip_prefix('\'') {
            Some(more) => {
                value.push('\'');
                rest = more;
            }
            None => return Some((value, after)),
        }
    }
}
