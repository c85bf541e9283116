//! Class types and sites. A class type carries the neutral word a calendar may show instead of its
//! name; a site carries its time zone. `?edit=…` names the row that is a form, so that editing works
//! without script and comes back to the same row with its errors.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::trouble::{FormErrors, FormTrouble, Trouble};
use crate::api::catalog::{
    AddClassType, AddSite, Catalog, ClassTypeForm, ClassTypeRow, EditClassType, EditSite, SiteForm,
    SiteRow, get_catalog,
};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::empty_state::EmptyState;
use crate::components::field::{Select, SelectOption, TextInput};
use crate::components::icon::{Icon, IconName};
use crate::components::page_head::PageHead;
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::text::{Texts, use_texts};

const ADDRESS: &str = "/admin/class-types";

#[derive(Clone, Copy)]
struct Actions {
    add_type: ServerAction<AddClassType>,
    edit_type: ServerAction<EditClassType>,
    add_site: ServerAction<AddSite>,
    edit_site: ServerAction<EditSite>,
}

/// `/admin/class-types`
#[component]
pub fn CatalogPage() -> impl IntoView {
    let t = use_texts();
    let actions = Actions {
        add_type: ServerAction::new(),
        edit_type: ServerAction::new(),
        add_site: ServerAction::new(),
        edit_site: ServerAction::new(),
    };
    let query = use_query_map();
    let edited = Memo::new(move |_| query.read().get("edit").unwrap_or_default());
    let catalog = Resource::new(
        move || {
            [
                actions.add_type.version().get(),
                actions.edit_type.version().get(),
                actions.add_site.version().get(),
                actions.edit_site.version().get(),
            ]
        },
        |_| get_catalog(),
    );
    view! {
        <Title text=t.admin.types_and_sites/>
        <PageHead title=t.admin.types_and_sites/>
        <div class="page">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=6/> }>
                <Lists catalog actions edited/>
            </Transition>
        </div>
    }
}

#[component]
fn Lists(
    catalog: Resource<Result<Catalog, crate::error::AppError>>,
    actions: Actions,
    edited: Memo<String>,
) -> impl IntoView {
    let t = use_texts();
    let answer = Memo::new(move |_| catalog.get());
    move || {
        answer.get().map(|answer| match answer {
            Ok(catalog) => {
                let edited = edited.get();
                view! {
                    <div class="sections">
                        {class_types(t, actions, catalog.class_types, edited.clone())}
                        {sites(t, actions, catalog.sites, catalog.time_zones, edited)}
                    </div>
                }
                .into_any()
            }
            Err(error) => view! {
                <Trouble error on_retry=Callback::new(move |()| catalog.refetch())/>
            }
            .into_any(),
        })
    }
}

fn class_types(
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

fn sites(
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

fn has_error<S>(action: ServerAction<S>) -> bool
where
    S: leptos::server_fn::ServerFn<Error = crate::error::AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    action.value().with(|answer| matches!(answer, Some(Err(_))))
}

fn saved<S>(t: &'static Texts, action: ServerAction<S>) -> impl IntoView
where
    S: leptos::server_fn::ServerFn<Error = crate::error::AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    move || {
        action
            .value()
            .with(|answer| matches!(answer, Some(Ok(_))))
            .then(|| view! { <p class="field-hint" role="status">{t.admin.saved}</p> })
    }
}
