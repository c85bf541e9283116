//! Erasing a case for good. A page of its own, which asks for a tick.

use leptos::prelude::*;
use leptos_meta::Title;

use super::ThisCase;
use crate::api::cases::{CaseDetail, EraseCase};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::choice::Checkbox;
use crate::components::dialog::DialogPage;
use crate::components::note::Note;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::posted::answered;
use crate::text::use_texts;

/// `/cases/:id/erase`
#[component]
pub fn EraseCasePage() -> impl IntoView {
    let t = use_texts();
    let case = ThisCase::of_address();
    let erase = answered::<EraseCase>();
    view! {
        <Title text=t.cases.erase_now/>
        <Transition>
            {move || Suspend::new(async move {
                match case.detail.await {
                    Err(error) => view! { <div class="page"><Trouble error/></div> }.into_any(),
                    Ok(detail) if detail.erased => view! {
                        <div class="page"><Note>{t.cases.erased}</Note></div>
                    }
                    .into_any(),
                    Ok(detail) => view! { <Question detail erase/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Question(detail: CaseDetail, erase: ServerAction<EraseCase>) -> impl IntoView {
    let t = use_texts();
    let c = &t.cases;
    let back = format!("/cases/{}", detail.id);
    let case = (c.case)(&detail.form.reference);
    view! {
        <DialogPage title=(c.erase_title)(&case) text=c.erase_text>
            <ActionForm action=erase>
                <div class="stack">
                    <FormTrouble errors=FormErrors::of(erase)/>
                    <input type="hidden" name="id" value=detail.id.to_string()/>
                    <input type="hidden" name="version" value=detail.version.to_string()/>
                    <Checkbox name="confirmed" id="confirmed" value="on" label=c.erase_confirm/>
                    <div class="dialog-actions">
                        <ButtonLink href=back label=c.keep_case/>
                        <Button
                            label=c.erase_now
                            kind=ButtonKind::Danger
                            busy=erase.pending()
                            busy_label=Some(c.erasing.to_owned())
                        />
                    </div>
                </div>
            </ActionForm>
        </DialogPage>
    }
}
