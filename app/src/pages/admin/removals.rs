//! *Stopped removals*: what nobody asked for, and an Org Admin's answer. A part of Admin › Calendar
//! integration that stands there only while a question is open. The page fetches.

use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::check::{DecideRemovals, StoppedRemovals};
use crate::components::button::Button;
use crate::components::icon::{Icon, IconName};
use crate::components::note::{Note, NoteKind};
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::use_texts;

/// Every open question, each with its classes and two answers.
#[component]
pub fn StoppedRemovalsSection(
    /// The open ones.
    questions: Vec<StoppedRemovals>,
    /// How one is answered.
    decide: ServerAction<DecideRemovals>,
) -> impl IntoView {
    view! {
        <FormTrouble errors=FormErrors::of(decide)/>
        {questions
            .into_iter()
            .map(|question| view! { <Question question decide/> })
            .collect_view()}
    }
}

#[component]
fn Question(question: StoppedRemovals, decide: ServerAction<DecideRemovals>) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let StoppedRemovals {
        id,
        person,
        held,
        at,
        classes,
    } = question;
    let keep = id.clone();
    view! {
        <Note kind=NoteKind::Need>
            {(a.stopped_removals)(held, &person)} " " <span class="hint">{at}</span>
            <details class="disclosure">
                <summary><Icon name=IconName::ChevronRight/>{a.look_at_them}</summary>
                <ul>{classes.into_iter().map(|class| view! { <li>{class}</li> }).collect_view()}</ul>
            </details>
            <div class="note-actions">
                <ActionForm action=decide>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="allow" value="true"/>
                    <Button label=a.allow busy=decide.pending()/>
                </ActionForm>
                <ActionForm action=decide>
                    <input type="hidden" name="id" value=keep/>
                    <Button label=a.keep_the_events busy=decide.pending()/>
                </ActionForm>
            </div>
        </Note>
    }
}
