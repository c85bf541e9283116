//! How often somebody failed to sign in, and until when they wait.
//!
//! Keys are keyed hashes; the rules are `backend::account::throttle`'s.

use super::Tx;
use crate::{execute, fetch_optional};

#[derive(Debug, sqlx::FromRow)]
pub struct Throttle {
    pub failures: i64,
    pub first_at: i64,
    pub not_before: i64,
}

/// Makes the row if there is none, and holds it until the transaction ends, so that attempts made at
/// the same moment are counted one after the other.
pub async fn hold(tx: &mut Tx, key: &str, now: i64) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "insert into sign_in_throttle (key_hash, failures, first_at, not_before)
         values ($1, 0, $2, 0)
         on conflict (key_hash) do update set failures = sign_in_throttle.failures",
        key,
        now
    )
}

pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<Throttle>, sqlx::Error> {
    fetch_optional!(
        tx,
        Throttle,
        "select failures, first_at, not_before from sign_in_throttle where key_hash = $1",
        key
    )
}

pub async fn put(tx: &mut Tx, key: &str, throttle: &Throttle) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "insert into sign_in_throttle (key_hash, failures, first_at, not_before)
         values ($1, $2, $3, $4)
         on conflict (key_hash) do update set failures = $2, first_at = $3, not_before = $4",
        key,
        throttle.failures,
        throttle.first_at,
        throttle.not_before
    )
}

pub async fn forget(tx: &mut Tx, key: &str) -> Result<u64, sqlx::Error> {
    execute!(tx, "delete from sign_in_throttle where key_hash = $1", key)
}
