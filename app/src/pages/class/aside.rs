//! Beside the roster: where the class stands on its provider's calendar, and what it looks like there.

use leptos::prelude::*;

use super::delivery::{Shown, preview_heading};
use super::live::live_delivery;
use crate::api::calendar::DeliveryKind;
use crate::api::classes::{ClassDelivery, ClassDetail};
use crate::components::badge::Badge;
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::pages::delivery::{Reader, badge, words};
use crate::text::{Texts, use_texts};

/// The column at the right; below the roster where it is narrow.
#[component]
pub fn Aside(
    /// The class.
    detail: ClassDetail,
    /// What was read of its delivery.
    delivery: ClassDelivery,
) -> impl IntoView {
    let t = use_texts();
    let provider = delivery.provider.clone();
    let preview = delivery.preview.clone();
    let calendar = delivery.delivery.calendar.clone();
    let reader = Reader::of(detail.own, &provider);
    let now = live_delivery(detail.id.clone(), delivery);
    let own = detail.own;
    let shown = StoredValue::new((preview, calendar));
    let badge_of = Memo::new(move |_| now.with(|now| badge(t, &now.delivery)));
    let line = Memo::new(move |_| now.with(|now| aside_words(t, now, &reader)));
    let heading = Memo::new(move |_| now.with(|now| preview_heading(t, now.delivery.kind)));
    let shows = Memo::new(move |_| {
        now.with(|now| {
            !matches!(
                now.delivery.kind,
                DeliveryKind::NobodyBooked | DeliveryKind::Canceled | DeliveryKind::Removed
            )
        })
    });
    view! {
        <aside aria-label=t.classes.delivery>
            <SectionHead title=t.classes.delivery/>
            <Panel>
                <PanelPart class="stack is-tight">
                    <div class="state" role="status" aria-atomic="true">
                        {move || {
                            let (tone, icon, text) = badge_of.get();
                            view! { <Badge tone icon text/> }
                        }}
                        <p class="field-hint"><strong>{provider}</strong>", "{move || line.get()}</p>
                    </div>
                    <p class="field-hint"><a href=format!("/classes/{}/delivery", detail.id)>{t.classes.full_history}</a></p>
                </PanelPart>
                {move || shows.get().then(|| {
                    let (preview, calendar) = shown.get_value();
                    view! {
                        <PanelPart class="stack is-tight">
                            <h3 class="field-label">{move || heading.get()}</h3>
                            <Shown preview calendar own plain=true/>
                        </PanelPart>
                    }
                })}
            </Panel>
        </aside>
    }
}

/// "since Nov 12, 10:02 am. Last change sent today at 10:02 am."
fn aside_words(t: &Texts, now: &ClassDelivery, reader: &Reader) -> String {
    let state = if now.delivery.kind == DeliveryKind::OnCalendar && !now.delivery.at.is_empty() {
        (t.classes.since_when)(&now.delivery.at)
    } else {
        lower_first(&words(t, &now.delivery, reader))
    };
    if now.last_change.is_empty() {
        format!("{state}.")
    } else {
        format!(
            "{state}. {}",
            (t.classes.last_change_sent)(&now.last_change)
        )
    }
}

/// A sentence that goes on after a comma.
fn lower_first(sentence: &str) -> String {
    let mut rest = sentence.chars();
    rest.next()
        .map(|first| first.to_lowercase().chain(rest).collect())
        .unwrap_or_default()
}
