//! Letting people out and in: deactivated, let in again, signed out everywhere, a new password, a
//! lost second step.
//!
//! A deactivation has no undo: the person is signed out at once and their calendar is cleaned within
//! a day. Their upcoming classes stay, with nobody to teach them, until somebody reassigns them.

use app::error::Problem;
use domain::id::UserId;
use domain::permission::Permission;

use super::{address, late, person};
use crate::backend::roles::{entitle, keep_an_admin, record, within};
use crate::backend::{Outcome, RequestBackend};
use crate::db::{connections, links, people, second_step, sessions};
use crate::mail::{self, Letter};
use crate::secrets::sha256;

/// As long as the link somebody asks for themselves.
const RESET_MS: i64 = 3_600_000;

pub async fn set_user_active(
    request: &RequestBackend,
    id: &UserId,
    version: i64,
    active: bool,
) -> Outcome<()> {
    let signed = request.allowed(Permission::UsersManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    connections::hold(&mut tx, &signed.org_id).await?;
    let (before, permissions) = person(request, &mut tx, signed, id).await?;
    within(&signed.permissions, &permissions)?;
    if (before.active == 1) != active {
        let org_id = &signed.org_id;
        if !people::set_active(&mut tx, now, org_id, id, version, active).await? {
            return Err(late(request, &mut tx, signed, id).await?);
        }
        let action = if active {
            "user.reactivated"
        } else {
            sessions::end_all(&mut tx, id, now).await?;
            links::expire_resets(&mut tx, id.as_str(), now).await?;
            "user.deactivated"
        };
        keep_an_admin(&mut tx, org_id, Problem::LastAdmin).await?;
        entitle(request, &mut tx, signed).await?;
        let detail = format!("role={}", before.role_id);
        record(request, &mut tx, action, ("user", id.as_str()), &detail).await?;
        tx.commit().await?;
        request.state.waker.wake();
    }
    leptos_axum::redirect(&address(id));
    Ok(())
}

pub async fn sign_out_user(request: &RequestBackend, id: &UserId) -> Outcome<()> {
    let signed = request.allowed(Permission::UsersManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    let (_, permissions) = person(request, &mut tx, signed, id).await?;
    within(&signed.permissions, &permissions)?;
    sessions::end_all(&mut tx, id, now).await?;
    record(
        request,
        &mut tx,
        "user.signed_out",
        ("user", id.as_str()),
        "",
    )
    .await?;
    tx.commit().await?;
    leptos_axum::redirect(&format!("{}?done=signed_out", address(id)));
    Ok(())
}

pub async fn send_reset_link(request: &RequestBackend, id: &UserId) -> Outcome<()> {
    let signed = request.allowed(Permission::UsersManage)?;
    let (state, now) = (&request.state, request.state.clock.now());
    let mut tx = state.db.write().await?;
    let (before, permissions) = person(request, &mut tx, signed, id).await?;
    within(&signed.permissions, &permissions)?;
    if before.active == 0 {
        return Err(Problem::Deactivated.into());
    }
    let token = state.entropy.token();
    links::expire_resets(&mut tx, id.as_str(), now).await?;
    let (hash, org) = (sha256(&token), signed.org_id.as_str());
    links::reset(&mut tx, &hash, org, id.as_str(), now, now + RESET_MS).await?;
    let to = mail::To {
        org: &signed.org_id,
        user: Some(id),
        address: &before.email,
    };
    let path = format!("/link/{token}");
    mail::queue(&mut tx, state, to, &Letter::PasswordReset { path: &path }).await?;
    record(
        request,
        &mut tx,
        "user.reset_link_sent",
        ("user", id.as_str()),
        "",
    )
    .await?;
    tx.commit().await?;
    state.waker.wake();
    leptos_axum::redirect(&format!("{}?done=reset_sent", address(id)));
    Ok(())
}

/// For somebody who has lost phone and recovery codes. Their sessions end with it, and they are told.
pub async fn reset_second_step(request: &RequestBackend, id: &UserId) -> Outcome<()> {
    let signed = request.allowed(Permission::UsersManage)?;
    let (state, now) = (&request.state, request.state.clock.now());
    let mut tx = state.db.write().await?;
    let (before, permissions) = person(request, &mut tx, signed, id).await?;
    within(&signed.permissions, &permissions)?;
    if *id == signed.user_id {
        return Err(Problem::NotForYourself.into());
    }
    // Twice is once: somebody else may have been asked as well.
    if before.second_step == 1 {
        second_step::remove(&mut tx, &signed.org_id, id).await?;
        sessions::end_all(&mut tx, id, now).await?;
        let letter = Letter::SecondStepChanged { on: false };
        mail::queue_to_user(&mut tx, state, &signed.org_id, id, &letter).await?;
        let target = ("user", id.as_str());
        record(request, &mut tx, "sign_in_code_reset", target, "").await?;
        tx.commit().await?;
        state.waker.wake();
    }
    leptos_axum::redirect(&format!("{}?done=second_step_reset", address(id)));
    Ok(())
}
