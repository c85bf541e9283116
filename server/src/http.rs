//! The router: the app's pages and server functions, files, and the guards around all of them.
//!
//! From the outside in: every answer gets its headers, a panic becomes a page, a foreign host and a
//! cross-site write are refused, a body is not endless, the visitor is recognised. What a page says
//! is the app's business; what a request may do, the backend's.

mod answer;
mod exports;
mod feed;
pub mod guard;
mod headers;
mod it_page;
mod log;
mod pages;
pub mod refusal;
mod session;
mod site;

use std::net::SocketAddr;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::serve::ListenerExt;
use http::Method;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;

use crate::routes::Routes;
use crate::state::State;

/// The largest form is far below this.
const LARGEST_BODY: usize = 256 * 1024;
/// Except a file to import, which goes to a server function of this beginning.
const LARGEST_UPLOAD: usize = 4 * 1024 * 1024;
const UPLOADS: &str = "/api/stage_";

pub fn router(state: State) -> anyhow::Result<Router> {
    let panicked = state.clone();
    Ok(Router::new()
        .merge(pages::routes(&state))
        .merge(exports::routes().into_router())
        .merge(crate::oauth::routes().into_router())
        .merge(it_page::routes().into_router())
        .merge(feed::routes().into_router())
        .layer(from_fn_with_state(state.clone(), session::recognise))
        .merge(site::files(&state)?)
        .layer(from_fn(limit_body))
        .layer(guard::same_site_writes(&state.config.public_url)?)
        .layer(from_fn_with_state(state.clone(), guard::own_host))
        .merge(open_routes().into_router())
        .layer(CatchPanicLayer::custom(
            move |panic: Box<dyn std::any::Any + Send>| {
                refusal::panicked(&panicked, panic.as_ref())
            },
        ))
        .layer(from_fn_with_state(state.clone(), headers::add))
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| log::span(request)))
        .with_state(state))
}

/// Outside of the guards: what answers under any host's name.
fn open_routes() -> Routes {
    Routes::default().get("/healthz", || async { "ok" })
}

/// Every route that is the server's own, by method and path. The app's pages are in Leptos' list,
/// its server functions in `server_fn`'s.
pub fn own_routes() -> Vec<(Method, &'static str)> {
    [
        crate::oauth::routes(),
        it_page::routes(),
        feed::routes(),
        exports::routes(),
        open_routes(),
    ]
    .iter()
    .flat_map(|routes| routes.list().map(|(method, path)| (method.clone(), path)))
    .collect()
}

/// A body has an end, wherever it goes.
async fn limit_body(request: Request, next: Next) -> Response {
    let upload = request.uri().path().starts_with(UPLOADS);
    let limit = if upload { LARGEST_UPLOAD } else { LARGEST_BODY };
    let declared = request
        .headers()
        .get(http::header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        return refusal::too_large();
    }
    let request =
        request.map(|body| axum::body::Body::new(http_body_util::Limited::new(body, limit)));
    next.run(request).await
}

/// Serves until `stop` resolves; requests under way are finished.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // Without it a streamed page waits 40 ms for an acknowledgement that is itself being delayed.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection kept Nagle's algorithm");
        }
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stop)
        .await
}
