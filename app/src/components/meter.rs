//! How full something is. The number always stands beside it in words.

use leptos::prelude::*;

/// A thin bar; `label` is read instead of it.
#[component]
pub fn Meter(
    /// How much is taken.
    #[prop(into)]
    value: Signal<i64>,
    /// How much there is.
    #[prop(into)]
    max: Signal<i64>,
    /// "6 of 10 places taken".
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <progress
            class="meter"
            value=move || value.get().to_string()
            max=move || max.get().max(1).to_string()
            aria-label=move || label.get()
        ></progress>
    }
    .into_any()
}
