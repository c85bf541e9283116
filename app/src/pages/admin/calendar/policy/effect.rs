//! Beside the policy's form: the event it would send, and what saving it would do.

use leptos::prelude::*;

use crate::api::policy::{PolicyEffect, PolicyPreview};
use crate::components::note::{Note, NoteKind};
use crate::components::sent_preview::SentPreview;
use crate::error::AppError;
use crate::pages::trouble::Trouble;
use crate::text::{Texts, use_texts};

/// "This is what will be sent", live.
#[component]
pub fn Aside(shown: Signal<Option<Result<PolicyPreview, AppError>>>) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    view! {
        <div class="panel-part is-sunken stack" aria-live="polite" aria-atomic="true">
            <h3 class="subsection-title">{a.what_will_be_sent}</h3>
            <p class="hint">{a.changes_with_choices}</p>
            {move || shown.get().map(|shown| match shown {
                Ok(preview) => view! { <Shown preview/> }.into_any(),
                Err(error) => view! { <Trouble error/> }.into_any(),
            })}
        </div>
    }
}

#[component]
fn Shown(preview: PolicyPreview) -> impl IntoView {
    let t = use_texts();
    let (p, w) = (&t.profile, &t.widgets);
    let sent = preview.sent;
    let mut fields = vec![(w.event_text.to_owned(), sent.text)];
    if let Some(site) = sent.site {
        fields.push((w.event_place.to_owned(), site));
    }
    fields.push((w.event_shown_as.to_owned(), p.busy_private.to_owned()));
    fields.push((w.event_reminder.to_owned(), (p.reminder_before)(10)));
    fields.push((w.event_guests.to_owned(), p.reminder_none.to_owned()));
    view! {
        <SentPreview
            heading=t.admin.all_a_calendar_receives
            title=sent.title
            when=sent.when
            fields
            address=Some(sent.link).filter(|link| !link.is_empty())
            example=sent.example
        />
        {preview.effect.map(|effect| {
            let kind = if effect == PolicyEffect::default() { NoteKind::Quiet } else { NoteKind::Need };
            view! { <Note kind>{sentence(t, effect)}</Note> }
        })}
    }
}

/// What saving does, in one or two sentences.
fn sentence(t: &Texts, effect: PolicyEffect) -> String {
    let a = &t.admin;
    let mut sentences = Vec::new();
    match (effect.rewritten, effect.people) {
        (0, 0) => {}
        (rewritten, 0) => sentences.push((a.saving_rewrites)(rewritten, effect.calendars)),
        (0, people) => sentences.push((a.saving_disconnects)(people, effect.removed)),
        (rewritten, people) => {
            sentences.push((a.saving_rewrites_only)(rewritten, effect.calendars));
            sentences.push((a.saving_disconnects)(people, effect.removed));
        }
    }
    if effect.returned > 0 {
        sentences.push((a.saving_returns)(effect.returned));
    }
    if sentences.is_empty() {
        sentences.push(a.saving_affects_nobody.to_owned());
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EN;

    #[test]
    fn an_effect_is_said_in_full() {
        let none = PolicyEffect::default();
        for (effect, expect) in [
            (none, "Nobody’s calendar is affected."),
            (
                PolicyEffect {
                    rewritten: 48,
                    calendars: 12,
                    ..none
                },
                "Saving rewrites 48 upcoming events on 12 calendars. Nobody is disconnected.",
            ),
            (
                PolicyEffect {
                    people: 3,
                    removed: 9,
                    ..none
                },
                "3 staff are disconnected and 9 events removed; you have 10 minutes to undo.",
            ),
            (
                PolicyEffect {
                    rewritten: 1,
                    calendars: 1,
                    people: 1,
                    removed: 1,
                    returned: 2,
                },
                "Saving rewrites 1 upcoming event on 1 calendar. 1 staff is disconnected and 1 event \
                 removed; you have 10 minutes to undo. 2 paused connections work again.",
            ),
        ] {
            assert_eq!(sentence(&EN, effect), expect);
        }
    }
}
