//! E-mail: what is written to whom, and how it leaves.
//!
//! A mail is queued in the transaction of the fact it tells of ([`queue`], [`queue_to_user`]) and
//! sent later by [`outbox`], which survives a restart. [`letters`] holds every sentence. Nothing here
//! knows pages or providers, and no letter has a field that could carry a case.

pub mod letters;
pub mod outbox;
mod smtp;

use domain::id::{OrgId, UserId};

pub use letters::Letter;

use crate::config::Mode;
use crate::db::mail::{self, NewMail};
use crate::db::{Tx, users};
use crate::state::State;
use letters::Sender;

/// Whom a mail is for.
#[derive(Debug, Clone, Copy)]
pub struct To<'a> {
    pub org: &'a OrgId,
    /// Somebody of the organization; nobody for an invitation or IT.
    pub user: Option<&'a UserId>,
    pub address: &'a str,
}

/// Queues a letter; it is sent after the commit.
pub async fn queue(
    tx: &mut Tx,
    state: &State,
    to: To<'_>,
    letter: &Letter<'_>,
) -> Result<(), sqlx::Error> {
    let now = state.clock.now();
    let written = letter.write(Sender {
        product: &state.config.product_name,
        public_url: &state.config.public_url,
    });
    if state.config.mode == Mode::Demo {
        tracing::info!(
            template = letter.template(),
            "a message: see {}/demo/mail",
            state.config.public_url
        );
    }
    let mail = NewMail {
        org: to.org.as_str(),
        user: to.user.map(UserId::as_str),
        recipient: to.address,
        template: letter.template(),
        // Times keep their half-day together on a page; a mail reader may show the character.
        subject: &written.subject.replace('\u{a0}', " "),
        body: &written.body.replace('\u{a0}', " "),
        expires_at: now + letter.worth_ms(),
    };
    mail::insert(tx, &state.entropy, now, &mail).await
}

/// Queues a letter to somebody who may sign in; `false`: they may not, so nobody is told.
pub async fn queue_to_user(
    tx: &mut Tx,
    state: &State,
    org: &OrgId,
    user: &UserId,
    letter: &Letter<'_>,
) -> Result<bool, sqlx::Error> {
    let Some(reader) = users::reader(tx, org.as_str(), user.as_str()).await? else {
        return Ok(false);
    };
    let to = To {
        org,
        user: Some(user),
        address: &reader.email,
    };
    queue(tx, state, to, letter).await?;
    Ok(true)
}
