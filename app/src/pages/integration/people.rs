//! The table of people: calendar, state, what was sent last, what comes next.

use leptos::prelude::*;

use super::disconnect::DisconnectForm;
use super::{ADDRESS, address};
use crate::api::calendar::ShownState;
use crate::api::integration::{
    DisconnectPerson, DisconnectQuestion, Integration, IntegrationFilter, PersonCalendar,
};
use crate::components::badge::{Badge, Tone};
use crate::components::button::{ButtonKind, ButtonLink};
use crate::components::delivery_line::DeliveryLine;
use crate::components::dialog::{Dialog, DialogLink};
use crate::components::empty_state::EmptyState;
use crate::components::icon::IconName;
use crate::components::panel::Panel;
use crate::pages::delivery::{Reader, look, words};
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::{Texts, use_texts};

/// The badge of a person's calendar.
fn badge(t: &Texts, person: &PersonCalendar) -> (Tone, IconName, &'static str) {
    let w = &t.widgets;
    match person.state {
        ShownState::NotConnected if person.waits_for_it => {
            (Tone::Move, IconName::Hourglass, w.waiting_for_it)
        }
        ShownState::NotConnected => (Tone::Idle, IconName::Circle, w.not_connected),
        ShownState::Connected => (Tone::Ok, IconName::Check, w.connected),
        ShownState::CatchingUp => (Tone::Move, IconName::Refresh, w.catching_up),
        ShownState::Retrying => (Tone::Move, IconName::Clock, w.retrying),
        ShownState::NeedsReconnect => (Tone::Need, IconName::Alert, w.needs_reconnecting),
        ShownState::NeedsConsent => (Tone::Need, IconName::Lock, w.needs_permission),
        ShownState::MailboxUnusable => (Tone::Need, IconName::Search, w.calendar_missing),
        ShownState::OurSide => (Tone::Idle, IconName::Clock, w.on_our_side),
        ShownState::Paused => (Tone::Idle, IconName::Pause, w.paused_by_policy),
        ShownState::Leaving => (Tone::Move, IconName::Minus, w.disconnecting),
    }
}

#[component]
pub fn People(
    integration: Integration,
    filter: IntegrationFilter,
    disconnect: ServerAction<DisconnectPerson>,
) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let Integration {
        people,
        found,
        page,
        pages,
        may_connect,
        ..
    } = integration;
    let errors = FormErrors::of(disconnect);
    if people.is_empty() {
        return if may_connect == 0 {
            view! { <EmptyState icon=IconName::Calendar title=a.nobody_connected text=a.nobody_connected_text/> }
                .into_any()
        } else {
            view! {
                <EmptyState icon=IconName::Search title=t.audit.nobody_found text=t.audit.nobody_found_text>
                    <ButtonLink href=ADDRESS label=t.audit.everybody/>
                </EmptyState>
            }
            .into_any()
        };
    }
    let shown = i64::try_from(people.len()).unwrap_or_default();
    let to = |page: i64| {
        address(
            ADDRESS,
            &IntegrationFilter {
                page,
                ..filter.clone()
            },
        )
    };
    let previous = (page > 1).then(|| to(page - 1));
    let next = (page < pages).then(|| to(page + 1));
    let file = address("/admin/calendar/people.csv", &filter);
    view! {
        <FormTrouble errors/>
        <Panel>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{a.col_person}</th>
                        <th scope="col">{a.col_calendar}</th>
                        <th scope="col">{a.col_state}</th>
                        <th scope="col">{a.col_last_change}</th>
                        <th scope="col">{a.col_next_class}</th>
                        <th scope="col" class="is-number">{a.col_upcoming}</th>
                        <th scope="col"><span class="visually-hidden">{t.widgets.more}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {people.into_iter().map(|person| view! { <Row person disconnect/> }).collect_view()}
                </tbody>
            </table>
            <div class="table-foot">
                <span>{(a.shown_of)(shown, found)}</span>
                <nav class="cluster" aria-label=t.widgets.pages>
                    {previous.map(|href| view! { <ButtonLink href label=t.widgets.previous small=true/> })}
                    {(pages > 1).then(|| view! { <span>{(t.widgets.page_of)(page, pages)}</span> })}
                    {next.map(|href| view! { <ButtonLink href label=t.widgets.next small=true/> })}
                    <ButtonLink
                        href=file
                        label=t.audit.download
                        icon=IconName::Download
                        kind=ButtonKind::Quiet
                        full_load=true
                        small=true
                    />
                </nav>
            </div>
        </Panel>
    }
    .into_any()
}

#[component]
fn Row(person: PersonCalendar, disconnect: ServerAction<DisconnectPerson>) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let (tone, icon, text) = badge(t, &person);
    let open = RwSignal::new(false);
    let last_change = if person.last_change.is_empty() {
        a.never.to_owned()
    } else {
        person.last_change.clone()
    };
    let next = person.next_class.clone().map(|next| {
        let line = words(t, &next.delivery, &Reader::Other(person.name.clone()));
        view! {
            <a href=format!("/classes/{}/delivery", next.class_id)>{next.when}</a>
            <DeliveryLine look=look(&next.delivery) words=line/>
        }
    });
    let ends = person.connection_id.clone().map(|connection_id| {
        let question = DisconnectQuestion {
            user_id: person.user_id.clone(),
            connection_id,
            name: person.name.clone(),
            calendar: person.calendar.clone(),
            upcoming: person.upcoming,
        };
        view! {
            <DialogLink
                href=format!("/admin/calendar/disconnect/{}", person.user_id)
                label=a.disconnect
                open
                small=true
            />
            <Dialog
                id=format!("disconnect-{}", person.user_id)
                title=(a.disconnect_calendar_title)(&person.name)
                text=a.disconnect_told
                open
            >
                <DisconnectForm question disconnect on_stay=Callback::new(move |()| open.set(false))/>
            </Dialog>
        }
    });
    view! {
        <tr>
            <td><span class="cell-main">{person.name.clone()}</span></td>
            <td>
                <span class="cell-main">{person.calendar.clone()}</span>
                <span class="cell-sub">{person.account.clone()}</span>
            </td>
            <td>
                <Badge tone icon text/>
                {person.feed.then(|| view! { <span class="cell-sub">{a.feed_in_use}</span> })}
            </td>
            <td data-label=a.col_last_change>{last_change}</td>
            <td>{next}</td>
            <td class="is-number" data-label=a.col_upcoming>{person.upcoming}</td>
            <td class="is-actions">
                <ButtonLink
                    href=format!("mailto:{}", person.email)
                    label=a.email
                    kind=ButtonKind::Quiet
                    full_load=true
                    small=true
                    aria_label=Some(format!("{} {}", a.email, person.name))
                />
                {ends}
            </td>
        </tr>
    }
}
