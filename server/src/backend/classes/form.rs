//! The availability form: what was typed, checked field by field.
//!
//! Nothing is written here. All problems are told at once; conflicts with other classes are looked
//! for only when time, place and person are known.

use app::api::classes::AvailabilityForm;
use app::error::Problem;
use domain::id::{ClassTypeId, SiteId, UserId};

use super::{access, times};
use crate::backend::typed::Problems;
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::catalog::SiteLine;
use crate::db::class_changes::Slot;
use crate::db::classes::ClassRecord;
use crate::db::{Tx, catalog, class_conflicts};
use crate::words::Words;
use crate::zone;

const ROOM_MAX: i64 = 60;
const CAPACITY: (i64, i64) = (1, 500);

/// A form without problems.
#[derive(Debug)]
pub struct Checked {
    pub slot: Slot,
    pub provider: UserId,
}

/// Holds the sites and the person a form is about, before anything of it is read and before the
/// class itself is held. `before`: the classes that are edited, as they were last read.
pub async fn hold(
    tx: &mut Tx,
    signed: &Signed,
    form: &AvailabilityForm,
    before: &[&ClassRecord],
) -> Outcome<()> {
    let typed = form.site_id.parse().ok();
    let sites = typed
        .iter()
        .chain(before.iter().map(|class| &class.site_id));
    let provider = form.provider_id.parse().ok();
    class_conflicts::hold_places_and_people(tx, &signed.org_id, sites, provider.as_ref()).await?;
    Ok(())
}

/// Checks a form against the catalog, the clock and every other class. `before` is the class as it
/// is, when one is edited (and held, after [`hold`]).
pub async fn check(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    form: &AvailabilityForm,
    before: Option<&ClassRecord>,
) -> Outcome<Checked> {
    let now = request.state.clock.now();
    let started = before.is_some_and(|class| class.starts_at <= now);
    let mut problems = Problems::default();

    let class_type = class_type(tx, signed, &mut problems, form).await?;
    let site = site(tx, signed, &mut problems, form).await?;
    let room = problems.text("room", &form.room, ROOM_MAX).to_owned();
    let provider = provider(tx, signed, &mut problems, form, before).await?;
    let capacity = capacity(&mut problems, form, before);
    let times = times::check(&mut problems, request, signed, form, site.as_ref(), before);

    let (Some(class_type_id), Some(site), Some(provider), Some(capacity), Some(times)) =
        (class_type, site, provider, capacity, times)
    else {
        problems.tell()?;
        return Err(anyhow::anyhow!("a form without problems has no value").into());
    };
    let slot = Slot {
        class_type_id,
        room,
        local_start: zone::format_local(times.start),
        local_end: zone::format_local(times.end),
        time_zone: site.time_zone.clone(),
        start_fold: times.start_fold.as_i64(),
        end_fold: times.end_fold.as_i64(),
        starts_at: times.starts_at,
        ends_at: times.ends_at,
        tzdb: zone::tzdb(),
        capacity,
        site_id: site.id,
    };
    let moved = before.is_none_or(|class| moved(class, &slot));
    let reassigned = before.is_none_or(|class| class.provider_id != provider.as_str());
    if started && (moved || reassigned) {
        return Err(Problem::ClassStarted.into());
    }
    let rehoused =
        before.is_none_or(|class| class.room != slot.room || class.site_id != slot.site_id);
    if !problems.has("start") && !problems.has("date") && !problems.has("end") {
        let wanted = Wanted {
            provider: (moved || reassigned).then_some(&provider),
            room: moved || rehoused,
        };
        conflicts(tx, request, signed, &slot, wanted, before, &mut problems).await?;
    }
    problems.tell()?;
    Ok(Checked { slot, provider })
}

/// Whether the class starts or ends at another time than before.
pub fn moved(before: &ClassRecord, slot: &Slot) -> bool {
    before.starts_at != slot.starts_at
        || before.ends_at != slot.ends_at
        || before.time_zone != slot.time_zone
}

/// What an availability newly takes.
struct Wanted<'a> {
    provider: Option<&'a UserId>,
    room: bool,
}

async fn conflicts(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    slot: &Slot,
    wanted: Wanted<'_>,
    before: Option<&ClassRecord>,
    problems: &mut Problems,
) -> Outcome<()> {
    let except = before.map_or("", |class| class.id.as_str());
    if let Some(provider) = wanted.provider
        && let Some(problem) = provider_busy(tx, request, signed, provider, slot, except).await?
    {
        problems.add("start", problem);
    }
    if let Some(class) = before.filter(|class| class.starts_at != slot.starts_at) {
        let (org_id, from, to) = (&signed.org_id, slot.starts_at, slot.ends_at);
        let count = class_conflicts::cases_elsewhere(tx, org_id, &class.id, from, to).await?;
        if count > 0 {
            problems.add("start", Problem::CasesElsewhere { count });
        }
    }
    if wanted.room && class_conflicts::room_taken(tx, &signed.org_id, slot, except).await? {
        let room = slot.room.clone();
        problems.add("room", Problem::RoomTaken { room });
    }
    Ok(())
}

/// The class that keeps a person from providing another one then.
pub async fn provider_busy(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    provider: &UserId,
    slot: &Slot,
    except: &str,
) -> Outcome<Option<Problem>> {
    let conflict = class_conflicts::provider_conflict(
        tx,
        &signed.org_id,
        provider,
        slot.starts_at,
        slot.ends_at,
        except,
    )
    .await?;
    let Some(conflict) = conflict else {
        return Ok(None);
    };
    let name = catalog::user_name(tx, &signed.org_id, provider).await?;
    let words = Words::new(
        &conflict.time_zone,
        request.state.clock.now(),
        &signed.clock,
    );
    Ok(Some(Problem::ProviderBusy {
        provider: name.unwrap_or_default(),
        class: conflict.class_type,
        when: words.date_range(conflict.starts_at, conflict.ends_at),
    }))
}

async fn class_type(
    tx: &mut Tx,
    signed: &Signed,
    problems: &mut Problems,
    form: &AvailabilityForm,
) -> Outcome<Option<ClassTypeId>> {
    if form.class_type_id.is_empty() {
        problems.add("class_type_id", Problem::Required);
        return Ok(None);
    }
    let found = match form.class_type_id.parse() {
        Ok(id) => catalog::class_type(tx, &signed.org_id, &id).await?,
        Err(_) => None,
    };
    if found.is_none() {
        problems.add("class_type_id", Problem::NotAChoice);
    }
    Ok(found.map(|class_type| class_type.id))
}

async fn site(
    tx: &mut Tx,
    signed: &Signed,
    problems: &mut Problems,
    form: &AvailabilityForm,
) -> Outcome<Option<SiteLine>> {
    if form.site_id.is_empty() {
        problems.add("site_id", Problem::Required);
        return Ok(None);
    }
    let found = match form.site_id.parse::<SiteId>() {
        Ok(id) => catalog::site(tx, &signed.org_id, &id).await?,
        Err(_) => None,
    };
    if found.is_none() {
        problems.add("site_id", Problem::NotAChoice);
    }
    Ok(found)
}

/// Whoever provides it now may stay; a new one must be offered by the form.
async fn provider(
    tx: &mut Tx,
    signed: &Signed,
    problems: &mut Problems,
    form: &AvailabilityForm,
    before: Option<&ClassRecord>,
) -> Outcome<Option<UserId>> {
    if form.provider_id.is_empty() {
        problems.add("provider_id", Problem::Required);
        return Ok(None);
    }
    let known = before.is_some_and(|class| class.provider_id == form.provider_id)
        || if access::may_reassign(signed) {
            catalog::providers(tx, &signed.org_id)
                .await?
                .iter()
                .any(|choice| choice.id == form.provider_id)
        } else {
            form.provider_id == signed.user_id.as_str()
        };
    let chosen = form.provider_id.parse().ok().filter(|_| known);
    if chosen.is_none() {
        problems.add("provider_id", Problem::NotAChoice);
    }
    Ok(chosen)
}

fn capacity(
    problems: &mut Problems,
    form: &AvailabilityForm,
    before: Option<&ClassRecord>,
) -> Option<i64> {
    let (min, max) = CAPACITY;
    let typed = form.capacity.trim();
    let booked = before.map_or(0, |class| class.booked);
    let problem = match typed.parse::<i64>() {
        _ if typed.is_empty() => Problem::Required,
        Ok(n) if (min..=max).contains(&n) && n >= booked => return Some(n),
        Ok(n) if (min..=max).contains(&n) => Problem::BelowBooked { booked },
        _ => Problem::OutOfRange { min, max },
    };
    problems.add("capacity", problem);
    None
}
