//! The panel beside the editor after saving: what was done, until when it can be undone, and in the
//! end what became of the events.

use leptos::prelude::*;

use super::impact::staff_parts;
use crate::api::roles::{Change, ChangeKind, EditStage, LastEdit, RightChange};
use crate::components::badge::{Badge, Tone};
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::panel::{Panel, PanelPart};
use crate::components::trail::{BigNumber, BigNumbers, Trail, TrailItem, TrailMark};
use crate::pages::admin::undo::{seconds_left, time_left, undo_form, use_admin_undo};
use crate::pages::trouble::sentences::name_of;
use crate::text::{Texts, use_texts};

/// The newest edit of a role, while it matters.
#[component]
pub fn Saved(
    edit: LastEdit,
    /// Runs when the time to undo is over.
    #[prop(into)]
    on_over: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let r = &t.roles;
    match edit.stage {
        EditStage::Undoable => view! { <Undoable edit on_over/> }.into_any(),
        EditStage::Removing => view! {
            <Panel>
                <PanelPart>
                    <h2 class="section-title">{r.removing_now}</h2>
                    {lines(t, &edit.change)}
                    <p class="field-hint">{r.removing_now_text}</p>
                </PanelPart>
            </Panel>
        }
        .into_any(),
        EditStage::Over {
            removed,
            left_behind,
        } => view! {
            <Panel>
                <PanelPart>
                    <h2 class="section-title">{title(t, &edit.change)}</h2>
                    {lines(t, &edit.change)}
                    <p class="field-hint">{(r.removed_all)(removed, &edit.change.until)}</p>
                    <p class="field-hint">{r.give_back}</p>
                </PanelPart>
                {(left_behind > 0).then(|| view! {
                    <PanelPart><Note kind=NoteKind::Need>{(r.stayed_behind)(left_behind)}</Note></PanelPart>
                })}
            </Panel>
        }
        .into_any(),
    }
}

#[component]
fn Undoable(edit: LastEdit, on_over: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let r = &t.roles;
    let undo = use_admin_undo();
    let LastEdit {
        change, calendar, ..
    } = edit;
    let left = seconds_left(change.seconds_left);
    Effect::new(move |before: Option<bool>| {
        let over = left.get() == 0;
        if over && before == Some(false) {
            on_over.run(());
        }
        over
    });
    let taken = calendar.right == RightChange::Taken && calendar.connections > 0;
    let (by, own) = (change.by.clone(), change.own);
    let now = Signal::derive(move || {
        let left = time_left(t, left.get());
        if own {
            (r.now_undo)(&left)
        } else {
            (r.they_can_undo)(&by, &left)
        }
    });
    let form = own.then(|| undo_form(t, undo, &change));
    let heading = title(t, &change);
    let lines = lines(t, &change);
    let effect = (r.takes_effect_at)(&change.until);
    let done = (r.time_done)(&change.at);
    let until = change.until;
    view! {
        <Panel>
            <PanelPart>
                {taken.then(|| view! {
                    <p><Badge tone=Tone::Need icon=IconName::Clock text=effect/></p>
                })}
                <h2 class="section-title">{heading}</h2>
                {lines}
            </PanelPart>
            {taken.then(|| view! {
                <BigNumbers>
                    <BigNumber value=calendar.connections words=(r.connections_paused)(calendar.connections)/>
                    <BigNumber value=calendar.events words=(r.still_on_calendars)(calendar.events)/>
                </BigNumbers>
            })}
            <PanelPart>
                <div class="stack">
                {if taken {
                    view! {
                        <Trail>
                            <TrailItem
                                mark=TrailMark::Ring
                                title=done
                                detail=Some((r.at_once_detail)(calendar.connections))
                            />
                            <TrailItem mark=TrailMark::Now title=now detail=Some(r.now_undo_detail.to_owned())/>
                            <TrailItem
                                mark=TrailMark::End
                                title=until
                                detail=Some((r.after_detail)(calendar.events))
                            />
                        </Trail>
                    }
                    .into_any()
                } else {
                    view! { <p>{move || now.get()}</p> }.into_any()
                }}
                {form}
                </div>
            </PanelPart>
            {taken.then(|| staff_parts(t, calendar))}
        </Panel>
    }
}

/// "Saved at 10:24 am", and by whom if it was somebody else.
fn title(t: &Texts, change: &Change) -> String {
    if change.own {
        (t.roles.saved_at)(&change.at)
    } else {
        (t.roles.saved_by)(&change.by, &change.at)
    }
}

fn lines(t: &'static Texts, change: &Change) -> impl IntoView + use<> {
    let r = &t.roles;
    let (name, before) = match &change.kind {
        ChangeKind::Role { name, before } => (name.as_str(), before.as_str()),
        ChangeKind::User { role, .. } => (role.as_str(), ""),
    };
    let taken = change
        .taken
        .iter()
        .map(|p| (r.was_taken)(name_of(t, *p), name));
    let given = change
        .given
        .iter()
        .map(|p| (r.was_given)(name_of(t, *p), name));
    let renamed = (!before.is_empty()).then(|| format!("{}.", (r.renamed_to)(before, name)));
    let lines: Vec<String> = taken.chain(given).chain(renamed).collect();
    lines
        .into_iter()
        .map(|line| view! { <p class="field-hint">{line}</p> })
        .collect_view()
}
