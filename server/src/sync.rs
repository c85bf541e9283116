//! The sync engine: a level-triggered reconciler.
//!
//! A *mirror* stores whether a class's event should be on a connection's calendar and that something
//! changed, never what it says. Workers lease a connection, bring its mirrors to rest one at a time,
//! and give it back. What keeps it from losing, doubling or leaking:
//!
//! 1. **Facts become desires only in [`mark`]**, in the transaction that changes the fact.
//! 2. **One worker per connection.** A lease carries a `fence`; every write of a worker to the
//!    database names it, so a late worker changes nothing ([`lease`]).
//! 3. **Intent before effect.** Before a remote write its intent and its disclosure are committed; the
//!    settle clears it. An open intent means *unknown*: look, then act ([`work`]).
//! 4. **Identity.** The event's id is a keyed hash of organization, user, account, class and
//!    *incarnation*. A deleted event is never revived: its successor has the next incarnation, stored
//!    first.
//! 5. **Effects settle by what was read.** A settle applies the generation its worker read, not the
//!    newest one: a mark that came in between stays pending, and no look is needed for it.
//! 6. **Going idle needs the `wake` counter seen at claim time**; a mark in between makes the
//!    connection due at once ([`lease::release`]).
//! 7. **A wake-up is a hint, polling is the truth.** A lost hint costs a second, never a change.
//! 8. **Errors are named by decision** and land where they belong: on the connection, the mirror or
//!    the provider ([`trouble`]); a provider that answers nobody, or refuses our own credentials, is
//!    left alone and probed once a minute ([`breaker`]).
//! 9. **Many removals that no person asked for wait for one who does** ([`guard`]).
//! 10. **A restored database knows less than the calendars**: every mirror looks before it writes, by
//!     our marker ([`check`]), so that nothing is doubled and no ghost stays.
//!
//! Each has its test, in this order: `scheduling::marks`; `engine::lease::a_late_worker_…`;
//! `calendar::crash`, `calendar::trouble::a_lost_answer_…`; `calendar::story::removed_and_later_…`;
//! `engine::lease::a_change_while_…`; `engine::lease::a_mark_that_commits_…`; `model` (nobody is ever
//! woken there); `engine::answers`, `engine::breaker`; `engine::guard`; `engine::backups`,
//! `engine::repair`. `make breakages` takes them away one at a time.
//!
//! Time and randomness come from the state's clock and entropy, in SQL too. This module knows
//! neither HTTP routes nor screens.

pub mod breaker;
pub mod check;
pub mod entitlement;
pub mod grant;
pub mod guard;
pub mod lease;
pub mod leave;
pub mod mark;
pub mod mirror;
mod notify;
pub mod sweep;
pub mod switch;
pub mod trouble;
pub mod work;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::state::State;
use lease::Preference;

/// A hint that something is due: level-triggered, so that a wake between two waits is not lost.
#[derive(Debug, Clone, Default)]
pub struct Waker {
    /// Counts every wake, this process's and other replicas'.
    any: Arc<watch::Sender<u64>>,
    /// Counts this process's own, which the others are told of.
    own: Arc<watch::Sender<u64>>,
}

impl Waker {
    /// After the commit of a change that made something due.
    pub fn wake(&self) {
        self.own.send_modify(|n| *n += 1);
        self.heard();
    }

    /// Another replica says that something is due.
    fn heard(&self) {
        self.any.send_modify(|n| *n += 1);
    }
}

/// The longest a worker waits without asking the database.
const POLL: Duration = Duration::from_secs(1);

/// Runs this process's workers until `shutdown` turns true; each finishes the lease it holds.
pub async fn run(state: State, shutdown: watch::Receiver<bool>) {
    let sweeper = tokio::spawn(sweep::run(state.clone(), shutdown.clone()));
    let notifier = tokio::spawn(notify::run(state.clone(), shutdown.clone()));
    let workers: Vec<_> = (0..state.config.sync.workers.max(1))
        .map(|n| {
            // One in four takes the bulk lane first, so that neither lane starves.
            let preference = if n % 4 == 3 {
                Preference::Bulk
            } else {
                Preference::Person
            };
            tokio::spawn(worker(state.clone(), shutdown.clone(), preference))
        })
        .collect();
    for worker in workers.into_iter().chain([sweeper, notifier]) {
        if let Err(error) = worker.await {
            tracing::error!(%error, "a worker ended early");
        }
    }
}

/// A process without workers only tells the others that something is due, until `shutdown`.
pub async fn tell_others(state: State, shutdown: watch::Receiver<bool>) {
    notify::run(state, shutdown).await;
}

async fn worker(state: State, mut shutdown: watch::Receiver<bool>, preference: Preference) {
    let mut woken = state.waker.any.subscribe();
    while !*shutdown.borrow() {
        match lease::claim(&state, preference).await {
            Ok(Some(lease)) => hold(&state, lease).await,
            Ok(None) => {
                tokio::select! {
                    _ = woken.changed() => {}
                    _ = shutdown.changed() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "claiming a connection");
                tokio::select! {
                    _ = shutdown.changed() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
        }
    }
}

/// Works one lease in a task of its own: a panic is a backoff, not the end of the worker.
async fn hold(state: &State, lease: lease::Lease) {
    let task = tokio::spawn(work::connection(state.clone(), lease.clone()));
    let reason = match task.await {
        Ok(Ok(())) => return,
        Ok(Err(error)) => format!("{error:#}"),
        Err(error) => format!("panic: {error}"),
    };
    tracing::error!(connection = %lease.connection_id, error = reason, "working a connection");
    if let Err(error) = trouble::back_off(state, &lease, None, "internal").await {
        tracing::error!(connection = %lease.connection_id, error = format!("{error:#}"), "backing off");
    }
}

/// Works everything that is due now, in this task; for tests and for the operator's commands.
pub async fn drain(state: &State) -> anyhow::Result<u64> {
    let mut leases = 0;
    while let Some(lease) = lease::claim(state, Preference::Person).await? {
        work::connection(state.clone(), lease).await?;
        leases += 1;
    }
    Ok(leases)
}
