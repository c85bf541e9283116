//! The calendar policy: read, tried out, saved, taken back.
//!
//! What saving does is asked of the same rows that saving changes: the right to each connection
//! (`sync::entitlement`), and what stands on calendars. A changed title or place marks every
//! upcoming class in one step, in the bulk lane.

use app::api::calendar::SentPreview;
use app::api::policy::{Accounts, PolicyEffect, PolicyForm, PolicyPage, PolicyPreview, PolicyUndo};
use app::error::{AppError, Problem};
use domain::event::{EventFacts, EventPolicy};
use domain::mirror::Cause;
use domain::permission::Permission;

use super::typed::{Problems, stale};
use super::{Outcome, RequestBackend, Signed, preview};
use crate::db::policy::{self, Edit, Example, PolicyRow};
use crate::db::{Tx, audit, catalog};
use crate::state::State;
use crate::sync::entitlement;
use crate::sync::mark::{self, Scope};
use crate::words::Words;

/// Domains or tenants in one list.
const LONGEST_LIST: usize = 50;

pub async fn get_policy(request: &RequestBackend) -> Outcome<PolicyPage> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let state = &request.state;
    let mut tx = state.db.read().await?;
    let stored = policy::of(&mut tx, &signed.org_id).await?;
    let undo = match undoable(&mut tx, state, signed, &stored).await? {
        None => None,
        Some(edit) => Some(undo_words(&mut tx, state, signed, &edit).await?),
    };
    Ok(PolicyPage {
        version: stored.version,
        form: form_of(&stored),
        undo,
    })
}

pub async fn preview_policy(
    request: &RequestBackend,
    form: Option<PolicyForm>,
) -> Outcome<PolicyPreview> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let state = &request.state;
    let mut tx = state.db.read().await?;
    let stored = policy::of(&mut tx, &signed.org_id).await?;
    let form = form.unwrap_or_else(|| form_of(&stored));
    let mut problems = Problems::default();
    let wanted = checked(&form, &mut problems);
    let effect = match problems.tell() {
        Ok(()) => Some(effect_of(&mut tx, state, signed, &stored, &wanted).await?),
        Err(_) => None,
    };
    Ok(PolicyPreview {
        sent: sent(&mut tx, state, signed, wanted.event()).await?,
        effect,
    })
}

pub async fn save_policy(request: &RequestBackend, version: i64, form: PolicyForm) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let mut problems = Problems::default();
    let new = checked(&form, &mut problems);
    problems.tell()?;
    let state = &request.state;
    let mut tx = state.db.write().await?;
    let before = policy::of(&mut tx, &signed.org_id).await?;
    store(
        request,
        signed,
        &mut tx,
        version,
        &before,
        &new,
        "policy.edited",
    )
    .await?;
    let revision = state.entropy.uuid(state.clock.now()).to_string();
    policy::keep(
        &mut tx,
        state.clock.now(),
        &revision,
        &signed.org_id,
        &signed.user_id,
        &before,
    )
    .await?;
    tx.commit().await?;
    state.waker.wake();
    Ok(())
}

pub async fn undo_policy(request: &RequestBackend, version: i64) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let stored = policy::of(&mut tx, &signed.org_id).await?;
    if stored.version != version {
        return Err(changed_meanwhile(&mut tx, state, signed).await?);
    }
    let edit = policy::edit(&mut tx, &signed.org_id, version)
        .await?
        .filter(|edit| edit.undone_at.is_none() && edit.edited_by == signed.user_id.as_str())
        .ok_or(AppError::NotFound)?;
    let until = edit.edited_at + state.config.sync.undo_ms;
    if until <= now {
        let words = home_words(&mut tx, state, signed).await?;
        return Err(Problem::TooLateToUndo {
            events: 0,
            at: words.time(until),
        }
        .into());
    }
    let before = PolicyRow {
        version,
        ..edit.before.clone()
    };
    store(
        request,
        signed,
        &mut tx,
        version,
        &stored,
        &before,
        "policy.undone",
    )
    .await?;
    policy::mark_undone(&mut tx, &signed.org_id, &edit.id, now).await?;
    tx.commit().await?;
    state.waker.wake();
    Ok(())
}

/// One transaction: the row, the rights to connections, and what events say.
async fn store(
    request: &RequestBackend,
    signed: &Signed,
    tx: &mut Tx,
    version: i64,
    before: &PolicyRow,
    new: &PolicyRow,
    action: &str,
) -> Outcome<()> {
    let state = &request.state;
    let now = state.clock.now();
    if before.version != version || !policy::save(tx, &signed.org_id, version, new).await? {
        return Err(changed_meanwhile(tx, state, signed).await?);
    }
    entitlement::apply(tx, state, now, &signed.org_id).await?;
    if before.event() != new.event() {
        let scope = Scope::Org(&signed.org_id);
        let settle = state.config.sync.settle_ms;
        mark::shown_field(tx, now, settle, scope, Cause::PolicyChanged).await?;
    }
    let event = audit::Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        target_kind: "policy",
        target_id: &target(signed),
        detail: "",
    };
    audit::record(tx, &state.entropy, now, event).await?;
    Ok(())
}

/// What the audit knows an organization's one policy by.
fn target(signed: &Signed) -> String {
    format!("policy-{}", signed.org_id)
}

async fn changed_meanwhile(tx: &mut Tx, state: &State, signed: &Signed) -> Outcome<super::Failure> {
    let words = home_words(tx, state, signed).await?;
    stale(tx, signed, &target(signed), &words).await
}

async fn home_words(tx: &mut Tx, state: &State, signed: &Signed) -> Outcome<Words> {
    let home = catalog::organization_zone(tx, &signed.org_id).await?;
    Ok(Words::new(&home, state.clock.now(), &signed.clock))
}

/// The viewer's own edit that made the policy what it is, while its time is not over.
async fn undoable(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    stored: &PolicyRow,
) -> Outcome<Option<Edit>> {
    let over = state.clock.now() - state.config.sync.undo_ms;
    Ok(policy::edit(tx, &signed.org_id, stored.version)
        .await?
        .filter(|edit| {
            edit.undone_at.is_none()
                && edit.edited_by == signed.user_id.as_str()
                && edit.edited_at > over
        }))
}

async fn undo_words(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    edit: &Edit,
) -> Outcome<PolicyUndo> {
    let window = state.config.sync.undo_ms;
    let until = edit.edited_at + window;
    let words = home_words(tx, state, signed).await?;
    let back = entitlement::under(tx, &signed.org_id, &edit.before.accounts()).await?;
    let standing = policy::standing(tx, &signed.org_id, state.clock.now()).await?;
    let events = standing
        .iter()
        .filter(|one| {
            back.regained
                .iter()
                .any(|id| id.as_str() == one.connection_id)
        })
        .map(|one| one.events)
        .sum();
    Ok(PolicyUndo {
        until: words.time(until),
        seconds_left: (until - state.clock.now()) / 1_000,
        window_seconds: window / 1_000,
        people: count(back.regained.len()),
        events,
    })
}

/// What saving `new` over `stored` does.
async fn effect_of(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    stored: &PolicyRow,
    new: &PolicyRow,
) -> Outcome<PolicyEffect> {
    let rights = entitlement::under(tx, &signed.org_id, &new.accounts()).await?;
    let (before, after) = (stored.event(), new.event());
    let mut effect = PolicyEffect {
        people: count(rights.lost.len()),
        returned: count(rights.regained.len()),
        ..PolicyEffect::default()
    };
    for one in policy::standing(tx, &signed.org_id, state.clock.now()).await? {
        if rights
            .lost
            .iter()
            .any(|id| id.as_str() == one.connection_id)
        {
            effect.removed += one.events;
            continue;
        }
        let rewritten = if before.show_site != after.show_site {
            one.events
        } else if before.use_alias != after.use_alias {
            one.titled
        } else {
            0
        };
        effect.rewritten += rewritten;
        effect.calendars += i64::from(rewritten > 0);
    }
    Ok(effect)
}

/// "This is what will be sent" under these rules.
async fn sent(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    says: EventPolicy,
) -> Outcome<SentPreview> {
    let now = state.clock.now();
    let found = policy::example(tx, &signed.org_id, now).await?;
    let example = found.is_none();
    let facts = match found {
        Some(facts) => facts,
        None => {
            let (starts_at, ends_at) = preview::made_up_times(now);
            Example {
                calendar_alias: "Session".to_owned(),
                site_name: "Main Street Center".to_owned(),
                time_zone: catalog::organization_zone(tx, &signed.org_id).await?,
                starts_at,
                ends_at,
                link_token: "example".to_owned(),
            }
        }
    };
    let facts = EventFacts {
        calendar_alias: &facts.calendar_alias,
        site_name: &facts.site_name,
        time_zone: &facts.time_zone,
        starts_at: facts.starts_at,
        ends_at: facts.ends_at,
        link_token: &facts.link_token,
    };
    Ok(preview::drawn(state, signed, facts, says, example).1)
}

fn form_of(row: &PolicyRow) -> PolicyForm {
    let accounts = match row {
        row if !row.tenants.is_empty() => Accounts::Tenants,
        row if !row.domains.is_empty() => Accounts::Domains,
        row if row.personal_accounts == 0 => Accounts::Work,
        _ => Accounts::Any,
    };
    PolicyForm {
        google: row.google_allowed == 1,
        microsoft: row.microsoft_allowed == 1,
        accounts: accounts.as_str().to_owned(),
        domains: row.domains.replace(' ', ", "),
        tenants: row.tenants.replace(' ', ", "),
        title: if row.use_alias == 1 { "alias" } else { "class" }.to_owned(),
        show_site: row.show_site == 1,
    }
}

/// The row a form asks for. The list that was not chosen is not kept: a policy says what it means.
fn checked(form: &PolicyForm, problems: &mut Problems) -> PolicyRow {
    if !form.google && !form.microsoft {
        problems.add("google", Problem::Required);
    }
    let accounts = Accounts::parse(&form.accounts);
    if accounts.is_none() {
        problems.add("accounts", Problem::NotAChoice);
    }
    if !matches!(form.title.as_str(), "class" | "alias") {
        problems.add("title", Problem::NotAChoice);
    }
    let domains = list(&form.domains);
    let tenants = list(&form.tenants);
    let (domains, tenants) = match accounts {
        Some(Accounts::Domains) => {
            complete(
                "domains",
                &domains,
                is_domain,
                Problem::NotADomain,
                problems,
            );
            (domains, Vec::new())
        }
        Some(Accounts::Tenants) => {
            complete(
                "tenants",
                &tenants,
                is_tenant,
                Problem::NotATenant,
                problems,
            );
            (Vec::new(), tenants)
        }
        _ => (Vec::new(), Vec::new()),
    };
    PolicyRow {
        google_allowed: i64::from(form.google),
        microsoft_allowed: i64::from(form.microsoft),
        domains: domains.join(" "),
        tenants: tenants.join(" "),
        personal_accounts: i64::from(accounts != Some(Accounts::Work)),
        use_alias: i64::from(form.title == "alias"),
        show_site: i64::from(form.show_site),
        version: 0,
    }
}

/// Lower-case, each once, in the order typed. An address counts as its domain.
fn list(typed: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in typed.split([',', ';', ' ', '\n', '\r', '\t']) {
        let word = word.rsplit('@').next().unwrap_or(word).to_lowercase();
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn complete(
    field: &str,
    words: &[String],
    is_one: fn(&str) -> bool,
    otherwise: Problem,
    problems: &mut Problems,
) {
    if words.is_empty() {
        problems.add(field, Problem::Required);
    } else if words.len() > LONGEST_LIST || !words.iter().all(|word| is_one(word)) {
        problems.add(field, otherwise);
    }
}

fn is_domain(word: &str) -> bool {
    let labels: Vec<&str> = word.split('.').collect();
    word.len() <= 253
        && labels.len() > 1
        && labels.iter().all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii())
        })
}

fn is_tenant(word: &str) -> bool {
    word.len() == 36 && uuid::Uuid::parse_str(word).is_ok()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_and_tenants_are_recognised() {
        for (word, domain, tenant) in [
            ("linden.example", true, false),
            ("münchen.example", true, false),
            ("linden", false, false),
            ("linden..example", false, false),
            ("-a.example", false, false),
            ("a b.example", false, false),
            ("5f0c2e9a-1c44-4b7e-9a53-0d3b6f21c7aa", false, true),
            ("5f0c2e9a1c444b7e9a530d3b6f21c7aa", false, false),
        ] {
            assert_eq!(
                (is_domain(word), is_tenant(word)),
                (domain, tenant),
                "{word}"
            );
        }
    }

    #[test]
    fn a_form_survives_being_stored() {
        for accounts in Accounts::ALL {
            let form = PolicyForm {
                google: true,
                microsoft: false,
                accounts: accounts.as_str().to_owned(),
                domains: "Linden.example; @elm.example linden.example".to_owned(),
                tenants: "5F0C2E9A-1C44-4B7E-9A53-0D3B6F21C7AA".to_owned(),
                title: "alias".to_owned(),
                show_site: true,
            };
            let mut problems = Problems::default();
            let back = form_of(&checked(&form, &mut problems));
            assert!(problems.tell().is_ok(), "{accounts:?}");
            assert_eq!(back.accounts, form.accounts);
            let lists = match accounts {
                Accounts::Domains => ("linden.example, elm.example", ""),
                Accounts::Tenants => ("", "5f0c2e9a-1c44-4b7e-9a53-0d3b6f21c7aa"),
                _ => ("", ""),
            };
            assert_eq!((back.domains.as_str(), back.tenants.as_str()), lists);
            assert_eq!(back.title, "alias");
        }
    }
}
