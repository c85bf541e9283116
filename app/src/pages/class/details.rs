//! The DETAILS tab: what the class is.

use leptos::prelude::*;

use super::{tab_trouble, tab_waiting, use_this_class};
use crate::api::classes::ClassDetail;
use crate::components::button::{ButtonKind, ButtonLink};
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::text::use_texts;

/// `/classes/:id`
#[component]
pub fn ClassDetails() -> impl IntoView {
    let class = use_this_class();
    view! {
        <Transition fallback=tab_waiting>
            {move || Suspend::new(async move {
                match class.detail.await {
                    Ok(detail) => view! { <Facts detail/> }.into_any(),
                    Err(error) => tab_trouble(error).into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Facts(detail: ClassDetail) -> impl IntoView {
    let t = use_texts();
    let c = &t.classes;
    let edit = format!("/classes/{}/edit", detail.id);
    let may_edit = detail.may_edit && !detail.over && !detail.canceled;
    let room = if detail.room.is_empty() {
        detail.site.clone()
    } else {
        format!("{}, {}", detail.site, detail.room)
    };
    let facts = [
        (
            c.class_type,
            detail.class_type,
            Some((c.on_calendar_as)(&detail.calendar_title)),
        ),
        (c.date_and_time, detail.when, None),
        (c.site_and_room, room, None),
        (c.provider, detail.provider, None),
        (
            c.capacity,
            detail.capacity.to_string(),
            Some((c.places_taken)(detail.booked, detail.capacity)),
        ),
        (c.offered_by, detail.offered_by, None),
    ];
    let repeats = (detail.rest > 1).then(|| {
        (
            c.repeats,
            (c.weekly_until)(&detail.rest_until, detail.rest),
            None,
        )
    });
    let delete =
        (detail.may_edit && !detail.started).then(|| format!("/classes/{}/delete", detail.id));
    view! {
        <SectionHead title=c.details>
            {may_edit.then(|| view! { <ButtonLink href=edit label=c.edit small=true/> })}
        </SectionHead>
        <Panel>
            <PanelPart>
                <dl class="details-list">
                    {facts.into_iter().chain(repeats).map(|(name, value, more)| view! {
                        <dt>{name}</dt>
                        <dd>
                            {value}
                            {more.map(|more| view! { <span class="cell-sub">{more}</span> })}
                        </dd>
                    }).collect_view()}
                </dl>
            </PanelPart>
            {delete.map(|href| view! {
                <PanelPart class="is-tight">
                    <ButtonLink href label=c.delete kind=ButtonKind::QuietDanger small=true/>
                </PanelPart>
            })}
        </Panel>
    }
}
