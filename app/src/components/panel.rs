//! Panels, their parts, and rows of facts.

use leptos::prelude::*;

/// A box on the canvas with a hairline. Put [`PanelPart`]s inside for hairlines between.
#[component]
pub fn Panel(
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// The parts.
    children: Children,
) -> impl IntoView {
    view! { <div class=format!("panel {class}")>{children()}</div> }.into_any()
}

/// A part of a panel; a hairline stands between two parts.
#[component]
pub fn PanelPart(
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! { <div class=format!("panel-part {class}")>{children()}</div> }.into_any()
}

/// Two ends of a line: a section title at the left, a link or a button at the right.
#[component]
pub fn SectionHead(
    /// The title, an `h2`.
    #[prop(into)]
    title: String,
    /// One sentence under it.
    #[prop(optional, into)]
    lead: Signal<Option<String>>,
    /// What stands at the right.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="section-head">
            <div>
                <h2 class="section-title">{title}</h2>
                {move || lead.get().map(|lead| view! { <p class="section-lead">{lead}</p> })}
            </div>
            {children.map(|children| view! { <div class="section-head-aside">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// Facts side by side: small name above its value.
#[component]
pub fn FactsRow(
    /// [`FactItem`]s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts-row">{children()}</dl> }.into_any()
}

/// One fact of a [`FactsRow`].
#[component]
pub fn FactItem(
    /// Its name.
    #[prop(into)]
    name: String,
    /// Its value, with a link if it can be changed.
    children: Children,
) -> impl IntoView {
    view! { <div class="fact"><dt>{name}</dt><dd>{children()}</dd></div> }.into_any()
}
