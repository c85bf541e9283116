//! Classes as a list per day. The page words everything; rows only lay it out.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// How a class stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClassLook {
    /// It runs now.
    Now,
    /// Booked, and on the calendar.
    Booked,
    /// Nobody is booked.
    Open,
    /// Booked, but not on the calendar.
    OffCalendar,
    /// It is over.
    Past,
}

impl ClassLook {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Now => "is-now",
            Self::Booked => "is-booked",
            Self::Open => "is-open",
            Self::OffCalendar => "is-off-calendar",
            Self::Past => "is-past",
        }
    }
}

/// One day with its rows.
#[component]
pub fn AgendaDay(
    /// "Today, Tue Nov 17".
    #[prop(into)]
    title: String,
    /// It is today: with the marigold dot.
    #[prop(optional)]
    today: bool,
    /// At the right: "Chicago time", once per page.
    #[prop(optional, into)]
    aside: Signal<Option<String>>,
    /// The [`AgendaRow`]s.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="agenda-day" class:is-today=today>
            <div class="agenda-head">
                <h2 class="agenda-title">{title}</h2>
                {move || aside.get().map(|aside| view! { <span class="agenda-aside">{aside}</span> })}
            </div>
            <ul class="agenda-rows">{children()}</ul>
        </section>
    }
    .into_any()
}

/// One class; the whole row is the link.
#[component]
pub fn AgendaRow(
    /// The class page.
    #[prop(into)]
    href: String,
    /// How it stands out.
    look: ClassLook,
    /// "9:00 am".
    #[prop(into)]
    start: String,
    /// "to 10:30".
    #[prop(into)]
    end: String,
    /// The class type.
    #[prop(into)]
    title: String,
    /// Site and room.
    #[prop(into)]
    place: String,
    /// Usually a `DeliveryLine`.
    children: Children,
) -> impl IntoView {
    view! {
        <li class=format!("agenda-row {}", look.class())>
            <a href=href>
                <span class="agenda-when">
                    <span class="agenda-start">{start}</span>
                    " "
                    <span class="agenda-end">{end}</span>
                </span>
                <span class="agenda-what">
                    <span class="agenda-name">{title}</span>
                    " "
                    <span class="agenda-place">{place}</span>
                    " "
                    {children()}
                </span>
                <Icon name=IconName::ChevronRight/>
            </a>
        </li>
    }
    .into_any()
}
