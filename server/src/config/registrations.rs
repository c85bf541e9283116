//! What this installation is registered as at each provider: addresses, credentials, quotas.
//!
//! In demo mode everything has a value and points at the simulator; in production a provider without
//! a client is not offered, and every address is https and leaves this machine.

use anyhow::{Context, ensure};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::load::is_loopback;
use super::settings::Settings;
use super::{Certificate, Credential, GoogleConfig, MicrosoftConfig, Mode, Quota};

/// Google allows 600 units a minute and person, and 10,000 a minute to one project.
const GOOGLE_QUOTA: Quota = Quota {
    connection_units_per_minute: 540,
    provider_units_per_minute: 9_000,
};
/// Microsoft allows 10,000 calls in ten minutes to one mailbox, and 2,000 a second to one app.
const MICROSOFT_QUOTA: Quota = Quota {
    connection_units_per_minute: 900,
    provider_units_per_minute: 100_000,
};

pub(super) fn google(
    settings: &mut Settings,
    mode: Mode,
    simulator: &str,
) -> anyhow::Result<Option<GoogleConfig>> {
    let id = settings.optional("google.client_id");
    let secret = settings.secret("google.client_secret")?;
    let missing = id.is_none() && secret.is_none();
    ensure!(
        missing || (id.is_some() && secret.is_some()),
        "google.client_id and google.client_secret must be set together"
    );
    let demo = |path: &str| format!("http://{simulator}{path}");
    let mut url = |key: &str, own: &str, simulated: &str| match mode {
        Mode::Demo => address(settings, mode, key, &demo(simulated)),
        Mode::Production => address(settings, mode, key, own),
    };
    let authorize_url = url(
        "google.authorize_url",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "/google/o/oauth2/v2/auth",
    )?;
    let token_url = url(
        "google.token_url",
        "https://oauth2.googleapis.com/token",
        "/google/token",
    )?;
    let revoke_url = url(
        "google.revoke_url",
        "https://oauth2.googleapis.com/revoke",
        "/google/revoke",
    )?;
    let userinfo_url = url(
        "google.userinfo_url",
        "https://openidconnect.googleapis.com/v1/userinfo",
        "/google/v1/userinfo",
    )?;
    let api_root = url(
        "google.api_root",
        "https://www.googleapis.com/calendar/v3",
        "/google/calendar/v3",
    )?;
    let config = GoogleConfig {
        client_id: id.unwrap_or_else(|| "demo-client.apps.googleusercontent.example".into()),
        client_secret: secret.unwrap_or_else(|| SecretString::from("demo-client-secret")),
        authorize_url,
        token_url,
        revoke_url,
        userinfo_url,
        api_root,
        issuer: settings.text("google.issuer", "https://accounts.google.com"),
        open_url: settings.text(
            "google.open_url",
            &match mode {
                Mode::Demo => demo("/calendar/{account}"),
                Mode::Production => {
                    "https://calendar.google.com/calendar/r?authuser={account}".to_owned()
                }
            },
        ),
        quota: quota(settings, "google", GOOGLE_QUOTA)?,
    };
    Ok((mode == Mode::Demo || !missing).then_some(config))
}

pub(super) fn microsoft(
    settings: &mut Settings,
    mode: Mode,
    simulator: &str,
) -> anyhow::Result<Option<MicrosoftConfig>> {
    let id = settings.optional("microsoft.client_id");
    let credential = credential(settings)?;
    let missing = id.is_none() && credential.is_none();
    ensure!(
        missing || (id.is_some() && credential.is_some()),
        "microsoft.client_id must be set together with microsoft.client_secret or microsoft.certificate_file"
    );
    let tenant = settings.text("microsoft.tenant", "common");
    ensure!(
        tenant
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')),
        "microsoft.tenant must be common, organizations, consumers, or one tenant's id or domain, not `{tenant}`"
    );
    let (login, graph, open) = match mode {
        Mode::Demo => (
            format!("http://{simulator}/microsoft"),
            format!("http://{simulator}/microsoft/graph/v1.0"),
            format!("http://{simulator}/calendar/{{account}}"),
        ),
        Mode::Production => (
            "https://login.microsoftonline.com".to_owned(),
            "https://graph.microsoft.com/v1.0".to_owned(),
            "https://outlook.office.com/calendar".to_owned(),
        ),
    };
    let mut url = |key: &str, default: String| address(settings, mode, key, &default);
    let authorize_url = url(
        "microsoft.authorize_url",
        format!("{login}/{tenant}/oauth2/v2.0/authorize"),
    )?;
    let token_url = url(
        "microsoft.token_url",
        format!("{login}/{tenant}/oauth2/v2.0/token"),
    )?;
    let graph_root = url("microsoft.graph_root", graph)?;
    let admin_consent_url = settings.text(
        "microsoft.admin_consent_url",
        &format!("{login}/{{tenant}}/v2.0/adminconsent"),
    );
    check(
        mode,
        "microsoft.admin_consent_url",
        &Url::parse(&admin_consent_url.replace("{tenant}", "organizations")).with_context(
            || format!("microsoft.admin_consent_url must be a full URL, not `{admin_consent_url}`"),
        )?,
    )?;
    let config = MicrosoftConfig {
        client_id: id.unwrap_or_else(|| "5d1c7b1e-3c1f-4a52-9a0e-00000000d3d0".into()),
        credential: credential
            .unwrap_or_else(|| Credential::Secret(SecretString::from("demo-microsoft-secret"))),
        credential_expires_on: expiry(settings)?,
        tenant,
        authorize_url,
        token_url,
        admin_consent_url,
        graph_root,
        issuer: settings.text(
            "microsoft.issuer",
            "https://login.microsoftonline.com/{tenantid}/v2.0",
        ),
        open_url: settings.text("microsoft.open_url", &open),
        quota: quota(settings, "microsoft", MICROSOFT_QUOTA)?,
    };
    Ok((mode == Mode::Demo || !missing).then_some(config))
}

/// A secret, or a certificate and its private key.
fn credential(settings: &mut Settings) -> anyhow::Result<Option<Credential>> {
    let secret = settings.secret("microsoft.client_secret")?;
    let key = settings.secret("microsoft.private_key")?;
    let certificate = settings.path("microsoft.certificate_file");
    ensure!(
        certificate.is_some() == key.is_some(),
        "microsoft.certificate_file and microsoft.private_key_file must be set together"
    );
    ensure!(
        secret.is_none() || certificate.is_none(),
        "microsoft.client_secret and microsoft.certificate_file exclude each other"
    );
    Ok(match (secret, certificate, key) {
        (_, Some(path), Some(key)) => {
            let pem = std::fs::read(&path).with_context(|| {
                format!("reading microsoft.certificate_file {}", path.display())
            })?;
            let read = Certificate::read(&pem, key.expose_secret().as_bytes())
                .context("microsoft.certificate_file and microsoft.private_key_file")?;
            Some(Credential::Certificate(read))
        }
        (Some(secret), ..) => Some(Credential::Secret(secret)),
        _ => None,
    })
}

/// Midnight UTC of a date like 2027-03-31, in epoch ms.
fn expiry(settings: &mut Settings) -> anyhow::Result<Option<i64>> {
    let Some(text) = settings.optional("microsoft.credential_expires_on") else {
        return Ok(None);
    };
    let day: jiff::civil::Date = text.parse().with_context(|| {
        format!("microsoft.credential_expires_on must be a date like 2027-03-31, not `{text}`")
    })?;
    Ok(Some(
        day.to_zoned(jiff::tz::TimeZone::UTC)?
            .timestamp()
            .as_millisecond(),
    ))
}

fn quota(settings: &mut Settings, section: &str, default: Quota) -> anyhow::Result<Quota> {
    Ok(Quota {
        connection_units_per_minute: settings.number(
            &format!("{section}.connection_units_per_minute"),
            default.connection_units_per_minute,
        )?,
        provider_units_per_minute: settings.number(
            &format!("{section}.provider_units_per_minute"),
            default.provider_units_per_minute,
        )?,
    })
}

fn address(settings: &mut Settings, mode: Mode, key: &str, default: &str) -> anyhow::Result<Url> {
    let url = settings.url(key, default)?;
    check(mode, key, &url)?;
    Ok(url)
}

fn check(mode: Mode, key: &str, url: &Url) -> anyhow::Result<()> {
    match mode {
        Mode::Demo => ensure!(
            url.scheme() == "https" || is_loopback(url),
            "{key} may use http on this machine only, not `{url}`"
        ),
        Mode::Production => ensure!(
            url.scheme() == "https" && !is_loopback(url),
            "{key} must start with https:// and leave this machine in production, not `{url}`"
        ),
    }
    Ok(())
}
