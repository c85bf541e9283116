//! The pages a person sees.

use axum::Router;

use crate::sim::Sim;

pub fn router() -> Router<Sim> {
    Router::new()
}
