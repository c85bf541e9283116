//! Tabs: each one is an address and a link, so they work without script.

use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its address.
    pub href: String,
    /// Its words, in sentence case; the style makes them upper case.
    pub label: String,
    /// It is the one shown.
    pub current: bool,
}

impl Tab {
    /// A tab; `current` when it is the page shown.
    pub fn new(href: impl Into<String>, label: impl Into<String>, current: bool) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
            current,
        }
    }
}

/// A row of tabs.
#[component]
pub fn Tabs(
    /// What the tabs belong to: "Profile", "Class".
    #[prop(into)]
    label: String,
    /// The tabs in order.
    tabs: Vec<Tab>,
) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {tabs.into_iter().map(|tab| view! {
                <a class="tab" href=tab.href aria-current=tab.current.then_some("page")>{tab.label}</a>
            }).collect_view()}
        </nav>
    }
    .into_any()
}

/// A small switch between two views of the same thing, such as Agenda and Week.
#[component]
pub fn ViewSwitch(
    /// What it switches.
    #[prop(into)]
    label: String,
    /// The views in order.
    tabs: Vec<Tab>,
) -> impl IntoView {
    view! {
        <nav class="view-switch" aria-label=label>
            {tabs.into_iter().map(|tab| view! {
                <a href=tab.href aria-current=tab.current.then_some("page")>{tab.label}</a>
            }).collect_view()}
        </nav>
    }
    .into_any()
}
