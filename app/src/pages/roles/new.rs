//! A new role. A clone is offered first: most new roles are an old one and a little more.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::ADDRESS;
use crate::api::roles::{AddRole, RoleRow, get_roles};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::field::{Select, SelectOption, TextInput};
use crate::components::page_head::{Crumb, PageHead};
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

/// `/admin/roles/new?like=…`
#[component]
pub fn NewRolePage() -> impl IntoView {
    let t = use_texts();
    let r = &t.roles;
    let add = ServerAction::<AddRole>::new();
    let roles = Resource::new(|| (), |()| get_roles());
    let like = use_query_map().read_untracked().get("like");
    let like = StoredValue::new(like.unwrap_or_default());
    view! {
        <Title text=r.new_role/>
        <PageHead title=r.new_role crumbs=vec![Crumb::new(ADDRESS, r.title)] inline=true/>
        <div class="page">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
                {move || Suspend::new(async move {
                    match roles.await {
                        Ok(rows) => form(t, add, rows, &like.get_value()).into_any(),
                        Err(error) => view! {
                            <Trouble error on_retry=Callback::new(move |()| roles.refetch())/>
                        }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

fn form(
    t: &'static Texts,
    add: ServerAction<AddRole>,
    rows: Vec<RoleRow>,
    like: &str,
) -> impl IntoView {
    let r = &t.roles;
    let errors = FormErrors::of(add);
    let rows: Vec<RoleRow> = rows.into_iter().filter(|row| row.within).collect();
    // Without a word about which one, the last role: new organizations begin with the most careful.
    let chosen = rows
        .iter()
        .find(|row| row.id.as_str() == like)
        .or_else(|| rows.last());
    let name = rows
        .iter()
        .find(|row| row.id.as_str() == like)
        .map(|row| (r.copy_of)(&row.name))
        .unwrap_or_default();
    let value = chosen.map(|row| row.id.to_string()).unwrap_or_default();
    let options: Vec<SelectOption> = rows
        .into_iter()
        .map(|row| SelectOption::new(row.id.to_string(), row.name))
        .chain([SelectOption::new("", r.empty_role)])
        .collect();
    view! {
        <Panel>
            <PanelPart>
                <ActionForm action=add>
                    <div class="form">
                        <FormTrouble errors/>
                        <Select
                            name="like"
                            label=r.start_from
                            hint=Some(r.start_from_hint.to_owned())
                            options
                            value
                            error=errors.field("like")
                        />
                        <TextInput
                            name="name"
                            label=r.role_name
                            value=name
                            maxlength=Some("80".to_owned())
                            error=errors.field("name")
                        />
                        <div class="form-actions">
                            <Button
                                label=r.add_role
                                kind=ButtonKind::Primary
                                busy=add.pending()
                                busy_label=Some(r.adding.to_owned())
                            />
                            <ButtonLink href=ADDRESS label=r.back kind=ButtonKind::Quiet/>
                        </div>
                    </div>
                </ActionForm>
            </PanelPart>
        </Panel>
    }
}
