//! Offering availability, and moving or changing a class. What is typed is sent as typed; the server
//! parses and checks it, asks back where a local time does not exist or happens twice, and leads to the
//! saved class.

use domain::id::ClassId;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::frame::use_viewer;
use super::trouble::{FormErrors, FormTrouble, Trouble};
use crate::api::classes::{
    AddAvailability, AvailabilityOptions, EditAvailability, get_availability_options,
};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::choice::{Checkbox, ChoiceGroup, Radio};
use crate::components::field::{Select, SelectOption, TextInput};
use crate::components::note::{Note, NoteKind};
use crate::components::page_head::{Crumb, PageHead};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::error::{AppError, Problem};
use crate::text::use_texts;

/// `/classes/new`
#[component]
pub fn AddAvailabilityPage() -> impl IntoView {
    let t = use_texts();
    let add = ServerAction::<AddAvailability>::new();
    let options = Resource::new(|| (), |()| get_availability_options(None));
    let viewer = use_viewer();
    // The list one comes from: who offers for others only has no classes of their own.
    let list = Memo::new(move |_| {
        let own = viewer.with(|viewer| match viewer {
            Some(Ok(Some(viewer))) => viewer.permissions.allows(Permission::ClassesOwn),
            _ => true,
        });
        if own {
            ("/classes", t.classes.my_classes)
        } else {
            ("/schedule", t.classes.schedule)
        }
    });
    view! {
        <Title text=t.classes.availability_title/>
        {move || {
            let (href, label) = list.get();
            view! { <PageHead title=t.classes.availability_title crumbs=vec![Crumb::new(href, label)]/> }
        }}
        <div class="page">
            <Suspense fallback=waiting>
                {move || Suspend::new(async move {
                    match options.await {
                        Err(error) => view! { <Trouble error/> }.into_any(),
                        Ok(options) => {
                            let errors = FormErrors::of(add);
                            view! {
                                <ActionForm action=add>
                                    <div class="stack is-loose">
                                    <Fields options errors/>
                                    <Note>{(t.classes.makes)(1)}</Note>
                                    <div class="form-actions">
                                        <Button
                                            label=t.classes.add_availability
                                            kind=ButtonKind::Primary
                                            busy=add.pending()
                                            busy_label=Some(t.classes.adding.to_owned())
                                        />
                                        <ButtonLink href=list.get_untracked().0 label=t.classes.discard kind=ButtonKind::Quiet/>
                                    </div>
                                    </div>
                                </ActionForm>
                            }.into_any()
                        }
                    }
                })}
            </Suspense>
        </div>
    }
}

/// `/classes/:id/edit`
#[component]
pub fn EditAvailabilityPage() -> impl IntoView {
    let t = use_texts();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .unwrap_or_default()
            .parse::<ClassId>()
            .map_err(|_| AppError::NotFound)
    });
    let edit = ServerAction::<EditAvailability>::new();
    let options = Resource::new(
        move || id.get(),
        |id| async move { get_availability_options(Some(id?)).await },
    );
    view! {
        <Title text=t.classes.edit_title/>
        {move || {
            let crumbs = id
                .get()
                .map(|id| vec![Crumb::new(format!("/classes/{id}"), t.classes.class)])
                .unwrap_or_default();
            view! { <PageHead title=t.classes.edit_title crumbs/> }
        }}
        <div class="page">
            <Suspense fallback=waiting>
                {move || Suspend::new(async move {
                    match (id.get(), options.await) {
                        (Err(error), _) | (_, Err(error)) => view! { <Trouble error/> }.into_any(),
                        (Ok(id), Ok(options)) => {
                            let errors = FormErrors::of(edit);
                            let version = options.version;
                            let back = format!("/classes/{id}");
                            view! {
                                <ActionForm action=edit>
                                    <input type="hidden" name="id" value=id.to_string()/>
                                    <input type="hidden" name="version" value=version.to_string()/>
                                    <div class="stack is-loose">
                                    <Fields options errors/>
                                    <div class="form-actions">
                                        <Button
                                            label=t.classes.save_changes
                                            kind=ButtonKind::Primary
                                            busy=edit.pending()
                                            busy_label=Some(t.classes.saving.to_owned())
                                        />
                                        <ButtonLink href=back label=t.classes.discard kind=ButtonKind::Quiet/>
                                    </div>
                                    </div>
                                </ActionForm>
                            }.into_any()
                        }
                    }
                })}
            </Suspense>
        </div>
    }
}

fn waiting() -> impl IntoView {
    view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }
}

/// The fields of the form, the same for a new and an existing class.
#[component]
fn Fields(options: AvailabilityOptions, errors: FormErrors) -> impl IntoView {
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
        <div class="form">
            <FormTrouble errors/>
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
