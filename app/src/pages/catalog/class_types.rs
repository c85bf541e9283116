//! The class types: their names stay here, their aliases may go on calendars.

use leptos::prelude::*;

use super::{ADDRESS, Actions, has_error, saved};
use crate::api::catalog::{ClassTypeForm, ClassTypeRow};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::empty_state::EmptyState;
use crate::components::field::TextInput;
use crate::components::icon::{Icon, IconName};
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::{Texts, use_texts};

/// The list, one of its rows as a form where it is edited, and the form for a new one.
pub fn class_types(
    t: &'static Texts,
    actions: Actions,
    rows: Vec<ClassTypeRow>,
    edited: String,
) -> impl IntoView + use<> {
    let a = &t.admin;
    let empty = rows.is_empty();
    view! {
        <section>
            <SectionHead title=a.class_types/>
            {empty.then(|| view! {
                <EmptyState icon=IconName::Calendar title=a.no_class_types text=a.no_class_types_text/>
            })}
            <Panel>
                {rows.into_iter().map(|row| {
                    let open = edited == row.id.as_str();
                    view! {
                        <PanelPart class="is-tight">
                            {if open { edit_class_type(t, actions, row).into_any() } else { class_type(t, row).into_any() }}
                        </PanelPart>
                    }
                }).collect_view()}
                <PanelPart class="is-tight">
                    <details class="disclosure" open=move || has_error(actions.add_type)>
                        <summary><Icon name=IconName::Plus/>{a.add_class_type}</summary>
                        <ActionForm action=actions.add_type>
                            <div class="form">
                                <FormTrouble errors=FormErrors::of(actions.add_type)/>
                                <ClassTypeFields prefix="new-type-" form=ClassTypeForm::default() errors=FormErrors::of(actions.add_type)/>
                                <div class="form-actions">
                                    <Button label=a.add_class_type kind=ButtonKind::Primary busy=actions.add_type.pending()/>
                                </div>
                            </div>
                        </ActionForm>
                    </details>
                </PanelPart>
            </Panel>
        </section>
    }
}

fn class_type(t: &'static Texts, row: ClassTypeRow) -> impl IntoView + use<> {
    let shown = on_the_calendar(t, &row.form.calendar_alias);
    let label = (t.admin.edit_named)(&row.form.name);
    view! {
        <div class="spread">
            <div>
                <p class="cell-main">{row.form.name}</p>
                <p class="field-hint">{shown}</p>
            </div>
            <ButtonLink href=format!("{ADDRESS}?edit={}", row.id) label=t.admin.edit small=true aria_label=Some(label)/>
        </div>
    }
}

fn edit_class_type(
    t: &'static Texts,
    actions: Actions,
    row: ClassTypeRow,
) -> impl IntoView + use<> {
    let errors = FormErrors::of(actions.edit_type);
    let rewrites = (row.upcoming > 0).then(|| (t.admin.alias_rewrites)(row.upcoming));
    view! {
        <ActionForm action=actions.edit_type>
            <div class="form">
                {saved(t, actions.edit_type)}
                <FormTrouble errors/>
                <input type="hidden" name="id" value=row.id.to_string()/>
                <input type="hidden" name="version" value=row.version.to_string()/>
                <ClassTypeFields prefix="" form=row.form errors/>
                {rewrites.map(|words| view! { <p class="field-hint">{words}</p> })}
                <div class="form-actions">
                    <Button
                        label=t.admin.save
                        kind=ButtonKind::Primary
                        busy=actions.edit_type.pending()
                        busy_label=Some(t.admin.saving.to_owned())
                    />
                    <ButtonLink href=ADDRESS label=t.admin.done kind=ButtonKind::Quiet/>
                </div>
            </div>
        </ActionForm>
    }
}

/// Name and alias, with what the alias makes of an event while it is typed.
#[component]
fn ClassTypeFields(
    /// Keeps the ids of two forms on the page apart.
    prefix: &'static str,
    form: ClassTypeForm,
    errors: FormErrors,
) -> impl IntoView + use<> {
    let t = use_texts();
    let a = &t.admin;
    let alias = RwSignal::new(form.calendar_alias.clone());
    view! {
        <TextInput
            name="form[name]" id=format!("{prefix}name") label=a.type_name value=form.name
            error=errors.field("name")
        />
        <TextInput
            name="form[calendar_alias]" id=format!("{prefix}calendar_alias") label=a.type_alias
            value=form.calendar_alias optional=true hint=Some(a.type_alias_hint.to_owned())
            error=errors.field("calendar_alias")
            on_input=move |typed: String| alias.set(typed)
        />
        <p class="field-hint" aria-live="polite">{move || alias.with(|alias| on_the_calendar(t, alias))}</p>
    }
}

/// "On the calendar: Class"
fn on_the_calendar(t: &Texts, alias: &str) -> String {
    let alias = alias.trim();
    (t.admin.on_the_calendar)(if alias.is_empty() {
        t.classes.class
    } else {
        alias
    })
}
