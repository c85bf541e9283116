//! Buttons and links that look like buttons. They run nothing by themselves: a form or a callback does.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// How loud a button is. One `Primary` per view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ButtonKind {
    /// Filled.
    Primary,
    /// Outlined.
    #[default]
    Secondary,
    /// Text in brand colour.
    Quiet,
    /// Text in red, for what opens a dialog; ends in "…".
    QuietDanger,
    /// Filled red; only inside dialogs.
    Danger,
    /// Marigold; only Undo.
    Mark,
}

impl ButtonKind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button is-primary",
            Self::Secondary => "button is-secondary",
            Self::Quiet => "button is-quiet",
            Self::QuietDanger => "button is-quiet-danger",
            Self::Danger => "button is-danger",
            Self::Mark => "button is-mark",
        }
    }
}

/// A `<button>`; submits its form unless it has `on_click` or `form_less`.
///
/// While `busy`, a spinner and `busy_label` replace the words, the width stays, and further presses
/// do nothing.
#[component]
pub fn Button(
    /// The words: verb first, sentence case.
    #[prop(into)]
    label: String,
    /// How loud.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// 36 px instead of 44, for table rows.
    #[prop(optional)]
    small: bool,
    /// As wide as its container.
    #[prop(optional)]
    wide: bool,
    /// Work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Present participle shown while busy.
    #[prop(optional, into)]
    busy_label: Signal<Option<String>>,
    /// `name` sent with the form when this button submits it.
    #[prop(optional, into)]
    name: Signal<Option<String>>,
    /// `value` sent with `name`.
    #[prop(optional, into)]
    value: Signal<Option<String>>,
    /// The id of the form it submits, when it stands outside of it.
    #[prop(optional, into)]
    form: Signal<Option<String>>,
    /// Another address for the form, as `formaction`.
    #[prop(optional, into)]
    formaction: Signal<Option<String>>,
    /// Names the object when the words alone do not ("Put back Orientation").
    #[prop(optional, into)]
    aria_label: Signal<Option<String>>,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// Makes it `type=button` and runs this.
    #[prop(optional, into)]
    on_click: Option<Callback<MouseEvent>>,
) -> impl IntoView {
    let kind_class = kind.class();
    let submits = on_click.is_none();
    let words = label.clone();
    let busy_words = move || busy_label.get().unwrap_or_else(|| words.clone());
    view! {
        <button
            type=if submits { "submit" } else { "button" }
            class=format!("{kind_class} {class}")
            class:is-small=small
            class:is-wide=wide
            class:is-busy=move || busy.get()
            aria-disabled=move || busy.get().then_some("true")
            aria-label=move || aria_label.get()
            name=move || name.get()
            value=move || value.get()
            form=move || form.get()
            formaction=move || formaction.get()
            on:click=move |event| {
                if busy.get_untracked() {
                    event.prevent_default();
                } else if let Some(run) = on_click {
                    run.run(event);
                }
            }
        >
            <span class="button-face">
                {icon.map(|name| view! { <Icon name/> })}
                <span>{label}</span>
            </span>
            <span class="button-busy" aria-live="polite">
                {move || busy.get().then(|| view! {
                    <span class="spinner" aria-hidden="true"></span>
                    <span>{busy_words()}</span>
                })}
            </span>
        </button>
    }
    .into_any()
}

/// An `<a>` that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// The words.
    #[prop(into)]
    label: String,
    /// How loud.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// Leads to another site: opens there, with the mark for it.
    #[prop(optional)]
    external: bool,
    /// Served by the server, not by the client-side router (files, provider pages).
    #[prop(optional)]
    full_load: bool,
    /// 36 px instead of 44.
    #[prop(optional)]
    small: bool,
    /// As wide as its container.
    #[prop(optional)]
    wide: bool,
    /// Names the object when the words alone do not.
    #[prop(optional, into)]
    aria_label: Signal<Option<String>>,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <a
            href=href
            class=format!("{} {class}", kind.class())
            class:is-small=small
            class:is-wide=wide
            rel=(external || full_load).then_some("external noopener")
            aria-label=move || aria_label.get()
        >
            <span class="button-face">
                {icon.map(|name| view! { <Icon name/> })}
                <span>{label}</span>
                {external.then(|| view! { <Icon name=IconName::External/> })}
            </span>
        </a>
    }
    .into_any()
}
