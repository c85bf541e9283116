//! Admin › Calendar integration › People: what is at risk, tiles that filter, everybody's state.
//! The whole choice stands in the address, so it works without script and can be sent to somebody.

pub mod disconnect;
pub mod ledger;
mod people;

use domain::provider::Provider;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use leptos_router::location::Url;

use self::people::People;
use super::admin::removals::StoppedRemovalsSection;
use super::admin::{CalendarHead, CalendarTab};
use super::trouble::Trouble;
use crate::api::check::{DecideRemovals, get_stopped_removals};
use crate::api::integration::{
    AtRisk, DisconnectPerson, Integration, IntegrationFilter, get_integration,
};
use crate::components::button::{Button, ButtonLink};
use crate::components::icon::{Icon, IconName};
use crate::components::note::{Note, NoteKind};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::text::{Texts, use_texts};

const ADDRESS: &str = "/admin/calendar";

/// The filter as an address.
fn address(path: &str, filter: &IntegrationFilter) -> String {
    let page = if filter.page > 1 {
        filter.page.to_string()
    } else {
        String::new()
    };
    let parts: Vec<String> = [
        ("show", filter.show.as_str()),
        ("calendar", filter.calendar.as_str()),
        ("q", filter.q.as_str()),
        ("sort", filter.sort.as_str()),
        ("page", page.as_str()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| format!("{name}={}", Url::escape(value)))
    .collect();
    if parts.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", parts.join("&"))
    }
}

/// `/admin/calendar`
#[component]
pub fn IntegrationPage() -> impl IntoView {
    let t = use_texts();
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| IntegrationFilter {
            show: query.get("show").unwrap_or_default(),
            calendar: query.get("calendar").unwrap_or_default(),
            q: query.get("q").unwrap_or_default(),
            sort: query.get("sort").unwrap_or_default(),
            page: query
                .get("page")
                .and_then(|page| page.parse().ok())
                .unwrap_or(1),
        })
    });
    let disconnect = ServerAction::<DisconnectPerson>::new();
    let decide = ServerAction::<DecideRemovals>::new();
    let integration = Resource::new_blocking(
        move || {
            (
                filter.get(),
                disconnect.version().get(),
                decide.version().get(),
            )
        },
        |(filter, ..)| get_integration(filter),
    );
    let stopped =
        Resource::new_blocking(move || decide.version().get(), |_| get_stopped_removals());
    view! {
        <Title text=t.admin.integration/>
        <CalendarHead tab=CalendarTab::People/>
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=8/> }>
            {move || Suspend::new(async move {
                match (integration.await, stopped.await) {
                    (Ok(integration), Ok(questions)) => view! {
                        <div class="stack is-loose">
                            <StoppedRemovalsSection questions decide/>
                            <Shown integration filter=filter.get_untracked() disconnect/>
                        </div>
                    }
                    .into_any(),
                    (Err(error), _) | (_, Err(error)) => view! {
                        <Trouble
                            error
                            on_retry=Callback::new(move |()| {
                                integration.refetch();
                                stopped.refetch();
                            })
                        />
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Shown(
    integration: Integration,
    filter: IntegrationFilter,
    disconnect: ServerAction<DisconnectPerson>,
) -> impl IntoView {
    let t = use_texts();
    let trouble = integration.mail_trouble;
    let credential = Some(integration.credential_ends.as_str())
        .filter(|ends| !ends.is_empty())
        .map(|ends| {
            let words = if integration.credential_ended {
                t.audit.credential_ended
            } else {
                t.audit.credential_ends
            };
            words(Provider::Microsoft.maker(), ends)
        });
    view! {
        <div class="stack is-loose">
            {integration.at_risk.iter().map(|risk| at_risk(t, risk)).collect_view()}
            {credential.map(|words| view! { <Note kind=NoteKind::Need>{words}</Note> })}
            {(trouble > 0).then(|| view! {
                <Note
                    kind=NoteKind::Need
                    icon=IconName::Mail
                    actions=ViewFn::from(move || view! {
                        <ButtonLink href="/admin/audit/email" label=t.audit.mail_trouble_link small=true/>
                    })
                >
                    {(t.audit.mail_trouble)(trouble)}
                </Note>
            })}
            {tiles(t, &integration, &filter)}
            <section class="stack">
                <div class="section-head">
                    <h2 class="section-title">{t.admin.people}</h2>
                    {search(t, &filter)}
                </div>
                <People integration filter disconnect/>
            </section>
        </div>
    }
}

fn at_risk(t: &'static Texts, risk: &AtRisk) -> impl IntoView + use<> {
    let title = (t.admin.at_risk_title)(&risk.when, &risk.person);
    let emailed = (!risk.emailed.is_empty()).then(|| (t.admin.at_risk_emailed)(&risk.emailed));
    let href = format!("/classes/{}/delivery", risk.class_id);
    view! {
        <Note
            kind=NoteKind::Stop
            title=Some(title)
            actions=ViewFn::from(move || view! {
                <ButtonLink href=href.clone() label=t.admin.open_class small=true/>
            })
        >
            {emailed}
        </Note>
    }
}

/// Numbers that filter the list below them.
fn tiles(
    t: &Texts,
    integration: &Integration,
    filter: &IntegrationFilter,
) -> impl IntoView + use<> {
    let a = &t.admin;
    let tiles = [
        ("", integration.may_connect, a.tile_may_connect, None),
        (
            "connected",
            integration.connected,
            a.tile_connected,
            Some((IconName::Check, "is-ok")),
        ),
        (
            "need",
            integration.need,
            a.tile_need,
            Some((IconName::Alert, "is-need")),
        ),
        (
            "waiting",
            integration.waiting,
            a.tile_waiting,
            Some((IconName::Hourglass, "is-move")),
        ),
        (
            "not_connected",
            integration.not_connected,
            a.tile_not_connected,
            Some((IconName::Circle, "is-idle")),
        ),
    ];
    view! {
        <nav class="tiles" aria-label=a.filter>
            {tiles.into_iter().map(|(show, count, words, icon)| {
                let current = filter.show == show;
                let href = address(ADDRESS, &IntegrationFilter {
                    show: show.to_owned(),
                    page: 1,
                    ..filter.clone()
                });
                view! {
                    <a class="tile" href=href aria-current=current.then_some("true")>
                        <span class="tile-value">{count}</span>
                        <span class="tile-words">
                            {icon.map(|(name, tone)| view! { <span class=tone><Icon name/></span> })}
                            {words}
                        </span>
                    </a>
                }
            }).collect_view()}
        </nav>
    }
}

fn search(t: &'static Texts, filter: &IntegrationFilter) -> impl IntoView + use<> {
    let a = &t.admin;
    let select = |name: &'static str,
                  label: &'static str,
                  now: String,
                  choices: Vec<(&'static str, &'static str)>| {
        view! {
            <div class="select">
                <select class="input" name=name aria-label=label>
                    {choices.into_iter().map(|(value, words)| {
                        let selected = now == value;
                        view! { <option value=value selected=selected>{words}</option> }
                    }).collect_view()}
                </select>
                <Icon name=IconName::ChevronDown/>
            </div>
        }
    };
    let calendars = vec![
        ("", a.any_calendar),
        ("google", domain::provider::Provider::Google.calendar_name()),
        (
            "microsoft",
            domain::provider::Provider::Microsoft.calendar_name(),
        ),
    ];
    let orders = vec![
        ("", t.audit.sort_worst),
        ("name", t.audit.sort_name),
        ("silent", t.audit.sort_silent),
    ];
    let IntegrationFilter {
        show,
        q,
        calendar,
        sort,
        ..
    } = filter.clone();
    view! {
        <Form method="GET" action=ADDRESS attr:role="search">
            <div class="cluster">
                {(!show.is_empty()).then(|| view! { <input type="hidden" name="show" value=show/> })}
                {select("calendar", a.col_calendar, calendar, calendars)}
                {select("sort", t.audit.sort, sort, orders)}
                <div class="search">
                    <Icon name=IconName::Search/>
                    <input class="input" type="search" name="q" aria-label=a.find_person placeholder=a.find_person value=q/>
                </div>
                <Button label=t.audit.show/>
            </div>
        </Form>
    }
}
