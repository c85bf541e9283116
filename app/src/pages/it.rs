//! The public page for an IT department: what is asked for, and everything it needs to decide. The
//! document itself is `crate::kit`'s; the PDF is drawn from the same.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::approval::{ApprovalStage, ItPage, get_it_page};
use crate::components::badge::{Badge, Tone};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::copy_button::CopyIcon;
use crate::components::header::SkipLink;
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::one_way_line::Mark;
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::Skeleton;
use crate::kit::{self, Block, Fact, Line, Part, Section};
use crate::pages::trouble::Trouble;
use crate::text::{Texts, use_texts};

/// The page at `/it/:token`.
#[component]
pub fn ItScreen() -> impl IntoView {
    let t = use_texts();
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|params| params.get("token").unwrap_or_default()));
    let page = Resource::new_blocking(move || token.get(), get_it_page);
    view! {
        <SkipLink/>
        <Suspense fallback=|| view! { <Skeleton/> }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => view! { <Document page token=token.get_untracked()/> }.into_any(),
                    Err(error) => view! {
                        <Title text=t.it.link_trouble/>
                        <Head organization=String::new()/>
                        <main id="content" class="it-page" tabindex="-1">
                            <div class="it-body">
                                <div class="stack">
                                    <h1 class="page-title" tabindex="-1">{t.it.link_trouble}</h1>
                                    <Trouble error/>
                                </div>
                            </div>
                        </main>
                    }
                    .into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Head(organization: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <header class="header">
            <div class="header-inner">
                <span class="header-home"><Mark/><span>{organization}</span></span>
                <div class="header-end"><span class="header-help"><span>{t.it.for_it}</span></span></div>
            </div>
        </header>
    }
}

#[component]
fn Document(page: ItPage, token: String) -> impl IntoView {
    let t = use_texts();
    let i = &t.it;
    let kit = kit::document(t, &page.facts);
    let contents = kit
        .sections
        .iter()
        .map(|section| (format!("#{}", section.id), section.title.clone()))
        .collect::<Vec<_>>();
    let title = kit.title.clone();
    let pdf = format!("/it/{token}/kit.pdf");
    let may_decide = page.can_approve && page.stage != ApprovalStage::Approved;
    view! {
        <Title text=title/>
        <Head organization=page.facts.organization.clone()/>
        <main id="content" class="it-page" tabindex="-1">
            <div class="it-line">
                <div class="it-line-inner"><p>{kit.prepared}</p></div>
            </div>
            <div class="it-body">
                <article>
                    <h1 class="document-title" tabindex="-1">{kit.title}</h1>
                    <p class="it-lead">{kit.lead}</p>
                    <Result page=page.clone()/>
                    <div class="cluster it-actions">
                        {may_decide.then(|| view! {
                            <form method="post" action=format!("/it/{token}/approve")>
                                <Button label=i.review kind=ButtonKind::Primary icon=IconName::External/>
                            </form>
                        })}
                        <ButtonLink href=pdf label=i.download_pdf icon=IconName::Download full_load=true/>
                    </div>
                    {page.can_approve.then(|| view! { <p class="hint">{i.who_can}</p> })}
                    {kit.sections.into_iter().map(|section| view! { <SectionView section/> }).collect_view()}
                </article>
                <aside class="it-aside">
                    <Asked page/>
                    <nav class="it-toc" aria-label=i.on_this_page>
                        <h2 class="field-label">{i.on_this_page}</h2>
                        {contents.into_iter().map(|(href, label)| view! { <a href=href>{label}</a> }).collect_view()}
                    </nav>
                </aside>
            </div>
        </main>
    }
}

/// What came of an administrator's visit to the provider, or of an earlier one.
#[component]
fn Result(page: ItPage) -> impl IntoView {
    let t = use_texts();
    let i = &t.it;
    let told = use_query_map().with_untracked(|query| query.get("result"));
    let waiting = page.facts.waiting;
    let note = match (page.stage, told.as_deref()) {
        (ApprovalStage::Approved, _) => Some((NoteKind::Ok, (i.approved_before)(waiting))),
        (ApprovalStage::Unverified, _) => Some((NoteKind::Ok, i.approved_by_you.to_owned())),
        (_, Some("refused")) => Some((NoteKind::Info, i.refused.to_owned())),
        _ => None,
    };
    note.map(|(kind, words)| view! { <Note kind after_action=true>{words}</Note> })
}

#[component]
fn Asked(page: ItPage) -> impl IntoView {
    let t = use_texts();
    let i = &t.it;
    let (tone, icon, words) = badge(t, page.stage);
    let contact = page.facts.contact;
    view! {
        <Panel>
            <PanelPart>
                <div class="stack">
                    <Badge tone icon text=words/>
                    <dl class="it-asked">
                        {(page.facts.waiting > 0).then(|| view! {
                            <dt>{i.asked_by}</dt><dd>{(i.staff_members)(page.facts.waiting)}</dd>
                        })}
                        {(!page.first_asked.is_empty()).then(|| view! {
                            <dt>{i.first_asked}</dt><dd>{page.first_asked}</dd>
                        })}
                        {(!contact.is_empty()).then(|| view! {
                            <dt>{i.questions}</dt><dd><a href=format!("mailto:{contact}")>{contact.clone()}</a></dd>
                        })}
                    </dl>
                </div>
            </PanelPart>
        </Panel>
    }
}

fn badge(t: &Texts, stage: ApprovalStage) -> (Tone, IconName, &'static str) {
    let i = &t.it;
    match stage {
        ApprovalStage::Approved | ApprovalStage::Unverified => {
            (Tone::Ok, IconName::Check, i.opened_state)
        }
        ApprovalStage::Refused => (Tone::Idle, IconName::X, i.refused_state),
        _ => (Tone::Move, IconName::Hourglass, i.waiting_for_decision),
    }
}

#[component]
fn SectionView(section: Section) -> impl IntoView {
    view! {
        <section class="it-section" id=section.id>
            <h2 class="section-title">{section.title}</h2>
            <div class="stack">
                {section.blocks.into_iter().map(|block| view! { <BlockView block/> }).collect_view()}
            </div>
        </section>
    }
}

#[component]
fn BlockView(block: Block) -> impl IntoView {
    match block {
        Block::Text(text) => view! { <p>{line(text)}</p> }.into_any(),
        Block::Facts(rows) => view! {
            <table class="it-facts">
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        }
        .into_any(),
        Block::Steps(steps) => view! {
            <ol class="numbered">
                {steps.into_iter().map(|step| view! { <li>{line(step)}</li> }).collect_view()}
            </ol>
        }
        .into_any(),
        Block::Questions(pairs) => view! {
            <div>
                {pairs.into_iter().map(|(question, answer)| view! {
                    <details class="disclosure it-question" open=true>
                        <summary><h3>{question}</h3></summary>
                        <p>{answer}</p>
                    </details>
                }).collect_view()}
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Row(row: Fact) -> impl IntoView {
    let t = use_texts();
    let copied = row
        .copy
        .then(|| row.value.iter().map(Part::text).collect::<String>());
    let label = (t.it.copy_what)(&row.name);
    view! {
        <tr>
            <th scope="row">{row.name}</th>
            <td>
                {line(row.value)}
                {copied.map(|text| view! { " " <CopyIcon text label/> })}
            </td>
        </tr>
    }
}

fn line(line: Line) -> impl IntoView {
    line.into_iter()
        .map(|part| match part {
            Part::Plain(text) => text.into_any(),
            Part::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
            Part::Code(text) => view! { <code>{text}</code> }.into_any(),
            Part::Link { text, href } => view! { <a href=href>{text}</a> }.into_any(),
        })
        .collect_view()
}
