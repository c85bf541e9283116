//! "Exactly what is sent", beside the connection: the event, what is never sent, the raw request.

use leptos::prelude::*;

use crate::api::calendar::CalendarPanel;
use crate::components::icon::{Icon, IconName};
use crate::components::panel::SectionHead;
use crate::components::sent_preview::{NeverSent, SentPreview};
use crate::text::use_texts;

/// The aside of the External tab.
#[component]
pub fn ExactlyWhatIsSent(panel: CalendarPanel) -> impl IntoView {
    let t = use_texts();
    let (p, w) = (&t.profile, &t.widgets);
    let heading = match &panel.connection {
        Some(connection) => (w.all_that_receives)(connection.provider.calendar_name()),
        None => w.all_that_your_calendar_receives.to_owned(),
    };
    let preview = panel.preview;
    let mut fields = vec![(w.event_text.to_owned(), preview.text)];
    if let Some(site) = &preview.site {
        fields.push((w.event_place.to_owned(), site.clone()));
    }
    fields.push((w.event_shown_as.to_owned(), p.busy_private.to_owned()));
    fields.push((w.event_reminder.to_owned(), (p.reminder_before)(10)));
    fields.push((w.event_guests.to_owned(), p.reminder_none.to_owned()));
    let places = if preview.site.is_some() {
        p.never_rooms
    } else {
        p.never_sites
    };
    let never = [
        p.never_names,
        p.never_cases,
        p.never_counts,
        p.never_notes,
        p.never_availability,
        places,
    ];
    view! {
        <div>
            <SectionHead title=p.exactly lead=Some(p.exactly_lead.to_owned())/>
        <SentPreview
            heading
            title=preview.title
            when=preview.when
            fields
            address=Some(preview.link).filter(|link| !link.is_empty())
            example=preview.example
        />
        </div>
        <NeverSent title=p.never_sent items=never.map(str::to_owned).to_vec()/>
        <div>
            <details class="disclosure">
                <summary><Icon name=IconName::ChevronRight/>{p.raw_data}</summary>
                <p class="hint">{p.raw_lead}</p>
                <pre class="code-block" tabindex="0">{preview.raw}</pre>
            </details>
            <p class="hint"><a href="/profile/external/sent">{p.every_message}</a></p>
        </div>
    }
}
