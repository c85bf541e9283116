//! What a person can do in each state of a connection: one button for the state, and *Disconnect…*.

use domain::provider::Provider;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::connect::StartButton;
use super::disconnect::{DisconnectForm, disconnect_text};
use super::switch::SwitchForm;
use crate::api::calendar::{
    CalendarPanel, ConnectionView, DisconnectCalendar, FinishDisconnect, ShownState, TryCalendarNow,
};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::dialog::{Dialog, DialogLink};
use crate::text::use_texts;

/// The server actions of the External tab.
#[derive(Clone, Copy)]
pub struct CalendarActions {
    pub disconnect: ServerAction<DisconnectCalendar>,
    pub finish: ServerAction<FinishDisconnect>,
    pub try_now: ServerAction<TryCalendarNow>,
}

impl CalendarActions {
    /// One of each.
    #[must_use]
    pub fn new() -> Self {
        Self {
            disconnect: ServerAction::new(),
            finish: ServerAction::new(),
            try_now: ServerAction::new(),
        }
    }

    /// Changes whenever one of them was answered.
    #[must_use]
    pub fn version(self) -> usize {
        self.disconnect.version().get() + self.finish.version().get() + self.try_now.version().get()
    }
}

impl Default for CalendarActions {
    fn default() -> Self {
        Self::new()
    }
}

/// The row of buttons under the line.
#[component]
pub fn Actions(
    panel: CalendarPanel,
    connection: ConnectionView,
    actions: CalendarActions,
) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let provider = connection.provider;
    let name = provider.calendar_name();
    let open_url = panel
        .demo_calendar_url
        .clone()
        .unwrap_or_else(|| connection.open_url.clone());
    let may_connect = panel.may_connect;
    let main = match panel.shown {
        ShownState::NotConnected | ShownState::Connected | ShownState::CatchingUp => {
            view! { <ButtonLink href=open_url label=(p.open)(name) external=true/> }.into_any()
        }
        ShownState::Retrying => view! { <TryNow actions label=p.try_now/> }.into_any(),
        ShownState::MailboxUnusable => {
            view! { <TryNow actions label=p.check_again/> }.into_any()
        }
        ShownState::NeedsReconnect if may_connect => {
            view! { <StartButton provider label=(p.reconnect)(name) kind=ButtonKind::Primary/> }
                .into_any()
        }
        ShownState::NeedsConsent if may_connect => {
            view! { <StartButton provider label=p.choose_permissions_again kind=ButtonKind::Primary/> }
                .into_any()
        }
        ShownState::Leaving => view! {
            <ActionForm action=actions.finish>
                <Button
                    label=p.leave_the_rest
                    busy=actions.finish.pending()
                    busy_label=Some(p.disconnecting.to_owned())
                />
            </ActionForm>
        }
        .into_any(),
        ShownState::NeedsReconnect
        | ShownState::NeedsConsent
        | ShownState::OurSide
        | ShownState::Paused => ().into_any(),
    };
    let may_disconnect = panel.shown != ShownState::Leaving;
    let may_switch = may_connect
        && matches!(
            panel.shown,
            ShownState::Connected | ShownState::NeedsReconnect | ShownState::MailboxUnusable
        );
    view! {
        <div class="cluster">
            {main}
            {may_switch.then(|| view! { <Switch panel=panel.clone() connection=connection.clone()/> })}
            {may_disconnect.then(|| view! { <Disconnect panel connection actions/> })}
        </div>
    }
}

#[component]
fn TryNow(actions: CalendarActions, label: &'static str) -> impl IntoView {
    let t = use_texts();
    view! {
        <ActionForm action=actions.try_now>
            <Button
                label
                busy=actions.try_now.pending()
                busy_label=Some(t.profile.trying.to_owned())
            />
        </ActionForm>
    }
}

/// *Switch calendar*, and what it asks first.
#[component]
fn Switch(panel: CalendarPanel, connection: ConnectionView) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let open = RwSignal::new(false);
    view! {
        <DialogLink href="/profile/external/switch" label=p.switch_calendar open kind=ButtonKind::Quiet/>
        <Dialog id="switch" title=p.switch_same_title text=p.switch_text open>
            <SwitchForm panel connection on_stay=Callback::new(move |()| open.set(false))/>
        </Dialog>
    }
}

/// The opener at the end of the row, and its dialog.
#[component]
fn Disconnect(
    panel: CalendarPanel,
    connection: ConnectionView,
    actions: CalendarActions,
) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let open = RwSignal::new(false);
    let title = (p.disconnect_title)(connection.provider.calendar_name());
    let text = disconnect_text(t, &panel, &connection);
    Effect::new(move |_| {
        if actions.disconnect.version().get() > 0 {
            open.set(false);
        }
    });
    view! {
        <div class="cluster-end">
            <DialogLink href="/profile/external/disconnect" label=p.disconnect open/>
        </div>
        <Dialog id="disconnect" title text open>
            <DisconnectForm
                panel
                connection
                disconnect=actions.disconnect
                on_stay=Callback::new(move |()| open.set(false))
            />
        </Dialog>
    }
}

/// Which panel parts must be drawn anew: another state, or another account. Numbers are not among
/// them, so that a button keeps the focus while they count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelKey {
    pub shown: ShownState,
    pub provider: Option<Provider>,
    pub account: String,
    pub upcoming: i64,
    pub may_connect: bool,
}

impl PanelKey {
    /// The key of a panel.
    #[must_use]
    pub fn of(panel: &CalendarPanel) -> Self {
        Self {
            shown: panel.shown,
            provider: panel.connection.as_ref().map(|c| c.provider),
            account: panel
                .connection
                .as_ref()
                .map(|c| c.account.clone())
                .unwrap_or_default(),
            upcoming: panel.upcoming,
            may_connect: panel.may_connect,
        }
    }
}
