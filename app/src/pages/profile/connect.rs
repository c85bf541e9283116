//! Not connected yet: what may be connected, and the form that leads to the provider.
//!
//! The form is a plain one and not a server function: its answer is a page that leads to the
//! provider, so the browser has to load it.

use domain::provider::Provider;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::approval::AskIt;
use crate::api::calendar::{CalendarPanel, ProviderOption};
use crate::components::button::{Button, ButtonKind};
use crate::components::choice::Checkbox;
use crate::components::icon::{Icon, IconName};
use crate::components::panel::PanelPart;
use crate::components::provider_tile::ProviderRow;
use crate::text::{Texts, use_texts};

/// Where connecting begins.
#[must_use]
pub fn start_address(provider: Provider) -> String {
    format!("/oauth/{}/start", provider.as_str())
}

/// "Also add my 12 upcoming classes", asked before anybody leaves for the provider.
#[component]
pub fn AlsoAdd(upcoming: i64) -> impl IntoView {
    let t = use_texts();
    view! {
        <Checkbox
            name="backfill"
            value="on"
            label=(t.profile.also_add)(upcoming)
            hint=Some(t.profile.also_add_hint.to_owned())
            checked=true
        />
    }
}

/// One row per provider, each with its own button; inside the form of the panel.
#[component]
pub fn ProviderRows(panel: CalendarPanel) -> impl IntoView {
    let t = use_texts();
    let only = match panel.providers.as_slice() {
        [only] => Some((t.profile.only_provider)(only.provider.calendar_name())),
        _ => None,
    };
    view! {
        {only.map(|only| view! { <PanelPart><p>{only}</p></PanelPart> })}
        {panel.providers.into_iter().map(|option| {
            let waiting = panel.it.iter().any(|request| request.provider == option.provider);
            view! { <Row option waiting/> }
        }).collect_view()}
    }
}

#[component]
fn Row(option: ProviderOption, waiting: bool) -> impl IntoView {
    let t = use_texts();
    let provider = option.provider;
    let name = provider.calendar_name();
    view! {
        <ProviderRow
            letter=&provider.maker()[..1]
            name
            detail=Some(detail(t, provider).to_owned())
            actions=move || option.available.then(|| view! {
                <Button
                    label=(t.profile.connect)(name)
                    kind=ButtonKind::Primary
                    formaction=Some(start_address(provider))
                />
            })
        >
            {if option.available {
                view! {
                    <Hint provider/>
                    {(!waiting).then(|| view! { <MustApprove provider/> })}
                }
                .into_any()
            } else {
                view! { <p class="hint-line"><Icon name=IconName::Info/><span>{(t.profile.not_offered_yet)(name)}</span></p> }.into_any()
            }}
        </ProviderRow>
    }
}

/// The person's own word for it: Google never tells us, and Microsoft not always. Inside the form of
/// the panel, so it sends that form elsewhere.
#[component]
pub fn MustApprove(provider: Provider) -> impl IntoView {
    let t = use_texts();
    view! {
        <Button
            label=t.profile.it_must_approve
            kind=ButtonKind::Quiet
            small=true
            name=Some("provider".to_owned())
            value=Some(provider.as_str().to_owned())
            formaction=Some(AskIt::url().to_owned())
            aria_label=Some(format!("{}: {}", provider.calendar_name(), t.profile.it_must_approve))
        />
    }
}

#[component]
fn Hint(provider: Provider) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let words = match provider {
        Provider::Google => view! {
            <span>{p.google_hint_before}<strong>{p.google_permission}</strong>{p.google_hint_after}</span>
        }
        .into_any(),
        Provider::Microsoft => view! { <span>{p.microsoft_hint}</span> }.into_any(),
    };
    view! { <p class="hint-line"><Icon name=IconName::Info/>{words}</p> }
}

fn detail(t: &Texts, provider: Provider) -> &'static str {
    match provider {
        Provider::Google => t.profile.google_detail,
        Provider::Microsoft => t.profile.microsoft_detail,
    }
}

/// One button that goes to the provider again: reconnect, choose permissions again.
#[component]
pub fn StartButton(
    provider: Provider,
    #[prop(into)] label: String,
    #[prop(optional)] kind: ButtonKind,
) -> impl IntoView {
    view! {
        <form method="post" action=start_address(provider)>
            <input type="hidden" name="backfill" value="on"/>
            <Button label kind/>
        </form>
    }
}
