//! Waiting for IT, beside whatever connection there is: the page to send, how far it is, and what the
//! person can do meanwhile.

use domain::provider::Provider;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::connect::StartButton;
use crate::api::approval::{AskIt, ItRequest, SendToIt, WithdrawItRequest};
use crate::components::badge::{Badge, Tone};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::copy_button::CopyButton;
use crate::components::field::TextInput;
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::one_way_line::{LineState, OneWayLine};
use crate::components::panel::{Panel, PanelPart};
use crate::components::trail::{Trail, TrailItem, TrailMark};
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::{Texts, use_texts};

/// The server actions of a request.
#[derive(Clone, Copy)]
pub struct ItActions {
    pub ask: ServerAction<AskIt>,
    pub send: ServerAction<SendToIt>,
    pub withdraw: ServerAction<WithdrawItRequest>,
}

impl ItActions {
    /// One of each.
    #[must_use]
    pub fn new() -> Self {
        Self {
            ask: ServerAction::new(),
            send: ServerAction::new(),
            withdraw: ServerAction::new(),
        }
    }

    /// Changes whenever one of them was answered.
    #[must_use]
    pub fn version(self) -> usize {
        self.ask.version().get() + self.send.version().get() + self.withdraw.version().get()
    }
}

impl Default for ItActions {
    fn default() -> Self {
        Self::new()
    }
}

/// One panel for each provider that is waited for.
#[component]
pub fn WaitingForIt(
    requests: Vec<ItRequest>,
    product: String,
    upcoming: i64,
    actions: ItActions,
) -> impl IntoView {
    requests
        .into_iter()
        .map(|request| {
            let product = product.clone();
            view! { <Request request product upcoming actions/> }
        })
        .collect_view()
}

#[component]
fn Request(
    request: ItRequest,
    product: String,
    upcoming: i64,
    actions: ItActions,
) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let provider = request.provider;
    let calendar = provider.calendar_name();
    let approved = !request.approved.is_empty();
    let headline = if approved {
        p.approved_headline
    } else {
        p.waiting_headline
    };
    let sentence = if approved {
        (p.approved_sentence)(calendar)
    } else {
        (p.waiting_sentence)(provider.maker(), &request.domain, &product)
    };
    let (tone, icon, badge) = if approved {
        (Tone::Ok, IconName::Check, p.approved_badge)
    } else {
        (Tone::Move, IconName::Hourglass, t.widgets.waiting_for_it)
    };
    let refused = request.refused.clone();
    let (link, pdf) = (request.link.clone(), request.pdf.clone());
    let sent = request.clone();
    view! {
        <Panel>
            <PanelPart>
                <div class="stack is-loose">
                    <div class="state">
                        <Badge tone icon text=badge/>
                        <h3 class="headline">{headline}</h3>
                        <p>{sentence}</p>
                    </div>
                    <OneWayLine
                        state=LineState::WaitingForIt
                        name=(p.line_waiting_for_it)(calendar)
                        from=product
                        from_detail=Some((p.booked_classes)(upcoming))
                        to=calendar
                        to_detail=Some(p.not_connected_yet.to_owned())
                        label=Some(t.widgets.line_it_approval.to_owned())
                    />
                    {(!refused.is_empty()).then(|| view! {
                        <Note kind=NoteKind::Need>{(p.it_refused)(&refused)}</Note>
                    })}
                    <FormTrouble errors=FormErrors::of(actions.send)/>
                    {(!approved && !link.is_empty()).then(|| view! { <Send request=sent actions/> })}
                    <div class="cluster">
                        {(!link.is_empty()).then(|| view! {
                            <CopyButton text=link.clone() label=p.copy_link_for_it/>
                            <ButtonLink href=pdf label=p.download_pdf kind=ButtonKind::Quiet full_load=true/>
                        })}
                        <StartButton provider label=if approved { (p.connect)(calendar) } else { p.it_has_approved.to_owned() } kind=if approved { ButtonKind::Primary } else { ButtonKind::Quiet }/>
                        <ActionForm action=actions.withdraw>
                            <input type="hidden" name="provider" value=provider.as_str()/>
                            <Button label=p.not_needed_after_all kind=ButtonKind::Quiet busy=actions.withdraw.pending()/>
                        </ActionForm>
                    </div>
                    // Without script there is nothing to copy with, but a text to select.
                    {(!link.is_empty()).then(|| view! { <p class="without-script"><code>{link}</code></p> })}
                </div>
            </PanelPart>
            <PanelPart><Way request/></PanelPart>
        </Panel>
    }
}

/// To whom the page is sent: a fixed text to one address.
#[component]
fn Send(request: ItRequest, actions: ItActions) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let provider = request.provider;
    let label = if request.sent.is_empty() {
        p.send_to_it
    } else {
        p.send_reminder
    };
    view! {
        <ActionForm action=actions.send>
            <input type="hidden" name="provider" value=provider.as_str()/>
            <div class="address-row">
                <TextInput
                    name="address"
                    id=format!("address-{}", provider.as_str())
                    label=p.it_address
                    kind="email"
                    value=request.sent_to
                    hint=Some(p.it_address_hint.to_owned())
                    error=FormErrors::of(actions.send).field("address")
                />
                <Button label kind=ButtonKind::Primary icon=IconName::Mail busy=actions.send.pending()/>
            </div>
        </ActionForm>
    }
}

/// The five steps, with what has happened.
#[component]
fn Way(request: ItRequest) -> impl IntoView {
    let t = use_texts();
    view! {
        <Trail>
            {steps(t, &request).into_iter().enumerate().map(|(n, step)| {
                let number = u8::try_from(n + 1).unwrap_or(u8::MAX);
                let mark = match step.state {
                    Step::Done => TrailMark::Icon(IconName::Check, Tone::Ok),
                    Step::Now => TrailMark::Current(number),
                    Step::Ahead => TrailMark::Ahead(number),
                };
                view! { <TrailItem mark title=step.title detail=step.detail when=step.when/> }
            }).collect_view()}
        </Trail>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Done,
    Now,
    Ahead,
}

struct StepWords {
    state: Step,
    title: String,
    detail: Option<String>,
    when: Option<String>,
}

/// What is over is what has a time; the first that is not is on now.
fn steps(t: &Texts, request: &ItRequest) -> Vec<StepWords> {
    let p = &t.profile;
    let approves = match request.provider {
        Provider::Google => p.trail_approves_google,
        Provider::Microsoft => p.trail_approves_entra,
    };
    let approved = !request.approved.is_empty();
    let rows = [
        (p.trail_asked.to_owned(), None, request.asked.clone()),
        if request.sent.is_empty() {
            (p.trail_send.to_owned(), None, String::new())
        } else {
            ((p.trail_sent)(&request.sent_to), None, request.sent.clone())
        },
        (
            if request.opened.is_empty() {
                p.trail_opens.to_owned()
            } else {
                p.trail_opened.to_owned()
            },
            None,
            request.opened.clone(),
        ),
        (
            approves.to_owned(),
            (!approved).then(|| p.trail_approves_detail.to_owned()),
            request.approved.clone(),
        ),
        (p.trail_connect.to_owned(), None, String::new()),
    ];
    // A later step that is done has carried the earlier ones: IT may be told in another way.
    let last_done = rows.iter().rposition(|(_, _, when)| !when.is_empty());
    let now = last_done.map_or(0, |at| at + 1);
    rows.into_iter()
        .enumerate()
        .map(|(n, (title, detail, when))| {
            let state = match n {
                n if n < now => Step::Done,
                n if n == now => Step::Now,
                _ => Step::Ahead,
            };
            let when = match (state, when.is_empty()) {
                (_, false) => Some(when),
                (Step::Now, true) if n == 3 => Some(p.trail_waiting.to_owned()),
                _ => None,
            };
            StepWords {
                state,
                title,
                detail,
                when,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EN;

    fn request() -> ItRequest {
        ItRequest {
            provider: Provider::Microsoft,
            domain: "linden.example".to_owned(),
            asked: "Nov 16, 4:12 pm".to_owned(),
            sent: String::new(),
            sent_to: String::new(),
            opened: String::new(),
            approved: String::new(),
            refused: String::new(),
            link: "https://classes.example/it/x".to_owned(),
            pdf: String::new(),
        }
    }

    #[test]
    fn what_happened_is_over_and_the_next_thing_is_on() {
        use Step::{Ahead, Done, Now};
        let sent = ItRequest {
            sent: "Nov 16, 4:15 pm".to_owned(),
            sent_to: "ithelp@linden.example".to_owned(),
            ..request()
        };
        let opened = ItRequest {
            opened: "Today, 8:40 am".to_owned(),
            ..sent.clone()
        };
        let approved_on_the_phone = ItRequest {
            approved: "Today, 9:00 am".to_owned(),
            ..request()
        };
        for (request, expect) in [
            (request(), [Done, Now, Ahead, Ahead, Ahead]),
            (sent, [Done, Done, Now, Ahead, Ahead]),
            (opened, [Done, Done, Done, Now, Ahead]),
            (approved_on_the_phone, [Done, Done, Done, Done, Now]),
        ] {
            let states: Vec<Step> = steps(&EN, &request).iter().map(|step| step.state).collect();
            assert_eq!(states, expect, "{request:?}");
        }
    }
}
