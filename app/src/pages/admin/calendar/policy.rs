//! The organization's calendar policy: a form, what it would send, and what saving it would do.
//!
//! With script both follow every choice. Without it *Review* loads the page with the choices in its
//! address, and the page that shows what they do offers *Save policy*.

mod effect;
mod fields;
mod undo;

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::effect::Aside;
use self::fields::Fields;
use self::undo::UndoPolicyBar;
use crate::api::policy::{
    PolicyForm, PolicyPage as Saved, PolicyPreview, SavePolicy, UndoPolicy, get_policy,
    preview_policy,
};
use crate::components::button::{Button, ButtonKind};
use crate::components::note::{Note, NoteKind};
use crate::components::panel::SectionHead;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::error::AppError;
use crate::pages::admin::{CalendarHead, CalendarTab};
use crate::pages::frame::once_known;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::use_texts;

const ADDRESS: &str = "/admin/calendar/policy";
/// The preview follows this long after the last choice.
const PAUSE: Duration = Duration::from_millis(300);

/// What is being chosen, beside what is saved.
#[derive(Clone, Copy)]
struct Draft {
    /// Nothing while nothing was touched.
    chosen: RwSignal<Option<PolicyForm>>,
    /// Counts up when the choices are thrown away, so that the form is drawn anew.
    discarded: RwSignal<u32>,
}

/// `/admin/calendar/policy`
#[component]
pub fn PolicyPage() -> impl IntoView {
    let t = use_texts();
    let save = ServerAction::<SavePolicy>::new();
    let undo = ServerAction::<UndoPolicy>::new();
    let reviewed = use_query_map().with_untracked(|query| {
        let value = |name: &str| query.get(name).unwrap_or_default();
        query.get("review").map(|_| PolicyForm {
            google: value("form[google]") == "true",
            microsoft: value("form[microsoft]") == "true",
            accounts: value("form[accounts]"),
            domains: value("form[domains]"),
            tenants: value("form[tenants]"),
            title: value("form[title]"),
            show_site: value("form[show_site]") == "true",
        })
    });
    let draft = Draft {
        chosen: RwSignal::new(reviewed.clone()),
        discarded: RwSignal::new(0),
    };
    let changes = move || (save.version().get(), undo.version().get());
    let saved = Resource::new_blocking(changes, |_| get_policy());
    let asked = RwSignal::new(reviewed);
    let preview = Resource::new_blocking(
        move || (changes(), asked.get()),
        |(_, form)| preview_policy(form),
    );
    Effect::new(move |_| {
        let chosen = draft.chosen.get();
        let timer = set_timeout_with_handle(
            move || {
                asked.try_set(chosen.clone());
            },
            PAUSE,
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
    // What was saved or taken back is no draft any more.
    Effect::new(move |before: Option<(usize, usize)>| {
        let now = changes();
        let went_well = save.value().with_untracked(|v| !matches!(v, Some(Err(_))));
        if before.is_some_and(|before| before != now) && went_well {
            draft.chosen.set(None);
        }
        now
    });
    view! {
        <Title text=t.admin.policy/>
        <CalendarHead tab=CalendarTab::Policy/>
        <div class="page">
            <section>
                <SectionHead title=t.admin.policy lead=Some(t.admin.policy_lead.to_owned())/>
                <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=6/> }>
                    <Loaded saved preview draft save undo/>
                </Transition>
            </section>
        </div>
    }
}

#[component]
fn Loaded(
    saved: Resource<Result<Saved, AppError>>,
    preview: Resource<Result<PolicyPreview, AppError>>,
    draft: Draft,
    save: ServerAction<SavePolicy>,
    undo: ServerAction<UndoPolicy>,
) -> impl IntoView {
    let t = use_texts();
    let answer = once_known(move || saved.get());
    let shown = once_known(move || preview.get());
    let went_well = move || {
        save.value()
            .with(|value| matches!(value, Some(Ok(()))))
            .then_some(t.admin.policy_saved)
            .or_else(|| {
                undo.value()
                    .with(|value| matches!(value, Some(Ok(()))))
                    .then_some(t.admin.policy_undone)
            })
    };
    move || {
        answer.get().map(|answer| match answer {
            Ok(saved) => {
                let version = saved.version;
                let undoable = saved.undo.clone();
                view! {
                    <div class="stack">
                        {move || went_well().map(|words| view! {
                            <Note kind=NoteKind::Ok after_action=true>{words}</Note>
                        })}
                        <FormTrouble errors=FormErrors::of(save)/>
                        <FormTrouble errors=FormErrors::of(undo)/>
                        <Form saved draft save shown/>
                    </div>
                    {undoable.map(|undoable| view! { <UndoPolicyBar undoable version undo/> })}
                }
                .into_any()
            }
            Err(error) => view! {
                <Trouble error on_retry=Callback::new(move |()| saved.refetch())/>
            }
            .into_any(),
        })
    }
}

/// The form with its preview beside it; drawn anew when another version is saved.
#[component]
fn Form(
    saved: Saved,
    draft: Draft,
    save: ServerAction<SavePolicy>,
    shown: Signal<Option<Result<PolicyPreview, AppError>>>,
) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let (version, stored) = (saved.version, saved.form);
    let not_saved = {
        let stored = stored.clone();
        Memo::new(move |_| {
            draft.chosen.with(|chosen| {
                chosen
                    .as_ref()
                    .map_or(0, |chosen| differences(&stored, chosen))
            })
        })
    };
    let reviewed = draft.chosen.with_untracked(Option::is_some);
    view! {
        <ActionForm action=save>
            <input type="hidden" name="version" value=version.to_string()/>
            <div class="panel">
                <div class="panel-split">
                <div class="panel-part stack is-loose">
                    {
                        let stored = stored.clone();
                        move || {
                            let _ = draft.discarded.get();
                            let start = draft.chosen.get_untracked().unwrap_or_else(|| stored.clone());
                            view! { <Fields start chosen=draft.chosen errors=FormErrors::of(save)/> }
                        }
                    }
                </div>
                <Aside shown/>
                </div>
                <div class="panel-part is-tight spread">
                    <p class="hint" role="status">{move || match not_saved.get() {
                        0 => String::new(),
                        n => (a.changes_not_saved)(n),
                    }}</p>
                    <div class="cluster">
                        <a
                            class="button is-secondary"
                            href=ADDRESS
                            on:click=move |event| {
                                event.prevent_default();
                                draft.chosen.set(None);
                                draft.discarded.update(|n| *n = n.wrapping_add(1));
                            }
                        ><span class="button-face"><span>{a.discard}</span></span></a>
                        <noscript>
                            <button
                                class="button is-secondary" type="submit" name="review" value="1"
                                formmethod="get" formaction=ADDRESS
                            ><span class="button-face"><span>{a.review}</span></span></button>
                        </noscript>
                        <span class:needs-script=!reviewed>
                            <Button
                                label=a.save_policy
                                kind=ButtonKind::Primary
                                busy=save.pending()
                                busy_label=Some(a.saving.to_owned())
                            />
                        </span>
                    </div>
                </div>
            </div>
        </ActionForm>
    }
}

/// How many choices differ from what is saved.
fn differences(saved: &PolicyForm, chosen: &PolicyForm) -> i64 {
    [
        saved.google != chosen.google,
        saved.microsoft != chosen.microsoft,
        saved.accounts != chosen.accounts
            || (chosen.accounts == "domains" && saved.domains.trim() != chosen.domains.trim())
            || (chosen.accounts == "tenants" && saved.tenants.trim() != chosen.tenants.trim()),
        saved.title != chosen.title,
        saved.show_site != chosen.show_site,
    ]
    .into_iter()
    .map(i64::from)
    .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_counts_once_and_a_list_only_where_it_is_chosen() {
        let saved = PolicyForm {
            google: true,
            microsoft: true,
            accounts: "any".to_owned(),
            title: "alias".to_owned(),
            ..PolicyForm::default()
        };
        for (chosen, expect) in [
            (saved.clone(), 0),
            (
                PolicyForm {
                    domains: "linden.example".to_owned(),
                    ..saved.clone()
                },
                0,
            ),
            (
                PolicyForm {
                    accounts: "domains".to_owned(),
                    domains: "linden.example".to_owned(),
                    show_site: true,
                    ..saved.clone()
                },
                2,
            ),
        ] {
            assert_eq!(differences(&saved, &chosen), expect, "{chosen:?}");
        }
    }
}
