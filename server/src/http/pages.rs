//! The app's pages and server functions, each with the backend of its own request.

use std::sync::Arc;

use app::app::App;
use app::backend::Backend;
use app::posted::Posted;
use app::shell::{Appearance, SetStatus, shell};
use axum::Router;
use axum::extract::{FromRef, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use http::header::{ACCEPT, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION};
use http::request::Parts;
use http::{Method, StatusCode};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{ErrorHandler, LeptosRoutes, ResponseOptions, generate_route_list};
use tower::Layer;

use super::{answer, headers, session, site};
use crate::backend::account::cookie;
use crate::backend::{RequestBackend, Signed};
use crate::state::State;

impl FromRef<State> for LeptosOptions {
    fn from_ref(state: &State) -> Self {
        state.config.leptos.clone()
    }
}

pub fn routes(state: &State) -> Router<State> {
    let options = state.config.leptos.clone();
    let context = {
        let state = state.clone();
        move || provide(&state)
    };
    let document = {
        let options = options.clone();
        move || shell(options.clone())
    };
    // No route: a file of the site, else the app's own page for what is not there.
    let missing = from_fn(session::require).layer(ErrorHandler::new_with_context(
        context.clone(),
        shell,
        options,
    ));
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), context, document)
        .route_layer(from_fn(session::require))
        .fallback_service(site::assets(state, missing))
        .layer(from_fn(see_other))
        .layer(from_fn_with_state(state.clone(), answer::carry))
}

/// What the app may use while it handles this request. The same for pages, server functions and
/// the page for what is not there.
fn provide(state: &State) {
    let parts = use_context::<Parts>();
    let signed = parts
        .as_ref()
        .and_then(|parts| parts.extensions.get::<Option<Signed>>().cloned())
        .flatten();
    let backend: Arc<dyn Backend> = Arc::new(RequestBackend {
        state: state.clone(),
        signed,
    });
    provide_context(backend);
    if let Some(posted) = parts
        .as_ref()
        .and_then(|parts| parts.extensions.get::<Posted>())
    {
        provide_context(posted.clone());
    }
    let appearance = parts
        .as_ref()
        .and_then(|parts| cookie::read(&parts.headers, cookie::APPEARANCE))
        .unwrap_or_default();
    provide_context(Appearance(appearance.to_owned()));
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    if let Some(nonce) = use_nonce() {
        let policy = headers::page_policy(&nonce, site::reload_address(state).as_deref());
        if let Ok(value) = HeaderValue::from_str(&policy) {
            response.insert_header(CONTENT_SECURITY_POLICY, value);
        }
    }
    provide_context(SetStatus(Arc::new(move |status| {
        if let Ok(status) = StatusCode::from_u16(status) {
            response.set_status(status);
        }
    })));
}

/// A form posted without script is answered by a page to go to, whatever its outcome; the outcome
/// travels in that page's address. Leptos leaves the error's own status on such an answer, and a
/// browser would stay on it.
async fn see_other(request: Request, next: Next) -> Response {
    let from_a_form = request.method() == Method::POST
        && request
            .headers()
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
    let mut response = next.run(request).await;
    if from_a_form && response.headers().contains_key(LOCATION) {
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    response
}
