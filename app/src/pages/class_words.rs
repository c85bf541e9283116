//! How a class in a list stands out and what its short line says: the same in agenda and grid.

use super::delivery::{self, Reader};
use crate::api::calendar::DeliveryKind;
use crate::api::classes::ClassRow;
use crate::components::agenda::ClassLook;
use crate::components::delivery_line::DeliveryLook;
use crate::text::Texts;

/// How a class stands out.
#[must_use]
pub fn class_look(row: &ClassRow) -> ClassLook {
    if row.over || row.canceled {
        ClassLook::Past
    } else if row.started {
        ClassLook::Now
    } else if row.provider_gone {
        ClassLook::OffCalendar
    } else if row.booked == 0 {
        ClassLook::Open
    } else if matches!(
        row.delivery.kind,
        DeliveryKind::OnCalendar | DeliveryKind::Sending
    ) {
        ClassLook::Booked
    } else {
        ClassLook::OffCalendar
    }
}

/// Icon and words under a class: the count where the calendar has it, else what is the matter.
#[must_use]
pub fn short_line(t: &Texts, row: &ClassRow, reader: &Reader) -> (DeliveryLook, String) {
    let c = &t.classes;
    if row.canceled {
        return (DeliveryLook::Gone, c.canceled.to_owned());
    }
    // Whether it is on a calendar matters less.
    if row.provider_gone && !row.over {
        return (DeliveryLook::Need, (c.nobody_teaches)(&row.provider));
    }
    if row.booked == 0 && row.delivery.kind == DeliveryKind::NobodyBooked {
        return (DeliveryLook::Nothing, (c.open_places)(row.capacity));
    }
    if row.over {
        return (
            DeliveryLook::Nothing,
            (c.booked_of_long)(row.booked, row.capacity),
        );
    }
    let look = delivery::look(&row.delivery);
    let count = (c.booked_of)(row.booked, row.capacity);
    let words = match (row.delivery.kind, reader) {
        (DeliveryKind::OnCalendar, Reader::Provider) if row.booked >= row.capacity => {
            c.on_calendar_full.to_owned()
        }
        (DeliveryKind::OnCalendar, Reader::Provider) => {
            (c.on_calendar_count)(row.booked, row.capacity)
        }
        (DeliveryKind::OnCalendar, Reader::Other(_)) => {
            format!("{}, {count}", (c.on_provider)(&row.delivery.calendar))
        }
        (DeliveryKind::DeletedThere, Reader::Provider) => {
            (c.you_deleted_in)(maker(&row.delivery.calendar))
        }
        _ => format!("{}, {count}", delivery::words(t, &row.delivery, reader)),
    };
    (look, words)
}

/// "Google" of "Google Calendar".
#[must_use]
pub fn maker(calendar: &str) -> &str {
    calendar.split_whitespace().next().unwrap_or(calendar)
}
