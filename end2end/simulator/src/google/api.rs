//! The routes a product calls: tokens, identity, calendar. Everything here is journalled and can be
//! disturbed by faults.

use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, post};

use super::{calendar, identity, revoke, token};
use crate::sim::Sim;

pub fn router() -> Router<Sim> {
    let events = "/google/calendar/v3/calendars/{calendar}/events";
    let event = "/google/calendar/v3/calendars/{calendar}/events/{event}";
    Router::new()
        .route("/google/token", post(token::endpoint))
        .route("/google/revoke", post(revoke::endpoint))
        .route(
            "/google/v1/userinfo",
            get(identity::userinfo).post(identity::userinfo),
        )
        .route("/google/oauth2/v3/certs", get(identity::certs))
        .route("/google/oauth2/v1/certs", get(identity::pem_certs))
        .route(events, get(calendar::list).post(calendar::insert))
        .route(
            event,
            get(calendar::get)
                .put(calendar::update)
                .patch(calendar::patch)
                .delete(calendar::delete),
        )
        .route(
            "/google/calendar/v3/calendars/{calendar}",
            get(calendar::calendar),
        )
        .route(
            "/google/calendar/v3/users/me/calendarList",
            get(calendar::calendar_list),
        )
        .route("/google/calendar/{*rest}", any(nothing))
}

/// Paths that are not part of the API answer a page, not JSON.
async fn nothing() -> Response {
    let page = "<!DOCTYPE html><title>Error 404 (Not Found)!!1</title><p>404. That’s an error.";
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}
