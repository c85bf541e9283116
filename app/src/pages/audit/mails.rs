//! Admin › Audit › Email: what was written to whom, and whether it left.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::AuditHead;
use crate::api::audit::{MailLine, MailPage, MailState, get_mails};
use crate::components::badge::{Badge, Tone};
use crate::components::button::ButtonLink;
use crate::components::empty_state::EmptyState;
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::panel::Panel;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::trouble::Trouble;
use crate::text::{Texts, use_texts};

const ADDRESS: &str = "/admin/audit/email";

/// `/admin/audit/email`
#[component]
pub fn MailScreen() -> impl IntoView {
    let t = use_texts();
    let query = use_query_map();
    let page = Memo::new(move |_| {
        query
            .with(|query| query.get("page").and_then(|page| page.parse::<i64>().ok()))
            .unwrap_or(1)
    });
    let mails = Resource::new_blocking(move || page.get(), get_mails);
    view! {
        <Title text=t.audit.tab_mail/>
        <AuditHead path=ADDRESS lead=t.audit.mail_lead/>
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=8/> }>
            {move || Suspend::new(async move {
                match mails.await {
                    Ok(page) => shown(t, page).into_any(),
                    Err(error) => view! {
                        <Trouble error on_retry=Callback::new(move |()| mails.refetch())/>
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
}

fn shown(t: &'static Texts, page: MailPage) -> impl IntoView {
    let a = &t.audit;
    let to = |page: i64| format!("{ADDRESS}?page={page}");
    let previous = (page.page > 1).then(|| to(page.page - 1));
    let next = (page.page < page.pages).then(|| to(page.page + 1));
    view! {
        <div class="stack is-loose">
            {(!page.set_up).then(|| view! { <Note kind=NoteKind::Need>{a.not_set_up}</Note> })}
            {if page.rows.is_empty() {
                view! { <EmptyState icon=IconName::Mail title=a.no_mail text=a.no_mail_text/> }.into_any()
            } else {
                view! {
                    <Panel>
                        <table class="table">
                            <thead>
                                <tr>
                                    <th scope="col">{t.admin.col_when}</th>
                                    <th scope="col">{t.admin.col_to}</th>
                                    <th scope="col">{a.col_letter}</th>
                                    <th scope="col">{a.col_state}</th>
                                </tr>
                            </thead>
                            <tbody>
                                {page.rows.into_iter().map(|row| {
                                    let (tone, icon, state) = state(t, &row);
                                    view! {
                                        <tr>
                                            <td class="is-when">{row.at}</td>
                                            <td>{row.to}</td>
                                            <td>{letter(t, &row.letter).map_or(row.letter, str::to_owned)}</td>
                                            <td>
                                                <Badge tone icon text=state/>
                                                <span class="cell-sub">{row.error}</span>
                                            </td>
                                        </tr>
                                    }
                                }).collect_view()}
                            </tbody>
                        </table>
                        <div class="table-foot">
                            <nav class="cluster" aria-label=t.widgets.pages>
                                {previous.map(|href| view! { <ButtonLink href label=a.newer small=true/> })}
                                <span>{(t.widgets.page_of)(page.page, page.pages)}</span>
                                {next.map(|href| view! { <ButtonLink href label=a.older small=true/> })}
                            </nav>
                        </div>
                    </Panel>
                }
                .into_any()
            }}
        </div>
    }
}

fn state(t: &Texts, row: &MailLine) -> (Tone, IconName, String) {
    let a = &t.audit;
    match row.state {
        MailState::Sent => (Tone::Ok, IconName::Check, (a.mail_sent)(&row.when)),
        MailState::Waiting => (Tone::Move, IconName::Clock, a.mail_waiting.to_owned()),
        MailState::TryingAgain => (Tone::Need, IconName::Refresh, (a.mail_again)(&row.when)),
        MailState::GivenUp => (Tone::Stop, IconName::Alert, (a.mail_given_up)(&row.when)),
    }
}

fn letter(t: &Texts, code: &str) -> Option<&'static str> {
    let a = &t.audit;
    Some(match code {
        "invitation" => a.letter_invitation,
        "password_reset" => a.letter_reset,
        "needs_person" => a.letter_needs_person,
        "class_at_risk" => a.letter_at_risk,
        "it_approved" => a.letter_it_approved,
        "approve_access" => a.letter_approve,
        "disconnected_by_admin" => a.letter_disconnected,
        "entitlement_off" => a.letter_entitlement,
        "grant_ends_soon" => a.letter_grant_ends,
        "our_side" => a.letter_our_side,
        "secret_ends_soon" => a.letter_secret_ends,
        "second_step_changed" => a.letter_second_step,
        _ => return None,
    })
}
