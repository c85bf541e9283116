//! Inviting people by e-mail, into a role within the viewer's own. A newer invitation replaces an
//! older one of the same address.

use app::error::{AppError, FieldProblem, Problem};
use domain::id::RoleId;
use domain::permission::Permission;

use crate::backend::account::links::INVITATION_MS;
use crate::backend::roles::{home_words, record, role, within};
use crate::backend::{Outcome, RequestBackend};
use crate::db::{links, organizations, people};
use crate::mail::{self, Letter};
use crate::secrets::sha256;

const MOST: usize = 50;

pub async fn invite_people(request: &RequestBackend, emails: &str, role_id: &str) -> Outcome<i64> {
    let signed = request.allowed(Permission::UsersManage)?;
    let (state, now) = (&request.state, request.state.clock.now());
    let addresses = addresses(emails)?;
    let role_id: RoleId = role_id
        .parse()
        .map_err(|_| AppError::field("role_id", Problem::Required))?;
    let mut tx = state.db.write().await?;
    let (_, permissions) = role(&mut tx, &signed.org_id, &role_id).await?;
    within(&signed.permissions, &permissions)?;
    let words = home_words(&mut tx, signed, now).await?;
    let until = words.date(now + INVITATION_MS);
    let organization = organizations::name(&mut tx, &signed.org_id).await?;
    for email in &addresses {
        if people::address_taken(&mut tx, email).await? {
            return Err(AppError::field(
                "emails",
                Problem::AddressTaken {
                    email: email.clone(),
                },
            )
            .into());
        }
        people::expire_invitations(&mut tx, now, &signed.org_id, email).await?;
        let token = state.entropy.token();
        let hash = sha256(&token);
        let invitation = links::Invitation {
            purpose: "invite",
            org: signed.org_id.as_str(),
            role: role_id.as_str(),
            email,
        };
        links::invite(&mut tx, &hash, &invitation, now, now + INVITATION_MS).await?;
        let to = mail::To {
            org: &signed.org_id,
            user: None,
            address: email,
        };
        let letter = Letter::Invitation {
            organization: &organization,
            path: &format!("/link/{token}"),
            until: &until,
        };
        mail::queue(&mut tx, state, to, &letter).await?;
        let detail = format!("role={role_id}");
        record(
            request,
            &mut tx,
            "user.invited",
            ("invitation", &hash),
            &detail,
        )
        .await?;
    }
    tx.commit().await?;
    state.waker.wake();
    let count = i64::try_from(addresses.len()).unwrap_or(i64::MAX);
    leptos_axum::redirect(&format!("/admin/users?state=invited&invited={count}"));
    Ok(count)
}

pub async fn withdraw_invitation(request: &RequestBackend, invitation: &str) -> Outcome<()> {
    let signed = request.allowed(Permission::UsersManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    let found = people::invitation(&mut tx, now, &signed.org_id, invitation)
        .await?
        .ok_or(AppError::NotFound)?;
    let (_, permissions) = role(&mut tx, &signed.org_id, &found.role_id).await?;
    within(&signed.permissions, &permissions)?;
    people::withdraw(&mut tx, now, &signed.org_id, invitation).await?;
    record(
        request,
        &mut tx,
        "user.invitation_withdrawn",
        ("invitation", invitation),
        "",
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Lower-case, each once, in the order typed.
fn addresses(text: &str) -> Outcome<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for typed in text.split([',', ';', '\n', '\r', ' ', '\t']) {
        let email = typed.trim().to_lowercase();
        if email.is_empty() || found.contains(&email) {
            continue;
        }
        if !is_address(&email) {
            return Err(problem(Problem::NotTheseAddresses {
                typed: typed.to_owned(),
            })
            .into());
        }
        found.push(email);
    }
    if found.is_empty() {
        Err(problem(Problem::Required).into())
    } else if found.len() > MOST {
        let max = i64::try_from(MOST).unwrap_or(i64::MAX);
        Err(problem(Problem::TooMany { max }).into())
    } else {
        Ok(found)
    }
}

fn problem(problem: Problem) -> AppError {
    AppError::Invalid(vec![FieldProblem {
        field: "emails".to_owned(),
        problem,
    }])
}

/// Enough to notice a slip; whether it exists, the mail will show.
fn is_address(email: &str) -> bool {
    email.len() <= 200
        && email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !domain.contains('@')
        })
        && !email
            .chars()
            .any(|c| c.is_control() || "<>\"()".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_typed_in_many_ways() {
        let typed = "Ann@linden.example, bob@linden.example\r\n\nann@linden.example;c@d.e";
        let found = addresses(typed).expect("all are addresses");
        assert_eq!(found, ["ann@linden.example", "bob@linden.example", "c@d.e"]);
        for wrong in [
            "",
            "ann",
            "ann@",
            "@linden.example",
            "ann@linden",
            "a@b@c.d",
            "<a@b.c>",
        ] {
            assert!(addresses(wrong).is_err(), "{wrong}");
        }
    }
}
