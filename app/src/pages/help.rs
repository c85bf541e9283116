//! How the calendar works, on one page: what a person may ask before they ask somebody.

use leptos::prelude::*;
use leptos_meta::Title;

use super::frame::use_viewer;
use crate::components::page_head::PageHead;
use crate::text::use_texts;

/// The page at `/help`.
#[component]
pub fn HelpScreen() -> impl IntoView {
    let t = use_texts();
    let s = &t.shell;
    let viewer = use_viewer();
    let parts = [
        (s.help_connect, s.help_connect_text),
        (s.help_appear, s.help_appear_text),
        (s.help_one_way, s.help_one_way_text),
        (s.help_wrong, s.help_wrong_text),
        (s.help_absent, s.help_absent_text),
    ];
    view! {
        <Title text=s.help/>
        <PageHead title=s.help/>
        <div class="page stack is-loose">
            <Transition>
                {move || Suspend::new(async move {
                    viewer.await.ok().flatten().map(|viewer| view! {
                        <p class="lead">{(s.help_lead)(&viewer.product)}</p>
                    })
                })}
            </Transition>
            {parts.into_iter().map(|(title, text)| view! {
                <section>
                    <h2 class="subsection-title">{title}</h2>
                    <p>{text}</p>
                </section>
            }).collect_view()}
            <p><a href="/privacy">{s.privacy}</a></p>
        </div>
    }
}
