//! Microsoft's OAuth 2.0 (v2.0 endpoints): the authorize address, exchange, refresh, and whose
//! account it is. There is no revocation endpoint.

use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, TokenUrl,
};
use secrecy::ExposeSecret;
use url::Url;

use super::wire::{IdToken, TokenError, aadsts};
use super::{CALENDAR_SCOPE, GRAPH_SCOPE_PREFIX, PERSONAL_TENANT, SCOPES, account_key, assertion};
use crate::config::{Credential, MicrosoftConfig};
use crate::providers::token_endpoint::{Carrier, Client, Refusal, misconfigured};
use crate::providers::{Account, Ask, Caller, Declined, Redeem, Tokens, Trouble};

fn client(config: &MicrosoftConfig, redirect_uri: &str) -> anyhow::Result<Client> {
    let client = oauth2::Client::new(ClientId::new(config.client_id.clone()));
    let client = match &config.credential {
        Credential::Secret(secret) => {
            client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()))
        }
        Credential::Certificate(_) => client,
    };
    Ok(client
        .set_auth_uri(AuthUrl::new(config.authorize_url.to_string())?)
        .set_token_uri(TokenUrl::new(config.token_url.to_string())?)
        .set_redirect_uri(RedirectUrl::new(redirect_uri.to_owned())?)
        .set_auth_type(AuthType::RequestBody))
}

fn scopes() -> impl Iterator<Item = Scope> {
    SCOPES.into_iter().map(|scope| Scope::new(scope.to_owned()))
}

/// Where the browser is sent. `response_mode=query`, because a cross-site POST would come without
/// the session's cookie.
pub fn authorize_url(config: &MicrosoftConfig, ask: &Ask<'_>) -> anyhow::Result<Url> {
    let verifier = PkceCodeVerifier::new(ask.verifier.to_owned());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let state = CsrfToken::new(ask.state.to_owned());
    let client = client(config, ask.redirect_uri)?;
    let mut request = client
        .authorize_url(|| state)
        .add_scopes(scopes())
        .add_extra_param("response_mode", "query")
        .add_extra_param("prompt", "select_account")
        .add_extra_param("nonce", ask.nonce)
        .set_pkce_challenge(challenge);
    if let Some(claims) = ask.claims {
        request = request.add_extra_param("claims", claims);
    }
    Ok(request.url().0)
}

/// What a certificate adds to a token request.
fn proof(
    config: &MicrosoftConfig,
    caller: Caller<'_>,
) -> anyhow::Result<Vec<(&'static str, String)>> {
    Ok(match &config.credential {
        Credential::Secret(_) => Vec::new(),
        Credential::Certificate(certificate) => vec![
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned(),
            ),
            (
                "client_assertion",
                assertion::signed(config, certificate, caller)?,
            ),
        ],
    })
}

/// Code for tokens.
pub async fn exchange(
    config: &MicrosoftConfig,
    caller: Caller<'_>,
    redeem: &Redeem<'_>,
) -> Result<Tokens, Trouble> {
    let carrier = Carrier::new(caller.http);
    let client = client(config, redeem.redirect_uri).map_err(misconfigured)?;
    let mut request = client
        .exchange_code(AuthorizationCode::new(redeem.code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(redeem.verifier.to_owned()));
    for (name, value) in proof(config, caller).map_err(misconfigured)? {
        request = request.add_extra_param(name, value);
    }
    let answer = request.request_async(&carrier).await;
    carrier.outcome(caller.now, answer, decide)
}

/// A fresh access token, and a new refresh token in place of the old one. `claims`: what Graph asked
/// for in a challenge.
pub async fn refresh(
    config: &MicrosoftConfig,
    caller: Caller<'_>,
    refresh_token: &str,
    claims: Option<&str>,
) -> Result<Tokens, Trouble> {
    let carrier = Carrier::new(caller.http);
    let token = RefreshToken::new(refresh_token.to_owned());
    let client = client(config, config.authorize_url.as_str()).map_err(misconfigured)?;
    let mut request = client.exchange_refresh_token(&token).add_scopes(scopes());
    for (name, value) in proof(config, caller).map_err(misconfigured)? {
        request = request.add_extra_param(name, value);
    }
    if let Some(claims) = claims {
        request = request.add_extra_param("claims", claims.to_owned());
    }
    let answer = request.request_async(&carrier).await;
    carrier.outcome(caller.now, answer, decide)
}

/// Whose account it is, believed only after every check (OpenID Connect Core 3.1.3.7). The issuer is
/// the token's own tenant, which must be one that may connect here.
pub fn account(config: &MicrosoftConfig, now: i64, nonce: &str, id_token: &str) -> Option<Account> {
    let id = IdToken::parse(id_token)?;
    let tenant = uuid::Uuid::parse_str(&id.tid).ok()?.to_string();
    let personal = tenant == PERSONAL_TENANT;
    let expected = match config.tenant.as_str() {
        "common" => true,
        "organizations" => !personal,
        "consumers" => personal,
        // A domain name is not comparable with an id; there the endpoint itself decides.
        one => uuid::Uuid::parse_str(one).is_err() || one.eq_ignore_ascii_case(&tenant),
    };
    let holds = expected
        && id.iss == config.issuer.replace("{tenantid}", &tenant)
        && id.aud == config.client_id
        && id.exp.saturating_mul(1_000) > now
        && id.nonce == nonce
        && !id.oid.is_empty();
    // `email` may be set to anything in a foreign tenant; a work account's sign-in name may not.
    let email = match (personal, id.preferred_username.is_empty()) {
        (false, false) => id.preferred_username,
        (true, false) if id.email.is_empty() => id.preferred_username,
        _ => id.email,
    };
    holds.then(|| Account {
        key: account_key(&tenant, &id.oid),
        email,
        personal,
    })
}

/// Whether `scope` holds the calendar permission, with or without Graph's prefix.
pub fn grants_calendar(scope: &str) -> bool {
    scope.split_whitespace().any(|granted| {
        let name = granted.strip_prefix(GRAPH_SCOPE_PREFIX).unwrap_or(granted);
        name.eq_ignore_ascii_case(CALENDAR_SCOPE)
    })
}

/// What an `error` in the callback means. Only its name decides, and the codes Microsoft documents
/// for "an administrator must approve"; a bare refusal may be either.
pub fn declined(error: &str, description: &str) -> Declined {
    let needs_admin = aadsts(description)
        .iter()
        .any(|code| matches!(code, 65_001 | 90_094 | 90_095 | 900_941));
    match error {
        "consent_required" => Declined::NeedsApproval,
        _ if needs_admin => Declined::NeedsApproval,
        "access_denied" => Declined::ByPersonOrNeedsApproval,
        "server_error" | "temporarily_unavailable" => Declined::NotNow,
        "invalid_client"
        | "invalid_request"
        | "invalid_scope"
        | "invalid_resource"
        | "unauthorized_client"
        | "unsupported_response_type" => Declined::OurRegistration,
        _ => Declined::StartAgain,
    }
}

/// Names of errors and sub-errors that only the person can answer: MSAL's own list.
const NEEDS_PERSON: [&str; 10] = [
    "interaction_required",
    "consent_required",
    "login_required",
    "bad_token",
    "ui_not_allowed",
    "interrupted_user",
    "message_only",
    "additional_action",
    "basic_action",
    "user_password_expired",
];

fn decide(refusal: Refusal) -> Trouble {
    let details = TokenError::parse(&refusal.body);
    let needs_person = NEEDS_PERSON.contains(&refusal.word.as_str())
        || NEEDS_PERSON.contains(&details.suberror.as_str())
        || refusal.word == "invalid_grant";
    match (refusal.status, refusal.word.as_str()) {
        (429 | 500..=599, _) | (_, "temporarily_unavailable" | "server_error") => {
            refusal.later("busy")
        }
        _ if needs_person => Trouble::Reconnect {
            reason: if details.suberror == "consent_required" {
                details.suberror
            } else {
                refusal.word
            },
            claims: details.claims,
        },
        (
            _,
            "invalid_client"
            | "unauthorized_client"
            | "invalid_scope"
            | "invalid_resource"
            | "unsupported_grant_type",
        ) => Trouble::OurCredentials {
            // The number is for the operator's eyes; nothing is decided by it.
            reason: details
                .error_codes
                .first()
                .map_or(refusal.word.clone(), |code| {
                    format!("{} AADSTS{code}", refusal.word)
                }),
        },
        _ => refusal.later("answer not understood"),
    }
}
