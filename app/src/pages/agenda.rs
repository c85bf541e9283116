//! A week of classes as a list per day. Days without classes are left out, and days of this week that
//! are over are folded away.

use leptos::prelude::*;

use super::class_words::class_look;
use super::my_classes::{Scope, ShortLine};
use crate::api::classes::{ClassDay, ClassRow, ClassWeek};
use crate::components::agenda::{AgendaDay, AgendaRow};
use crate::components::icon::{Icon, IconName};
use crate::text::use_texts;

/// The agenda of one week.
#[component]
pub fn Agenda(
    /// Whose classes.
    scope: Scope,
    /// The week.
    week: ClassWeek,
) -> impl IntoView {
    let t = use_texts();
    let has_today = week.days.iter().any(|day| day.today);
    let (earlier, ahead): (Vec<ClassDay>, Vec<ClassDay>) = week
        .days
        .into_iter()
        .filter(|day| !day.classes.is_empty())
        .partition(|day| has_today && day.past && !day.today);
    let count = earlier.iter().map(|day| day.classes.len()).sum::<usize>();
    let nothing_ahead = ahead.is_empty();
    view! {
        <div class="agenda">
            {(!earlier.is_empty()).then(|| view! {
                <details class="disclosure" open=nothing_ahead>
                    <summary><Icon name=IconName::ChevronRight/>{(t.classes.earlier_this_week)(i64::try_from(count).unwrap_or(i64::MAX))}</summary>
                    <div class="agenda">
                    {earlier.into_iter().map(|day| agenda_day(scope, day)).collect_view()}
                    </div>
                </details>
            })}
            {ahead.into_iter().map(|day| agenda_day(scope, day)).collect_view()}
        </div>
    }
}

fn agenda_day(scope: Scope, day: ClassDay) -> impl IntoView {
    view! {
        <AgendaDay title=day.heading today=day.today>
            {day.classes.into_iter().map(|row| agenda_row(scope, row)).collect_view()}
        </AgendaDay>
    }
}

fn agenda_row(scope: Scope, row: ClassRow) -> impl IntoView {
    let start = if row.zone.is_empty() {
        row.start.clone()
    } else {
        format!("{} {}", row.start, row.zone)
    };
    view! {
        <AgendaRow
            href=format!("/classes/{}", row.id)
            look=class_look(&row)
            start
            end=row.end.clone()
            title=row.class_type.clone()
            place=scope.place(&row)
        >
            <ShortLine scope row/>
        </AgendaRow>
    }
}
