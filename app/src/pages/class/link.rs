//! The address inside a calendar event: leads a signed-in person to the class it stands for.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;

use crate::api::classes::get_class_by_link;
use crate::components::page_head::PageHead;
use crate::pages::trouble::Trouble;
use crate::text::use_texts;

/// `/c/…`
#[component]
pub fn ClassLink() -> impl IntoView {
    let t = use_texts();
    let params = use_params_map();
    let class = Resource::new(
        move || params.read().get("token").unwrap_or_default(),
        get_class_by_link,
    );
    view! {
        <Title text=t.classes.class/>
        <Transition>
            {move || Suspend::new(async move {
                match class.await {
                    Ok(id) => view! { <Redirect path=format!("/classes/{id}")/> }.into_any(),
                    Err(error) => view! {
                        <PageHead title=t.classes.class/>
                        <div class="page"><Trouble error/></div>
                    }.into_any(),
                }
            })}
        </Transition>
    }
}
