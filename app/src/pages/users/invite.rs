//! Inviting people: addresses and a role. Each gets a link that works once, for a week.

use leptos::prelude::*;
use leptos_meta::Title;

use super::ADDRESS;
use crate::api::roles::RoleRow;
use crate::api::users::{InvitePeople, UserFilter, get_users};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::field::{Select, SelectOption};
use crate::components::page_head::{Crumb, PageHead};
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::components::text_area::TextArea;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

/// `/admin/users/invite`
#[component]
pub fn InvitePage() -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let invite = ServerAction::<InvitePeople>::new();
    let users = Resource::new(|| (), |()| get_users(UserFilter::default()));
    view! {
        <Title text=a.invite_people/>
        <PageHead title=a.invite_people crumbs=vec![Crumb::new(ADDRESS, a.users)] inline=true/>
        <div class="page">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
                {move || Suspend::new(async move {
                    match users.await {
                        Ok(page) => form(t, invite, page.roles).into_any(),
                        Err(error) => view! {
                            <Trouble error on_retry=Callback::new(move |()| users.refetch())/>
                        }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

fn form(
    t: &'static Texts,
    invite: ServerAction<InvitePeople>,
    roles: Vec<RoleRow>,
) -> impl IntoView {
    let a = &t.admin;
    let errors = FormErrors::of(invite);
    let options: Vec<SelectOption> = [SelectOption::new("", t.roles.choose_role)]
        .into_iter()
        .chain(
            roles
                .into_iter()
                .filter(|role| role.within)
                .map(|role| SelectOption::new(role.id.to_string(), role.name)),
        )
        .collect();
    view! {
        <Panel>
            <PanelPart>
                <ActionForm action=invite>
                    <div class="form">
                        <FormTrouble errors/>
                        <TextArea
                            name="emails"
                            label=a.invite_emails
                            rows=4
                            hint=Some(a.invite_hint.to_owned())
                            error=errors.field("emails")
                        />
                        <Select name="role_id" label=a.invite_into options error=errors.field("role_id")/>
                        <div class="form-actions">
                            <Button
                                label=a.invite_people
                                kind=ButtonKind::Primary
                                busy=invite.pending()
                                busy_label=Some(a.inviting.to_owned())
                            />
                            <ButtonLink href=ADDRESS label=t.roles.back kind=ButtonKind::Quiet/>
                        </div>
                    </div>
                </ActionForm>
            </PanelPart>
        </Panel>
    }
}
