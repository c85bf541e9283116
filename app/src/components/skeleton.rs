//! Placeholders of the exact height while a part loads; shown after 300 ms, without shimmer.

use leptos::prelude::*;

use crate::text::use_texts;

/// What is loading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SkeletonKind {
    /// A panel with a badge, a headline and lines.
    #[default]
    Panel,
    /// Rows of a table or list.
    Rows,
    /// A few lines of text.
    Lines,
    /// The week grid.
    Grid,
}

/// Sunken shapes; says "Loading" once to assistive technology.
#[component]
pub fn Skeleton(
    /// What is loading.
    #[prop(optional)]
    kind: SkeletonKind,
    /// How many rows or lines.
    #[prop(default = 3)]
    rows: usize,
) -> impl IntoView {
    let t = use_texts();
    let class = match kind {
        SkeletonKind::Panel => "skeleton is-panel",
        SkeletonKind::Rows => "skeleton is-rows",
        SkeletonKind::Lines => "skeleton is-lines",
        SkeletonKind::Grid => "skeleton is-grid",
    };
    view! {
        <div class=class aria-busy="true">
            <span class="visually-hidden" role="status">{t.widgets.loading}</span>
            {(0..rows).map(|_| view! { <span class="skeleton-line" aria-hidden="true"></span> }).collect_view()}
        </div>
    }
    .into_any()
}
