//! A role's name. What it allows stays as it is.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{ADDRESS, role_of_address};
use crate::api::roles::{RenameRole, RoleDetail, get_role};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::field::TextInput;
use crate::components::page_head::{Crumb, PageHead};
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::admin::undo::use_admin_undo;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

/// `/admin/roles/:id/rename`
#[component]
pub fn RenamePage() -> impl IntoView {
    let t = use_texts();
    let id = role_of_address();
    let undo = use_admin_undo();
    let rename = ServerAction::<RenameRole>::new();
    let role = Resource::new(
        move || (id.get(), rename.version().get()),
        |(id, _)| async move { get_role(id?).await },
    );
    Effect::new(move |_| {
        if rename.value().with(|answer| matches!(answer, Some(Ok(())))) {
            undo.saved.update(|n| *n += 1);
        }
    });
    view! {
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
            {move || Suspend::new(async move {
                match role.await {
                    Ok(role) => form(t, rename, role).into_any(),
                    Err(error) => view! { <div class="page"><Trouble error/></div> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn form(t: &'static Texts, rename: ServerAction<RenameRole>, role: RoleDetail) -> impl IntoView {
    let r = &t.roles;
    let errors = FormErrors::of(rename);
    let back = format!("{ADDRESS}/{}", role.id);
    let title = (r.rename_role)(&role.name);
    view! {
        <Title text=title.clone()/>
        <PageHead
            title
            crumbs=vec![Crumb::new(ADDRESS, r.title), Crumb::new(back.clone(), role.name.clone())]
            inline=true
        />
        <div class="page">
            <Panel>
                <PanelPart>
                    <ActionForm action=rename>
                        <div class="form">
                            <FormTrouble errors/>
                            <input type="hidden" name="id" value=role.id.to_string()/>
                            <input type="hidden" name="version" value=role.version.to_string()/>
                            <TextInput
                                name="name"
                                label=r.role_name
                                value=role.name
                                maxlength=Some("80".to_owned())
                                error=errors.field("name")
                            />
                            <div class="form-actions">
                                <Button
                                    label=r.rename
                                    kind=ButtonKind::Primary
                                    busy=rename.pending()
                                    busy_label=Some(r.renaming.to_owned())
                                />
                                <ButtonLink href=back label=r.back kind=ButtonKind::Quiet/>
                            </div>
                        </div>
                    </ActionForm>
                </PanelPart>
            </Panel>
        </div>
    }
}
