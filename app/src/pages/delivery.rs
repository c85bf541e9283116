//! What became of a class on a calendar, in the words of the person who reads it. Decides no state:
//! the server does; this only chooses icon, colour and sentence.

use leptos::prelude::*;

use crate::api::calendar::{DeliveryKind, DeliveryView};
use crate::components::badge::Tone;
use crate::components::delivery_line::{DeliveryLine, DeliveryLook};
use crate::components::icon::IconName;
use crate::text::{Texts, use_texts};

/// Who reads the line: the provider of the class, or somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    Provider,
    /// The provider's name, because others read "Provider 1 deleted it there".
    Other(String),
}

impl Reader {
    /// The provider when `own`, else somebody who reads about `provider`.
    #[must_use]
    pub fn of(own: bool, provider: &str) -> Self {
        if own {
            Self::Provider
        } else {
            Self::Other(provider.to_owned())
        }
    }
}

/// The look of a delivery.
#[must_use]
pub fn look(delivery: &DeliveryView) -> DeliveryLook {
    if !delivery.at_risk.is_empty() {
        return DeliveryLook::AtRisk;
    }
    match delivery.kind {
        DeliveryKind::OnCalendar => DeliveryLook::Delivered,
        DeliveryKind::Sending | DeliveryKind::BeingRemoved => DeliveryLook::Sending,
        DeliveryKind::TryingAgain | DeliveryKind::OurSide => DeliveryLook::Waiting,
        DeliveryKind::NotConnected
        | DeliveryKind::WaitingForIt
        | DeliveryKind::NeedsReconnecting
        | DeliveryKind::NeedsPermission
        | DeliveryKind::CalendarMissing
        | DeliveryKind::Paused
        | DeliveryKind::Refused
        | DeliveryKind::NotInTime => DeliveryLook::Need,
        DeliveryKind::DeletedThere | DeliveryKind::Removed => DeliveryLook::Gone,
        DeliveryKind::NobodyBooked | DeliveryKind::Canceled | DeliveryKind::NotAdded => {
            DeliveryLook::Nothing
        }
    }
}

/// The sentence of a delivery.
#[must_use]
pub fn words(t: &Texts, delivery: &DeliveryView, reader: &Reader) -> String {
    let w = &t.widgets;
    if !delivery.at_risk.is_empty() {
        return (t.classes.not_delivered_starts)(&delivery.at_risk);
    }
    let because = |why: &str| (w.not_delivered)(why);
    match delivery.kind {
        DeliveryKind::OnCalendar if delivery.at.is_empty() => {
            (t.classes.on_provider)(&delivery.calendar)
        }
        DeliveryKind::OnCalendar => (w.on_provider_since)(&delivery.calendar, &delivery.at),
        DeliveryKind::Sending => w.sending.to_owned(),
        DeliveryKind::TryingAgain if delivery.at.is_empty() => w.retrying.to_owned(),
        DeliveryKind::TryingAgain => (w.trying_again_at)(&delivery.at),
        DeliveryKind::NotConnected => because(w.why_not_connected),
        DeliveryKind::WaitingForIt => because(w.why_waiting_for_it),
        DeliveryKind::NeedsReconnecting => because(w.why_needs_reconnecting),
        DeliveryKind::NeedsPermission => because(w.why_needs_permission),
        DeliveryKind::CalendarMissing => because(w.why_calendar_missing),
        DeliveryKind::Paused => because(w.why_paused),
        DeliveryKind::OurSide => because(t.classes.why_our_side),
        DeliveryKind::DeletedThere => match reader {
            Reader::Provider => w.you_deleted_it.to_owned(),
            Reader::Other(provider) => (w.somebody_deleted_it)(provider),
        },
        DeliveryKind::NobodyBooked => w.not_booked_not_sent.to_owned(),
        DeliveryKind::Removed => (w.removed)(&delivery.at),
        DeliveryKind::BeingRemoved => w.being_removed.to_owned(),
        DeliveryKind::NotInTime => t.classes.not_in_time.to_owned(),
        DeliveryKind::Refused => (t.classes.refused_there)(&delivery.calendar),
        DeliveryKind::Canceled => t.classes.canceled.to_owned(),
        DeliveryKind::NotAdded => (t.classes.not_added_there)(&delivery.calendar),
    }
}

/// Tone, icon and words of the badge at the head of a delivery panel.
#[must_use]
pub fn badge(t: &Texts, delivery: &DeliveryView) -> (Tone, IconName, String) {
    let (icon, tone) = look(delivery).icon_and_tone();
    let w = &t.widgets;
    let text = match delivery.kind {
        DeliveryKind::OnCalendar => (t.classes.on_provider)(&delivery.calendar),
        DeliveryKind::Sending => w.sending.to_owned(),
        DeliveryKind::BeingRemoved => w.being_removed.to_owned(),
        DeliveryKind::TryingAgain => w.retrying.to_owned(),
        DeliveryKind::NotConnected => w.not_connected.to_owned(),
        DeliveryKind::WaitingForIt => w.waiting_for_it.to_owned(),
        DeliveryKind::NeedsReconnecting => w.needs_reconnecting.to_owned(),
        DeliveryKind::NeedsPermission => w.needs_permission.to_owned(),
        DeliveryKind::CalendarMissing => w.calendar_missing.to_owned(),
        DeliveryKind::Paused => w.paused_by_policy.to_owned(),
        DeliveryKind::OurSide => w.on_our_side.to_owned(),
        DeliveryKind::DeletedThere => t.classes.deleted_there.to_owned(),
        DeliveryKind::NobodyBooked => t.classes.nobody_booked.to_owned(),
        DeliveryKind::Removed => t.classes.removed.to_owned(),
        DeliveryKind::NotInTime => t.classes.not_in_time.to_owned(),
        DeliveryKind::Refused => t.classes.refused.to_owned(),
        DeliveryKind::Canceled => t.classes.canceled.to_owned(),
        DeliveryKind::NotAdded => t.classes.not_added.to_owned(),
    };
    (tone, icon, text)
}

/// Something is under way, so the next look may find something else.
#[must_use]
pub fn is_moving(kind: DeliveryKind) -> bool {
    matches!(
        kind,
        DeliveryKind::Sending | DeliveryKind::BeingRemoved | DeliveryKind::TryingAgain
    )
}

/// The delivery line of a class.
#[component]
pub fn DeliveryOf(
    /// What became of it.
    delivery: DeliveryView,
    /// Who reads it.
    reader: Reader,
) -> impl IntoView {
    let words = words(use_texts(), &delivery, &reader);
    view! { <DeliveryLine look=look(&delivery) words=words/> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EN;

    fn delivery(kind: DeliveryKind) -> DeliveryView {
        DeliveryView {
            kind,
            calendar: "Google Calendar".to_owned(),
            at: "10:02\u{a0}am".to_owned(),
            at_risk: String::new(),
        }
    }

    #[test]
    fn the_provider_and_others_read_who_deleted_it() {
        let gone = delivery(DeliveryKind::DeletedThere);
        assert_eq!(words(&EN, &gone, &Reader::Provider), "You deleted it there");
        assert_eq!(
            words(&EN, &gone, &Reader::of(false, "Provider 1")),
            "Provider 1 deleted it there"
        );
    }

    #[test]
    fn a_class_at_risk_is_red_and_says_when_it_starts() {
        let late = DeliveryView {
            at_risk: "in 23 hours".to_owned(),
            ..delivery(DeliveryKind::NeedsReconnecting)
        };
        assert_eq!(look(&late), DeliveryLook::AtRisk);
        assert_eq!(
            words(&EN, &late, &Reader::Provider),
            "Not delivered, starts in 23 hours"
        );
    }

    #[test]
    fn what_is_delivered_says_since_when() {
        assert_eq!(
            words(&EN, &delivery(DeliveryKind::OnCalendar), &Reader::Provider),
            "On Google Calendar since 10:02\u{a0}am"
        );
    }
}
