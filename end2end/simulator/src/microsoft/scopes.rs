//! Permissions: which exist, what they are called, who may allow them, what people read.

use std::collections::BTreeSet;

pub const GRAPH: &str = "https://graph.microsoft.com/";

/// Delegated permissions, what the consent page says, and whether people may allow them under
/// Microsoft's managed policy.
const KNOWN: [(&str, &str, bool); 16] = [
    ("openid", "", true),
    ("profile", "View your basic profile", true),
    ("email", "View your email address", true),
    (
        "offline_access",
        "Maintain access to data you have given it access to",
        true,
    ),
    ("User.Read", "View your basic profile", true),
    ("User.ReadBasic.All", "View all users’ basic profiles", true),
    ("Calendars.Read", "Read your calendars", false),
    (
        "Calendars.ReadBasic",
        "Read basics of your calendars",
        false,
    ),
    (
        "Calendars.ReadWrite",
        "Have full access to your calendars",
        false,
    ),
    (
        "Calendars.Read.Shared",
        "Read calendars you can access",
        false,
    ),
    (
        "Calendars.ReadWrite.Shared",
        "Read and write to your and shared calendars",
        false,
    ),
    ("MailboxSettings.Read", "Read your mailbox settings", false),
    (
        "MailboxSettings.ReadWrite",
        "Read and write to your mailbox settings",
        false,
    ),
    ("Mail.Read", "Read your mail", false),
    (
        "Mail.ReadWrite",
        "Read and write access to your mail",
        false,
    ),
    ("Contacts.Read", "Read your contacts", false),
];

const OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// The short name of a scope, if it exists. Names are compared without regard to case.
pub fn canonical(scope: &str) -> Option<&'static str> {
    let short = scope.strip_prefix(GRAPH).unwrap_or(scope);
    let found = KNOWN
        .iter()
        .find(|(name, _, _)| name.eq_ignore_ascii_case(short))?;
    // OpenID's own scopes have no address before them.
    (short.len() == scope.len() || !OPENID.contains(&found.0)).then_some(found.0)
}

/// Reads a list of scopes; the error names one that does not exist.
pub fn read(list: &str) -> Result<BTreeSet<String>, String> {
    list.split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| match canonical(word) {
            Some(name) => Ok(name.to_owned()),
            None => Err(word.to_owned()),
        })
        .collect()
}

/// Whether people may allow all of these under the managed policy.
pub fn people_may_allow(scopes: &BTreeSet<String>) -> bool {
    scopes.iter().all(|scope| {
        KNOWN
            .iter()
            .any(|(name, _, allowed)| name == scope && *allowed)
    })
}

/// What the consent page lists, the weighty things first, each sentence once.
pub fn sentences(scopes: &BTreeSet<String>) -> Vec<&'static str> {
    let asked = |wanted: bool| {
        KNOWN.iter().filter(move |(name, sentence, allowed)| {
            !sentence.is_empty() && *allowed == wanted && scopes.contains(*name)
        })
    };
    let mut said = Vec::new();
    for (_, sentence, _) in asked(false).chain(asked(true)) {
        if !said.contains(sentence) {
            said.push(*sentence);
        }
    }
    // Access that lasts is named at the end, as on the real page.
    if let Some(place) = said.iter().position(|text| text.starts_with("Maintain")) {
        let lasting = said.remove(place);
        said.push(lasting);
    }
    said
}

/// The `scope` of a token answer: never `offline_access`, and sometimes with Graph's address.
pub fn spelled(scopes: &BTreeSet<String>, long: bool) -> String {
    let names: Vec<String> = scopes
        .iter()
        .filter(|scope| *scope != "offline_access")
        .map(|scope| match long && !OPENID.contains(&scope.as_str()) {
            true => format!("{GRAPH}{scope}"),
            false => scope.clone(),
        })
        .collect();
    names.join(" ")
}

fn any(scopes: &BTreeSet<String>, names: &[&str]) -> bool {
    names.iter().any(|name| scopes.contains(*name))
}

pub fn read_user(scopes: &BTreeSet<String>) -> bool {
    any(scopes, &["User.Read"])
}

pub fn read_events(scopes: &BTreeSet<String>) -> bool {
    any(scopes, &["Calendars.Read"]) || write_events(scopes)
}

pub fn write_events(scopes: &BTreeSet<String>) -> bool {
    any(
        scopes,
        &["Calendars.ReadWrite", "Calendars.ReadWrite.Shared"],
    )
}
