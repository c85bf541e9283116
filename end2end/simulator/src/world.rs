//! Everything the simulator remembers, and the only ways it can change.
//!
//! State changes only through [`World::apply`], so that replaying the log gives the same world.
//! No clock, no randomness and no files in here.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::google::state::{Google, GoogleChange};
use crate::journal::Entry;
use crate::microsoft::settings::MicrosoftSettings;
use crate::microsoft::state::{Microsoft, MicrosoftChange};

/// The journal keeps this many requests.
const JOURNAL: usize = 20_000;

#[derive(Default)]
pub struct World {
    pub google: Google,
    pub microsoft: Microsoft,
    pub settings: Settings,
    pub faults: Vec<Fault>,
    pub journal: VecDeque<Entry>,
    /// The number of the last journal entry; it never starts again, not even at a reset.
    pub last_seq: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "change", content = "to", rename_all = "snake_case")]
pub enum Change {
    Google(GoogleChange),
    Microsoft(MicrosoftChange),
    Settings(Settings),
    Fault(Fault),
    FaultGone(String),
    Request(Box<Entry>),
    Seq(u64),
    Reset,
}

/// How the simulator behaves, set by tests and by the demo controls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub patch_on_tombstone: OnTombstone,
    pub access_token_ttl_s: i64,
    pub refresh_token_expires_in: Option<i64>,
    pub block_app: bool,
    /// Calendar units one account may use per minute; `null` lifts the limit.
    pub user_quota_per_minute: Option<u32>,
    /// The same for all accounts of a client together.
    pub project_quota_per_minute: Option<u32>,
    /// The status of a project over its quota: 403 and 429 both occur.
    pub project_quota_status: u16,
    /// The account is over Google's own limits for using a calendar: writing answers 403
    /// `quotaExceeded` for hours.
    pub usage_limits_reached: bool,
    pub clock_offset_ms: i64,
    /// When every account's access ends by itself (demo control).
    pub access_ends_at: Option<i64>,
    pub demo: Demo,
    pub microsoft: MicrosoftSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            patch_on_tombstone: OnTombstone::Forbidden,
            access_token_ttl_s: 3599,
            refresh_token_expires_in: None,
            block_app: false,
            user_quota_per_minute: Some(600),
            project_quota_per_minute: Some(10_000),
            project_quota_status: 403,
            usage_limits_reached: false,
            clock_offset_ms: 0,
            access_ends_at: None,
            demo: Demo::Normal,
            microsoft: MicrosoftSettings::default(),
        }
    }
}

/// What writing to a deleted event answers. Nobody has published what the real one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnTombstone {
    #[serde(rename = "403 forbidden", alias = "forbidden", alias = "403")]
    Forbidden,
    #[serde(rename = "200 cancelled", alias = "cancelled")]
    Cancelled,
    #[serde(rename = "200 confirmed", alias = "confirmed")]
    Confirmed,
}

/// The choice in the box «Demo controls».
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Demo {
    #[default]
    Normal,
    Blocked,
    Slow,
    FailsTwice,
    EndsAccess,
}

impl World {
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Google(change) => self.google.apply(change),
            Change::Microsoft(change) => self.microsoft.apply(change),
            Change::Settings(settings) => self.settings = settings,
            Change::Fault(fault) => match self.faults.iter_mut().find(|old| old.id == fault.id) {
                Some(old) => *old = fault,
                None => self.faults.push(fault),
            },
            Change::FaultGone(id) => self.faults.retain(|fault| fault.id != id),
            Change::Request(entry) => {
                self.last_seq = entry.seq;
                self.journal.push_back(*entry);
                if self.journal.len() > JOURNAL {
                    self.journal.pop_front();
                }
            }
            Change::Seq(seq) => self.last_seq = seq,
            Change::Reset => {
                self.google.reset();
                self.microsoft.reset();
                self.settings = Settings::default();
                self.faults.clear();
                self.journal.clear();
            }
        }
    }

    /// The changes that lead from nothing to this world.
    pub fn snapshot(&self) -> impl Iterator<Item = Change> + '_ {
        let first = [Change::Settings(self.settings.clone())];
        let google = self.google.snapshot().map(Change::Google);
        let microsoft = self.microsoft.snapshot().map(Change::Microsoft);
        let faults = self.faults.iter().cloned().map(Change::Fault);
        let journal = self.journal.iter().cloned();
        let journal = journal.map(|entry| Change::Request(Box::new(entry)));
        first
            .into_iter()
            .chain(google)
            .chain(microsoft)
            .chain(faults)
            .chain(journal)
            .chain([Change::Seq(self.last_seq)])
    }
}
