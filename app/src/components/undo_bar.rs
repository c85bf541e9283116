//! What can still be taken back, and short confirmations. The bar never counts by itself: the page
//! passes what is left, so it survives a reload and works without script.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::text::use_texts;

/// The bar at the bottom: what was done, until when, Undo, hide.
#[component]
pub fn UndoBar(
    /// What was done: "Case 1057 removed from the roster".
    #[prop(into)]
    title: Signal<String>,
    /// What it means; announced once.
    #[prop(into)]
    text: Signal<String>,
    /// The running countdown, "in 9 min 41 s."; shown, not announced.
    #[prop(optional, into)]
    countdown: Signal<Option<String>>,
    /// How much of the time is left, 0 to 100.
    #[prop(optional, into)]
    left: Signal<i64>,
    /// Runs when the bar is hidden; the page keeps its own Undo.
    #[prop(optional, into)]
    on_hide: Option<Callback<()>>,
    /// The form with the Undo button: `Button kind=ButtonKind::Mark icon=IconName::Undo`.
    children: Children,
) -> impl IntoView {
    let t = use_texts();
    let hidden = RwSignal::new(false);
    view! {
        <section class="undo-bar" aria-label=t.widgets.undo hidden=move || hidden.get()>
            <progress class="undo-time" aria-hidden="true" max="100" value=move || left.get().to_string()></progress>
            <div class="undo-words" role="status">
                <p class="undo-title">{move || title.get()}</p>
                <p class="undo-text">
                    {move || text.get()}
                    {move || countdown.get().map(|countdown| view! { <span aria-hidden="true">" "{countdown}</span> })}
                </p>
            </div>
            <div class="undo-actions">
                {children()}
                <button
                    type="button"
                    class="bar-button needs-script"
                    aria-label=t.widgets.hide_bar
                    on:click=move |_| {
                        hidden.set(true);
                        if let Some(hide) = on_hide {
                            hide.run(());
                        }
                    }
                >
                    <Icon name=IconName::X/>
                </button>
            </div>
        </section>
    }
    .into_any()
}

/// A small bar for what is already visible on the page; goes away by itself after six seconds (CSS).
#[component]
pub fn Toast(
    /// "Reminder saved: 10 minutes before"; nothing while empty.
    #[prop(into)]
    text: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class="toast-region" role="status">
            {move || text.get().map(|text| view! {
                <p class="toast"><Icon name=IconName::Check/><span>{text}</span></p>
            })}
        </div>
    }
    .into_any()
}

/// The bar over the bottom of a form while something is not saved.
#[component]
pub fn SaveBar(
    /// "1 change not saved".
    #[prop(into)]
    text: Signal<String>,
    /// What saving would do; only on phones, where the preview is out of sight.
    #[prop(optional, into)]
    detail: Signal<Option<String>>,
    /// The buttons: Discard, then Save.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="save-bar">
            <div class="save-bar-inner">
                <Icon name=IconName::Pencil/>
                <div class="save-words">
                    <p class="save-title">{move || text.get()}</p>
                    {move || detail.get().map(|detail| view! { <p class="save-detail">{detail}</p> })}
                </div>
                <div class="save-actions">{children()}</div>
            </div>
        </div>
    }
    .into_any()
}
