//! A question before something is destroyed. With script it is a native modal dialog; without, the
//! opener is a link to a page of its own that shows the same content in a [`DialogPage`].

use leptos::prelude::*;

/// A native `<dialog>`: opens on its title, closes with Esc and the safe button, returns the focus.
#[component]
pub fn Dialog(
    /// Unique on the page; names title and text.
    #[prop(into)]
    id: String,
    /// A question with the object's name.
    #[prop(into)]
    title: String,
    /// What happens, in one or two sentences.
    #[prop(into)]
    text: String,
    /// Whether it is open. Set it to `false` to close.
    open: RwSignal<bool>,
    /// The form: fields, then a `div.dialog-actions` with the safe button first.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let title_ref = NodeRef::<leptos::html::H2>::new();
    Effect::new(move |_| {
        let (Some(dialog), open) = (dialog.get(), open.get()) else {
            return;
        };
        if open && !dialog.open() {
            // A dialog that is already open stays as it is.
            drop(dialog.show_modal());
            if let Some(title) = title_ref.get() {
                drop(title.focus());
            }
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let title_id = format!("{id}-title");
    let text_id = format!("{id}-text");
    let (labelled_by, described_by) = (title_id.clone(), text_id.clone());
    view! {
        <dialog
            class="dialog"
            id=id
            node_ref=dialog
            aria-labelledby=labelled_by
            aria-describedby=described_by
            on:close=move |_| open.set(false)
        >
            <h2 class="dialog-title" id=title_id tabindex="-1" node_ref=title_ref>{title}</h2>
            <p class="dialog-text" id=text_id>{text}</p>
            {children()}
        </dialog>
    }
    .into_any()
}

/// The same content as a page of its own, for readers without script.
#[component]
pub fn DialogPage(
    /// A question with the object's name; the page's `h1`.
    #[prop(into)]
    title: String,
    /// What happens.
    #[prop(into)]
    text: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="dialog is-page">
            <h1 class="dialog-title" tabindex="-1">{title}</h1>
            <p class="dialog-text">{text}</p>
            {children()}
        </div>
    }
    .into_any()
}

/// The opener: a link to the dialog's own page that opens the dialog when script runs.
#[component]
pub fn DialogLink(
    /// The page with the same question.
    #[prop(into)]
    href: String,
    /// The words; end in "…" when it destroys.
    #[prop(into)]
    label: String,
    /// Set to `true` when chosen.
    open: RwSignal<bool>,
    /// How loud.
    #[prop(default = super::button::ButtonKind::QuietDanger)]
    kind: super::button::ButtonKind,
    /// 36 px instead of 44.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    view! {
        <a
            href=href
            class=kind.class()
            class:is-small=small
            aria-haspopup="dialog"
            on:click=move |event| {
                if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                    event.prevent_default();
                    event.stop_propagation();
                    open.set(true);
                }
            }
        >
            <span class="button-face"><span>{label}</span></span>
        </a>
    }
    .into_any()
}
