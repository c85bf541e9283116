//! *Disconnect…*: the question, as a dialog's content and as a page of its own for readers without
//! script.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;

use crate::api::calendar::{
    CalendarPanel, ConnectionView, DisconnectCalendar, ShownState, get_calendar_panel,
};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::choice::Checkbox;
use crate::components::dialog::DialogPage;
use crate::components::skeleton::Skeleton;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

/// Whether nothing can be removed any more: the grant is dead.
fn cannot_remove(panel: &CalendarPanel) -> bool {
    panel.shown == ShownState::NeedsReconnect
}

/// What happens, in one or two sentences.
#[must_use]
pub fn disconnect_text(t: &Texts, panel: &CalendarPanel, connection: &ConnectionView) -> String {
    let p = &t.profile;
    let mut text = (p.disconnect_text)(&connection.account);
    if connection.provider == domain::provider::Provider::Microsoft {
        text = format!("{text} {}", (p.microsoft_keeps)(&panel.product));
    }
    text
}

/// The form: what becomes of the classes that are there, and the two buttons.
#[component]
pub fn DisconnectForm(
    panel: CalendarPanel,
    connection: ConnectionView,
    disconnect: ServerAction<DisconnectCalendar>,
    /// Closes the dialog; without it *Stay connected* leads back to the tab.
    #[prop(optional, into)]
    on_stay: Option<Callback<()>>,
) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let errors = FormErrors::of(disconnect);
    let there = panel.sent;
    let name = connection.provider.calendar_name();
    view! {
        <ActionForm action=disconnect>
            <FormTrouble errors/>
            {if cannot_remove(&panel) {
                (there > 0).then(|| view! { <p>{(p.cannot_reach)(there)}</p> }).into_any()
            } else {
                view! {
                    <Checkbox
                        name="remove"
                        id="disconnect-remove".to_owned()
                        label=(p.remove_mine)(panel.upcoming)
                        hint=Some(p.remove_hint.to_owned())
                        checked=true
                    />
                }
                .into_any()
            }}
            <div class="dialog-actions">
                {match on_stay {
                    Some(on_stay) => view! {
                        <Button label=p.stay_connected on_click=Callback::new(move |_| on_stay.run(()))/>
                    }
                    .into_any(),
                    None => view! { <ButtonLink href="/profile/external" label=p.stay_connected/> }.into_any(),
                }}
                <Button
                    label=p.disconnect_now
                    kind=ButtonKind::Danger
                    aria_label=Some(format!("{} {name}", p.disconnect_now))
                    busy=disconnect.pending()
                    busy_label=Some(p.disconnecting.to_owned())
                />
            </div>
        </ActionForm>
    }
}

/// The page at `/profile/external/disconnect`.
#[component]
pub fn DisconnectScreen() -> impl IntoView {
    let t = use_texts();
    let disconnect = ServerAction::<DisconnectCalendar>::new();
    let panel =
        Resource::new_blocking(move || disconnect.version().get(), |_| get_calendar_panel());
    view! {
        <Title text=t.profile.disconnect_now/>
        <div class="page">
            <Suspense fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match panel.await {
                        Ok(panel) => match panel.connection.clone() {
                            Some(connection) if panel.shown != ShownState::Leaving => {
                                let title = (t.profile.disconnect_title)(connection.provider.calendar_name());
                                let text = disconnect_text(t, &panel, &connection);
                                view! {
                                    <DialogPage title text>
                                        <DisconnectForm panel connection disconnect/>
                                    </DialogPage>
                                }
                                .into_any()
                            }
                            // Nothing to disconnect (any more): the tab says how things are.
                            _ => view! { <Redirect path="/profile/external"/> }.into_any(),
                        },
                        Err(error) => view! { <Trouble error/> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}
