//! Class types and sites: what the organization teaches, and where.
//!
//! A changed alias, site name or zone reaches every upcoming class in one step.

use app::api::catalog::{Catalog, ClassTypeForm, ClassTypeRow, SiteForm, SiteRow};
use app::error::{AppError, Problem};
use domain::id::{ClassTypeId, SiteId};
use domain::mirror::Cause;
use domain::permission::Permission;
use domain::rules::neutral_alias;

use super::classes::instants;
use super::typed::{Problems, stale};
use super::{Failure, Outcome, RequestBackend, Signed};
use crate::db::audit::{self, Event};
use crate::db::{Tx, catalog, violated};
use crate::sync::mark::{self, Scope};
use crate::words::Words;
use crate::zone;

const NAME_MAX: i64 = 120;

pub async fn get_catalog(request: &RequestBackend) -> Outcome<Catalog> {
    let signed = request.allowed(Permission::SettingsManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let class_types = catalog::class_types(&mut tx, &signed.org_id, now).await?;
    let sites = catalog::sites(&mut tx, &signed.org_id).await?;
    let mut time_zones: Vec<String> = zone::COMMON.iter().map(|&name| name.to_owned()).collect();
    for site in &sites {
        if !time_zones.contains(&site.time_zone) {
            time_zones.push(site.time_zone.clone());
        }
    }
    Ok(Catalog {
        class_types: class_types
            .into_iter()
            .map(|line| ClassTypeRow {
                id: line.id,
                version: line.version,
                form: ClassTypeForm {
                    name: line.name,
                    calendar_alias: line.calendar_alias,
                },
                upcoming: line.upcoming,
            })
            .collect(),
        sites: sites
            .into_iter()
            .map(|line| SiteRow {
                zone: format!("{} ({})", zone::place_time(&line.time_zone), line.time_zone),
                id: line.id,
                version: line.version,
                form: SiteForm {
                    name: line.name,
                    time_zone: line.time_zone,
                },
            })
            .collect(),
        time_zones,
    })
}

pub async fn save_class_type(
    request: &RequestBackend,
    id: Option<&ClassTypeId>,
    version: i64,
    form: ClassTypeForm,
) -> Outcome<()> {
    let signed = request.allowed(Permission::SettingsManage)?;
    let now = request.state.clock.now();
    let settle = request.state.config.sync.settle_ms;
    let mut problems = Problems::default();
    let name = problems.required("name", &form.name, NAME_MAX);
    let alias = form.calendar_alias.trim();
    if !alias.is_empty() && !neutral_alias(alias) {
        problems.add("calendar_alias", Problem::BadAlias);
    }
    let mut tx = request.state.db.write().await?;
    let others = catalog::class_type_choices(&mut tx, &signed.org_id).await?;
    let except = id.map_or("", ClassTypeId::as_str);
    if others
        .iter()
        .any(|other| other.id != except && same(&other.name, name))
    {
        problems.add("name", Problem::AlreadyUsed);
    }
    let Some(id) = id else {
        problems.tell()?;
        let id = ClassTypeId::from_uuid(request.state.entropy.uuid(now));
        catalog::insert_class_type(&mut tx, now, &signed.org_id, &id, name, alias)
            .await
            .map_err(used)?;
        record(request, signed, &mut tx, "class_type.added", id.as_str()).await?;
        tx.commit().await?;
        return Ok(());
    };
    let before = catalog::class_type(&mut tx, &signed.org_id, id)
        .await?
        .ok_or(AppError::NotFound)?;
    problems.tell()?;
    let updated = before.version == version
        && catalog::update_class_type(&mut tx, &signed.org_id, id, version, name, alias)
            .await
            .map_err(used)?;
    if !updated {
        let words = home_words(&mut tx, signed, now).await?;
        return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
    }
    if before.calendar_alias != alias {
        let scope = Scope::ClassType(id);
        mark::shown_field(&mut tx, now, settle, scope, Cause::ShownFieldChanged).await?;
    }
    record(request, signed, &mut tx, "class_type.edited", id.as_str()).await?;
    tx.commit().await?;
    request.state.waker.wake();
    Ok(())
}

pub async fn save_site(
    request: &RequestBackend,
    id: Option<&SiteId>,
    version: i64,
    form: SiteForm,
) -> Outcome<()> {
    let signed = request.allowed(Permission::SettingsManage)?;
    let now = request.state.clock.now();
    let settle = request.state.config.sync.settle_ms;
    let mut problems = Problems::default();
    let name = problems.required("name", &form.name, NAME_MAX);
    let time_zone = form.time_zone.trim();
    if time_zone.is_empty() {
        problems.add("time_zone", Problem::Required);
    } else if zone::get(time_zone).is_none() {
        problems.add("time_zone", Problem::NotATimeZone);
    }
    let mut tx = request.state.db.write().await?;
    let others = catalog::sites(&mut tx, &signed.org_id).await?;
    if others
        .iter()
        .any(|other| Some(&other.id) != id && same(&other.name, name))
    {
        problems.add("name", Problem::AlreadyUsed);
    }
    let Some(id) = id else {
        problems.tell()?;
        let id = SiteId::from_uuid(request.state.entropy.uuid(now));
        catalog::insert_site(&mut tx, now, &signed.org_id, &id, name, time_zone)
            .await
            .map_err(used)?;
        record(request, signed, &mut tx, "site.added", id.as_str()).await?;
        tx.commit().await?;
        return Ok(());
    };
    let before = catalog::site(&mut tx, &signed.org_id, id)
        .await?
        .ok_or(AppError::NotFound)?;
    problems.tell()?;
    let updated = before.version == version
        && catalog::update_site(&mut tx, &signed.org_id, id, version, name, time_zone)
            .await
            .map_err(used)?;
    if !updated {
        let words = home_words(&mut tx, signed, now).await?;
        return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
    }
    if before.time_zone != time_zone {
        instants::rezone(&mut tx, &signed.org_id, id, now, time_zone).await?;
        mark::shown_field(&mut tx, now, settle, Scope::Site(id), Cause::Moved).await?;
    } else if before.name != name {
        let scope = Scope::Site(id);
        mark::shown_field(&mut tx, now, settle, scope, Cause::ShownFieldChanged).await?;
    }
    record(request, signed, &mut tx, "site.edited", id.as_str()).await?;
    tx.commit().await?;
    request.state.waker.wake();
    Ok(())
}

async fn home_words(tx: &mut Tx, signed: &Signed, now: i64) -> Outcome<Words> {
    let home = catalog::organization_zone(tx, &signed.org_id).await?;
    Ok(Words::new(&home, now, &signed.clock))
}

async fn record(
    request: &RequestBackend,
    signed: &Signed,
    tx: &mut Tx,
    action: &str,
    id: &str,
) -> Outcome<()> {
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        target_kind: action.split('.').next().unwrap_or_default(),
        target_id: id,
        detail: "",
    };
    let now = request.state.clock.now();
    audit::record(tx, &request.state.entropy, now, event).await?;
    Ok(())
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Two people typed the same name at once.
fn used(error: sqlx::Error) -> Failure {
    match violated(&error) {
        Some(name) if name.contains("name") => AppError::field("name", Problem::AlreadyUsed).into(),
        _ => error.into(),
    }
}
