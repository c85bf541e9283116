//! Admin › Roles: what each role may do, who has it, and the editor with what an edit does to
//! calendars before it is saved.

pub mod delete;
pub mod editor;
pub mod guard;
pub mod impact;
pub mod new;
pub mod rename;
pub mod review;
pub mod saved;
pub mod stale;

use domain::id::RoleId;
use domain::permission::{Permission, Permissions};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::trouble::Trouble;
use super::trouble::sentences::name_of;
use crate::api::roles::{RoleRow, get_roles};
use crate::components::button::{ButtonKind, ButtonLink};
use crate::components::empty_state::EmptyState;
use crate::components::icon::IconName;
use crate::components::page_head::PageHead;
use crate::components::panel::Panel;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::error::AppError;
use crate::pages::frame::once_known;
use crate::text::{Texts, use_texts};

/// Where the list is.
pub const ADDRESS: &str = "/admin/roles";

/// `/admin/roles`
#[component]
pub fn RolesPage() -> impl IntoView {
    let t = use_texts();
    let roles = Resource::new(|| (), |()| get_roles());
    let actions = ViewFn::from(move || {
        view! { <ButtonLink href="/admin/roles/new" label=t.roles.new_role kind=ButtonKind::Primary icon=IconName::Plus/> }
    });
    view! {
        <Title text=t.roles.title/>
        <PageHead title=t.roles.title actions inline=true/>
        <div class="page">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=4/> }>
                <List roles/>
            </Transition>
        </div>
    }
}

#[component]
fn List(roles: Resource<Result<Vec<RoleRow>, AppError>>) -> impl IntoView {
    let t = use_texts();
    let answer = once_known(move || roles.get());
    move || {
        answer.get().map(|answer| match answer {
            Ok(rows) if rows.is_empty() => view! {
                <EmptyState icon=IconName::Shield title=t.roles.no_roles text=t.roles.no_roles_text>
                    <ButtonLink href="/admin/roles/new" label=t.roles.new_role/>
                </EmptyState>
            }
            .into_any(),
            Ok(rows) => table(t, rows).into_any(),
            Err(error) => view! {
                <Trouble error on_retry=Callback::new(move |()| roles.refetch())/>
            }
            .into_any(),
        })
    }
}

fn table(t: &'static Texts, rows: Vec<RoleRow>) -> impl IntoView {
    let r = &t.roles;
    view! {
        <Panel>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{r.col_role}</th>
                        <th scope="col">{r.col_may}</th>
                        <th scope="col" class="is-number">{r.col_people}</th>
                        <th scope="col" class="is-number">{r.col_calendar}</th>
                        <th scope="col"><span class="visually-hidden">{r.clone}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| {
                        let clone = (r.clone_named)(&row.name);
                        view! {
                            <tr>
                                <td><a href=format!("{ADDRESS}/{}", row.id)>{row.name}</a></td>
                                <td>{may(t, &row.permissions)}</td>
                                <td class="is-number" data-label=r.col_people>{row.people}</td>
                                <td class="is-number" data-label=r.col_calendar>{row.connected}</td>
                                <td class="is-actions">
                                    <ButtonLink
                                        href=format!("{ADDRESS}/new?like={}", row.id)
                                        label=r.clone
                                        kind=ButtonKind::Quiet
                                        small=true
                                        aria_label=Some(clone)
                                    />
                                </td>
                            </tr>
                        }
                    }).collect_view()}
                </tbody>
            </table>
        </Panel>
    }
}

/// "Own classes, Calendar integration"
fn may(t: &Texts, permissions: &Permissions) -> String {
    let names: Vec<_> = Permission::ALL
        .into_iter()
        .filter(|permission| permissions.allows(*permission))
        .map(|permission| name_of(t, permission))
        .collect();
    if names.is_empty() {
        t.roles.may_nothing.to_owned()
    } else {
        names.join(", ")
    }
}

/// The role the address names.
fn role_of_address() -> Memo<Result<RoleId, AppError>> {
    let params = use_params_map();
    Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse().ok())
            .ok_or(AppError::NotFound)
    })
}

/// The codes a form sends for a set.
fn codes(permissions: &Permissions) -> Vec<String> {
    permissions
        .iter()
        .map(|permission| permission.as_str().to_owned())
        .collect()
}
