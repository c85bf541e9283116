//! What booking or removing did, and the way back: an undo bar for twenty seconds after a removal, a
//! note after a booking. It reads the page's actions and keeps nothing of its own.

use leptos::prelude::*;

use super::use_this_class;
use crate::api::classes::Booked;
use crate::components::button::{Button, ButtonKind};
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::pages::timed_undo::TimedUndo;
use crate::text::{Texts, use_texts};

#[derive(Debug, Clone, PartialEq, Eq)]
enum Last {
    Booked(Booked),
    Removed(Booked),
}

/// The undo bar or note of what was done last.
#[component]
pub fn RosterResult() -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let versions = Memo::new(move |_| (class.book.version().get(), class.remove.version().get()));
    // Which of the two finished last.
    let last = Memo::new(move |before: Option<&((usize, usize), Option<Last>)>| {
        let now = versions.get();
        let first = before.is_none();
        let ((booked, removed), kept) = before.cloned().unwrap_or_default();
        let done = if first {
            // What was answered before this page was drawn, with script or without.
            answer_of(class.remove.value().get_untracked())
                .map(Last::Removed)
                .or_else(|| answer_of(class.book.value().get_untracked()).map(Last::Booked))
        } else if now.1 != removed {
            answer_of(class.remove.value().get_untracked()).map(Last::Removed)
        } else if now.0 != booked {
            answer_of(class.book.value().get_untracked()).map(Last::Booked)
        } else {
            kept
        };
        (now, done)
    });
    view! {
        {move || match last.with(|(_, done)| done.clone()) {
            Some(Last::Booked(booked)) => view! {
                <Note kind=NoteKind::Ok after_action=true>{booked_words(t, &booked)}</Note>
            }.into_any(),
            Some(Last::Removed(removed)) => view! { <RemovedBar removed/> }.into_any(),
            None => ().into_any(),
        }}
    }
}

fn answer_of<E>(answer: Option<Result<Booked, E>>) -> Option<Booked> {
    answer.and_then(Result::ok)
}

/// "Case 1042 booked: Thu, Nov 19, 9:00 am.", and what to do when nobody is told.
#[must_use]
pub fn booked_words(t: &Texts, booked: &Booked) -> String {
    let done = (t.cases.booked)(&(t.cases.case)(&booked.reference), &booked.when);
    if booked.not_connected {
        format!("{done} {}", (t.cases.tell_provider)(&booked.provider))
    } else {
        done
    }
}

/// What removing did to the calendar.
#[must_use]
pub fn removed_words(t: &Texts, removed: &Booked) -> String {
    if removed.started {
        t.classes.started_note.to_owned()
    } else if removed.booked == 0 {
        (t.classes.class_leaves)(&removed.provider)
    } else {
        (t.classes.class_stays)(removed.booked)
    }
}

#[component]
fn RemovedBar(removed: Booked) -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let title = (t.classes.removed_from_roster)(&(t.cases.case)(&removed.reference));
    let text = removed_words(t, &removed);
    let reference = StoredValue::new(removed.reference);
    let id = StoredValue::new(
        class
            .id
            .get_untracked()
            .map(|id| id.to_string())
            .unwrap_or_default(),
    );
    view! {
        <TimedUndo title text>
            <ActionForm action=class.book>
                <input type="hidden" name="class_id" value=move || id.get_value()/>
                <input type="hidden" name="case" value=move || reference.get_value()/>
                <Button label=t.widgets.undo kind=ButtonKind::Mark icon=IconName::Undo busy=class.book.pending()/>
            </ActionForm>
        </TimedUndo>
    }
}
