//! Coming back from the provider: one note above the panel that says what happened there. The
//! server tells by `?outcome=` in the address; nothing is stored unless the note says so.

use domain::provider::Provider;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::connect::StartButton;
use crate::api::approval::AskIt;
use crate::api::calendar::{AllowedAccounts, CalendarPanel};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::note::{Note, NoteKind};
use crate::text::{Texts, use_texts};

/// What the server can say happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Connected,
    BoxUnticked,
    Refused,
    NeedsApproval,
    RefusedOrNeedsApproval,
    StartAgain,
    NotAnswering,
    NotAllowed,
    MailboxUnusable,
}

impl Outcome {
    /// The query's word for it; anything else says nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "connected" => Self::Connected,
            "box_unticked" => Self::BoxUnticked,
            "refused" => Self::Refused,
            "needs_approval" => Self::NeedsApproval,
            "refused_or_needs_approval" => Self::RefusedOrNeedsApproval,
            "start_again" => Self::StartAgain,
            "not_answering" => Self::NotAnswering,
            "not_allowed" => Self::NotAllowed,
            "mailbox_unusable" => Self::MailboxUnusable,
            _ => return None,
        })
    }
}

/// Kind, headline, sentence, and the words of the button that starts again.
fn note(
    t: &Texts,
    outcome: Outcome,
    panel: &CalendarPanel,
    provider: Provider,
) -> (NoteKind, String, String, Option<String>) {
    let p = &t.profile;
    let (calendar, maker) = (provider.calendar_name(), provider.maker());
    let account = panel
        .connection
        .as_ref()
        .map_or("", |connection| connection.account.as_str());
    let chosen = Some(panel.chosen_account.as_str())
        .filter(|chosen| !chosen.is_empty())
        .unwrap_or(p.that_account);
    match outcome {
        Outcome::Connected => (
            NoteKind::Ok,
            (p.back_success_title)(calendar),
            (p.back_success_sentence)(account, panel.upcoming),
            None,
        ),
        Outcome::BoxUnticked => (
            NoteKind::Need,
            p.back_box_title.to_owned(),
            p.back_box_sentence.to_owned(),
            Some(p.choose_permissions_again.to_owned()),
        ),
        Outcome::Refused => (
            NoteKind::Info,
            p.back_refused_title.to_owned(),
            (p.back_refused_sentence)(maker),
            Some((p.connect)(calendar)),
        ),
        Outcome::NeedsApproval => (
            NoteKind::Need,
            p.back_needs_title.to_owned(),
            (p.back_needs_sentence)(maker),
            Some(p.try_again.to_owned()),
        ),
        Outcome::RefusedOrNeedsApproval => (
            NoteKind::Info,
            p.back_admin_title.to_owned(),
            p.back_admin_sentence.to_owned(),
            Some(p.changed_my_mind.to_owned()),
        ),
        Outcome::StartAgain => (
            NoteKind::Info,
            p.back_expired_title.to_owned(),
            p.back_expired_sentence.to_owned(),
            Some((p.connect)(calendar)),
        ),
        Outcome::NotAnswering => (
            NoteKind::Need,
            (p.not_answering_headline)(maker),
            p.back_test_sentence.to_owned(),
            Some(p.try_again.to_owned()),
        ),
        Outcome::NotAllowed => (
            NoteKind::Need,
            p.back_not_allowed_title.to_owned(),
            not_allowed(t, &panel.accounts),
            Some(p.choose_another_account.to_owned()),
        ),
        Outcome::MailboxUnusable => (
            NoteKind::Need,
            p.back_mailbox_title.to_owned(),
            (p.back_mailbox_sentence)(maker, chosen),
            Some(p.choose_another_account.to_owned()),
        ),
    }
}

/// What the organization allows, as the reason why nothing was connected.
fn not_allowed(t: &Texts, accounts: &AllowedAccounts) -> String {
    let p = &t.profile;
    match accounts {
        AllowedAccounts::Any => p.back_not_allowed_any.to_owned(),
        AllowedAccounts::Work => p.back_not_allowed_work.to_owned(),
        AllowedAccounts::Tenants => p.back_not_allowed_tenants.to_owned(),
        AllowedAccounts::Domains(domains) => (p.back_not_allowed_sentence)(domains),
    }
}

/// Takes the outcome out of the address, so that a reload does not say it again.
fn forget_outcome() {
    let Ok(history) = window().history() else {
        return;
    };
    let state = history.state().unwrap_or_default();
    // Then the note is said again after a reload, no more.
    drop(history.replace_state_with_url(&state, "", Some("/profile/external")));
}

/// The note; it takes the focus, so that it is read first.
#[component]
pub fn BackFromProvider(
    outcome: Outcome,
    panel: CalendarPanel,
    #[prop(into)] staff_email: String,
    provider: Provider,
) -> impl IntoView {
    let t = use_texts();
    let (kind, title, sentence, again) = note(t, outcome, &panel, provider);
    let other = panel
        .connection
        .filter(|connection| outcome == Outcome::Connected && connection.other_account)
        .map(|connection| connection.account);
    let holder = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let note = holder
            .get()
            .and_then(|holder| holder.query_selector("[role=status]").ok().flatten())
            .and_then(|note| {
                leptos::wasm_bindgen::JsCast::dyn_into::<leptos::web_sys::HtmlElement>(note).ok()
            });
        if let Some(note) = note {
            // A note that cannot take the focus is still read as a status.
            drop(note.focus());
        }
        forget_outcome();
    });
    let not_now = outcome == Outcome::BoxUnticked;
    let ask = matches!(outcome, Outcome::Refused | Outcome::RefusedOrNeedsApproval);
    let actions = again.map(|label| {
        ViewFn::from(move || {
            let label = label.clone();
            view! {
                <StartButton provider label/>
                {ask.then(|| view! {
                    <form method="post" action=AskIt::url()>
                        <input type="hidden" name="provider" value=provider.as_str()/>
                        <Button label=t.profile.it_must_approve/>
                    </form>
                })}
                {not_now.then(|| view! {
                    <ButtonLink href="/profile/external" label=t.profile.not_now kind=ButtonKind::Quiet/>
                })}
            }
        })
    });
    view! {
        <div class="stack" node_ref=holder>
            {match actions {
                Some(actions) => view! {
                    <Note kind title=Some(title) after_action=true actions=actions>{sentence}</Note>
                }
                .into_any(),
                None => view! { <Note kind title=Some(title) after_action=true>{sentence}</Note> }.into_any(),
            }}
            {other.map(|account| view! { <OtherAccount account staff_email provider/> })}
        </div>
    }
}

/// Connected, but to another address than the staff e-mail: kept, or another one is chosen, to which
/// the events then move.
#[component]
fn OtherAccount(account: String, staff_email: String, provider: Provider) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let actions = ViewFn::from(move || {
        view! {
            <ButtonLink href="/profile/external" label=p.use_this_account/>
            <StartButton provider label=p.choose_another kind=ButtonKind::Quiet/>
        }
    });
    view! {
        <Note kind=NoteKind::Info title=Some(p.back_other_title.to_owned()) actions=actions>
            {(p.back_other_sentence)(&account, &staff_email)}
        </Note>
    }
}
