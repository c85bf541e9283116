//! Profile › Security › Second step: setting it up, recovery codes, taking it away. Each stage is a
//! state on the server, so that it goes on after a reload and without script.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::{ProfileHead, ProfileTab};
use crate::api::second_step::{
    BeginSecondStep, ConfirmSecondStep, KeepRecoveryCodes, MakeRecoveryCodes, RemoveSecondStep,
    Scan, SecondStep, get_second_step,
};
use crate::components::badge::{Badge, Tone};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::field::TextInput;
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::components::skeleton::Skeleton;
use crate::pages::frame::use_viewer;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::use_texts;

/// What the page can do.
#[derive(Clone, Copy)]
struct Actions {
    begin: ServerAction<BeginSecondStep>,
    confirm: ServerAction<ConfirmSecondStep>,
    keep: ServerAction<KeepRecoveryCodes>,
    make: ServerAction<MakeRecoveryCodes>,
    remove: ServerAction<RemoveSecondStep>,
}

/// The line on the Security tab; nothing for whoever it is not offered to.
#[component]
pub fn SecondStepLine(step: SecondStep) -> impl IntoView {
    let t = use_texts();
    let s = &t.second_step;
    step.offered.then(|| {
        let (tone, icon, badge, text, label) = if step.on {
            (Tone::Ok, IconName::Check, s.on, s.on_text, s.manage)
        } else {
            (Tone::Idle, IconName::Circle, s.off, s.off_text, s.set_up)
        };
        view! {
            <section>
                <SectionHead title=s.title lead=Some(s.lead.to_owned())/>
                <Panel>
                    <PanelPart>
                        <div class="spread">
                            <div class="cluster"><Badge tone icon text=badge/><span>{text}</span></div>
                            <ButtonLink href="/profile/security/second-step" label/>
                        </div>
                    </PanelPart>
                </Panel>
            </section>
        }
    })
}

/// The page at `/profile/security/second-step`.
#[component]
pub fn SecondStepScreen() -> impl IntoView {
    let t = use_texts();
    let viewer = use_viewer();
    let actions = Actions {
        begin: ServerAction::new(),
        confirm: ServerAction::new(),
        keep: ServerAction::new(),
        make: ServerAction::new(),
        remove: ServerAction::new(),
    };
    let step = Resource::new_blocking(
        move || {
            [
                actions.begin.version().get(),
                actions.confirm.version().get(),
                actions.keep.version().get(),
                actions.make.version().get(),
                actions.remove.version().get(),
            ]
        },
        |_| get_second_step(),
    );
    // What the role allows comes back with the second step.
    Effect::new(move |before: Option<usize>| {
        let now = actions.confirm.version().get();
        if before.is_some_and(|before| before != now) {
            viewer.refetch();
        }
        now
    });
    view! {
        <ProfileHead tab=ProfileTab::Security/>
        <div class="page stack is-loose">
            <SectionHead title=t.second_step.title lead=Some(t.second_step.lead.to_owned())/>
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match step.await {
                        Ok(step) => view! { <Stage step actions/> }.into_any(),
                        Err(error) => view! { <Trouble error on_retry=Callback::new(move |()| step.refetch())/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Stage(step: SecondStep, actions: Actions) -> impl IntoView {
    let t = use_texts();
    let s = &t.second_step;
    let required = step.required && !step.on;
    let begin = FormErrors::of(actions.begin);
    view! {
        {required.then(|| view! {
            <Note kind=NoteKind::Need title=Some(s.required_title.to_owned())>{s.required_text}</Note>
        })}
        {if !step.new_codes.is_empty() {
            // One thing at a time: first they are kept.
            view! { <Codes codes=step.new_codes actions/> }.into_any()
        } else if step.on {
            view! { <On codes_left=step.codes_left actions/> }.into_any()
        } else if let Some(scan) = step.scan {
            view! { <Confirm scan actions/> }.into_any()
        } else if !step.offered {
            view! { <Note kind=NoteKind::Quiet>{s.not_offered}</Note> }.into_any()
        } else {
            view! {
                <Panel>
                    <PanelPart>
                        <ActionForm action=actions.begin>
                            <FormTrouble errors=begin/>
                            <div class="stack">
                                <p>{s.off_text}" "{s.begin_text}</p>
                                <div class="form-actions">
                                    <Button
                                        label=s.begin
                                        kind=ButtonKind::Primary
                                        busy=actions.begin.pending()
                                        busy_label=Some(s.beginning.to_owned())
                                    />
                                </div>
                            </div>
                        </ActionForm>
                    </PanelPart>
                </Panel>
            }
            .into_any()
        }}
    }
}

#[component]
fn Confirm(scan: Scan, actions: Actions) -> impl IntoView {
    let t = use_texts();
    let s = &t.second_step;
    let confirm_errors = FormErrors::of(actions.confirm);
    let box_of = format!("0 0 {0} {0}", scan.side);
    view! {
        <Panel>
            <PanelPart>
                <h3 class="subsection-title">{s.scan_title}</h3>
                <svg class="qr" viewBox=box_of role="img" aria-label=s.scan_alt shape-rendering="crispEdges">
                    <rect width="100%" height="100%" fill="#fff"/>
                    <path d=scan.path fill="#000"/>
                </svg>
                <p>{s.key}": "<code class="key">{scan.key}</code></p>
            </PanelPart>
            <PanelPart>
                <h3 class="subsection-title second-step-title">{s.confirm_title}</h3>
                <ActionForm action=actions.confirm><CodeFields errors=confirm_errors busy=actions.confirm.pending() id="confirm-code" field=s.code hint=s.code_hint label=s.confirm kind=ButtonKind::Primary/></ActionForm>
            </PanelPart>
        </Panel>
    }
}

/// New recovery codes, until they are kept.
#[component]
fn Codes(codes: Vec<String>, actions: Actions) -> impl IntoView {
    let t = use_texts();
    let s = &t.second_step;
    view! {
        <Panel>
            <PanelPart>
                <h3 class="subsection-title">{s.codes_title}</h3>
                <p>{s.codes_text}</p>
                <ul class="recovery-codes">
                    {codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}
                </ul>
                <ActionForm action=actions.keep>
                    <Button
                        label=s.codes_kept
                        kind=ButtonKind::Primary
                        busy=actions.keep.pending()
                        busy_label=Some(s.saving.to_owned())
                    />
                </ActionForm>
            </PanelPart>
        </Panel>
    }
}

#[component]
fn On(codes_left: i64, actions: Actions) -> impl IntoView {
    let t = use_texts();
    let s = &t.second_step;
    let make_errors = FormErrors::of(actions.make);
    let remove_errors = FormErrors::of(actions.remove);
    view! {
        <Panel>
            <PanelPart>
                <div class="cluster">
                    <Badge tone=Tone::Ok icon=IconName::Check text=s.on/>
                    <span>{s.on_text} " " {(s.codes_left)(codes_left)}</span>
                </div>
            </PanelPart>
            <PanelPart>
                <h3 class="subsection-title second-step-title">{s.new_codes}</h3>
                <ActionForm action=actions.make><CodeFields errors=make_errors busy=actions.make.pending() id="make-code" field=s.code_or_recovery hint=s.new_codes_text label=s.new_codes kind=ButtonKind::Secondary/></ActionForm>
            </PanelPart>
            <PanelPart>
                <h3 class="subsection-title second-step-title">{s.remove}</h3>
                <ActionForm action=actions.remove><CodeFields errors=remove_errors busy=actions.remove.pending() id="remove-code" field=s.code_or_recovery hint=s.remove_text label=s.remove kind=ButtonKind::Danger/></ActionForm>
            </PanelPart>
        </Panel>
    }
}

/// The fields of a form that asks for a code and does one thing.
#[component]
fn CodeFields(
    errors: FormErrors,
    #[prop(into)] busy: Signal<bool>,
    id: &'static str,
    field: &'static str,
    hint: &'static str,
    label: &'static str,
    kind: ButtonKind,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="form">
            <FormTrouble errors/>
            <TextInput
                name="code"
                id=id.to_owned()
                label=field
                hint=Some(hint.to_owned())
                autocomplete=Some("one-time-code".to_owned())
                maxlength=Some("20".to_owned())
                error=errors.field("code")
            />
            <div class="form-actions">
                <Button label kind busy busy_label=Some(t.second_step.checking.to_owned())/>
            </div>
        </div>
    }
}
