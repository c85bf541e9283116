//! A stored class, as the availability form shows it.

use app::api::classes::AvailabilityForm;

use crate::db::classes::ClassRecord;
use crate::zone::{self, Fold, Local};

pub fn form_of(class: &ClassRecord) -> AvailabilityForm {
    let (date, start) = class.local_start.split_once('T').unwrap_or_default();
    let (end_date, end) = class.local_end.split_once('T').unwrap_or_default();
    AvailabilityForm {
        class_type_id: class.class_type_id.to_string(),
        site_id: class.site_id.to_string(),
        room: class.room.clone(),
        provider_id: class.provider_id.clone(),
        capacity: class.capacity.to_string(),
        date: date.to_owned(),
        start: start.to_owned(),
        end: end.to_owned(),
        start_fold: fold_of(&class.local_start, &class.time_zone, class.start_fold),
        end_fold: fold_of(&class.local_end, &class.time_zone, class.end_fold),
        ends_next_day: if end_date > date { "on" } else { "" }.to_owned(),
        ..AvailabilityForm::default()
    }
}

/// `first` or `second` where the time happens twice, else nothing.
fn fold_of(local: &str, zone_name: &str, fold: i64) -> String {
    let fold = Fold::from_i64(fold);
    let twice = zone::parse_local(local).is_some_and(|local| {
        matches!(
            zone::resolve(local, &zone::stored(zone_name), Some(fold)),
            Local::Resolved { twice: true, .. }
        )
    });
    if twice {
        fold.as_str().to_owned()
    } else {
        String::new()
    }
}
