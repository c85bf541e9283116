//! Availabilities and classes: what the screens read, and each single change.
//!
//! Who may see or change what is decided in `backend`; every query here is still bound to one
//! organization. Rosters are in `rosters`. A change of a fact is followed by `sync::mark` in the
//! same transaction, by the caller, who knows the cause.

use domain::id::{ClassId, ClassTypeId, OrgId, SiteId, UserId};

use super::Tx;
use crate::{execute, fetch_all, fetch_optional, scalar};

/// One class as lists show it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClassLine {
    #[sqlx(try_from = "String")]
    pub id: ClassId,
    pub class_type: String,
    pub site: String,
    pub room: String,
    pub time_zone: String,
    pub starts_at: i64,
    pub ends_at: i64,
    pub capacity: i64,
    pub booked: i64,
    pub canceled: i64,
    /// Empty = nobody.
    pub provider_id: String,
    pub provider: String,
}

/// One class with everything its own page and its form need.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClassRecord {
    #[sqlx(try_from = "String")]
    pub id: ClassId,
    pub version: i64,
    #[sqlx(try_from = "String")]
    pub class_type_id: ClassTypeId,
    pub class_type: String,
    pub calendar_alias: String,
    #[sqlx(try_from = "String")]
    pub site_id: SiteId,
    pub site: String,
    pub room: String,
    pub local_start: String,
    pub local_end: String,
    pub time_zone: String,
    pub start_fold: i64,
    pub end_fold: i64,
    pub starts_at: i64,
    pub ends_at: i64,
    pub capacity: i64,
    pub booked: i64,
    pub canceled_at: Option<i64>,
    pub cancel_reason: Option<String>,
    pub offered_by: String,
    /// Empty = nobody.
    pub provider_id: String,
    pub provider: String,
}

/// When and where a class is: the columns the form decides.
#[derive(Debug, Clone)]
pub struct Slot {
    pub class_type_id: ClassTypeId,
    pub site_id: SiteId,
    pub room: String,
    pub local_start: String,
    pub local_end: String,
    pub time_zone: String,
    pub start_fold: i64,
    pub end_fold: i64,
    pub starts_at: i64,
    pub ends_at: i64,
    pub tzdb: &'static str,
    pub capacity: i64,
}

impl ClassRecord {
    /// The slot as it is stored, with today's database of zones.
    pub fn slot(&self) -> Slot {
        Slot {
            class_type_id: self.class_type_id.clone(),
            site_id: self.site_id.clone(),
            room: self.room.clone(),
            local_start: self.local_start.clone(),
            local_end: self.local_end.clone(),
            time_zone: self.time_zone.clone(),
            start_fold: self.start_fold,
            end_fold: self.end_fold,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            tzdb: crate::zone::tzdb(),
            capacity: self.capacity,
        }
    }
}

/// Another class in the way.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Conflict {
    pub class_type: String,
    pub time_zone: String,
    pub starts_at: i64,
    pub ends_at: i64,
}

/// A class and whoever provides it. Screens offer one provider; of several, the first is shown.
macro_rules! class_from {
    () => {
        "from class c
         join class_type t on t.org_id = c.org_id and t.id = c.class_type_id
         join site s on s.org_id = c.org_id and s.id = c.site_id
         left join class_provider p on p.class_id = c.id
              and p.user_id = (select min(q.user_id) from class_provider q where q.class_id = c.id)
         left join app_user u on u.org_id = p.org_id and u.id = p.user_id "
    };
}

macro_rules! booked {
    () => {
        "(select count(*) from roster_entry r where r.class_id = c.id and r.removed_at is null)"
    };
}

macro_rules! class_line {
    () => {
        concat!(
            "select c.id, t.name as class_type, s.name as site, c.room, c.time_zone,
                    c.starts_at, c.ends_at, c.capacity, ",
            booked!(),
            " as booked,
                    cast(case when c.canceled_at is null then 0 else 1 end as bigint) as canceled,
                    coalesce(u.id, '') as provider_id, coalesce(u.name, '') as provider ",
            class_from!()
        )
    };
}

pub(super) use {booked, class_from, class_line};

/// Classes that start in `from..to`, canceled ones included; `provider` empty = everybody's.
pub async fn starting_between(
    tx: &mut Tx,
    org_id: &OrgId,
    provider: &str,
    from: i64,
    to: i64,
) -> Result<Vec<ClassLine>, sqlx::Error> {
    fetch_all!(
        tx,
        ClassLine,
        concat!(
            class_line!(),
            "where c.org_id = $1
               and c.deleted_at is null
               and c.starts_at >= $2
               and c.starts_at < $3
               and ($4 = '' or exists (select 1 from class_provider o
                                       where o.class_id = c.id and o.user_id = $4))
             order by c.starts_at, c.ends_at, c.id"
        ),
        org_id.as_str(),
        from,
        to,
        provider,
    )
}

/// The next booked class of one person after `now`.
pub async fn next_booked(
    tx: &mut Tx,
    org_id: &OrgId,
    provider: &UserId,
    now: i64,
) -> Result<Option<ClassLine>, sqlx::Error> {
    fetch_optional!(
        tx,
        ClassLine,
        concat!(
            class_line!(),
            "where c.id = (
                 select n.id
                 from class n
                 join class_provider o on o.class_id = n.id and o.user_id = $2
                 where n.org_id = $1
                   and n.deleted_at is null
                   and n.canceled_at is null
                   and n.starts_at > $3
                   and exists (select 1 from roster_entry e
                               where e.class_id = n.id and e.removed_at is null)
                 order by n.starts_at, n.id
                 limit 1)"
        ),
        org_id.as_str(),
        provider.as_str(),
        now,
    )
}

/// One class that is not deleted.
pub async fn find(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &ClassId,
) -> Result<Option<ClassRecord>, sqlx::Error> {
    fetch_optional!(
        tx,
        ClassRecord,
        concat!(
            "select c.id, c.version, c.class_type_id, t.name as class_type, t.calendar_alias,
                    c.site_id, s.name as site, c.room, c.local_start, c.local_end, c.time_zone,
                    c.start_fold, c.end_fold, c.starts_at, c.ends_at, c.capacity, ",
            booked!(),
            " as booked,
                    c.canceled_at, c.cancel_reason,
                    (select o.name from app_user o where o.id = c.created_by) as offered_by,
                    coalesce(u.id, '') as provider_id, coalesce(u.name, '') as provider ",
            class_from!(),
            "where c.org_id = $1 and c.id = $2 and c.deleted_at is null"
        ),
        org_id.as_str(),
        id.as_str(),
    )
}

/// The class behind a calendar's link.
pub async fn find_by_link(
    tx: &mut Tx,
    org_id: &OrgId,
    link_token: &str,
) -> Result<Option<String>, sqlx::Error> {
    scalar!(
        tx,
        String,
        "select id from class where org_id = $1 and link_token = $2 and deleted_at is null",
        org_id.as_str(),
        link_token,
    )
}

pub async fn is_provider(
    tx: &mut Tx,
    class_id: &ClassId,
    user_id: &UserId,
) -> Result<bool, sqlx::Error> {
    let found = scalar!(
        tx,
        i64,
        "select cast(1 as bigint) from class_provider where class_id = $1 and user_id = $2",
        class_id.as_str(),
        user_id.as_str(),
    )?;
    Ok(found.is_some())
}

/// Holds a class until the transaction ends, so that counting its places and its version mean
/// something. On SQLite the writer's connection already does.
pub async fn hold(tx: &mut Tx, org_id: &OrgId, id: &ClassId) -> Result<(), sqlx::Error> {
    if tx.is_postgres() {
        // "no key": a row that refers to the class may still be written.
        execute!(
            tx,
            "select id from class where org_id = $1 and id = $2 for no key update",
            org_id.as_str(),
            id.as_str(),
        )?;
    }
    Ok(())
}

/// Holds a site and a person until the transaction ends, so that nobody else takes the same room
/// or the same hour. Always in this order, after the class.
pub async fn hold_place_and_person(
    tx: &mut Tx,
    org_id: &OrgId,
    site_id: &SiteId,
    provider: &UserId,
) -> Result<(), sqlx::Error> {
    if tx.is_postgres() {
        execute!(
            tx,
            "select id from site where org_id = $1 and id = $2 for no key update",
            org_id.as_str(),
            site_id.as_str(),
        )?;
        execute!(
            tx,
            "select id from app_user where org_id = $1 and id = $2 for no key update",
            org_id.as_str(),
            provider.as_str(),
        )?;
    }
    Ok(())
}

/// A class of the same provider in `from..to`, other than `except`.
pub async fn provider_conflict(
    tx: &mut Tx,
    org_id: &OrgId,
    provider: &UserId,
    from: i64,
    to: i64,
    except: &str,
) -> Result<Option<Conflict>, sqlx::Error> {
    fetch_optional!(
        tx,
        Conflict,
        "select t.name as class_type, c.time_zone, c.starts_at, c.ends_at
         from class_provider p
         join class c on c.org_id = p.org_id and c.id = p.class_id
         join class_type t on t.org_id = c.org_id and t.id = c.class_type_id
         where p.org_id = $1
           and p.user_id = $2
           and c.starts_at < $4
           and c.ends_at > $3
           and c.id <> $5
           and c.canceled_at is null
           and c.deleted_at is null
         order by c.starts_at
         limit 1",
        org_id.as_str(),
        provider.as_str(),
        from,
        to,
        except,
    )
}

/// Whether another class uses the room in `from..to`. A class without a room is in nobody's way.
pub async fn room_taken(
    tx: &mut Tx,
    org_id: &OrgId,
    slot: &Slot,
    except: &str,
) -> Result<bool, sqlx::Error> {
    if slot.room.is_empty() {
        return Ok(false);
    }
    let found = scalar!(
        tx,
        i64,
        // Two days before is enough: no class is longer.
        "select cast(1 as bigint)
         from class c
         where c.org_id = $1
           and c.site_id = $2
           and c.starts_at < $5
           and c.starts_at > $4 - 172800000
           and c.ends_at > $4
           and lower(c.room) = lower($3)
           and c.id <> $6
           and c.canceled_at is null
           and c.deleted_at is null
         limit 1",
        org_id.as_str(),
        slot.site_id.as_str(),
        slot.room.as_str(),
        slot.starts_at,
        slot.ends_at,
        except,
    )?;
    Ok(found.is_some())
}

/// What a new availability has besides its slot.
#[derive(Debug, Clone, Copy)]
pub struct NewClass<'a> {
    pub id: &'a ClassId,
    pub link_token: &'a str,
    pub provider: &'a UserId,
    pub created_by: &'a UserId,
}

/// A new availability with its provider.
pub async fn insert(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    new: NewClass<'_>,
    slot: &Slot,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into class (
             id, org_id, class_type_id, site_id, room, local_start, local_end, time_zone,
             start_fold, end_fold, starts_at, ends_at, tzdb, capacity, link_token, created_by,
             created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        new.id.as_str(),
        org_id.as_str(),
        slot.class_type_id.as_str(),
        slot.site_id.as_str(),
        slot.room.as_str(),
        slot.local_start.as_str(),
        slot.local_end.as_str(),
        slot.time_zone.as_str(),
        slot.start_fold,
        slot.end_fold,
        slot.starts_at,
        slot.ends_at,
        slot.tzdb,
        slot.capacity,
        new.link_token,
        new.created_by.as_str(),
        now,
    )?;
    insert_provider(tx, org_id, new.id, new.provider).await
}

/// Writes the form's columns; `false` = another version is there now.
pub async fn update(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &ClassId,
    version: i64,
    slot: &Slot,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update class
         set class_type_id = $4,
             site_id = $5,
             room = $6,
             local_start = $7,
             local_end = $8,
             time_zone = $9,
             start_fold = $10,
             end_fold = $11,
             starts_at = $12,
             ends_at = $13,
             tzdb = $14,
             capacity = $15,
             version = version + 1
         where org_id = $1 and id = $2 and version = $3 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
        slot.class_type_id.as_str(),
        slot.site_id.as_str(),
        slot.room.as_str(),
        slot.local_start.as_str(),
        slot.local_end.as_str(),
        slot.time_zone.as_str(),
        slot.start_fold,
        slot.end_fold,
        slot.starts_at,
        slot.ends_at,
        slot.tzdb,
        slot.capacity,
    )?;
    Ok(changed == 1)
}

/// Replaces whoever provides the class.
pub async fn replace_provider(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &ClassId,
    provider: &UserId,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "delete from class_provider where org_id = $1 and class_id = $2",
        org_id.as_str(),
        id.as_str(),
    )?;
    insert_provider(tx, org_id, id, provider).await
}

async fn insert_provider(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &ClassId,
    provider: &UserId,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into class_provider (org_id, class_id, user_id) values ($1, $2, $3)",
        org_id.as_str(),
        id.as_str(),
        provider.as_str(),
    )?;
    Ok(())
}

/// `false` = another version is there now, or it is canceled already.
pub async fn cancel(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &ClassId,
    version: i64,
    by: &UserId,
    reason: &str,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update class
         set canceled_at = $4, canceled_by = $5, cancel_reason = $6, version = version + 1
         where org_id = $1 and id = $2 and version = $3
           and canceled_at is null and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
        now,
        by.as_str(),
        reason,
    )?;
    Ok(changed == 1)
}

/// `false` = another version is there now, or it is not canceled.
pub async fn uncancel(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &ClassId,
    version: i64,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update class
         set canceled_at = null, canceled_by = null, cancel_reason = null, version = version + 1
         where org_id = $1 and id = $2 and version = $3
           and canceled_at is not null and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
    )?;
    Ok(changed == 1)
}

/// `false` = another version is there now. Roster entries stay recorded.
pub async fn delete(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &ClassId,
    version: i64,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "update class
         set deleted_at = $4, version = version + 1
         where org_id = $1 and id = $2 and version = $3 and deleted_at is null",
        org_id.as_str(),
        id.as_str(),
        version,
        now,
    )?;
    Ok(changed == 1)
}

/// Upcoming classes of one site, with the local times their instants derive from.
pub async fn upcoming_at_site(
    tx: &mut Tx,
    org_id: &OrgId,
    site_id: &SiteId,
    now: i64,
) -> Result<Vec<LocalTimes>, sqlx::Error> {
    fetch_all!(
        tx,
        LocalTimes,
        "select id, local_start, local_end, start_fold, end_fold
         from class
         where org_id = $1 and site_id = $2 and starts_at > $3 and deleted_at is null",
        org_id.as_str(),
        site_id.as_str(),
        now,
    )
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LocalTimes {
    pub id: String,
    pub local_start: String,
    pub local_end: String,
    pub start_fold: i64,
    pub end_fold: i64,
}

/// The same local times in another zone.
pub async fn rezone(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &str,
    time_zone: &str,
    starts_at: i64,
    ends_at: i64,
    tzdb: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "update class
         set time_zone = $3, starts_at = $4, ends_at = $5, tzdb = $6, version = version + 1
         where org_id = $1 and id = $2",
        org_id.as_str(),
        id,
        time_zone,
        starts_at,
        ends_at,
        tzdb,
    )?;
    Ok(())
}
