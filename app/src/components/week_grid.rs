//! Seven days side by side. For assistive technology it is a list per day with headings; the grid is
//! only looks. Positions are classes (`at-…`, `len-…`, quarters of an hour), because inline styles
//! are forbidden. It computes no times: the page passes quarters since the first hour shown.

use leptos::prelude::*;

use super::agenda::ClassLook;
use super::icon::{Icon, IconName};

/// One class in the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekBlock {
    /// The class page.
    pub href: String,
    /// "Decision Skills, Thursday 9:00 to 10:30 am, 6 of 10, on your calendar".
    pub name: String,
    /// How it stands out.
    pub look: ClassLook,
    /// Quarters of an hour since the first hour shown.
    pub at: u8,
    /// Length in quarters of an hour, at least 1.
    pub len: u8,
    /// Which lane of how many, when classes overlap: (0, 1) alone, (1, 2) the right half. At most 4.
    pub lane: (u8, u8),
    /// The class type.
    pub title: String,
    /// "9:00 – 10:30 am".
    pub when: String,
    /// "9:00", when there is no room for more.
    pub start: String,
    /// Site and room.
    pub place: String,
    /// "6 of 10", "Open, 8 places", "You deleted it in Google".
    pub count: String,
    /// The delivery icon at the lower right.
    pub icon: Option<IconName>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekDay {
    /// "Mon", or "Tue, today".
    pub name: String,
    /// "16".
    pub number: String,
    /// Read as the heading: "Monday, November 16".
    pub heading: String,
    /// It is today.
    pub today: bool,
    /// It is over.
    pub past: bool,
    /// A weekend day without classes.
    pub narrow: bool,
    /// The one day shown on phones.
    pub shown: bool,
    /// Its classes by time.
    pub blocks: Vec<WeekBlock>,
}

/// The current time in the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekNow {
    /// Minutes since the first hour shown.
    pub minutes: u16,
    /// "10:24".
    pub label: String,
}

/// The grid of one week.
#[component]
pub fn WeekGrid(
    /// The hours shown, first to last: "8 am", "9 am", …
    hours: Vec<String>,
    /// The columns.
    days: Vec<WeekDay>,
    /// The time now, if it lies in this week.
    #[prop(optional_no_strip)]
    now: Option<WeekNow>,
) -> impl IntoView {
    let rows = format!("hours-{}", hours.len());
    let now_class = now
        .as_ref()
        .map(|now| format!("at-{} plus-{}", now.minutes / 15, now.minutes % 15 / 5));
    view! {
        <div class=format!("week-grid {rows}")>
            <div class="week-gutter" aria-hidden="true">
                {hours.into_iter().enumerate().map(|(index, hour)| view! {
                    <span class=format!("week-hour at-{}", index * 4)>{hour}</span>
                }).collect_view()}
                {now.zip(now_class.clone()).map(|(now, class)| view! {
                    <span class=format!("week-now-tag {class}")>{now.label}</span>
                })}
            </div>
            {days.into_iter().map(|day| week_day(day, now_class.clone())).collect_view()}
        </div>
    }
    .into_any()
}

fn week_day(day: WeekDay, now_class: Option<String>) -> impl IntoView {
    let now_line = now_class
        .filter(|_| day.today)
        .map(|class| view! { <li class=format!("week-now-line {class}") aria-hidden="true"></li> });
    view! {
        <section
            class="week-day"
            class:is-today=day.today
            class:is-past=day.past
            class:is-narrow=day.narrow
            class:is-shown=day.shown
        >
            <h3 class="week-day-head">
                <span class="visually-hidden">{day.heading}</span>
                <span class="week-day-name" aria-hidden="true">{day.name}</span>
                <span class="week-day-number" aria-hidden="true">{day.number}</span>
            </h3>
            <ol class="week-blocks">
                {day.blocks.into_iter().map(week_block).collect_view()}
                {now_line}
            </ol>
        </section>
    }
    .into_any()
}

fn week_block(block: WeekBlock) -> impl IntoView {
    let (lane, lanes) = block.lane;
    let short = if block.len < 4 { " is-short" } else { "" };
    view! {
        <li class=format!(
            "week-block {}{short} at-{} len-{} lane-{lane}-of-{}",
            block.look.class(), block.at, block.len.max(1), lanes.max(1),
        )>
            <a href=block.href aria-label=block.name>
                <span class="week-title">{block.title}</span>
                <span class="week-start">{block.start}</span>
                <span class="week-when">{block.when}</span>
                <span class="week-place">{block.place}</span>
                <span class="week-count">
                    <span>{block.count}</span>
                    {block.icon.map(|name| view! { <Icon name/> })}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// What the looks of the grid mean, under it.
#[component]
pub fn WeekLegend(
    /// The looks with their words.
    entries: Vec<(ClassLook, String)>,
) -> impl IntoView {
    view! {
        <ul class="week-legend">
            {entries.into_iter().map(|(look, words)| view! {
                <li><span class=format!("week-swatch {}", look.class()) aria-hidden="true"></span>{words}</li>
            }).collect_view()}
        </ul>
    }
    .into_any()
}
