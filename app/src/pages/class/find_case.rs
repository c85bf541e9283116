//! Find a case and book it: a combobox where script runs, a plain search form where it does not. What
//! is sent is the chosen case's id, or the reference as typed.

use std::time::Duration;

use domain::id::ClassId;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::use_this_class;
use crate::api::cases::{CaseHit, find_cases};
use crate::components::button::{Button, ButtonKind};
use crate::components::icon::{Icon, IconName};
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::use_texts;

/// From so many characters on there are results.
const ENOUGH: usize = 2;
/// After the last key.
const PAUSE: Duration = Duration::from_millis(300);

/// The field with *Book case*.
#[component]
pub fn FindCase(
    /// The class to book into.
    class_id: ClassId,
    /// What the plain form searched for.
    asked: Memo<String>,
    /// What it found: the page's, because this part may be drawn anew while the page waits.
    hits: Resource<Vec<CaseHit>>,
) -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let field = NodeRef::<leptos::html::Input>::new();
    let typed = RwSignal::new(String::new());
    // The results, and the text they answer.
    let found = RwSignal::new(Vec::<CaseHit>::new());
    let searched = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<CaseHit>);
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let search = move |text: String| {
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        let ask = move || {
            spawn_local(async move {
                let hits = hits_of(text.clone()).await;
                // An answer to what is no longer asked is dropped; so is one for a page that is gone.
                if typed.try_with_untracked(|typed| *typed == text) == Some(true) {
                    found.set(hits);
                    searched.set(text);
                }
            });
        };
        timer.set_value(set_timeout_with_handle(ask, PAUSE).ok());
    };
    let write = move |text: &str| {
        typed.set(text.to_owned());
        if let Some(field) = field.get_untracked() {
            field.set_value(text);
        }
    };
    let choose = move |hit: CaseHit| {
        write(&format!("{} · {}", hit.name, hit.reference));
        chosen.set(Some(hit));
        open.set(false);
        active.set(None);
    };
    let on_key = move |event: KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                event.prevent_default();
                open.set(true);
                let down = event.key() == "ArrowDown";
                active.update(|active| {
                    *active = Some(match (*active, down) {
                        (None, true) => 0,
                        (None, false) => count - 1,
                        (Some(at), true) => (at + 1) % count,
                        (Some(at), false) => (at + count - 1) % count,
                    });
                });
            }
            "Enter" => {
                let hit = active
                    .get_untracked()
                    .filter(|_| open.get_untracked())
                    .and_then(|at| found.with_untracked(|found| found.get(at).cloned()));
                if let Some(hit) = hit {
                    event.prevent_default();
                    choose(hit);
                }
            }
            "Escape" if open.get_untracked() => {
                event.prevent_default();
                open.set(false);
                active.set(None);
            }
            _ => {}
        }
    };
    // A booked case leaves the field empty for the next one.
    Effect::new(move |_| {
        if class
            .book
            .value()
            .with(|answer| matches!(answer, Some(Ok(_))))
        {
            write("");
            chosen.set(None);
        }
    });
    let shown =
        Memo::new(move |_| open.get() && searched.with(|text| text.chars().count() >= ENOUGH));
    let announced = move || {
        shown.get().then(|| {
            found.with(|found| match found.len() {
                0 => t.classes.no_case_found.to_owned(),
                n => (t.classes.cases_found)(i64::try_from(n).unwrap_or(i64::MAX)),
            })
        })
    };
    let roster = format!("/classes/{class_id}/roster");
    view! {
        <form class="without-script stack is-tight" method="get" action=roster>
            <label class="field-label" for="find-case-q">{t.classes.find_case}</label>
            <div class="search-row">
                <input class="input" type="search" id="find-case-q" name="q" value=move || asked.get()/>
                <Button label=t.classes.find/>
            </div>
        </form>
        <PlainHits class_id=class_id.clone() asked hits/>
        <ActionForm action=class.book>
            <div class="stack is-tight">
            <FormTrouble errors=FormErrors::of(class.book)/>
            <input type="hidden" name="class_id" value=class_id.to_string()/>
            <div class="search-row">
                <div class="search">
                    <Icon name=IconName::Search/>
                    <input
                        class="input"
                        type="text"
                        id="case"
                        name=move || chosen.with(Option::is_none).then_some("case")
                        autocomplete="off"
                        placeholder=t.classes.find_case
                        aria-label=t.classes.find_case
                        role="combobox"
                        aria-expanded=move || if shown.get() { "true" } else { "false" }
                        aria-controls="case-hits"
                        aria-autocomplete="list"
                        aria-activedescendant=move || active.get().map(|at| format!("case-hit-{at}"))
                        node_ref=field
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            typed.set(text.clone());
                            chosen.set(None);
                            active.set(None);
                            open.set(true);
                            search(text);
                        }
                        on:keydown=on_key
                        on:blur=move |_| open.set(false)
                    />
                    {move || chosen.get().map(|hit| view! { <input type="hidden" name="case" value=hit.id.to_string()/> })}
                    <ul class="search-options" id="case-hits" role="listbox" aria-label=t.classes.find_case hidden=move || !shown.get()>
                        {move || found.get().into_iter().enumerate().map(|(at, hit)| {
                            let words = hit.clone();
                            view! {
                                <li
                                    id=format!("case-hit-{at}")
                                    role="option"
                                    aria-selected=move || if active.get() == Some(at) { "true" } else { "false" }
                                    on:mousedown=move |event| {
                                        // Keeps the focus in the field.
                                        event.prevent_default();
                                        choose(hit.clone());
                                    }
                                >
                                    <span class="cell-main">{words.name}</span>
                                    " "
                                    <span class="cell-sub">{words.reference}</span>
                                </li>
                            }
                        }).collect_view()}
                    </ul>
                    <p class="visually-hidden" role="status">{announced}</p>
                </div>
                <Button
                    label=t.classes.book_case
                    kind=ButtonKind::Primary
                    busy=class.book.pending()
                    busy_label=Some(t.classes.booking.to_owned())
                />
            </div>
            </div>
        </ActionForm>
    }
}

/// The results of the plain search form, each with its own *Book case*.
#[component]
fn PlainHits(
    class_id: ClassId,
    asked: Memo<String>,
    hits: Resource<Vec<CaseHit>>,
) -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    view! {
        <Transition>
            {move || {
                let class_id = class_id.clone();
                let asked = asked.get();
                Suspend::new(async move {
                    let hits = hits.await;
                    (asked.chars().count() >= ENOUGH).then(|| view! {
                        <p class="field-hint" role="status">
                            {if hits.is_empty() {
                                format!("{}. {}", t.classes.no_case_found, t.classes.no_case_found_text)
                            } else {
                                (t.classes.cases_found)(i64::try_from(hits.len()).unwrap_or(i64::MAX))
                            }}
                        </p>
                        <ul class="stack is-tight">
                            {hits.into_iter().map(|hit| {
                                let class_id = class_id.to_string();
                                view! {
                                <li class="cluster">
                                    <span class="cell-main">{hit.name.clone()}</span>
                                    " "
                                    <span class="cell-sub">{hit.reference}</span>
                                    <ActionForm action=class.book>
                                        <input type="hidden" name="class_id" value=class_id/>
                                        <input type="hidden" name="case" value=hit.id.to_string()/>
                                        <Button
                                            label=t.classes.book_case
                                            small=true
                                            aria_label=Some((t.classes.book_this_case)(&hit.name))
                                        />
                                    </ActionForm>
                                </li>
                            }}).collect_view()}
                        </ul>
                    })
                })
            }}
        </Transition>
    }
}

/// What the plain form's search finds.
pub fn search(asked: Memo<String>) -> Resource<Vec<CaseHit>> {
    Resource::new(move || asked.get(), hits_of)
}

/// Too short a text finds nothing; a search that fails finds nothing either, the reference still books.
async fn hits_of(query: String) -> Vec<CaseHit> {
    if query.trim().chars().count() < ENOUGH {
        return Vec::new();
    }
    find_cases(query).await.unwrap_or_default()
}
