//! The second step at sign-in: setting it up, answering it, taking it away.
//!
//! After a right password (or a reset link) somebody with a second step gets no session but a *half
//! sign-in*: a cookie of its own that only [`answer_second_step`] takes. A code works once, a
//! recovery code once, and guessing is slowed down like passwords are.

use app::api::second_step::{Scan, SecondStep};
use app::error::{AppError, Problem};
use domain::id::{OrgId, UserId};
use domain::permission::{Permission, Permissions};
use leptos::prelude::use_context;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::client::Client;
use super::{cookie, session, throttle};
use crate::backend::{Outcome, RequestBackend, Signed, not_allowed};
use crate::db::audit::{self, Event};
use crate::db::second_step::{self, Row};
use crate::db::{Tx, sessions, users};
use crate::mail::{self, Letter};
use crate::secrets::sha256;
use crate::state::State;
use crate::totp::{Secret, picture};

const HALF_MS: i64 = 600_000;
const CODES: usize = 10;

/// Whether a role with these permissions should sign in with a second step.
pub fn is_worth_it(permissions: &Permissions) -> bool {
    [
        Permission::RolesManage,
        Permission::UsersManage,
        Permission::SettingsManage,
    ]
    .into_iter()
    .any(|permission| permissions.allows(permission))
}

fn place(user: &UserId, column: &str) -> String {
    format!("second_step|{user}|{column}")
}

fn secret(state: &State, user: &UserId, row: &Row) -> Outcome<Secret> {
    let text = state.secrets.unseal(&place(user, "secret"), &row.secret)?;
    Ok(Secret::parse(&text).ok_or_else(|| anyhow::anyhow!("a stored secret is no secret"))?)
}

/// "ABCD-EFGH", however it is typed.
fn code_hash(state: &State, user: &UserId, typed: &str) -> String {
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    state
        .secrets
        .keyed_hash(&["recovery", user.as_str(), &plain])
}

pub async fn get_second_step(request: &RequestBackend) -> Outcome<SecondStep> {
    let signed = request.signed()?;
    let state = &request.state;
    let (org, user) = (&signed.org_id, &signed.user_id);
    let mut tx = state.db.read().await?;
    let row = second_step::find(&mut tx, org, user).await?;
    let on = row.as_ref().is_some_and(|row| row.confirmed_at.is_some());
    let scan = match &row {
        Some(row) if !on => {
            let person = users::person(&mut tx, org.as_str(), user.as_str())
                .await?
                .ok_or(AppError::SignedOut)?;
            let secret = secret(state, user, row)?;
            let drawn = picture(&secret.address(&state.config.product_name, &person.email))?;
            Some(Scan {
                key: in_fours(&secret.text()),
                side: i64::try_from(drawn.side).map_err(anyhow::Error::from)?,
                path: drawn.path,
            })
        }
        _ => None,
    };
    let new_codes = match row.as_ref().and_then(|row| row.shown_codes.as_deref()) {
        Some(sealed) => state
            .secrets
            .unseal(&place(user, "shown_codes"), sealed)?
            .split(' ')
            .map(str::to_owned)
            .collect(),
        None => Vec::new(),
    };
    Ok(SecondStep {
        offered: on || signed.must_set_up || is_worth_it(&signed.permissions),
        required: signed.must_set_up,
        on,
        scan,
        new_codes,
        codes_left: second_step::codes_left(&mut tx, org, user).await?,
    })
}

fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters
        .chunks(4)
        .map(|four| four.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

pub async fn begin_second_step(request: &RequestBackend) -> Outcome<()> {
    let signed = request.signed()?;
    let state = &request.state;
    if !signed.must_set_up && !is_worth_it(&signed.permissions) {
        return Err(not_allowed(Permission::UsersManage));
    }
    let new = Secret::new(state.entropy.bytes());
    let sealed = state.secrets.seal(
        &state.entropy,
        &place(&signed.user_id, "secret"),
        &new.text(),
    );
    let mut tx = state.db.write().await?;
    let now = state.clock.now();
    if !second_step::begin(&mut tx, now, &signed.org_id, &signed.user_id, &sealed).await? {
        return Err(Problem::AlreadyOn.into());
    }
    tx.commit().await?;
    Ok(())
}

pub async fn confirm_second_step(request: &RequestBackend, typed: &str) -> Outcome<()> {
    let signed = request.signed()?;
    let state = &request.state;
    let now = state.clock.now();
    let user = &signed.user_id;
    let attempt = throttle::begin(state, "second_step", user.as_str(), &Client::current()).await?;
    let mut tx = state.db.write().await?;
    let row = second_step::find(&mut tx, &signed.org_id, user)
        .await?
        .ok_or(AppError::NotFound)?;
    let step = secret(state, user, &row)?
        .step_of(typed, now, row.last_step)
        .ok_or_else(|| AppError::field("code", Problem::WrongCode))?;
    if !second_step::confirm(&mut tx, now, &signed.org_id, user, step).await? {
        return Err(Problem::AlreadyOn.into());
    }
    attempt.succeeded(&mut tx).await?;
    give_codes(&mut tx, state, signed).await?;
    // Whoever is signed in elsewhere has not answered it.
    sessions::end_others(&mut tx, user, &signed.session_hash, now).await?;
    record(&mut tx, state, signed, "sign_in_code_on").await?;
    let letter = Letter::SecondStepChanged { on: true };
    mail::queue_to_user(&mut tx, state, &signed.org_id, user, &letter).await?;
    tx.commit().await?;
    Ok(())
}

/// Ten codes of 40 bits each, against a throttle and a keyed hash.
async fn give_codes(tx: &mut Tx, state: &State, signed: &Signed) -> Outcome<()> {
    let user = &signed.user_id;
    let codes: Vec<String> = (0..CODES)
        .map(|_| {
            let text = data_encoding::BASE32_NOPAD.encode(&state.entropy.bytes::<5>());
            format!("{}-{}", &text[..4], &text[4..])
        })
        .collect();
    let hashes: Vec<String> = codes
        .iter()
        .map(|code| code_hash(state, user, code))
        .collect();
    let sealed = state.secrets.seal(
        &state.entropy,
        &place(user, "shown_codes"),
        &codes.join(" "),
    );
    let now = state.clock.now();
    second_step::set_codes(tx, now, &signed.org_id, user, &hashes, &sealed).await?;
    Ok(())
}

pub async fn keep_recovery_codes(request: &RequestBackend) -> Outcome<()> {
    let signed = request.signed()?;
    let mut tx = request.state.db.write().await?;
    second_step::hide_codes(&mut tx, &signed.org_id, &signed.user_id).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn make_recovery_codes(request: &RequestBackend, typed: &str) -> Outcome<()> {
    let signed = request.signed()?;
    let state = &request.state;
    let mut tx = prove(state, signed, typed).await?;
    give_codes(&mut tx, state, signed).await?;
    record(&mut tx, state, signed, "sign_in_recovery_new").await?;
    tx.commit().await?;
    Ok(())
}

pub async fn remove_second_step(request: &RequestBackend, typed: &str) -> Outcome<()> {
    let signed = request.signed()?;
    let state = &request.state;
    let mut tx = prove(state, signed, typed).await?;
    second_step::remove(&mut tx, &signed.org_id, &signed.user_id).await?;
    record(&mut tx, state, signed, "sign_in_code_off").await?;
    let letter = Letter::SecondStepChanged { on: false };
    mail::queue_to_user(&mut tx, state, &signed.org_id, &signed.user_id, &letter).await?;
    tx.commit().await?;
    Ok(())
}

/// A transaction in which the viewer has just shown a code.
async fn prove(state: &State, signed: &Signed, typed: &str) -> Outcome<Tx> {
    let user = &signed.user_id;
    let attempt = throttle::begin(state, "second_step", user.as_str(), &Client::current()).await?;
    let mut tx = state.db.write().await?;
    if take(&mut tx, state, &signed.org_id, user, typed)
        .await?
        .is_none()
    {
        return Err(AppError::field("code", Problem::WrongCode).into());
    }
    attempt.succeeded(&mut tx).await?;
    Ok(tx)
}

/// What was typed to get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Code,
    RecoveryCode,
}

/// Takes a code or a recovery code, each once.
async fn take(
    tx: &mut Tx,
    state: &State,
    org: &OrgId,
    user: &UserId,
    typed: &str,
) -> Outcome<Option<Taken>> {
    let now = state.clock.now();
    let row = second_step::find(tx, org, user).await?;
    let Some(row) = row.filter(|row| row.confirmed_at.is_some()) else {
        return Ok(None);
    };
    if let Some(step) = secret(state, user, &row)?.step_of(typed, now, row.last_step) {
        let taken = second_step::take_step(tx, org, user, step).await?;
        return Ok(taken.then_some(Taken::Code));
    }
    let hash = code_hash(state, user, typed);
    let used = second_step::use_code(tx, now, org, user, &hash).await?;
    Ok(used.then_some(Taken::RecoveryCode))
}

/// Asks for the code instead of starting a session; the cookie waits for the caller's commit.
#[must_use]
pub struct Asked {
    token: String,
}

impl Asked {
    /// The page that asks.
    pub fn hand_out(self, return_to: &str) {
        cookie::set_half(&self.token, HALF_MS);
        let back = utf8_percent_encode(return_to, NON_ALPHANUMERIC);
        leptos_axum::redirect(&format!("/sign-in/code?return_to={back}"));
    }
}

/// `None`: this person signs in without a second step.
pub async fn ask(
    tx: &mut Tx,
    state: &State,
    org: &OrgId,
    user: &UserId,
    action: &str,
) -> Outcome<Option<Asked>> {
    if !second_step::is_on(tx, org, user).await? {
        return Ok(None);
    }
    let token = state.entropy.token();
    let expires_at = state.clock.now() + HALF_MS;
    second_step::begin_half(tx, &sha256(&token), org, user, action, expires_at).await?;
    Ok(Some(Asked { token }))
}

pub async fn answer_second_step(
    request: &RequestBackend,
    typed: &str,
    return_to: &str,
) -> Outcome<()> {
    let state = &request.state;
    let now = state.clock.now();
    let parts = use_context::<http::request::Parts>();
    let hash = parts
        .as_ref()
        .and_then(|parts| cookie::read(&parts.headers, cookie::HALF))
        .map(sha256)
        .ok_or(Problem::SignInAgain)?;
    let mut tx = state.db.read().await?;
    let half = second_step::half(&mut tx, &hash, now)
        .await?
        .ok_or(Problem::SignInAgain)?;
    drop(tx);
    let (org, user) = session::ids(&half.org_id, &half.user_id)?;
    let attempt = throttle::begin(state, "second_step", user.as_str(), &Client::current()).await?;
    let mut tx = state.db.write().await?;
    let Some(taken) = take(&mut tx, state, &org, &user, typed).await? else {
        let event = Event {
            org: Some(&org),
            action: "sign_in_code_refused",
            target_kind: "user",
            target_id: user.as_str(),
            ..Event::default()
        };
        audit::record(&mut tx, &state.entropy, now, event).await?;
        tx.commit().await?;
        return Err(AppError::field("code", Problem::WrongCode).into());
    };
    if !second_step::use_half(&mut tx, &hash, now).await? {
        return Err(Problem::SignInAgain.into());
    }
    attempt.succeeded(&mut tx).await?;
    let action = match taken {
        Taken::Code => half.action.as_str(),
        Taken::RecoveryCode => "sign_in_recovery_used",
    };
    let session = session::begin(request, &mut tx, &org, &user, action).await?;
    tx.commit().await?;
    session.hand_out(request);
    cookie::clear_half();
    leptos_axum::redirect(&session::landing(&state.config.public_url, return_to));
    Ok(())
}

async fn record(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    action: &str,
) -> Result<(), sqlx::Error> {
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        ..Event::default()
    };
    audit::record(tx, &state.entropy, state.clock.now(), event).await
}
