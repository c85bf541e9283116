//! A one-time link from an email: first use, an invitation, or a new password. Opening it shows
//! whom it is for and uses nothing up (mail scanners open links); only saving uses it.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::sign_in::Aside;
use super::trouble::{FormErrors, FormTrouble, Trouble};
use crate::api::session::{LinkInfo, UseLink, get_link_info};
use crate::components::button::{Button, ButtonKind};
use crate::components::field::{PasswordInput, TextInput};
use crate::text::use_texts;

/// The page at `/link/:token`.
#[component]
pub fn LinkScreen() -> impl IntoView {
    let t = use_texts();
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|params| params.get("token").unwrap_or_default()));
    let info = Resource::new_blocking(move || token.get(), get_link_info);
    view! {
        <Aside>
            <Suspense>
                {move || Suspend::new(async move {
                    match info.await {
                        Ok(info) => view! { <LinkForm info token=token.get_untracked()/> }.into_any(),
                        Err(error) => view! {
                            <Title text=t.sign_in.link_trouble/>
                            <h1 class="page-title" tabindex="-1">{t.sign_in.link_trouble}</h1>
                            <Trouble error/>
                            <p class="cluster">
                                <a href="/forgot-password">{t.sign_in.forgot_title}</a>
                                <a href="/sign-in">{t.sign_in.back_to_sign_in}</a>
                            </p>
                        }
                        .into_any(),
                    }
                })}
            </Suspense>
        </Aside>
    }
}

#[component]
fn LinkForm(info: LinkInfo, token: String) -> impl IntoView {
    let t = use_texts();
    let s = &t.sign_in;
    let title = match info.purpose.as_str() {
        "setup" => (s.link_setup_title)(&info.organization),
        "invite" => (s.link_invite_title)(&info.organization),
        _ => s.link_reset_title.to_owned(),
    };
    let names_person = info.purpose != "reset";
    let save = ServerAction::<UseLink>::new();
    let errors = FormErrors::of(save);
    view! {
        <Title text=title.clone()/>
        <h1 class="page-title" tabindex="-1">{title}</h1>
        <p>{(s.link_lead)(&info.email)}</p>
        <ActionForm action=save>
                <FormTrouble errors/>
                <input type="hidden" name="token" value=token/>
                // For password managers: whose password this is.
                <input type="hidden" autocomplete="username" value=info.email/>
                {names_person.then(|| view! {
                    <TextInput
                        name="name"
                        label=s.link_name
                        value=info.name.clone()
                        autocomplete=Some("name".to_owned())
                        error=errors.field("name")
                    />
                })}
                <PasswordInput
                    name="password"
                    label=s.link_password
                    autocomplete="new-password"
                    hint=Some(s.link_password_hint.to_owned())
                    error=errors.field("password")
                />
                <Button
                    label=s.link_save
                    kind=ButtonKind::Primary
                    wide=true
                    busy=save.pending()
                    busy_label=Some(s.link_saving.to_owned())
                />
        </ActionForm>
    }
}
