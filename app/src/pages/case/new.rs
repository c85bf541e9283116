//! A new case.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::details::CaseFields;
use crate::api::cases::{AddCase, CaseForm};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::page_head::{Crumb, PageHead};
use crate::components::panel::{Panel, PanelPart};
use crate::pages::trouble::FormErrors;
use crate::text::use_texts;

/// `/cases/new`
#[component]
pub fn NewCase() -> impl IntoView {
    let t = use_texts();
    let c = &t.cases;
    let add = ServerAction::<AddCase>::new();
    let errors = FormErrors::of(add);
    let navigate = use_navigate();
    // With script, the new case is shown at once; without, the server redirects.
    Effect::new(move |_| {
        if let Some(Ok(id)) = add.value().get() {
            navigate(&format!("/cases/{id}/classes"), NavigateOptions::default());
        }
    });
    view! {
        <Title text=c.add_case/>
        <PageHead title=c.add_case crumbs=vec![Crumb::new("/cases", c.title)]/>
        <div class="page">
            <Panel>
                <PanelPart>
                    <ActionForm action=add>
                        <div class="form">
                            <CaseFields form=CaseForm::default() errors/>
                            <div class="form-actions">
                                <Button
                                    label=c.add_case
                                    kind=ButtonKind::Primary
                                    busy=add.pending()
                                    busy_label=Some(c.adding.to_owned())
                                />
                                <ButtonLink href="/cases" label=t.classes.discard kind=ButtonKind::Quiet/>
                            </div>
                        </div>
                    </ActionForm>
                </PanelPart>
            </Panel>
        </div>
    }
}
