//! Deleting an availability, alone or with the rest of its series. A page of its own: it cannot be undone.

use leptos::prelude::*;
use leptos_meta::Title;

use super::ThisClass;
use crate::api::classes::{ClassDetail, DeleteClass};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::choice::{ChoiceGroup, Radio};
use crate::components::dialog::DialogPage;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::posted::answered;
use crate::text::use_texts;

/// `/classes/:id/delete`
#[component]
pub fn DeleteClassPage() -> impl IntoView {
    let t = use_texts();
    let class = ThisClass::of_address();
    let delete = answered::<DeleteClass>();
    view! {
        <Title text=t.classes.delete_title/>
        <Transition>
            {move || Suspend::new(async move {
                match class.detail.await {
                    Err(error) => view! { <div class="page"><Trouble error/></div> }.into_any(),
                    Ok(detail) => view! { <Question detail delete/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Question(detail: ClassDetail, delete: ServerAction<DeleteClass>) -> impl IntoView {
    let t = use_texts();
    let c = &t.classes;
    let back = format!("/classes/{}", detail.id);
    let lost = (c.delete_text)(detail.booked, &detail.provider);
    let text = format!("{}, {}. {lost}", detail.class_type, detail.when);
    let rest = detail.rest;
    view! {
        <DialogPage title=c.delete_title text>
            <ActionForm action=delete>
                <div class="stack">
                    <FormTrouble errors=FormErrors::of(delete)/>
                    <input type="hidden" name="id" value=detail.id.to_string()/>
                    <input type="hidden" name="version" value=detail.version.to_string()/>
                    {(rest > 1).then(|| view! {
                        <ChoiceGroup legend=c.delete_what>
                            <Radio name="reach" id="reach-one" value="" label=c.reach_one checked=true/>
                            <Radio
                                name="reach" id="reach-rest" value="rest" label=(c.reach_rest)(rest - 1)
                                hint=Some((c.delete_rest_hint)(detail.rest_booked))
                            />
                        </ChoiceGroup>
                    })}
                    <div class="dialog-actions">
                        <ButtonLink href=back label=c.keep/>
                        <Button
                            label=c.delete_now
                            kind=ButtonKind::Danger
                            busy=delete.pending()
                            busy_label=Some(c.deleting.to_owned())
                        />
                    </div>
                </div>
            </ActionForm>
        </DialogPage>
    }
}
