//! Talking to calendar providers.
//!
//! Each provider has the same files in the same order: `wire` (its JSON, known nowhere else),
//! `oauth` (grant, refresh, revoke) and `calendar` (look, insert, patch, delete). What comes back is
//! named by the decision it asks for ([`Trouble`]), never by a status code. Nothing here knows a
//! database; the engine decides what to do with an answer.

pub mod google;
pub mod microsoft;
mod service;
mod token_endpoint;
pub mod transport;

pub use service::{Account, Ask, Caller, Declined, Redeem, Service};

use domain::event::CalendarEvent;
use domain::provider::Provider;
use domain::reconcile::{Answer, Located};

/// Why a call did not do its work, named by what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing happened; again later. `after_ms`: the provider's own word, already bounded.
    Later {
        after_ms: Option<i64>,
        reason: String,
    },
    /// No connection could be made: nothing happened, and nobody else gets through either.
    Unreachable { reason: String },
    /// It may or may not have happened.
    Unclear { reason: String },
    /// The access token is not taken: refresh once, then see. `claims`: what the next one must hold.
    Unauthorized { claims: Option<String> },
    /// The grant is dead. `claims`: what the person must be asked for.
    Reconnect {
        reason: String,
        claims: Option<String>,
    },
    /// The grant lacks the calendar permission.
    MissingScope,
    /// The account has no calendar we can use.
    MailboxUnusable { reason: String },
    /// Our own client id or secret is refused: nobody's connection is at fault.
    OurCredentials { reason: String },
    /// This one request is refused for good.
    Rejected { reason: String },
}

/// What names one event at its provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventKey {
    /// Chosen by us, unique per incarnation (Google's event id).
    pub chosen_id: String,
    /// Given by the provider on insert, once known.
    pub remote_id: Option<String>,
    /// Our private marker on the event.
    pub marker: String,
    /// The same for every try to insert one incarnation, and stored before the first; where the
    /// provider chooses the id.
    pub transaction_id: String,
    /// The provider said that it has this event; it may have been moved.
    pub taken: bool,
}

/// Which of the fields that may change are sent with a patch; the rest stays the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatchFields {
    pub site: bool,
    pub text: bool,
}

/// A write's outcome and, when it was confirmed, the provider's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub answer: Answer,
    pub remote_id: Option<String>,
}

/// What a look found, and under which id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub located: Located,
    pub remote_id: Option<String>,
}

/// Tokens as a provider hands them out. `expires_at` in epoch ms.
pub struct Tokens {
    pub access_token: String,
    pub access_expires_at: i64,
    pub refresh_token: Option<String>,
    pub refresh_expires_at: Option<i64>,
    pub scope: String,
    pub id_token: Option<String>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tokens(scope: {})", self.scope)
    }
}

/// One look or one write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// The fields say what must match besides title and time.
    Locate(PatchFields),
    Insert,
    Patch(PatchFields),
    Delete,
}

impl Call {
    /// Quota units, as the provider counts them. Graph's looks may take two requests.
    pub fn units(self, provider: Provider) -> i64 {
        match (self, provider) {
            (Call::Patch(_), Provider::Google) => 3,
            (Call::Locate(_), Provider::Microsoft) => 2,
            _ => 1,
        }
    }
}

/// What a [`Call`] brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Found(Found),
    Written(Written),
}

/// A calendar we may write to, with a token that is good now.
#[derive(Debug, Clone, Copy)]
pub enum Calendar<'a> {
    Google(google::calendar::GoogleCalendar<'a>),
    Microsoft(microsoft::calendar::MicrosoftCalendar<'a>),
}

impl Calendar<'_> {
    pub async fn call(
        &self,
        call: Call,
        key: &EventKey,
        event: &CalendarEvent,
    ) -> Result<Outcome, Trouble> {
        Ok(match (self, call) {
            (Calendar::Google(google), Call::Locate(fields)) => {
                Outcome::Found(google.locate(key, event, fields).await?)
            }
            (Calendar::Google(google), Call::Insert) => {
                let body = google::wire::EventInsert::class(&key.chosen_id, &key.marker, event);
                Outcome::Written(google.insert(&body).await?)
            }
            (Calendar::Google(google), Call::Patch(fields)) => {
                Outcome::Written(google.patch(key, event, fields).await?)
            }
            (Calendar::Google(google), Call::Delete) => {
                Outcome::Written(google.delete(&key.chosen_id).await?)
            }
            (Calendar::Microsoft(graph), Call::Locate(fields)) => {
                Outcome::Found(graph.locate(key, event, fields).await?)
            }
            (Calendar::Microsoft(graph), Call::Insert) => {
                let body =
                    microsoft::wire::EventCreate::class(&key.transaction_id, &key.marker, event);
                Outcome::Written(graph.insert(&body).await?)
            }
            (Calendar::Microsoft(graph), Call::Patch(fields)) => {
                Outcome::Written(graph.patch(key, event, fields).await?)
            }
            (Calendar::Microsoft(graph), Call::Delete) => {
                Outcome::Written(graph.delete(key).await?)
            }
        })
    }

    /// Adds the harmless event of the connection test.
    pub async fn insert_test(
        &self,
        key: &EventKey,
        event: &CalendarEvent,
    ) -> Result<Written, Trouble> {
        match self {
            Calendar::Google(google) => {
                let body = google::wire::EventInsert::test(&key.chosen_id, &key.marker, event);
                google.insert(&body).await
            }
            Calendar::Microsoft(graph) => {
                let body =
                    microsoft::wire::EventCreate::test(&key.transaction_id, &key.marker, event);
                graph.insert(&body).await
            }
        }
    }

    /// Ids of the live events that carry `marker`.
    pub async fn find_marked(&self, marker: &str) -> Result<Vec<String>, Trouble> {
        match self {
            Calendar::Google(google) => google.find_marked(marker).await,
            Calendar::Microsoft(graph) => graph.find_marked(marker).await,
        }
    }
}

/// The whole request for one class, as it leaves: "See it as raw data".
pub fn insert_body(provider: Provider, event: &CalendarEvent) -> serde_json::Result<String> {
    const MARK: &str = "(our mark)";
    const RANDOM: &str = "(a random id)";
    match provider {
        Provider::Google => {
            serde_json::to_string_pretty(&google::wire::EventInsert::class(RANDOM, MARK, event))
        }
        Provider::Microsoft => {
            serde_json::to_string_pretty(&microsoft::wire::EventCreate::class(RANDOM, MARK, event))
        }
    }
}

impl Calendar<'_> {
    /// Whether it answers at all: a look for nothing.
    pub async fn ping(&self) -> Result<(), Trouble> {
        self.find_marked("nothing").await.map(|_| ())
    }
}

/// The hash of what an event says, in three parts (title, times and zone; site; text), so that a
/// patch can leave out what did not change: a person's own notes survive a move.
pub fn content_hash(event: &CalendarEvent) -> String {
    let core = format!(
        "{}|{}|{}|{}",
        event.title, event.starts_at, event.ends_at, event.time_zone
    );
    let short = |text: &str| crate::secrets::sha256(text)[..22].to_owned();
    format!(
        "{}.{}.{}",
        short(&core),
        short(event.site.as_deref().unwrap_or("")),
        short(&event.text)
    )
}

/// Which parts changed from the `delivered` hash to the one `wanted` now.
pub fn patch_fields(delivered: Option<&str>, wanted: &str) -> PatchFields {
    let part = |hash: &str, index: usize| hash.split('.').nth(index).unwrap_or("").to_owned();
    let differs = |index| delivered.is_none_or(|d| part(d, index) != part(wanted, index));
    PatchFields {
        site: differs(1),
        text: differs(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_names_only_what_changed() {
        let event = CalendarEvent {
            title: "Class".into(),
            text: "t".into(),
            starts_at: 1,
            ends_at: 2,
            time_zone: "UTC".into(),
            site: None,
        };
        let before = content_hash(&event);
        let moved = content_hash(&CalendarEvent {
            starts_at: 0,
            ..event.clone()
        });
        let named = content_hash(&CalendarEvent {
            site: Some("Main".into()),
            ..event.clone()
        });
        let reworded = content_hash(&CalendarEvent {
            text: "u".into(),
            ..event
        });
        for (after, site, text) in [
            (&moved, false, false),
            (&named, true, false),
            (&reworded, false, true),
        ] {
            assert_ne!(&before, after);
            assert_eq!(
                patch_fields(Some(&before), after),
                PatchFields { site, text }
            );
        }
    }
}
