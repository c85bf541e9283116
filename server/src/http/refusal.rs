//! Pages for requests that never reach the app: one sentence each, no script, no style.

use std::any::Any;

use axum::body::Body;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};

use crate::backend;
use crate::state::State;

/// `sentence` is ours or escaped; a host name we were called by is not repeated.
pub fn page(status: StatusCode, title: &str, sentence: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title></head>\
         <body><main><h1>{title}</h1><p>{sentence}</p></main></body></html>"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

pub fn too_large() -> Response {
    page(
        StatusCode::PAYLOAD_TOO_LARGE,
        "This is too much at once",
        "What was sent is larger than anything this site takes. Nothing was changed.",
    )
}

/// A form whose bytes did not all arrive, or never end.
pub fn unreadable(error: &str) -> Response {
    tracing::debug!(error, "a form was not read to its end");
    too_large()
}

pub fn broke(state: &State, error: &str) -> Response {
    let reference = backend::reference(state);
    tracing::error!(reference, error, "a request broke");
    page(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong here",
        &format!("Something on our side broke. Nothing was changed. Reference {reference}."),
    )
}

pub fn panicked(state: &State, panic: &(dyn Any + Send)) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    broke(state, text)
}
