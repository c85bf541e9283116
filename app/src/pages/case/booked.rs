//! The classes a case is booked into, each with what became of it on the calendar, and what the last
//! booking or removal did.

use std::time::Duration;

use domain::id::{CaseId, ClassId};
use leptos::prelude::*;

use super::{ThisCase, use_this_case};
use crate::api::cases::CaseClass;
use crate::api::classes::{BookCase, Booked, RemoveCase};
use crate::components::badge::{Badge, Tone};
use crate::components::button::{Button, ButtonKind};
use crate::components::empty_state::EmptyState;
use crate::components::icon::{Icon, IconName};
use crate::components::note::{Note, NoteKind};
use crate::components::panel::Panel;
use crate::pages::class::roster_result::{booked_words, removed_words};
use crate::pages::delivery::{DeliveryOf, Reader, is_moving};
use crate::pages::timed_undo::TimedUndo;
use crate::pages::trouble::Trouble;
use crate::posted::sent;
use crate::text::{Texts, use_texts};

const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Upcoming classes, and past or removed ones folded away.
#[component]
pub fn BookedClasses() -> impl IntoView {
    let t = use_texts();
    let case = use_this_case();
    let classes = Memo::new(move |_| {
        case.detail.with(|detail| {
            detail.as_ref().map(|detail| {
                detail
                    .as_ref()
                    .map(|detail| {
                        (
                            detail.id.clone(),
                            detail.upcoming.clone(),
                            detail.past.clone(),
                        )
                    })
                    .map_err(Clone::clone)
            })
        })
    });
    // In the browser: look again while something is under way.
    Effect::new(move |_| {
        let moving = case.detail.with(|detail| match detail {
            Some(Ok(detail)) => detail
                .upcoming
                .iter()
                .any(|class| is_moving(class.delivery.kind)),
            _ => false,
        });
        if moving {
            let timer = set_timeout_with_handle(
                move || case.looks.update(|looks| *looks = looks.wrapping_add(1)),
                AGAIN_AFTER,
            );
            on_cleanup(move || {
                if let Ok(timer) = timer {
                    timer.clear();
                }
            });
        }
    });
    move || {
        classes.get().map(|classes| match classes {
            Ok((id, upcoming, past)) => view! {
                {upcoming_table(t, case, &id, upcoming)}
                {past_table(t, past)}
            }
            .into_any(),
            Err(error) => view! {
                <Trouble error on_retry=Callback::new(move |()| case.detail.refetch())/>
            }
            .into_any(),
        })
    }
}

fn upcoming_table(
    t: &'static Texts,
    case: ThisCase,
    id: &CaseId,
    classes: Vec<CaseClass>,
) -> AnyView {
    if classes.is_empty() {
        return view! {
            <EmptyState icon=IconName::Calendar title=t.cases.no_booked text=t.cases.no_booked_text/>
        }
        .into_any();
    }
    let id = id.clone();
    view! {
        <Panel>
            <table class="table">
                {head(t)}
                <tbody>
                    {classes.into_iter().map(|class| {
                        let remove = (t.cases.remove_from)(&class.class_type, &class.when);
                        let (class_id, case_id) = (class.class_id.to_string(), id.to_string());
                        let form = (!class.removed).then(|| view! {
                            <ActionForm action=case.remove>
                                <input type="hidden" name="class_id" value=class_id/>
                                <input type="hidden" name="case_id" value=case_id/>
                                <Button label=t.cases.remove kind=ButtonKind::Quiet small=true aria_label=Some(remove)/>
                            </ActionForm>
                        });
                        row(t, class, form.into_any())
                    }).collect_view()}
                </tbody>
            </table>
        </Panel>
    }
    .into_any()
}

fn past_table(t: &'static Texts, classes: Vec<CaseClass>) -> Option<impl IntoView + use<>> {
    let count = i64::try_from(classes.len()).unwrap_or(i64::MAX);
    (!classes.is_empty()).then(|| view! {
        <details class="disclosure">
            <summary><Icon name=IconName::ChevronRight/>{(t.cases.past_classes)(count)}</summary>
            <Panel>
                <table class="table">
                    {head(t)}
                    <tbody>
                        {classes.into_iter().map(|class| row(t, class, ().into_any())).collect_view()}
                    </tbody>
                </table>
            </Panel>
        </details>
    })
}

fn head(t: &'static Texts) -> impl IntoView + use<> {
    let c = &t.cases;
    view! {
        <thead>
            <tr>
                <th scope="col">{c.col_when}</th>
                <th scope="col">{c.class_type}</th>
                <th scope="col">{c.col_where}</th>
                <th scope="col">{c.col_calendar}</th>
                <th scope="col"><span class="visually-hidden">{c.remove}</span></th>
            </tr>
        </thead>
    }
}

fn row(t: &'static Texts, class: CaseClass, action: AnyView) -> impl IntoView + use<> {
    let state = if class.removed {
        view! { <Badge tone=Tone::Idle icon=IconName::Minus text=t.cases.removed/> }.into_any()
    } else if class.canceled {
        view! { <Badge tone=Tone::Idle icon=IconName::X text=t.classes.canceled/> }.into_any()
    } else {
        let reader = Reader::Other(class.provider.clone());
        view! { <DeliveryOf delivery=class.delivery reader/> }.into_any()
    };
    view! {
        <tr>
            <td class="is-when">{class.when}</td>
            <td>
                <a href=format!("/classes/{}/roster", class.class_id)>{class.class_type}</a>
                <span class="cell-sub">{class.provider}</span>
            </td>
            <td>{class.place}</td>
            <td>{state}</td>
            <td class="is-actions">{action}</td>
        </tr>
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Last {
    Booked(Booked, ClassId),
    Removed(Booked, ClassId),
}

/// What was done last, with its way back.
#[component]
pub fn BookingResult() -> impl IntoView {
    let t = use_texts();
    let case = use_this_case();
    // The answer does not repeat the class; the request is only there while it runs.
    let booking = Memo::new(move |before: Option<&Option<ClassId>>| {
        let now = case
            .book
            .input()
            .with(|input| input.as_ref().map(|input| input.class_id.clone()));
        let posted = || sent::<BookCase>().map(|sent| sent.class_id);
        now.or_else(|| before.cloned().unwrap_or_else(posted))
    });
    let removing = Memo::new(move |before: Option<&Option<ClassId>>| {
        let now = case
            .remove
            .input()
            .with(|input| input.as_ref().map(|input| input.class_id.clone()));
        let posted = || sent::<RemoveCase>().map(|sent| sent.class_id);
        now.or_else(|| before.cloned().unwrap_or_else(posted))
    });
    let last = Memo::new(move |before: Option<&((usize, usize), Option<Last>)>| {
        let now = (case.book.version().get(), case.remove.version().get());
        let classes = (booking.get(), removing.get());
        let first = before.is_none();
        let ((booked, removed), kept) = before.cloned().unwrap_or_default();
        let done = if first {
            // What was answered before this page was drawn, with script or without.
            let removed = answer_of(case.remove.value().get_untracked()).zip(classes.1);
            let booked = answer_of(case.book.value().get_untracked()).zip(classes.0);
            removed
                .map(|(answer, class)| Last::Removed(answer, class))
                .or_else(|| booked.map(|(answer, class)| Last::Booked(answer, class)))
        } else if now.1 != removed {
            answer_of(case.remove.value().get_untracked())
                .zip(classes.1)
                .map(|(answer, class)| Last::Removed(answer, class))
        } else if now.0 != booked {
            answer_of(case.book.value().get_untracked())
                .zip(classes.0)
                .map(|(answer, class)| Last::Booked(answer, class))
        } else {
            kept
        };
        (now, done)
    });
    // Memos run when they are read; these have to see every request.
    Effect::new(move |_| {
        booking.track();
        removing.track();
    });
    move || {
        last.with(|(_, last)| last.clone()).map(|last| match last {
            Last::Booked(booked, class) => {
                let id = case.id.get().map(|id| id.to_string()).unwrap_or_default();
                let title = (t.cases.booked)(&(t.cases.case)(&booked.reference), &booked.when);
                let needs_words = booked.not_connected;
                let words = booked_words(t, &booked);
                let (class, id) = (StoredValue::new(class), StoredValue::new(id));
                view! {
                    {needs_words.then(|| view! {
                        <Note kind=NoteKind::Need after_action=true>{words}</Note>
                    })}
                    <TimedUndo title text=String::new()>
                        <ActionForm action=case.remove>
                            <input type="hidden" name="class_id" value=move || class.with_value(ToString::to_string)/>
                            <input type="hidden" name="case_id" value=move || id.get_value()/>
                            <Button label=t.widgets.undo kind=ButtonKind::Mark icon=IconName::Undo/>
                        </ActionForm>
                    </TimedUndo>
                }
                .into_any()
            }
            Last::Removed(removed, class) => {
                let id = case.id.get().map(|id| id.to_string()).unwrap_or_default();
                let title = (t.classes.removed_from_roster)(&(t.cases.case)(&removed.reference));
                let text = removed_words(t, &removed);
                let (class, id) = (StoredValue::new(class), StoredValue::new(id));
                view! {
                    <TimedUndo title text>
                        <ActionForm action=case.book>
                            <input type="hidden" name="class_id" value=move || class.with_value(ToString::to_string)/>
                            <input type="hidden" name="case" value=move || id.get_value()/>
                            <Button label=t.widgets.undo kind=ButtonKind::Mark icon=IconName::Undo/>
                        </ActionForm>
                    </TimedUndo>
                }
                .into_any()
            }
        })
    }
}

fn answer_of<E>(answer: Option<Result<Booked, E>>) -> Option<Booked> {
    answer.and_then(Result::ok)
}
