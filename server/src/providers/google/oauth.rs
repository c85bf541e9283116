//! Google's OAuth 2.0: the authorize address, exchange, refresh and revoke.
//!
//! The protocol is the `oauth2` crate's; a small adapter carries its requests over our client and
//! keeps status and `Retry-After`, which decide as much as the body does.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointNotSet, EndpointSet, ExtraTokenFields, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, Scope, StandardRevocableToken,
    StandardTokenResponse, TokenResponse, TokenUrl,
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::CALENDAR_SCOPE;
use crate::config::GoogleConfig;
use crate::providers::transport;
use crate::providers::{Tokens, Trouble};

/// What Google adds to a token answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct GoogleFields {
    #[serde(default)]
    id_token: Option<String>,
    /// Present when the person chose time-based access, or the app is in *Testing*.
    #[serde(default)]
    refresh_token_expires_in: Option<i64>,
}

impl ExtraTokenFields for GoogleFields {}

type GoogleTokens = StandardTokenResponse<GoogleFields, BasicTokenType>;
type Client = oauth2::Client<
    BasicErrorResponse,
    GoogleTokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

fn client(config: &GoogleConfig, redirect_uri: &str) -> anyhow::Result<Client> {
    Ok(oauth2::Client::new(ClientId::new(config.client_id.clone()))
        .set_client_secret(ClientSecret::new(
            config.client_secret.expose_secret().to_owned(),
        ))
        .set_auth_uri(AuthUrl::new(config.authorize_url.to_string())?)
        .set_token_uri(TokenUrl::new(config.token_url.to_string())?)
        .set_redirect_uri(RedirectUrl::new(redirect_uri.to_owned())?)
        .set_auth_type(AuthType::RequestBody))
}

/// Where the person is sent: account chooser, then consent, every time, so that a refresh token
/// comes back. No `include_granted_scopes`: an old partial grant must not be merged in.
pub fn authorize_url(
    config: &GoogleConfig,
    redirect_uri: &str,
    state: &str,
    nonce: &str,
    verifier: &str,
) -> anyhow::Result<url::Url> {
    let challenge =
        PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.to_owned()));
    let state = CsrfToken::new(state.to_owned());
    let (url, _) = client(config, redirect_uri)?
        .authorize_url(|| state)
        .add_scope(Scope::new("openid".into()))
        .add_scope(Scope::new("email".into()))
        .add_scope(Scope::new(CALENDAR_SCOPE.into()))
        .add_extra_param("access_type", "offline")
        .add_extra_param("prompt", "consent select_account")
        .add_extra_param("nonce", nonce)
        .set_pkce_challenge(challenge)
        .url();
    Ok(url)
}

/// Code for tokens.
pub async fn exchange(
    config: &GoogleConfig,
    http: &reqwest::Client,
    now: i64,
    redirect_uri: &str,
    code: &str,
    verifier: &str,
) -> Result<Tokens, Trouble> {
    let adapter = Adapter::new(http);
    let answer = client(config, redirect_uri)
        .map_err(misconfigured)?
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
        .request_async(&adapter)
        .await;
    answer
        .map(|t| tokens(now, &t))
        .map_err(|e| adapter.decide(e))
}

/// A fresh access token. Google keeps the refresh token; a provider that rotates it hands a new one.
pub async fn refresh(
    config: &GoogleConfig,
    http: &reqwest::Client,
    now: i64,
    refresh_token: &str,
) -> Result<Tokens, Trouble> {
    let adapter = Adapter::new(http);
    let token = RefreshToken::new(refresh_token.to_owned());
    let answer = client(config, config.authorize_url.as_str())
        .map_err(misconfigured)?
        .exchange_refresh_token(&token)
        .request_async(&adapter)
        .await;
    answer
        .map(|t| tokens(now, &t))
        .map_err(|e| adapter.decide(e))
}

/// Ends the account's whole grant to us. A token that is already dead counts as revoked.
pub async fn revoke(
    config: &GoogleConfig,
    http: &reqwest::Client,
    token: &str,
) -> Result<(), Trouble> {
    let request = http
        .post(config.revoke_url.clone())
        .form(&[("token", token)]);
    let response = transport::send(request).await?;
    match response.status {
        200 | 400 => Ok(()),
        status => Err(Trouble::Later {
            after_ms: response.retry_after_ms,
            reason: format!("revoke answered {status}"),
        }),
    }
}

fn misconfigured(error: anyhow::Error) -> Trouble {
    Trouble::OurCredentials {
        reason: format!("{error}"),
    }
}

fn tokens(now: i64, answer: &GoogleTokens) -> Tokens {
    let seconds = answer
        .expires_in()
        .map_or(3_600, |d| d.as_secs().min(86_400)) as i64;
    let extra = answer.extra_fields();
    Tokens {
        access_token: answer.access_token().secret().clone(),
        access_expires_at: now + seconds * 1_000,
        refresh_token: answer.refresh_token().map(|t| t.secret().clone()),
        refresh_expires_at: extra.refresh_token_expires_in.map(|s| now + s * 1_000),
        scope: answer
            .scopes()
            .map(|all| all.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" "))
            .unwrap_or_default(),
        id_token: extra.id_token.clone(),
    }
}

/// Carries the crate's requests over our client and remembers what its errors leave out.
struct Adapter {
    http: reqwest::Client,
    seen: Arc<Mutex<(u16, Option<i64>)>>,
}

/// The request did not get an answer; the reason is ours.
#[derive(Debug, thiserror::Error)]
#[error("no answer")]
struct NoAnswer(Trouble);

impl<'c> AsyncHttpClient<'c> for Adapter {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<oauth2::HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: oauth2::HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let mut builder = self
                .http
                .request(parts.method, parts.uri.to_string())
                .body(body);
            for (name, value) in &parts.headers {
                builder = builder.header(name, value);
            }
            let response = transport::send(builder).await.map_err(NoAnswer)?;
            *self.seen.lock().expect("nothing panics while it is held") =
                (response.status, response.retry_after_ms);
            let mut answer = http::Response::new(response.body);
            *answer.status_mut() = http::StatusCode::from_u16(response.status)
                .unwrap_or(http::StatusCode::BAD_GATEWAY);
            Ok(answer)
        })
    }
}

impl Adapter {
    fn new(http: &reqwest::Client) -> Adapter {
        Adapter {
            http: http.clone(),
            seen: Arc::default(),
        }
    }

    fn decide(&self, error: RequestTokenError<NoAnswer, BasicErrorResponse>) -> Trouble {
        let (status, retry_after_ms) = *self.seen.lock().expect("nothing panics while it is held");
        let word = match error {
            // A refresh changes nothing we must fear, so "unclear" is simply "later".
            RequestTokenError::Request(NoAnswer(Trouble::Unclear { reason })) => {
                return Trouble::Later {
                    after_ms: None,
                    reason,
                };
            }
            RequestTokenError::Request(NoAnswer(trouble)) => return trouble,
            RequestTokenError::ServerResponse(body) => body.error().as_ref().to_owned(),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => String::new(),
        };
        let later = |reason: &str| Trouble::Later {
            after_ms: retry_after_ms,
            reason: format!("token endpoint: {status} {reason}"),
        };
        match (status, word.as_str()) {
            (429 | 500..=599, _) => later("busy"),
            (
                _,
                "invalid_grant"
                | "access_denied"
                | "admin_policy_enforced"
                | "interaction_required"
                | "consent_required"
                | "login_required",
            ) => Trouble::Reconnect { reason: word },
            (
                _,
                "invalid_client"
                | "unauthorized_client"
                | "deleted_client"
                | "org_internal"
                | "redirect_uri_mismatch"
                | "unsupported_grant_type",
            ) => Trouble::OurCredentials { reason: word },
            (_, "invalid_scope") => Trouble::MissingScope,
            (_, "temporarily_unavailable" | "server_error") => later(&word),
            // A proxy's page, an empty body, a word nobody documents: nothing is known about the
            // grant, so nothing is concluded.
            _ => later("answer not understood"),
        }
    }
}
