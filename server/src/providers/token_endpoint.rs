//! The `oauth2` crate's requests over our client, and what its errors leave out: status,
//! `Retry-After` and the body decide as much as the error's name does.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, EndpointNotSet, EndpointSet, ExtraTokenFields, RequestTokenError,
    StandardRevocableToken, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};

use super::transport::{self, Response};
use super::{Tokens, Trouble};

/// What providers add to a token answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MoreFields {
    #[serde(default)]
    id_token: Option<String>,
    /// Google: present when the person chose time-based access, or the app is in *Testing*.
    #[serde(default)]
    refresh_token_expires_in: Option<i64>,
}

impl ExtraTokenFields for MoreFields {}

pub type TokenAnswer = StandardTokenResponse<MoreFields, BasicTokenType>;

/// The crate's client with an authorize and a token address.
pub type Client = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// A refusal: the answer, and the error's name if the body was understood.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    pub retry_after_ms: Option<i64>,
    pub word: String,
    pub body: Vec<u8>,
}

impl Refusal {
    pub fn later(&self, reason: &str) -> Trouble {
        Trouble::Later {
            after_ms: self.retry_after_ms,
            reason: format!("token endpoint: {} {reason}", self.status),
        }
    }
}

/// Our own settings do not make a client.
pub fn misconfigured(error: anyhow::Error) -> Trouble {
    Trouble::OurCredentials {
        reason: format!("{error}"),
    }
}

/// Carries the crate's requests over our client and keeps the last answer.
pub struct Carrier {
    http: reqwest::Client,
    last: Arc<Mutex<Response>>,
}

/// The request did not get an answer; the reason is ours.
#[derive(Debug, thiserror::Error)]
#[error("no answer")]
pub struct NoAnswer(Trouble);

impl<'c> AsyncHttpClient<'c> for Carrier {
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
            let mut answer = http::Response::new(response.body.clone());
            *answer.status_mut() = http::StatusCode::from_u16(response.status)
                .unwrap_or(http::StatusCode::BAD_GATEWAY);
            *self.last.lock().expect("nothing panics while it is held") = response;
            Ok(answer)
        })
    }
}

impl Carrier {
    pub fn new(http: &reqwest::Client) -> Carrier {
        Carrier {
            http: http.clone(),
            last: Arc::default(),
        }
    }

    /// The tokens, or what `decide` makes of the refusal.
    pub fn outcome(
        &self,
        now: i64,
        answer: Result<TokenAnswer, RequestTokenError<NoAnswer, BasicErrorResponse>>,
        decide: impl FnOnce(Refusal) -> Trouble,
    ) -> Result<Tokens, Trouble> {
        let word = match answer {
            Ok(answer) => return Ok(tokens(now, &answer)),
            // A refresh changes nothing we must fear, so "unclear" is simply "later".
            Err(RequestTokenError::Request(NoAnswer(Trouble::Unclear { reason }))) => {
                return Err(Trouble::Later {
                    after_ms: None,
                    reason,
                });
            }
            Err(RequestTokenError::Request(NoAnswer(trouble))) => return Err(trouble),
            Err(RequestTokenError::ServerResponse(body)) => body.error().as_ref().to_owned(),
            Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => String::new(),
        };
        let last = self.last.lock().expect("nothing panics while it is held");
        Err(decide(Refusal {
            status: last.status,
            retry_after_ms: last.retry_after_ms,
            word: transport::word(&word),
            body: last.body.clone(),
        }))
    }
}

fn tokens(now: i64, answer: &TokenAnswer) -> Tokens {
    let seconds = answer
        .expires_in()
        .map_or(3_600, |d| d.as_secs().min(86_400)) as i64;
    let more = answer.extra_fields();
    Tokens {
        access_token: answer.access_token().secret().clone(),
        access_expires_at: now + seconds * 1_000,
        refresh_token: answer.refresh_token().map(|t| t.secret().clone()),
        refresh_expires_at: more.refresh_token_expires_in.map(|s| now + s * 1_000),
        scope: answer
            .scopes()
            .map(|all| all.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" "))
            .unwrap_or_default(),
        id_token: more.id_token.clone(),
    }
}
