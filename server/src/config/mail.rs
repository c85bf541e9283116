//! The `[mail]` section: which server e-mail is handed to.

use anyhow::{Context, bail, ensure};
use lettre::message::Mailbox;
use secrecy::SecretString;

use super::settings::Settings;

#[derive(Debug, Clone)]
pub struct MailConfig {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    pub user: Option<String>,
    pub password: Option<SecretString>,
    pub from: Mailbox,
}

/// How the way to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// Starts in the clear and must turn to TLS before anything is said.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// For a server on this machine only.
    None,
}

/// None: `mail.host` is empty.
pub fn read(settings: &mut Settings) -> anyhow::Result<Option<MailConfig>> {
    let host = settings.optional("mail.host");
    let port = settings.number("mail.port", 587)?;
    let tls = match settings.text("mail.tls", "starttls").as_str() {
        "starttls" => MailTls::StartTls,
        "tls" => MailTls::Tls,
        "none" => MailTls::None,
        other => bail!("mail.tls must be starttls, tls or none, not `{other}`"),
    };
    let user = settings.optional("mail.user");
    let password = settings.secret("mail.password")?;
    let from = settings.optional("mail.from");
    let Some(host) = host else {
        return Ok(None);
    };
    ensure!(
        user.is_some() == password.is_some(),
        "mail.user and mail.password must be set together"
    );
    ensure!(
        tls != MailTls::None || is_this_machine(&host),
        "mail.tls may be none for a server on this machine only, not for `{host}`"
    );
    let from = from.context("mail.from must be set: it is the address people see")?;
    let from = from
        .parse()
        .with_context(|| format!("mail.from must be an address, not `{from}`"))?;
    Ok(Some(MailConfig {
        host,
        port: u16::try_from(port).context("mail.port is no port")?,
        tls,
        user,
        password,
        from,
    }))
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host
            .parse()
            .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}
