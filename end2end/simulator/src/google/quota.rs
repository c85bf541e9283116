//! The sliding quota per client and account. Kept in memory: a restart forgives.

use std::collections::{HashMap, VecDeque};

const MINUTE_MS: i64 = 60_000;

#[derive(Default)]
pub struct Quota {
    spent: HashMap<(String, String), VecDeque<(i64, u32)>>,
}

impl Quota {
    /// Spends `units` if the last minute leaves room for them.
    pub fn spend(&mut self, account: &str, client: &str, units: u32, limit: u32, now: i64) -> bool {
        let spent = self
            .spent
            .entry((account.to_owned(), client.to_owned()))
            .or_default();
        // Also forgets what lies in the future, after the simulator's clock was put back.
        spent.retain(|(at, _)| *at > now - MINUTE_MS && *at <= now);
        let sum: u32 = spent.iter().map(|(_, units)| units).sum();
        if sum + units > limit {
            return false;
        }
        spent.push_back((now, units));
        true
    }
}
