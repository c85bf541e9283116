//! Who is signed in, and the Profile's GENERAL and SECURITY tabs.
//!
//! Signing in and out is `session`, guessing is slowed down by `throttle`, one-time links are
//! `links`. The Profile's EXTERNAL tab is not here but in `backend::calendar`.

pub mod client;
pub mod cookie;
pub mod links;
pub mod second_step;
pub mod session;
mod throttle;

use app::api::session::*;
use app::error::{AppError, Problem};
use domain::connection::ConnectionState;
use domain::permission::Permission;
use domain::provider::Provider;

pub use links::{get_link_info, request_password_reset, use_link};
pub use session::{
    get_sign_in_page, get_signed_in_devices, sign_in, sign_out, sign_out_everywhere_else,
};

use super::{Outcome, RequestBackend};
use crate::config::Mode;
use crate::db::audit::{self, Event};
use crate::db::users::{self, ConnectionGlance, Person};
use crate::db::{Tx, sessions};
use crate::passwords;
use crate::words::Words;

const LONGEST_NAME: i64 = 100;

pub async fn get_viewer(request: &RequestBackend) -> Outcome<Option<Viewer>> {
    let Some(signed) = &request.signed else {
        return Ok(None);
    };
    let mut tx = request.state.db.read().await?;
    let person = this_person(request, &mut tx).await?;
    let (now, org) = (request.state.clock.now(), signed.org_id.as_str());
    let connections = users::connections(&mut tx, now, org, signed.user_id.as_str()).await?;
    let config = &request.state.config;
    Ok(Some(Viewer {
        initials: initials(&person.name),
        name: person.name,
        email: person.email,
        role: person.role,
        permissions: signed.permissions.clone(),
        organization: person.organization,
        product: config.product_name.clone(),
        appearance: person.appearance,
        demo: config.mode == Mode::Demo,
        external_tab: signed.permissions.allows(Permission::CalendarConnect)
            || !connections.is_empty(),
        must_set_up_second_step: signed.must_set_up,
        banner: connections.iter().find_map(banner),
    }))
}

/// Only states that wait for their person; a leaving connection waits for nobody.
fn banner(connection: &ConnectionGlance) -> Option<CalendarBanner> {
    use ConnectionState::{MailboxUnusable, NeedsConsent, NeedsReconnect};
    let state = ConnectionState::parse(&connection.state)?;
    let provider = Provider::parse(&connection.provider)?;
    matches!(state, NeedsReconnect | NeedsConsent | MailboxUnusable).then(|| CalendarBanner {
        calendar: provider.calendar_name().to_owned(),
        state: state.as_str().to_owned(),
        waiting: connection.waiting,
    })
}

pub async fn get_profile(request: &RequestBackend) -> Outcome<Profile> {
    let mut tx = request.state.db.read().await?;
    let person = this_person(request, &mut tx).await?;
    Ok(Profile {
        name: person.name,
        email: person.email,
        role: person.role,
        appearance: person.appearance,
        clock: person.clock,
        version: person.version,
    })
}

pub async fn save_profile(
    request: &RequestBackend,
    name: &str,
    appearance: &str,
    clock: &str,
    version: i64,
) -> Outcome<()> {
    let signed = request.signed()?;
    let name = check_name(name)?;
    check_choice("appearance", appearance, &["system", "light", "dark"])?;
    check_choice("clock", clock, &["", "12", "24"])?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    let (org, user) = (signed.org_id.as_str(), signed.user_id.as_str());
    let saved = users::save_profile(&mut tx, org, user, version, &name, appearance, clock).await?;
    if saved == 0 {
        let person = this_person(request, &mut tx).await?;
        return Err(AppError::Stale {
            by: person.name,
            at: Words::new(&person.time_zone, now, &signed.clock).time(now),
        }
        .into());
    }
    record(request, &mut tx, "profile_saved").await?;
    tx.commit().await?;
    cookie::set_appearance(appearance);
    Ok(())
}

/// Also for somebody who is not signed in: then only the cookie knows.
pub async fn set_appearance(request: &RequestBackend, appearance: &str) -> Outcome<()> {
    check_choice("appearance", appearance, &["system", "light", "dark"])?;
    if let Some(signed) = &request.signed {
        let mut tx = request.state.db.write().await?;
        let (org, user) = (signed.org_id.as_str(), signed.user_id.as_str());
        users::set_appearance(&mut tx, org, user, appearance).await?;
        tx.commit().await?;
    }
    cookie::set_appearance(appearance);
    Ok(())
}

pub async fn change_password(
    request: &RequestBackend,
    current: String,
    new: String,
) -> Outcome<()> {
    let state = &request.state;
    let signed = request.signed()?;
    let user = signed.user_id.as_str();
    let client = client::Client::current();
    let attempt = throttle::begin(state, "change_password", user, &client).await?;
    let mut tx = state.db.read().await?;
    let person = this_person(request, &mut tx).await?;
    let stored = users::secret_hash(&mut tx, user).await?;
    drop(tx);
    if !passwords::verify(state, current, stored).await? {
        return Err(AppError::field("current", Problem::WrongPassword).into());
    }
    check_password(state.config.mode, "new", &person.email, &new)?;
    let hash = passwords::hash(state, new).await?;

    let mut tx = state.db.write().await?;
    attempt.succeeded(&mut tx).await?;
    users::set_secret_hash(&mut tx, user, &hash).await?;
    sessions::end_all(&mut tx, &signed.user_id, state.clock.now()).await?;
    let (org, user) = (&signed.org_id, &signed.user_id);
    let session = session::begin(request, &mut tx, org, user, "password_changed").await?;
    tx.commit().await?;
    session.hand_out(request);
    Ok(())
}

async fn this_person(request: &RequestBackend, tx: &mut Tx) -> Outcome<Person> {
    let signed = request.signed()?;
    let person = users::person(tx, signed.org_id.as_str(), signed.user_id.as_str()).await?;
    Ok(person.ok_or(AppError::SignedOut)?)
}

/// What the viewer did to themselves.
async fn record(request: &RequestBackend, tx: &mut Tx, action: &str) -> Outcome<()> {
    let signed = request.signed()?;
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        ..Event::default()
    };
    audit::record(tx, &request.state.entropy, request.state.clock.now(), event).await?;
    Ok(())
}

/// "Dana Reyes" → "DR".
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.last().and_then(|word| word.chars().next());
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

fn check_name(name: &str) -> Outcome<String> {
    let name = name.trim();
    let problem = match name.chars().count() as i64 {
        0 => Problem::Required,
        1..=LONGEST_NAME => return Ok(name.to_owned()),
        _ => Problem::TooLong { max: LONGEST_NAME },
    };
    Err(AppError::field("name", problem).into())
}

fn check_choice(field: &str, value: &str, choices: &[&str]) -> Outcome<()> {
    if choices.contains(&value) {
        Ok(())
    } else {
        Err(AppError::field(field, Problem::NotAChoice).into())
    }
}

/// Long enough, and short enough to hash. The demo's published passwords may be anything.
fn check_password(mode: Mode, field: &str, email: &str, password: &str) -> Outcome<()> {
    let min = if mode == Mode::Demo && email.ends_with("@demo.example") {
        1
    } else {
        10
    };
    let length = password.chars().count() as i64;
    let problem = match length {
        0 => Problem::Required,
        _ if length < min => Problem::TooShort { min },
        _ if length > 200 => Problem::TooLong { max: 200 },
        _ => return Ok(()),
    };
    Err(AppError::field(field, problem).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        for (name, letters) in [
            ("Dana Reyes", "DR"),
            ("Ana Maria de Souza", "AS"),
            ("émile", "É"),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters);
        }
    }
}
