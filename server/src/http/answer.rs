//! Carries what a form posted without script was answered to the page the browser is sent to.
//!
//! In a cookie: nothing is stored, and any replica can open it. It is sealed and bound to the session,
//! because it holds what was typed; it is read once, by the page it is for, within two minutes. What
//! names a secret is never carried.

use app::posted::Posted;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State as Extracted};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ACCEPT, HeaderValue, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Uri};
use serde::{Deserialize, Serialize};

use super::refusal;
use crate::backend::Signed;
use crate::backend::account::cookie;
use crate::state::State;

const COOKIE: &str = "__Host-answer";
const CLEARED: HeaderValue =
    HeaderValue::from_static("__Host-answer=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax");
const GOOD_FOR_MS: i64 = 120_000;
/// Browsers drop a cookie of more than 4 KiB.
const LONGEST_COOKIE: usize = 3_900;
/// Whatever is longer does not fit anyway.
const LONGEST_FORM: usize = 256 * 1024;
/// Parts of a field's name that mean a secret.
const SECRETS: [&str; 5] = ["password", "current", "new", "token", "code"];

#[derive(Serialize, Deserialize)]
struct Carried {
    at: i64,
    posted: Posted,
}

pub async fn carry(
    Extracted(state): Extracted<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let session = request
        .extensions()
        .get::<Option<Signed>>()
        .and_then(|signed| signed.as_ref().map(|signed| signed.session_hash.clone()));
    let Some(session) = session else {
        return next.run(request).await;
    };
    let place = format!("answer|{session}");
    if request.method() == Method::GET {
        let carried = arrived(&state, &place, request.headers(), request.uri().path());
        let Some(posted) = carried else {
            return next.run(request).await;
        };
        request.extensions_mut().insert(posted);
        let mut response = next.run(request).await;
        response.headers_mut().append(SET_COOKIE, CLEARED);
        return response;
    }
    if !is_a_form(&request) {
        return next.run(request).await;
    }
    let endpoint = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let typed = match to_bytes(body, super::LARGEST_UPLOAD).await {
        Ok(typed) => typed,
        Err(error) => return refusal::unreadable(&format!("{error:#}")),
    };
    let response = next
        .run(Request::from_parts(parts, Body::from(typed.clone())))
        .await;
    let Some(page) = page_after(response.headers()) else {
        return response;
    };
    let refused = response
        .headers()
        .get(LOCATION)
        .and_then(|to| to.to_str().ok())
        .is_some_and(|to| to.contains("__err="));
    let (parts, body) = response.into_parts();
    let answer = to_bytes(body, LONGEST_FORM).await.unwrap_or_default();
    let posted = Posted {
        page,
        endpoint,
        typed: String::from_utf8_lossy(&typed).into_owned(),
        answer: (!refused).then(|| String::from_utf8_lossy(&answer).into_owned()),
    };
    let mut response = Response::from_parts(parts, Body::from(answer));
    if let Some(cookie) = sealed(&state, &place, posted) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn is_a_form(request: &Request) -> bool {
    request.method() == Method::POST
        && request.uri().path().starts_with("/api/")
        && request
            .headers()
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
}

/// The path of the page a response leads to.
fn page_after(headers: &HeaderMap) -> Option<String> {
    let to: Uri = headers.get(LOCATION)?.to_str().ok()?.parse().ok()?;
    Some(to.path().to_owned())
}

fn sealed(state: &State, place: &str, posted: Posted) -> Option<HeaderValue> {
    let has_secret = posted.typed.split('&').any(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        SECRETS.iter().any(|secret| name.contains(secret))
    });
    if has_secret || posted.typed.len() > LONGEST_COOKIE {
        return None;
    }
    let carried = Carried {
        at: state.clock.now(),
        posted,
    };
    let text = serde_json::to_string(&carried).ok()?;
    let value = state.secrets.seal(&state.entropy, place, &text);
    let cookie = format!(
        "{COOKIE}={value}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite=Lax",
        GOOD_FOR_MS / 1000
    );
    (cookie.len() <= LONGEST_COOKIE)
        .then(|| HeaderValue::from_str(&cookie).ok())
        .flatten()
}

fn arrived(state: &State, place: &str, headers: &HeaderMap, path: &str) -> Option<Posted> {
    let value = cookie::read(headers, COOKIE)?;
    // Another session's, or one that is no cookie of ours: it says nothing.
    let text = state.secrets.unseal(place, value).ok()?;
    let carried: Carried = serde_json::from_str(&text).ok()?;
    let fresh = state.clock.now() - carried.at <= GOOD_FOR_MS;
    (fresh && carried.posted.page == path).then_some(carried.posted)
}
