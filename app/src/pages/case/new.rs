//! A new case. Once it is saved, the server leads on to booking it.

use leptos::prelude::*;
use leptos_meta::Title;

use super::details::CaseFields;
use crate::api::cases::AddCase;
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::page_head::{Crumb, PageHead};
use crate::components::panel::{Panel, PanelPart};
use crate::pages::trouble::FormErrors;
use crate::posted::{answered, typed};
use crate::text::use_texts;

/// `/cases/new`
#[component]
pub fn NewCase() -> impl IntoView {
    let t = use_texts();
    let c = &t.cases;
    let add = answered::<AddCase>();
    let form = typed::<AddCase>()
        .map(|typed| typed.form)
        .unwrap_or_default();
    let errors = FormErrors::of(add);
    view! {
        <Title text=c.add_case/>
        <PageHead title=c.add_case crumbs=vec![Crumb::new("/cases", c.title)]/>
        <div class="page">
            <Panel>
                <PanelPart>
                    <ActionForm action=add>
                        <div class="form">
                            <CaseFields form errors/>
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
