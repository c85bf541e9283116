//! *Disconnect…* somebody: the question, as a dialog's content and as a page of its own for readers
//! without script.

use domain::id::UserId;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;

use super::ADDRESS;
use crate::api::integration::{
    DISCONNECT_REASONS, DisconnectPerson, DisconnectQuestion, get_disconnect_question,
};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::dialog::DialogPage;
use crate::components::field::{Select, SelectOption};
use crate::components::skeleton::Skeleton;
use crate::error::{AppError, Problem};
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

fn reason(t: &Texts, code: &str) -> &'static str {
    let a = &t.audit;
    match code {
        "asked" => a.why_asked,
        "wrong_account" => a.why_account,
        "left" => a.why_left,
        "security" => a.why_security,
        _ => a.why_none,
    }
}

/// Why, and the two buttons.
#[component]
pub fn DisconnectForm(
    question: DisconnectQuestion,
    disconnect: ServerAction<DisconnectPerson>,
    /// Closes the dialog; without it *Stay connected* leads back to the list.
    #[prop(optional, into)]
    on_stay: Option<Callback<()>>,
) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let errors = FormErrors::of(disconnect);
    let reasons: Vec<SelectOption> = DISCONNECT_REASONS
        .iter()
        .map(|code| SelectOption::new(*code, reason(t, code)))
        .collect();
    let events = question.upcoming;
    view! {
        <ActionForm action=disconnect>
            <FormTrouble errors/>
            {(events > 0).then(|| view! { <p>{(t.audit.disconnect_events)(events)}</p> })}
            <input type="hidden" name="connection_id" value=question.connection_id.to_string()/>
            <Select
                name="reason"
                id=format!("reason-{}", question.user_id)
                label=t.audit.why
                hint=Some(t.audit.why_hint.to_owned())
                options=Signal::stored(reasons)
                optional=true
            />
            <div class="dialog-actions">
                {match on_stay {
                    Some(on_stay) => view! {
                        <Button label=a.stay_connected on_click=Callback::new(move |_| on_stay.run(()))/>
                    }
                    .into_any(),
                    None => view! { <ButtonLink href=ADDRESS label=a.stay_connected/> }.into_any(),
                }}
                <Button
                    label=a.disconnect_now
                    kind=ButtonKind::Danger
                    aria_label=Some(format!("{} {}", a.disconnect_now, question.calendar))
                    busy=disconnect.pending()
                    busy_label=Some(t.audit.disconnecting.to_owned())
                />
            </div>
        </ActionForm>
    }
}

/// `/admin/calendar/disconnect/:user`
#[component]
pub fn DisconnectPersonPage() -> impl IntoView {
    let t = use_texts();
    let params = use_params_map();
    let disconnect = ServerAction::<DisconnectPerson>::new();
    let question = Resource::new_blocking(
        move || {
            let user = params.with(|params| params.get("user").unwrap_or_default());
            (user, disconnect.version().get())
        },
        |(user, _)| async move {
            match user.parse::<UserId>() {
                Ok(user) => get_disconnect_question(user).await,
                Err(_) => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Title text=t.admin.disconnect_now/>
        <Suspense fallback=|| view! { <Skeleton/> }>
            {move || Suspend::new(async move {
                match question.await {
                    Ok(question) => {
                        let title = (t.admin.disconnect_calendar_title)(&question.name);
                        view! {
                            <DialogPage title text=t.admin.disconnect_told>
                                <DisconnectForm question disconnect/>
                            </DialogPage>
                        }
                        .into_any()
                    }
                    // Done already: the list says how things are.
                    Err(AppError::Refused(Problem::NotConnected)) => view! { <Redirect path=ADDRESS/> }.into_any(),
                    Err(error) => view! { <Trouble error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}
