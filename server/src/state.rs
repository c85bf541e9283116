//! What every request and every worker shares.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::clock::{Clock, Entropy};
use crate::config::{Config, Mode};
use crate::db::{Db, organizations};
use crate::kit::Kits;
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
    /// The IT page's PDFs that were drawn.
    pub kits: Arc<Kits>,
}

/// Files that must not be made anew once there is data: without them it cannot be read.
const KEYS: [&str; 3] = ["token.keys", "id.key", "hash.key"];

impl State {
    /// Days until our credential at Microsoft ends (negative: since), once that is within a month.
    /// For the log, and for whoever administers.
    pub fn microsoft_credential_warning(&self) -> Option<i64> {
        let microsoft = self.config.microsoft.as_ref()?;
        microsoft.credential_warning(self.clock.now())
    }

    /// The day on which it ends, once that is within a month.
    pub fn microsoft_credential_ends(&self) -> Option<i64> {
        let microsoft = self.config.microsoft.as_ref()?;
        microsoft
            .credential_warning(self.clock.now())
            .and(microsoft.credential_expires_on)
    }

    /// Opens the database and the keys, and checks that they belong together and to this mode.
    pub async fn open(config: Config, clock: Clock, entropy: Entropy) -> anyhow::Result<State> {
        let db = Db::connect(&config.database_url)
            .await
            .context("opening the database")?;
        let mut tx = db.read().await?;
        let used = !organizations::all(&mut tx).await?.is_empty();
        let demo = organizations::is_demo(&mut tx).await?;
        drop(tx);
        match config.mode {
            Mode::Production => ensure!(
                !demo,
                "this database was filled by demo mode, whose passwords are published; production needs its own"
            ),
            Mode::Demo => ensure!(
                demo || !used,
                "this database holds an organization's real data; demo mode needs its own"
            ),
        }
        let keys = config.data_dir.join("keys");
        if used {
            for name in KEYS {
                ensure!(
                    keys.join(name).exists(),
                    "the key file {} is missing; restore it, because the data cannot be read without it",
                    keys.join(name).display()
                );
            }
        }
        let secrets = Secrets::open(&keys, &entropy)?;
        Ok(State {
            http: provider_client(&config)?,
            config: Arc::new(config),
            db,
            clock,
            entropy,
            secrets: Arc::new(secrets),
            waker: Waker::default(),
            kits: Arc::default(),
        })
    }
}

/// TLS by rustls with ring; the operator's own authorities besides the system's. No redirect is
/// followed: a token must not travel to an address we were not configured with.
fn provider_client(config: &Config) -> anyhow::Result<reqwest::Client> {
    // An error means that it was installed already, by an earlier call in this process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let timeout = Duration::from_millis(config.sync.request_timeout_ms.unsigned_abs());
    let mut client = reqwest::Client::builder()
        .timeout(timeout)
        .connect_timeout(timeout.min(Duration::from_secs(10)))
        .redirect(reqwest::redirect::Policy::none());
    if let Some(path) = &config.extra_ca_file {
        let pem = std::fs::read(path)
            .with_context(|| format!("reading network.extra_ca_file {}", path.display()))?;
        let authorities = reqwest::Certificate::from_pem_bundle(&pem)
            .with_context(|| format!("{} holds no PEM certificates", path.display()))?;
        client = client.tls_certs_merge(authorities);
    }
    client.build().context("making the client for providers")
}
