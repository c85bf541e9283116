//! Profile › General: name, appearance, clock.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::{ProfileHead, ProfileTab};
use crate::api::session::{Profile, SaveProfile, get_profile};
use crate::components::button::{Button, ButtonKind};
use crate::components::choice::{ChoiceGroup, Radio};
use crate::components::field::TextInput;
use crate::components::note::{Note, NoteKind};
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::Skeleton;
use crate::pages::frame::once_known;
use crate::pages::frame::use_viewer;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::use_texts;

/// The page at `/profile`.
#[component]
pub fn GeneralScreen() -> impl IntoView {
    let save = ServerAction::<SaveProfile>::new();
    let viewer = use_viewer();
    let saved = Memo::new(move |_| {
        save.value()
            .with(|answer| answer.as_ref().is_some_and(Result::is_ok))
    });
    // What was saved is shown in the header too, and in the colours of the page.
    Effect::new(move |_| {
        if saved.get() {
            viewer.refetch();
        }
    });
    let profile = Resource::new_blocking(move || save.version().get(), |_| get_profile());
    view! {
        <ProfileHead tab=ProfileTab::General/>
        <div class="page">
            <Transition fallback=|| view! { <Skeleton/> }>
                {
                    let answer = once_known(move || profile.get());
                    move || answer.get().map(|answer| match answer {
                        Ok(profile) => view! { <GeneralForm profile save saved/> }.into_any(),
                        Err(error) => view! { <Trouble error on_retry=Callback::new(move |()| profile.refetch())/> }.into_any(),
                    })
                }
            </Transition>
        </div>
    }
}

#[component]
fn GeneralForm(
    profile: Profile,
    save: ServerAction<SaveProfile>,
    saved: Memo<bool>,
) -> impl IntoView {
    let t = use_texts();
    let (p, s) = (&t.profile, &t.shell);
    let errors = FormErrors::of(save);
    let choices = [
        ("system", s.appearance_system),
        ("light", s.appearance_light),
        ("dark", s.appearance_dark),
    ];
    let clocks = [
        ("", p.clock_organization),
        ("12", p.clock_12),
        ("24", p.clock_24),
    ];
    Effect::new(move |_| {
        if saved.get() {
            apply_theme(&chosen_appearance());
        }
    });
    view! {
        <Panel>
            <PanelPart>
                <ActionForm action=save>
                    <div class="form">
                        <FormTrouble errors/>
                        {move || saved.get().then(|| view! { <Note kind=NoteKind::Ok after_action=true>{p.saved}</Note> })}
                        <input type="hidden" name="version" value=profile.version.to_string()/>
                        <TextInput
                            name="name"
                            label=p.name
                            value=Signal::stored(profile.name)
                            autocomplete=Some("name".to_owned())
                            error=errors.field("name")
                        />
                        <ChoiceGroup legend=p.appearance error=errors.field("appearance")>
                            {choices.map(|(value, label)| view! {
                                <Radio name="appearance" value label checked=profile.appearance == value/>
                            }).into_iter().collect_view()}
                        </ChoiceGroup>
                        <ChoiceGroup legend=p.clock error=errors.field("clock")>
                            {clocks.map(|(value, label)| view! {
                                <Radio name="clock" value label checked=profile.clock == value/>
                            }).into_iter().collect_view()}
                        </ChoiceGroup>
                        <div class="form-actions"><Button
                            label=p.save
                            kind=ButtonKind::Primary
                            busy=save.pending()
                            busy_label=Some(p.saving.to_owned())
                        /></div>
                    </div>
                </ActionForm>
            </PanelPart>
        </Panel>
    }
}

/// What the form that was just saved says.
fn chosen_appearance() -> String {
    document()
        .query_selector("input[name=appearance]:checked")
        .ok()
        .flatten()
        .and_then(|radio| radio.get_attribute("value"))
        .unwrap_or_default()
}

/// Shows the chosen colours at once; the server writes them into the document from then on.
fn apply_theme(appearance: &str) {
    use crate::components::account_menu::Appearance;
    let Some(root) = document().document_element() else {
        return;
    };
    // Setting an attribute of a known name cannot fail.
    drop(match Appearance::from_value(appearance).data_theme() {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    });
}
