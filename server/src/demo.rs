//! The demo's organization: made-up people, cases and six weeks of classes around today.
//!
//! Runs once per database and in demo mode only; a second call finds its mark and does nothing. The
//! passwords are published, so production refuses a database this has touched.

use domain::id::{CaseId, ClassId, ClassTypeId, OrgId, RoleId, RosterEntryId, SiteId, UserId};
use domain::mirror::Cause;
use domain::permission::{Permission, Permissions, seeded_roles};
use jiff::ToSpan;
use jiff::civil::{Date, Time};

use crate::backend::classes::link_token;
use crate::db::cases::CaseFields;
use crate::db::class_changes::{NewClass, Slot};
use crate::db::users::NewUser;
use crate::db::{Tx, cases, catalog, class_changes, organizations, rosters, users};
use crate::passwords;
use crate::state::State;
use crate::sync::mark;
use crate::zone::{self, Fold};

const ZONE: &str = "America/Chicago";
const PASSWORD: &str = "demo-demo";
const WEEKS: usize = 6;
const DAY_MS: i64 = 24 * 3_600_000;

const CLASS_TYPES: [(&str, &str); 4] = [
    ("Decision Skills", "Class"),
    ("Parenting Basics", "Session"),
    ("Orientation", "Meeting"),
    ("Substance Awareness", "Class"),
];
const SITES: [&str; 2] = ["Main Street Center", "Riverside Campus"];

/// One availability of every week.
struct Offered {
    provider: usize,
    /// From Monday.
    weekday: i64,
    hour: i8,
    minutes: i64,
    class_type: usize,
    site: usize,
    room: &'static str,
    capacity: i64,
}

/// Provider and class type, weekday, hour and minutes, site and room, capacity.
const fn offered(
    (provider, class_type): (usize, usize),
    (weekday, hour, minutes): (i64, i8, i64),
    (site, room): (usize, &'static str),
    capacity: i64,
) -> Offered {
    Offered {
        provider,
        weekday,
        hour,
        minutes,
        class_type,
        site,
        room,
        capacity,
    }
}

/// What each week offers. No two overlap on one day, so nobody is ever in two places.
const WEEK: [Offered; 10] = [
    offered((0, 0), (0, 9, 90), (0, "Room 2"), 10),
    offered((0, 1), (1, 13, 90), (1, "Room 120"), 8),
    offered((0, 0), (2, 9, 90), (0, "Room 2"), 10),
    offered((0, 3), (3, 9, 90), (0, "Room 2"), 10),
    offered((0, 2), (4, 10, 60), (1, "Room 104"), 12),
    offered((1, 1), (0, 13, 90), (0, "Room 1"), 8),
    offered((1, 0), (2, 17, 90), (1, "Room 120"), 4),
    offered((1, 2), (3, 13, 60), (0, "Room 1"), 12),
    offered((2, 3), (1, 9, 90), (1, "Room 104"), 10),
    offered((2, 0), (4, 13, 90), (0, "Room 2"), 10),
];

const CASES: [&str; 40] = [
    "Alma Birch",
    "Amos Cedar",
    "Ana Field",
    "Arlo Brook",
    "Bea Marsh",
    "Ben Hollow",
    "Cora Reed",
    "Dale Stone",
    "Della Ridge",
    "Dov Meadow",
    "Edna Grove",
    "Eli Harbor",
    "Esme Vale",
    "Finn Lake",
    "Gia Thorn",
    "Gus Heath",
    "Hana Glen",
    "Ira Dune",
    "Ivy Moss",
    "Jae Willow",
    "Jonah Cliff",
    "June Prairie",
    "Kai Summit",
    "Lena Orchard",
    "Leo Canyon",
    "Lola Spruce",
    "Mara Delta",
    "Milo Forrest",
    "Nell Garden",
    "Noah Bluff",
    "Odell Pond",
    "Opal Trail",
    "Otis Fern",
    "Petra Shore",
    "Quinn Aspen",
    "Rosa Hill",
    "Sage Rivers",
    "Theo Banks",
    "Uma Linden",
    "Wes Pine",
];

/// Fills an empty database once.
pub async fn seed(state: &State) -> anyhow::Result<()> {
    let hash = passwords::hash(state, PASSWORD.to_owned()).await?;
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    if organizations::is_demo(&mut tx).await? {
        return Ok(());
    }
    organizations::mark_demo(&mut tx).await?;
    let org =
        organizations::insert(&mut tx, &state.entropy, now, "Linden County Programs", ZONE).await?;
    let people = people(state, &mut tx, &org, &hash).await?;
    let org = &org.id;
    let mut class_types = Vec::new();
    for (name, alias) in CLASS_TYPES {
        let id = ClassTypeId::from_uuid(state.entropy.uuid(now));
        catalog::insert_class_type(&mut tx, now, org, &id, name, alias).await?;
        class_types.push(id);
    }
    let mut sites = Vec::new();
    for name in SITES {
        let id = SiteId::from_uuid(state.entropy.uuid(now));
        catalog::insert_site(&mut tx, now, org, &id, name, ZONE).await?;
        sites.push(id);
    }
    let mut case_ids = Vec::new();
    for (name, number) in CASES.into_iter().zip(1042..) {
        let id = CaseId::from_uuid(state.entropy.uuid(now));
        let fields = CaseFields {
            reference: &format!("LC-2026-{number}"),
            name,
            date_of_birth: "",
            contact: "",
            closed: 0,
        };
        cases::insert(&mut tx, now, org, &id, &fields, "").await?;
        case_ids.push(id);
    }

    let today = zone::local(now, &zone::stored(ZONE)).date();
    let monday = today.saturating_sub(i32::from(today.weekday().to_monday_zero_offset()).days());
    for week in 0..WEEKS {
        let first = monday.saturating_add(i64::try_from(week * 7).unwrap_or(0).days());
        for (nth, offered) in WEEK.iter().enumerate() {
            let slot = slot(first, offered, &class_types, &sites);
            let id = ClassId::from_uuid(state.entropy.uuid(now));
            let new = NewClass {
                id: &id,
                link_token: &link_token(&state.entropy),
                provider: &people.providers[offered.provider],
                created_by: &people.providers[offered.provider],
                series_id: "",
                external_id: "",
            };
            let offered_at = now - 21 * DAY_MS;
            class_changes::insert(&mut tx, offered_at, org, new, &slot).await?;
            if (week + nth) % 2 == 0 {
                let booked = booked(week, nth, &slot, &case_ids);
                let added_at = now.min(slot.starts_at) - 3 * DAY_MS;
                for case_id in booked {
                    let entry = RosterEntryId::from_uuid(state.entropy.uuid(now));
                    let by = &people.scheduler;
                    rosters::add(&mut tx, added_at, org, &entry, &id, case_id, by).await?;
                }
                let settle = state.config.sync.settle_ms;
                mark::class(&mut tx, now, settle, &id, Cause::FirstBooked).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

struct People {
    scheduler: UserId,
    providers: [UserId; 3],
}

async fn people(
    state: &State,
    tx: &mut Tx,
    org: &organizations::NewOrganization,
    hash: &str,
) -> anyhow::Result<People> {
    let now = state.clock.now();
    let [_, _, (staff, permissions)] = seeded_roles();
    let with_calendar: Permissions = permissions
        .iter()
        .chain([Permission::CalendarConnect])
        .collect();
    let calendar_staff = organizations::insert_role(
        tx,
        &state.entropy,
        now,
        &org.id,
        "Staff with calendar",
        &with_calendar,
    )
    .await?;
    let seeded = |name| org.role(name).expect("new organizations have this role");
    let calendar_staff = &calendar_staff;
    person(
        state,
        tx,
        &org.id,
        seeded("Organization Admin"),
        "admin",
        "Org Admin 1",
        hash,
    )
    .await?;
    let scheduler = person(
        state,
        tx,
        &org.id,
        seeded("Scheduler"),
        "scheduler",
        "Scheduler 1",
        hash,
    )
    .await?;
    let one = person(
        state,
        tx,
        &org.id,
        calendar_staff,
        "staff",
        "Provider 1",
        hash,
    )
    .await?;
    let two = person(
        state,
        tx,
        &org.id,
        calendar_staff,
        "staff2",
        "Provider 2",
        hash,
    )
    .await?;
    let three = person(
        state,
        tx,
        &org.id,
        seeded(staff),
        "nocal",
        "Provider 3",
        hash,
    )
    .await?;
    Ok(People {
        scheduler,
        providers: [one, two, three],
    })
}

async fn person(
    state: &State,
    tx: &mut Tx,
    org: &OrgId,
    role: &RoleId,
    local_part: &str,
    name: &str,
    password_hash: &str,
) -> anyhow::Result<UserId> {
    let user = NewUser {
        org,
        role,
        email: &format!("{local_part}@demo.example"),
        name,
        external_id: "",
        password_hash,
    };
    Ok(users::insert(tx, &state.entropy, state.clock.now(), &user).await?)
}

fn slot(monday: Date, offered: &Offered, class_types: &[ClassTypeId], sites: &[SiteId]) -> Slot {
    let start = monday
        .saturating_add(offered.weekday.days())
        .to_datetime(Time::constant(offered.hour, 0, 0, 0));
    let end = start.saturating_add(offered.minutes.minutes());
    let place = zone::stored(ZONE);
    Slot {
        class_type_id: class_types[offered.class_type].clone(),
        site_id: sites[offered.site].clone(),
        room: offered.room.to_owned(),
        local_start: zone::format_local(start),
        local_end: zone::format_local(end),
        time_zone: ZONE.to_owned(),
        start_fold: 0,
        end_fold: 0,
        starts_at: zone::derive(start, &place, Fold::First),
        ends_at: zone::derive(end, &place, Fold::First),
        tzdb: zone::tzdb(),
        capacity: offered.capacity,
    }
}

/// One to six cases; the small evening class is full.
fn booked<'a>(
    week: usize,
    nth: usize,
    slot: &Slot,
    cases: &'a [CaseId],
) -> impl Iterator<Item = &'a CaseId> {
    let count = if slot.capacity <= 4 {
        4
    } else {
        1 + (week * 3 + nth * 2) % 6
    };
    (0..count).map(move |n| &cases[(week * 7 + nth * 4 + n * 3) % cases.len()])
}
