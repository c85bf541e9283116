//! "Exactly what is sent": the event as the calendar receives it. The caller passes what the real
//! builder made; nothing here makes up a field.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::text::use_texts;

/// The card with every field of the event.
#[component]
pub fn SentPreview(
    /// "All that Google Calendar receives".
    #[prop(into)]
    heading: String,
    /// The event's title.
    #[prop(into)]
    title: String,
    /// "Thu, Nov 19 · 9:00 – 10:30 am".
    #[prop(into)]
    when: String,
    /// The further fields as (name, value) in order.
    fields: Vec<(String, String)>,
    /// The private address in the event's text, shown in mono under the first field.
    #[prop(optional, into)]
    address: Signal<Option<String>>,
    /// It is an example, not the viewer's next class.
    #[prop(optional)]
    example: bool,
    /// Inside a panel: without the headline.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let t = use_texts();
    let mut address = address.get();
    view! {
        <div class="sent-preview" class:is-plain=plain>
            <p class="sent-preview-head">
                <Icon name=IconName::EyeOff/>
                <span>{heading}</span>
                {example.then(|| view! { <span class="sent-preview-example">{t.widgets.example}</span> })}
            </p>
            <div class="sent-preview-event">
                <span class="sent-preview-square" aria-hidden="true"></span>
                <p class="sent-preview-title">{title}</p>
                <p class="sent-preview-when">{when}</p>
            </div>
            <dl class="sent-preview-fields">
                {fields.into_iter().map(|(name, value)| {
                    let address = address.take();
                    view! {
                        <dt>{name}</dt>
                        <dd>{value}{address.map(|address| view! { <code>{breakable(&address)}</code> })}</dd>
                    }
                }).collect_view()}
            </dl>
        </div>
    }
    .into_any()
}

/// The address, with a place to break between host and path.
fn breakable(address: &str) -> impl IntoView + use<> {
    let host_end = address.find("://").map_or(0, |at| at + 3);
    let path_at = address[host_end..]
        .find('/')
        .map_or(address.len(), |at| host_end + at);
    let (host, path) = address.split_at(path_at);
    view! { {host.to_owned()} <wbr/> {path.to_owned()} }
}

/// The list of what is never sent.
#[component]
pub fn NeverSent(
    /// "Never sent".
    #[prop(into)]
    title: String,
    /// "Any person’s name", "Case numbers", …
    items: Vec<String>,
) -> impl IntoView {
    view! {
        <div class="never-sent">
            <h3 class="never-sent-title">{title}</h3>
            <ul>
                {items.into_iter().map(|item| view! { <li><Icon name=IconName::X/>{item}</li> }).collect_view()}
            </ul>
        </div>
    }
    .into_any()
}
