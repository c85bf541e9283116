//! A week of classes side by side. Chooses the hours shown; the times themselves come from the server.

use leptos::prelude::*;

use super::class_words::{class_look, maker};
use super::delivery;
use super::lanes::lanes;
use super::my_classes::{Scope, address};
use crate::api::calendar::DeliveryKind;
use crate::api::classes::{ClassDay, ClassRow, ClassWeek};
use crate::components::agenda::ClassLook;
use crate::components::icon::IconName;
use crate::components::week_grid::{WeekBlock, WeekDay, WeekGrid, WeekLegend, WeekNow};
use crate::text::{Texts, use_texts};

/// The hours every week shows, in hours since midnight.
const FIRST_HOUR: i64 = 8;
const LAST_HOUR: i64 = 18;

/// The grid of one week with its legend; on phones one day of it.
#[component]
pub fn Week(
    /// Whose classes.
    scope: Scope,
    /// The week.
    week: ClassWeek,
    /// The date asked for, empty = today.
    date: String,
) -> impl IntoView {
    let t = use_texts();
    let (first, last) = hours_shown(&week.days);
    let hours = (first..last)
        .map(|hour| {
            usize::try_from(hour)
                .ok()
                .and_then(|hour| week.hours.get(hour))
                .cloned()
                .unwrap_or_default()
        })
        .collect::<Vec<_>>();
    let minutes = week.now_minute - first * 60;
    let now = (week.now_minute >= 0 && (0..(last - first) * 60).contains(&minutes))
        .then(|| u16::try_from(minutes).ok())
        .flatten()
        .map(|minutes| WeekNow {
            minutes,
            label: week.now.clone(),
        });
    let shown = shown_day(&week.days, &date);
    let strip = week
        .days
        .iter()
        .enumerate()
        .map(|(index, day)| {
            view! {
                <a href=address(scope, true, &day.date) aria-current=(index == shown).then_some("date") aria-label=day.heading.clone()>
                    <span>{day.weekday.clone()}</span>
                    <span>{day.day.clone()}</span>
                </a>
            }
        })
        .collect_view();
    let days = week
        .days
        .into_iter()
        .enumerate()
        .map(|(index, day)| week_day(t, scope, day, first, index == shown))
        .collect::<Vec<_>>();
    let legend = vec![
        (ClassLook::Now, t.classes.legend_now.to_owned()),
        (ClassLook::Booked, legend_booked(t, scope).to_owned()),
        (ClassLook::Open, legend_open(t, scope).to_owned()),
        (ClassLook::OffCalendar, legend_off(t, scope).to_owned()),
    ];
    view! {
        <nav class="day-strip" aria-label=t.classes.day>{strip}</nav>
        <WeekGrid hours days now/>
        <WeekLegend entries=legend/>
    }
}

const fn legend_booked(t: &Texts, scope: Scope) -> &'static str {
    match scope {
        Scope::Own => t.classes.legend_booked,
        Scope::Everybody => t.classes.legend_booked_theirs,
    }
}

const fn legend_open(t: &Texts, scope: Scope) -> &'static str {
    match scope {
        Scope::Own => t.classes.legend_open,
        Scope::Everybody => t.classes.legend_open_theirs,
    }
}

const fn legend_off(t: &Texts, scope: Scope) -> &'static str {
    match scope {
        Scope::Own => t.classes.legend_off,
        Scope::Everybody => t.classes.legend_off_theirs,
    }
}

/// The one day a phone shows: the date asked for, else today, else the first.
fn shown_day(days: &[ClassDay], date: &str) -> usize {
    days.iter()
        .position(|day| day.date == date)
        .or_else(|| days.iter().position(|day| day.today))
        .unwrap_or_default()
}

/// From eight to six, and as much more as the classes need.
fn hours_shown(days: &[ClassDay]) -> (i64, i64) {
    let rows = || days.iter().flat_map(|day| &day.classes);
    let first = rows().map(|row| row.grid_start / 4).min();
    let last = rows()
        .map(|row| (row.grid_start + row.grid_length.max(1) + 3) / 4)
        .max();
    (
        first.unwrap_or(FIRST_HOUR).clamp(0, FIRST_HOUR),
        last.unwrap_or(LAST_HOUR).clamp(LAST_HOUR, 24),
    )
}

fn week_day(t: &'static Texts, scope: Scope, day: ClassDay, first: i64, shown: bool) -> WeekDay {
    let weekend = matches!(day.weekday.as_str(), "Sat" | "Sun");
    let spans = day
        .classes
        .iter()
        .map(|row| (row.grid_start, row.grid_length))
        .collect::<Vec<_>>();
    let lanes = lanes(&spans);
    let blocks = day
        .classes
        .iter()
        .zip(lanes)
        .map(|(row, lane)| week_block(t, scope, &day, row, lane, first))
        .collect();
    WeekDay {
        name: if day.today {
            (t.classes.day_today)(&day.weekday)
        } else {
            day.weekday.clone()
        },
        number: day.day,
        heading: day.heading,
        today: day.today,
        past: day.past,
        narrow: weekend && !day.today && day.classes.is_empty(),
        shown,
        blocks,
    }
}

fn week_block(
    t: &'static Texts,
    scope: Scope,
    day: &ClassDay,
    row: &ClassRow,
    lane: (u8, u8),
    first: i64,
) -> WeekBlock {
    let look = class_look(row);
    let (icon, _) = delivery::look(&row.delivery).icon_and_tone();
    let count = count_words(t, scope, row);
    let state = match look {
        ClassLook::Booked | ClassLook::Now if row.delivery.kind == DeliveryKind::OnCalendar => {
            match scope {
                Scope::Own => t.classes.on_your_calendar,
                Scope::Everybody => t.classes.on_their_calendar,
            }
            .to_owned()
        }
        _ => delivery::words(
            t,
            &row.delivery,
            &delivery::Reader::of(scope == Scope::Own, &row.provider),
        ),
    };
    WeekBlock {
        href: format!("/classes/{}", row.id),
        name: format!(
            "{}, {} {}, {count}, {state}",
            row.class_type, day.weekday, row.time
        ),
        look,
        at: quarters(row.grid_start - first * 4),
        len: quarters(row.grid_length.max(1)),
        lane,
        title: row.class_type.clone(),
        when: row.time.clone(),
        start: row.start.clone(),
        place: scope.place(row),
        count,
        icon: (row.booked > 0 && !row.over && !row.canceled)
            .then_some(icon)
            .filter(|icon| *icon != IconName::Circle),
    }
}

/// "6 of 10", "8 of 8, full", "Open, 8 places", "You deleted it in Google", "Canceled".
fn count_words(t: &Texts, scope: Scope, row: &ClassRow) -> String {
    let c = &t.classes;
    if row.canceled {
        c.canceled.to_owned()
    } else if row.booked == 0 {
        (c.open_places)(row.capacity)
    } else if row.delivery.kind == DeliveryKind::DeletedThere && scope == Scope::Own {
        (c.you_deleted_in)(maker(&row.delivery.calendar))
    } else if row.booked >= row.capacity {
        (c.full)(row.booked, row.capacity)
    } else {
        (c.booked_of)(row.booked, row.capacity)
    }
}

/// At most a day of quarter hours.
fn quarters(count: i64) -> u8 {
    u8::try_from(count.clamp(0, 96)).unwrap_or(96)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::calendar::DeliveryView;

    fn a_row() -> ClassRow {
        ClassRow {
            id: "class-1".parse().expect("a plain id"),
            class_type: "Decision Skills".to_owned(),
            time: "9:00 – 10:30 am".to_owned(),
            start: "9:00 am".to_owned(),
            end: "to 10:30".to_owned(),
            day: "Thu, Nov 19".to_owned(),
            zone: String::new(),
            place: "Main Street Center, Room 2".to_owned(),
            provider: "Provider 1".to_owned(),
            provider_gone: false,
            booked: 6,
            capacity: 10,
            canceled: false,
            started: false,
            over: false,
            grid_start: 36,
            grid_length: 6,
            delivery: DeliveryView {
                kind: DeliveryKind::OnCalendar,
                calendar: "Google Calendar".to_owned(),
                at: "10:02 am".to_owned(),
                at_risk: String::new(),
            },
        }
    }

    #[test]
    fn the_grid_grows_for_early_and_late_classes() {
        let day = |rows: Vec<ClassRow>| ClassDay {
            date: String::new(),
            weekday: "Mon".to_owned(),
            day: "16".to_owned(),
            heading: String::new(),
            today: false,
            past: false,
            classes: rows,
        };
        assert_eq!(hours_shown(&[day(vec![])]), (8, 18));
        let early = ClassRow {
            grid_start: 6 * 4,
            grid_length: 6,
            ..a_row()
        };
        let late = ClassRow {
            grid_start: 19 * 4 + 2,
            grid_length: 6,
            ..a_row()
        };
        assert_eq!(hours_shown(&[day(vec![early, late])]), (6, 21));
    }
}
