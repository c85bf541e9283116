//! Nothing here, or not for this viewer: the page for an address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use super::frame::FrameHead;
use crate::components::button::{ButtonKind, ButtonLink};
use crate::components::page_head::PageHead;
use crate::shell::set_status;
use crate::text::use_texts;

/// The page; the server answers 404 with it.
#[component]
pub fn NotFound() -> impl IntoView {
    let t = use_texts();
    set_status(404);
    view! {
        <Title text=t.shell.page_missing/>
        <FrameHead/>
        <main id="content" tabindex="-1">
            <PageHead title=t.shell.page_missing/>
            <div class="page stack">
                <p>{t.errors.nothing_here}</p>
                <p><ButtonLink href="/" label=t.shell.back_to_start kind=ButtonKind::Secondary/></p>
            </div>
        </main>
    }
}
