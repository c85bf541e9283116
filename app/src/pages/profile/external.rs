//! Profile › External: the connection, what is next on the calendar, and exactly what is sent. The
//! browser looks again by itself; a part is drawn anew only when what it shows has changed, so that
//! a button keeps the focus while numbers count.

use std::time::Duration;

use domain::provider::Provider;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::actions::CalendarActions;
use super::back::{BackFromProvider, Outcome};
use super::exactly::ExactlyWhatIsSent;
use super::feed::{Feed, FeedActions};
use super::next::NextClasses;
use super::panel::ConnectionPanel;
use super::state::{is_moving, words};
use super::waiting::{ItActions, WaitingForIt};
use super::{ProfileHead, ProfileTab};
use crate::api::calendar::{CalendarPanel, PutBack, ShownState, get_calendar_panel};
use crate::components::note::{Note, NoteKind};
use crate::components::panel::SectionHead;
use crate::components::skeleton::Skeleton;
use crate::error::AppError;
use crate::pages::frame::{once_known, use_viewer};
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::use_texts;

/// How often the browser looks again while something moves, and while nothing does.
const LOOK_OFTEN: Duration = Duration::from_secs(2);
const LOOK_SELDOM: Duration = Duration::from_secs(20);

/// The page at `/profile/external`.
#[component]
pub fn ExternalScreen() -> impl IntoView {
    let actions = CalendarActions::new();
    let put_back = ServerAction::<PutBack>::new();
    let it = ItActions::new();
    let feed = FeedActions::new();
    let looked = RwSignal::new(0_u32);
    let panel = Resource::new_blocking(
        move || {
            (
                actions.version() + it.version() + feed.version(),
                put_back.version().get(),
                looked.get(),
            )
        },
        |_| get_calendar_panel(),
    );
    view! {
        <ProfileHead tab=ProfileTab::External/>
        <div class="page">
            <Transition fallback=|| view! { <Skeleton/> }>
                {
                    let answer = kept(panel);
                    let failed = once_known(move || answer.with(|answer| match answer {
                        Some(Err(error)) => Some(Err(error.clone())),
                        Some(Ok(_)) => Some(Ok(())),
                        None => None,
                    }));
                    move || failed.get().map(|state| match state {
                        Ok(()) => {
                            let shown = Memo::new(move |before: Option<&CalendarPanel>| {
                                answer
                                    .get()
                                    .and_then(Result::ok)
                                    .or_else(|| before.cloned())
                                    .expect("drawn only while there is a panel, which later answers replace")
                            });
                            view! { <External panel=shown actions it feed put_back looked/> }.into_any()
                        }
                        Err(error) => view! {
                            <Trouble error on_retry=Callback::new(move |()| panel.refetch())/>
                        }
                        .into_any(),
                    })
                }
            </Transition>
        </div>
    }
}

type Answer = Option<Result<CalendarPanel, AppError>>;

/// In the browser an answer that did not come does not take away what is shown. The server reads
/// directly: see [`once_known`].
fn kept(panel: Resource<Result<CalendarPanel, AppError>>) -> Signal<Answer> {
    if cfg!(feature = "hydrate") {
        Memo::new(move |before: Option<&Answer>| {
            let now = panel.get();
            match (&now, before) {
                (Some(Err(AppError::Unreachable)) | None, Some(Some(Ok(_)))) => {
                    before.cloned().flatten()
                }
                _ => now,
            }
        })
        .into()
    } else {
        Signal::derive(move || panel.get())
    }
}

#[component]
fn External(
    panel: Memo<CalendarPanel>,
    actions: CalendarActions,
    it: ItActions,
    feed: FeedActions,
    put_back: ServerAction<PutBack>,
    looked: RwSignal<u32>,
) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    look_again(panel, looked);
    view! {
        <div class="page-columns">
            <div class="sections">
                <section>
                    <SectionHead title=p.external_calendar lead=Some(p.external_lead.to_owned())/>
                    <div class="stack">
                        <WhatHappened panel/>
                        <FormTrouble errors=FormErrors::of(actions.disconnect)/>
                        <FormTrouble errors=FormErrors::of(actions.finish)/>
                        <FormTrouble errors=FormErrors::of(actions.try_now)/>
                        <FormTrouble errors=FormErrors::of(put_back)/>
                        <FormTrouble errors=FormErrors::of(it.ask)/>
                        {
                            let held = Memo::new(move |_| panel.with(|panel| panel.held));
                            move || (held.get() > 0).then(|| view! {
                                <Note kind=NoteKind::Need>{(p.paused_removals)(held.get())}</Note>
                            })
                        }
                        {
                            let waiting = Memo::new(move |_| panel.with(|panel| (
                                panel.it.clone(), panel.product.clone(), panel.upcoming,
                            )));
                            move || {
                                let (requests, product, upcoming) = waiting.get();
                                view! { <WaitingForIt requests product upcoming actions=it/> }
                            }
                        }
                        <ConnectionPanel panel actions/>
                        <noscript>
                            <p class="hint"><a href="/profile/external">{t.widgets.refresh}</a></p>
                        </noscript>
                    </div>
                </section>
                {
                    let shown = Memo::new(move |_| panel.with(|panel| {
                        let offered = !panel.feed.is_empty()
                            || panel.connection.is_none()
                            || panel.shown == ShownState::MailboxUnusable
                            || !panel.it.is_empty();
                        offered.then(|| (panel.feed.clone(), !panel.it.is_empty(), panel.may_connect))
                    }));
                    move || shown.get().map(|(address, waiting, may_connect)| view! {
                        <Feed address waiting may_connect actions=feed/>
                    })
                }
                {
                    let list = Memo::new(move |_| {
                        let panel = panel.get();
                        CalendarPanel { sent: 0, ..panel }
                    });
                    move || view! { <NextClasses panel=list.get() put_back/> }
                }
                {
                    let may_check = Memo::new(move |_| panel.with(|panel| {
                        matches!(panel.shown, ShownState::Connected | ShownState::CatchingUp)
                    }));
                    move || may_check.get().then(|| view! {
                        <p class="hint"><a href="/profile/external/check">{p.check_calendar}</a></p>
                    })
                }
                {
                    let why = Memo::new(move |_| panel.with(|panel| {
                        panel.connection.as_ref()
                            .filter(|_| panel.shown == ShownState::NeedsReconnect)
                            .map(|connection| connection.provider.maker())
                    }));
                    move || why.get().map(|maker| view! {
                        <section class="reading">
                            <h2 class="subsection-title">{p.why_does_this_happen}</h2>
                            <p class="muted">{(p.why_answer)(maker)}</p>
                        </section>
                    })
                }
            </div>
            <aside class="stack is-loose" aria-label=p.exactly>
                {
                    let sent = Memo::new(move |_| panel.with(|panel| (
                        panel.preview.clone(),
                        panel.connection.as_ref().map(|connection| connection.provider),
                    )));
                    move || {
                        let _ = sent.get();
                        view! { <ExactlyWhatIsSent panel=panel.get_untracked()/> }
                    }
                }
            </aside>
        </div>
        <Announcement panel/>
    }
}

/// The note after coming back from the provider.
#[component]
fn WhatHappened(panel: Memo<CalendarPanel>) -> impl IntoView {
    let viewer = use_viewer();
    let query = use_query_map();
    let outcome =
        Memo::new(move |_| query.with(|query| query.get_str("outcome").and_then(Outcome::parse)));
    let provider = move || {
        query
            .with_untracked(|query| query.get_str("provider").and_then(Provider::parse))
            // Whoever comes back from Google names nobody.
            .unwrap_or(Provider::Google)
    };
    let staff_email = Memo::new(move |_| {
        viewer
            .get()
            .and_then(Result::ok)
            .flatten()
            .map(|viewer| viewer.email)
            .unwrap_or_default()
    });
    move || {
        outcome.get().map(|outcome| {
            view! {
                <BackFromProvider
                    outcome
                    panel=panel.get_untracked()
                    staff_email=staff_email.get()
                    provider=provider()
                />
            }
        })
    }
}

/// Says once, for assistive technology, that the state changed while the page was open.
#[component]
fn Announcement(panel: Memo<CalendarPanel>) -> impl IntoView {
    let t = use_texts();
    let headline = Memo::new(move |_| panel.with(|panel| words(t, panel).headline));
    let said = RwSignal::new(String::new());
    Effect::new(move |first: Option<String>| {
        let now = headline.get();
        if first.is_some_and(|before| before != now) {
            said.set(now.clone());
        }
        now
    });
    view! { <p class="visually-hidden" role="status">{move || said.get()}</p> }
}

/// Looks again every two seconds while something moves, else every twenty; only in the browser.
fn look_again(panel: Memo<CalendarPanel>, looked: RwSignal<u32>) {
    let moving = Memo::new(move |_| panel.with(is_moving));
    Effect::new(move |_| {
        let every = if moving.get() {
            LOOK_OFTEN
        } else {
            LOOK_SELDOM
        };
        let timer = set_interval_with_handle(
            move || {
                if !document().hidden() {
                    looked.update(|looked| *looked = looked.wrapping_add(1));
                }
            },
            every,
        );
        on_cleanup(move || {
            // Without a timer the page only stops updating by itself.
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
}
