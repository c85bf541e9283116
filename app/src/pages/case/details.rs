//! The DETAILS tab of a case, and the fields it shares with a new one. Case data never leaves the
//! organization; nothing here goes to a calendar.

use leptos::prelude::*;

use super::history::CaseHistory;
use super::use_this_case;
use crate::api::cases::{CaseDetail, CaseForm, EditCase};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::field::{Select, SelectOption, TextInput};
use crate::components::note::{Note, NoteKind};
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::posted::typed;
use crate::text::use_texts;

/// `/cases/:id`
#[component]
pub fn CaseDetails() -> impl IntoView {
    view! {
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=6/> }>
            <Loaded/>
        </Transition>
    }
}

#[component]
fn Loaded() -> impl IntoView {
    let case = use_this_case();
    // What is typed stays while an answer with an error comes back: the record is then the same.
    let record = Memo::new(move |_| {
        case.detail.get().map(|detail| {
            detail.map(|detail| CaseDetail {
                upcoming: Vec::new(),
                past: Vec::new(),
                ..detail
            })
        })
    });
    move || {
        record.get().map(|record| match record {
            Ok(detail) => view! { <Edit detail/> }.into_any(),
            Err(error) => view! {
                <Trouble error on_retry=Callback::new(move |()| case.detail.refetch())/>
            }
            .into_any(),
        })
    }
}

#[component]
fn Edit(detail: CaseDetail) -> impl IntoView {
    let t = use_texts();
    let case = use_this_case();
    let errors = FormErrors::of(case.edit);
    let saved = move || {
        case.edit
            .value()
            .with(|answer| matches!(answer, Some(Ok(_))))
    };
    if detail.erased {
        return view! {
            <Note kind=NoteKind::Quiet>{t.cases.erased}</Note>
            <CaseHistory events=detail.history/>
        }
        .into_any();
    }
    // What was typed stays when it was refused, and so does the version it was typed over.
    let (form, version) = typed::<EditCase>().map_or_else(
        || (detail.form.clone(), detail.version),
        |typed| (typed.form, typed.version),
    );
    let id = detail.id.to_string();
    let erase = format!("/cases/{id}/erase");
    view! {
        <Panel>
            <PanelPart>
                <ActionForm action=case.edit>
                    <div class="form">
                        {move || saved().then(|| view! { <Note kind=NoteKind::Ok after_action=true>{t.cases.saved}</Note> })}
                        <input type="hidden" name="id" value=id/>
                        <input type="hidden" name="version" value=version.to_string()/>
                        <CaseFields form=form.clone() errors/>
                        <Select
                            name="form[status]" id="status" label=t.cases.status
                            hint=Some(t.cases.status_hint.to_owned())
                            options=vec![
                                SelectOption::new("active", t.cases.status_active),
                                SelectOption::new("closed", t.cases.status_closed),
                            ]
                            value=form.status
                            error=errors.field("status")
                        />
                        <div class="form-actions">
                            <Button
                                label=t.cases.save
                                kind=ButtonKind::Primary
                                busy=case.edit.pending()
                                busy_label=Some(t.cases.saving.to_owned())
                            />
                        </div>
                    </div>
                </ActionForm>
            </PanelPart>
            <PanelPart class="is-tight">
                <ButtonLink href=erase label=t.cases.erase kind=ButtonKind::QuietDanger small=true/>
            </PanelPart>
        </Panel>
        <CaseHistory events=detail.history/>
    }
    .into_any()
}

/// Reference, name, date of birth, contact.
#[component]
pub fn CaseFields(
    /// What they start with.
    form: CaseForm,
    /// What has to be corrected.
    errors: FormErrors,
) -> impl IntoView {
    let t = use_texts();
    let c = &t.cases;
    view! {
        <FormTrouble errors/>
        <TextInput
            name="form[reference]" id="reference" label=c.reference value=form.reference
            hint=Some(c.reference_hint.to_owned()) error=errors.field("reference")
        />
        <TextInput
            name="form[name]" id="name" label=c.name value=form.name
            autocomplete=Some("off".to_owned()) error=errors.field("name")
        />
        <TextInput
            name="form[date_of_birth]" id="date_of_birth" label=c.date_of_birth kind="date"
            value=form.date_of_birth optional=true error=errors.field("date_of_birth")
        />
        <TextInput
            name="form[contact]" id="contact" label=c.contact value=form.contact optional=true
            autocomplete=Some("off".to_owned()) error=errors.field("contact")
        />
    }
}
