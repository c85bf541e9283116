//! Every message ever sent for the viewer: when, which class, what, and what the provider answered.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::calendar::{SentMessage, get_sent_messages};
use crate::components::empty_state::EmptyState;
use crate::components::icon::IconName;
use crate::components::page_head::{Crumb, PageHead};
use crate::components::panel::Panel;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::trouble::Trouble;
use crate::text::{Texts, use_texts};

/// How many the server answers at once; fewer are the last.
const PAGE: usize = 50;

/// The page at `/profile/external/sent`.
#[component]
pub fn SentScreen() -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let query = use_query_map();
    let page = Memo::new(move |_| {
        query
            .with(|query| {
                query
                    .get_str("page")
                    .and_then(|page| page.parse::<i64>().ok())
            })
            .unwrap_or(0)
            .max(0)
    });
    let messages = Resource::new_blocking(move || page.get(), get_sent_messages);
    view! {
        <Title text=p.every_message/>
        <PageHead
            title=p.every_message
            crumbs=vec![Crumb::new("/profile", p.title), Crumb::new("/profile/external", p.external)]
        />
        <div class="page">
            <div class="stack">
            <p class="lead">{p.messages_lead}</p>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=8/> }>
                {move || Suspend::new(async move {
                    match messages.await {
                        Ok(rows) if rows.is_empty() && page.get_untracked() == 0 => view! {
                            <h2 class="visually-hidden">{p.messages}</h2>
                            <EmptyState icon=IconName::Mail title=p.no_messages text=p.no_messages_text/>
                        }
                        .into_any(),
                        Ok(rows) => view! { <Messages rows page=page.get_untracked()/> }.into_any(),
                        Err(error) => view! {
                            <Trouble error on_retry=Callback::new(move |()| messages.refetch())/>
                        }
                        .into_any(),
                    }
                })}
            </Transition>
            </div>
        </div>
    }
}

#[component]
fn Messages(rows: Vec<SentMessage>, page: i64) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let more = rows.len() >= PAGE;
    view! {
        <Panel>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{p.col_when}</th>
                        <th scope="col">{p.col_class}</th>
                        <th scope="col">{p.col_action}</th>
                        <th scope="col">{p.col_fields}</th>
                        <th scope="col">{p.col_answer}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| {
                        let operation = operation(t, &row.operation);
                        let answer = answer(t, &row.answer);
                        let fields = row.fields.split_whitespace().collect::<Vec<_>>().join(", ");
                        view! {
                            <tr>
                                <td class="is-when">{row.at}</td>
                                <td>{row.class}</td>
                                <td>{operation}</td>
                                <td><span class="hint">{fields}</span></td>
                                <td>{answer}</td>
                            </tr>
                        }
                    }).collect_view()}
                </tbody>
            </table>
            <nav class="table-foot" aria-label=p.every_message>
                {(page > 0).then(|| view! { <a href=format!("/profile/external/sent?page={}", page - 1)>{p.newer}</a> })}
                {more.then(|| view! { <a href=format!("/profile/external/sent?page={}", page + 1)>{p.older}</a> })}
            </nav>
        </Panel>
    }
}

/// What was done, in words.
pub fn operation(t: &Texts, operation: &str) -> String {
    let p = &t.profile;
    match operation {
        "insert" => p.added,
        "patch" => p.changed,
        "delete" => p.removed,
        "test" => p.tested,
        other => other,
    }
    .to_owned()
}

/// What the provider answered, in words.
pub fn answer(t: &Texts, answer: &str) -> String {
    let p = &t.profile;
    match answer {
        "" => p.answer_none,
        "confirmed" => p.answer_confirmed,
        "gone" => p.answer_gone,
        other => other,
    }
    .to_owned()
}
