//! The ROSTER tab: who is booked, booking and removing, and beside it what the calendar shows.

use domain::id::{CaseId, ClassId};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::aside::Aside;
use super::find_case::{self, FindCase};
use super::removed::Removed;
use super::roster_result::RosterResult;
use super::{ThisClass, tab_trouble, tab_waiting, use_this_class};
use crate::api::cases::CaseHit;
use crate::api::classes::{
    ClassDetail, ClassRoster, RosterRow, get_class_delivery, get_class_roster,
};
use crate::components::button::{Button, ButtonKind};
use crate::components::empty_state::EmptyState;
use crate::components::icon::IconName;
use crate::components::meter::Meter;
use crate::components::note::{Note, NoteKind};
use crate::components::panel::{Panel, PanelPart};
use crate::error::AppError;
use crate::pages::frame::once_known;
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::{Texts, use_texts};

/// `/classes/:id/roster`
#[component]
pub fn Roster() -> impl IntoView {
    let class = use_this_class();
    let query = use_query_map();
    // Without script the search of the find-a-case field is a plain GET of this page.
    let asked = Memo::new(move |_| query.read().get("q").unwrap_or_default());
    let roster = Resource::new(
        move || (class.id.get(), class.changes()),
        |(id, _)| async move { get_class_roster(id?).await },
    );
    let delivery = Resource::new(
        move || (class.id.get(), class.changes()),
        |(id, _)| async move { get_class_delivery(id?).await },
    );
    let hits = find_case::search(asked);
    view! {
        <RosterResult/>
        <div class="page-columns">
            <div class="stack">
                <FormTrouble errors=FormErrors::of(class.remove)/>
                <div>
                    <Transition><PlacesTaken roster/></Transition>
                    <Panel>
                        <Transition><FindPart asked hits/></Transition>
                        <Transition fallback=table_waiting>
                            {move || Suspend::new(async move {
                                match (class.detail.await, roster.await) {
                                    (Ok(detail), Ok(roster)) => view! { <Booked detail roster/> }.into_any(),
                                    (Err(error), _) | (_, Err(error)) => view! {
                                        <PanelPart>{tab_trouble(error)}</PanelPart>
                                    }.into_any(),
                                }
                            })}
                        </Transition>
                    </Panel>
                </div>
                <Transition><RosterNote/></Transition>
            </div>
            <Transition>
                {move || Suspend::new(async move {
                    match (class.detail.await, delivery.await) {
                        (Ok(detail), Ok(delivery)) => view! { <Aside detail delivery/> }.into_any(),
                        // The other column already says what is the matter.
                        (Err(_), _) => ().into_any(),
                        (Ok(_), Err(error)) => tab_trouble(error).into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// The find-a-case field where the viewer may book. It stands apart from the table, so that what is
/// typed and where the focus is survive every answer.
#[component]
fn FindPart(asked: Memo<String>, hits: Resource<Vec<CaseHit>>) -> impl IntoView {
    let class = use_this_class();
    let open = once_known(move || {
        class.detail.with(|detail| match detail {
            Some(Ok(detail)) if detail.may_book && !detail.over && !detail.canceled => {
                Some(detail.id.clone())
            }
            _ => None,
        })
    });
    move || {
        open.get()
            .map(|class_id| view! { <PanelPart><FindCase class_id asked hits/></PanelPart> })
    }
}

fn table_waiting() -> impl IntoView {
    view! { <PanelPart>{tab_waiting()}</PanelPart> }
}

/// "6 of 10 places taken" with its bar.
#[component]
fn PlacesTaken(roster: Resource<Result<ClassRoster, AppError>>) -> impl IntoView {
    let t = use_texts();
    let places = once_known(move || {
        roster.with(|roster| match roster {
            Some(Ok(roster)) => Some((roster.booked, roster.capacity)),
            _ => None,
        })
    });
    move || {
        places.get().map(|(booked, capacity)| {
            let taken = (t.classes.places_taken)(booked, capacity);
            view! {
                <div class="section-head">
                    <div class="cluster">
                        <h2 class="section-title">{taken.clone()}</h2>
                        <Meter value=booked max=capacity label=taken/>
                    </div>
                </div>
            }
        })
    }
}

/// What changes here mean for the calendar.
#[component]
fn RosterNote() -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let words = Memo::new(move |_| {
        class.detail.with(|detail| match detail {
            Some(Ok(detail)) if detail.over => Some(t.errors.class_over),
            Some(Ok(detail)) if detail.started => Some(t.classes.started_note),
            Some(Ok(_)) => Some(t.classes.roster_note),
            _ => None,
        })
    });
    move || {
        words
            .get()
            .map(|words| view! { <Note kind=NoteKind::Quiet>{words}</Note> })
    }
}

#[component]
fn Booked(detail: ClassDetail, roster: ClassRoster) -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let open = detail.may_book && !detail.over && !detail.canceled;
    let id = detail.id.clone();
    let table = if roster.entries.is_empty() {
        view! {
            <PanelPart>
                <EmptyState
                    icon=IconName::People
                    title=t.classes.empty_roster
                    text=(t.classes.empty_roster_for)(&roster.provider)
                />
            </PanelPart>
        }
        .into_any()
    } else {
        let rows = roster.entries.clone();
        let id = id.clone();
        view! {
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t.classes.col_case}</th>
                        <th scope="col">{t.classes.col_reference}</th>
                        <th scope="col">{t.classes.col_booked}</th>
                        <th scope="col">{t.classes.col_by}</th>
                        <th scope="col"><span class="visually-hidden">{t.classes.col_remove}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| roster_row(t, class, &id, row, detail.may_book, open)).collect_view()}
                </tbody>
            </table>
        }
        .into_any()
    };
    view! {
        {table}
        {(!roster.removed.is_empty()).then(|| view! {
            <PanelPart class="is-tight"><Removed class_id=id rows=roster.removed may_book=open/></PanelPart>
        })}
    }
}

fn roster_row(
    t: &'static Texts,
    class: ThisClass,
    class_id: &ClassId,
    row: RosterRow,
    may_see_case: bool,
    open: bool,
) -> impl IntoView + use<> {
    let row = RosterRow {
        name: if row.name.is_empty() {
            t.cases.erased_case.to_owned()
        } else {
            row.name
        },
        ..row
    };
    let name = if may_see_case {
        view! { <a href=format!("/cases/{}", row.case_id)>{row.name.clone()}</a> }.into_any()
    } else {
        row.name.clone().into_any()
    };
    view! {
        <tr>
            <td>{name}</td>
            <td>{row.reference}</td>
            <td data-label=t.classes.col_booked>{row.booked_at}</td>
            <td data-label=t.classes.col_by>{row.booked_by}</td>
            <td class="is-actions">
                {open.then(|| remove_form(t, class, class_id, &row.case_id, &row.name))}
            </td>
        </tr>
    }
}

fn remove_form(
    t: &'static Texts,
    class: ThisClass,
    class_id: &ClassId,
    case_id: &CaseId,
    name: &str,
) -> impl IntoView + use<> {
    let (class_id, case_id) = (class_id.to_string(), case_id.to_string());
    let label = (t.classes.remove_case)(name);
    view! {
        <ActionForm action=class.remove>
            <input type="hidden" name="class_id" value=class_id/>
            <input type="hidden" name="case_id" value=case_id/>
            <Button
                label=t.classes.remove
                kind=ButtonKind::Quiet
                small=true
                aria_label=Some(label)
            />
        </ActionForm>
    }
}
