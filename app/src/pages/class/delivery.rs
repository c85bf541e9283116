//! The DELIVERY tab: where the class stands on its provider's calendar, and how it got there.

use domain::id::ClassId;
use leptos::prelude::*;

use super::history::history_items;
use super::live::live_delivery;
use super::{ThisClass, tab_trouble, tab_waiting, use_this_class};
use crate::api::calendar::DeliveryKind;
use crate::api::classes::{ClassDelivery, ClassDetail, get_class_delivery};
use crate::components::badge::Badge;
use crate::components::button::{Button, ButtonKind};
use crate::components::empty_state::EmptyState;
use crate::components::icon::{Icon, IconName};
use crate::components::note::{Note, NoteKind};
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::components::sent_preview::SentPreview;
use crate::components::trail::Trail;
use crate::pages::delivery::{Reader, badge, is_moving, words};
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::{Texts, use_texts};

/// `/classes/:id/delivery`
#[component]
pub fn Delivery() -> impl IntoView {
    let class = use_this_class();
    let delivery = Resource::new(
        move || (class.id.get(), class.changes()),
        |(id, _)| async move { get_class_delivery(id?).await },
    );
    view! {
        <Transition fallback=tab_waiting>
            {move || Suspend::new(async move {
                match (class.detail.await, delivery.await) {
                    (Ok(detail), Ok(delivery)) => view! { <DeliveryTab detail delivery/> }.into_any(),
                    (Err(error), _) | (_, Err(error)) => tab_trouble(error).into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn DeliveryTab(detail: ClassDetail, delivery: ClassDelivery) -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let preview = delivery.preview.clone();
    let provider = delivery.provider.clone();
    let calendar = delivery.delivery.calendar.clone();
    let reader = Reader::of(detail.own, &provider);
    let now = live_delivery(detail.id.clone(), delivery);
    let heading = Memo::new(move |_| now.with(|now| preview_heading(t, now.delivery.kind)));
    let history = Memo::new(move |_| now.with(|now| now.history.clone()));
    let id = detail.id.clone();
    view! {
        <div class="page-columns">
            <div>
                <SectionHead title=(t.classes.delivery_to)(&provider)/>
                <Panel>
                    <PanelPart class="stack">
                        <StateOfDelivery now reader/>
                        <FormTrouble errors=FormErrors::of(class.send_again)/>
                        <FormTrouble errors=FormErrors::of(class.put_back)/>
                        {move || now.with(|now| delivery_actions(t, class, &id, detail.version, now))}
                        {move || may_check(detail.own, &now.read()).then(|| view! {
                            <p class="hint"><a href="/profile/external/check">{t.profile.check_calendar}</a></p>
                        })}
                    </PanelPart>
                    <PanelPart>
                        {move || {
                            let history = history.get();
                            if history.is_empty() {
                                view! { <EmptyState icon=IconName::Clock title=t.classes.no_history text=t.classes.no_history_text/> }.into_any()
                            } else {
                                view! {
                                    <Trail>{history_items(t, history)}</Trail>
                                }.into_any()
                            }
                        }}
                    </PanelPart>
                </Panel>
            </div>
            <aside class="stack" aria-label=t.classes.what_calendar_shows>
                <div>
                    {move || view! { <SectionHead title=heading.get()/> }}
                    <Shown preview=preview.clone() calendar own=detail.own/>
                </div>
                <details class="disclosure">
                    <summary><Icon name=IconName::ChevronRight/>{t.profile.raw_data}</summary>
                    <pre class="code-block" tabindex="0">{preview.raw}</pre>
                </details>
                <Note kind=NoteKind::Quiet icon=IconName::Info>{(t.classes.delivery_note)(&provider)}</Note>
            </aside>
        </div>
    }
}

/// Only what is there is shown there.
#[must_use]
pub fn preview_heading(t: &Texts, kind: DeliveryKind) -> &'static str {
    match kind {
        DeliveryKind::OnCalendar | DeliveryKind::BeingRemoved => t.classes.what_calendar_shows,
        _ => t.admin.what_will_be_sent,
    }
}

/// Badge, headline, and what was sent last.
#[component]
pub fn StateOfDelivery(
    /// The delivery.
    now: Signal<ClassDelivery>,
    /// Who reads it.
    reader: Reader,
) -> impl IntoView {
    let t = use_texts();
    let badge_of = Memo::new(move |_| now.with(|now| badge(t, &now.delivery)));
    let headline = Memo::new(move |_| {
        now.with(|now| match now.delivery.kind {
            DeliveryKind::OnCalendar if !now.delivery.at.is_empty() => {
                (t.classes.on_calendar_since)(&now.delivery.at)
            }
            _ => words(t, &now.delivery, &reader),
        })
    });
    let sentence = Memo::new(move |_| now.with(|now| last_change(t, now)));
    view! {
        <div class="state" role="status" aria-atomic="true">
            {move || {
                let (tone, icon, text) = badge_of.get();
                view! { <Badge tone icon text/> }
            }}
            <h3 class="state-headline">{move || headline.get()}</h3>
            <p>{move || sentence.get()}</p>
        </div>
    }
}

/// "Last change sent today at 10:02 am. Nothing is waiting."
fn last_change(t: &Texts, now: &ClassDelivery) -> String {
    let waiting = if now.waiting {
        t.classes.something_waiting
    } else {
        t.classes.nothing_waiting
    };
    if now.last_change.is_empty() {
        waiting.to_owned()
    } else {
        format!(
            "{} {waiting}",
            (t.classes.last_change_sent)(&now.last_change)
        )
    }
}

fn delivery_actions(
    t: &'static Texts,
    class: ThisClass,
    id: &ClassId,
    version: i64,
    now: &ClassDelivery,
) -> impl IntoView + use<> {
    let deleted = now.delivery.kind == DeliveryKind::DeletedThere;
    let (class_id, same_id) = (id.to_string(), id.to_string());
    let put_back = (now.may_send_again && deleted).then(|| view! {
        <ActionForm action=class.put_back>
            <input type="hidden" name="class_id" value=class_id/>
            <Button label=t.widgets.put_back kind=ButtonKind::Primary busy=class.put_back.pending() busy_label=Some(t.widgets.sending.to_owned())/>
        </ActionForm>
    });
    let send_again = (now.may_send_again && !deleted && may_repeat(now.delivery.kind)).then(|| {
        view! {
            <ActionForm action=class.send_again>
                <input type="hidden" name="id" value=same_id/>
                <input type="hidden" name="version" value=version.to_string()/>
                <Button
                    label=t.classes.send_again
                    icon=IconName::Refresh
                    busy=class.send_again.pending()
                    busy_label=Some(t.classes.sending_again.to_owned())
                />
            </ActionForm>
            <p class="field-hint">{t.classes.send_again_hint}</p>
        }
    });
    let refresh = is_moving(now.delivery.kind).then(|| {
        view! {
            <a class="button is-quiet without-script" href="" rel="external">
                <span class="button-face"><span>{t.widgets.refresh}</span></span>
            </a>
        }
    });
    view! { <div class="cluster">{put_back}{send_again}{refresh}</div> }
}

/// One's own calendar can be looked at while it is connected and takes what is sent.
fn may_check(own: bool, now: &ClassDelivery) -> bool {
    own && matches!(
        now.delivery.kind,
        DeliveryKind::OnCalendar
            | DeliveryKind::BeingRemoved
            | DeliveryKind::DeletedThere
            | DeliveryKind::Refused
    )
}

/// Sending again makes sense where an event is or should be.
fn may_repeat(kind: DeliveryKind) -> bool {
    matches!(
        kind,
        DeliveryKind::OnCalendar | DeliveryKind::TryingAgain | DeliveryKind::Refused
    )
}

/// The event as the calendar has it.
#[component]
pub fn Shown(
    /// What the event builder made.
    preview: crate::api::calendar::SentPreview,
    /// "Google Calendar", or empty.
    calendar: String,
    /// The viewer is the provider.
    own: bool,
    /// Inside a panel, without a headline of its own.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let t = use_texts();
    let w = &t.widgets;
    let heading = if calendar.is_empty() {
        if own {
            w.all_that_your_calendar_receives.to_owned()
        } else {
            t.admin.all_a_calendar_receives.to_owned()
        }
    } else {
        (w.all_that_receives)(&calendar)
    };
    let mut fields = vec![
        (w.event_text.to_owned(), preview.text),
        (
            w.event_shown_as.to_owned(),
            t.profile.busy_private.to_owned(),
        ),
        (w.event_reminder.to_owned(), (t.profile.reminder_before)(10)),
        (
            w.event_guests.to_owned(),
            t.profile.reminder_none.to_owned(),
        ),
    ];
    if let Some(site) = preview.site {
        fields.insert(1, (w.event_place.to_owned(), site));
    }
    view! {
        <SentPreview
            heading
            title=preview.title
            when=preview.when
            fields
            address=(!preview.link.is_empty()).then_some(preview.link)
            example=preview.example
            plain
        />
    }
}
