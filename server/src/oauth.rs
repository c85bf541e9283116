//! Connecting a calendar: to the provider and back.
//!
//! `POST /oauth/google/start` remembers a single-use state and answers with a page that leads to
//! Google (a redirect would be blocked by `form-action` as soon as a sign-in adds a hop).
//! `GET /oauth/google/callback` ends in a clean address with the outcome's name. Nothing is stored
//! until the grant has the calendar permission, the account is allowed and a test event was added
//! and removed again.

mod callback;
mod start;
mod trial;

use axum::Router;
use axum::routing::{get, post};

use crate::state::State;

/// Google's exact redirect path.
const GOOGLE_CALLBACK: &str = "/oauth/google/callback";

pub fn routes() -> Router<State> {
    Router::new()
        .route("/oauth/google/start", post(start::start))
        .route(GOOGLE_CALLBACK, get(callback::callback))
}

/// Where the person is told. The names are the Profile's (`app::pages::profile::back`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Connected,
    BoxUnticked,
    Refused,
    StartAgain,
    NotAnswering,
    NotAllowed,
    MailboxUnusable,
}

impl Outcome {
    fn address(self) -> String {
        let name = match self {
            Outcome::Connected => "connected",
            Outcome::BoxUnticked => "box_unticked",
            Outcome::Refused => "refused",
            Outcome::StartAgain => "start_again",
            Outcome::NotAnswering => "not_answering",
            Outcome::NotAllowed => "not_allowed",
            Outcome::MailboxUnusable => "mailbox_unusable",
        };
        format!("/profile/external?outcome={name}")
    }
}

fn redirect_uri(state: &State) -> String {
    format!("{}{GOOGLE_CALLBACK}", state.config.public_url)
}
