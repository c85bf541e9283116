//! The site's files: the browser bundle under `/pkg`, and what lies beside it.
//!
//! Leptos' own file handler drops conditional headers and says nothing about caching, so files are
//! served here.

use std::convert::Infallible;
use std::path::Path;

use anyhow::ensure;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::header::{CACHE_CONTROL, HeaderValue};
use tower::Service;
use tower_http::services::ServeDir;

use crate::state::State;

/// A bundle's file whose name changes with its content is kept for good.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");

pub fn files(state: &State) -> anyhow::Result<Router<State>> {
    let options = &state.config.leptos;
    if options.hash_files {
        let program = std::env::current_exe()?;
        let names = program.with_file_name(&*options.hash_file);
        // Leptos reads it for each page, and panics without it.
        ensure!(
            names.exists(),
            "{} is missing: build the browser bundle with cargo-leptos, or set LEPTOS_HASH_FILES=false",
            names.display()
        );
    }
    let bundle = ServeDir::new(Path::new(&*options.site_root).join(&*options.site_pkg_dir))
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let caching = if options.hash_files {
        FOR_GOOD
    } else {
        ASK_AGAIN
    };
    Ok(Router::new()
        .nest_service(&format!("/{}", options.site_pkg_dir), bundle)
        .layer(from_fn(move |request, next| {
            keep(caching.clone(), request, next)
        })))
}

/// A file beside the bundle (`favicon.svg`), else `missing`.
pub fn assets<S>(
    state: &State,
    missing: S,
) -> impl Service<
    Request,
    Response: axum::response::IntoResponse,
    Error = Infallible,
    Future: Send + 'static,
> + Clone
+ Send
+ Sync
+ 'static
where
    S: Service<Request, Response = Response<Body>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send + 'static,
{
    ServeDir::new(&*state.config.leptos.site_root)
        .append_index_html_on_directories(false)
        .fallback(missing)
}

async fn keep(caching: HeaderValue, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status().is_redirection() {
        response.headers_mut().insert(CACHE_CONTROL, caching);
    }
    response
}

/// Where pages listen for a rebuild, under `cargo leptos watch` only.
pub fn reload_address(state: &State) -> Option<String> {
    let options = &state.config.leptos;
    std::env::var_os("LEPTOS_WATCH")?;
    Some(format!(
        "ws://{}:{}",
        options.site_addr.ip(),
        options.reload_port
    ))
}
