//! Working one lease: each due mirror is brought to rest, or put off.
//!
//! The decisions are `domain::reconcile`'s; here they are carried out. Order matters: the intent is
//! committed before the call, the rest after it, and nothing of the network happens inside a
//! transaction.

use domain::connection::ConnectionState;
use domain::id::ClassId;
use domain::mirror::Intent;
use domain::reconcile::{self, Answer, Incarnation, Located, Next, Rest, Write};

use super::grant::{self, Freshness};
use super::guard;
use super::lease::{self, Lease, Pace};
use super::mirror::{self, Disclosure, Mirror};
use super::{leave, switch, trouble};
use crate::providers::{Call, Outcome, Trouble, patch_fields};
use crate::state::State;

/// More steps than any honest provider needs for one mirror.
const MOST_STEPS: usize = 8;

/// What happens to the rest of the lease after one mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    GoOn,
    /// The connection is put off, or the lease is lost.
    Stop,
}

/// Works a held connection and gives it back.
pub async fn connection(state: State, lease: Lease) -> anyhow::Result<()> {
    let started = state.clock.now();
    let limit = state.config.sync.batch;
    let mut tx = state.db.read().await?;
    if let Some(pending) = guard::are_many(&mut tx, started, &lease).await? {
        tx.commit().await?;
        if let Some(mut held) = lease::begin(&state, &lease).await? {
            guard::hold(&mut held, &state, started, &lease, pending).await?;
            held.commit().await?;
        }
        tx = state.db.read().await?;
    }
    let classes = if lease.leave_deadline.is_some_and(|at| at <= started) {
        Vec::new() // its time is up: what is still there stays
    } else {
        mirror::due(&mut tx, started, &lease, limit).await?
    };
    tx.commit().await?;
    let mut flow = Flow::GoOn;
    for class_id in &classes {
        if state.clock.now() - started > state.config.sync.batch_ms {
            break;
        }
        flow = one(&state, &lease, class_id).await?;
        if flow == Flow::Stop {
            break;
        }
    }
    if lease.state == ConnectionState::Leaving && flow == Flow::GoOn {
        leave::finish_if_done(&state, &lease).await?;
    }
    let mut tx = state.db.write().await?;
    lease::release(&mut tx, state.clock.now(), &lease).await?;
    tx.commit().await?;
    if flow == Flow::GoOn {
        switch::finish_if_replacing(&state, &lease.connection_id).await?;
    }
    Ok(())
}

/// Brings one mirror to rest.
async fn one(state: &State, lease: &Lease, class_id: &ClassId) -> anyhow::Result<Flow> {
    let mut tx = state.db.read().await?;
    let loaded = mirror::load(&mut tx, state, state.clock.now(), lease, class_id).await?;
    tx.commit().await?;
    let Some(mut mirror) = loaded else {
        return Ok(Flow::GoOn);
    };
    if mirror.is_at_rest() {
        return Ok(Flow::GoOn); // settled since the list was read
    }
    // What an open intent sent may lie anywhere by now, so a repeated insert is looked at.
    let unknown = mirror.intent.is_some();
    let chosen_there = lease.provider.chooses_event_ids();
    let mut next = match reconcile::first(mirror.facts()) {
        Next::Patch if chosen_there => Next::Locate,
        next => next,
    };
    let mut answered: Option<(String, &'static str)> = None;
    let mut confirmed = false;
    let mut repeated = false;
    for _ in 0..MOST_STEPS {
        // A leaving connection may only delete.
        if lease.state == ConnectionState::Leaving && matches!(next, Next::Insert(_) | Next::Patch)
        {
            next = Next::Rest(Rest::Expired);
        }
        let (call, write) = match next {
            Next::Rest(rest) => {
                let now = state.clock.now();
                let Some(mut tx) = lease::begin(state, lease).await? else {
                    return Ok(Flow::Stop);
                };
                if let Some((id, answer)) = answered.take() {
                    mirror::answer(&mut tx, now, &id, answer).await?;
                }
                let look_at = now + state.config.sync.verify_ms;
                mirror::settle(&mut tx, now, lease, &mirror, rest, confirmed, look_at).await?;
                tx.commit().await?;
                return Ok(Flow::GoOn);
            }
            Next::Locate => {
                let fields = patch_fields(mirror.delivered_hash.as_deref(), &mirror.content);
                (Call::Locate(fields), None)
            }
            Next::Insert(incarnation) => {
                if incarnation == Incarnation::New {
                    mirror.incarnation += 1;
                    mirror.remote_id = None;
                    mirror.transaction_id = None;
                    mirror.delivered_hash = None;
                    mirror.taken = false;
                }
                repeated = unknown && incarnation == Incarnation::Current;
                if chosen_there && mirror.transaction_id.is_none() {
                    let id = state.entropy.uuid(state.clock.now());
                    mirror.transaction_id = Some(id.to_string());
                }
                (Call::Insert, Some(Write::Insert))
            }
            Next::Patch => {
                let fields = patch_fields(mirror.delivered_hash.as_deref(), &mirror.content);
                (Call::Patch(fields), Some(Write::Patch))
            }
            Next::Delete => (Call::Delete, Some(Write::Delete)),
        };
        // Before the intent is open: waiting for a quota leaves nothing unknown.
        match lease::spend(state, lease, call.units(lease.provider)).await? {
            Pace::Go => {}
            Pace::Lost => return Ok(Flow::Stop),
            Pace::Wait { ms } => {
                lease::wait(state, lease, ms).await?;
                return Ok(Flow::Stop);
            }
        }
        // The answer to the write before this one, the intent of this one: one transaction.
        let mut disclosure_id = None;
        if write.is_some() || answered.is_some() {
            let now = state.clock.now();
            let Some(mut tx) = lease::begin(state, lease).await? else {
                return Ok(Flow::Stop);
            };
            if let Some((id, answer)) = answered.take() {
                mirror::answer(&mut tx, now, &id, answer).await?;
            }
            if let Some(write) = write {
                let disclosure = disclosure(state, now, &mirror, call);
                disclosure_id = Some(disclosure.id.clone());
                let intent = if write == Write::Delete {
                    Intent::Delete
                } else {
                    Intent::Put
                };
                mirror::announce(&mut tx, now, lease, &mirror, intent, &disclosure).await?;
                mirror.intent = Some(intent);
            }
            tx.commit().await?;
        }
        let outcome = match perform(state, lease, &mirror, call).await? {
            Some(Ok(outcome)) => outcome,
            Some(Err(trouble)) => {
                return trouble::on_call(
                    state,
                    lease,
                    &mirror,
                    write.is_some(),
                    disclosure_id.as_deref(),
                    trouble,
                )
                .await;
            }
            None => return Ok(Flow::Stop),
        };
        next = match (outcome, write) {
            (Outcome::Found(found), _) => {
                confirmed = true;
                mirror.remote_id = found.remote_id.or(mirror.remote_id);
                // It is there, whatever it says: a refusal of the next write must not forget that.
                if matches!(found.located, Located::Ours { .. }) {
                    mirror.delivered_hash.get_or_insert_default();
                }
                let then = reconcile::located(mirror.facts(), found.located);
                if then == Next::Delete && !mirror.is_pending() && is_active(lease) {
                    let now = state.clock.now();
                    let Some(mut tx) = lease::begin(state, lease).await? else {
                        return Ok(Flow::Stop);
                    };
                    guard::found(&mut tx, now, class_id, &lease.connection_id).await?;
                    tx.commit().await?;
                    return Ok(Flow::GoOn);
                }
                then
            }
            (Outcome::Written(written), Some(write)) => {
                confirmed = true;
                mirror.remote_id = written.remote_id.or(mirror.remote_id);
                answered = disclosure_id.map(|id| (id, answer_word(written.answer)));
                if write == Write::Insert && written.answer == Answer::Duplicate {
                    mirror.taken = true;
                }
                match reconcile::answered(mirror.facts(), write, written.answer) {
                    // The event of a repeated insert may be the first one's, and in the trash.
                    Next::Rest(Rest::Present)
                        if chosen_there && repeated && write == Write::Insert =>
                    {
                        Next::Locate
                    }
                    next => next,
                }
            }
            (Outcome::Written(_), None) => anyhow::bail!("a look was answered as a write"),
        };
    }
    trouble::on_call(
        state,
        lease,
        &mirror,
        false,
        None,
        Trouble::Unclear {
            reason: "the provider contradicts itself".into(),
        },
    )
    .await
}

fn is_active(lease: &Lease) -> bool {
    lease.state == ConnectionState::Active
}

/// One call, with one fresh token if the first is not taken. `None`: the lease is lost.
async fn perform(
    state: &State,
    lease: &Lease,
    mirror: &Mirror,
    call: Call,
) -> anyhow::Result<Option<Result<Outcome, Trouble>>> {
    let key = mirror.key(state, lease);
    let mut freshness = Freshness::StoredWillDo;
    loop {
        let last = freshness != Freshness::StoredWillDo;
        if last && !lease::renew(state, lease).await? {
            return Ok(None);
        }
        let token = match grant::access_token(state, lease, &freshness).await? {
            Ok(token) => token,
            Err(trouble) => return Ok(Some(Err(trouble))),
        };
        let result = match grant::calendar(state, lease.provider, &token) {
            Ok(calendar) => calendar.call(call, &key, &mirror.event).await,
            Err(trouble) => Err(trouble),
        };
        match result {
            Err(Trouble::Unauthorized { claims }) if !last => {
                freshness = Freshness::MustBeNew { claims };
            }
            result => return Ok(Some(result)),
        }
    }
}

/// What the ledger says of a write before it is sent.
fn disclosure<'a>(state: &State, now: i64, mirror: &'a Mirror, call: Call) -> Disclosure<'a> {
    let put = |operation, fields| Disclosure {
        id: state.entropy.uuid(now).to_string(),
        operation,
        fields,
        content_hash: &mirror.content,
        starts_at: Some(mirror.event.starts_at),
        ends_at: Some(mirror.event.ends_at),
    };
    match call {
        Call::Insert if mirror.event.site.is_some() => put(
            "insert",
            "title start end text site private busy reminder marker",
        ),
        Call::Insert => put(
            "insert",
            "title start end text private busy reminder marker",
        ),
        Call::Patch(fields) => put(
            "patch",
            match (fields.site, fields.text) {
                (false, false) => "title start end private",
                (true, false) => "title start end private site",
                (false, true) => "title start end private text",
                (true, true) => "title start end private site text",
            },
        ),
        Call::Delete | Call::Locate(_) => Disclosure {
            id: state.entropy.uuid(now).to_string(),
            operation: "delete",
            fields: "",
            content_hash: "",
            starts_at: None,
            ends_at: None,
        },
    }
}

fn answer_word(answer: reconcile::Answer) -> &'static str {
    match answer {
        reconcile::Answer::Confirmed => "confirmed",
        reconcile::Answer::Gone => "gone",
        reconcile::Answer::Duplicate => "duplicate",
        reconcile::Answer::Unclear => "unclear",
    }
}
