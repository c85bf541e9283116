//! The disclosure ledger: every message ever sent to a calendar, for the whole organization.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::integration::{Ledger, LedgerFilter, get_ledger};
use crate::components::empty_state::EmptyState;
use crate::components::icon::IconName;
use crate::components::panel::Panel;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::admin::{CalendarHead, CalendarTab};
use crate::pages::audit::period::{Pager, PeriodForm, period_address};
use crate::pages::profile::sent::{answer, operation};
use crate::pages::trouble::Trouble;
use crate::text::use_texts;

const ADDRESS: &str = "/admin/calendar/ledger";

/// `/admin/calendar/ledger`
#[component]
pub fn LedgerPage() -> impl IntoView {
    let t = use_texts();
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| LedgerFilter {
            q: query.get("q").unwrap_or_default(),
            from: query.get("from").unwrap_or_default(),
            until: query.get("until").unwrap_or_default(),
            page: query
                .get("page")
                .and_then(|page| page.parse().ok())
                .unwrap_or(1),
        })
    });
    let ledger = Resource::new_blocking(move || filter.get(), get_ledger);
    view! {
        <Title text=t.admin.disclosure_ledger/>
        <CalendarHead tab=CalendarTab::Ledger/>
        <div class="stack is-loose">
            <p class="lead">{t.admin.ledger_lead}</p>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=8/> }>
                {move || Suspend::new(async move {
                    let filter = filter.get_untracked();
                    match ledger.await {
                        Ok(ledger) => view! { <Lines ledger filter/> }.into_any(),
                        Err(error) => view! {
                            <PeriodForm action=ADDRESS from=filter.from until=filter.until q=filter.q/>
                            <Trouble error on_retry=Callback::new(move |()| ledger.refetch())/>
                        }
                        .into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Lines(ledger: Ledger, filter: LedgerFilter) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let (from, until, q) = (ledger.from, ledger.until, filter.q);
    let extra = [("q", q.as_str())];
    let file = period_address("/admin/calendar/ledger.csv", &from, &until, &extra, 1);
    let previous =
        (ledger.page > 1).then(|| period_address(ADDRESS, &from, &until, &extra, ledger.page - 1));
    let next = ledger
        .more
        .then(|| period_address(ADDRESS, &from, &until, &extra, ledger.page + 1));
    let none = ledger.rows.is_empty();
    view! {
        <PeriodForm action=ADDRESS from until q/>
        {if none {
            view! {
                <EmptyState icon=IconName::Calendar title=t.audit.ledger_none text=a.nothing_in_period_text/>
            }
            .into_any()
        } else {
            view! {
                <Panel>
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{a.col_when}</th>
                                <th scope="col">{a.col_person}</th>
                                <th scope="col">{a.col_class}</th>
                                <th scope="col">{a.col_action}</th>
                                <th scope="col">{a.col_fields}</th>
                                <th scope="col">{a.col_answer}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {ledger.rows.into_iter().map(|row| {
                                let fields = row.fields.split_whitespace().collect::<Vec<_>>().join(", ");
                                let class = match row.class_id {
                                    Some(id) if !row.class.is_empty() => view! {
                                        <a href=format!("/classes/{id}/delivery")>{row.class}</a>
                                    }
                                    .into_any(),
                                    _ => t.audit.class_tested.into_any(),
                                };
                                view! {
                                    <tr>
                                        <td class="is-when">{row.at}</td>
                                        <td>
                                            <span class="cell-main">{row.person}</span>
                                            <span class="cell-sub">{row.calendar}</span>
                                        </td>
                                        <td>{class}</td>
                                        <td>{operation(t, &row.operation)}</td>
                                        <td><span class="hint">{fields}</span></td>
                                        <td>{answer(t, &row.answer)}</td>
                                    </tr>
                                }
                            }).collect_view()}
                        </tbody>
                    </table>
                    <Pager previous next file/>
                </Panel>
            }
            .into_any()
        }}
    }
}
