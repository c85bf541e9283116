//! Deleting a role. Whoever has it gets another one in the same step, with what that does to their
//! calendars beside it.

use domain::id::RoleId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::impact::calendars;
use super::{ADDRESS, role_of_address};
use crate::api::roles::{
    DeleteRole, RoleDetail, RoleImpact, RoleRow, get_reassign_impact, get_role, get_roles,
};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::dialog::DialogPage;
use crate::components::field::{Select, SelectOption};
use crate::components::note::{Note, NoteKind};
use crate::components::panel::Panel;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::error::AppError;
use crate::pages::trouble::sentences::{Asked, sentence};
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

/// `/admin/roles/:id/delete?to=…`
#[component]
pub fn DeletePage() -> impl IntoView {
    let t = use_texts();
    let id = role_of_address();
    let delete = ServerAction::<DeleteRole>::new();
    let to = RwSignal::new(
        use_query_map()
            .read_untracked()
            .get("to")
            .unwrap_or_default(),
    );
    let role = Resource::new(
        move || (id.get(), delete.version().get()),
        |(id, _)| async move { get_role(id?).await },
    );
    let roles = Resource::new(|| (), |()| get_roles());
    let impact = Resource::new(
        move || Some((id.get().ok()?, to.read().parse::<RoleId>().ok()?)),
        |asked| async move {
            match asked {
                Some((id, to)) => Some(get_reassign_impact(id, to).await),
                None => None,
            }
        },
    );
    view! {
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
            {move || Suspend::new(async move {
                match (role.await, roles.await) {
                    (Ok(role), Ok(rows)) => form(t, delete, role, rows, to, impact).into_any(),
                    (Err(error), _) | (_, Err(error)) => view! {
                        <div class="page"><Trouble error/></div>
                    }.into_any(),
                }
            })}
        </Transition>
    }
}

fn form(
    t: &'static Texts,
    delete: ServerAction<DeleteRole>,
    role: RoleDetail,
    rows: Vec<RoleRow>,
    to: RwSignal<String>,
    impact: Resource<Option<Result<RoleImpact, AppError>>>,
) -> impl IntoView {
    let r = &t.roles;
    let errors = FormErrors::of(delete);
    let back = format!("{ADDRESS}/{}", role.id);
    let title = (r.delete_title)(&role.name);
    let held = role.holders > 0;
    let text = if held {
        (r.delete_text_held)(role.holders)
    } else {
        r.delete_text.to_owned()
    };
    let options: Vec<SelectOption> = [SelectOption::new("", r.choose_role)]
        .into_iter()
        .chain(
            rows.into_iter()
                .filter(|row| row.within && row.id != role.id)
                .map(|row| SelectOption::new(row.id.to_string(), row.name)),
        )
        .collect();
    view! {
        <Title text=title.clone()/>
        <DialogPage title text>
            <ActionForm action=delete>
                <div class="form">
                    <FormTrouble errors/>
                    <input type="hidden" name="id" value=role.id.to_string()/>
                    <input type="hidden" name="version" value=role.version.to_string()/>
                    {held.then(|| view! {
                        <Select
                            name="to"
                            label=r.new_role_for_them
                            options
                            value=to.get_untracked()
                            error=errors.field("to")
                            on_change=Callback::new(move |chosen| to.set(chosen))
                        />
                        <div aria-live="polite" aria-atomic="true">
                            <Transition><ReassignImpact impact/></Transition>
                        </div>
                    })}
                    <div class="dialog-actions">
                        <ButtonLink href=back label=r.keep_role/>
                        <Button
                            label=r.delete_now
                            kind=ButtonKind::Danger
                            busy=delete.pending()
                            busy_label=Some(r.deleting.to_owned())
                        />
                    </div>
                </div>
            </ActionForm>
        </DialogPage>
    }
}

#[component]
fn ReassignImpact(impact: Resource<Option<Result<RoleImpact, AppError>>>) -> impl IntoView {
    let t = use_texts();
    move || match impact.get().flatten() {
        None => ().into_any(),
        Some(Ok(impact)) => match impact.refused {
            Some(error) => {
                let words = sentence(t, &error, Asked::ToChange);
                view! { <Note kind=NoteKind::Stop>{words}</Note> }.into_any()
            }
            None => view! { <Panel>{calendars(t, impact.calendar)}</Panel> }.into_any(),
        },
        Some(Err(error)) => view! { <Trouble error/> }.into_any(),
    }
}
