//! A note: soft fill, icon, one or two sentences.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// What a note is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// Something to know; blue.
    #[default]
    Info,
    /// It went well; green.
    Ok,
    /// A person must act; amber.
    Need,
    /// At risk; red.
    Stop,
    /// An aside; grey with a lock.
    Quiet,
}

impl NoteKind {
    const fn look(self) -> (&'static str, IconName) {
        match self {
            Self::Info => ("note is-move", IconName::Info),
            Self::Ok => ("note is-ok", IconName::Check),
            Self::Need => ("note is-need", IconName::Alert),
            Self::Stop => ("note is-stop", IconName::Alert),
            Self::Quiet => ("note is-quiet", IconName::Lock),
        }
    }
}

/// One or two sentences that stand out.
#[component]
pub fn Note(
    /// What it is about.
    #[prop(optional)]
    kind: NoteKind,
    /// Bold words before the sentence.
    #[prop(optional, into)]
    title: Signal<Option<String>>,
    /// Another icon than the kind's own.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// It appears after an action: announced, and focusable.
    #[prop(optional)]
    after_action: bool,
    /// The sentences.
    children: Children,
    /// Buttons under the sentences.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
) -> impl IntoView {
    let (class, own_icon) = kind.look();
    view! {
        <div class=class role=after_action.then_some("status") tabindex=after_action.then_some("-1")>
            <Icon name=icon.unwrap_or(own_icon)/>
            <div class="note-words">
                <div class="note-text">
                    {move || title.get().map(|title| view! { <strong>{title}</strong> " " })}
                    {children()}
                </div>
                {actions.map(|actions| view! { <div class="note-actions">{actions.run()}</div> })}
            </div>
        </div>
    }
    .into_any()
}
