//! What is kept and what is sent, for everybody, signed in or not. It states what the code does; a
//! change of what leaves the house changes this page too.

use leptos::prelude::*;
use leptos_meta::Title;

use super::sign_in::Aside;
use crate::api::session::get_sign_in_page;
use crate::text::use_texts;

/// The page at `/privacy`.
#[component]
pub fn PrivacyScreen() -> impl IntoView {
    let t = use_texts();
    let s = &t.shell;
    let page = Resource::new_blocking(|| (), |()| get_sign_in_page());
    view! {
        <Title text=s.privacy/>
        <Aside>
            <h1 class="page-title" tabindex="-1">{s.privacy}</h1>
            <Suspense>
                {move || Suspend::new(async move {
                    page.await.ok().map(|page| view! {
                        <p class="lead">{(s.privacy_lead)(&page.organization, &page.product)}</p>
                    })
                })}
            </Suspense>
            <Part title=s.privacy_kept sentences=vec![s.privacy_kept_staff, s.privacy_kept_cases, s.privacy_kept_classes, s.privacy_kept_calendar, s.privacy_kept_long]/>
            <Part title=s.privacy_sent sentences=vec![s.privacy_sent_when, s.privacy_sent_what, s.privacy_sent_place, s.privacy_sent_never, s.privacy_feed]/>
            <Part title=s.privacy_read sentences=vec![s.privacy_read_what, s.privacy_google]/>
            <Part title=s.privacy_end sentences=vec![s.privacy_end_what]/>
            <Part title=s.privacy_cookies sentences=vec![s.privacy_cookies_what]/>
            <p><a href="/">{s.back_to_start}</a></p>
        </Aside>
    }
}

#[component]
fn Part(title: &'static str, sentences: Vec<&'static str>) -> impl IntoView {
    view! {
        <section>
            <h2 class="subsection-title">{title}</h2>
            {sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
        </section>
    }
}
