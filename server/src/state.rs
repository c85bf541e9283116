//! What every request and every worker shares.

use std::sync::Arc;

use crate::clock::{Clock, Entropy};
use crate::config::Config;
use crate::db::Db;
use crate::secrets::Secrets;
use crate::sync::Waker;

#[derive(Clone)]
pub struct State {
    pub config: Arc<Config>,
    pub db: Db,
    pub clock: Clock,
    pub entropy: Entropy,
    pub secrets: Arc<Secrets>,
    /// Calls to providers and nothing else.
    pub http: reqwest::Client,
    /// Hints that something is due; the database is the truth.
    pub waker: Waker,
}
