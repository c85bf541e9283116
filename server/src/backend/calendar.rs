//! The EXTERNAL tab: the connection's state as a person sees it, what is next, what was sent.

use app::api::calendar::{
    AllowedAccounts, CalendarPanel, ConnectionView, NextClass, ProviderOption, SentMessage,
    SentPreview, ShownState,
};
use app::api::classes::CalendarSummary;
use app::error::{AppError, Problem};
use domain::connection::ConnectionState;
use domain::event::{EventFacts, EventPolicy};
use domain::id::ClassId;
use domain::mirror::Cause;
use domain::permission::Permission;
use domain::provider::Provider;
use domain::rules::AccountPolicy;

use super::{Outcome, RequestBackend, Signed, delivery as lines, not_allowed, preview};
use crate::db::connections::{self, ConnectionRow};
use crate::db::delivery::{self, PreviewRow, Standing};
use crate::db::{Tx, audit, catalog, oauth_requests, policy};
use crate::providers::{Service, insert_body};
use crate::state::State;
use crate::sync::mark;
use crate::words::Words;

const NEXT_ROWS: i64 = 5;
const LEDGER_PAGE: i64 = 50;
/// So long is the account named that somebody came back with.
const CHOSEN_MS: i64 = 600_000;

/// The viewer, if the section exists for them: the permission, or a connection that is still there.
async fn section(
    request: &RequestBackend,
    tx: &mut Tx,
) -> Outcome<(Signed, Option<ConnectionRow>)> {
    let signed = request.signed()?.clone();
    let connection = connections::of_user(tx, &signed.org_id, &signed.user_id).await?;
    if connection.is_none() && !signed.permissions.allows(Permission::CalendarConnect) {
        return Err(not_allowed(Permission::CalendarConnect));
    }
    Ok((signed, connection))
}

pub async fn get_calendar_panel(request: &RequestBackend) -> Outcome<CalendarPanel> {
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let (signed, connection) = section(request, &mut tx).await?;
    let id = connection.as_ref().map(ConnectionRow::connection_id);
    let standing =
        delivery::standing(&mut tx, &signed.org_id, &signed.user_id, id.as_ref(), now).await?;
    let policy = policy::of(&mut tx, &signed.org_id).await?;
    let zone = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let rows =
        delivery::upcoming_of(&mut tx, &signed.org_id, &signed.user_id, now, NEXT_ROWS * 4).await?;
    let shown = shown(
        connection.as_ref(),
        &standing,
        our_side(&mut tx, &connection).await?,
        now,
    );
    let next = next_classes(&mut tx, state, &signed, &rows, shown).await?;
    let preview = preview(&mut tx, state, &signed, None).await?;
    let chosen =
        oauth_requests::last_account(&mut tx, &signed.org_id, &signed.user_id, now - CHOSEN_MS)
            .await?;
    let removals = match &id {
        Some(id) if shown == ShownState::Leaving => connections::removals(&mut tx, id).await?,
        _ => (0, 0),
    };
    let email = email_of(&mut tx, &signed).await?;
    let it = super::approval::requests(&mut tx, state, &signed).await?;
    let feed = super::feed::address(&mut tx, state, &signed).await?;
    tx.commit().await?;
    let words = Words::new(&zone, now, &signed.clock);
    let connection = connection
        .map(|c| view(state, &words, &c, &email, removals))
        .transpose()?;
    Ok(CalendarPanel {
        product: state.config.product_name.clone(),
        may_connect: signed.permissions.allows(Permission::CalendarConnect),
        shown,
        connection,
        providers: policy
            .accounts()
            .providers
            .into_iter()
            .map(|provider| ProviderOption {
                provider,
                available: Service::of(&state.config, provider).is_some(),
            })
            .collect(),
        it,
        feed,
        accounts: allowed_accounts(&policy.accounts()),
        upcoming: standing.upcoming,
        sent: standing.sent,
        waiting: standing.waiting,
        removed_by_user: standing.removed_by_user,
        held: standing.held,
        next,
        preview,
        chosen_account: chosen.unwrap_or_default(),
        demo_calendar_url: None,
    })
}

/// The organization's rule about accounts, as a person is told it.
fn allowed_accounts(policy: &AccountPolicy) -> AllowedAccounts {
    if !policy.tenants.is_empty() {
        AllowedAccounts::Tenants
    } else if !policy.domains.is_empty() {
        AllowedAccounts::Domains(policy.domains.join(", "))
    } else if policy.personal_accounts {
        AllowedAccounts::Any
    } else {
        AllowedAccounts::Work
    }
}

/// What is shown: the stored state, and for an active connection what its mirrors say.
fn shown(
    connection: Option<&ConnectionRow>,
    standing: &Standing,
    our_side: bool,
    now: i64,
) -> ShownState {
    let Some(connection) = connection else {
        return ShownState::NotConnected;
    };
    match connection.stored_state() {
        ConnectionState::NeedsReconnect => ShownState::NeedsReconnect,
        ConnectionState::NeedsConsent => ShownState::NeedsConsent,
        ConnectionState::MailboxUnusable => ShownState::MailboxUnusable,
        ConnectionState::Paused => ShownState::Paused,
        ConnectionState::Leaving => ShownState::Leaving,
        ConnectionState::Gone => ShownState::NotConnected,
        ConnectionState::Active if standing.waiting > 0 && our_side => ShownState::OurSide,
        ConnectionState::Active
            if standing.waiting > 0 && connection.attempts > 0 && connection.not_before > now =>
        {
            ShownState::Retrying
        }
        ConnectionState::Active if standing.waiting > 0 => ShownState::CatchingUp,
        ConnectionState::Active => ShownState::Connected,
    }
}

async fn our_side(tx: &mut Tx, connection: &Option<ConnectionRow>) -> Outcome<bool> {
    match connection {
        Some(c) => Ok(crate::db::provider_status::stopped(tx, &c.provider).await?),
        None => Ok(false),
    }
}

fn view(
    state: &State,
    words: &Words,
    connection: &ConnectionRow,
    staff_email: &str,
    (leaving_done, leaving_total): (i64, i64),
) -> Outcome<ConnectionView> {
    let provider = Provider::parse(&connection.provider)
        .ok_or_else(|| anyhow::anyhow!("unknown provider {}", connection.provider))?;
    let open_url = Service::of(&state.config, provider)
        .map(|service| service.open_url(&connection.account_email))
        .unwrap_or_default();
    Ok(ConnectionView {
        provider,
        account: connection.account_email.clone(),
        connected_on: words.full_date(words.local(connection.connected_at).date()),
        last_change_sent: connection
            .last_success_at
            .map(|at| words.recent(at))
            .unwrap_or_default(),
        state_since: words.recent_within(connection.state_since),
        retry_at: words.time(connection.not_before),
        leaving_done,
        leaving_total,
        other_account: !connection.account_email.eq_ignore_ascii_case(staff_email),
        open_url,
    })
}

/// *Next on your calendar*, or what waits while something waits.
async fn next_classes(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    rows: &[delivery::DeliveryRow],
    shown: ShownState,
) -> Outcome<Vec<NextClass>> {
    let waiting = matches!(
        shown,
        ShownState::Retrying
            | ShownState::NeedsReconnect
            | ShownState::NeedsConsent
            | ShownState::MailboxUnusable
            | ShownState::OurSide
    );
    let now = state.clock.now();
    let mut next = Vec::new();
    for row in rows {
        if next.len() as i64 == NEXT_ROWS {
            break;
        }
        if (waiting && row.pending == 0) || (!waiting && row.booked == 0) {
            continue;
        }
        let class_id: ClassId = row.class_id.parse().map_err(anyhow::Error::from)?;
        let Some(class) = crate::db::classes::find(tx, &signed.org_id, &class_id).await? else {
            continue;
        };
        let words = Words::new(&row.time_zone, now, &signed.clock);
        next.push(NextClass {
            class_id,
            day: words.near_day(row.starts_at),
            time: words.range(row.starts_at, row.ends_at),
            class_type: class.class_type,
            place: super::classes::rows::place(&class.site, &class.room),
            delivery: lines::line(state, signed, row),
        });
    }
    Ok(next)
}

pub async fn email_of(tx: &mut Tx, signed: &Signed) -> Outcome<String> {
    Ok(
        crate::db::users::person(tx, signed.org_id.as_str(), signed.user_id.as_str())
            .await?
            .map(|p| p.email)
            .unwrap_or_default(),
    )
}

/// "Exactly what is sent", drawn by the function that draws what is sent.
pub async fn preview(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    class_id: Option<&ClassId>,
) -> Outcome<SentPreview> {
    let now = state.clock.now();
    let found = delivery::preview(tx, &signed.org_id, &signed.user_id, class_id, now).await?;
    let example = found.is_none();
    let facts = match found {
        Some(facts) => facts,
        None => {
            let policy = policy::of(tx, &signed.org_id).await?;
            let (starts_at, ends_at) = preview::made_up_times(now);
            PreviewRow {
                calendar_alias: String::new(),
                site_name: "Main Street Center".to_owned(),
                time_zone: catalog::organization_zone(tx, &signed.org_id).await?,
                starts_at,
                ends_at,
                link_token: "example".to_owned(),
                use_alias: Some(policy.use_alias),
                show_site: Some(policy.show_site),
            }
        }
    };
    let (event, shown) = preview::drawn(
        state,
        signed,
        EventFacts {
            calendar_alias: &facts.calendar_alias,
            site_name: &facts.site_name,
            time_zone: &facts.time_zone,
            starts_at: facts.starts_at,
            ends_at: facts.ends_at,
            link_token: &facts.link_token,
        },
        EventPolicy {
            use_alias: facts.use_alias.unwrap_or(1) == 1,
            show_site: facts.show_site.unwrap_or(0) == 1,
        },
        example,
    );
    let connection = connections::of_user(tx, &signed.org_id, &signed.user_id).await?;
    let provider = connection
        .and_then(|c| Provider::parse(&c.provider))
        .unwrap_or(Provider::Google);
    Ok(SentPreview {
        raw: insert_body(provider, &event).map_err(anyhow::Error::from)?,
        ..shown
    })
}

/// The line under *My classes*.
pub async fn summary(tx: &mut Tx, state: &State, signed: &Signed) -> Outcome<CalendarSummary> {
    let now = state.clock.now();
    let connection = connections::of_user(tx, &signed.org_id, &signed.user_id)
        .await?
        .filter(|c| c.stored_state().is_current());
    let id = connection.as_ref().map(ConnectionRow::connection_id);
    let standing =
        delivery::standing(tx, &signed.org_id, &signed.user_id, id.as_ref(), now).await?;
    Ok(CalendarSummary {
        calendar: connection
            .as_ref()
            .and_then(|c| Provider::parse(&c.provider))
            .map(|p| p.calendar_name().to_owned())
            .unwrap_or_default(),
        state: connection.map(|c| c.state).unwrap_or_default(),
        sent: standing.sent,
        upcoming: standing.upcoming,
        may_connect: signed.permissions.allows(Permission::CalendarConnect),
    })
}

pub async fn disconnect_calendar(request: &RequestBackend, remove: bool) -> Outcome<()> {
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let (signed, connection) = section(request, &mut tx).await?;
    let connection = connection
        .filter(|c| c.stored_state().is_current())
        .ok_or(Problem::NotConnected)?;
    let id = connection.connection_id();
    // In the middle of a switch there are two.
    for each in connections::all_of_user(&mut tx, &signed.org_id, &signed.user_id).await? {
        if !each.stored_state().is_current() {
            continue;
        }
        let id = each.connection_id();
        connections::leave(&mut tx, now, &id, now + state.config.sync.leave_deadline_ms).await?;
        // A dead grant can remove nothing: it ends at once.
        let alive = matches!(
            each.stored_state(),
            ConnectionState::Active | ConnectionState::Paused
        );
        if remove && alive {
            mark::remove_all(&mut tx, now, &id, Cause::Disconnected).await?;
        } else {
            connections::keep_all(&mut tx, &id).await?;
        }
    }
    audit::record(
        &mut tx,
        &state.entropy,
        now,
        audit::Event {
            org: Some(&signed.org_id),
            actor: Some(&signed.user_id),
            action: "calendar.disconnect",
            target_kind: "connection",
            target_id: id.as_str(),
            detail: if remove { "remove" } else { "keep" },
        },
    )
    .await?;
    tx.commit().await?;
    state.waker.wake();
    Ok(())
}

pub async fn finish_disconnect(request: &RequestBackend) -> Outcome<()> {
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    let (signed, _) = section(request, &mut tx).await?;
    for connection in connections::all_of_user(&mut tx, &signed.org_id, &signed.user_id).await? {
        if connection.stored_state() == ConnectionState::Leaving {
            connections::leave_the_rest(&mut tx, now, &connection.connection_id()).await?;
        }
    }
    tx.commit().await?;
    request.state.waker.wake();
    Ok(())
}

pub async fn try_calendar_now(request: &RequestBackend) -> Outcome<()> {
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    let (_, connection) = section(request, &mut tx).await?;
    let connection = connection.ok_or(Problem::NotConnected)?;
    connections::try_now(&mut tx, now, &connection.connection_id()).await?;
    tx.commit().await?;
    request.state.waker.wake();
    Ok(())
}

/// The person deleted our event and wants it again. Schedulers may ask for it too.
pub async fn put_back(request: &RequestBackend, class_id: &ClassId) -> Outcome<()> {
    let signed = request.signed()?.clone();
    // Whoever may see the class; its provider, or somebody who manages everybody's classes.
    let detail = super::classes::get_class_detail(request, class_id).await?;
    if !detail.own && !signed.permissions.allows(Permission::ClassesManage) {
        return Err(AppError::NotFound.into());
    }
    let state = &request.state;
    let mut tx = state.db.write().await?;
    mark::class(&mut tx, state.clock.now(), 0, class_id, Cause::PutBack).await?;
    tx.commit().await?;
    state.waker.wake();
    Ok(())
}

pub async fn get_sent_messages(request: &RequestBackend, page: i64) -> Outcome<Vec<SentMessage>> {
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let signed = request.signed()?.clone();
    let zone = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let offset = (page.max(1) - 1).saturating_mul(LEDGER_PAGE);
    let rows = delivery::ledger(
        &mut tx,
        &signed.org_id,
        &signed.user_id,
        LEDGER_PAGE,
        offset,
    )
    .await?;
    tx.commit().await?;
    let here = Words::new(&zone, now, &signed.clock);
    Ok(rows
        .into_iter()
        .map(|row| SentMessage {
            at: here.recent(row.created_at),
            class: match (row.class_type, row.starts_at, row.time_zone) {
                (Some(name), Some(at), Some(zone)) => {
                    format!(
                        "{name}, {}",
                        Words::new(&zone, now, &signed.clock).day_time(at)
                    )
                }
                _ => String::new(),
            },
            operation: row.operation,
            fields: row.fields,
            answer: row.answer.unwrap_or_default(),
        })
        .collect())
}
