//! Canceling a class: the form inside the dialog, and the dialog's own page for readers without
//! script.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{ThisClass, canceled_words};
use crate::api::classes::{CancelClass, ClassDetail};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::dialog::DialogPage;
use crate::components::field::TextInput;
use crate::components::note::{Note, NoteKind};
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::use_texts;

/// The reason, *Keep class* and *Cancel class*.
#[component]
pub fn CancelForm(
    /// The action of the page.
    action: ServerAction<CancelClass>,
    /// The class.
    detail: ClassDetail,
    /// The safe button.
    #[prop(into)]
    keep: ViewFn,
) -> impl IntoView {
    let t = use_texts();
    let errors = FormErrors::of(action);
    view! {
        <ActionForm action>
            <FormTrouble errors/>
            <input type="hidden" name="id" value=detail.id.to_string()/>
            <input type="hidden" name="version" value=detail.version.to_string()/>
            <TextInput name="reason" label=t.classes.reason optional=true maxlength=Some("200".to_owned()) error=errors.field("reason")/>
            <div class="dialog-actions">
                {keep.run()}
                <Button
                    label=t.classes.cancel_class_now
                    kind=ButtonKind::Danger
                    busy=action.pending()
                    busy_label=Some(t.classes.canceling.to_owned())
                />
            </div>
        </ActionForm>
    }
}

/// The question as a page of its own.
#[component]
pub fn CancelPage() -> impl IntoView {
    let t = use_texts();
    let class = ThisClass::of_address();
    view! {
        <Title text=t.classes.cancel_class_now/>
        <Transition>
            {move || Suspend::new(async move {
                match class.detail.await {
                    Err(error) => view! { <div class="page"><Trouble error/></div> }.into_any(),
                    Ok(detail) if detail.canceled => {
                        let back = format!("/classes/{}", detail.id);
                        view! {
                            <div class="page stack">
                                <h1 class="page-title" tabindex="-1">{detail.class_type.clone()}</h1>
                                <Note kind=NoteKind::Quiet after_action=true>{canceled_words(t, &detail)}</Note>
                                <ButtonLink href=back label=t.classes.open_class/>
                            </div>
                        }
                        .into_any()
                    }
                    Ok(detail) => {
                        let back = format!("/classes/{}", detail.id);
                        let text = format!(
                            "{}, {}. {}",
                            detail.class_type,
                            detail.when,
                            (t.classes.cancel_text)(detail.booked, &detail.provider)
                        );
                        view! {
                            <DialogPage title=t.classes.cancel_title text>
                                <CancelForm
                                    action=class.cancel
                                    detail
                                    keep=ViewFn::from(move || view! { <ButtonLink href=back.clone() label=t.classes.keep_class/> })
                                />
                            </DialogPage>
                        }
                        .into_any()
                    }
                }
            })}
        </Transition>
    }
}
