//! Handing one mail to an SMTP server. What went wrong comes back as a code of ours: a server's own
//! words may repeat the address.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;

use crate::config::{Config, MailConfig, MailTls};
use crate::db::mail::Claimed;

/// One conversation may take this long.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Answers about this very address or message; anything else may be different tomorrow.
const FOR_GOOD: [u16; 5] = [550, 551, 553, 554, 556];

/// Why a mail did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// It may leave later.
    Later(String),
    /// Asking again helps nobody.
    Refused(String),
}

/// A server to hand mail to.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Behind the `@` of message ids.
    host: String,
}

impl Post {
    pub fn new(mail: &MailConfig, config: &Config) -> anyhow::Result<Post> {
        let mut parameters = TlsParameters::builder(mail.host.clone());
        if let Some(path) = &config.extra_ca_file {
            let pem = std::fs::read(path)?;
            parameters = parameters.add_root_certificate(Certificate::from_pem(&pem)?);
        }
        let tls = match mail.tls {
            MailTls::None => Tls::None,
            MailTls::StartTls => Tls::Required(parameters.build()?),
            MailTls::Tls => Tls::Wrapper(parameters.build()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host)
            .port(mail.port)
            .timeout(Some(TIMEOUT))
            .tls(tls);
        if let (Some(user), Some(password)) = (&mail.user, &mail.password) {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        let host = url::Url::parse(&config.public_url)?
            .host_str()
            .unwrap_or("localhost")
            .to_owned();
        Ok(Post {
            transport: builder.build(),
            from: mail.from.clone(),
            host,
        })
    }

    pub async fn send(&self, mail: &Claimed) -> Result<(), Undelivered> {
        let message = self.message(mail)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(named(&error)),
        }
    }

    fn message(&self, mail: &Claimed) -> Result<Message, Undelivered> {
        let unsound = |what: &str| Undelivered::Refused(what.to_owned());
        let address: Address = mail
            .recipient
            .parse()
            .map_err(|_| unsound("not an address"))?;
        let written_at = UNIX_EPOCH + Duration::from_millis(mail.created_at.unsigned_abs());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(mail.subject.clone())
            .date(written_at)
            .message_id(Some(format!("<{}@{}>", mail.id, self.host)))
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(|_| unsound("not a message"))
    }
}

fn named(error: &lettre::transport::smtp::Error) -> Undelivered {
    match error.status().map(u16::from) {
        Some(code) if FOR_GOOD.contains(&code) => Undelivered::Refused(format!("smtp {code}")),
        Some(code) => Undelivered::Later(format!("smtp {code}")),
        None if error.is_timeout() => Undelivered::Later("timeout".to_owned()),
        None if error.is_tls() => Undelivered::Later("tls".to_owned()),
        None => Undelivered::Later("no connection".to_owned()),
    }
}

/// Nobody's holiday notice answers a machine (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
