//! What became of one class on a calendar, in one line: icon and words. It never decides the state;
//! the page passes it, and `words` composes the sentence from the keys.

use leptos::prelude::*;

use super::badge::Tone;
use super::icon::{Icon, IconName};

/// The look of a delivery line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryLook {
    /// On the calendar.
    Delivered,
    /// On its way, or being removed.
    Sending,
    /// Waiting for a retry.
    Waiting,
    /// Not delivered; a person must act.
    Need,
    /// Not delivered, and the class starts within a day.
    AtRisk,
    /// Deleted there, or removed.
    Gone,
    /// Nothing is sent, and nothing should be.
    Nothing,
}

impl DeliveryLook {
    /// Icon and tone of this look.
    #[must_use]
    pub const fn icon_and_tone(self) -> (IconName, Tone) {
        match self {
            Self::Delivered => (IconName::Check, Tone::Ok),
            Self::Sending => (IconName::Refresh, Tone::Move),
            Self::Waiting => (IconName::Clock, Tone::Move),
            Self::Need => (IconName::Alert, Tone::Need),
            Self::AtRisk => (IconName::Alert, Tone::Stop),
            Self::Gone => (IconName::Minus, Tone::Idle),
            Self::Nothing => (IconName::Circle, Tone::Idle),
        }
    }
}

/// A 16 px icon and 14 px words; updates live when its signals do.
#[component]
pub fn DeliveryLine(
    /// How it looks.
    #[prop(into)]
    look: Signal<DeliveryLook>,
    /// The sentence, from `t.widgets` (`on_provider_since`, `sending`, …).
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    view! {
        <span class=move || format!("delivery-line {}", look.get().icon_and_tone().1.class())>
            {move || view! { <Icon name=look.get().icon_and_tone().0/> }}
            <span>{move || words.get()}</span>
        </span>
    }
    .into_any()
}
