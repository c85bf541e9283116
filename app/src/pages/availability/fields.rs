//! The fields of the availability form: what, where, who, when; every week; and how much of a series an
//! edit reaches.

use leptos::prelude::*;

use crate::api::classes::{AvailabilityForm, AvailabilityOptions};
use crate::components::choice::{Checkbox, ChoiceGroup, Radio};
use crate::components::field::{Select, SelectOption, TextInput};
use crate::components::note::{Note, NoteKind};
use crate::error::Problem;
use crate::pages::trouble::{FormErrors, FormTrouble, Theirs};
use crate::text::use_texts;

/// The fields of the form, the same for a new and an existing class.
#[component]
pub fn Fields(
    /// What may be chosen, and what the fields start with.
    options: AvailabilityOptions,
    /// What has to be corrected.
    errors: FormErrors,
    /// What somebody else saved meanwhile.
    #[prop(optional, into)]
    theirs: Signal<Option<Theirs>>,
) -> impl IntoView {
    let t = use_texts();
    let c = &t.classes;
    let form = options.form.clone();
    let site = RwSignal::new(form.site_id.clone());
    let zones = options
        .sites
        .iter()
        .map(|site| (site.id.clone(), site.zone.clone()))
        .collect::<Vec<_>>();
    let zone = Memo::new(move |_| {
        let site = site.get();
        zones
            .iter()
            .find(|(id, _)| *id == site)
            .map(|(_, zone)| (c.times_are_in)(zone))
    });
    let sites = options
        .sites
        .iter()
        .map(|site| SelectOption::new(site.id.clone(), site.name.clone()))
        .collect::<Vec<_>>();
    let providers = choices(options.providers);
    let one_provider = providers.len() == 1;
    // What nobody has chosen yet stays so until somebody does.
    let asked = |chosen: &str, options: Vec<SelectOption>| {
        chosen
            .is_empty()
            .then(|| SelectOption::new("", c.choose))
            .into_iter()
            .chain(options)
            .collect::<Vec<_>>()
    };
    let next_day = !form.ends_next_day.is_empty();
    let asks_next_day = Signal::derive(move || {
        next_day || matches!(errors.problem("end").get(), Some(Problem::EndBeforeStart))
    });
    let fold = |asked: &str| asked.to_owned();
    view! {
        <div class="stack">
            <Transition><FormTrouble errors theirs/></Transition>
            {options.started.then(|| view! { <Note kind=NoteKind::Need>{c.started_fields}</Note> })}
            <Select
                name="form[class_type_id]" id="class_type_id" label=c.class_type
                options=asked(&form.class_type_id, choices(options.class_types)) value=form.class_type_id
                error=errors.field("class_type_id")
            />
            <Select
                name="form[site_id]" id="site_id" label=c.site
                options=asked(&form.site_id, sites) value=form.site_id
                hint=zone error=errors.field("site_id")
                on_change=move |value: String| site.set(value)
            />
            <TextInput
                name="form[room]" id="room" label=c.room value=form.room optional=true
                maxlength=Some("60".to_owned()) error=errors.field("room")
            />
            {if one_provider {
                let only = providers.into_iter().next();
                view! {
                    <input type="hidden" name="form[provider_id]" value=only.map(|only| only.value).unwrap_or_default()/>
                }.into_any()
            } else {
                view! {
                    <Select
                        name="form[provider_id]" id="provider_id" label=c.provider
                        options=asked(&form.provider_id, providers) value=form.provider_id
                        error=errors.field("provider_id")
                    />
                }.into_any()
            }}
            <TextInput
                name="form[capacity]" id="capacity" label=c.capacity value=form.capacity
                inputmode=Some("numeric".to_owned()) error=errors.field("capacity")
            />
            <TextInput
                name="form[date]" id="date" label=c.date kind="date" value=form.date
                error=errors.field("date")
            />
            <div class="form-row">
                <TextInput
                    name="form[start]" id="start" label=c.start kind="time" value=form.start
                    error=errors.field("start")
                />
                <TextInput
                    name="form[end]" id="end" label=c.end kind="time" value=form.end
                    error=errors.field("end")
                />
            </div>
            <WhichOfTwo name="form[start_fold]" field="start" chosen=fold(&form.start_fold) errors/>
            <WhichOfTwo name="form[end_fold]" field="end" chosen=fold(&form.end_fold) errors/>
            <Show when=move || asks_next_day.get()>
                <Checkbox name="form[ends_next_day]" id="ends_next_day" value="on" label=c.ends_next_day checked=next_day/>
            </Show>
        </div>
    }
}

fn choices(list: Vec<crate::api::classes::Choice>) -> Vec<SelectOption> {
    list.into_iter()
        .map(|choice| SelectOption::new(choice.id, choice.name))
        .collect()
}

/// "Which one?", where a local time happens twice; nothing while it does not.
#[component]
fn WhichOfTwo(
    name: &'static str,
    field: &'static str,
    chosen: String,
    errors: FormErrors,
) -> impl IntoView {
    let t = use_texts();
    let problem = errors.problem(field);
    move || {
        let (time, date, first, second) = match problem.get() {
            Some(Problem::TimeHappensTwice {
                time,
                date,
                first,
                second,
            }) => (time, date, first, second),
            _ => {
                // What was decided before is kept.
                return (!chosen.is_empty())
                    .then(|| view! { <input type="hidden" name=name value=chosen.clone()/> })
                    .into_any();
            }
        };
        view! {
            <ChoiceGroup legend=(t.classes.clocks_go_back)(&time, &date)>
                <Radio name value="first" label=(t.classes.first_before_clocks)(&first)/>
                <Radio name value="second" label=(t.classes.second_after_clocks)(&second)/>
            </ChoiceGroup>
        }
        .into_any()
    }
}

/// "Repeat every week", until when.
#[component]
pub fn Weekly(
    /// What it starts with.
    form: AvailabilityForm,
    /// What has to be corrected.
    errors: FormErrors,
) -> impl IntoView {
    let t = use_texts();
    let c = &t.classes;
    view! {
        <div class="repeat">
            <Checkbox name="form[repeat]" id="repeat" value="on" label=c.repeat_weekly checked=form.is_weekly()/>
            <TextInput
                name="form[until]" id="until" label=c.until kind="date" value=form.until
                error=errors.field("until")
            />
        </div>
    }
}

/// Only this availability, or the rest of its series too.
#[component]
pub fn Reach(
    /// How many the rest holds, this one included.
    rest: i64,
    /// What was chosen before.
    reach: String,
) -> impl IntoView {
    let t = use_texts();
    let c = &t.classes;
    let all = reach == "rest";
    view! {
        <ChoiceGroup legend=c.reach>
            <Radio name="form[reach]" id="reach-one" value="" label=c.reach_one checked=!all/>
            <Radio name="form[reach]" id="reach-rest" value="rest" label=(c.reach_rest)(rest - 1) checked=all/>
        </ChoiceGroup>
    }
}
