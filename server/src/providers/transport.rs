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

/// `Retry-After`: seconds, or a date, which counts from the answer's own.
fn seconds(value: &str, date: &str) -> Option<f64> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let at = |text| jiff::fmt::rfc2822::parse(text).ok();
    let (until, now) = (at(value)?, at(date)?);
    Some((until.timestamp().as_second() - now.timestamp().as_second()).max(0) as f64)
}

/// Sends `request`. A connection that was never made is [`Trouble::Unreachable`]; anything after that is
/// [`Trouble::Unclear`], because the request may have arrived.
pub async fn send(request: reqwest::RequestBuilder) -> Result<Response, Trouble> {
    let mut response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_connect() || error.is_builder() => {
            return Err(Trouble::Unreachable {
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
    let date = text(http::header::DATE);
    let retry_after = seconds(&text(http::header::RETRY_AFTER), &date).and_then(retry_after_ms);
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
