//! The local times of upcoming classes and the instants derived from them: read together, held, and
//! written back after zones or their database have changed.

use domain::id::{OrgId, SiteId};

use super::Tx;
use crate::{execute, fetch_all};

/// Local times, and the instants derived from them.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LocalTimes {
    pub id: String,
    pub org_id: String,
    pub local_start: String,
    pub local_end: String,
    pub time_zone: String,
    pub start_fold: i64,
    pub end_fold: i64,
    pub starts_at: i64,
    pub ends_at: i64,
}

macro_rules! local_times {
    ($lock:literal, $where:literal) => {
        concat!(
            "select id, org_id, local_start, local_end, time_zone, start_fold, end_fold,
                    starts_at, ends_at
             from class where ",
            $where,
            $lock
        )
    };
}

/// The same rows, held where there is more than one writer.
macro_rules! held_local_times {
    ($tx:expr, $where:literal, $($arg:expr),+ $(,)?) => {
        if $tx.is_postgres() {
            fetch_all!(
                $tx,
                LocalTimes,
                local_times!(" for no key update", $where),
                $($arg),+
            )
        } else {
            fetch_all!($tx, LocalTimes, local_times!("", $where), $($arg),+)
        }
    };
}

/// Upcoming classes of one site, held.
pub async fn upcoming_at_site(
    tx: &mut Tx,
    org_id: &OrgId,
    site_id: &SiteId,
    now: i64,
) -> Result<Vec<LocalTimes>, sqlx::Error> {
    held_local_times!(
        tx,
        "org_id = $1 and site_id = $2 and starts_at > $3 and deleted_at is null order by id",
        org_id.as_str(),
        site_id.as_str(),
        now,
    )
}

/// Upcoming classes of all organizations that were derived with another database of zones, held.
pub async fn derived_otherwise(
    tx: &mut Tx,
    now: i64,
    tzdb: &str,
    limit: i64,
) -> Result<Vec<LocalTimes>, sqlx::Error> {
    held_local_times!(
        tx,
        "starts_at > $1 and tzdb <> $2 and deleted_at is null order by id limit $3",
        now,
        tzdb,
        limit,
    )
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
