//! What is in the way of a class: the same person, or the same room, at the same time.

use domain::id::{ClassId, OrgId, SiteId, UserId};

use super::Tx;
use super::class_changes::Slot;
use crate::{execute, fetch_one, fetch_optional, scalar};

/// Another class in the way.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Conflict {
    pub class_type: String,
    pub time_zone: String,
    pub starts_at: i64,
    pub ends_at: i64,
}

/// Holds sites and people until the transaction ends, so that nobody else takes the same room or
/// the same hour. One order for everybody, or two people deadlock: sites by id, people by id,
/// classes by id, the case, and last what a mark holds.
pub async fn hold_places_and_people<'a>(
    tx: &mut Tx,
    org_id: &OrgId,
    sites: impl IntoIterator<Item = &'a SiteId>,
    people: impl IntoIterator<Item = &'a UserId>,
) -> Result<(), sqlx::Error> {
    if !tx.is_postgres() {
        return Ok(());
    }
    let sites: std::collections::BTreeSet<&str> = sites.into_iter().map(SiteId::as_str).collect();
    for site_id in sites {
        execute!(
            tx,
            "select id from site where org_id = $1 and id = $2 for no key update",
            org_id.as_str(),
            site_id,
        )?;
    }
    let people: std::collections::BTreeSet<&str> = people.into_iter().map(UserId::as_str).collect();
    for user_id in people {
        execute!(
            tx,
            "select id from app_user where org_id = $1 and id = $2 for no key update",
            org_id.as_str(),
            user_id,
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
         join class c on c.id = p.class_id
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

/// How many of the cases booked into a class are in another one in `from..to`.
pub async fn cases_elsewhere(
    tx: &mut Tx,
    org_id: &OrgId,
    class_id: &ClassId,
    from: i64,
    to: i64,
) -> Result<i64, sqlx::Error> {
    let (count,) = fetch_one!(
        tx,
        (i64,),
        "select count(*)
         from roster_entry r
         where r.org_id = $1
           and r.class_id = $2
           and r.removed_at is null
           and exists (select 1
                       from roster_entry o
                       join class c on c.id = o.class_id
                       where o.org_id = $1
                         and o.case_id = r.case_id
                         and o.class_id <> $2
                         and o.removed_at is null
                         and c.starts_at < $4
                         and c.ends_at > $3
                         and c.canceled_at is null
                         and c.deleted_at is null)",
        org_id.as_str(),
        class_id.as_str(),
        from,
        to,
    )?;
    Ok(count)
}
