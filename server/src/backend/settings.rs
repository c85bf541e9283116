//! The organization's settings. What they change is how times and weeks are read, and a name; no
//! event on any calendar holds one of them.

use app::api::settings::{Settings, SettingsForm};
use app::error::Problem;
use domain::permission::Permission;

use super::typed::{Problems, stale};
use super::{Outcome, RequestBackend};
use crate::db::audit::{self, Event};
use crate::db::organizations;
use crate::words::Words;
use crate::zone;

const LONGEST_NAME: i64 = 120;

pub async fn get_settings(request: &RequestBackend) -> Outcome<Settings> {
    let signed = request.allowed(Permission::SettingsManage)?;
    let mut tx = request.state.db.read().await?;
    let stored = organizations::settings(&mut tx, &signed.org_id).await?;
    let mut time_zones: Vec<String> = zone::COMMON.iter().map(|&name| name.to_owned()).collect();
    if !time_zones.contains(&stored.time_zone) {
        time_zones.push(stored.time_zone.clone());
    }
    Ok(Settings {
        version: stored.version,
        form: SettingsForm {
            name: stored.name,
            time_zone: stored.time_zone,
            clock: stored.clock,
            week_start: stored.week_start,
        },
        time_zones,
    })
}

pub async fn save_settings(
    request: &RequestBackend,
    version: i64,
    form: SettingsForm,
) -> Outcome<()> {
    let signed = request.allowed(Permission::SettingsManage)?;
    let mut problems = Problems::default();
    let name = problems
        .required("name", &form.name, LONGEST_NAME)
        .to_owned();
    let time_zone = form.time_zone.trim().to_owned();
    if time_zone.is_empty() {
        problems.add("time_zone", Problem::Required);
    } else if zone::get(&time_zone).is_none() {
        problems.add("time_zone", Problem::NotATimeZone);
    }
    for (field, value, choices) in [
        ("clock", &form.clock, ["12", "24"]),
        ("week_start", &form.week_start, ["monday", "sunday"]),
    ] {
        if !choices.contains(&value.as_str()) {
            problems.add(field, Problem::NotAChoice);
        }
    }
    problems.tell()?;
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let before = organizations::settings(&mut tx, &signed.org_id).await?;
    let after = organizations::Settings {
        version,
        name,
        time_zone,
        clock: form.clock,
        week_start: form.week_start,
    };
    let stored = before.version == version
        && organizations::save_settings(&mut tx, &signed.org_id, &after).await?;
    if !stored {
        let words = Words::new(&before.time_zone, now, &signed.clock);
        return Err(stale(&mut tx, signed, signed.org_id.as_str(), &words).await?);
    }
    // A name is looked up when shown; the rest are codes.
    let codes =
        |s: &organizations::Settings| format!("{}/{}/{}", s.time_zone, s.clock, s.week_start);
    let renamed = if before.name == after.name {
        ""
    } else {
        " renamed"
    };
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action: "settings.edited",
        target_kind: "organization",
        target_id: signed.org_id.as_str(),
        detail: &format!("before={} after={}{renamed}", codes(&before), codes(&after)),
    };
    audit::record(&mut tx, &state.entropy, now, event).await?;
    tx.commit().await?;
    Ok(())
}
