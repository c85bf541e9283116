//! The simulator's own pages and what all pages share.

pub mod demo;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::sim::Sim;

pub fn router() -> Router<Sim> {
    Router::new()
}

/// Forms and the control API are for this machine's own pages and tests: a page on another site
/// must not press the buttons.
pub async fn refuse_other_sites(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site");
    let other = site.is_some_and(|site| site == "cross-site");
    if other && request.method() != Method::GET {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}
