//! Connecting a calendar: to the provider and back, the same way for each.
//!
//! `POST /oauth/{provider}/start` remembers a single-use state and answers with a page that leads to
//! the provider (a redirect would be blocked by `form-action` as soon as a sign-in adds a hop).
//! `GET /oauth/{provider}/callback` ends in a clean address with the outcome's name. Nothing is
//! stored until the grant has the calendar permission, the account is allowed and a test event was
//! added and removed again. Each provider has its own path, so that an answer cannot be mixed up.

mod callback;
mod start;
mod store;
mod trial;

use domain::provider::Provider;

use crate::routes::Routes;
use crate::state::State;

pub fn routes() -> Routes {
    Routes::default()
        .post("/oauth/{provider}/start", start::start)
        .get("/oauth/{provider}/callback", callback::callback)
}

/// Where the person is told. The names are the Profile's (`app::pages::profile::back`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Connected,
    BoxUnticked,
    Refused,
    /// The provider says that an administrator must approve first.
    NeedsApproval,
    /// The provider does not tell a person who changed their mind from one who may not.
    RefusedOrNeedsApproval,
    StartAgain,
    NotAnswering,
    NotAllowed,
    MailboxUnusable,
}

impl Outcome {
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Connected => "connected",
            Outcome::BoxUnticked => "box_unticked",
            Outcome::Refused => "refused",
            Outcome::NeedsApproval => "needs_approval",
            Outcome::RefusedOrNeedsApproval => "refused_or_needs_approval",
            Outcome::StartAgain => "start_again",
            Outcome::NotAnswering => "not_answering",
            Outcome::NotAllowed => "not_allowed",
            Outcome::MailboxUnusable => "mailbox_unusable",
        }
    }

    /// Google is the one that is meant when no provider is named.
    fn address(self, provider: Provider) -> String {
        let name = self.name();
        match provider {
            Provider::Google => format!("/profile/external?outcome={name}"),
            Provider::Microsoft => {
                format!(
                    "/profile/external?outcome={name}&provider={}",
                    provider.as_str()
                )
            }
        }
    }
}

/// The provider's exact redirect address.
pub fn redirect_uri(state: &State, provider: Provider) -> String {
    format!(
        "{}/oauth/{}/callback",
        state.config.public_url,
        provider.as_str()
    )
}
