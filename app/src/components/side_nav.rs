//! The side navigation of Admin; on phones its entries are in the header's menu instead.

use leptos::prelude::*;

use super::header::{NavEntry, nav_link};

/// A column of links with a small heading.
#[component]
pub fn SideNav(
    /// The name of the landmark and its heading: "Admin".
    #[prop(into)]
    label: String,
    /// Only what the role allows.
    #[prop(into)]
    entries: Signal<Vec<NavEntry>>,
    /// The path shown now.
    #[prop(into)]
    path: Signal<String>,
) -> impl IntoView {
    let heading = label.clone();
    view! {
        <nav class="side-nav" aria-label=label>
            <p class="menu-heading" aria-hidden="true">{heading}</p>
            <ul>
                {move || entries.get().into_iter().map(|entry| nav_link(entry, path, "side-link")).collect_view()}
            </ul>
        </nav>
    }
    .into_any()
}
