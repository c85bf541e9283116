//! *Switch calendar*: what happens, in three steps, before the person leaves for the provider. As a
//! dialog's content, and as a page of its own for readers without script.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;

use super::connect::StartButton;
use crate::api::calendar::{CalendarPanel, ConnectionView, get_calendar_panel};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::dialog::DialogPage;
use crate::components::skeleton::Skeleton;
use crate::components::trail::{Trail, TrailItem, TrailMark};
use crate::pages::trouble::Trouble;
use crate::text::use_texts;

/// The steps and the two buttons. Only providers that can be connected here are offered.
#[component]
pub fn SwitchForm(
    panel: CalendarPanel,
    connection: ConnectionView,
    /// Closes the dialog; without it *Stay* leads back to the tab.
    #[prop(optional, into)]
    on_stay: Option<Callback<()>>,
) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let calendar = connection.provider.calendar_name();
    let stay = (p.stay_with)(calendar);
    view! {
        <div class="dialog-steps">
            <Trail>
                <TrailItem mark=TrailMark::Current(1) title=p.switch_step_connect/>
                <TrailItem mark=TrailMark::Ahead(2) title=(p.switch_step_add)(panel.upcoming)/>
                <TrailItem mark=TrailMark::Ahead(3) title=(p.switch_step_leave)(calendar)/>
            </Trail>
        </div>
        <div class="dialog-actions">
            {match on_stay {
                Some(on_stay) => view! {
                    <Button label=stay on_click=Callback::new(move |_| on_stay.run(()))/>
                }
                .into_any(),
                None => view! { <ButtonLink href="/profile/external" label=stay/> }.into_any(),
            }}
            {panel.providers.into_iter().filter(|option| option.available).map(|option| view! {
                <StartButton
                    provider=option.provider
                    label=(p.continue_to)(option.provider.maker())
                    kind=ButtonKind::Primary
                />
            }).collect_view()}
        </div>
    }
}

/// The page at `/profile/external/switch`.
#[component]
pub fn SwitchScreen() -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let panel = Resource::new_blocking(|| (), |()| get_calendar_panel());
    view! {
        <Title text=p.switch_calendar/>
        <div class="page">
            <Suspense fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match panel.await {
                        Ok(panel) => match panel.connection.clone() {
                            Some(connection) if panel.may_connect => view! {
                                <DialogPage title=p.switch_same_title text=p.switch_text>
                                    <SwitchForm panel connection/>
                                </DialogPage>
                            }
                            .into_any(),
                            // Nothing to switch from.
                            _ => view! { <Redirect path="/profile/external"/> }.into_any(),
                        },
                        Err(error) => view! { <Trouble error/> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}
