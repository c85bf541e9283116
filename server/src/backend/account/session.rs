//! Signing in and out, and the sessions behind it.

use app::api::session::SignInPage;
use app::api::session::{DemoAccount, SignedInDevice};
use app::error::{AppError, FieldProblem, Problem};
use domain::id::{OrgId, UserId};
use url::Url;

use super::client::Client;
use super::{cookie, initials, second_step, throttle};
use crate::backend::{Failure, Outcome, RequestBackend};
use crate::config::Mode;
use crate::db::audit::{self, Event};
use crate::db::{Tx, organizations, sessions, users};
use crate::passwords;
use crate::secrets::sha256;
use crate::words::Words;

/// Where a person lands who did not come for something; the app knows their first page.
const HOME: &str = "/";

/// The demo's people, in the order the sign-in page shows them.
const DEMO_ACCOUNTS: [(&str, &str); 5] = [
    ("staff", "staff@demo.example"),
    ("scheduler", "scheduler@demo.example"),
    ("admin", "admin@demo.example"),
    ("staff2", "staff2@demo.example"),
    ("nocal", "nocal@demo.example"),
];
const DEMO_PASSWORD: &str = "demo-demo";

pub async fn get_sign_in_page(request: &RequestBackend) -> Outcome<SignInPage> {
    let config = &request.state.config;
    let mut tx = request.state.db.read().await?;
    let organization = match organizations::all(&mut tx).await?.as_slice() {
        [only] => only.name.clone(),
        _ => config.product_name.clone(),
    };
    let demo_accounts = match config.mode {
        Mode::Demo => demo_accounts(&mut tx).await?,
        Mode::Production => Vec::new(),
    };
    Ok(SignInPage {
        product: config.product_name.clone(),
        organization,
        demo_accounts,
        signed_in: request.signed.is_some(),
    })
}

async fn demo_accounts(tx: &mut Tx) -> Result<Vec<DemoAccount>, sqlx::Error> {
    let people = users::demo_people(tx).await?;
    Ok(DEMO_ACCOUNTS
        .iter()
        .filter_map(|(kind, email)| {
            let person = people.iter().find(|person| person.email == *email)?;
            Some(DemoAccount {
                email: person.email.clone(),
                password: DEMO_PASSWORD.to_owned(),
                initials: initials(&person.name),
                name: person.name.clone(),
                role: person.role.clone(),
                kind: (*kind).to_owned(),
            })
        })
        .collect())
}

pub async fn sign_in(
    request: &RequestBackend,
    email: &str,
    password: String,
    return_to: &str,
) -> Outcome<()> {
    let state = &request.state;
    let email = email.trim().to_lowercase();
    let missing: Vec<FieldProblem> = [
        ("email", email.is_empty()),
        ("password", password.is_empty()),
    ]
    .into_iter()
    .filter(|(_, missing)| *missing)
    .map(|(field, _)| FieldProblem {
        field: field.to_owned(),
        problem: Problem::Required,
    })
    .collect();
    if !missing.is_empty() {
        return Err(AppError::Invalid(missing).into());
    }

    let attempt = throttle::begin(state, "sign_in", &email, &Client::current()).await?;
    let mut tx = state.db.read().await?;
    let candidate = users::candidate(&mut tx, &email).await?;
    drop(tx);
    let stored = candidate.as_ref().map(|c| c.secret_hash.clone());
    let matches = passwords::verify(state, password, stored).await?;
    // Whose Audit shows a refusal: the address's organization, if it is anybody's.
    let concerned = candidate.as_ref().and_then(|c| c.org_id.parse().ok());
    let (candidate, refusal) = match candidate {
        Some(c) if matches && c.active == 1 => (Some(c), None),
        Some(_) if matches => (None, Some(Problem::Deactivated)),
        _ => (None, Some(Problem::CredentialsDoNotMatch)),
    };

    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let Some(candidate) = candidate else {
        let event = Event {
            org: concerned.as_ref(),
            action: "sign_in_refused",
            target_kind: "typed_address",
            target_id: attempt.address_key(),
            ..Event::default()
        };
        audit::record(&mut tx, &state.entropy, now, event).await?;
        tx.commit().await?;
        return Err(refusal.unwrap_or(Problem::CredentialsDoNotMatch).into());
    };
    attempt.succeeded(&mut tx).await?;
    let (org, user) = ids(&candidate.org_id, &candidate.user_id)?;
    if let Some(asked) = second_step::ask(&mut tx, state, &org, &user, "signed_in").await? {
        tx.commit().await?;
        asked.hand_out(return_to);
        return Ok(());
    }
    let session = begin(request, &mut tx, &org, &user, "signed_in").await?;
    tx.commit().await?;
    session.hand_out(request);
    leptos_axum::redirect(&landing(&state.config.public_url, return_to));
    Ok(())
}

pub async fn sign_out(request: &RequestBackend) -> Outcome<()> {
    let state = &request.state;
    if let Some(signed) = &request.signed {
        let now = state.clock.now();
        let mut tx = state.db.write().await?;
        sessions::end(&mut tx, &signed.session_hash, now).await?;
        let event = Event {
            org: Some(&signed.org_id),
            actor: Some(&signed.user_id),
            action: "signed_out",
            ..Event::default()
        };
        audit::record(&mut tx, &state.entropy, now, event).await?;
        tx.commit().await?;
    }
    cookie::clear_session();
    leptos_axum::redirect("/sign-in?why=signed_out");
    Ok(())
}

pub async fn get_signed_in_devices(request: &RequestBackend) -> Outcome<Vec<SignedInDevice>> {
    let signed = request.signed()?;
    let now = request.state.clock.now();
    let idle_since = now - request.state.config.session.idle_ms;
    let mut tx = request.state.db.read().await?;
    let person = users::person(&mut tx, signed.org_id.as_str(), signed.user_id.as_str())
        .await?
        .ok_or(AppError::SignedOut)?;
    let words = Words::new(&person.time_zone, now, &signed.clock);
    Ok(sessions::devices(&mut tx, &signed.user_id, now, idle_since)
        .await?
        .into_iter()
        .map(|device| SignedInDevice {
            last_seen: format!(
                "{} {}",
                words.near_day(device.last_seen_at),
                words.time(device.last_seen_at)
            ),
            this_one: device.token_hash == signed.session_hash,
            device: device.device,
        })
        .collect())
}

pub async fn sign_out_everywhere_else(request: &RequestBackend) -> Outcome<()> {
    let signed = request.signed()?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    sessions::end_others(&mut tx, &signed.user_id, &signed.session_hash, now).await?;
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action: "signed_out_everywhere_else",
        ..Event::default()
    };
    audit::record(&mut tx, &request.state.entropy, now, event).await?;
    tx.commit().await?;
    Ok(())
}

/// A session that is stored but not yet handed to the browser: that waits for the commit.
#[must_use]
pub struct NewSession {
    token: String,
    appearance: String,
}

/// Starts a session for the person and ends the one this request came with.
pub async fn begin(
    request: &RequestBackend,
    tx: &mut Tx,
    org: &OrgId,
    user: &UserId,
    action: &str,
) -> Outcome<NewSession> {
    let state = &request.state;
    let now = state.clock.now();
    if let Some(signed) = &request.signed {
        sessions::end(tx, &signed.session_hash, now).await?;
    }
    let token = state.entropy.token();
    let expires_at = now + state.config.session.absolute_ms;
    let device = Client::current().device;
    sessions::insert(tx, &sha256(&token), org, user, &device, now, expires_at).await?;
    users::signed_in(tx, user.as_str(), now).await?;
    let event = Event {
        org: Some(org),
        actor: Some(user),
        action,
        ..Event::default()
    };
    audit::record(tx, &state.entropy, now, event).await?;
    let appearance = users::person(tx, org.as_str(), user.as_str())
        .await?
        .map(|person| person.appearance)
        .unwrap_or_default();
    Ok(NewSession { token, appearance })
}

impl NewSession {
    pub fn hand_out(self, request: &RequestBackend) {
        cookie::set_session(&self.token, request.state.config.session.absolute_ms);
        cookie::set_appearance(&self.appearance);
    }
}

pub fn ids(org: &str, user: &str) -> Result<(OrgId, UserId), Failure> {
    match (org.parse(), user.parse()) {
        (Ok(org), Ok(user)) => Ok((org, user)),
        _ => Err(Failure::Bug(anyhow::anyhow!("a stored id is no id"))),
    }
}

/// The path to go on with: one of ours, and nothing a browser would take for another host.
pub fn landing(public_url: &str, return_to: &str) -> String {
    let plain = return_to.starts_with('/')
        && !return_to.starts_with("//")
        && !return_to.contains('\\')
        && return_to.bytes().all(|b| b.is_ascii_graphic());
    let ours = plain
        && Url::parse(public_url).is_ok_and(|base| {
            base.join(return_to)
                .is_ok_and(|url| url.origin() == base.origin())
        });
    let goes_on = !["/sign-in", "/api/", "/oauth/"]
        .iter()
        .any(|prefix| return_to.starts_with(prefix));
    if ours && goes_on {
        return_to.to_owned()
    } else {
        HOME.to_owned()
    }
}

/// Where somebody goes who has just used a link.
pub fn go_home() {
    leptos_axum::redirect(HOME);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_only_sent_to_our_own_pages() {
        for (return_to, to) in [
            (
                "/classes/week?date=2026-11-19",
                "/classes/week?date=2026-11-19",
            ),
            ("", HOME),
            ("https://evil.example/", HOME),
            ("//evil.example", HOME),
            ("/\\evil.example", HOME),
            ("/\t/evil.example", HOME),
            ("/a\r\nSet-Cookie: b=c", HOME),
            ("/sign-in?return_to=/sign-in", HOME),
            ("/api/sign_out", HOME),
            ("javascript:alert(1)", HOME),
        ] {
            assert_eq!(landing("https://classes.example.org", return_to), to);
        }
    }
}
