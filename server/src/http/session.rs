//! Who a request comes from: the cookie's session, read anew for every request.

use axum::extract::{Request, State as Extracted};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::permission::{Permission, Permissions};
use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::refusal;
use crate::backend::Signed;
use crate::backend::account::cookie;
use crate::backend::account::second_step::is_worth_it;
use crate::db::sessions;
use crate::secrets::sha256;
use crate::state::State;

/// A path in a query keeps its slashes readable.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// `last_seen_at` is written at most this often.
const SEEN_EVERY_MS: i64 = 60_000;

/// Pages for people who are not signed in.
const PUBLIC: [&str; 6] = [
    "/sign-in",
    "/forgot-password",
    "/link/",
    "/privacy",
    "/demo/",
    "/it/",
];

/// Puts an `Option<Signed>` into the request's extensions.
pub async fn recognise(
    Extracted(state): Extracted<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let signed = match cookie::read(request.headers(), cookie::SESSION) {
        None => Ok(None),
        Some(token) => find(&state, &sha256(token)).await,
    };
    match signed {
        Ok(signed) => {
            request.extensions_mut().insert(signed);
            next.run(request).await
        }
        Err(error) => refusal::broke(&state, &format!("recognising a visitor: {error:#}")),
    }
}

async fn find(state: &State, hash: &str) -> anyhow::Result<Option<Signed>> {
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let found = sessions::find(&mut tx, hash, now, now - state.config.session.idle_ms).await?;
    let Some(session) = found else {
        return Ok(None);
    };
    let mut permissions: Permissions =
        sessions::permissions(&mut tx, &session.org_id, &session.role_id)
            .await?
            .iter()
            .filter_map(|(text,)| Permission::parse(text))
            .collect();
    drop(tx);
    let must_set_up = state.config.session.require_second_step
        && session.second_step == 0
        && is_worth_it(&permissions);
    if must_set_up {
        permissions = Permissions::default();
    }
    if session.last_seen_at <= now - SEEN_EVERY_MS {
        let mut tx = state.db.write().await?;
        sessions::seen(&mut tx, hash, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Signed {
        org_id: session.org_id.parse()?,
        user_id: session.user_id.parse()?,
        session_hash: hash.to_owned(),
        permissions,
        must_set_up,
        clock: session.clock,
    }))
}

/// Sends a signed-out visitor of a page to sign in and back; a server function answers 401 by
/// itself.
pub async fn require(request: Request, next: Next) -> Response {
    let signed_in = request
        .extensions()
        .get::<Option<Signed>>()
        .is_some_and(Option::is_some);
    let path = request.uri().path();
    let public = PUBLIC.iter().any(|prefix| path.starts_with(prefix)) || path.starts_with("/api/");
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if signed_in || public || !reads {
        return next.run(request).await;
    }
    let here = request
        .uri()
        .path_and_query()
        .map_or("/", |full| full.as_str());
    // A cookie that stands for nobody was somebody's, until it was too old.
    let over = cookie::read(request.headers(), cookie::SESSION).is_some();
    let there = match (here, over) {
        ("/", false) => "/sign-in".to_owned(),
        (_, false) => format!("/sign-in?return_to={}", utf8_percent_encode(here, QUERY)),
        (_, true) => format!(
            "/sign-in?why=session_over&return_to={}",
            utf8_percent_encode(here, QUERY)
        ),
    };
    Redirect::to(&there).into_response()
}
