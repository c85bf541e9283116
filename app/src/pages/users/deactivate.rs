//! *Deactivate…*: the question with its consequences. It cannot be undone, so it is a page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::ADDRESS;
use super::user::user_of_address;
use crate::api::users::{DeactivateUser, UserDetail, get_user};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::dialog::DialogPage;
use crate::components::note::{Note, NoteKind};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

/// `/admin/users/:id/deactivate`
#[component]
pub fn DeactivatePage() -> impl IntoView {
    let t = use_texts();
    let id = user_of_address();
    let deactivate = ServerAction::<DeactivateUser>::new();
    let user = Resource::new(
        move || (id.get(), deactivate.version().get()),
        |(id, _)| async move { get_user(id?).await },
    );
    view! {
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
            {move || Suspend::new(async move {
                match user.await {
                    Ok(user) => question(t, user, deactivate).into_any(),
                    Err(error) => view! { <div class="page"><Trouble error/></div> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn question(
    t: &'static Texts,
    user: UserDetail,
    deactivate: ServerAction<DeactivateUser>,
) -> impl IntoView {
    let a = &t.admin;
    let title = (a.deactivate_title)(&user.name);
    let text = if user.events > 0 {
        (a.deactivate_text)(user.events)
    } else {
        a.deactivate_nothing.to_owned()
    };
    let nobody = (user.upcoming > 0).then(|| (a.nobody_teaches)(user.upcoming));
    let first = user
        .classes
        .first()
        .map(|class| format!("/classes/{}/edit", class.id));
    let back = format!("{ADDRESS}/{}", user.id);
    view! {
        <Title text=title.clone()/>
        <DialogPage title text>
            {nobody.map(|words| view! { <Note kind=NoteKind::Stop>{words}</Note> })}
            <ActionForm action=deactivate>
                <FormTrouble errors=FormErrors::of(deactivate)/>
                <input type="hidden" name="id" value=user.id.to_string()/>
                <input type="hidden" name="version" value=user.version.to_string()/>
                <div class="dialog-actions">
                    {first.map(|href| view! { <ButtonLink href label=a.reassign_first kind=ButtonKind::Quiet/> })}
                    <ButtonLink href=back label=a.keep_active/>
                    <Button
                        label=a.deactivate_now
                        kind=ButtonKind::Danger
                        busy=deactivate.pending()
                        busy_label=Some(a.deactivating.to_owned())
                    />
                </div>
            </ActionForm>
        </DialogPage>
    }
}
