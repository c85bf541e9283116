//! The dates of a series: how many there will be, which of them need a decision, and which to skip.
//! The server looks at each of them; this only asks and shows.

use std::time::Duration;

use domain::id::ClassId;
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use crate::api::classes::{AddAvailability, AvailabilityForm};
use crate::api::series::{SeriesDate, SeriesPreview, preview_series};
use crate::components::choice::{Checkbox, ChoiceGroup, Radio};
use crate::components::note::Note;
use crate::error::{AppError, Problem};
use crate::pages::trouble::FormErrors;
use crate::pages::trouble::sentences::problem_sentence;
use crate::text::{Texts, use_texts};

/// After the last keystroke.
const ASK_AFTER: Duration = Duration::from_millis(300);

/// What the form would do, as far as it is typed.
#[derive(Clone, Copy)]
pub struct Typed {
    form: RwSignal<AvailabilityForm>,
    waiting: StoredValue<Option<TimeoutHandle>>,
    preview: Resource<Result<Option<SeriesPreview>, AppError>>,
}

impl Typed {
    /// One per page; `id` names the class that is edited, `form` what a refused form holds.
    pub fn new(id: Memo<Option<ClassId>>, form: Option<AvailabilityForm>) -> Self {
        let form = RwSignal::new(form.unwrap_or_default());
        let asked = Memo::new(move |_| {
            form.with(|form| {
                (form.is_weekly() || form.is_for_the_rest()).then(|| (id.get(), form.clone()))
            })
        });
        Self {
            form,
            waiting: StoredValue::new(None),
            preview: Resource::new(
                move || asked.get(),
                |asked| async move {
                    match asked {
                        Some((id, form)) => {
                            let id = id.filter(|_| form.is_for_the_rest());
                            preview_series(id, form).await
                        }
                        None => Ok(None),
                    }
                },
            ),
        }
    }

    /// What is in the form, once something was typed.
    pub fn now(self) -> Option<AvailabilityForm> {
        self.form
            .with(|form| (!form.date.is_empty() || !form.site_id.is_empty()).then(|| form.clone()))
    }

    /// Reads the form an event happened in, a moment later.
    pub fn read(self, event: &web_sys::Event) {
        let form = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("form").ok().flatten())
            .and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
        let Some(form) = form else { return };
        let read = move || {
            let typed = web_sys::FormData::new_with_form(&form)
                .ok()
                .and_then(|data| AddAvailability::from_form_data(&data).ok());
            if let Some(AddAvailability { form }) = typed {
                self.form.set(form);
            }
        };
        let timer = set_timeout_with_handle(read, ASK_AFTER).ok();
        self.waiting.update_value(|waiting| {
            if let Some(before) = std::mem::replace(waiting, timer) {
                before.clear();
            }
        });
    }
}

/// "This makes 12 availabilities …", and the list.
#[component]
pub fn Dates(
    /// What is typed.
    typed: Typed,
    /// What has to be corrected.
    errors: FormErrors,
    /// A class is edited: nothing is made.
    editing: bool,
) -> impl IntoView {
    view! { <Transition><Listed typed errors editing/></Transition> }
}

#[component]
fn Listed(typed: Typed, errors: FormErrors, editing: bool) -> impl IntoView {
    let t = use_texts();
    let preview = Memo::new(move |_| {
        typed.preview.with(|preview| match preview {
            Some(Ok(preview)) => preview.clone(),
            _ => None,
        })
    });
    let makes = Memo::new(move |_| {
        preview.with(|preview| preview.as_ref().map_or(1, |preview| preview.makes))
    });
    let shown = Memo::new(move |_| preview.with(Option::is_some));
    let rows = Memo::new(move |_| {
        preview.with(|preview| {
            preview
                .as_ref()
                .map(|p| p.dates.clone())
                .unwrap_or_default()
        })
    });
    let legend = Memo::new(move |_| {
        preview.with(|preview| match preview {
            Some(preview) if preview.undecided > 0 => {
                let of = i64::try_from(preview.dates.len()).unwrap_or(i64::MAX);
                (t.classes.dates_need_decision)(preview.undecided, of)
            }
            _ => t.classes.dates_to_look_at.to_owned(),
        })
    });
    view! {
            <Show when=move || shown.get()>
                <input type="hidden" name="form[seen]" value="on"/>
                <ChoiceGroup legend=legend id="dates" error=errors.field("dates")>
                    <ul class="dates">
                        <For each=move || rows.get() key=row_key let:row>
                            <li>{date_row(t, row)}</li>
                        </For>
                    </ul>
                </ChoiceGroup>
            </Show>
            <Note>
                {move || if editing { (t.classes.changes_dates)(makes.get()) } else { (t.classes.makes)(makes.get()) }}
            </Note>
    }
}

/// A row stays, with its focus, while only its decision changes.
fn row_key(row: &SeriesDate) -> (String, String) {
    (row.date.clone(), format!("{:?}", problem(row)))
}

/// Whether a time happens twice is asked, not told.
fn problem(row: &SeriesDate) -> Option<&Problem> {
    row.problem
        .as_ref()
        .filter(|problem| !matches!(problem, Problem::TimeHappensTwice { .. }))
}

fn date_row(t: &'static Texts, row: SeriesDate) -> AnyView {
    let c = &t.classes;
    let name = AvailabilityForm::decision_name(&row.date);
    let [first_id, second_id, skip_id] =
        ["first", "second", "skip"].map(|what| format!("{}-{what}", row.date));
    let sentence = problem(&row).map(|problem| problem_sentence(t, "date", problem));
    let (first, second) = row.twice.clone().unwrap_or_default();
    if row.twice.is_some() {
        let [first_is, second_is, skip_is] =
            ["first", "second", "skip"].map(|what| row.decided == what);
        return view! {
            <ChoiceGroup legend=row.words.clone()>
                <Radio name=name.clone() id=first_id value="first" checked=first_is label=(c.first_before_clocks)(&first)/>
                <Radio name=name.clone() id=second_id value="second" checked=second_is label=(c.second_after_clocks)(&second)/>
                <Radio name=name id=skip_id.clone() value="skip" checked=skip_is label=c.skip_this_date/>
            </ChoiceGroup>
            {sentence.map(|text| view! { <p class="field-error">{text}</p> })}
        }
        .into_any();
    }
    view! {
        <div class="date-row">
            <span class="date-words">{row.words.clone()}</span>
            <Checkbox name id=skip_id.clone() value="skip" checked=row.decided == "skip" label=c.skip_this_date/>
        </div>
        {sentence.map(|text| view! { <p class="field-error">{text}</p> })}
    }
    .into_any()
}
