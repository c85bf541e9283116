//! *Review changes*: the impact as a page of its own, with *Confirm* and *Back*. The way to save
//! without script; the address holds what was ticked.

use domain::permission::{Permission, Permissions};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::impact::before_saving;
use super::stale::{edits_since, stale_note};
use super::{ADDRESS, codes, role_of_address};
use crate::api::roles::{RoleDetail, RoleImpact, SaveRole, get_role, get_role_impact};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::note::{Note, NoteKind};
use crate::components::page_head::{Crumb, PageHead};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::error::AppError;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

/// `/admin/roles/:id/review`
#[component]
pub fn ReviewPage() -> impl IntoView {
    let t = use_texts();
    let id = role_of_address();
    let query = use_query_map();
    let save = ServerAction::<SaveRole>::new();
    let ticked = Memo::new(move |_| {
        let codes = query.read().get_all("permissions[]").unwrap_or_default();
        codes
            .iter()
            .filter_map(|code| Permission::parse(code))
            .collect::<Permissions>()
    });
    // The version the boxes were drawn from.
    let begun = Memo::new(move |_| {
        query
            .read()
            .get("version")
            .and_then(|version| version.parse::<i64>().ok())
    });
    let role = Resource::new(
        move || (id.get(), save.version().get()),
        |(id, _)| async move { get_role(id?).await },
    );
    let impact = Resource::new(
        move || (id.get(), ticked.get(), save.version().get()),
        |(id, ticked, _)| async move { get_role_impact(id?, codes(&ticked)).await },
    );
    let edits = edits_since(move || {
        let late = save
            .value()
            .with(|answer| matches!(answer, Some(Err(AppError::Stale { .. }))));
        late.then_some((id.get().ok()?, begun.get()?))
    });
    view! {
        <Title text=t.roles.review_changes/>
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
            {move || Suspend::new(async move {
                let edits = edits.await.unwrap_or_default();
                match (role.await, impact.await) {
                    (Ok(role), Ok(impact)) => {
                        let late = save.value().with_untracked(|answer| match answer {
                            Some(Err(error @ AppError::Stale { .. })) => Some(error.clone()),
                            _ => None,
                        });
                        let version = match (&late, begun.get_untracked()) {
                            (None, Some(begun)) => begun,
                            _ => role.version,
                        };
                        let form = form(t, save, &role, version, &ticked.get_untracked(), late.is_some());
                        let late = late.map(|error| stale_note(t, &error, edits, ViewFn::default()));
                        review(t, role, impact, late, form).into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! {
                        <div class="page"><Trouble error/></div>
                    }.into_any(),
                }
            })}
        </Transition>
        <FormTrouble errors=FormErrors::of(save)/>
    }
}

fn review(
    t: &'static Texts,
    role: RoleDetail,
    impact: RoleImpact,
    late: Option<AnyView>,
    form: AnyView,
) -> impl IntoView {
    let r = &t.roles;
    let back = format!("{ADDRESS}/{}", role.id);
    let nothing = impact.given.is_empty() && impact.taken.is_empty();
    let refused = impact.refused.is_some();
    view! {
        <PageHead
            title=r.review_changes
            crumbs=vec![Crumb::new(ADDRESS, r.title), Crumb::new(back.clone(), role.name.clone())]
            inline=true
        />
        <div class="page stack">
            {late}
            {if nothing {
                view! { <Note kind=NoteKind::Quiet>{r.nothing_to_review}</Note> }.into_any()
            } else {
                before_saving(t, &role.name, impact)
            }}
            <div class="form-actions">
                {(!nothing && !refused).then_some(form)}
                <ButtonLink href=back label=r.back/>
            </div>
        </div>
    }
}

/// *Confirm*, or after somebody else's edit *Save mine anyway*.
fn form(
    t: &'static Texts,
    save: ServerAction<SaveRole>,
    role: &RoleDetail,
    version: i64,
    ticked: &Permissions,
    late: bool,
) -> AnyView {
    let label = if late {
        t.errors.save_mine
    } else {
        t.roles.confirm
    };
    let id = role.id.to_string();
    let boxes = codes(ticked)
        .into_iter()
        .map(|code| view! { <input type="hidden" name="permissions[]" value=code/> })
        .collect_view();
    view! {
        <ActionForm action=save>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            {boxes}
            <Button
                label
                kind=ButtonKind::Primary
                busy=save.pending()
                busy_label=Some(t.roles.saving.to_owned())
            />
        </ActionForm>
    }
    .into_any()
}
