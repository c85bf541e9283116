//! Profile › Security: the password, and where else this person is signed in.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::second_step::SecondStepLine;
use super::{ProfileHead, ProfileTab};
use crate::api::second_step::get_second_step;
use crate::api::session::{
    ChangePassword, SignOutEverywhereElse, SignedInDevice, get_signed_in_devices,
};
use crate::components::badge::{Badge, Tone};
use crate::components::button::{Button, ButtonKind};
use crate::components::field::PasswordInput;
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::use_texts;

/// The page at `/profile/security`.
#[component]
pub fn SecurityScreen() -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let change = ServerAction::<ChangePassword>::new();
    let end_others = ServerAction::<SignOutEverywhereElse>::new();
    let step = Resource::new_blocking(|| (), |()| get_second_step());
    let devices = Resource::new_blocking(
        move || (change.version().get(), end_others.version().get()),
        |_| get_signed_in_devices(),
    );
    view! {
        <ProfileHead tab=ProfileTab::Security/>
        <div class="page sections">
            <section>
                <SectionHead title=p.password/>
                <Panel>
                    <PanelPart>
                        <PasswordForm change/>
                    </PanelPart>
                </Panel>
            </section>
            <Transition>
                {move || Suspend::new(async move {
                    // Without it the rest of the page stays.
                    step.await.ok().map(|step| view! { <SecondStepLine step/> })
                })}
            </Transition>
            <section>
            <SectionHead title=p.devices/>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows/> }>
                {move || Suspend::new(async move {
                    match devices.await {
                        Ok(devices) => view! { <Devices devices end_others/> }.into_any(),
                        Err(error) => view! { <Trouble error on_retry=Callback::new(move |()| devices.refetch())/> }.into_any(),
                    }
                })}
            </Transition>
            </section>
        </div>
    }
}

#[component]
fn PasswordForm(change: ServerAction<ChangePassword>) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let errors = FormErrors::of(change);
    let changed = move || {
        change
            .value()
            .with(|answer| answer.as_ref().is_some_and(Result::is_ok))
    };
    view! {
        <ActionForm action=change>
            <div class="form">
                <FormTrouble errors/>
                {move || changed().then(|| view! { <Note kind=NoteKind::Ok after_action=true>{p.password_changed}</Note> })}
                <PasswordInput
                    name="current"
                    label=p.current_password
                    autocomplete="current-password"
                    error=errors.field("current")
                />
                <PasswordInput
                    name="new"
                    label=p.new_password
                    autocomplete="new-password"
                    hint=Some(p.new_password_hint.to_owned())
                    error=errors.field("new")
                />
                <div class="form-actions"><Button
                    label=p.change_password
                    kind=ButtonKind::Primary
                    busy=change.pending()
                    busy_label=Some(p.saving.to_owned())
                /></div>
            </div>
        </ActionForm>
    }
}

#[component]
fn Devices(
    devices: Vec<SignedInDevice>,
    end_others: ServerAction<SignOutEverywhereElse>,
) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let errors = FormErrors::of(end_others);
    let others = devices.iter().any(|device| !device.this_one);
    let ended = move || {
        end_others
            .value()
            .with(|answer| answer.as_ref().is_some_and(Result::is_ok))
    };
    view! {
        <div class="stack">
        <FormTrouble errors/>
        {move || ended().then(|| view! { <Note kind=NoteKind::Ok after_action=true>{p.signed_out_elsewhere}</Note> })}
        <Panel>
            <ul>
                {devices.into_iter().map(|device| view! {
                    <li class="panel-part is-tight spread">
                        <div>
                            <span class="cell-main">{device.device}</span>
                            <span class="cell-sub">{(p.last_seen)(&device.last_seen)}</span>
                        </div>
                        {device.this_one.then(|| view! { <Badge tone=Tone::Ok icon=IconName::Check text=p.this_device/> })}
                    </li>
                }).collect_view()}
            </ul>
        </Panel>
        {others.then(|| view! {
            <ActionForm action=end_others>
                <Button label=p.sign_out_elsewhere busy=end_others.pending() busy_label=Some(p.saving.to_owned())/>
            </ActionForm>
        })}
        </div>
    }
}
