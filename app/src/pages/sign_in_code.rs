//! The second half of signing in: the code. Whoever has not shown a password is led back to start.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::sign_in::Aside;
use super::trouble::{FormErrors, FormTrouble};
use crate::api::second_step::AnswerSecondStep;
use crate::components::button::{Button, ButtonKind};
use crate::components::field::TextInput;
use crate::text::use_texts;

/// The page at `/sign-in/code`.
#[component]
pub fn SignInCodeScreen() -> impl IntoView {
    let t = use_texts();
    let s = &t.second_step;
    let query = use_query_map();
    let return_to = query.with_untracked(|query| query.get("return_to").unwrap_or_default());
    let answer = ServerAction::<AnswerSecondStep>::new();
    let errors = FormErrors::of(answer);
    view! {
        <Title text=s.ask_title/>
        <Aside>
            <h1 class="page-title" tabindex="-1">{s.ask_title}</h1>
            <p>{s.ask_lead}</p>
            <ActionForm action=answer>
                <FormTrouble errors/>
                <TextInput
                    name="code"
                    label=s.code_or_recovery
                    autocomplete=Some("one-time-code".to_owned())
                    maxlength=Some("20".to_owned())
                    error=errors.field("code")
                />
                <input type="hidden" name="return_to" value=return_to/>
                <Button
                    label=s.ask_go_on
                    kind=ButtonKind::Primary
                    wide=true
                    busy=answer.pending()
                    busy_label=Some(s.checking.to_owned())
                />
            </ActionForm>
            <p><a href="/sign-in">{s.start_again}</a></p>
        </Aside>
    }
}
