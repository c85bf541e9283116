//! Instants follow local time: when a site moves to another zone, and when the bundled database of
//! zones is another one.
//!
//! A class that has started keeps its time. So does one that would have started by the move: no
//! calendar could be told any more, and both must say the same.

use domain::id::{ClassId, OrgId, SiteId};
use domain::mirror::Cause;

use crate::db::audit::{self, Event};
use crate::db::class_times::{self, LocalTimes};
use crate::db::{Tx, organizations};
use crate::state::State;
use crate::sync::mark;
use crate::zone::{self, Fold};

/// How many classes one transaction looks at.
const AT_A_TIME: i64 = 500;

/// Nine o'clock stays nine o'clock: upcoming classes keep their local time in the new zone. The
/// caller holds the site and marks.
pub async fn rezone(
    tx: &mut Tx,
    org_id: &OrgId,
    site_id: &SiteId,
    now: i64,
    time_zone: &str,
) -> anyhow::Result<()> {
    for class in class_times::upcoming_at_site(tx, org_id, site_id, now).await? {
        let Some((starts_at, ends_at)) = derived(&class, time_zone) else {
            continue;
        };
        if starts_at > now {
            let (id, tzdb) = (&class.id, zone::tzdb());
            class_times::rezone(tx, org_id, id, time_zone, starts_at, ends_at, tzdb).await?;
        }
    }
    Ok(())
}

/// Derives upcoming classes anew when this program brings another database of zones than the one
/// that ran before; their events move with them. The number of classes that moved.
pub async fn follow_tzdb(state: &State) -> anyhow::Result<u64> {
    let tzdb = zone::tzdb();
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let known = organizations::installed(&mut tx, "tzdb").await?;
    drop(tx);
    if known.as_deref() == Some(tzdb) {
        return Ok(0);
    }
    let mut moved = 0;
    loop {
        let mut tx = state.db.write().await?;
        let classes = class_times::derived_otherwise(&mut tx, now, tzdb, AT_A_TIME).await?;
        for class in &classes {
            moved += u64::from(derive_anew(&mut tx, state, class, now).await?);
        }
        if classes.is_empty() {
            organizations::install(&mut tx, "tzdb", tzdb).await?;
        }
        tx.commit().await?;
        if classes.is_empty() {
            break;
        }
    }
    if moved > 0 {
        tracing::info!(moved, tzdb, "classes follow the new database of time zones");
    }
    Ok(moved)
}

/// Whether the class moved.
async fn derive_anew(
    tx: &mut Tx,
    state: &State,
    class: &LocalTimes,
    now: i64,
) -> anyhow::Result<bool> {
    let stored = (class.starts_at, class.ends_at);
    let (starts_at, ends_at) = derived(class, &class.time_zone).unwrap_or(stored);
    let moved = (starts_at, ends_at) != stored;
    let org_id: OrgId = class.org_id.parse()?;
    if moved {
        // Marked before it moves: should it have started by the new reckoning, its calendar is
        // told all the same.
        let id: ClassId = class.id.parse()?;
        let settle = state.config.sync.settle_ms;
        mark::class(tx, now, settle, &id, Cause::Moved).await?;
        let event = Event {
            org: Some(&org_id),
            actor: None,
            action: "class.moved",
            target_kind: "class",
            target_id: &class.id,
            detail: &format!("{} {starts_at}", class.starts_at),
        };
        audit::record(tx, &state.entropy, now, event).await?;
    }
    let (zone_name, tzdb) = (&class.time_zone, zone::tzdb());
    class_times::rezone(tx, &org_id, &class.id, zone_name, starts_at, ends_at, tzdb).await?;
    Ok(moved)
}

/// Start and end in `time_zone`; `None` where the stored text is no time.
fn derived(class: &LocalTimes, time_zone: &str) -> Option<(i64, i64)> {
    let place = zone::stored(time_zone);
    let start = zone::parse_local(&class.local_start)?;
    let end = zone::parse_local(&class.local_end)?;
    let starts_at = zone::derive(start, &place, Fold::from_i64(class.start_fold));
    let ends_at = zone::derive(end, &place, Fold::from_i64(class.end_fold));
    Some((starts_at, ends_at.max(starts_at + 60_000)))
}
