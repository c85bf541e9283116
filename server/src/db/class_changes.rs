//! Each single change of a class, by version.
//!
//! A change of a fact is followed by `sync::mark` in the same transaction, by the caller, who knows
//! the cause. Whether somebody may make it is decided in `backend`.

use domain::id::{ClassId, ClassTypeId, OrgId, SiteId, UserId};

use super::Tx;
use super::classes::ClassRecord;
use crate::execute;

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

/// What a new availability has besides its slot.
#[derive(Debug, Clone, Copy)]
pub struct NewClass<'a> {
    pub id: &'a ClassId,
    pub link_token: &'a str,
    pub provider: &'a UserId,
    pub created_by: &'a UserId,
    /// Empty = it is alone.
    pub series_id: &'a str,
    /// How an import knows it; empty = it does not.
    pub external_id: &'a str,
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
             created_at, series_id, external_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                 nullif($18, ''), nullif($19, ''))",
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
        new.series_id,
        new.external_id,
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
