//! IT's approval as the screens ask for it: a person's own request, the administrator's overview, the
//! public page.

use app::api::approval::{ApprovalRow, ApprovalStage, ItPage, ItRequest};
use app::error::{AppError, Problem};
use domain::permission::Permission;
use domain::provider::Provider;

use super::{Outcome, RequestBackend, Signed};
use crate::approval;
use crate::db::approval::{self as rows, Approval};
use crate::db::{Tx, catalog};
use crate::providers::Service;
use crate::state::State;
use crate::words::Words;

/// How often a person may send the page within a day.
const SENT_A_DAY: i64 = 5;
const DAY_MS: i64 = 86_400_000;

/// What the viewer waits for, for the EXTERNAL tab.
pub async fn requests(tx: &mut Tx, state: &State, signed: &Signed) -> Outcome<Vec<ItRequest>> {
    let now = state.clock.now();
    let words = home_words(tx, state, signed).await?;
    let mut requests = Vec::new();
    for asked in rows::asked_by(tx, &signed.org_id, &signed.user_id).await? {
        let Some(provider) = Provider::parse(&asked.provider) else {
            continue;
        };
        let Some(page) = rows::of(tx, &signed.org_id, provider).await? else {
            continue;
        };
        let at = |at: Option<i64>| at.map(|at| words.recent(at)).unwrap_or_default();
        let works = page.expires_at > now;
        let link = if works {
            format!(
                "{}{}",
                state.config.public_url,
                approval::path(state, &page)
            )
        } else {
            String::new()
        };
        let email = super::calendar::email_of(tx, signed).await?;
        requests.push(ItRequest {
            provider,
            domain: email.rsplit('@').next().unwrap_or_default().to_owned(),
            asked: words.recent(asked.created_at),
            sent: at(asked.sent_at),
            sent_to: asked.sent_to,
            opened: at(page.opened_at),
            approved: at(page.confirmed_at.or(asked.told_at)),
            refused: page.refused_at.map(|at| words.date(at)).unwrap_or_default(),
            pdf: if works {
                format!("{link}/kit.pdf")
            } else {
                String::new()
            },
            link,
        });
    }
    Ok(requests)
}

pub async fn ask_it(request: &RequestBackend, provider: Provider) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarConnect)?;
    let mut tx = request.state.db.write().await?;
    approval::ask(&mut tx, &request.state, signed, provider, "own").await?;
    tx.commit().await?;
    Ok(())
}

pub async fn withdraw_it_request(request: &RequestBackend, provider: Provider) -> Outcome<()> {
    let signed = request.signed()?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    rows::resolve(&mut tx, now, &signed.org_id, &signed.user_id, provider).await?;
    tx.commit().await?;
    Ok(())
}

/// A fixed text, five times a day: this is no way to write to strangers.
pub async fn send_to_it(
    request: &RequestBackend,
    provider: Provider,
    address: &str,
) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarConnect)?;
    let address = checked_address(address)?;
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let asked = rows::asked_by(&mut tx, &signed.org_id, &signed.user_id)
        .await?
        .into_iter()
        .find(|asked| asked.provider == provider.as_str())
        .ok_or(AppError::NotFound)?;
    let words = home_words(&mut tx, state, signed).await?;
    let since = asked.sent_at.filter(|at| now - at < DAY_MS);
    let count = since.map_or(0, |_| asked.sent_count);
    if count >= SENT_A_DAY {
        return Err(AppError::TooMany {
            again_at: words.recent_within(since.unwrap_or(now) + DAY_MS),
        }
        .into());
    }
    rows::sent_to(&mut tx, now, &signed.org_id, &asked.id, &address, count + 1).await?;
    approval::send(&mut tx, state, signed, provider, &address).await?;
    tx.commit().await?;
    state.waker.wake();
    Ok(())
}

pub async fn get_approvals(request: &RequestBackend) -> Outcome<Vec<ApprovalRow>> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let words = home_words(&mut tx, state, signed).await?;
    let at = |at: Option<i64>| at.map(|at| words.recent_within(at)).unwrap_or_default();
    let mut found = Vec::new();
    for provider in [Provider::Microsoft, Provider::Google] {
        let page = rows::of(&mut tx, &signed.org_id, provider).await?;
        let numbers = rows::numbers(&mut tx, &signed.org_id, provider).await?;
        let shown = page.as_ref();
        found.push(ApprovalRow {
            provider,
            stage: shown.map_or(ApprovalStage::NotNeeded, stage),
            available: Service::of(&state.config, provider).is_some(),
            waiting: numbers.waiting,
            connected: numbers.connected,
            made: at(shown.map(|page| page.made_at)),
            sent: at(shown.and_then(|page| page.sent_at)),
            opened: at(shown.and_then(|page| page.opened_at)),
            approved: at(shown.and_then(|page| page.confirmed_at.or(page.approved_at))),
            confirmed_by: shown
                .map(|page| page.confirmed_by.clone())
                .unwrap_or_default(),
            refused: shown
                .and_then(|page| page.refused_at)
                .map(|at| words.date(at))
                .unwrap_or_default(),
            until: shown
                .map(|page| words.full_date(words.local(page.expires_at).date()))
                .unwrap_or_default(),
            expired: shown.is_some_and(|page| page.expires_at <= now),
            link: shown
                .filter(|page| page.expires_at > now)
                .map(|page| format!("{}{}", state.config.public_url, approval::path(state, page)))
                .unwrap_or_default(),
        });
    }
    Ok(found)
}

fn stage(page: &Approval) -> ApprovalStage {
    if page.refused_at.is_some() {
        ApprovalStage::Refused
    } else if page.confirmed_at.is_some() {
        ApprovalStage::Approved
    } else if page.approved_at.is_some() {
        ApprovalStage::Unverified
    } else if page.opened_at.is_some() {
        ApprovalStage::Opened
    } else if page.sent_at.is_some() {
        ApprovalStage::Sent
    } else {
        ApprovalStage::Made
    }
}

pub async fn make_approval_link(request: &RequestBackend, provider: Provider) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let state = &request.state;
    let now = state.clock.now();
    let org = &signed.org_id;
    let mut tx = state.db.write().await?;
    if rows::of(&mut tx, org, provider).await?.is_some() {
        rows::renew(&mut tx, now, org, provider, now + approval::LINK_MS).await?;
    } else {
        approval::page(&mut tx, state, org, provider).await?;
    }
    let actor = Some(&signed.user_id);
    approval::record(&mut tx, state, org, actor, "approval.link_made", provider).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn send_approval(
    request: &RequestBackend,
    provider: Provider,
    address: &str,
) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let address = checked_address(address)?;
    let state = &request.state;
    let mut tx = state.db.write().await?;
    approval::send(&mut tx, state, signed, provider, &address).await?;
    tx.commit().await?;
    state.waker.wake();
    Ok(())
}

pub async fn decide_approval(
    request: &RequestBackend,
    provider: Provider,
    approved: bool,
) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let state = &request.state;
    let (org, by) = (&signed.org_id, Some(&signed.user_id));
    let mut tx = state.db.write().await?;
    approval::page(&mut tx, state, org, provider).await?;
    if approved {
        approval::confirm(&mut tx, state, org, provider, by).await?;
    } else {
        approval::refuse(&mut tx, state, org, provider, by).await?;
    }
    tx.commit().await?;
    state.waker.wake();
    Ok(())
}

/// For whoever has the link. The first visit of somebody who is not signed in here is noted.
pub async fn get_it_page(request: &RequestBackend, link: &str) -> Outcome<ItPage> {
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let page = approval::find(&mut tx, state, link)
        .await?
        .ok_or(AppError::NotFound)?;
    let facts = approval::facts(&mut tx, state, &page).await?;
    if page.expires_at <= now {
        return Err(Problem::ItLinkExpired { until: facts.until }.into());
    }
    if request.signed.is_none() {
        rows::opened(&mut tx, now, &page.id).await?;
    }
    let org = page.org_id.parse().map_err(anyhow::Error::from)?;
    let numbers = rows::numbers(&mut tx, &org, facts.provider).await?;
    let zone = catalog::organization_zone(&mut tx, &org).await?;
    tx.commit().await?;
    let words = Words::new(&zone, now, "12");
    Ok(ItPage {
        can_approve: facts.provider == Provider::Microsoft && facts.microsoft.is_some(),
        stage: stage(&page),
        first_asked: numbers
            .first_asked
            .map(|at| words.stamp(at))
            .unwrap_or_default(),
        facts,
    })
}

fn checked_address(typed: &str) -> Outcome<String> {
    let address = typed.trim().to_lowercase();
    if address.is_empty() {
        return Err(AppError::field("address", Problem::Required).into());
    }
    let plausible = address.len() <= 254
        && !address.contains(|c: char| c.is_whitespace() || c.is_control() || ",;<>\"".contains(c))
        && address.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.contains('@')
        });
    if plausible {
        Ok(address)
    } else {
        Err(AppError::field("address", Problem::NotAnEmail).into())
    }
}

async fn home_words(tx: &mut Tx, state: &State, signed: &Signed) -> Outcome<Words> {
    let home = catalog::organization_zone(tx, &signed.org_id).await?;
    Ok(Words::new(&home, state.clock.now(), &signed.clock))
}
