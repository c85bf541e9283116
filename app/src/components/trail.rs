//! What happened and what comes, one under the other: delivery history, the way through IT, the
//! impact of a change.

use leptos::prelude::*;

use super::badge::Tone;
use super::icon::{Icon, IconName};

/// What stands at the left of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrailMark {
    /// An icon on a soft round.
    Icon(IconName, Tone),
    /// The number of the step that is on now.
    Current(u8),
    /// The number of a step that is still to come.
    Ahead(u8),
    /// A small open ring: it begins here.
    Ring,
    /// A marigold dot: now.
    Now,
    /// A red dot: something is destroyed here.
    End,
}

/// An ordered list of [`TrailItem`]s joined by a line.
#[component]
pub fn Trail(
    /// The items.
    children: Children,
) -> impl IntoView {
    view! { <ol class="trail">{children()}</ol> }.into_any()
}

/// One step.
#[component]
pub fn TrailItem(
    /// What stands at the left.
    mark: TrailMark,
    /// What happened.
    #[prop(into)]
    title: Signal<String>,
    /// One line under it.
    #[prop(optional, into)]
    detail: Signal<Option<String>>,
    /// When, at the right.
    #[prop(optional, into)]
    when: Signal<Option<String>>,
) -> impl IntoView {
    let (class, mark) = match mark {
        TrailMark::Icon(name, tone) => (
            format!("trail-item {}", tone.class()),
            view! { <Icon name/> }.into_any(),
        ),
        TrailMark::Current(number) => ("trail-item is-current".to_owned(), number.into_any()),
        TrailMark::Ahead(number) => ("trail-item is-ahead".to_owned(), number.into_any()),
        TrailMark::Ring => ("trail-item is-dot is-ring".to_owned(), ().into_any()),
        TrailMark::Now => ("trail-item is-dot is-now".to_owned(), ().into_any()),
        TrailMark::End => ("trail-item is-dot is-end".to_owned(), ().into_any()),
    };
    view! {
        <li class=class>
            <span class="trail-mark" aria-hidden="true">{mark}</span>
            <div class="trail-words">
                <p class="trail-title">{move || title.get()}</p>
                {move || detail.get().map(|detail| view! { <p class="trail-detail">{detail}</p> })}
            </div>
            {move || when.get().map(|when| view! { <p class="trail-when">{when}</p> })}
        </li>
    }
    .into_any()
}

/// A large number with what it counts; two of them stand side by side in [`BigNumbers`].
#[component]
pub fn BigNumber(
    /// The number.
    #[prop(into)]
    value: Signal<i64>,
    /// What it counts.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="big-number">
            <span class="big-number-value">{move || value.get()}</span>
            " "
            <span class="big-number-words">{move || words.get()}</span>
        </div>
    }
    .into_any()
}

/// A row of [`BigNumber`]s with hairlines between.
#[component]
pub fn BigNumbers(
    /// The numbers.
    children: Children,
) -> impl IntoView {
    view! { <div class="big-numbers">{children()}</div> }.into_any()
}
