//! *Check my calendar*: a look at what is there, each difference with the button that puts it right.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::check::{
    CalendarCheck, CheckFinding, CheckRow, CheckState, FixCalendar, get_calendar_check,
};
use crate::components::button::Button;
use crate::components::empty_state::EmptyState;
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::page_head::{Crumb, PageHead};
use crate::components::panel::Panel;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::use_texts;

/// The page at `/profile/external/check`.
#[component]
pub fn CheckScreen() -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let fix = ServerAction::<FixCalendar>::new();
    let check = Resource::new_blocking(move || fix.version().get(), |_| get_calendar_check());
    view! {
        <Title text=p.check_calendar/>
        <PageHead
            title=p.check_calendar
            crumbs=vec![Crumb::new("/profile", p.title), Crumb::new("/profile/external", p.external)]
        />
        <div class="page">
            <div class="stack">
                <p class="lead">{p.check_lead}</p>
                <FormTrouble errors=FormErrors::of(fix)/>
                <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=4/> }>
                    {move || Suspend::new(async move {
                        match check.await {
                            Ok(found) => view! { <Found found fix/> }.into_any(),
                            Err(error) => view! {
                                <Trouble error on_retry=Callback::new(move |()| check.refetch())/>
                            }
                            .into_any(),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
}

#[component]
fn Found(found: CalendarCheck, fix: ServerAction<FixCalendar>) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let waiting = (found.waiting > 0)
        .then(|| view! { <p class="hint">{(p.check_waiting)(found.waiting)}</p> });
    let result = match (found.state, found.rows.is_empty()) {
        (CheckState::NotConnected, _) => {
            view! { <Note kind=NoteKind::Info>{p.check_not_connected}</Note> }.into_any()
        }
        (CheckState::Busy, _) => view! { <Note kind=NoteKind::Info>{p.check_busy}</Note> }.into_any(),
        (CheckState::NotAnswering, true) => {
            view! { <Note kind=NoteKind::Need>{(p.check_not_answering)(&found.calendar)}</Note> }
                .into_any()
        }
        (CheckState::Done, true) => view! {
            <EmptyState icon=IconName::Check title=p.check_all_well text=(p.check_looked)(found.looked)/>
        }
        .into_any(),
        (_, false) => view! { <Rows rows=found.rows fix/> }.into_any(),
    };
    view! {
        {result}
        {waiting}
        <p><a href="/profile/external/check">{p.check_again}</a></p>
    }
}

#[component]
fn Rows(rows: Vec<CheckRow>, fix: ServerAction<FixCalendar>) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let several = rows.len() > 1;
    view! {
        <Panel>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{p.col_when}</th>
                        <th scope="col">{p.col_class}</th>
                        <th scope="col">{p.check_col_found}</th>
                        <th scope="col"><span class="visually-hidden">{p.check_col_fix}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| {
                        let (found, action) = match row.finding {
                            CheckFinding::Missing => (p.check_missing, t.widgets.put_back),
                            CheckFinding::Outdated => (p.check_outdated, p.check_update),
                            CheckFinding::Extra => (p.check_extra, p.check_remove),
                        };
                        view! {
                            <tr>
                                <td class="is-when">{row.when}</td>
                                <td>{row.class_type}</td>
                                <td>{found}</td>
                                <td>
                                    <ActionForm action=fix>
                                        <input type="hidden" name="class_id" value=row.class_id.to_string()/>
                                        <Button label=action busy=fix.pending()/>
                                    </ActionForm>
                                </td>
                            </tr>
                        }
                    }).collect_view()}
                </tbody>
            </table>
        </Panel>
        {several.then(|| view! {
            <ActionForm action=fix>
                <Button label=p.check_fix_all busy=fix.pending()/>
            </ActionForm>
        })}
    }
}
