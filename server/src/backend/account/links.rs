//! One-time links: set-up, invitation, password reset. Looking at one uses nothing up, because mail
//! scanners open what they find; only the form's POST does.

use app::api::session::LinkInfo;
use app::error::{AppError, Problem};
use domain::id::{OrgId, RoleId, UserId};

use super::client::Client;
use super::{check_name, check_password, second_step, session, throttle};
use crate::backend::{Failure, Outcome, RequestBackend};
use crate::db::audit::{self, Event};
use crate::db::links::{self, Link};
use crate::db::users::{self, NewUser};
use crate::db::{Tx, invitations, sessions, violated};
use crate::mail::{self, Letter};
use crate::passwords;
use crate::secrets::sha256;

/// Set-up links and invitations.
pub const INVITATION_MS: i64 = 7 * 24 * 3_600_000;
const RESET_MS: i64 = 3_600_000;

pub async fn request_password_reset(request: &RequestBackend, email: &str) -> Outcome<()> {
    let state = &request.state;
    let email = email.trim().to_lowercase();
    if email.is_empty() {
        return Err(AppError::field("email", Problem::Required).into());
    }
    let attempt = throttle::begin(state, "reset", &email, &Client::current()).await?;
    let token = state.entropy.token();
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    // Recorded for known and unknown addresses alike: same answer, same work.
    let event = Event {
        action: "password_reset_requested",
        target_kind: "typed_address",
        target_id: attempt.address_key(),
        ..Event::default()
    };
    audit::record(&mut tx, &state.entropy, now, event).await?;
    if let Some(person) = users::candidate(&mut tx, &email).await?
        && person.active == 1
    {
        links::expire_resets(&mut tx, &person.user_id, now).await?;
        let hash = sha256(&token);
        links::reset(
            &mut tx,
            &hash,
            &person.org_id,
            &person.user_id,
            now,
            now + RESET_MS,
        )
        .await?;
        let (org, user) = session::ids(&person.org_id, &person.user_id)?;
        let to = mail::To {
            org: &org,
            user: Some(&user),
            address: &email,
        };
        let path = format!("/link/{token}");
        mail::queue(&mut tx, state, to, &Letter::PasswordReset { path: &path }).await?;
    }
    tx.commit().await?;
    // Without script the address is all that can say that it was asked.
    leptos_axum::redirect("/forgot-password?sent=1");
    Ok(())
}

pub async fn get_link_info(request: &RequestBackend, token: &str) -> Outcome<LinkInfo> {
    let mut tx = request.state.db.read().await?;
    let link = usable(&mut tx, token, request.state.clock.now()).await?;
    Ok(LinkInfo {
        product: request.state.config.product_name.clone(),
        organization: link.organization,
        purpose: link.purpose,
        email: link.email.unwrap_or_default(),
        name: link.name.unwrap_or_default(),
    })
}

pub async fn use_link(
    request: &RequestBackend,
    token: &str,
    name: &str,
    password: String,
) -> Outcome<()> {
    let state = &request.state;
    let mut tx = state.db.read().await?;
    let link = usable(&mut tx, token, state.clock.now()).await?;
    drop(tx);
    let email = link.email.clone().unwrap_or_default();
    let name = match link.user_id {
        None => check_name(name)?,
        Some(_) => String::new(),
    };
    check_password(state.config.mode, "password", &email, &password)?;
    let hash = passwords::hash(state, password).await?;

    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    // Again, and now for good: somebody may have used it since.
    let link = usable(&mut tx, token, now).await?;
    if !links::consume(&mut tx, &sha256(token), now).await? {
        return Err(Problem::LinkUsed.into());
    }
    let org: OrgId = stored(&link.org_id)?;
    let user = match &link.user_id {
        Some(user) => {
            let user: UserId = stored(user)?;
            users::set_secret_hash(&mut tx, user.as_str(), &hash).await?;
            sessions::end_all(&mut tx, &user, now).await?;
            user
        }
        None => join(request, &mut tx, &link, &org, &name, &hash).await?,
    };
    let action = match link.purpose.as_str() {
        "reset" => "password_reset",
        "setup" => "organization_set_up",
        _ => "invitation_accepted",
    };
    // A link in a mailbox is no second step.
    if let Some(asked) = second_step::ask(&mut tx, state, &org, &user, action).await? {
        tx.commit().await?;
        asked.hand_out("/");
        return Ok(());
    }
    let session = session::begin(request, &mut tx, &org, &user, action).await?;
    tx.commit().await?;
    session.hand_out(request);
    session::go_home();
    Ok(())
}

/// The link, if it can still be used.
async fn usable(tx: &mut Tx, token: &str, now: i64) -> Outcome<Link> {
    let link = links::find(tx, &sha256(token))
        .await?
        .ok_or(AppError::NotFound)?;
    if link.used_at.is_some() {
        Err(Problem::LinkUsed.into())
    } else if link.expires_at <= now {
        Err(Problem::LinkExpired.into())
    } else {
        Ok(link)
    }
}

/// Makes the person an invitation is for.
async fn join(
    request: &RequestBackend,
    tx: &mut Tx,
    link: &Link,
    org: &OrgId,
    name: &str,
    hash: &str,
) -> Outcome<UserId> {
    let role: RoleId = stored(link.role_id.as_deref().unwrap_or_default())?;
    let now = request.state.clock.now();
    let email = link.email.as_deref().unwrap_or_default();
    let mut external_id = link.external_id.as_deref().unwrap_or_default();
    // Somebody else got it since: no reason to keep anybody out.
    if !external_id.is_empty()
        && invitations::external_id_taken(tx, now, org, external_id, email).await?
    {
        external_id = "";
    }
    let person = NewUser {
        org,
        role: &role,
        email,
        name,
        external_id,
        password_hash: hash,
    };
    match users::insert(tx, &request.state.entropy, now, &person).await {
        Ok(user) => Ok(user),
        Err(error) if violated(&error).is_some() => {
            Err(AppError::field("email", Problem::AlreadyUsed).into())
        }
        Err(error) => Err(error.into()),
    }
}

fn stored<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse()
        .map_err(|_| Failure::Bug(anyhow::anyhow!("a stored id is no id")))
}
