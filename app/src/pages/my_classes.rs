//! My classes: what the viewer offers, week by week, as an agenda or a grid. The Schedule is the same
//! page for everybody's classes ([`super::schedule`]). It computes no dates: the server names the
//! weeks before and after.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::agenda::Agenda;
use super::class::head_waiting;
use super::delivery::{DeliveryOf, Reader};
use super::trouble::Trouble;
use super::week::Week;
use crate::api::classes::{CalendarSummary, ClassRow, ClassWeek, get_class_week};
use crate::components::button::{ButtonKind, ButtonLink};
use crate::components::empty_state::EmptyState;
use crate::components::icon::{Icon, IconName};
use crate::components::page_head::PageHead;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::components::tabs::{Tab, ViewSwitch};
use crate::text::{Texts, use_texts};

/// Whose classes a page lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Own,
    Everybody,
}

impl Scope {
    const fn query(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Everybody => "all",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Own => "/classes",
            Self::Everybody => "/schedule",
        }
    }

    const fn title(self, t: &Texts) -> &'static str {
        match self {
            Self::Own => t.classes.my_classes,
            Self::Everybody => t.classes.schedule,
        }
    }

    fn reader(self, row: &ClassRow) -> Reader {
        Reader::of(self == Self::Own, &row.provider)
    }

    /// The place of a class, and who teaches it where that is not the viewer.
    #[must_use]
    pub fn place(self, row: &ClassRow) -> String {
        match self {
            Self::Own => row.place.clone(),
            Self::Everybody => format!("{} · {}", row.place, row.provider),
        }
    }
}

/// The viewer's own classes.
#[component]
pub fn MyClasses() -> impl IntoView {
    view! { <ClassesPage scope=Scope::Own/> }
}

/// One week of classes: the page of both scopes.
#[component]
pub fn ClassesPage(
    /// Whose classes.
    scope: Scope,
) -> impl IntoView {
    let t = use_texts();
    let query = use_query_map();
    let date = Memo::new(move |_| query.read().get("date").unwrap_or_default());
    let grid = Memo::new(move |_| query.read().get("view").as_deref() == Some("week"));
    let week = Resource::new(
        move || date.get(),
        move |date| get_class_week(scope.query().to_owned(), date),
    );
    let waiting = move || {
        view! {
            {head_waiting()}
            <div class="page"><Skeleton kind=SkeletonKind::Rows rows=6/></div>
        }
    };
    view! {
        <Title text=scope.title(t)/>
        <Transition fallback=waiting>
            {move || {
                let (grid, date) = (grid.get(), date.get());
                Suspend::new(async move {
                    match week.await {
                        Ok(week) => view! { <Loaded scope week grid date/> }.into_any(),
                        Err(error) => view! {
                            <PageHead title=scope.title(t)/>
                            <div class="page"><Trouble error/></div>
                        }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

/// The address of a week or day in one of the two views.
#[must_use]
pub fn address(scope: Scope, grid: bool, date: &str) -> String {
    let view = if grid { "week" } else { "agenda" };
    if date.is_empty() {
        format!("{}?view={view}", scope.path())
    } else {
        format!("{}?view={view}&date={date}", scope.path())
    }
}

#[component]
fn Loaded(scope: Scope, week: ClassWeek, grid: bool, date: String) -> impl IntoView {
    let t = use_texts();
    let summary = week.calendar.clone();
    let not_connected = scope == Scope::Own && summary.may_connect && summary.calendar.is_empty();
    let below = ViewFn::from(move || (scope == Scope::Own).then(|| calendar_summary(t, &summary)));
    let may_add = week.may_add;
    let actions = ViewFn::from(move || {
        may_add.then(|| view! {
            {(scope == Scope::Everybody).then(|| view! {
                <ButtonLink href="/schedule/import" label=t.imports.import_file/>
            })}
            <ButtonLink href="/classes/new" label=t.classes.add_availability kind=ButtonKind::Primary icon=IconName::Plus/>
        })
    });
    let empty = week.days.iter().all(|day| day.classes.is_empty());
    let next = week
        .upcoming
        .clone()
        .filter(|_| scope == Scope::Own)
        .map(|next| {
            let today = week
                .days
                .iter()
                .any(|day| day.today && day.classes.iter().any(|row| row.id == next.id));
            next_strip(t, next, today)
        });
    let bar = week_bar(t, scope, &week, grid, &date);
    let body = if empty {
        empty_week(t, may_add, not_connected).into_any()
    } else if grid {
        view! { <Week scope week date/> }.into_any()
    } else {
        view! { <Agenda scope week/> }.into_any()
    };
    view! {
        <PageHead title=scope.title(t) below actions/>
        <div class="page stack is-loose">{next}<div>{bar}{body}</div></div>
    }
}

/// "Google Calendar: connected, 11 of 12 upcoming classes there", and the way to change it.
fn calendar_summary(t: &'static Texts, summary: &CalendarSummary) -> Option<impl IntoView + use<>> {
    let (icon, words) = if summary.calendar.is_empty() {
        if !summary.may_connect {
            return None;
        }
        (IconName::Circle, t.classes.summary_not_connected.to_owned())
    } else if summary.state == "active" {
        (
            IconName::Check,
            (t.classes.summary_connected)(&summary.calendar, summary.sent, summary.upcoming),
        )
    } else {
        let state = match summary.state.as_str() {
            "needs_reconnect" => t.widgets.why_needs_reconnecting,
            "needs_consent" => t.widgets.why_needs_permission,
            "mailbox_unusable" => t.widgets.why_calendar_missing,
            "leaving" => t.classes.why_disconnecting,
            _ => t.widgets.why_paused,
        };
        (
            IconName::Alert,
            (t.classes.summary_state)(&summary.calendar, state),
        )
    };
    Some(view! {
        <span class="delivery-line">
            <Icon name=icon/>
            <span>{words}</span>
        </span>
        <a href="/profile/external">{t.classes.calendar_settings}</a>
    })
}

fn next_strip(t: &'static Texts, next: ClassRow, today: bool) -> impl IntoView + use<> {
    let label = if today {
        t.classes.next.to_owned()
    } else {
        format!("{} · {}", t.classes.next, next.day)
    };
    view! {
        <section class="next-strip" aria-label=t.classes.next>
            <p class="next-when">
                {label}
                " "
                <strong>{next.start.clone()}</strong>
            </p>
            <div class="next-what">
                <p>{next.class_type.clone()}</p>
                <p class="next-line">
                    <span>{next.place.clone()}</span>
                    " "
                    <span>{(t.classes.booked_of_long)(next.booked, next.capacity)}</span>
                    " "
                    <DeliveryOf delivery=next.delivery.clone() reader=Reader::Provider/>
                </p>
            </div>
            <ButtonLink href=format!("/classes/{}/roster", next.id) label=t.classes.open_roster/>
        </section>
    }
}

fn week_bar(
    t: &'static Texts,
    scope: Scope,
    week: &ClassWeek,
    grid: bool,
    date: &str,
) -> impl IntoView + use<> {
    let views = vec![
        Tab::new(address(scope, false, date), t.classes.agenda, !grid),
        Tab::new(address(scope, true, date), t.classes.week, grid),
    ];
    view! {
        <div class="week-bar">
            <nav class="cluster" aria-label=t.classes.week>
                <a class="button is-secondary" href=address(scope, grid, &week.previous) aria-label=t.classes.previous_week>
                    <span class="button-face"><Icon name=IconName::ChevronLeft/></span>
                </a>
                <ButtonLink href=address(scope, grid, "") label=t.classes.today class="has-words"/>
                <a class="button is-secondary" href=address(scope, grid, &week.next) aria-label=t.classes.next_week>
                    <span class="button-face"><Icon name=IconName::ChevronRight/></span>
                </a>
            </nav>
            <h2 class="week-bar-title">{week.title.clone()}</h2>
            <div class="week-bar-end">
                {(!week.zone.is_empty()).then(|| view! { <span class="week-bar-zone">{week.zone.clone()}</span> })}
                <ViewSwitch label=t.classes.view tabs=views/>
            </div>
        </div>
    }
}

fn empty_week(t: &'static Texts, may_add: bool, not_connected: bool) -> impl IntoView + use<> {
    let text = if not_connected {
        format!(
            "{} {}",
            t.classes.empty_week_text, t.classes.empty_week_not_connected
        )
    } else {
        t.classes.empty_week_text.to_owned()
    };
    view! {
        <EmptyState icon=IconName::Calendar title=t.classes.empty_week text=text>
            {if not_connected {
                Some(view! { <ButtonLink href="/profile/external" label=t.classes.connect_a_calendar/> })
            } else {
                may_add.then(|| view! { <ButtonLink href="/classes/new" label=t.classes.add_availability/> })
            }}
        </EmptyState>
    }
}

/// The line under a class in a list, short: the count stands where the calendar needs no words.
#[component]
pub fn ShortLine(
    /// Whose classes the list holds.
    scope: Scope,
    /// The class.
    row: ClassRow,
) -> impl IntoView {
    let t = use_texts();
    let (look, words) = super::class_words::short_line(t, &row, &scope.reader(&row));
    view! { <crate::components::delivery_line::DeliveryLine look=look words=words/> }
}
