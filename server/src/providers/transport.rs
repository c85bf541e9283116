//! One HTTP exchange with a provider: bounded in time and size, and told apart by whether the
//! request can have arrived.

use domain::backoff::retry_after_ms;

use super::Trouble;

/// Nobody's answer to one small request is larger.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// A provider's answer, whole.
#[derive(Debug, Default)]
pub struct Response {
    pub status: u16,
    pub retry_after_ms: Option<i64>,
    /// Every `WWW-Authenticate` header, one a line.
    pub challenges: String,
    /// The provider's own name for this exchange, for its support; ours to log, never to parse.
    pub request_id: String,
    pub body: Vec<u8>,
}

/// Sends `request`. A connection that was never made is [`Trouble::Later`]; anything after that is
/// [`Trouble::Unclear`], because the request may have arrived.
pub async fn send(request: reqwest::RequestBuilder) -> Result<Response, Trouble> {
    let mut response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_connect() || error.is_builder() => {
            return Err(Trouble::Later {
                after_ms: None,
                reason: "not reachable".into(),
            });
        }
        Err(error) => {
            let reason = if error.is_timeout() {
                "no answer in time"
            } else {
                "the connection broke"
            };
            return Err(Trouble::Unclear {
                reason: reason.into(),
            });
        }
    };
    let status = response.status().as_u16();
    let headers = response.headers();
    let text = |name| {
        let values = headers.get_all(name).into_iter();
        let texts: Vec<&str> = values.filter_map(|v| v.to_str().ok()).collect();
        texts.join("\n")
    };
    let retry_after = text(http::header::RETRY_AFTER)
        .trim()
        .parse::<f64>()
        .ok()
        .and_then(retry_after_ms);
    let challenges = text(http::header::WWW_AUTHENTICATE);
    let request_id = text(http::HeaderName::from_static("request-id"));
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST_ANSWER => {
                body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => {
                return Err(Trouble::Unclear {
                    reason: "the answer is larger than 8 MiB".into(),
                });
            }
            Ok(None) => break,
            Err(_) => {
                return Err(Trouble::Unclear {
                    reason: "the answer broke off".into(),
                });
            }
        }
    }
    Ok(Response {
        status,
        retry_after_ms: retry_after,
        challenges,
        request_id: word(&request_id),
        body,
    })
}

/// `text` if it looks like a word or an id; anything else is not repeated into our log.
pub fn word(text: &str) -> String {
    let harmless = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if text.len() <= 60 && harmless {
        text.to_owned()
    } else {
        String::new()
    }
}
