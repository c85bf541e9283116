//! One provider as this installation is registered with it: the same questions to each.

use domain::provider::Provider;
use url::Url;

use super::google::calendar::GoogleCalendar;
use super::microsoft::calendar::MicrosoftCalendar;
use super::{Calendar, Tokens, Trouble, google, microsoft};
use crate::clock::Entropy;
use crate::config::{Config, GoogleConfig, MicrosoftConfig, Quota};

/// A configured provider.
#[derive(Debug, Clone, Copy)]
pub enum Service<'a> {
    Google(&'a GoogleConfig),
    Microsoft(&'a MicrosoftConfig),
}

/// With what a call is made.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    pub http: &'a reqwest::Client,
    pub entropy: &'a Entropy,
    pub now: i64,
}

/// What the provider's page is asked with.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub redirect_uri: &'a str,
    pub state: &'a str,
    pub nonce: &'a str,
    pub verifier: &'a str,
    /// What the provider demanded when it last refused us.
    pub claims: Option<&'a str>,
}

/// What came back from it.
#[derive(Debug, Clone, Copy)]
pub struct Redeem<'a> {
    pub redirect_uri: &'a str,
    pub code: &'a str,
    pub verifier: &'a str,
}

/// Whose account it is, after every check of the id token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Never reused, never changed.
    pub key: String,
    /// For display, and for the organization's list of domains.
    pub email: String,
    pub personal: bool,
}

/// Why the provider's page did not give a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declined {
    ByPerson,
    NeedsApproval,
    /// The provider does not tell the two apart.
    ByPersonOrNeedsApproval,
    NotNow,
    /// Our registration is wrong: the operator has to act.
    OurRegistration,
    StartAgain,
}

impl<'a> Service<'a> {
    pub fn of(config: &'a Config, provider: Provider) -> Option<Service<'a>> {
        match provider {
            Provider::Google => config.google.as_ref().map(Service::Google),
            Provider::Microsoft => config.microsoft.as_ref().map(Service::Microsoft),
        }
    }

    /// The same, where a connection says that it must be there.
    pub fn needed(config: &'a Config, provider: Provider) -> Result<Service<'a>, Trouble> {
        Service::of(config, provider).ok_or_else(|| Trouble::OurCredentials {
            reason: format!("{} is not configured", provider.calendar_name()),
        })
    }

    pub fn authorize_url(self, ask: &Ask<'_>) -> anyhow::Result<Url> {
        match self {
            Service::Google(config) => google::oauth::authorize_url(config, ask),
            Service::Microsoft(config) => microsoft::oauth::authorize_url(config, ask),
        }
    }

    /// Code for tokens.
    pub async fn exchange(
        self,
        caller: Caller<'_>,
        redeem: &Redeem<'_>,
    ) -> Result<Tokens, Trouble> {
        match self {
            Service::Google(config) => google::oauth::exchange(config, caller, redeem).await,
            Service::Microsoft(config) => microsoft::oauth::exchange(config, caller, redeem).await,
        }
    }

    /// A fresh access token.
    pub async fn refresh(
        self,
        caller: Caller<'_>,
        refresh_token: &str,
        claims: Option<&str>,
    ) -> Result<Tokens, Trouble> {
        match self {
            Service::Google(config) => google::oauth::refresh(config, caller, refresh_token).await,
            Service::Microsoft(config) => {
                microsoft::oauth::refresh(config, caller, refresh_token, claims).await
            }
        }
    }

    /// Ends the grant, where that can be done: Microsoft has no revocation endpoint.
    pub async fn revoke(self, http: &reqwest::Client, token: &str) -> Result<(), Trouble> {
        match self {
            Service::Google(config) => google::oauth::revoke(config, http, token).await,
            Service::Microsoft(_) => Ok(()),
        }
    }

    pub fn account(self, now: i64, nonce: &str, id_token: &str) -> Option<Account> {
        match self {
            Service::Google(config) => google::oauth::account(config, now, nonce, id_token),
            Service::Microsoft(config) => microsoft::oauth::account(config, now, nonce, id_token),
        }
    }

    /// Whether the granted `scope` lets us write to the calendar.
    pub fn grants_calendar(self, scope: &str) -> bool {
        match self {
            Service::Google(_) => scope.split(' ').any(|s| s == google::CALENDAR_SCOPE),
            Service::Microsoft(_) => microsoft::oauth::grants_calendar(scope),
        }
    }

    /// Whether an issuer that the callback names is the one we asked (RFC 9207).
    pub fn is_issuer(self, issuer: &str) -> bool {
        match self {
            Service::Google(config) => config.issuer == issuer,
            // One per tenant, and the tenant is known only from the id token, which is checked.
            Service::Microsoft(config) => {
                config
                    .issuer
                    .split_once("{tenantid}")
                    .is_none_or(|(before, after)| {
                        issuer.starts_with(before) && issuer.ends_with(after)
                    })
            }
        }
    }

    pub fn declined(self, error: &str, description: &str) -> Declined {
        match self {
            Service::Google(_) => Declined::ByPerson,
            Service::Microsoft(_) => microsoft::oauth::declined(error, description),
        }
    }

    pub fn quota(self) -> Quota {
        match self {
            Service::Google(config) => config.quota,
            Service::Microsoft(config) => config.quota,
        }
    }

    /// Where a person sees their calendar.
    pub fn open_url(self, email: &str) -> String {
        let url = match self {
            Service::Google(config) => &config.open_url,
            Service::Microsoft(config) => &config.open_url,
        };
        url.replace("{account}", email)
    }

    /// The calendar behind `access_token`.
    pub fn calendar(self, caller: Caller<'a>, access_token: &'a str) -> Calendar<'a> {
        match self {
            Service::Google(config) => Calendar::Google(GoogleCalendar {
                config,
                http: caller.http,
                access_token,
            }),
            Service::Microsoft(config) => Calendar::Microsoft(MicrosoftCalendar {
                config,
                http: caller.http,
                entropy: caller.entropy,
                now: caller.now,
                access_token,
            }),
        }
    }
}
