//! A period, a person and a page: what the lists of Audit and of the ledger are narrowed by. All of
//! it stands in the address.

use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::location::Url;

use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::field::TextInput;
use crate::components::icon::IconName;
use crate::text::use_texts;

/// The address of a list.
#[must_use]
pub fn period_address(
    path: &str,
    from: &str,
    until: &str,
    more: &[(&str, &str)],
    page: i64,
) -> String {
    let mut address = format!(
        "{path}?from={}&until={}",
        Url::escape(from),
        Url::escape(until)
    );
    for (name, value) in more.iter().filter(|(_, value)| !value.is_empty()) {
        address.push_str(&format!("&{name}={}", Url::escape(value)));
    }
    if page > 1 {
        address.push_str(&format!("&page={page}"));
    }
    address
}

/// From, until, person, and whatever else narrows.
#[component]
pub fn PeriodForm(
    /// The list's path.
    action: &'static str,
    #[prop(into)] from: String,
    #[prop(into)] until: String,
    #[prop(into)] q: String,
    /// Further fields.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let t = use_texts();
    let a = &t.audit;
    view! {
        <Form method="GET" action=action attr:role="search">
            <div class="period-form">
                <TextInput name="from" label=a.from kind="date" value=Signal::stored(from)/>
                <TextInput name="until" label=a.until kind="date" value=Signal::stored(until)/>
                <TextInput name="q" label=a.person kind="search" value=Signal::stored(q)/>
                {children.map(|children| children())}
                <Button label=a.show/>
            </div>
        </Form>
    }
    .into_any()
}

/// Under a list: newer, older, the whole period as a file.
#[component]
pub fn Pager(
    previous: Option<String>,
    next: Option<String>,
    #[prop(into)] file: String,
) -> impl IntoView {
    let t = use_texts();
    let a = &t.audit;
    view! {
        <div class="table-foot">
            <nav class="cluster" aria-label=t.widgets.pages>
                {previous.map(|href| view! { <ButtonLink href label=a.newer small=true/> })}
                {next.map(|href| view! { <ButtonLink href label=a.older small=true/> })}
            </nav>
            <ButtonLink href=file label=a.download icon=IconName::Download kind=ButtonKind::Quiet full_load=true small=true/>
        </div>
    }
    .into_any()
}
