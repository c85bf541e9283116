//! How far IT's approval is, one row per provider, and what an administrator can do about it.

use domain::provider::Provider;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::approval::{
    ApprovalRow, ApprovalStage, DecideApproval, MakeApprovalLink, SendApproval, get_approvals,
};
use crate::components::badge::{Badge, Tone};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::copy_button::CopyButton;
use crate::components::field::TextInput;
use crate::components::icon::{Icon, IconName};
use crate::components::panel::{Panel, SectionHead};
use crate::components::provider_tile::ProviderRow;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::error::AppError;
use crate::pages::admin::{CalendarHead, CalendarTab};
use crate::pages::frame::once_known;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

#[derive(Clone, Copy)]
struct Actions {
    make: ServerAction<MakeApprovalLink>,
    send: ServerAction<SendApproval>,
    decide: ServerAction<DecideApproval>,
}

/// `/admin/calendar/approval`
#[component]
pub fn ApprovalPage() -> impl IntoView {
    let t = use_texts();
    let actions = Actions {
        make: ServerAction::new(),
        send: ServerAction::new(),
        decide: ServerAction::new(),
    };
    let rows = Resource::new_blocking(
        move || {
            [
                actions.make.version().get(),
                actions.send.version().get(),
                actions.decide.version().get(),
            ]
        },
        |_| get_approvals(),
    );
    view! {
        <Title text=t.admin.it_approval/>
        <CalendarHead tab=CalendarTab::Approval/>
        <div class="page">
            <section>
                <SectionHead title=t.admin.it_approval lead=Some(t.admin.it_approval_lead.to_owned())/>
                <div class="stack">
                    <FormTrouble errors=FormErrors::of(actions.make)/>
                    <FormTrouble errors=FormErrors::of(actions.send)/>
                    <FormTrouble errors=FormErrors::of(actions.decide)/>
                    <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=2/> }>
                        <Rows rows actions/>
                    </Transition>
                </div>
            </section>
        </div>
    }
}

#[component]
fn Rows(rows: Resource<Result<Vec<ApprovalRow>, AppError>>, actions: Actions) -> impl IntoView {
    let answer = once_known(move || rows.get());
    move || {
        answer.get().map(|answer| match answer {
            Ok(rows) => view! {
                <Panel>
                    {rows.into_iter().map(|row| view! { <Row row actions/> }).collect_view()}
                </Panel>
            }
            .into_any(),
            Err(error) => view! {
                <Trouble error on_retry=Callback::new(move |()| rows.refetch())/>
            }
            .into_any(),
        })
    }
}

#[component]
fn Row(row: ApprovalRow, actions: Actions) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let provider = row.provider;
    let name = match provider {
        Provider::Google => a.google_workspace,
        Provider::Microsoft => a.microsoft_entra,
    };
    let (tone, icon, words) = badge(t, &row);
    let steps = steps(t, &row);
    let sentence = sentence(t, &row);
    let link = row.link.clone();
    let made = row.stage != ApprovalStage::NotNeeded;
    let open = made && !matches!(row.stage, ApprovalStage::Approved);
    view! {
        <ProviderRow
            letter=&provider.maker()[..1]
            name
            badge=ViewFn::from(move || view! { <Badge tone icon text=words/> })
            actions=ViewFn::from(move || {
                let link = link.clone();
                view! {
                    {(!link.is_empty()).then(|| view! {
                        <CopyButton text=link.clone() label=a.copy_link small=true/>
                        <ButtonLink href=link.clone() label=a.see_page_for_it small=true full_load=true/>
                    })}
                    <ActionForm action=actions.make>
                        <input type="hidden" name="provider" value=provider.as_str()/>
                        <Button
                            label=if made { a.new_link } else { a.make_link }
                            kind=ButtonKind::Quiet small=true busy=actions.make.pending()
                        />
                    </ActionForm>
                }
            })
        >
            {(!steps.is_empty()).then(|| view! {
                <ol class="approval-steps">
                    {steps.into_iter().map(|(done, words)| view! {
                        <li class:is-done=done>
                            <Icon name=if done { IconName::Check } else { IconName::Hourglass }/>
                            <span>{words}</span>
                        </li>
                    }).collect_view()}
                </ol>
            })}
            <p class="hint">{sentence}</p>
            {open.then(|| view! { <Forms row actions/> })}
        </ProviderRow>
    }
}

/// Send it, and say what came of it.
#[component]
fn Forms(row: ApprovalRow, actions: Actions) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let provider = row.provider;
    let label = if row.sent.is_empty() {
        t.profile.send_to_it
    } else {
        a.send_reminder
    };
    let decide = move |approved: bool, label: &'static str| {
        view! {
            <ActionForm action=actions.decide>
                <input type="hidden" name="provider" value=provider.as_str()/>
                <input type="hidden" name="approved" value=approved.to_string()/>
                <Button label small=true busy=actions.decide.pending()/>
            </ActionForm>
        }
    };
    view! {
        <div class="stack approval-forms">
            {(!row.expired).then(|| view! {
                <ActionForm action=actions.send>
                    <input type="hidden" name="provider" value=provider.as_str()/>
                    <div class="address-row">
                        <TextInput
                            name="address"
                            id=format!("address-{}", provider.as_str())
                            label=t.profile.it_address
                            kind="email"
                            error=FormErrors::of(actions.send).field("address")
                        />
                        <Button label icon=IconName::Mail small=true busy=actions.send.pending()/>
                    </div>
                </ActionForm>
            })}
            <div class="cluster">
                {decide(true, a.it_has_approved)}
                {(row.stage != ApprovalStage::Refused).then(|| decide(false, a.it_says_no))}
            </div>
        </div>
    }
}

fn badge(t: &Texts, row: &ApprovalRow) -> (Tone, IconName, &'static str) {
    let a = &t.admin;
    match row.stage {
        ApprovalStage::NotNeeded => (Tone::Idle, IconName::Check, a.it_not_needed),
        ApprovalStage::Approved => (Tone::Ok, IconName::Check, a.it_approved),
        ApprovalStage::Unverified => (Tone::Need, IconName::Alert, a.it_unverified),
        ApprovalStage::Refused => (Tone::Need, IconName::X, a.it_refused),
        ApprovalStage::Made | ApprovalStage::Sent | ApprovalStage::Opened => {
            (Tone::Move, IconName::Hourglass, t.widgets.waiting_for_it)
        }
    }
}

/// Made · Sent · Opened · Approval, each with when.
fn steps(t: &Texts, row: &ApprovalRow) -> Vec<(bool, String)> {
    let a = &t.admin;
    if row.stage == ApprovalStage::NotNeeded {
        return Vec::new();
    }
    let mut steps = vec![(true, (a.it_made_on)(&row.made))];
    for (when, done, ahead) in [
        (&row.sent, a.it_sent_on as fn(&str) -> String, a.it_sent),
        (&row.opened, a.it_opened_on, a.it_opened),
    ] {
        steps.push(if when.is_empty() {
            (false, ahead.to_owned())
        } else {
            (true, done(when))
        });
    }
    steps.push(match row.stage {
        ApprovalStage::Approved if row.confirmed_by.is_empty() => {
            (true, (a.it_approved_by_connection)(&row.approved))
        }
        ApprovalStage::Approved => (true, (a.it_approved_on)(&row.confirmed_by, &row.approved)),
        _ => (false, a.it_approval_step.to_owned()),
    });
    steps
}

fn sentence(t: &Texts, row: &ApprovalRow) -> String {
    let a = &t.admin;
    match row.stage {
        ApprovalStage::NotNeeded => (a.without_admin)(row.connected, row.provider.maker()),
        ApprovalStage::Refused => (a.refused_on)(&row.refused),
        ApprovalStage::Unverified => (a.unverified)(row.provider.maker(), row.waiting),
        _ if row.expired => (t.errors.it_link_expired)(&row.until),
        ApprovalStage::Approved => (a.approved_connected)(row.connected),
        _ => (a.people_wait)(row.waiting, &row.until),
    }
}
