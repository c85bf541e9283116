//! The outbox worker: takes what is due, sends it, and says what became of it.
//!
//! A mail is claimed for a while; a process that dies gives it back by letting that pass, so a mail
//! is sent at least once. Its `Message-ID` is its row's, so that a mailbox can see a second copy for
//! what it is. Several replicas share the outbox.

use std::time::Duration;

use anyhow::Context;
use tokio::sync::watch;

use super::smtp::{Post, Undelivered};
use crate::config::Mode;
use crate::db::mail::{self, Claimed, Words};
use crate::state::State;

/// How long a claim lasts; longer than sending can take.
const LEASE_MS: i64 = 120_000;
const POLL: Duration = Duration::from_secs(2);
const FIRST_WAIT_MS: i64 = 60_000;
const LONGEST_WAIT_MS: i64 = 6 * 3_600_000;

/// Where mail goes.
enum Way {
    Smtp(Box<Post>),
    /// The demo's mailbox: it is there as soon as it is written.
    InApp,
}

impl Way {
    /// None: no server is set, and mail waits.
    fn of(state: &State) -> anyhow::Result<Option<Way>> {
        match (&state.config.mail, state.config.mode) {
            (_, Mode::Demo) => Ok(Some(Way::InApp)),
            (Some(config), Mode::Production) => Ok(Some(Way::Smtp(Box::new(
                Post::new(config, &state.config).context("making the client for e-mail")?,
            )))),
            (None, Mode::Production) => Ok(None),
        }
    }
}

/// Sends until `shutdown` turns true.
pub async fn run(state: State, mut shutdown: watch::Receiver<bool>) {
    let way = match Way::of(&state) {
        Ok(Some(way)) => way,
        Ok(None) => {
            tracing::warn!("mail.host is not set: e-mail waits in the outbox");
            return;
        }
        Err(error) => {
            tracing::error!(
                error = format!("{error:#}"),
                "e-mail cannot be sent; it waits"
            );
            return;
        }
    };
    while !*shutdown.borrow() {
        match one(&state, &way).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(error = format!("{error:#}"), "sending e-mail"),
        }
        tokio::select! {
            _ = shutdown.changed() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// Sends everything that is due now, in this task; for tests.
pub async fn drain(state: &State) -> anyhow::Result<u64> {
    let Some(way) = Way::of(state)? else {
        return Ok(0);
    };
    let mut taken = 0;
    while one(state, &way).await? {
        taken += 1;
    }
    Ok(taken)
}

/// Takes one mail; `false`: none is due.
async fn one(state: &State, way: &Way) -> anyhow::Result<bool> {
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let Some(claimed) = mail::claim(&mut tx, now, now + LEASE_MS).await? else {
        return Ok(false);
    };
    tx.commit().await?;
    let too_late = claimed.expires_at.is_some_and(|at| at <= now);
    let (outcome, words) = match way {
        _ if too_late => (
            Err(Undelivered::Refused("too late".to_owned())),
            Words::Forget,
        ),
        Way::InApp => (Ok(()), Words::Keep),
        Way::Smtp(post) => (post.send(&claimed).await, Words::Forget),
    };
    settle(state, &claimed, outcome, words).await?;
    Ok(true)
}

async fn settle(
    state: &State,
    claimed: &Claimed,
    outcome: Result<(), Undelivered>,
    words: Words,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    match outcome {
        Ok(()) => {
            mail::sent(&mut tx, now, claimed, words).await?;
        }
        Err(Undelivered::Later(code)) => {
            tracing::warn!(
                mail = claimed.id,
                code,
                attempt = claimed.attempts,
                "e-mail was not taken"
            );
            let next_at = now + wait_ms(claimed.attempts, state.entropy.fraction());
            mail::put_off(&mut tx, claimed, next_at, &code).await?;
        }
        Err(Undelivered::Refused(code)) => {
            tracing::error!(mail = claimed.id, code, "e-mail is given up");
            mail::give_up(&mut tx, now, claimed, &code).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// 1, 2, 4 … minutes, at most six hours, with up to a fifth more so that not all come at once.
fn wait_ms(attempts: i64, fraction: f64) -> i64 {
    let doublings = (attempts - 1).clamp(0, 16);
    let wait = (FIRST_WAIT_MS << doublings).min(LONGEST_WAIT_MS);
    #[expect(clippy::cast_possible_truncation, reason = "far below 2^52")]
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let jitter = (wait as f64 / 5.0 * fraction) as i64;
    wait + jitter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_its_limit() {
        for (attempts, fraction, wait) in [
            (1, 0.0, 60_000),
            (2, 0.0, 120_000),
            (2, 0.5, 132_000),
            (9, 0.0, 15_360_000),
            (10, 0.0, LONGEST_WAIT_MS),
            (99, 0.0, LONGEST_WAIT_MS),
        ] {
            assert_eq!(wait_ms(attempts, fraction), wait, "{attempts} {fraction}");
        }
    }
}
