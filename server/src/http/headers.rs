//! The headers every answer carries. A page's own policy, with its nonce, is set where it is
//! rendered (`pages`); what has none gets the strictest.

use axum::extract::{Request, State as Extracted};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, LAST_MODIFIED, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

use crate::state::State;

/// For everything that is no page of the app.
const NOTHING: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
                       form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// These pages must not tell where they were: their address is a secret or nearly one.
const SILENT: [&str; 5] = ["/oauth/", "/c/", "/link/", "/it/", "/feed/"];

pub async fn add(Extracted(state): Extracted<State>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Same-origin elsewhere, because a form posted without script is sent back to its Referer.
    let referrer = if SILENT.iter().any(|prefix| path.starts_with(prefix)) {
        "no-referrer"
    } else {
        "same-origin"
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_file = headers.contains_key(LAST_MODIFIED);
    let mut add = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    add(CONTENT_SECURITY_POLICY, NOTHING);
    add(REFERRER_POLICY, referrer);
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    add(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    // What a person sees here is nobody else's, and is not kept after they signed out. A file has a
    // date; the bundle's say for themselves how long they last (`site`).
    let kept = if is_file {
        "public, max-age=3600"
    } else {
        "no-store"
    };
    add(CACHE_CONTROL, kept);
    if state.config.public_url.starts_with("https://") {
        add(
            STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    response
}

/// The policy of a page whose scripts carry `nonce`. `reload` is cargo-leptos' address for pages
/// that reload themselves while somebody works on them.
pub fn page_policy(nonce: &str, reload: Option<&str>) -> String {
    let connect = reload.map_or_else(String::new, |address| {
        format!("connect-src 'self' {address}; ")
    });
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; {connect}object-src 'none'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    )
}
