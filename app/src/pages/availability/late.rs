//! Two people edited one class: whoever saved second is shown what is there now, and decides.

use domain::id::ClassId;
use leptos::prelude::*;

use crate::api::classes::{
    AvailabilityForm, AvailabilityOptions, Choice, EditAvailability, get_availability_options,
};
use crate::error::AppError;
use crate::pages::trouble::{Theirs, came_too_late};
use crate::posted::typed;
use crate::text::Texts;

/// What is there now, asked for when somebody came too late.
#[derive(Clone, Copy)]
pub struct Late {
    late: Memo<Option<usize>>,
    /// Without script what is there now came with the page.
    with_page: bool,
    now: LocalResource<Option<AvailabilityOptions>>,
}

impl Late {
    /// One per page.
    pub fn of(edit: ServerAction<EditAvailability>, id: Memo<Result<ClassId, AppError>>) -> Self {
        let late = came_too_late(edit);
        Self {
            late,
            with_page: typed::<EditAvailability>().is_some(),
            now: LocalResource::new(move || {
                let asked = late.get().and_then(|_| id.get().ok());
                async move {
                    match asked {
                        Some(id) => get_availability_options(Some(id)).await.ok(),
                        None => None,
                    }
                }
            }),
        }
    }

    /// For the form: `came` is what the page came with, `mine` what was typed by now.
    pub fn theirs(
        self,
        t: &'static Texts,
        came: AvailabilityOptions,
        mine: impl Fn() -> AvailabilityForm + Send + Sync + 'static,
    ) -> Signal<Option<Theirs>> {
        Signal::derive(move || {
            self.late.get()?;
            let now = if self.with_page {
                came.clone()
            } else {
                self.now.get().flatten()?
            };
            Some(Theirs {
                version: now.version,
                lines: differences(t, &now, &mine()),
            })
        })
    }
}

/// What is there now, where it is not what was typed.
fn differences(t: &Texts, now: &AvailabilityOptions, mine: &AvailabilityForm) -> Vec<String> {
    let c = &t.classes;
    let theirs = &now.form;
    let name = |choices: &[Choice], id: &str| {
        choices
            .iter()
            .find(|choice| choice.id == id)
            .map_or_else(String::new, |choice| choice.name.clone())
    };
    let site = now
        .sites
        .iter()
        .find(|site| site.id == theirs.site_id)
        .map_or_else(String::new, |site| site.name.clone());
    let moved = (&theirs.date, &theirs.start, &theirs.end) != (&mine.date, &mine.start, &mine.end);
    let room = if theirs.room.is_empty() {
        c.no_room.to_owned()
    } else {
        theirs.room.clone()
    };
    [
        (
            c.class_type,
            name(&now.class_types, &theirs.class_type_id),
            theirs.class_type_id != mine.class_type_id,
        ),
        (c.site, site, theirs.site_id != mine.site_id),
        (c.room, room, theirs.room != mine.room.trim()),
        (
            c.provider,
            name(&now.providers, &theirs.provider_id),
            theirs.provider_id != mine.provider_id,
        ),
        (
            c.capacity,
            theirs.capacity.clone(),
            theirs.capacity != mine.capacity.trim(),
        ),
        (c.date_and_time, now.when.clone(), moved),
    ]
    .into_iter()
    .filter(|(_, _, differs)| *differs)
    .map(|(label, value, _)| (t.errors.there_now)(label, &value))
    .collect()
}
