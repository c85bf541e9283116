//! Google's OAuth 2.0: the authorize address, exchange, refresh and revoke.
//!
//! The protocol is the `oauth2` crate's, carried over our client by
//! [`crate::providers::token_endpoint`].

use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, TokenUrl,
};
use secrecy::ExposeSecret;
use url::Url;

use super::CALENDAR_SCOPE;
use super::wire::IdToken;
use crate::config::GoogleConfig;
use crate::providers::token_endpoint::{Carrier, Client, Refusal, misconfigured};
use crate::providers::transport;
use crate::providers::{Account, Ask, Caller, Redeem, Tokens, Trouble};

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

/// Where the browser is sent. `prompt=consent` makes Google hand out a refresh token each time;
/// `include_granted_scopes` is left out, so that an old partial grant is not merged in.
pub fn authorize_url(config: &GoogleConfig, ask: &Ask<'_>) -> anyhow::Result<Url> {
    let verifier = PkceCodeVerifier::new(ask.verifier.to_owned());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let state = CsrfToken::new(ask.state.to_owned());
    let (url, _) = client(config, ask.redirect_uri)?
        .authorize_url(|| state)
        .add_scope(Scope::new("openid".into()))
        .add_scope(Scope::new("email".into()))
        .add_scope(Scope::new(CALENDAR_SCOPE.into()))
        .add_extra_param("access_type", "offline")
        .add_extra_param("prompt", "consent select_account")
        .add_extra_param("nonce", ask.nonce)
        .set_pkce_challenge(challenge)
        .url();
    Ok(url)
}

/// Code for tokens.
pub async fn exchange(
    config: &GoogleConfig,
    caller: Caller<'_>,
    redeem: &Redeem<'_>,
) -> Result<Tokens, Trouble> {
    let carrier = Carrier::new(caller.http);
    let answer = client(config, redeem.redirect_uri)
        .map_err(misconfigured)?
        .exchange_code(AuthorizationCode::new(redeem.code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(redeem.verifier.to_owned()))
        .request_async(&carrier)
        .await;
    carrier.outcome(caller.now, answer, decide)
}

/// A fresh access token. Google keeps the refresh token; a provider that rotates it hands a new one.
pub async fn refresh(
    config: &GoogleConfig,
    caller: Caller<'_>,
    refresh_token: &str,
) -> Result<Tokens, Trouble> {
    let carrier = Carrier::new(caller.http);
    let token = RefreshToken::new(refresh_token.to_owned());
    let answer = client(config, config.authorize_url.as_str())
        .map_err(misconfigured)?
        .exchange_refresh_token(&token)
        .request_async(&carrier)
        .await;
    carrier.outcome(caller.now, answer, decide)
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
        200 => Ok(()),
        // Dead already, said by the endpoint itself.
        400 if serde_json::from_slice::<oauth2::basic::BasicErrorResponse>(&response.body)
            .is_ok() =>
        {
            Ok(())
        }
        status => Err(Trouble::Later {
            after_ms: response.retry_after_ms,
            reason: format!("revoke answered {status}"),
        }),
    }
}

/// The id token's issuer, audience, expiry and nonce (OpenID Connect Core 3.1.3.7).
pub fn account(config: &GoogleConfig, now: i64, nonce: &str, id_token: &str) -> Option<Account> {
    let id = IdToken::parse(id_token)?;
    // Google documents both spellings of its issuer.
    let bare = config.issuer.trim_start_matches("https://");
    let holds = (id.iss == config.issuer || id.iss == bare)
        && id.aud == config.client_id
        && id.exp.saturating_mul(1_000) > now
        && id.nonce == nonce
        && !id.sub.is_empty();
    holds.then_some(Account {
        key: id.sub,
        email: id.email,
        personal: id.hd.is_none(),
    })
}

fn decide(refusal: Refusal) -> Trouble {
    match (refusal.status, refusal.word.as_str()) {
        (429 | 500..=599, _) => refusal.later("busy"),
        (
            _,
            "invalid_grant"
            | "access_denied"
            | "admin_policy_enforced"
            | "interaction_required"
            | "consent_required"
            | "login_required",
        ) => Trouble::Reconnect {
            reason: refusal.word,
            claims: None,
        },
        (
            _,
            "invalid_client"
            | "unauthorized_client"
            | "deleted_client"
            | "org_internal"
            | "redirect_uri_mismatch"
            | "unsupported_grant_type",
        ) => Trouble::OurCredentials {
            reason: refusal.word,
        },
        (_, "invalid_scope") => Trouble::MissingScope,
        (_, "temporarily_unavailable" | "server_error") => refusal.later(&refusal.word),
        // A proxy's page, an empty body, a word nobody documents: nothing is known about the
        // grant, so nothing is concluded.
        _ => refusal.later("answer not understood"),
    }
}
