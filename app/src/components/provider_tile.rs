//! Providers as plain letter tiles: no logos, no brand colours.

use leptos::prelude::*;

/// A letter in a square: G or M.
#[component]
pub fn ProviderTile(
    /// The letter.
    #[prop(into)]
    letter: String,
) -> impl IntoView {
    view! { <span class="provider-tile" aria-hidden="true">{letter}</span> }.into_any()
}

/// A tile, a name with a line under it, anything below, and a button at the right.
#[component]
pub fn ProviderRow(
    /// The letter of the tile.
    #[prop(into)]
    letter: String,
    /// "Google Calendar"; an `h3`.
    #[prop(into)]
    name: String,
    /// A badge beside the name.
    #[prop(optional, into)]
    badge: ViewFn,
    /// "Google Workspace or a personal Google account".
    #[prop(optional, into)]
    detail: Signal<Option<String>>,
    /// Hints under it.
    #[prop(optional)]
    children: Option<Children>,
    /// The buttons.
    #[prop(optional, into)]
    actions: ViewFn,
) -> impl IntoView {
    view! {
        <div class="provider-row">
            <ProviderTile letter/>
            <div class="provider-words">
                <div class="provider-head"><h3 class="provider-name">{name}</h3>{badge.run()}</div>
                {move || detail.get().map(|detail| view! { <p class="provider-detail">{detail}</p> })}
                {children.map(|children| children())}
            </div>
            <div class="provider-actions">{actions.run()}</div>
        </div>
    }
    .into_any()
}
