//! Inviting people by e-mail, into a role within the viewer's own. A newer invitation replaces an
//! older one of the same address.

use app::error::{AppError, FieldProblem, Problem};
use domain::id::RoleId;
use domain::permission::Permission;

use crate::backend::account::links::INVITATION_MS;
use crate::backend::roles::{home_words, record, role, within};
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::{Tx, invitations, links, organizations};
use crate::mail::{self, Letter};
use crate::secrets::sha256;

const MOST: usize = 50;

pub async fn invite_people(request: &RequestBackend, emails: &str, role_id: &str) -> Outcome<i64> {
    let signed = request.allowed(Permission::UsersManage)?;
    let state = &request.state;
    let addresses = addresses(emails)?;
    let role_id: RoleId = role_id
        .parse()
        .map_err(|_| AppError::field("role_id", Problem::Required))?;
    let mut tx = state.db.write().await?;
    let (_, permissions) = role(&mut tx, &signed.org_id, &role_id).await?;
    within(&signed.permissions, &permissions)?;
    let host = host(request, &mut tx, signed).await?;
    for email in &addresses {
        if invitations::address_taken(&mut tx, email).await? {
            return Err(AppError::field(
                "emails",
                Problem::AddressTaken {
                    email: email.clone(),
                },
            )
            .into());
        }
        let guest = Guest {
            email,
            role_id: &role_id,
            name: "",
            external_id: "",
        };
        one(request, &mut tx, signed, &host, &guest).await?;
    }
    tx.commit().await?;
    state.waker.wake();
    let count = i64::try_from(addresses.len()).unwrap_or(i64::MAX);
    leptos_axum::redirect(&format!("/admin/users?state=invited&invited={count}"));
    Ok(count)
}

/// What each letter says of the organization.
pub struct Host {
    organization: String,
    until: String,
}

pub async fn host(request: &RequestBackend, tx: &mut Tx, signed: &Signed) -> Outcome<Host> {
    let now = request.state.clock.now();
    let words = home_words(tx, signed, now).await?;
    Ok(Host {
        organization: organizations::name(tx, &signed.org_id).await?,
        until: words.date(now + INVITATION_MS),
    })
}

/// Somebody who is not there yet.
#[derive(Debug, Clone, Copy)]
pub struct Guest<'a> {
    /// In lower case.
    pub email: &'a str,
    pub role_id: &'a RoleId,
    /// Empty = theirs to say.
    pub name: &'a str,
    pub external_id: &'a str,
}

impl<'a> Guest<'a> {
    /// What is known of them, where this says nothing else.
    pub fn over(&self, name: &'a str, external_id: &'a str) -> (&'a str, &'a str) {
        let or = |new: &'a str, old: &'a str| if new.is_empty() { old } else { new };
        (or(self.name, name), or(self.external_id, external_id))
    }
}

/// One letter with one link, which ends older ones. That the viewer may was asked before.
pub async fn one(
    request: &RequestBackend,
    tx: &mut Tx,
    signed: &Signed,
    host: &Host,
    guest: &Guest<'_>,
) -> Outcome<()> {
    let (state, now) = (&request.state, request.state.clock.now());
    let org_id = &signed.org_id;
    let before = invitations::of_address(tx, now, org_id, guest.email).await?;
    let (name, external_id) = before
        .as_ref()
        .map_or((guest.name, guest.external_id), |before| {
            guest.over(&before.name, &before.external_id)
        });
    invitations::expire(tx, now, org_id, guest.email).await?;
    let token = state.entropy.token();
    let hash = sha256(&token);
    let invitation = links::Invitation {
        purpose: "invite",
        org: org_id.as_str(),
        role: guest.role_id.as_str(),
        email: guest.email,
        name,
        external_id,
    };
    links::invite(tx, &hash, &invitation, now, now + INVITATION_MS).await?;
    let to = mail::To {
        org: org_id,
        user: None,
        address: guest.email,
    };
    let letter = Letter::Invitation {
        organization: &host.organization,
        path: &format!("/link/{token}"),
        until: &host.until,
    };
    mail::queue(tx, state, to, &letter).await?;
    let detail = format!("role={}", guest.role_id);
    record(request, tx, "user.invited", ("invitation", &hash), &detail).await
}

pub async fn withdraw_invitation(request: &RequestBackend, invitation: &str) -> Outcome<()> {
    let signed = request.allowed(Permission::UsersManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    let found = invitations::find(&mut tx, now, &signed.org_id, invitation)
        .await?
        .ok_or(AppError::NotFound)?;
    let (_, permissions) = role(&mut tx, &signed.org_id, &found.role_id).await?;
    within(&signed.permissions, &permissions)?;
    invitations::withdraw(&mut tx, now, &signed.org_id, invitation).await?;
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
pub fn is_address(email: &str) -> bool {
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
