//! *Next on your calendar*, or *Waiting to be sent* while something waits: at most five classes,
//! each with its delivery line, and *Put back* where the person deleted the event.

use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::calendar::{
    CalendarPanel, DeliveryKind, DeliveryView, NextClass, PutBack, ShownState,
};
use crate::components::button::Button;
use crate::components::delivery_line::{DeliveryLine, DeliveryLook};
use crate::components::empty_state::EmptyState;
use crate::components::icon::IconName;
use crate::components::panel::{Panel, SectionHead};
use crate::pages::delivery::{DeliveryOf, Reader};
use crate::text::use_texts;

/// The list under the connection panel; nothing while nothing is connected.
#[component]
pub fn NextClasses(panel: CalendarPanel, put_back: ServerAction<PutBack>) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let connection = panel
        .connection
        .filter(|_| !matches!(panel.shown, ShownState::NotConnected | ShownState::Leaving));
    connection.map(|connection| {
        let (title, column) = if panel.waiting > 0 {
            (p.waiting_to_be_sent, p.col_change.to_owned())
        } else {
            (
                p.next_on_calendar,
                (p.col_on)(connection.provider.calendar_name()),
            )
        };
        let all = panel.upcoming;
        view! {
            <section aria-label=title>
                <SectionHead title>
                    {(all > 0).then(|| view! { <a href="/classes">{(p.all_classes)(all)}</a> })}
                </SectionHead>
                {if panel.next.is_empty() {
                    view! { <EmptyState icon=IconName::Calendar title=p.nothing_next text=p.nothing_next_text/> }.into_any()
                } else {
                    view! {
                        <Panel>
                            <table class="table">
                                <thead>
                                    <tr>
                                        <th scope="col">{p.col_when}</th>
                                        <th scope="col">{p.col_class}</th>
                                        <th scope="col">{column}</th>
                                    </tr>
                                </thead>
                                <tbody>
                                    {panel.next.into_iter().map(|class| view! { <Row class put_back/> }).collect_view()}
                                </tbody>
                            </table>
                        </Panel>
                    }
                    .into_any()
                }}
            </section>
        }
    })
}

/// The column's head names the calendar already, so what is there only says since when.
fn line(delivery: DeliveryView) -> AnyView {
    let t = use_texts();
    if delivery.kind == DeliveryKind::OnCalendar && !delivery.at.is_empty() {
        let words = (t.widgets.since)(&delivery.at);
        view! { <DeliveryLine look=DeliveryLook::Delivered words/> }.into_any()
    } else {
        view! { <DeliveryOf delivery reader=Reader::Provider/> }.into_any()
    }
}

#[component]
fn Row(class: NextClass, put_back: ServerAction<PutBack>) -> impl IntoView {
    let t = use_texts();
    let deleted = class.delivery.kind == DeliveryKind::DeletedThere;
    let class_id = class.class_id.to_string();
    let href = format!("/classes/{class_id}");
    let name = format!("{} {}", t.widgets.put_back, class.class_type);
    view! {
        <tr>
            <td class="is-when">
                <span class="cell-main">{class.day}</span>
                <span class="cell-sub">{class.time}</span>
            </td>
            <td>
                <a href=href>{class.class_type}</a>
                <span class="cell-sub">{class.place}</span>
            </td>
            <td>
                <div class="cell-spread">
                    {line(class.delivery)}
                    {deleted.then(|| view! {
                        <ActionForm action=put_back>
                            <input type="hidden" name="class_id" value=class_id/>
                            <Button label=t.widgets.put_back aria_label=Some(name) small=true busy=put_back.pending()/>
                        </ActionForm>
                    })}
                </div>
            </td>
        </tr>
    }
}
