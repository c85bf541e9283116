//! The demo's mailbox: what a real installation would have sent. In demo mode only; the server says
//! that there is nothing here otherwise.

use leptos::prelude::*;
use leptos_meta::Title;

use super::trouble::Trouble;
use crate::api::audit::{DemoLetter, get_demo_mailbox};
use crate::components::empty_state::EmptyState;
use crate::components::icon::IconName;
use crate::components::page_head::PageHead;
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::text::{Texts, use_texts};

/// `/demo/mail`
#[component]
pub fn DemoMailScreen() -> impl IntoView {
    let t = use_texts();
    let a = &t.audit;
    let letters = Resource::new_blocking(|| (), |()| get_demo_mailbox());
    view! {
        <Title text=a.demo_mail_title/>
        <main id="content" tabindex="-1">
            <PageHead title=a.demo_mail_title below=ViewFn::from(move || a.demo_mail_lead)/>
            <div class="page stack">
                <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=3/> }>
                    {move || Suspend::new(async move {
                        match letters.await {
                            Ok(letters) if letters.is_empty() => view! {
                                <EmptyState icon=IconName::Mail title=a.no_mail text=a.no_mail_text/>
                            }
                            .into_any(),
                            Ok(letters) => letters
                                .into_iter()
                                .map(|letter| one(t, letter))
                                .collect_view()
                                .into_any(),
                            Err(error) => view! { <Trouble error/> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
        </main>
    }
}

fn one(t: &'static Texts, letter: DemoLetter) -> impl IntoView {
    let lines: Vec<String> = letter.body.lines().map(str::to_owned).collect();
    view! {
        <article>
            <Panel>
                <PanelPart>
                    <h2 class="subsection-title">{letter.subject}</h2>
                    <p class="hint">{(t.audit.demo_mail_to)(&letter.to)} " · " {letter.at}</p>
                </PanelPart>
                <PanelPart>
                    <div class="letter">
                        {lines.into_iter().map(|line| {
                            let is_link = line.starts_with("http://") || line.starts_with("https://");
                            if is_link {
                                view! { <p><a href=line.clone() rel="external">{line.clone()}</a></p> }.into_any()
                            } else {
                                view! { <p>{line}</p> }.into_any()
                            }
                        }).collect_view()}
                    </div>
                </PanelPart>
            </Panel>
        </article>
    }
}
