//! The case records: find box first, then the list.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

use super::trouble::Trouble;
use crate::api::cases::{CasePage, get_cases};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::empty_state::EmptyState;
use crate::components::icon::{Icon, IconName};
use crate::components::page_head::PageHead;
use crate::components::pager::Pager;
use crate::components::panel::Panel;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::text::{Texts, use_texts};

/// `/cases`
#[component]
pub fn Cases() -> impl IntoView {
    let t = use_texts();
    let c = &t.cases;
    let query = use_query_map();
    let asked = Memo::new(move |_| query.read().get("q").unwrap_or_default());
    let page = Memo::new(move |_| {
        query
            .read()
            .get("page")
            .and_then(|page| page.parse().ok())
            .unwrap_or(1_i64)
            .max(1)
    });
    let cases = Resource::new(
        move || (asked.get(), page.get()),
        |(asked, page)| get_cases(asked, page),
    );
    let actions = ViewFn::from(move || {
        view! {
            <ButtonLink href="/cases/import" label=t.imports.import_file/>
            <ButtonLink href="/cases/new" label=c.add_case kind=ButtonKind::Primary icon=IconName::Plus/>
        }
    });
    view! {
        <Title text=c.title/>
        <PageHead title=c.title actions/>
        <div class="page stack">
            <Form method="GET" action="/cases" attr:role="search">
                <div class="search-row">
                    <div class="search">
                        <Icon name=IconName::Search/>
                        <input class="input" type="search" name="q" aria-label=c.find placeholder=c.find_hint value=move || asked.get()/>
                    </div>
                    <Button label=c.find_now/>
                </div>
            </Form>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=8/> }>
                {move || {
                    let asked = asked.get();
                    Suspend::new(async move {
                        match cases.await {
                            Ok(page) => found(t, &asked, page).into_any(),
                            Err(error) => view! {
                                <Trouble error on_retry=Callback::new(move |()| cases.refetch())/>
                            }.into_any(),
                        }
                    })
                }}
            </Transition>
        </div>
    }
}

fn found(t: &'static Texts, asked: &str, page: CasePage) -> AnyView {
    let c = &t.cases;
    if page.cases.is_empty() {
        return if asked.is_empty() {
            view! {
                <EmptyState icon=IconName::People title=c.empty text=c.empty_text>
                    <ButtonLink href="/cases/new" label=c.add_case/>
                </EmptyState>
            }
            .into_any()
        } else {
            view! { <EmptyState icon=IconName::Search title=c.none_found text=c.none_found_text/> }
                .into_any()
        };
    }
    let asked = leptos_router::location::Url::escape(asked);
    let address = move |page: i64| format!("/cases?q={asked}&page={page}");
    view! {
        <Panel>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{c.col_reference}</th>
                        <th scope="col">{c.col_name}</th>
                        <th scope="col">{c.col_next_class}</th>
                        <th scope="col">{c.col_status}</th>
                        <th scope="col"><span class="visually-hidden">{c.book}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {page.cases.into_iter().map(|case| {
                        let id = case.id.to_string();
                        let book = (c.book_case)(&case.name);
                        let status = if case.closed { c.status_closed } else { c.status_active };
                        view! {
                            <tr>
                                <td><a href=format!("/cases/{id}")>{case.reference}</a></td>
                                <td>{case.name}</td>
                                <td>{match case.next_class_id {
                                    Some(class) => view! { <a href=format!("/classes/{class}")>{case.next_class}</a> }.into_any(),
                                    None => c.no_next_class.into_any(),
                                }}</td>
                                <td data-label=c.col_status>{status}</td>
                                <td class="is-actions">
                                    <ButtonLink
                                        href=format!("/cases/{id}/classes")
                                        label=c.book
                                        kind=ButtonKind::Quiet
                                        small=true
                                        aria_label=Some(book)
                                    />
                                </td>
                            </tr>
                        }
                    }).collect_view()}
                </tbody>
            </table>
            <div class="table-foot">
                <span>{(c.count)(page.total)}</span>
                <Pager page=page.page pages=page.pages address/>
            </div>
        </Panel>
    }
    .into_any()
}
