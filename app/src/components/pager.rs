//! From page to page of a list: links, so that it works without script.

use leptos::prelude::*;

use super::button::ButtonLink;
use crate::text::use_texts;

/// Nothing when there is one page only.
#[component]
pub fn Pager(
    /// The one shown, from 1.
    page: i64,
    pages: i64,
    /// Where a page is.
    address: impl Fn(i64) -> String,
) -> impl IntoView {
    let t = use_texts();
    let previous = (page > 1).then(|| address(page - 1));
    let next = (page < pages).then(|| address(page + 1));
    (pages > 1)
        .then(|| {
            view! {
                <nav class="cluster" aria-label=t.widgets.pages>
                    {previous.map(|href| view! { <ButtonLink href label=t.widgets.previous small=true/> })}
                    <span>{(t.widgets.page_of)(page, pages)}</span>
                    {next.map(|href| view! { <ButtonLink href label=t.widgets.next small=true/> })}
                </nav>
            }
        })
        .into_any()
}
