//! The routes a product calls: tokens, keys, Graph. Everything here is journalled and can be
//! disturbed by faults.

use axum::Router;
use axum::routing::{any, get, post};

use super::graph::{self, around};
use super::{identity, token};
use crate::sim::Sim;

pub fn router() -> Router<Sim> {
    let root = "/microsoft/graph/v1.0";
    let events = get(graph::list).post(graph::create);
    let event = get(graph::get).patch(graph::update).delete(graph::delete);
    Router::new()
        .route(
            "/microsoft/{tenant}/oauth2/v2.0/token",
            post(token::endpoint),
        )
        .route(
            "/microsoft/{tenant}/discovery/v2.0/keys",
            get(identity::keys),
        )
        .route(
            "/microsoft/{tenant}/v2.0/.well-known/openid-configuration",
            get(identity::discovery),
        )
        .route(&format!("{root}/me"), get(around::me))
        .route(&format!("{root}/me/events"), events.clone())
        .route(&format!("{root}/me/calendar/events"), events.clone())
        .route(&format!("{root}/me/calendars/{{calendar}}/events"), events)
        .route(&format!("{root}/me/events/{{event}}"), event.clone())
        .route(&format!("{root}/me/calendar/events/{{event}}"), event)
        .route(
            &format!("{root}/me/events/{{event}}/calendar"),
            get(around::calendar_of),
        )
        .route(
            &format!("{root}/me/events/{{event}}/permanentDelete"),
            post(graph::destroy),
        )
        .route(&format!("{root}/me/calendar"), get(around::calendar))
        .route(&format!("{root}/me/calendars"), get(around::calendars))
        .route("/microsoft/graph/{*rest}", any(graph::nothing))
}
