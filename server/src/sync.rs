//! The sync engine: a level-triggered reconciler.

pub mod mark;

use std::sync::Arc;
use tokio::sync::Notify;

/// A hint that something is due: level-triggered, so a lost one costs a sweep, never a change.
#[derive(Debug, Clone, Default)]
pub struct Waker(Arc<Notify>);

impl Waker {
    pub fn wake(&self) {
        self.0.notify_waiters();
    }

    pub async fn woken(&self) {
        self.0.notified().await;
    }
}
