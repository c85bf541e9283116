//! Asking for a link that sets a new password. The answer is the same for every address.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::sign_in::Aside;
use super::trouble::{FormErrors, FormTrouble};
use crate::api::session::RequestPasswordReset;
use crate::components::button::{Button, ButtonKind};
use crate::components::field::TextInput;
use crate::components::note::{Note, NoteKind};
use crate::text::use_texts;

/// The page at `/forgot-password`.
#[component]
pub fn ForgotPasswordScreen() -> impl IntoView {
    let t = use_texts();
    let ask = ServerAction::<RequestPasswordReset>::new();
    let errors = FormErrors::of(ask);
    let query = use_query_map();
    let sent = move || {
        ask.value()
            .with(|answer| answer.as_ref().is_some_and(Result::is_ok))
            || query.with(|query| query.get_str("sent").is_some())
    };
    view! {
        <Title text=t.sign_in.forgot_title/>
        <Aside>
            <h1 class="page-title" tabindex="-1">{t.sign_in.forgot_title}</h1>
            <p>{t.sign_in.forgot_lead}</p>
            {move || sent().then(|| view! {
                <Note kind=NoteKind::Ok after_action=true>{t.sign_in.forgot_sent}</Note>
            })}
            <ActionForm action=ask>
                    <FormTrouble errors/>
                    <TextInput
                        name="email"
                        label=t.sign_in.email
                        kind="email"
                        autocomplete=Some("username".to_owned())
                        error=errors.field("email")
                    />
                    <Button
                        label=t.sign_in.forgot_send
                        kind=ButtonKind::Primary
                        wide=true
                        busy=ask.pending()
                        busy_label=Some(t.sign_in.forgot_sending.to_owned())
                    />
            </ActionForm>
            <p><a href="/sign-in">{t.sign_in.back_to_sign_in}</a></p>
        </Aside>
    }
}
