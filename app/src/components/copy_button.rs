//! Copies a text to the clipboard and says so. Only with script: without it the text itself stands
//! there to be selected.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::text::use_texts;

/// A button with words: "Copy link for IT".
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// The words.
    #[prop(into)]
    label: String,
    /// 36 px instead of 44.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let t = use_texts();
    let copied = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="button is-secondary needs-script"
            class:is-small=small
            on:click=move |_| copy(&text, copied)
        >
            <span class="button-face">
                <Icon name=IconName::Copy/>
                <span aria-live="polite">
                    {move || if copied.get() { t.it.copied.to_owned() } else { label.clone() }}
                </span>
            </span>
        </button>
    }
    .into_any()
}

/// A small one beside a value; its name says what it copies.
#[component]
pub fn CopyIcon(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// "Copy Application (client) ID".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let t = use_texts();
    let copied = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="copy-button needs-script"
            aria-label=label
            on:click=move |_| copy(&text, copied)
        >
            {move || if copied.get() {
                view! { <Icon name=IconName::Check/> }.into_any()
            } else {
                view! { <Icon name=IconName::Copy/> }.into_any()
            }}
        </button>
        <span class="visually-hidden" role="status">{move || copied.get().then_some(t.it.copied)}</span>
    }
    .into_any()
}

fn copy(text: &str, copied: RwSignal<bool>) {
    // Whether the browser let us is not asked: where it does not, the text can be selected.
    let _ = window().navigator().clipboard().write_text(text);
    copied.set(true);
    set_timeout(
        move || {
            copied.try_set(false);
        },
        Duration::from_secs(3),
    );
}
