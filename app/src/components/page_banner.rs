//! Lines under the header: a calendar that needs its person, and the demo mode.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::text::use_texts;

/// The amber line on every page while a connection needs its person; not an alert.
#[component]
pub fn PageBanner(
    /// The landmark's name: "Calendar".
    #[prop(into)]
    label: String,
    /// "Google Calendar needs reconnecting."
    #[prop(into)]
    title: String,
    /// "3 changes are waiting; nothing is lost."
    #[prop(into)]
    text: String,
    /// The button link.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="page-banner" aria-label=label>
            <div class="page-banner-inner">
                <Icon name=IconName::Alert/>
                <p><strong>{title}</strong> " " {text}</p>
                {children()}
            </div>
        </section>
    }
    .into_any()
}

/// The small strip of the demo mode.
#[component]
pub fn DemoBanner() -> impl IntoView {
    let t = use_texts();
    view! {
        <aside class="demo-banner" aria-label=t.shell.demo_mode>
            <strong>{t.shell.demo_mode}</strong>
            <span>{t.shell.demo_sentence}</span>
            " "
            <a href="/demo/mail">{t.audit.demo_mail}</a>
        </aside>
    }
    .into_any()
}
