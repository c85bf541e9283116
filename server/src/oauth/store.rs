//! One transaction that makes the connection: new or renewed, what it replaces, and the classes that
//! are already booked.

use domain::connection::ConnectionState;
use domain::id::ConnectionId;
use domain::mirror::Cause;

use super::callback::Granted;
use crate::approval;
use crate::backend::Signed;
use crate::db::connections::{self, Grant};
use crate::db::{Tx, audit};
use crate::state::State;
use crate::sync::mark::{self, Reach};
use crate::sync::{grant, switch};

pub async fn connection(
    state: &State,
    signed: &Signed,
    granted: &Granted,
    backfill: bool,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    let (org, user) = (&signed.org_id, &signed.user_id);
    let provider = granted.provider.as_str();
    let account = &granted.account;
    let mut tx = state.db.write().await?;
    connections::hold(&mut tx, org).await?;
    let known = connections::of_account(&mut tx, org, user, provider, &account.key).await?;
    let id = known.as_ref().map_or_else(
        || ConnectionId::from_uuid(state.entropy.uuid(now)),
        connections::ConnectionRow::connection_id,
    );
    replace_others(&mut tx, state, signed, &id).await?;
    let seal = |column: &str, token: &str| {
        state
            .secrets
            .seal(&state.entropy, &grant::place(id.as_str(), column), token)
    };
    let access_token = seal("access_token", &granted.tokens.access_token);
    let refresh_token = seal("refresh_token", &granted.refresh_token);
    let grant = Grant {
        provider,
        account_key: &account.key,
        account_email: &account.email,
        personal: account.personal,
        scope: &granted.tokens.scope,
        access_token: &access_token,
        access_expires_at: granted.tokens.access_expires_at,
        refresh_token: &refresh_token,
        refresh_expires_at: granted.tokens.refresh_expires_at,
    };
    // Without the tick nothing that was booked before is added; what became unwanted meanwhile goes.
    let reach = match &known {
        Some(known) => {
            connections::renew(&mut tx, now, &id, &grant).await?;
            if backfill || known.stored_state().is_current() {
                Reach::Everything
            } else {
                Reach::RemovalsOnly
            }
        }
        None => {
            connections::insert(&mut tx, now, &id, org, user, &grant).await?;
            if backfill {
                Reach::Everything
            } else {
                Reach::RemovalsOnly
            }
        }
    };
    mark::connection(&mut tx, now, org, &id, reach, Cause::Connected).await?;
    // Nothing to add: then nothing is waited for.
    switch::finish(&mut tx, state, now, &id).await?;
    audit::record(
        &mut tx,
        &state.entropy,
        now,
        audit::Event {
            org: Some(org),
            actor: Some(user),
            action: if known.is_some() {
                "calendar.reconnect"
            } else {
                "calendar.connect"
            },
            target_kind: "connection",
            target_id: id.as_str(),
            detail: provider,
        },
    )
    .await?;
    approval::waits_no_longer(&mut tx, state, org, user, granted.provider).await?;
    if !account.personal {
        approval::shown_by_connection(&mut tx, state, org, granted.provider).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// At most one current connection. Another account's is replaced: it stays until the new one has
/// confirmed everything. One that cannot be reached has nothing to wait for and leaves now.
async fn replace_others(
    tx: &mut Tx,
    state: &State,
    signed: &Signed,
    id: &ConnectionId,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    for other in connections::all_of_user(tx, &signed.org_id, &signed.user_id).await? {
        let other_id = other.connection_id();
        if other_id == *id || !other.stored_state().is_current() {
            continue;
        }
        if other.stored_state() == ConnectionState::Active {
            connections::replace(tx, now + switch::LONGEST_MS, &other_id, id).await?;
        } else {
            let deadline = now + state.config.sync.leave_deadline_ms;
            connections::leave(tx, now, &other_id, deadline).await?;
            mark::remove_all(tx, now, &other_id, Cause::Disconnected).await?;
        }
    }
    Ok(())
}
