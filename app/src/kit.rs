//! What an IT department reads before it approves: one document, drawn as a page and as a PDF.
//!
//! [`document`] is the only place that decides what is in it. The page (`pages/it.rs`) and the
//! server's PDF draw the same value, so neither can say what the other does not. It knows counts and
//! settings, never a person.

use domain::provider::Provider;
use serde::{Deserialize, Serialize};

use crate::text::Texts;

/// What the document is drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KitFacts {
    pub product: String,
    pub organization: String,
    /// The organization's own, as its addresses end.
    pub domain: String,
    /// The host name this is served at.
    pub host: String,
    /// "Nov 16, 2026"
    pub prepared_on: String,
    pub until: String,
    /// Whose approval was asked for.
    pub provider: Provider,
    pub waiting: i64,
    /// Whom to ask; may be empty.
    pub contact: String,
    /// This page's own address.
    pub address: String,
    pub use_alias: bool,
    pub show_site: bool,
    /// What is registered with each provider, if anything is.
    pub microsoft: Option<Registration>,
    pub google: Option<Registration>,
}

/// An application as a provider knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Registration {
    pub client_id: String,
    pub redirect: String,
    /// Where the provider leads after an administrator's approval; Microsoft only.
    pub consent_redirect: String,
    /// Hosts that staff's browsers reach, and that our server does.
    pub browser_hosts: String,
    pub server_hosts: String,
}

/// The whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kit {
    pub title: String,
    pub prepared: String,
    pub lead: String,
    pub sections: Vec<Section>,
}

/// A heading with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its place on the page.
    pub id: &'static str,
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Text(Line),
    /// A table of two columns: a name and what it stands for.
    Facts(Vec<Fact>),
    Steps(Vec<Line>),
    Questions(Vec<(String, String)>),
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    pub value: Line,
    /// Worth copying as it is.
    pub copy: bool,
}

/// Words in a row.
pub type Line = Vec<Part>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Plain(String),
    Strong(String),
    /// Something to type or to compare, letter by letter.
    Code(String),
    Link {
        text: String,
        href: String,
    },
}

impl Part {
    /// What a person reads.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Part::Plain(text) | Part::Strong(text) | Part::Code(text) | Part::Link { text, .. } => {
                text
            }
        }
    }
}

fn plain(text: impl Into<String>) -> Line {
    vec![Part::Plain(text.into())]
}

fn fact(name: &str, value: impl Into<String>) -> Fact {
    Fact {
        name: name.to_owned(),
        value: plain(value),
        copy: false,
    }
}

fn code(name: &str, value: &str) -> Fact {
    Fact {
        name: name.to_owned(),
        value: vec![Part::Code(value.to_owned())],
        copy: true,
    }
}

fn strong_between(before: impl Into<String>, strong: &str, after: impl Into<String>) -> Line {
    vec![
        Part::Plain(before.into()),
        Part::Strong(strong.to_owned()),
        Part::Plain(after.into()),
    ]
}

fn section(id: &'static str, title: &str, blocks: Vec<Block>) -> Section {
    Section {
        id,
        title: title.to_owned(),
        blocks,
    }
}

/// The document for one organization.
#[must_use]
pub fn document(t: &Texts, facts: &KitFacts) -> Kit {
    let i = &t.it;
    let mut sections = vec![in_short(t, facts)];
    if let Some(microsoft) = &facts.microsoft {
        sections.push(enter(t, facts, microsoft));
    }
    sections.push(fields(t, facts));
    sections.push(permissions(t, facts));
    if let Some(microsoft) = &facts.microsoft {
        sections.push(section(
            "why",
            i.why_full,
            vec![Block::Text(plain((i.why_full_text)(&facts.product)))],
        ));
        sections.push(approve(t, facts));
        sections.push(own(t, facts, microsoft));
    }
    if let Some(google) = &facts.google {
        sections.push(workspace(t, google));
    }
    sections.push(stored(t, facts));
    sections.push(check(t, facts));
    sections.push(network(t, facts));
    sections.push(questions(t, facts));
    Kit {
        title: (i.title)(&facts.product),
        prepared: (i.prepared)(&facts.domain, &facts.prepared_on, &facts.until),
        lead: match facts.provider {
            Provider::Google => (i.lead_google)(&facts.organization),
            Provider::Microsoft => (i.lead_microsoft)(&facts.organization),
        },
        sections,
    }
}

fn in_short(t: &Texts, facts: &KitFacts) -> Section {
    let i = &t.it;
    let end = match facts.provider {
        Provider::Google => i.how_to_end_google,
        Provider::Microsoft => i.how_to_end_microsoft,
    };
    let rows = vec![
        fact(i.does, i.does_text),
        fact(i.reads, i.reads_text),
        fact(i.direction, (i.direction_text)(&facts.product)),
        fact(i.holds, i.holds_text),
        fact(i.affected, (i.affected_text)(facts.waiting)),
        fact(i.how_to_end, end),
    ];
    section("short", i.in_short, vec![Block::Facts(rows)])
}

fn enter(t: &Texts, facts: &KitFacts, microsoft: &Registration) -> Section {
    let i = &t.it;
    let rows = vec![
        fact(
            i.application_name,
            format!("{} ({})", facts.product, facts.organization),
        ),
        code(i.client_id, &microsoft.client_id),
        fact(
            i.publisher,
            (i.publisher_text)(&facts.organization, &facts.host),
        ),
        code(i.delegated, "Calendars.ReadWrite"),
        Fact {
            copy: false,
            ..code(
                i.sign_in_permissions,
                "User.Read openid profile email offline_access",
            )
        },
        code(i.redirect, &microsoft.redirect),
        code(i.entra_redirect, &microsoft.consent_redirect),
        fact(i.application_permissions, i.application_permissions_none),
    ];
    section("enter", i.enter, vec![Block::Facts(rows)])
}

fn fields(t: &Texts, facts: &KitFacts) -> Section {
    let i = &t.it;
    let title = if facts.use_alias {
        i.field_title_alias
    } else {
        i.field_title_class
    };
    let place = if facts.show_site {
        i.field_place_site
    } else {
        i.field_place_none
    };
    let rows = vec![
        fact(i.field_title, title),
        fact(i.field_times, i.field_times_text),
        fact(i.field_text, (i.field_text_text)(&facts.product)),
        fact(i.field_place, place),
        fact(i.field_shown, i.field_shown_text),
        fact(i.field_mark, i.field_mark_text),
        fact(i.field_never, i.field_never_text),
    ];
    section("fields", i.fields, vec![Block::Facts(rows)])
}

fn permissions(t: &Texts, facts: &KitFacts) -> Section {
    let i = &t.it;
    let mut rows = Vec::new();
    if facts.microsoft.is_some() {
        rows.push(fact("Calendars.ReadWrite", i.scope_calendars));
        rows.push(fact("User.Read, openid, profile, email", i.scope_profile));
        rows.push(fact("offline_access", i.scope_offline));
    }
    if facts.google.is_some() {
        rows.push(fact("calendar.events", i.scope_calendars));
        rows.push(fact("openid, email", i.scope_profile));
    }
    section("permissions", i.permissions, vec![Block::Facts(rows)])
}

fn approve(t: &Texts, facts: &KitFacts) -> Section {
    let i = &t.it;
    let steps = vec![
        strong_between(i.approve_1_before, i.review, i.approve_1_after),
        strong_between(i.approve_2_before, i.accept, "."),
        strong_between(
            (i.approve_3_before)(&facts.product),
            i.assignment_required,
            i.approve_3_after,
        ),
        plain((i.approve_4)(facts.waiting)),
    ];
    let request = strong_between(
        i.approve_request_before,
        i.approve_request_requests,
        i.approve_request_after,
    );
    section(
        "approve",
        i.approve,
        vec![
            Block::Steps(steps),
            Block::Text(request),
            Block::Text(plain(i.approve_conditional)),
            Block::Text(plain(i.who_can)),
        ],
    )
}

fn own(t: &Texts, facts: &KitFacts, microsoft: &Registration) -> Section {
    let i = &t.it;
    let mut first = strong_between(i.own_1_before, i.own_1_new, i.own_1_after);
    first.push(Part::Plain(" ".to_owned()));
    first.push(Part::Code(microsoft.redirect.clone()));
    let steps = vec![
        first,
        plain(i.own_2),
        plain(i.own_3),
        plain((i.own_4)(&facts.organization)),
    ];
    section(
        "own",
        i.own,
        vec![Block::Text(plain(i.own_intro)), Block::Steps(steps)],
    )
}

fn workspace(t: &Texts, google: &Registration) -> Section {
    let i = &t.it;
    let rows = vec![
        code(i.oauth_client_id, &google.client_id),
        code(
            i.permission,
            "https://www.googleapis.com/auth/calendar.events",
        ),
        fact(i.access, i.access_text),
    ];
    section(
        "google",
        i.google_title,
        vec![
            Block::Text(strong_between(
                i.google_before,
                i.google_manage,
                i.google_after,
            )),
            Block::Facts(rows),
        ],
    )
}

fn stored(t: &Texts, facts: &KitFacts) -> Section {
    let i = &t.it;
    let rows = vec![
        fact(i.protection, (i.stored_text)(&facts.organization)),
        fact(i.retention, i.retention_text),
        fact(i.revocation, i.revocation_text),
    ];
    section("stored", i.stored, vec![Block::Facts(rows)])
}

fn check(t: &Texts, facts: &KitFacts) -> Section {
    let i = &t.it;
    let mut rows = Vec::new();
    if facts.microsoft.is_some() {
        rows.push(fact(i.check, i.check_text));
        rows.push(fact(i.limit, i.limit_text));
        rows.push(fact(i.withdraw, i.withdraw_text));
    } else {
        rows.push(fact(i.withdraw, i.how_to_end_google));
    }
    section("check", i.check_limit, vec![Block::Facts(rows)])
}

fn network(t: &Texts, facts: &KitFacts) -> Section {
    let i = &t.it;
    let both = [&facts.microsoft, &facts.google];
    let hosts = |first: &str, of: fn(&Registration) -> &str| {
        let mut once: Vec<&str> = Vec::new();
        let theirs = both
            .iter()
            .filter_map(|registration| registration.as_ref().map(of));
        for host in std::iter::once(first)
            .chain(theirs)
            .flat_map(|hosts| hosts.split(", "))
        {
            if !host.is_empty() && !once.contains(&host) {
                once.push(host);
            }
        }
        once.join(", ")
    };
    let rows = vec![
        Fact {
            copy: false,
            ..code(i.from_browsers, &hosts(&facts.host, |r| &r.browser_hosts))
        },
        Fact {
            copy: false,
            ..code(i.from_server, &hosts("", |r| &r.server_hosts))
        },
    ];
    section("network", i.network, vec![Block::Facts(rows)])
}

fn questions(t: &Texts, facts: &KitFacts) -> Section {
    let i = &t.it;
    let pairs = [
        (i.q_mail, i.a_mail.to_owned()),
        (i.q_leaves, i.a_leaves.to_owned()),
        (i.q_conditional, i.a_conditional.to_owned()),
        (i.q_runs, (i.a_runs)(&facts.organization)),
    ];
    let pairs = pairs
        .into_iter()
        .map(|(question, answer)| (question.to_owned(), answer))
        .collect();
    let mut blocks = vec![Block::Questions(pairs)];
    if !facts.contact.is_empty() {
        blocks.push(Block::Text(vec![
            Part::Plain(i.ask_before.to_owned()),
            Part::Link {
                text: facts.contact.clone(),
                href: format!("mailto:{}", facts.contact),
            },
        ]));
    }
    blocks.push(Block::Text(vec![
        Part::Plain(i.this_page.to_owned()),
        Part::Link {
            text: facts.address.clone(),
            href: facts.address.clone(),
        },
    ]));
    section("questions", i.questions_title, blocks)
}

impl Kit {
    /// Every piece of text in the order it is read.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let line = |line: &Line| line.iter().map(Part::text).collect::<String>();
        let mut words = vec![self.prepared.clone(), self.title.clone(), self.lead.clone()];
        for section in &self.sections {
            words.push(section.title.clone());
            for block in &section.blocks {
                match block {
                    Block::Text(text) => words.push(line(text)),
                    Block::Facts(rows) => {
                        for row in rows {
                            words.push(row.name.clone());
                            words.push(line(&row.value));
                        }
                    }
                    Block::Steps(steps) => words.extend(steps.iter().map(line)),
                    Block::Questions(pairs) => {
                        for (question, answer) in pairs {
                            words.push(question.clone());
                            words.push(answer.clone());
                        }
                    }
                }
            }
        }
        words
    }
}
