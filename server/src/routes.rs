//! The server's own routes as one list: what builds the router is what the authorization test
//! (`server/tests/it/authorization`) walks through, so no route can be forgotten there.
//!
//! The app's pages and server functions list themselves. No `.route(` stands anywhere else.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};
use http::Method;

use crate::state::State;

/// Routes, each with its method and its path as axum writes it (`/feed/{token}`).
#[derive(Default)]
pub struct Routes(Vec<(Method, &'static str, MethodRouter<State>)>);

impl Routes {
    /// Answers GET, and HEAD as GET without its body.
    #[must_use]
    pub fn get<H, T>(mut self, path: &'static str, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.0.push((Method::GET, path, get(handler)));
        self
    }

    #[must_use]
    pub fn post<H, T>(mut self, path: &'static str, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.0.push((Method::POST, path, post(handler)));
        self
    }

    /// What is routed, in order.
    pub fn list(&self) -> impl Iterator<Item = (&Method, &'static str)> {
        self.0.iter().map(|(method, path, _)| (method, *path))
    }

    pub fn into_router(self) -> Router<State> {
        self.0
            .into_iter()
            .fold(Router::new(), |router, (_, path, answers)| {
                router.route(path, answers)
            })
    }
}
