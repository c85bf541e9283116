//! Losing and regaining the right to a connection.
//!
//! The right is asked of the facts (person active, role, policy), never remembered. Lost: the
//! connection is *paused* and nothing is sent; after the undo window it leaves. Regained: it resumes
//! and catches up. A deactivated person's connection leaves at once: there is no undo.

use domain::connection::ConnectionState;
use domain::id::{ConnectionId, OrgId};
use domain::mirror::Cause;
use domain::permission::{Permission, Permissions};
use domain::provider::Provider;
use domain::rules::{self, Account, AccountPolicy};

use super::mark::{self, Reach};
use crate::db::policy::PolicyRow;
use crate::db::{Tx, audit, connections};
use crate::mail::{self, Letter};
use crate::state::State;
use crate::{execute, fetch_all};

/// A deactivated person's calendar is cleaned for a day, not three.
const DEACTIVATED_DEADLINE_MS: i64 = 24 * 3_600_000;
/// Why a paused connection is paused, when the right to it was lost.
pub const LOST: &str = "entitlement";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    user_id: String,
    provider: String,
    account_key: String,
    account_email: String,
    personal: i64,
    state: String,
    state_reason: String,
    state_since: i64,
    paused_from: String,
    paused_reason: String,
    active: i64,
    may_connect: i64,
    google_allowed: Option<i64>,
    microsoft_allowed: Option<i64>,
    domains: Option<String>,
    tenants: Option<String>,
    personal_accounts: Option<i64>,
}

impl Row {
    /// The policy as it is stored.
    fn policy(&self) -> AccountPolicy {
        let stored = PolicyRow::default();
        PolicyRow {
            google_allowed: self.google_allowed.unwrap_or(stored.google_allowed),
            microsoft_allowed: self.microsoft_allowed.unwrap_or(stored.microsoft_allowed),
            domains: self.domains.clone().unwrap_or_default(),
            tenants: self.tenants.clone().unwrap_or_default(),
            personal_accounts: self.personal_accounts.unwrap_or(stored.personal_accounts),
            ..stored
        }
        .accounts()
    }

    fn entitled(&self) -> bool {
        self.entitled_under(&self.policy())
    }

    fn entitled_under(&self, policy: &AccountPolicy) -> bool {
        let Some(provider) = Provider::parse(&self.provider) else {
            return false;
        };
        let permissions: Permissions = (self.may_connect == 1)
            .then_some(Permission::CalendarConnect)
            .into_iter()
            .collect();
        let account = Account {
            provider,
            email: &self.account_email,
            personal: self.personal == 1,
            tenant: rules::tenant_of(provider, &self.account_key),
        };
        rules::entitled(self.active == 1, &permissions, policy, account)
    }
}

/// What to do with one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Pause,
    Resume,
    Leave { within_ms: i64 },
}

fn step(row: &Row, now: i64, undo_ms: i64, leave_ms: i64) -> Option<Step> {
    let state = ConnectionState::parse(&row.state)?;
    let paused = state == ConnectionState::Paused && row.state_reason == LOST;
    match (row.entitled(), paused) {
        (true, true) => Some(Step::Resume),
        (true, false) => None,
        (false, _) if row.active == 0 => Some(Step::Leave {
            within_ms: DEACTIVATED_DEADLINE_MS,
        }),
        (false, true) => (row.state_since + undo_ms <= now).then_some(Step::Leave {
            within_ms: leave_ms,
        }),
        (false, false) => Some(Step::Pause),
    }
}

/// Brings every connection of an organization in line with the right to it, in one transaction.
/// The organization's row comes first and the connections after it, as when somebody connects.
pub async fn apply(tx: &mut Tx, state: &State, now: i64, org_id: &OrgId) -> anyhow::Result<()> {
    connections::hold(tx, org_id).await?;
    let sync = &state.config.sync;
    for row in rows(tx, Some(org_id)).await? {
        let Some(step) = step(&row, now, sync.undo_ms, sync.leave_deadline_ms) else {
            continue;
        };
        take(tx, state, now, org_id, &row, step).await?;
    }
    Ok(())
}

/// The organizations in which some connection is out of line.
pub async fn out_of_line(tx: &mut Tx, state: &State, now: i64) -> anyhow::Result<Vec<OrgId>> {
    let sync = &state.config.sync;
    let mut found = std::collections::BTreeSet::new();
    for row in rows(tx, None).await? {
        if step(&row, now, sync.undo_ms, sync.leave_deadline_ms).is_some() {
            found.insert(row.org_id.parse()?);
        }
    }
    Ok(found.into_iter().collect())
}

/// The connections that `policy` would take the right from, or give it back to: what saving it does.
pub async fn under(tx: &mut Tx, org_id: &OrgId, policy: &AccountPolicy) -> anyhow::Result<Effect> {
    let mut effect = Effect::default();
    for row in rows(tx, Some(org_id)).await? {
        let lost = row.state == ConnectionState::Paused.as_str() && row.state_reason == LOST;
        match (row.entitled_under(policy), lost) {
            (false, false) => effect.lost.push(row.id.parse()?),
            (true, true) => effect.regained.push(row.id.parse()?),
            _ => {}
        }
    }
    Ok(effect)
}

/// Whose right changes.
#[derive(Debug, Default)]
pub struct Effect {
    pub lost: Vec<ConnectionId>,
    pub regained: Vec<ConnectionId>,
}

async fn rows(tx: &mut Tx, org_id: Option<&OrgId>) -> Result<Vec<Row>, sqlx::Error> {
    fetch_all!(
        tx,
        Row,
        "select c.id, c.org_id, c.user_id, c.provider, c.account_key, c.account_email, c.personal, c.state,
                c.state_reason, c.state_since, c.paused_from, c.paused_reason, u.active,
                cast(case when exists (
                    select 1 from role_permission rp
                    where rp.role_id = u.role_id and rp.permission = 'calendar.connect')
                     then 1 else 0 end as bigint) as may_connect,
                p.google_allowed, p.microsoft_allowed, p.domains, p.tenants, p.personal_accounts
         from calendar_connection c
         join app_user u on u.id = c.user_id
         left join calendar_policy p on p.org_id = c.org_id
         where c.state not in ('leaving', 'gone') and ($1 = '' or c.org_id = $1)
         order by c.id",
        org_id.map_or("", |id| id.as_str()),
    )
}

async fn take(
    tx: &mut Tx,
    state: &State,
    now: i64,
    org_id: &OrgId,
    row: &Row,
    step: Step,
) -> anyhow::Result<()> {
    let id: ConnectionId = row.id.parse()?;
    let action = match step {
        Step::Pause => {
            if !set_state(tx, now, row, ConnectionState::Paused, LOST).await? {
                return Ok(());
            }
            "calendar.paused"
        }
        Step::Resume => {
            // What was wrong before is wrong still.
            let before =
                ConnectionState::parse(&row.paused_from).unwrap_or(ConnectionState::Active);
            if !set_state(tx, now, row, before, &row.paused_reason).await? {
                return Ok(());
            }
            let cause = Cause::EntitlementRegained;
            mark::connection(tx, now, org_id, &id, Reach::Everything, cause).await?;
            mark::wake(tx, now, &id, cause.lane()).await?;
            "calendar.resumed"
        }
        Step::Leave { within_ms } => {
            if connections::leave(tx, now, &id, now + within_ms).await? == 0 {
                return Ok(());
            }
            let events = connections::upcoming_events(tx, now, &id).await?;
            mark::remove_all(tx, now, &id, Cause::EntitlementLost).await?;
            if let Some(provider) = Provider::parse(&row.provider) {
                let letter = Letter::EntitlementOff { provider, events };
                // A deactivated person is not written to.
                mail::queue_to_user(tx, state, org_id, &row.user_id.parse()?, &letter).await?;
            }
            "calendar.leaving"
        }
    };
    audit::record(
        tx,
        &state.entropy,
        now,
        audit::Event {
            org: Some(org_id),
            action,
            target_kind: "connection",
            target_id: id.as_str(),
            detail: LOST,
            ..audit::Event::default()
        },
    )
    .await?;
    Ok(())
}

/// `false`: the person was faster. The fence moves on, so that a worker that holds the connection
/// stops before its next write.
async fn set_state(
    tx: &mut Tx,
    now: i64,
    row: &Row,
    state: ConnectionState,
    reason: &str,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update calendar_connection
         set state = $1, state_reason = $2, state_since = $3, version = version + 1,
             fence = fence + 1, lease_until = null, wake = wake + 1,
             paused_from = case when $1 = 'paused' then state else '' end,
             paused_reason = case when $1 = 'paused' then state_reason else '' end
         where id = $4 and state = $5",
        state.as_str(),
        reason,
        now,
        &row.id,
        &row.state,
    )?;
    Ok(changed == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row {
            id: "c".into(),
            org_id: "o".into(),
            user_id: "u".into(),
            provider: "google".into(),
            account_key: "1".into(),
            account_email: "a@linden.example".into(),
            personal: 0,
            state: "active".into(),
            state_reason: String::new(),
            state_since: 0,
            paused_from: String::new(),
            paused_reason: String::new(),
            active: 1,
            may_connect: 1,
            google_allowed: None,
            microsoft_allowed: None,
            domains: None,
            tenants: None,
            personal_accounts: None,
        }
    }

    #[test]
    fn lost_pauses_then_leaves_and_regained_resumes() {
        let paused = |may_connect| Row {
            state: "paused".into(),
            state_reason: LOST.into(),
            may_connect,
            ..row()
        };
        for (case, row, now, expect) in [
            ("entitled", row(), 5, None),
            (
                "lost",
                Row {
                    may_connect: 0,
                    ..row()
                },
                5,
                Some(Step::Pause),
            ),
            (
                "provider switched off",
                Row {
                    google_allowed: Some(0),
                    ..row()
                },
                5,
                Some(Step::Pause),
            ),
            ("still within undo", paused(0), 9, None),
            (
                "undo is over",
                paused(0),
                10,
                Some(Step::Leave { within_ms: 99 }),
            ),
            ("regained", paused(1), 9, Some(Step::Resume)),
            (
                "deactivated",
                Row { active: 0, ..row() },
                5,
                Some(Step::Leave {
                    within_ms: DEACTIVATED_DEADLINE_MS,
                }),
            ),
        ] {
            assert_eq!(step(&row, now, 10, 99), expect, "{case}");
        }
    }
}
