//! Check and repair: what is on a calendar, by our mark, against what should be.
//!
//! Under the connection's lease each class that is not over is looked up twice: every live event
//! that carries its mark, and the one our record names. Only our own events are ever read. A repair
//! marks the class, so that the engine does the writing by its own rules; an event we have no record
//! of is deleted here. What waits to be sent is the engine's business and only counted.

use domain::check::{self, Finding, Seen};
use domain::id::{ClassId, ConnectionId};
use domain::mirror::Cause;
use domain::reconcile::Located;

use super::grant::{self, Freshness};
use super::lease::{self, Lease, Pace};
use super::mirror::{self, Disclosure, Mirror};
use super::{guard, mark};
use crate::db::Tx;
use crate::execute;
use crate::providers::{Calendar, Call, EventKey, Outcome, PatchFields, Trouble};
use crate::state::State;

/// What to do about what is found.
#[derive(Debug, Clone, Copy)]
pub enum Mode<'a> {
    /// Nothing: a dry run.
    Look,
    /// Put it right, with this cause; `only` one class, if given. More removals than are believed
    /// wait for an Org Admin unless a person asks for their own calendar.
    Repair {
        cause: Cause,
        only: Option<&'a ClassId>,
    },
    /// Delete every event of ours, whatever should be there, also of classes that are over.
    Wipe,
}

/// What was found on one calendar.
#[derive(Debug, Default)]
pub struct Report {
    /// Somebody else works on the connection, or it may not be called at the moment.
    pub busy: bool,
    pub looked: usize,
    /// Classes whose change waits to be sent.
    pub waiting: usize,
    pub found: Vec<(ClassId, Finding)>,
    /// Events that were deleted here, and would not be.
    pub deleted: usize,
    pub not_deleted: usize,
    /// Removals that wait for an Org Admin.
    pub held: usize,
    /// Why the look ended early.
    pub stopped: Option<String>,
}

/// Looks at one connection's calendar, at most at `limit` classes, the next ones first.
pub async fn run(
    state: &State,
    connection_id: &ConnectionId,
    mode: Mode<'_>,
    limit: i64,
) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let Some(lease) = lease::claim_one(state, connection_id).await? else {
        report.busy = true;
        return Ok(report);
    };
    let outcome = under_lease(state, &lease, mode, limit, &mut report).await;
    let mut tx = state.db.write().await?;
    lease::release(&mut tx, state.clock.now(), &lease).await?;
    tx.commit().await?;
    state.waker.wake();
    if let Err(trouble) = outcome? {
        report.stopped = Some(word(&trouble));
    }
    Ok(report)
}

/// Trouble, by the name of its decision; a provider's own words are not repeated.
fn word(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Later { .. } => "busy",
        Trouble::Unreachable { .. } | Trouble::Unclear { .. } => "not answering",
        Trouble::Unauthorized { .. } | Trouble::Reconnect { .. } => "access ended",
        Trouble::MissingScope => "permission missing",
        Trouble::MailboxUnusable { .. } => "no calendar",
        Trouble::OurCredentials { .. } => "our credentials are refused",
        Trouble::Rejected { .. } => "refused",
    }
    .to_owned()
}

/// The inner error ends the look; what was found until then stands.
async fn under_lease(
    state: &State,
    lease: &Lease,
    mode: Mode<'_>,
    limit: i64,
    report: &mut Report,
) -> anyhow::Result<Result<(), Trouble>> {
    let now = state.clock.now();
    let token = match grant::access_token(state, lease, &Freshness::StoredWillDo).await? {
        Ok(token) => token,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let calendar = match grant::calendar(state, lease.provider, &token) {
        Ok(calendar) => calendar,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let over_since = match mode {
        Mode::Wipe => 0,
        Mode::Look | Mode::Repair { .. } => now,
    };
    let mut tx = state.db.read().await?;
    let classes = mirror::known(&mut tx, lease, over_since, limit).await?;
    tx.commit().await?;
    let mut extra = Vec::new();
    for class_id in classes {
        if let Mode::Repair {
            only: Some(only), ..
        } = mode
            && *only != class_id
        {
            continue;
        }
        let mut tx = state.db.read().await?;
        let loaded = mirror::load(&mut tx, state, now, lease, &class_id).await?;
        let wanted = mark::wanted(&mut tx, &class_id, &lease.connection_id).await?;
        tx.commit().await?;
        let Some(mirror) = loaded else { continue };
        if !matches!(mode, Mode::Wipe) && !mirror.is_at_rest() {
            report.waiting += 1;
            continue;
        }
        let one = match look(state, lease, &calendar, &mirror).await? {
            Ok(one) => one,
            Err(trouble) => return Ok(Err(trouble)),
        };
        report.looked += 1;
        if matches!(mode, Mode::Wipe) {
            extra.extend(one.ids.into_iter().map(|id| (class_id.clone(), id)));
            continue;
        }
        let findings = check::compare(Seen {
            desired: mirror.desired,
            wanted,
            current: one.current,
            others: one.others.len(),
        });
        if let (Mode::Repair { cause, .. }, false) = (mode, findings.is_empty()) {
            let by_engine = findings.iter().any(|f| *f != Finding::Extra)
                || matches!(one.current, Located::Ours { .. }) && !wanted;
            if by_engine {
                let surplus = !wanted && matches!(one.current, Located::Ours { .. });
                ask_the_engine(state, lease, &class_id, cause, surplus).await?;
            }
            extra.extend(one.others.into_iter().map(|id| (class_id.clone(), id)));
        }
        report
            .found
            .extend(findings.into_iter().map(|f| (class_id.clone(), f)));
    }
    let unasked = matches!(
        mode,
        Mode::Repair {
            cause: Cause::Repair,
            ..
        }
    );
    if unasked && extra.len() as i64 > guard::BELIEVED {
        let Some(mut tx) = lease::begin(state, lease).await? else {
            return Ok(Ok(()));
        };
        if !guard::allowed(&mut tx, now, &lease.connection_id).await? {
            guard::ask(&mut tx, state, now, lease, extra.len() as i64).await?;
            tx.commit().await?;
            report.held = extra.len();
            return Ok(Ok(()));
        }
    }
    for (class_id, id) in extra {
        match delete(state, lease, &calendar, &class_id, id).await? {
            Some(Ok(())) => report.deleted += 1,
            Some(Err(Trouble::Rejected { .. })) => report.not_deleted += 1,
            Some(Err(trouble)) => {
                report.not_deleted += 1;
                return Ok(Err(trouble));
            }
            None => return Ok(Ok(())),
        }
    }
    Ok(Ok(()))
}

/// One class at the provider.
struct One {
    current: Located,
    /// Live events with the mark: all, and those our record does not name.
    ids: Vec<String>,
    others: Vec<String>,
}

async fn look(
    state: &State,
    lease: &Lease,
    calendar: &Calendar<'_>,
    mirror: &Mirror,
) -> anyhow::Result<Result<One, Trouble>> {
    // What the person may have made their own is not compared.
    let fields = PatchFields {
        site: false,
        text: false,
    };
    let call = Call::Locate(fields);
    if lease::spend(state, lease, call.units(lease.provider) + 1).await? != Pace::Go {
        return Ok(Err(Trouble::Later {
            after_ms: None,
            reason: "our own limit".into(),
        }));
    }
    let key = mirror.key(state, lease);
    let ids = match calendar.find_marked(&key.marker).await {
        Ok(ids) => ids,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let found = match calendar.call(call, &key, &mirror.event).await {
        Ok(Outcome::Found(found)) => found,
        Ok(Outcome::Written(_)) => anyhow::bail!("a look was answered as a write"),
        Err(trouble) => return Ok(Err(trouble)),
    };
    let current = found.remote_id.unwrap_or(key.chosen_id);
    let others = ids.iter().filter(|id| **id != current).cloned().collect();
    Ok(Ok(One {
        current: found.located,
        ids,
        others,
    }))
}

/// Marks the class anew and has the engine look before it acts. Marking needs no lease, and takes its
/// locks in the order of every mark.
async fn ask_the_engine(
    state: &State,
    lease: &Lease,
    class_id: &ClassId,
    cause: Cause,
    surplus: bool,
) -> anyhow::Result<()> {
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    mark::one(&mut tx, now, class_id, &lease.connection_id, cause).await?;
    mark::wake(&mut tx, now, &lease.connection_id, cause.lane()).await?;
    if surplus && cause == Cause::Repair {
        guard::found(&mut tx, now, class_id, &lease.connection_id).await?;
        tx.commit().await?;
        return Ok(());
    }
    execute!(
        &mut tx,
        "update mirror set look_at = $1 where class_id = $2 and connection_id = $3",
        now,
        class_id.as_str(),
        lease.connection_id.as_str(),
    )?;
    tx.commit().await?;
    Ok(())
}

/// Deletes one event that our record does not name. `None`: the lease is lost.
async fn delete(
    state: &State,
    lease: &Lease,
    calendar: &Calendar<'_>,
    class_id: &ClassId,
    id: String,
) -> anyhow::Result<Option<Result<(), Trouble>>> {
    if lease::spend(state, lease, Call::Delete.units(lease.provider)).await? != Pace::Go {
        let reason = "our own limit".into();
        return Ok(Some(Err(Trouble::Later {
            after_ms: None,
            reason,
        })));
    }
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let loaded = mirror::load(&mut tx, state, now, lease, class_id).await?;
    tx.commit().await?;
    let Some(mirror) = loaded else {
        return Ok(Some(Ok(())));
    };
    let Some(mut tx) = lease::begin(state, lease).await? else {
        return Ok(None);
    };
    let disclosure = Disclosure {
        id: state.entropy.uuid(now).to_string(),
        operation: "delete",
        fields: "",
        content_hash: "",
        starts_at: None,
        ends_at: None,
    };
    mirror::disclose(&mut tx, now, lease, Some(class_id), &disclosure).await?;
    tx.commit().await?;
    let key = EventKey {
        chosen_id: id.clone(),
        remote_id: Some(id),
        ..mirror.key(state, lease)
    };
    let answer = calendar.call(Call::Delete, &key, &mirror.event).await;
    let Some(mut tx) = lease::begin(state, lease).await? else {
        return Ok(None);
    };
    let word = if answer.is_ok() {
        "confirmed"
    } else {
        "unclear"
    };
    mirror::answer(&mut tx, state.clock.now(), &disclosure.id, word).await?;
    tx.commit().await?;
    Ok(Some(answer.map(|_| ())))
}

/// Every mirror of these connections is unknown: each is looked at again, in the bulk lane. After a
/// restore.
pub async fn forget_everything(state: &State) -> anyhow::Result<u64> {
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    execute!(
        &mut tx,
        "update calendar_connection
         set lease_until = null, fence = fence + 1, wake = wake + 1, lane = 1, due_at = $1
         where state in ('active', 'leaving')",
        now,
    )?;
    // What should be there is wanted anew, wherever it went since: who took it away is not known. What
    // a person took away before stays away.
    let unknown = execute!(
        &mut tx,
        "update mirror
         set look_at = $1, lane = 1, next_at = $1, attempts = 0,
             cause = case when desired = 'present' then 'repair' else cause end,
             generation = generation + case when desired = 'present' then 1 else 0 end
         where not (desired = 'present' and state = 'removed_by_user'
                    and generation = applied_generation)
           and exists (select 1 from class
                       where class.id = mirror.class_id and class.ends_at > $1)
           and exists (select 1 from calendar_connection c
                       where c.id = mirror.connection_id and c.state <> 'gone')",
        now,
    )?;
    tx.commit().await?;
    state.waker.wake();
    Ok(unknown)
}

/// After everything of ours was removed: no record claims an event, and no identity is used again.
pub async fn forget(tx: &mut Tx, connection_id: &ConnectionId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update mirror
         set desired = 'absent', state = 'removed', delivered_hash = null, intent = null,
             transaction_id = null, remote_id = null, incarnation = incarnation + 1,
             applied_generation = generation, look_at = null
         where connection_id = $1",
        connection_id.as_str(),
    )?;
    Ok(())
}
