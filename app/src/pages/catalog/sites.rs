//! The sites: a site's time zone decides when its classes begin.

use leptos::prelude::*;

use super::{ADDRESS, Actions, has_error, saved};
use crate::api::catalog::{SiteForm, SiteRow};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::empty_state::EmptyState;
use crate::components::field::{Select, SelectOption, TextInput};
use crate::components::icon::{Icon, IconName};
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::{Texts, use_texts};

/// The list, one of its rows as a form where it is edited, and the form for a new one.
pub fn sites(
    t: &'static Texts,
    actions: Actions,
    rows: Vec<SiteRow>,
    zones: Vec<String>,
    edited: String,
) -> impl IntoView + use<> {
    let a = &t.admin;
    let empty = rows.is_empty();
    let add_zones = zones.clone();
    view! {
        <section>
            <SectionHead title=a.sites/>
            {empty.then(|| view! { <EmptyState icon=IconName::Pin title=a.no_sites text=a.no_sites_text/> })}
            <Panel>
                {rows.into_iter().map(|row| {
                    let open = edited == row.id.as_str();
                    let zones = zones.clone();
                    view! {
                        <PanelPart class="is-tight">
                            {if open { edit_site(t, actions, row, zones).into_any() } else { site(t, row).into_any() }}
                        </PanelPart>
                    }
                }).collect_view()}
                <PanelPart class="is-tight">
                    <details class="disclosure" open=move || has_error(actions.add_site)>
                        <summary><Icon name=IconName::Plus/>{a.add_site}</summary>
                        <ActionForm action=actions.add_site>
                            <div class="form">
                                <FormTrouble errors=FormErrors::of(actions.add_site)/>
                                <SiteFields prefix="new-site-" form=SiteForm::default() zones=add_zones errors=FormErrors::of(actions.add_site)/>
                                <div class="form-actions">
                                    <Button label=a.add_site kind=ButtonKind::Primary busy=actions.add_site.pending()/>
                                </div>
                            </div>
                        </ActionForm>
                    </details>
                </PanelPart>
            </Panel>
        </section>
    }
}

fn site(t: &'static Texts, row: SiteRow) -> impl IntoView + use<> {
    let label = (t.admin.edit_named)(&row.form.name);
    view! {
        <div class="spread">
            <div>
                <p class="cell-main">{row.form.name}</p>
                <p class="field-hint">{row.zone}</p>
            </div>
            <ButtonLink href=format!("{ADDRESS}?edit={}", row.id) label=t.admin.edit small=true aria_label=Some(label)/>
        </div>
    }
}

fn edit_site(
    t: &'static Texts,
    actions: Actions,
    row: SiteRow,
    zones: Vec<String>,
) -> impl IntoView + use<> {
    let errors = FormErrors::of(actions.edit_site);
    view! {
        <ActionForm action=actions.edit_site>
            <div class="form">
                {saved(t, actions.edit_site)}
                <FormTrouble errors/>
                <input type="hidden" name="id" value=row.id.to_string()/>
                <input type="hidden" name="version" value=row.version.to_string()/>
                <SiteFields prefix="" form=row.form zones errors/>
                <div class="form-actions">
                    <Button
                        label=t.admin.save
                        kind=ButtonKind::Primary
                        busy=actions.edit_site.pending()
                        busy_label=Some(t.admin.saving.to_owned())
                    />
                    <ButtonLink href=ADDRESS label=t.admin.done kind=ButtonKind::Quiet/>
                </div>
            </div>
        </ActionForm>
    }
}

/// Name and time zone.
#[component]
fn SiteFields(
    /// Keeps the ids of two forms on the page apart.
    prefix: &'static str,
    form: SiteForm,
    zones: Vec<String>,
    errors: FormErrors,
) -> impl IntoView + use<> {
    let t = use_texts();
    let a = &t.admin;
    let options = zones
        .into_iter()
        .map(|zone| SelectOption::new(zone.clone(), zone))
        .collect::<Vec<_>>();
    view! {
        <TextInput
            name="form[name]" id=format!("{prefix}name") label=a.site_name value=form.name
            error=errors.field("name")
        />
        <Select
            name="form[time_zone]" id=format!("{prefix}time_zone") label=a.time_zone
            options value=form.time_zone error=errors.field("time_zone")
        />
    }
}
