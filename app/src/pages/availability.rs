//! Offering availability, and moving or changing a class. What is typed is sent as typed; the server
//! parses and checks it, asks back where a local time does not exist or happens twice, and leads to the
//! saved class.

pub mod dates;
pub mod fields;
mod late;

use domain::id::ClassId;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use self::dates::{Dates, Typed};
use self::fields::{Fields, Reach, Weekly};
use self::late::Late;
use super::frame::{once_known, use_viewer};
use super::trouble::{FormErrors, Trouble};
use crate::api::classes::{
    AddAvailability, AvailabilityForm, AvailabilityOptions, EditAvailability,
    get_availability_options,
};
use crate::api::session::Viewer;
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::page_head::{Crumb, PageHead};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::error::AppError;
use crate::posted::{answered, typed};
use crate::text::{Texts, use_texts};

/// The list one comes from, and its name: who offers for others only has no classes of their own.
fn list_of(t: &Texts, viewer: &Result<Option<Viewer>, AppError>) -> (&'static str, &'static str) {
    match viewer {
        Ok(Some(viewer)) if !viewer.permissions.allows(Permission::ClassesOwn) => {
            ("/schedule", t.classes.schedule)
        }
        _ => ("/classes", t.classes.my_classes),
    }
}

/// `/classes/new`
#[component]
pub fn AddAvailabilityPage() -> impl IntoView {
    let t = use_texts();
    let add = answered::<AddAvailability>();
    let refused = StoredValue::new(typed::<AddAvailability>().map(|typed| typed.form));
    let typed = Typed::new(Memo::new(|_| None), refused.get_value());
    let options = Resource::new(|| (), |()| get_availability_options(None));
    let viewer = use_viewer();
    view! {
        <Title text=t.classes.availability_title/>
        <Transition>
            {
                let list = once_known(move || viewer.with(|viewer| viewer.as_ref().map(|viewer| list_of(t, viewer))));
                move || list.get().map(|(href, label)| {
                    view! { <PageHead title=t.classes.availability_title crumbs=vec![Crumb::new(href, label)]/> }
                })
            }
        </Transition>
        <div class="page">
            <Suspense fallback=waiting>
                {move || Suspend::new(async move {
                    match options.await {
                        Err(error) => view! { <Trouble error/> }.into_any(),
                        Ok(options) => {
                            let errors = FormErrors::of(add);
                            let options = with_typed(options, refused.get_value());
                            let form = options.form.clone();
                            let discard = viewer.with_untracked(|viewer| {
                                viewer.as_ref().map_or("/classes", |viewer| list_of(t, viewer).0)
                            });
                            view! {
                                <ActionForm
                                    action=add
                                    on:input=move |event| typed.read(&event)
                                    on:change=move |event| typed.read(&event)
                                >
                                    <div class="form stack is-loose">
                                    <Fields options errors/>
                                    <Weekly form errors/>
                                    <Dates typed errors editing=false/>
                                    <div class="form-actions">
                                        <Button
                                            label=t.classes.add_availability
                                            kind=ButtonKind::Primary
                                            busy=add.pending()
                                            busy_label=Some(t.classes.adding.to_owned())
                                        />
                                        <ButtonLink href=discard label=t.classes.discard kind=ButtonKind::Quiet/>
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
    let edit = answered::<EditAvailability>();
    let refused = StoredValue::new(typed::<EditAvailability>());
    let class = Memo::new(move |_| id.get().ok());
    let late = Late::of(edit, id);
    let typed = Typed::new(class, refused.get_value().map(|typed| typed.form));
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
                            let refused = refused.get_value();
                            let came = options.clone();
                            // Whoever saved first is not overwritten because of a second try.
                            let version = refused.as_ref().map_or(options.version, |typed| typed.version);
                            let options = with_typed(options, refused.map(|typed| typed.form));
                            let back = format!("/classes/{id}");
                            let (rest, reach) = (options.rest, options.form.reach.clone());
                            let began = options.form.clone();
                            let theirs = late.theirs(t, came, move || typed.now().unwrap_or_else(|| began.clone()));
                            view! {
                                <ActionForm
                                    action=edit
                                    on:input=move |event| typed.read(&event)
                                    on:change=move |event| typed.read(&event)
                                >
                                    <input type="hidden" name="id" value=id.to_string()/>
                                    <div class="form stack is-loose">
                                    <Fields options errors theirs/>
                                    {(rest > 1).then(|| view! {
                                        <Reach rest reach/>
                                        <Dates typed errors editing=true/>
                                    })}
                                    <div class="form-actions">
                                        <Button
                                            label=t.classes.save_changes
                                            kind=ButtonKind::Primary
                                            name=Some("version".to_owned())
                                            value=Some(version.to_string())
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

/// What was typed stays when it was refused.
fn with_typed(
    options: AvailabilityOptions,
    typed: Option<AvailabilityForm>,
) -> AvailabilityOptions {
    match typed {
        Some(form) => AvailabilityOptions { form, ..options },
        None => options,
    }
}
