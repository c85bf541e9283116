//! When an IT department has to approve: the page it gets, and how far it is.
//!
//! The page is public to whoever has its link: an id, and a signature over id, generation and expiry
//! with a key of this installation, good for thirty days. What the provider's page answers after an
//! administrator decided is a hint and nothing more: a browser brought it, and it names no tenant we
//! would believe. It becomes true when an administrator of the organization confirms it, or when
//! somebody's connection shows it; then those who wait are told, once.

use app::kit::{KitFacts, Registration};
use domain::id::{OrgId, UserId};
use domain::provider::Provider;
use subtle::ConstantTimeEq;
use url::Url;

use crate::backend::Signed;
use crate::config::{GoogleConfig, MicrosoftConfig};
use crate::db::approval::{self, Approval};
use crate::db::audit::{self, Event};
use crate::db::{Tx, catalog, organizations, policy};
use crate::mail::{self, Letter, To};
use crate::oauth::redirect_uri;
use crate::state::State;
use crate::words::Words;

/// Where Entra leads after an administrator decided.
pub const ADMIN_CONSENT: &str = "/oauth/microsoft/adminconsent";

/// So long does a link work.
pub const LINK_MS: i64 = 30 * 86_400_000;

/// The page's address, without the host.
pub fn path(state: &State, approval: &Approval) -> String {
    format!("/it/{}", token(state, approval))
}

fn token(state: &State, approval: &Approval) -> String {
    let signature = state.secrets.keyed_hash(&[
        "it_link",
        &approval.id,
        &approval.generation.to_string(),
        &approval.expires_at.to_string(),
    ]);
    format!("{}.{signature}", approval.id)
}

/// The approval a link is for, expired or not; nothing for a link we did not sign.
pub async fn find(tx: &mut Tx, state: &State, link: &str) -> anyhow::Result<Option<Approval>> {
    let Some((id, _)) = link.split_once('.') else {
        return Ok(None);
    };
    let found = approval::by_link(tx, id).await?;
    Ok(found.filter(|approval| {
        let expected = token(state, approval);
        expected.as_bytes().ct_eq(link.as_bytes()).into()
    }))
}

/// The organization's page for this provider; made when it is not there yet.
pub async fn page(
    tx: &mut Tx,
    state: &State,
    org_id: &OrgId,
    provider: Provider,
) -> anyhow::Result<Approval> {
    let now = state.clock.now();
    let id = state.entropy.uuid(now).to_string();
    approval::make(tx, now, &id, org_id, provider, now + LINK_MS).await?;
    approval::of(tx, org_id, provider)
        .await?
        .ok_or_else(|| anyhow::anyhow!("an approval that was just made is gone"))
}

/// A person cannot go on without IT. Recorded once; the page for IT is made with it.
pub async fn ask(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    provider: Provider,
    reason: &str,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    let id = state.entropy.uuid(now).to_string();
    let (org, user) = (&signed.org_id, &signed.user_id);
    if approval::ask(tx, now, &id, org, user, provider, reason).await? == 1 {
        let action = "approval.asked";
        record(tx, state, org, Some(user), action, provider).await?;
    }
    page(tx, state, org, provider).await?;
    Ok(())
}

/// Somebody connected: they wait no longer.
pub async fn waits_no_longer(
    tx: &mut Tx,
    state: &State,
    org_id: &OrgId,
    user_id: &UserId,
    provider: Provider,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    approval::resolve(tx, now, org_id, user_id, provider).await?;
    Ok(())
}

/// A work account connected: what the provider's page had told us is confirmed. A personal account
/// shows nothing, because nobody approves those.
pub async fn shown_by_connection(
    tx: &mut Tx,
    state: &State,
    org_id: &OrgId,
    provider: Provider,
) -> anyhow::Result<()> {
    let hinted = approval::of(tx, org_id, provider)
        .await?
        .is_some_and(|page| page.approved_at.is_some() && page.confirmed_at.is_none());
    if hinted {
        confirm(tx, state, org_id, provider, None).await?;
    }
    Ok(())
}

/// It is approved: those who wait are told, once.
pub async fn confirm(
    tx: &mut Tx,
    state: &State,
    org_id: &OrgId,
    provider: Provider,
    by: Option<&UserId>,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    if !approval::confirmed(tx, now, org_id, provider, by).await? {
        return Ok(());
    }
    record(tx, state, org_id, by, "approval.confirmed", provider).await?;
    for waiter in approval::waiters(tx, org_id, provider).await? {
        if approval::told(tx, now, org_id, &waiter.request_id).await? == 0 {
            continue;
        }
        let user: UserId = waiter.user_id.parse()?;
        let to = To {
            org: org_id,
            user: Some(&user),
            address: &waiter.email,
        };
        mail::queue(tx, state, to, &Letter::ItApproved { provider }).await?;
    }
    Ok(())
}

/// An IT department said no.
pub async fn refuse(
    tx: &mut Tx,
    state: &State,
    org_id: &OrgId,
    provider: Provider,
    by: Option<&UserId>,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    if approval::refused(tx, now, org_id, provider).await? == 1 {
        record(tx, state, org_id, by, "approval.refused", provider).await?;
    }
    Ok(())
}

/// Sends the page to an IT department: always the same text.
pub async fn send(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    provider: Provider,
    address: &str,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    let org = &signed.org_id;
    let page = page(tx, state, org, provider).await?;
    let organization = organizations::name(tx, org).await?;
    let path = path(state, &page);
    let letter = Letter::ApproveAccess {
        organization: &organization,
        provider,
        path: &path,
    };
    let to = To {
        org,
        user: None,
        address,
    };
    mail::queue(tx, state, to, &letter).await?;
    approval::sent(tx, now, org, provider).await?;
    let action = "approval.sent";
    record(tx, state, org, Some(&signed.user_id), action, provider).await
}

pub async fn record(
    tx: &mut Tx,
    state: &State,
    org_id: &OrgId,
    actor: Option<&UserId>,
    action: &str,
    provider: Provider,
) -> anyhow::Result<()> {
    let event = Event {
        org: Some(org_id),
        actor,
        action,
        target_kind: "approval",
        target_id: provider.as_str(),
        detail: "",
    };
    audit::record(tx, &state.entropy, state.clock.now(), event).await?;
    Ok(())
}

/// What the document for this page is drawn from. It is the same all day long: dates are the link's.
pub async fn facts(tx: &mut Tx, state: &State, approval: &Approval) -> anyhow::Result<KitFacts> {
    let org: OrgId = approval.org_id.parse()?;
    let provider = Provider::parse(&approval.provider)
        .ok_or_else(|| anyhow::anyhow!("an approval of no provider"))?;
    let policy = policy::of(tx, &org).await?;
    let zone = catalog::organization_zone(tx, &org).await?;
    let words = Words::new(&zone, state.clock.now(), "12");
    let day = |at: i64| words.full_date(words.local(at).date());
    let contact = approval::contact(tx, &org).await?.unwrap_or_default();
    let host = host_of(&state.config.public_url);
    let allowed = policy.accounts().providers;
    Ok(KitFacts {
        product: state.config.product_name.clone(),
        organization: organizations::name(tx, &org).await?,
        domain: contact
            .rsplit_once('@')
            .map_or_else(|| host.clone(), |(_, domain)| domain.to_owned()),
        host,
        prepared_on: day(approval.made_at),
        until: day(approval.expires_at),
        provider,
        waiting: approval::numbers(tx, &org, provider).await?.waiting,
        contact,
        address: format!("{}{}", state.config.public_url, path(state, approval)),
        use_alias: policy.event().use_alias,
        show_site: policy.event().show_site,
        microsoft: state
            .config
            .microsoft
            .as_ref()
            .filter(|_| allowed.contains(&Provider::Microsoft))
            .map(|config| microsoft(state, config)),
        google: state
            .config
            .google
            .as_ref()
            .filter(|_| allowed.contains(&Provider::Google))
            .map(|config| google(state, config)),
    })
}

fn microsoft(state: &State, config: &MicrosoftConfig) -> Registration {
    Registration {
        client_id: config.client_id.clone(),
        redirect: redirect_uri(state, Provider::Microsoft),
        consent_redirect: format!("{}{ADMIN_CONSENT}", state.config.public_url),
        browser_hosts: hosts(&[&config.authorize_url]),
        server_hosts: hosts(&[&config.graph_root, &config.token_url]),
    }
}

fn google(state: &State, config: &GoogleConfig) -> Registration {
    Registration {
        client_id: config.client_id.clone(),
        redirect: redirect_uri(state, Provider::Google),
        consent_redirect: String::new(),
        browser_hosts: hosts(&[&config.authorize_url]),
        server_hosts: hosts(&[&config.api_root, &config.token_url]),
    }
}

fn host_of(url: &str) -> String {
    Url::parse(url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Each host once.
fn hosts(urls: &[&Url]) -> String {
    let mut hosts: Vec<&str> = Vec::new();
    for host in urls.iter().filter_map(|url| url.host_str()) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts.join(", ")
}
