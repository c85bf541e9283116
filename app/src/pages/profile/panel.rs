//! The connection panel: badge, headline, sentence, line, buttons, facts. Drawn anew only when the
//! state changes; what counts changes in place.

use domain::provider::Provider;
use leptos::prelude::*;

use super::actions::{Actions, CalendarActions, PanelKey};
use super::connect::{AlsoAdd, ProviderRows, start_address};
use super::state::words;
use crate::api::calendar::{CalendarPanel, ConnectionView, ShownState};
use crate::components::badge::Badge;
use crate::components::icon::{Icon, IconName};
use crate::components::one_way_line::OneWayLine;
use crate::components::panel::{FactItem, FactsRow, Panel, PanelPart};
use crate::pages::frame::use_viewer;
use crate::text::use_texts;

/// Badge, headline, sentence, line, buttons, facts.
#[component]
pub fn ConnectionPanel(panel: Memo<CalendarPanel>, actions: CalendarActions) -> impl IntoView {
    let key = Memo::new(move |_| panel.with(PanelKey::of));
    move || {
        // Read, not only tracked: a memo that never ran hears of nothing.
        let _ = key.get();
        let now = panel.get_untracked();
        let start = first_start(&now);
        match now.connection.clone() {
            Some(connection) if now.shown != ShownState::NotConnected => view! {
                <Panel>
                    <PanelPart>
                        <div class="stack is-loose">
                            <StateHead panel/>
                            {connection.other_account.then(|| view! { <OtherAccount account=connection.account.clone()/> })}
                            <Actions panel=now connection actions/>
                        </div>
                    </PanelPart>
                    <PanelPart class="is-tight"><Facts panel/></PanelPart>
                </Panel>
            }
            .into_any(),
            _ if now.may_connect => view! {
                // Not a server function: the answer is a page that leads to the provider.
                <form method="post" action=start>
                    <Panel>
                        <PanelPart>
                            <div class="stack is-loose">
                                <StateHead panel/>
                                <AlsoAdd upcoming=now.upcoming/>
                            </div>
                        </PanelPart>
                        <ProviderRows panel=now/>
                    </Panel>
                </form>
            }
            .into_any(),
            _ => view! { <Panel><PanelPart><StateHead panel/></PanelPart></Panel> }.into_any(),
        }
    }
}

/// Said plainly, in whatever state: the account is not the one of the staff address.
#[component]
fn OtherAccount(account: String) -> impl IntoView {
    let t = use_texts();
    let viewer = use_viewer();
    let staff = Memo::new(move |_| {
        viewer
            .get()
            .and_then(Result::ok)
            .flatten()
            .map(|viewer| viewer.email)
    });
    view! {
        <p class="hint-line">
            <Icon name=IconName::Info/>
            <span>{move || staff.get().map(|staff| (t.profile.other_account)(&account, &staff))}</span>
        </p>
    }
}

/// Where the form goes when Enter is pressed in it: the first provider that can be connected.
fn first_start(panel: &CalendarPanel) -> String {
    let provider = panel
        .providers
        .iter()
        .find(|option| option.available)
        .map_or(Provider::Google, |option| option.provider);
    start_address(provider)
}

#[component]
fn StateHead(panel: Memo<CalendarPanel>) -> impl IntoView {
    let t = use_texts();
    let state = Memo::new(move |_| panel.with(|panel| words(t, panel)));
    view! {
        <div class="state">
            {move || state.with(|state| view! { <Badge tone=state.tone icon=state.icon text=state.badge/> })}
            <h3 class="headline">{move || state.with(|state| state.headline.clone())}</h3>
            <p>{move || state.with(|state| state.sentence.clone())}</p>
        </div>
        {move || {
            let state = state.get();
            panel.with(|panel| {
                let connection = panel.connection.as_ref().filter(|_| panel.shown != ShownState::NotConnected);
                view! {
                    <OneWayLine
                        state=state.line
                        name=state.line_name
                        from=panel.product.clone()
                        from_detail=Some((t.profile.booked_classes)(panel.upcoming))
                        to=connection.map_or(t.profile.your_calendar, |c| c.provider.calendar_name())
                        to_detail=Some(connection.map_or_else(
                            || t.profile.not_connected_yet.to_owned(),
                            |c| c.account.clone(),
                        ))
                        label=state.line_label
                    />
                }
            })
        }}
    }
}

#[component]
fn Facts(panel: Memo<CalendarPanel>) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let connection = Memo::new(move |_| panel.with(|panel| panel.connection.clone()));
    let sent = |connection: &ConnectionView| {
        if connection.last_change_sent.is_empty() {
            p.never.to_owned()
        } else {
            connection.last_change_sent.clone()
        }
    };
    move || {
        connection.get().map(|connection| {
            let last_change = sent(&connection);
            view! {
            <FactsRow>
                <FactItem name=p.fact_calendar>{p.your_main_calendar}</FactItem>
                <FactItem name=p.fact_connected>{connection.connected_on}</FactItem>
                <FactItem name=p.fact_last_change>{last_change}</FactItem>
                <FactItem name=p.fact_reminder>{(p.reminder_before)(10)}</FactItem>
            </FactsRow>
            }
        })
    }
}
