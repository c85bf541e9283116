//! One HTTP exchange with a provider: bounded in time and size, and told apart by whether the
//! request can have arrived.

use domain::backoff::retry_after_ms;

use super::Trouble;

/// Nobody's answer to one small request is larger.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// A provider's answer, whole.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub retry_after_ms: Option<i64>,
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
    let retry_after = response
        .headers()
        .get(http::header::RETRY_AFTER)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.trim().parse::<f64>().ok())
        .and_then(retry_after_ms);
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
        body,
    })
}
