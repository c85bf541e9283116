//! The operator's settings: `Leptos.toml` below the framework's table, overridden by
//! `APP__SECTION__KEY`, secrets also by `APP__SECTION__KEY_FILE`.
//!
//! [`Config`] is the checked result; [`load::load`] reads it. Every key stands in `Leptos.toml` with
//! its default and its consequence.

mod certificate;
pub mod load;
mod mail;
mod registrations;
mod settings;

pub use certificate::Certificate;

use leptos::config::LeptosOptions;
use secrecy::SecretString;
use url::Url;

pub use mail::{MailConfig, MailTls};

/// Who runs this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Seeds data, shows a banner, binds loopback only, talks to the simulator.
    Demo,
    Production,
}

#[derive(Debug, Clone)]
pub struct Config {
    pub mode: Mode,
    /// Shown on every screen and in every event.
    pub product_name: String,
    /// Absolute URLs are made from this alone; no trailing slash.
    pub public_url: String,
    pub database_url: String,
    pub data_dir: std::path::PathBuf,
    pub trusted_proxies: Vec<std::net::IpAddr>,
    pub sync: SyncConfig,
    pub google: Option<GoogleConfig>,
    pub microsoft: Option<MicrosoftConfig>,
    pub session: SessionConfig,
    pub password: PasswordConfig,
    /// None: nothing is sent, and mail waits in the outbox.
    pub mail: Option<MailConfig>,
    pub audit: AuditConfig,
    /// PEM file with further certificate authorities for calls to providers.
    pub extra_ca_file: Option<std::path::PathBuf>,
    /// Where the site's files are, and the address to bind.
    pub leptos: LeptosOptions,
}

/// The engine's windows, all in milliseconds. Settings, so that tests use short ones.
#[derive(Debug, Clone)]
pub struct SyncConfig {
    /// Workers of this process; one in four takes the bulk lane first.
    pub workers: usize,
    pub settle_ms: i64,
    pub lease_ms: i64,
    /// Must stay below the lease by a margin; checked at start.
    pub request_timeout_ms: i64,
    pub sweep_ms: i64,
    /// After an ambiguous answer one look follows this much later.
    pub verify_ms: i64,
    pub leave_deadline_ms: i64,
    pub undo_ms: i64,
    pub at_risk_ms: i64,
    /// Mirrors worked per lease.
    pub batch: i64,
    pub batch_ms: i64,
}

impl Default for SyncConfig {
    fn default() -> Self {
        SyncConfig {
            workers: 4,
            settle_ms: 3_000,
            lease_ms: 60_000,
            request_timeout_ms: 20_000,
            sweep_ms: 60_000,
            verify_ms: 120_000,
            leave_deadline_ms: 72 * 3_600_000,
            undo_ms: 600_000,
            at_risk_ms: 600_000,
            batch: 20,
            batch_ms: 10_000,
        }
    }
}

/// Everything needed to talk to a Google. A full URL each, so that an independent provider can
/// stand in.
#[derive(Debug, Clone)]
pub struct GoogleConfig {
    pub client_id: String,
    pub client_secret: SecretString,
    pub authorize_url: Url,
    pub token_url: Url,
    pub revoke_url: Url,
    pub userinfo_url: Url,
    /// `…/calendar/v3`, no trailing slash.
    pub api_root: Url,
    /// `iss` of its id tokens and callbacks.
    pub issuer: String,
    /// Where a person sees their calendar ("Open Google Calendar"); `{account}` is replaced.
    pub open_url: String,
    pub quota: Quota,
}

/// Everything needed to talk to Microsoft's identity platform and to Graph.
#[derive(Debug, Clone)]
pub struct MicrosoftConfig {
    pub client_id: String,
    pub credential: Credential,
    /// Midnight (UTC, epoch ms) of the day on which the secret or certificate ends, if told.
    pub credential_expires_on: Option<i64>,
    /// `common`, `organizations`, `consumers`, or one tenant.
    pub tenant: String,
    pub authorize_url: Url,
    pub token_url: Url,
    /// A full URL in which `{tenant}` is replaced.
    pub admin_consent_url: String,
    /// `…/v1.0`, no trailing slash.
    pub graph_root: Url,
    /// `iss` of its id tokens, in which `{tenantid}` is replaced by the token's own `tid`.
    pub issuer: String,
    /// Where a person sees their calendar; `{account}` is replaced.
    pub open_url: String,
    pub quota: Quota,
}

/// From here on the operator and the administrators are told that a credential ends.
const CREDENTIAL_WARNING_DAYS: i64 = 30;

impl MicrosoftConfig {
    /// The same, once it is time to do something about it.
    pub fn credential_warning(&self, now: i64) -> Option<i64> {
        self.credential_days_left(now)
            .filter(|days| *days <= CREDENTIAL_WARNING_DAYS)
    }

    /// Whole days until the credential ends (negative: since), if that was told.
    pub fn credential_days_left(&self, now: i64) -> Option<i64> {
        self.credential_expires_on
            .map(|at| (at - now).div_euclid(86_400_000))
    }
}

/// How we prove to Microsoft who we are.
#[derive(Debug, Clone)]
pub enum Credential {
    Secret(SecretString),
    Certificate(Certificate),
}

/// Quota units per minute at one provider: for one connection, and for all replicas together.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    pub connection_units_per_minute: i64,
    pub provider_units_per_minute: i64,
}

#[derive(Debug, Clone)]
pub struct SessionConfig {
    pub idle_ms: i64,
    pub absolute_ms: i64,
    /// Roles that change other people's accounts may do nothing before they have a second step.
    pub require_second_step: bool,
}

impl Default for SessionConfig {
    fn default() -> Self {
        SessionConfig {
            idle_ms: 8 * 3_600_000,
            absolute_ms: 7 * 24 * 3_600_000,
            require_second_step: true,
        }
    }
}

/// How long the records of what happened are kept.
#[derive(Debug, Clone)]
pub struct AuditConfig {
    pub keep_ms: i64,
}

impl Default for AuditConfig {
    fn default() -> Self {
        AuditConfig {
            keep_ms: 730 * 24 * 3_600_000,
        }
    }
}

/// What a password costs to check. A test makes it cheap.
#[derive(Debug, Clone)]
pub struct PasswordConfig {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for PasswordConfig {
    fn default() -> Self {
        PasswordConfig {
            memory_kib: 19_456,
            passes: 2,
        }
    }
}
