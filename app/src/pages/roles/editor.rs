//! The role editor. What is ticked lives in the browser until it is saved; what saving would do is
//! asked of the server 300 ms after the last change. Without script the same form leads to *Review
//! changes*, a page with the same impact and *Confirm*.

use std::time::Duration;

use domain::id::RoleId;
use domain::permission::{Permission, Permissions};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::guard::LeaveGuard;
use super::impact::before_saving;
use super::saved::Saved;
use super::stale::{edits_since, stale_note};
use super::{ADDRESS, codes, role_of_address};
use crate::api::roles::{RoleDetail, RoleEdit, RoleImpact, SaveRole, get_role, get_role_impact};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::choice::Checkbox;
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::page_head::{Crumb, Fact, PageHead};
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::components::undo_bar::SaveBar;
use crate::error::AppError;
use crate::pages::admin::undo::use_admin_undo;
use crate::pages::frame::once_known;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

const FORM: &str = "role-form";
const QUIET: Duration = Duration::from_millis(300);

/// What is not saved: over which version it was begun, and what is ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    version: i64,
    ticked: Permissions,
}

/// The page's parts share it.
#[derive(Clone, Copy)]
struct Editing {
    role: Resource<Result<RoleDetail, AppError>>,
    save: ServerAction<SaveRole>,
    draft: RwSignal<Option<Draft>>,
    /// Counts *Discard*: the boxes are drawn anew, as they were.
    discards: RwSignal<u32>,
    impact: Resource<Option<Result<RoleImpact, AppError>>>,
    edits: Resource<Result<Vec<RoleEdit>, AppError>>,
}

impl Editing {
    fn late(self) -> Option<AppError> {
        self.save.value().with(|answer| match answer {
            Some(Err(error @ AppError::Stale { .. })) => Some(error.clone()),
            _ => None,
        })
    }
}

/// `/admin/roles/:id`
#[component]
pub fn RolePage() -> impl IntoView {
    let id = role_of_address();
    let undo = use_admin_undo();
    let save = ServerAction::<SaveRole>::new();
    let draft = RwSignal::new(None::<Draft>);
    let role = Resource::new(
        move || (id.get(), save.version().get(), undo.version()),
        |(id, ..)| async move { get_role(id?).await },
    );
    // Asked a moment after the last change, and only while there is one.
    let asked = RwSignal::new(None::<(RoleId, Permissions)>);
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        let question = draft.with(|draft| draft.as_ref().map(|draft| draft.ticked.clone()));
        let question = question.and_then(|ticked| Some((id.get().ok()?, ticked)));
        if let Some(waiting) = before.flatten() {
            waiting.clear();
        }
        let ask = move || {
            asked.try_set(question);
        };
        set_timeout_with_handle(ask, QUIET).ok()
    });
    let impact = Resource::new(
        move || (asked.get(), save.version().get()),
        |(asked, _)| async move {
            match asked {
                Some((id, ticked)) => Some(get_role_impact(id, codes(&ticked)).await),
                None => None,
            }
        },
    );
    let begun = Memo::new(move |_| {
        let late = save
            .value()
            .with(|answer| matches!(answer, Some(Err(AppError::Stale { .. }))));
        let version = draft.with(|draft| draft.as_ref().map(|draft| draft.version));
        late.then_some(version).flatten()
    });
    let edits = edits_since(move || Some((id.get().ok()?, begun.get()?)));
    // What was saved is no draft any more, and can be undone.
    Effect::new(move |_| {
        if save.value().with(|answer| matches!(answer, Some(Ok(())))) {
            draft.set(None);
            undo.saved.update(|n| *n += 1);
        }
    });
    let editing = Editing {
        role,
        save,
        draft,
        discards: RwSignal::new(0),
        impact,
        edits,
    };
    view! {
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=8/> }>
            <Loaded editing/>
        </Transition>
    }
}

#[component]
fn Loaded(editing: Editing) -> impl IntoView {
    let answer = once_known(move || editing.role.get());
    move || {
        answer.get().map(|answer| match answer {
            Ok(role) => view! { <Editor role editing/> }.into_any(),
            Err(error) => view! {
                <div class="page"><Trouble error on_retry=Callback::new(move |()| editing.role.refetch())/></div>
            }
            .into_any(),
        })
    }
}

#[component]
fn Editor(role: RoleDetail, editing: Editing) -> impl IntoView {
    let t = use_texts();
    let saved = StoredValue::new(role.permissions.clone());
    let changes = Memo::new(move |_| {
        editing.draft.with(|draft| {
            let count = draft.as_ref().map_or(0, |draft| {
                saved.with_value(|saved| {
                    draft.ticked.without(saved).len() + saved.without(&draft.ticked).len()
                })
            });
            i64::try_from(count).unwrap_or(i64::MAX)
        })
    });
    let name = role.name.clone();
    let undone = use_query_map()
        .read_untracked()
        .get("undone")
        .and_then(|n| n.parse::<i64>().ok());
    view! {
        <Title text=role.name.clone()/>
        {head(t, &role)}
        <div class="page">
            <div class="stack">
                {undone.map(|n| view! {
                    <Note kind=NoteKind::Ok after_action=true>{if n > 0 { (t.roles.undone)(n) } else { t.roles.undone_plain.to_owned() }}</Note>
                })}
                {(!role.within).then(|| view! { <Note kind=NoteKind::Quiet>{t.roles.not_within}</Note> })}
                <Late id=role.id.clone() version=role.version editing/>
                <div class="page-columns">
                    <Boxes role=role.clone() editing saved/>
                    <aside aria-live="polite" aria-atomic="true">
                        <Transition><Aside role editing changes/></Transition>
                    </aside>
                </div>
            </div>
        </div>
        <Unsaved editing changes/>
        <LeaveGuard changes name/>
    }
}

fn head(t: &'static Texts, role: &RoleDetail) -> impl IntoView + use<> {
    let r = &t.roles;
    let id = role.id.clone();
    let within = role.within;
    let actions = ViewFn::from(move || {
        view! {
            <ButtonLink href=format!("{ADDRESS}/new?like={id}") label=r.clone/>
            {within.then(|| view! {
                <ButtonLink href=format!("{ADDRESS}/{id}/rename") label=r.rename/>
                <ButtonLink href=format!("{ADDRESS}/{id}/delete") label=r.delete kind=ButtonKind::QuietDanger/>
            })}
        }
    });
    view! {
        <PageHead
            title=role.name.clone()
            crumbs=vec![Crumb::new(ADDRESS, r.title)]
            facts=vec![
                Fact::with_icon(IconName::People, (r.people_have)(role.people)),
                Fact::with_icon(IconName::Calendar, (r.connected_calendars)(role.connected)),
            ]
            actions
            inline=true
        />
    }
}

/// The permissions in their groups. One real form: without script it leads to the review.
#[component]
fn Boxes(role: RoleDetail, editing: Editing, saved: StoredValue<Permissions>) -> impl IntoView {
    let t = use_texts();
    let review = format!("{ADDRESS}/{}/review", role.id);
    let (id, version) = (role.id.clone(), role.version);
    let hidden = (id.to_string(), version.to_string());
    let toggle = Callback::new(move |(permission, on): (Permission, bool)| {
        editing.draft.update(|draft| {
            let begun = draft.take().unwrap_or_else(|| Draft {
                version,
                ticked: saved.get_value(),
            });
            let ticked: Permissions = Permission::ALL
                .into_iter()
                .filter(|p| {
                    if *p == permission {
                        on
                    } else {
                        begun.ticked.allows(*p)
                    }
                })
                .collect();
            let same = saved.with_value(|saved| *saved == ticked) && begun.version == version;
            *draft = (!same).then_some(Draft {
                version: begun.version,
                ticked,
            });
        });
    });
    // Whoever was faster than the script ticked real boxes.
    Effect::new(move |before: Option<()>| {
        if before.is_none() && editing.draft.with_untracked(Option::is_none) {
            for permission in Permission::ALL {
                let was = saved.with_value(|saved| saved.allows(permission));
                if box_is_ticked(permission).is_some_and(|now| now != was) {
                    toggle.run((permission, !was));
                }
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(draft) = editing.draft.get_untracked() {
            editing.save.dispatch(SaveRole {
                id: id.clone(),
                version: draft.version,
                permissions: codes(&draft.ticked),
            });
        }
    };
    view! {
        <form id=FORM method="post" action=SaveRole::url() on:submit=submit>
            <input type="hidden" name="id" value=hidden.0/>
            <input type="hidden" name="version" value=hidden.1/>
            <Panel class="choice-list">
                {move || {
                    editing.discards.get();
                    groups(t).into_iter().zip(["scheduling", "calendar", "administration"]).map(|((title, permissions), id)| view! {
                        <div role="group" aria-labelledby=id>
                            <h2 class="group-title" id=id>{title}</h2>
                            {permissions.iter().map(|permission| one_box(t, editing, saved, *permission, toggle)).collect_view()}
                        </div>
                    }).collect_view()
                }}
            </Panel>
            <div class="form-actions without-script">
                <button type="submit" class="button is-primary" formmethod="get" formaction=review>
                    <span class="button-face"><span>{t.roles.review_changes}</span></span>
                </button>
            </div>
        </form>
    }
}

fn one_box(
    t: &'static Texts,
    editing: Editing,
    saved: StoredValue<Permissions>,
    permission: Permission,
    toggle: Callback<(Permission, bool)>,
) -> impl IntoView {
    let was = saved.with_value(|saved| saved.allows(permission));
    let ticked = move || {
        editing.draft.with(|draft| {
            draft
                .as_ref()
                .map_or(was, |draft| draft.ticked.allows(permission))
        })
    };
    let (label, hint) = words(t, permission);
    let changed_from = Signal::derive(move || {
        (ticked() != was).then(|| {
            if was {
                t.widgets.was_on
            } else {
                t.widgets.was_off
            }
            .to_owned()
        })
    });
    let first = editing.draft.with_untracked(|draft| {
        draft
            .as_ref()
            .map_or(was, |draft| draft.ticked.allows(permission))
    });
    view! {
        <Checkbox
            name="permissions[]"
            id=box_id(permission)
            value=permission.as_str()
            label
            hint=Some(hint.to_owned())
            checked=first
            changed_from
            on_change=Callback::new(move |on| toggle.run((permission, on)))
        />
    }
}

/// The impact while something is not saved, else the newest edit, else what this place is for.
#[component]
fn Aside(role: RoleDetail, editing: Editing, changes: Memo<i64>) -> impl IntoView {
    let t = use_texts();
    let name = role.name.clone();
    let dirty = Memo::new(move |_| changes.get() > 0);
    let last = role.last_edit.clone();
    move || {
        let impact = editing.impact.get().flatten();
        if dirty.get() {
            return match impact {
                Some(Ok(impact)) => before_saving(t, &name, impact),
                Some(Err(error)) => view! { <Trouble error on_retry=Callback::new(move |()| editing.impact.refetch())/> }.into_any(),
                None => view! { <Skeleton kind=SkeletonKind::Lines rows=6/> }.into_any(),
            };
        }
        match last.clone() {
            Some(edit) => view! {
                <Saved edit on_over=Callback::new(move |()| editing.role.refetch())/>
            }
            .into_any(),
            None => view! {
                <Panel><PanelPart><p class="field-hint">{t.roles.choose_to_see}</p></PanelPart></Panel>
            }
            .into_any(),
        }
    }
}

/// Every error of saving; the one about somebody else's edit brings what that edit changed.
#[component]
fn Late(id: RoleId, version: i64, editing: Editing) -> impl IntoView {
    let t = use_texts();
    let errors = FormErrors::of(editing.save);
    let save_mine = StoredValue::new(ViewFn::from(move || {
        let id = id.clone();
        let run = Callback::new(move |_| {
            if let Some(draft) = editing.draft.get_untracked() {
                editing.save.dispatch(SaveRole {
                    id: id.clone(),
                    version,
                    permissions: codes(&draft.ticked),
                });
            }
        });
        view! { <Button label=t.errors.save_mine busy=editing.save.pending() on_click=run/> }
    }));
    view! {
        <Transition>
            {move || match editing.late() {
                Some(error) => {
                    let edits = editing.edits.get().and_then(Result::ok).unwrap_or_default();
                    stale_note(t, &error, edits, save_mine.get_value())
                }
                None => view! { <FormTrouble errors/> }.into_any(),
            }}
        </Transition>
    }
}

/// "1 change not saved", Discard, Save.
#[component]
fn Unsaved(editing: Editing, changes: Memo<i64>) -> impl IntoView {
    let t = use_texts();
    let r = &t.roles;
    let detail = Signal::derive(move || {
        let impact = editing.impact.get_untracked().flatten()?.ok()?;
        (impact.calendar.connections > 0)
            .then(|| (r.save_detail)(impact.calendar.connections, impact.calendar.events))
    });
    move || {
        (changes.get() > 0).then(|| {
            let discard = Callback::new(move |_| {
                editing.draft.set(None);
                editing.discards.update(|n| *n += 1);
            });
            view! {
                <SaveBar text=Signal::derive(move || (r.changes_not_saved)(changes.get())) detail>
                    <Button label=r.discard on_click=discard/>
                    <Button
                        label=r.save_changes
                        kind=ButtonKind::Primary
                        form=Some(FORM.to_owned())
                        busy=editing.save.pending()
                        busy_label=Some(r.saving.to_owned())
                    />
                </SaveBar>
            }
        })
    }
}

/// The groups of the editor, in order.
pub fn groups(t: &Texts) -> [(&'static str, &'static [Permission]); 3] {
    use Permission as P;
    let r = &t.roles;
    [
        (
            r.group_scheduling,
            &[P::ClassesOwn, P::ClassesManage, P::CasesManage],
        ),
        (r.group_calendar, &[P::CalendarConnect, P::CalendarManage]),
        (
            r.group_administration,
            &[
                P::UsersManage,
                P::RolesManage,
                P::AuditView,
                P::SettingsManage,
            ],
        ),
    ]
}

/// A permission's name and its one sentence.
const fn words(t: &Texts, permission: Permission) -> (&'static str, &'static str) {
    let r = &t.roles;
    match permission {
        Permission::ClassesOwn => (r.own_classes, r.own_classes_hint),
        Permission::ClassesManage => (r.all_classes, r.all_classes_hint),
        Permission::CasesManage => (r.cases, r.cases_hint),
        Permission::CalendarConnect => (r.calendar_integration, r.calendar_integration_hint),
        Permission::CalendarManage => (r.manage_integration, r.manage_integration_hint),
        Permission::UsersManage => (r.users, r.users_hint),
        Permission::RolesManage => (r.roles, r.roles_hint),
        Permission::AuditView => (r.audit, r.audit_hint),
        Permission::SettingsManage => (r.settings, r.settings_hint),
    }
}

fn box_id(permission: Permission) -> String {
    format!("may-{}", permission.as_str().replace('.', "-"))
}

fn box_is_ticked(permission: Permission) -> Option<bool> {
    use leptos::wasm_bindgen::JsCast;
    let found = document().get_element_by_id(&box_id(permission))?;
    Some(
        found
            .dyn_into::<leptos::web_sys::HtmlInputElement>()
            .ok()?
            .checked(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EN;

    #[test]
    fn every_permission_stands_in_one_group() {
        let all: Vec<_> = groups(&EN)
            .iter()
            .flat_map(|(_, group)| group.iter().copied())
            .collect();
        assert_eq!(all, Permission::ALL);
    }
}
