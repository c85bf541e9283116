//! The CLASSES tab of a case: the classes it is booked into, and the open places it could have.

use domain::id::CaseId;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

use super::booked::{BookedClasses, BookingResult};
use super::{ThisCase, use_this_case};
use crate::api::cases::{OpenClasses, OpenFilter, OpenRow, get_open_classes};
use crate::components::button::{Button, ButtonLink};
use crate::components::choice::Checkbox;
use crate::components::delivery_line::{DeliveryLine, DeliveryLook};
use crate::components::empty_state::EmptyState;
use crate::components::field::{Field, Select, SelectOption};
use crate::components::icon::IconName;
use crate::components::panel::{Panel, SectionHead};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::frame::once_known;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

/// `/cases/:id/classes`
#[component]
pub fn CaseClasses() -> impl IntoView {
    let t = use_texts();
    let case = use_this_case();
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.read();
        let value = |name| query.get(name).unwrap_or_default();
        OpenFilter {
            class_type_id: value("class_type"),
            site_id: value("site"),
            from: value("from"),
            unbooked: value("unbooked"),
            page: value("page").parse().unwrap_or(1),
        }
    });
    let open = Resource::new(
        move || {
            let changes = (case.book.version().get(), case.remove.version().get());
            (case.id.get(), filter.get(), changes)
        },
        |(id, filter, _)| async move { get_open_classes(id?, filter).await },
    );
    let rows = || view! { <Skeleton kind=SkeletonKind::Rows rows=5/> };
    view! {
        <BookingResult/>
        <FormTrouble errors=FormErrors::of(case.book)/>
        <FormTrouble errors=FormErrors::of(case.remove)/>
        <div class="sections">
            <section>
                <SectionHead title=t.cases.booked_classes/>
                <Transition fallback=rows><BookedClasses/></Transition>
            </section>
            <section>
                <SectionHead title=t.cases.book_into/>
                <Transition fallback=rows>
                    <Open open/>
                </Transition>
            </section>
        </div>
    }
}

#[component]
fn Open(open: Resource<Result<OpenClasses, crate::error::AppError>>) -> impl IntoView {
    let t = use_texts();
    let case = use_this_case();
    // The filter keeps what is chosen while only the places change.
    let filter = Memo::new(move |_| {
        open.with(|open| match open {
            Some(Ok(open)) => Some((
                open.filter.clone(),
                options(t, &open.class_types),
                options(t, &open.sites),
            )),
            _ => None,
        })
    });
    let answer = once_known(move || open.get());
    view! {
        <div class="stack">
            {move || filter.get().map(|(filter, class_types, sites)| view! {
                <Filter
                    action=format!("/cases/{}/classes", case.id.get_untracked().map(|id| id.to_string()).unwrap_or_default())
                    filter
                    class_types
                    sites
                />
            })}
            {move || answer.get().map(|answer| match (case.id.get(), answer) {
                (Ok(id), Ok(open)) => places(t, case, id, open).into_any(),
                (Err(error), _) | (_, Err(error)) => view! { <Trouble error/> }.into_any(),
            })}
        </div>
    }
}

fn options(t: &Texts, choices: &[crate::api::classes::Choice]) -> Vec<SelectOption> {
    std::iter::once(SelectOption::new("", t.cases.any))
        .chain(
            choices
                .iter()
                .map(|choice| SelectOption::new(choice.id.clone(), choice.name.clone())),
        )
        .collect()
}

#[component]
fn Filter(
    action: String,
    filter: OpenFilter,
    class_types: Vec<SelectOption>,
    sites: Vec<SelectOption>,
) -> impl IntoView {
    let t = use_texts();
    let c = &t.cases;
    view! {
        <Form method="GET" action=action>
            <div class="filters">
                <Select name="class_type" label=c.class_type options=class_types value=filter.class_type_id/>
                <Select name="site" label=c.site options=sites value=filter.site_id/>
                <Field id="from" label=c.from>
                    <input class="input" type="date" id="from" name="from" value=filter.from/>
                </Field>
                <Checkbox name="unbooked" value="on" label=c.only_empty checked=!filter.unbooked.is_empty()/>
                <Button label=c.show/>
            </div>
        </Form>
    }
}

fn places(t: &'static Texts, case: ThisCase, id: CaseId, open: OpenClasses) -> AnyView {
    let c = &t.cases;
    if open.rows.is_empty() {
        let chosen = |choices: &[crate::api::classes::Choice], id: &str| {
            choices
                .iter()
                .find(|choice| choice.id == id)
                .map(|choice| choice.name.clone())
        };
        let class_type = chosen(&open.class_types, &open.filter.class_type_id);
        let site = chosen(&open.sites, &open.filter.site_id);
        let text = (c.nothing_open)(
            class_type.as_deref().unwrap_or_default(),
            site.is_some(),
            &open.filter.from,
        );
        return view! { <EmptyState icon=IconName::Calendar title=c.no_open text/> }.into_any();
    }
    let more = open.more.then(|| {
        let f = &open.filter;
        format!(
            "/cases/{id}/classes?class_type={}&site={}&from={}&unbooked={}&page={}",
            f.class_type_id,
            f.site_id,
            f.from,
            f.unbooked,
            f.page.max(1) + 1
        )
    });
    view! {
        <Panel>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{c.col_when}</th>
                        <th scope="col">{c.class_type}</th>
                        <th scope="col">{c.col_where}</th>
                        <th scope="col">{c.col_provider}</th>
                        <th scope="col" class="is-number">{c.col_places}</th>
                        <th scope="col"><span class="visually-hidden">{c.book}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {open.rows.into_iter().map(|row| place(t, case, &id, row)).collect_view()}
                </tbody>
            </table>
            {more.map(|href| view! {
                <div class="table-foot"><ButtonLink href label=c.later small=true/></div>
            })}
        </Panel>
    }
    .into_any()
}

fn place(t: &'static Texts, case: ThisCase, id: &CaseId, row: OpenRow) -> impl IntoView + use<> {
    let c = &t.cases;
    let (class_id, case_id) = (row.class_id.to_string(), id.to_string());
    let when = format!("{}, {}", row.day, row.time);
    let book = (c.book_into_class)(&row.class_type, &when);
    let (look, words) = if row.connected {
        (DeliveryLook::Delivered, c.provider_connected)
    } else {
        (DeliveryLook::Need, c.provider_not_connected)
    };
    view! {
        <tr>
            <td class="is-when">
                <span class="cell-main">{row.day}</span>
                <span class="cell-sub">{row.time}</span>
            </td>
            <td><a href=format!("/classes/{}", row.class_id)>{row.class_type}</a></td>
            <td>{row.place}</td>
            <td>
                <span class="cell-main">{row.provider}</span>
                <DeliveryLine look=look words=words/>
            </td>
            <td class="is-number">{(c.left_of)(row.left, row.capacity)}</td>
            <td class="is-actions">
                <ActionForm action=case.book>
                    <input type="hidden" name="class_id" value=class_id/>
                    <input type="hidden" name="case" value=case_id/>
                    <Button label=c.book small=true aria_label=Some(book)/>
                </ActionForm>
            </td>
        </tr>
    }
}
