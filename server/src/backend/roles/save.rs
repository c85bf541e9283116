//! Saving roles. In one transaction: the organization's row, the role, what it was before, the
//! connections of everybody who has it, the audit.

use app::error::{AppError, Problem};
use domain::id::RoleId;
use domain::permission::{Permission, Permissions};

use super::{home_words, keep_an_admin, parse, record, role, within};
use crate::backend::typed::{Problems, stale};
use crate::backend::{Failure, Outcome, RequestBackend, Signed};
use crate::db::roles::{self, RoleRecord};
use crate::db::{Tx, connections, organizations, violated};
use crate::sync::entitlement;

const NAME_MAX: i64 = 80;

pub async fn save_role(
    request: &RequestBackend,
    id: &RoleId,
    version: i64,
    codes: &[String],
) -> Outcome<()> {
    let signed = request.allowed(Permission::RolesManage)?;
    let after = parse(codes)?;
    let mut tx = request.state.db.write().await?;
    connections::hold(&mut tx, &signed.org_id).await?;
    let (before, allowed) = role(&mut tx, &signed.org_id, id).await?;
    if before.version != version {
        return Err(late(request, &mut tx, signed, &before).await?);
    }
    if allowed != after {
        within(&signed.permissions, &allowed)?;
        within(&signed.permissions, &after)?;
        let name = before.name.clone();
        write(
            request,
            &mut tx,
            signed,
            (&before, &allowed),
            (&name, &after),
        )
        .await?;
        keep_an_admin(&mut tx, &signed.org_id, Problem::LastRolesRole).await?;
        entitle(request, &mut tx, signed).await?;
        let detail = format!("before={} after={}", codes_of(&allowed), codes_of(&after));
        record(
            request,
            &mut tx,
            "role.edited",
            ("role", id.as_str()),
            &detail,
        )
        .await?;
        tx.commit().await?;
        request.state.waker.wake();
    }
    leptos_axum::redirect(&address(id));
    Ok(())
}

pub async fn rename_role(
    request: &RequestBackend,
    id: &RoleId,
    version: i64,
    name: &str,
) -> Outcome<()> {
    let signed = request.allowed(Permission::RolesManage)?;
    let mut problems = Problems::default();
    let name = problems.required("name", name, NAME_MAX);
    problems.tell()?;
    let mut tx = request.state.db.write().await?;
    connections::hold(&mut tx, &signed.org_id).await?;
    let (before, allowed) = role(&mut tx, &signed.org_id, id).await?;
    if before.version != version {
        return Err(late(request, &mut tx, signed, &before).await?);
    }
    if before.name != name {
        within(&signed.permissions, &allowed)?;
        free(&mut tx, signed, name, Some(id)).await?;
        write(
            request,
            &mut tx,
            signed,
            (&before, &allowed),
            (name, &allowed),
        )
        .await?;
        record(request, &mut tx, "role.renamed", ("role", id.as_str()), "").await?;
        tx.commit().await?;
    }
    leptos_axum::redirect(&address(id));
    Ok(())
}

pub async fn add_role(request: &RequestBackend, name: &str, like: &str) -> Outcome<RoleId> {
    let signed = request.allowed(Permission::RolesManage)?;
    let (state, now) = (&request.state, request.state.clock.now());
    let mut problems = Problems::default();
    let name = problems.required("name", name, NAME_MAX);
    let like: Option<RoleId> = match like.trim() {
        "" => None,
        id => Some(id.parse().map_err(|_| AppError::NotFound)?),
    };
    problems.tell()?;
    let mut tx = state.db.write().await?;
    let allowed = match &like {
        Some(like) => role(&mut tx, &signed.org_id, like).await?.1,
        None => Permissions::default(),
    };
    within(&signed.permissions, &allowed)?;
    let existing = free(&mut tx, signed, name, None).await?;
    if i64::try_from(existing).unwrap_or(i64::MAX) >= roles::MOST {
        return Err(Problem::TooMany { max: roles::MOST }.into());
    }
    let id =
        organizations::insert_role(&mut tx, &state.entropy, now, &signed.org_id, name, &allowed)
            .await
            .map_err(used)?;
    let like = like.as_ref().map_or("", RoleId::as_str);
    let detail = format!("like={like} after={}", codes_of(&allowed));
    record(
        request,
        &mut tx,
        "role.added",
        ("role", id.as_str()),
        &detail,
    )
    .await?;
    tx.commit().await?;
    leptos_axum::redirect(&address(&id));
    Ok(id)
}

pub async fn delete_role(
    request: &RequestBackend,
    id: &RoleId,
    version: i64,
    to: &str,
) -> Outcome<()> {
    let signed = request.allowed(Permission::RolesManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    connections::hold(&mut tx, &signed.org_id).await?;
    let (before, allowed) = role(&mut tx, &signed.org_id, id).await?;
    if before.version != version {
        return Err(late(request, &mut tx, signed, &before).await?);
    }
    within(&signed.permissions, &allowed)?;
    let people = roles::holders(&mut tx, now, &signed.org_id, id).await?;
    if people > 0 {
        if to.trim().is_empty() {
            return Err(AppError::field("to", Problem::RoleInUse { people }).into());
        }
        let to: RoleId = to.trim().parse().map_err(|_| AppError::NotFound)?;
        let (_, given) = role(&mut tx, &signed.org_id, &to).await?;
        if to == *id {
            return Err(AppError::field("to", Problem::NotAChoice).into());
        }
        within(&signed.permissions, &given)?;
        if !given.covers(&allowed) {
            roles::end_sessions(&mut tx, now, &signed.org_id, id).await?;
        }
        roles::move_holders(&mut tx, now, &signed.org_id, id, &to).await?;
        let detail = format!("people={people} to={to}");
        record(
            request,
            &mut tx,
            "role.reassigned",
            ("role", id.as_str()),
            &detail,
        )
        .await?;
    }
    if !roles::delete(&mut tx, now, &signed.org_id, &before).await? {
        return Err(late(request, &mut tx, signed, &before).await?);
    }
    keep_an_admin(&mut tx, &signed.org_id, Problem::LastRolesRole).await?;
    entitle(request, &mut tx, signed).await?;
    let detail = format!("before={}", codes_of(&allowed));
    record(
        request,
        &mut tx,
        "role.deleted",
        ("role", id.as_str()),
        &detail,
    )
    .await?;
    tx.commit().await?;
    request.state.waker.wake();
    leptos_axum::redirect("/admin/roles");
    Ok(())
}

/// The role and what it was before.
async fn write(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    (before, allowed): (&RoleRecord, &Permissions),
    (name, after): (&str, &Permissions),
) -> Outcome<()> {
    let (state, org_id) = (&request.state, &signed.org_id);
    let now = state.clock.now();
    let (entropy, user) = (&state.entropy, &signed.user_id);
    roles::remember(tx, entropy, now, org_id, before, allowed, user, None).await?;
    let saved = roles::save(tx, org_id, before, name, after)
        .await
        .map_err(used)?;
    if saved {
        Ok(())
    } else {
        Err(late(request, tx, signed, before).await?)
    }
}

/// Connections follow the right to them, at once.
pub(in crate::backend) async fn entitle(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
) -> Outcome<()> {
    let now = request.state.clock.now();
    entitlement::apply(tx, &request.state, now, &signed.org_id).await?;
    Ok(())
}

/// Somebody saved first.
async fn late(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    role: &RoleRecord,
) -> Outcome<Failure> {
    let words = home_words(tx, signed, request.state.clock.now()).await?;
    stale(tx, signed, role.id.as_str(), &words).await
}

/// Nobody else's name; how many roles there are.
async fn free(tx: &mut Tx, signed: &Signed, name: &str, but: Option<&RoleId>) -> Outcome<usize> {
    let name = name.to_lowercase();
    let all = roles::list(tx, &signed.org_id).await?;
    let taken = all
        .iter()
        .any(|other| Some(&other.id) != but && other.name.to_lowercase() == name);
    if taken {
        return Err(AppError::field("name", Problem::AlreadyUsed).into());
    }
    Ok(all.len())
}

/// Two people typed the same name at once.
fn used(error: sqlx::Error) -> Failure {
    match violated(&error) {
        Some(_) => AppError::field("name", Problem::AlreadyUsed).into(),
        None => error.into(),
    }
}

fn codes_of(permissions: &Permissions) -> String {
    permissions.to_text().replace(' ', ",")
}

fn address(id: &RoleId) -> String {
    format!("/admin/roles/{id}")
}
