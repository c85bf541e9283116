//! A person's own feed.

use domain::permission::Permission;

use super::{Outcome, RequestBackend, Signed};
use crate::db::audit::{self, Event};
use crate::db::{Tx, feed as rows};
use crate::secrets::sha256;
use crate::state::State;

/// The viewer's feed address; empty when there is none.
pub async fn address(tx: &mut Tx, state: &State, signed: &Signed) -> Outcome<String> {
    let found = rows::token_of(tx, &signed.org_id, &signed.user_id).await?;
    let Some((hash, Some(sealed))) = found else {
        return Ok(String::new());
    };
    let token = state.secrets.unseal(&place(&hash), &sealed)?;
    Ok(format!("{}/feed/{token}.ics", state.config.public_url))
}

/// Where a sealed token is kept.
fn place(token_hash: &str) -> String {
    format!("calendar_feed|{token_hash}|token")
}

pub async fn make_feed(request: &RequestBackend) -> Outcome<()> {
    let signed = request.allowed(Permission::CalendarConnect)?;
    let state = &request.state;
    let now = state.clock.now();
    let token = state.entropy.token();
    let hash = sha256(&token);
    let sealed = state.secrets.seal(&state.entropy, &place(&hash), &token);
    let mut tx = state.db.write().await?;
    rows::revoke(&mut tx, now, &signed.org_id, &signed.user_id).await?;
    rows::insert(
        &mut tx,
        now,
        &hash,
        &signed.org_id,
        &signed.user_id,
        &sealed,
    )
    .await?;
    record(&mut tx, state, signed, "feed.made").await?;
    tx.commit().await?;
    Ok(())
}

/// Whoever has a feed may end it, whatever their role allows by now.
pub async fn end_feed(request: &RequestBackend) -> Outcome<()> {
    let signed = request.signed()?;
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    if rows::revoke(&mut tx, now, &signed.org_id, &signed.user_id).await? > 0 {
        record(&mut tx, state, signed, "feed.ended").await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn record(tx: &mut Tx, state: &State, signed: &Signed, action: &str) -> Outcome<()> {
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        target_kind: "user",
        target_id: signed.user_id.as_str(),
        detail: "",
    };
    audit::record(tx, &state.entropy, state.clock.now(), event).await?;
    Ok(())
}
