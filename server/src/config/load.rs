//! Reads and checks the settings. What is wrong is said in one sentence that names the key.
//!
//! Looks at files and the environment only; what can be wrong with a database is checked by
//! `start`, which has one open.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context, bail, ensure};
use leptos::config::LeptosOptions;
use secrecy::ExposeSecret;
use url::Url;

use super::registrations;
use super::settings::Settings;
use super::{AuditConfig, Config, Mode, PasswordConfig, SessionConfig, SyncConfig};

/// Reads `Leptos.toml` (or the file `LEPTOS_TOML` names) and the environment.
pub fn load() -> anyhow::Result<Config> {
    let path =
        std::env::var_os("LEPTOS_TOML").map_or_else(|| PathBuf::from("Leptos.toml"), PathBuf::from);
    let file = std::fs::read_to_string(&path)
        .with_context(|| format!("reading the settings from {}", path.display()))?;
    let leptos = leptos_config::get_config_from_str(&file)
        .with_context(|| format!("reading Leptos' own table in {}", path.display()))?;
    check(Settings::read(&file, std::env::vars())?, leptos)
}

fn check(mut settings: Settings, leptos: LeptosOptions) -> anyhow::Result<Config> {
    let mode = match settings.text("mode", "production").as_str() {
        "demo" => Mode::Demo,
        "production" => Mode::Production,
        other => bail!("mode must be demo or production, not `{other}`"),
    };
    let data_dir = settings
        .path("server.data_dir")
        .unwrap_or_else(|| PathBuf::from(".data/app"));
    let database_url = match settings.secret("database.url")? {
        Some(url) => url.expose_secret().to_owned(),
        None => format!("sqlite://{}", data_dir.join("app.sqlite3").display()),
    };
    let simulator = settings.text("demo.simulator_addr", "127.0.0.1:4010");
    let config = Config {
        mode,
        product_name: settings.text("product.name", "IMPACT Feedback"),
        public_url: public_url(&mut settings, mode, leptos.site_addr)?,
        database_url,
        data_dir,
        trusted_proxies: proxies(&mut settings)?,
        sync: sync(&mut settings)?,
        google: registrations::google(&mut settings, mode, &simulator)?,
        microsoft: registrations::microsoft(&mut settings, mode, &simulator)?,
        session: SessionConfig {
            idle_ms: settings.number("session.idle_ms", SessionConfig::default().idle_ms)?,
            absolute_ms: settings
                .number("session.absolute_ms", SessionConfig::default().absolute_ms)?,
            require_second_step: second_step(&mut settings)? && mode == Mode::Production,
        },
        password: password(&mut settings)?,
        mail: super::mail::read(&mut settings)?,
        audit: AuditConfig {
            keep_ms: 24 * 3_600_000 * settings.number("audit.keep_days", 730)?,
        },
        extra_ca_file: settings.path("network.extra_ca_file"),
        leptos,
    };
    settings.finish()?;
    Ok(config)
}

/// The demo's accounts sign in at once, whatever is set.
fn second_step(settings: &mut Settings) -> anyhow::Result<bool> {
    match settings.text("session.second_step", "required").as_str() {
        "required" => Ok(true),
        "offered" => Ok(false),
        other => bail!("session.second_step must be required or offered, not `{other}`"),
    }
}

/// Demo mode opens a door with published passwords, so it opens on loopback only.
fn public_url(settings: &mut Settings, mode: Mode, bind: SocketAddr) -> anyhow::Result<String> {
    let default = match mode {
        Mode::Demo => format!("http://{bind}"),
        Mode::Production => String::new(),
    };
    let text = settings.text("server.public_url", &default);
    ensure!(
        !text.is_empty(),
        "server.public_url must be set in production: it is the address people type"
    );
    let url = Url::parse(&text)
        .with_context(|| format!("server.public_url must be a full URL, not `{text}`"))?;
    ensure!(
        url.path() == "/" && url.query().is_none() && url.fragment().is_none(),
        "server.public_url must name a host and nothing behind it, not `{text}`"
    );
    match mode {
        Mode::Demo => ensure!(
            bind.ip().is_loopback(),
            "demo mode serves this machine only: LEPTOS_SITE_ADDR must be a loopback address, not {bind}"
        ),
        Mode::Production => ensure!(
            url.scheme() == "https" || is_loopback(&url),
            "server.public_url must start with https://, not `{text}`"
        ),
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn proxies(settings: &mut Settings) -> anyhow::Result<Vec<IpAddr>> {
    settings
        .list("server.trusted_proxies")
        .iter()
        .map(|text| {
            text.parse().with_context(|| {
                format!("server.trusted_proxies must list IP addresses, not `{text}`")
            })
        })
        .collect()
}

fn sync(settings: &mut Settings) -> anyhow::Result<SyncConfig> {
    let default = SyncConfig::default();
    let sync = SyncConfig {
        workers: usize::try_from(settings.number("sync.workers", 4)?)
            .context("sync.workers is too large")?,
        settle_ms: settings.number("sync.settle_ms", default.settle_ms)?,
        lease_ms: settings.number("sync.lease_ms", default.lease_ms)?,
        request_timeout_ms: settings
            .number("sync.request_timeout_ms", default.request_timeout_ms)?,
        sweep_ms: settings.number("sync.sweep_ms", default.sweep_ms)?,
        verify_ms: settings.number("sync.verify_ms", default.verify_ms)?,
        leave_deadline_ms: settings.number("sync.leave_deadline_ms", default.leave_deadline_ms)?,
        undo_ms: settings.number("sync.undo_ms", default.undo_ms)?,
        at_risk_ms: settings.number("sync.at_risk_ms", default.at_risk_ms)?,
        batch: settings.number("sync.batch", default.batch)?,
        batch_ms: settings.number("sync.batch_ms", default.batch_ms)?,
    };
    // A call that outlives its lease would run beside the next worker's.
    ensure!(
        sync.lease_ms - sync.lease_ms / 4 >= sync.request_timeout_ms,
        "sync.lease_ms ({}) must exceed sync.request_timeout_ms ({}) by at least a third of it",
        sync.lease_ms,
        sync.request_timeout_ms
    );
    Ok(sync)
}

fn password(settings: &mut Settings) -> anyhow::Result<PasswordConfig> {
    let default = PasswordConfig::default();
    let password = PasswordConfig {
        memory_kib: u32::try_from(
            settings.number("password.memory_kib", i64::from(default.memory_kib))?,
        )
        .context("password.memory_kib is too large")?,
        passes: u32::try_from(settings.number("password.passes", i64::from(default.passes))?)
            .context("password.passes is too large")?,
    };
    ensure!(
        password.memory_kib >= 8_192 && password.passes >= 1,
        "password.memory_kib must be at least 8192, or a stolen database is soon read"
    );
    Ok(password)
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> anyhow::Result<Config> {
        read_with("", pairs)
    }

    fn read_with(file: &str, pairs: &[(&str, &str)]) -> anyhow::Result<Config> {
        let environment = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let leptos = LeptosOptions::builder().output_name("app").build();
        check(Settings::read(file, environment)?, leptos)
    }

    #[test]
    fn demo_mode_needs_no_setting_and_talks_to_the_simulator() {
        let config = read(&[("APP__MODE", "demo"), ("SIMULATOR_ADDR", "127.0.0.1:9")]).unwrap();
        assert_eq!(config.public_url, "http://127.0.0.1:3000");
        let google = config.google.unwrap();
        assert_eq!(google.token_url.as_str(), "http://127.0.0.1:9/google/token");
        assert_eq!(google.open_url, "http://127.0.0.1:9/calendar/{account}");
        let microsoft = config.microsoft.unwrap();
        let login = "http://127.0.0.1:9/microsoft";
        assert_eq!(
            microsoft.token_url.as_str(),
            format!("{login}/common/oauth2/v2.0/token")
        );
        assert_eq!(
            microsoft.admin_consent_url,
            format!("{login}/{{tenant}}/v2.0/adminconsent")
        );
    }

    #[test]
    fn production_without_a_client_has_no_google() {
        let config = read(&[("APP__SERVER__PUBLIC_URL", "https://classes.example.org/")]).unwrap();
        assert_eq!(config.mode, Mode::Production);
        assert_eq!(config.public_url, "https://classes.example.org");
        assert!(config.google.is_none() && config.microsoft.is_none());
    }

    #[test]
    fn the_file_states_the_defaults_and_no_key_too_many() {
        let url = [("APP__SERVER__PUBLIC_URL", "https://classes.example.org")];
        let stated = read_with(include_str!("../../../Leptos.toml"), &url).unwrap();
        let default = read(&url).unwrap();
        assert_eq!(format!("{stated:?}"), format!("{default:?}"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        const URL: (&str, &str) = ("APP__SERVER__PUBLIC_URL", "https://classes.example.org");
        for (pairs, part) in [
            (vec![], "server.public_url must be set"),
            (
                vec![("APP__SERVER__PUBLIC_URL", "http://a.example")],
                "https://",
            ),
            (
                vec![("APP__SERVER__PUBLIC_URL", "https://a.example/b")],
                "nothing behind",
            ),
            (
                vec![URL, ("APP__SYNC__SETLE_MS", "1")],
                "sync.setle_ms does not exist",
            ),
            (vec![URL, ("APP__SYNC__LEASE_MS", "20000")], "sync.lease_ms"),
            (vec![URL, ("APP__SYNC__WORKERS", "many")], "sync.workers"),
            (vec![URL, ("APP__GOOGLE__CLIENT_ID", "a")], "set together"),
            (vec![URL, ("APP__MAIL__HOST", "mail.example")], "mail.from"),
            (
                vec![
                    URL,
                    ("APP__MAIL__HOST", "mail.example"),
                    ("APP__MAIL__FROM", "a@b.example"),
                    ("APP__MAIL__TLS", "none"),
                ],
                "on this machine only",
            ),
            (
                vec![
                    URL,
                    ("APP__GOOGLE__TOKEN_URL", "http://127.0.0.1:4010/token"),
                ],
                "google.token_url",
            ),
            (vec![URL, ("APP__MODE", "test")], "demo or production"),
            (
                vec![URL, ("APP__MICROSOFT__CLIENT_ID", "a")],
                "set together",
            ),
            (
                vec![URL, ("APP__MICROSOFT__CERTIFICATE_FILE", "/nowhere")],
                "microsoft.private_key_file",
            ),
            (
                vec![URL, ("APP__MICROSOFT__TENANT", "a/b")],
                "microsoft.tenant",
            ),
            (
                vec![URL, ("APP__MICROSOFT__GRAPH_ROOT", "http://a.example")],
                "microsoft.graph_root",
            ),
            (
                vec![
                    URL,
                    (
                        "APP__MICROSOFT__ADMIN_CONSENT_URL",
                        "http://127.0.0.1:1/{tenant}",
                    ),
                ],
                "microsoft.admin_consent_url",
            ),
            (
                vec![URL, ("APP__MICROSOFT__CREDENTIAL_EXPIRES_ON", "soon")],
                "microsoft.credential_expires_on",
            ),
        ] {
            let error = format!("{:#}", read(&pairs).unwrap_err());
            assert!(error.contains(part), "{pairs:?}: {error}");
        }
    }

    #[test]
    fn the_end_of_a_credential_is_announced_a_month_before() {
        let config = read(&[
            ("APP__SERVER__PUBLIC_URL", "https://classes.example.org"),
            ("APP__MICROSOFT__CLIENT_ID", "a"),
            ("APP__MICROSOFT__CLIENT_SECRET", "b"),
            ("APP__MICROSOFT__TENANT", "organizations"),
            ("APP__MICROSOFT__CREDENTIAL_EXPIRES_ON", "2027-03-31"),
        ])
        .unwrap();
        let microsoft = config.microsoft.unwrap();
        assert_eq!(
            microsoft.authorize_url.as_str(),
            "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize"
        );
        const DAY: i64 = 86_400_000;
        let ends = microsoft.credential_expires_on.unwrap();
        for (at, expect) in [
            (ends - 31 * DAY, None),
            (ends - 30 * DAY, Some(30)),
            (ends - 1, Some(0)),
            (ends + 2 * DAY, Some(-2)),
        ] {
            assert_eq!(microsoft.credential_warning(at), expect);
        }
    }

    #[test]
    fn a_secret_may_come_from_a_file() {
        let path = std::env::temp_dir().join(format!("client-secret-{}", std::process::id()));
        std::fs::write(&path, "from-a-file\n").unwrap();
        let config = read(&[
            ("APP__SERVER__PUBLIC_URL", "https://classes.example.org"),
            ("APP__GOOGLE__CLIENT_ID", "a"),
            ("APP__GOOGLE__CLIENT_SECRET_FILE", path.to_str().unwrap()),
        ])
        .unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(
            config.google.unwrap().client_secret.expose_secret(),
            "from-a-file"
        );
    }
}
