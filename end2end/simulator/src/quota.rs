//! Sliding quotas per client and account. Kept in memory: a restart forgives.

use std::collections::{HashMap, VecDeque};

#[derive(Default)]
pub struct Quota {
    spent: HashMap<(String, String), VecDeque<(i64, u32)>>,
}

/// How much may be spent in which time, and whether what was refused counts as well.
pub struct Limit {
    pub units: u32,
    pub window_ms: i64,
    pub refused_counts: bool,
}

impl Quota {
    /// Spends `units` if the window leaves room for them.
    pub fn spend(
        &mut self,
        account: &str,
        client: &str,
        units: u32,
        limit: &Limit,
        now: i64,
    ) -> bool {
        let spent = self
            .spent
            .entry((account.to_owned(), client.to_owned()))
            .or_default();
        // Also forgets what lies in the future, after the simulator's clock was put back.
        spent.retain(|(at, _)| *at > now - limit.window_ms && *at <= now);
        let sum: u32 = spent.iter().map(|(_, units)| units).sum();
        let room = sum + units <= limit.units;
        if room || limit.refused_counts {
            spent.push_back((now, units));
        }
        room
    }
}
