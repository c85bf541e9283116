//! What happened to a case, the newest first.

use leptos::prelude::*;

use crate::api::cases::CaseEvent;
use crate::components::badge::Tone;
use crate::components::icon::IconName;
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::components::trail::{Trail, TrailItem, TrailMark};
use crate::text::{Texts, use_texts};

/// The section under the form.
#[component]
pub fn CaseHistory(
    /// What happened.
    events: Vec<CaseEvent>,
) -> impl IntoView {
    let t = use_texts();
    (!events.is_empty()).then(|| {
        view! {
            <section>
                <SectionHead title=t.cases.history/>
                <Panel><PanelPart>
                    <Trail>
                        {events.into_iter().map(|event| {
                            let (icon, tone, title) = words(t, &event);
                            let detail = detail(t, &event);
                            view! {
                                <TrailItem mark=TrailMark::Icon(icon, tone) title=title detail=detail when=Some(event.at)/>
                            }
                        }).collect_view()}
                    </Trail>
                </PanelPart></Panel>
            </section>
        }
    })
}

fn words(t: &Texts, event: &CaseEvent) -> (IconName, Tone, String) {
    let c = &t.cases;
    match event.action.as_str() {
        "booked" => (
            IconName::Plus,
            Tone::Ok,
            (c.event_booked)(&event.class_type, &event.when),
        ),
        "removed" => (
            IconName::Minus,
            Tone::Idle,
            (c.event_removed)(&event.class_type, &event.when),
        ),
        "case.added" => (IconName::Person, Tone::Idle, c.event_added.to_owned()),
        "case.closed" => (IconName::Lock, Tone::Idle, c.event_closed.to_owned()),
        "case.reopened" => (IconName::Refresh, Tone::Idle, c.event_reopened.to_owned()),
        "case.erased" => (IconName::EyeOff, Tone::Need, c.event_erased.to_owned()),
        _ => (IconName::Pencil, Tone::Idle, c.event_edited.to_owned()),
    }
}

/// By whom, and why.
fn detail(t: &Texts, event: &CaseEvent) -> Option<String> {
    let by = (!event.person.is_empty()).then(|| (t.classes.by_person)(&event.person));
    let why = (!event.reason.is_empty()).then(|| (t.classes.reason_is)(&event.reason));
    let both: Vec<String> = by.into_iter().chain(why).collect();
    (!both.is_empty()).then(|| both.join(" "))
}
