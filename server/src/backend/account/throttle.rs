//! Slows guessing down: a delay that grows, never a lock-out.
//!
//! An attempt is counted before it is looked at, so that many at once count as many. Counted are
//! the typed address and the client, each by its keyed hash. The owner of an address that somebody
//! else is guessing waits [`ADDRESS`]'s longest delay at most.

use app::error::AppError;

use super::client::Client;
use crate::backend::Outcome;
use crate::db::throttle::{self, Throttle};
use crate::db::{Tx, users};
use crate::state::State;
use crate::words::Words;

struct Rule {
    /// As many attempts are free.
    free: i64,
    first_delay_ms: i64,
    longest_delay_ms: i64,
}

const ADDRESS: Rule = Rule {
    free: 5,
    first_delay_ms: 60_000,
    longest_delay_ms: 5 * 60_000,
};

/// A whole office may share one address.
const CLIENT: Rule = Rule {
    free: 30,
    first_delay_ms: 60_000,
    longest_delay_ms: 15 * 60_000,
};

/// Attempts further apart than this do not add up.
const FORGOTTEN_AFTER_MS: i64 = 3_600_000;

/// An attempt that has been counted.
pub struct Attempt {
    address_key: String,
    client_key: String,
}

/// Counts an attempt, or says when the next one may be made.
pub async fn begin(state: &State, kind: &str, address: &str, client: &Client) -> Outcome<Attempt> {
    let attempt = Attempt {
        address_key: state.secrets.keyed_hash(&[kind, "address", address]),
        client_key: state
            .secrets
            .keyed_hash(&[kind, "client", &client.address.to_string()]),
    };
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let mut again_at = None;
    for (key, rule) in [
        (&attempt.address_key, ADDRESS),
        (&attempt.client_key, CLIENT),
    ] {
        throttle::hold(&mut tx, key, now).await?;
        let before = throttle::find(&mut tx, key).await?;
        match rule.count(before, now) {
            Ok(after) => {
                throttle::put(&mut tx, key, &after).await?;
            }
            Err(wait_until) => again_at = again_at.max(Some(wait_until)),
        }
    }
    match again_at {
        None => {
            tx.commit().await?;
            Ok(attempt)
        }
        Some(at) => {
            // Refused attempts do not count: the transaction is dropped.
            let zone = only_zone(&mut tx).await?;
            Err(AppError::TooMany {
                again_at: Words::new(&zone, now, "12").time(round_up_to_minute(at)),
            }
            .into())
        }
    }
}

impl Attempt {
    /// It was the right person: their address starts anew.
    pub async fn succeeded(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        throttle::forget(tx, &self.address_key).await?;
        if let Some(mut client) = throttle::find(tx, &self.client_key).await? {
            client.failures -= 1;
            client.not_before = 0;
            throttle::put(tx, &self.client_key, &client).await?;
        }
        Ok(())
    }

    /// The typed address, for the audit: recognisable, not readable.
    pub fn address_key(&self) -> &str {
        &self.address_key
    }
}

impl Rule {
    /// The row with one attempt more, or the time before which there is none.
    fn count(&self, before: Option<Throttle>, now: i64) -> Result<Throttle, i64> {
        let fresh = Throttle {
            failures: 0,
            first_at: now,
            not_before: 0,
        };
        let mut row = match before {
            Some(row) if now < row.not_before => return Err(row.not_before),
            Some(row) if now - row.first_at.max(row.not_before) < FORGOTTEN_AFTER_MS => row,
            _ => fresh,
        };
        row.failures += 1;
        if row.failures >= self.free {
            let doublings = (row.failures - self.free).clamp(0, 16);
            let delay = (self.first_delay_ms << doublings).min(self.longest_delay_ms);
            row.not_before = now + delay;
        }
        Ok(row)
    }
}

/// Nobody is signed in yet, so the clock shown is the only organization's.
async fn only_zone(tx: &mut Tx) -> Result<String, sqlx::Error> {
    let zones = users::time_zones(tx).await?;
    Ok(match zones.as_slice() {
        [(zone,)] => zone.clone(),
        _ => "UTC".to_owned(),
    })
}

/// A time shown without seconds must not be early.
fn round_up_to_minute(at: i64) -> i64 {
    at + (60_000 - at.rem_euclid(60_000)) % 60_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_to_its_limit_and_ends() {
        let mut row = None;
        for _ in 0..5 {
            row = Some(ADDRESS.count(row, 0).unwrap());
        }
        let row = row.unwrap();
        assert_eq!(row.not_before, 60_000);
        let row = ADDRESS.count(Some(row), 60_000).unwrap();
        assert_eq!(row.not_before, 60_000 + 120_000);
        assert_eq!(
            ADDRESS.count(Some(row), 100_000).unwrap_err(),
            60_000 + 120_000
        );
        let late = Throttle {
            failures: 50,
            first_at: 0,
            not_before: 0,
        };
        assert_eq!(ADDRESS.count(Some(late), 1).unwrap().not_before, 300_001);
    }

    #[test]
    fn old_attempts_are_forgotten() {
        let row = Throttle {
            failures: 50,
            first_at: 0,
            not_before: 1_000,
        };
        let row = ADDRESS
            .count(Some(row), 1_000 + FORGOTTEN_AFTER_MS)
            .unwrap();
        assert_eq!((row.failures, row.not_before), (1, 0));
    }

    #[test]
    fn a_shown_time_is_never_early() {
        assert_eq!(round_up_to_minute(60_000), 60_000);
        assert_eq!(round_up_to_minute(60_001), 120_000);
    }
}
