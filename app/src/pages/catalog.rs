//! Class types and sites. A class type carries the neutral word a calendar may show instead of its
//! name; a site carries its time zone. `?edit=…` names the row that is a form, so that editing works
//! without script and comes back to the same row with its errors.

pub mod class_types;
pub mod sites;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::class_types::class_types;
use self::sites::sites;
use super::trouble::Trouble;
use crate::api::catalog::{AddClassType, AddSite, Catalog, EditClassType, EditSite, get_catalog};
use crate::components::page_head::PageHead;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::pages::frame::once_known;
use crate::posted::answered;
use crate::text::{Texts, use_texts};

const ADDRESS: &str = "/admin/class-types";

/// What the page can do.
#[derive(Clone, Copy)]
pub struct Actions {
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
        add_type: answered(),
        edit_type: answered(),
        add_site: answered(),
        edit_site: answered(),
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
        <PageHead title=t.admin.types_and_sites inline=true/>
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
    let answer = once_known(move || catalog.get());
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
