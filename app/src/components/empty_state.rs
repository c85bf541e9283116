//! What stands where a list has nothing: one sentence teaches, one button acts.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// A dashed frame with an icon, a heading one level below the section, a sentence and a button.
#[component]
pub fn EmptyState(
    /// The icon.
    icon: IconName,
    /// What is not there yet.
    #[prop(into)]
    title: String,
    /// What to do about it.
    #[prop(into)]
    text: String,
    /// The one button, if there is anything to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <Icon name=icon class="is-large"/>
            <h3 class="empty-state-title">{title}</h3>
            <p>{text}</p>
            {children.map(|children| view! { <div class="empty-state-action">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// A part that did not load: the sentence and a way to try again; the rest of the page stays.
#[component]
pub fn LoadFailed(
    /// Another sentence than "This did not load."
    #[prop(optional, into)]
    text: Option<String>,
    /// Where "Try again" leads without script; the same page by default.
    #[prop(default = String::new(), into)]
    href: String,
    /// Runs with script instead of the link.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let t = crate::text::use_texts();
    view! {
        <div class="load-failed" role="status">
            <Icon name=IconName::Alert/>
            <p>{text.unwrap_or_else(|| t.widgets.did_not_load.to_owned())}</p>
            <a
                class="button is-secondary is-small"
                href=href
                rel="external"
                on:click=move |event| {
                    if let Some(retry) = on_retry {
                        event.prevent_default();
                        retry.run(());
                    }
                }
            >
                {t.widgets.try_again}
            </a>
        </div>
    }
    .into_any()
}
