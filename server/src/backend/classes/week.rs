//! One week of classes, the viewer's own or everybody's.

use app::api::classes::{ClassDay, ClassWeek};
use domain::permission::Permission;
use jiff::ToSpan;
use jiff::civil::Date;

use super::access;
use super::rows::{ZoneWords, class_row, ids, nothing};
use crate::backend::{Outcome, RequestBackend, calendar, delivery};
use crate::db::{catalog, classes, organizations};
use crate::words::week_title;
use crate::zone;

/// A day's classes may start this much before or after the organization's own day: sites can be
/// anywhere.
const FARTHEST_ZONE_MS: i64 = 27 * 3_600_000;

pub async fn get_class_week(
    request: &RequestBackend,
    scope: &str,
    date: &str,
) -> Outcome<ClassWeek> {
    let signed = request.signed()?;
    access::sees_classes_of(signed)?;
    let provider = if scope == "all" {
        request.allowed(Permission::ClassesManage)?;
        ""
    } else {
        signed.user_id.as_str()
    };
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let home = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let mut zones = ZoneWords::new(now, &signed.clock);
    let today = zones.of(&home).today();
    let start = organizations::settings(&mut tx, &signed.org_id)
        .await?
        .week_start;
    let first = first_of(&start, zone::parse_date(date).unwrap_or(today));
    let last = first.saturating_add(6.days());

    let home_zone = zone::stored(&home);
    let mut lines = classes::starting_between(
        &mut tx,
        &signed.org_id,
        provider,
        zone::start_of_day(first, &home_zone) - FARTHEST_ZONE_MS,
        zone::start_of_day(last.saturating_add(1.day()), &home_zone) + FARTHEST_ZONE_MS,
    )
    .await?;
    lines.retain(|line| {
        let day = zones.of(&line.time_zone).local(line.starts_at).date();
        (first..=last).contains(&day)
    });
    let upcoming = classes::next_booked(&mut tx, &signed.org_id, &signed.user_id, now).await?;
    let asked = ids(lines.iter().chain(&upcoming));
    let mut delivered = delivery::lines(&mut tx, &request.state, signed, &asked).await?;
    let calendar = calendar::summary(&mut tx, &request.state, signed).await?;
    drop(tx);

    let shared = if lines.is_empty() && upcoming.is_none() {
        Some(home.as_str())
    } else {
        ZoneWords::shared(lines.iter().chain(&upcoming))
    };
    let name_zone = shared.is_none();
    let zone_words = shared.map(zone::place_time).unwrap_or_default();
    let upcoming = upcoming.map(|line| {
        let delivery = delivered.get(&line.id).cloned().unwrap_or_else(nothing);
        class_row(&line, zones.of(&line.time_zone), now, name_zone, delivery)
    });

    let mut days: Vec<ClassDay> = (0..7)
        .map(|n| {
            let date = first.saturating_add(n.days());
            ClassDay {
                date: date.to_string(),
                weekday: date.strftime("%a").to_string(),
                day: date.day().to_string(),
                heading: zones.of(&home).heading(date),
                today: date == today,
                past: date < today,
                classes: Vec::new(),
            }
        })
        .collect();
    for line in &lines {
        let words = zones.of(&line.time_zone);
        let date = words.local(line.starts_at).date().to_string();
        let delivery = delivered.remove(&line.id).unwrap_or_else(nothing);
        let row = class_row(line, words, now, name_zone, delivery);
        if let Some(day) = days.iter_mut().find(|day| day.date == date) {
            day.classes.push(row);
        }
    }
    Ok(ClassWeek {
        title: week_title(first, last),
        date: first.to_string(),
        previous: first.saturating_sub(7.days()).to_string(),
        next: first.saturating_add(7.days()).to_string(),
        zone: zone_words,
        days,
        upcoming,
        calendar,
        // Whoever sees classes may offer some.
        may_add: true,
        hours: (0..24).map(|hour| zones.of(&home).hour(hour)).collect(),
        now_minute: if (first..=last).contains(&today) {
            let local = zones.of(&home).local(now);
            i64::from(local.hour()) * 60 + i64::from(local.minute())
        } else {
            -1
        },
        now: zones.of(&home).bare(now),
    })
}

/// The day the week of `date` begins on, where weeks begin on Mondays or on Sundays.
fn first_of(week_start: &str, date: Date) -> Date {
    let since = match week_start {
        "sunday" => date.weekday().to_sunday_zero_offset(),
        _ => date.weekday().to_monday_zero_offset(),
    };
    date.saturating_sub(i32::from(since).days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_begins_where_the_organization_says() {
        for (start, day, expect) in [
            ("monday", date(2026, 11, 16), date(2026, 11, 16)),
            ("monday", date(2026, 11, 22), date(2026, 11, 16)),
            ("monday", date(2027, 1, 1), date(2026, 12, 28)),
            ("sunday", date(2026, 11, 16), date(2026, 11, 15)),
            ("sunday", date(2026, 11, 22), date(2026, 11, 22)),
            ("sunday", date(2027, 1, 2), date(2026, 12, 27)),
        ] {
            assert_eq!(first_of(start, day), expect, "{start} {day}");
        }
    }
}
