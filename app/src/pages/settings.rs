//! Admin › Settings: the organization's name, its own time zone, its clock, and where a week begins.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;

use super::frame::{once_known, use_viewer};
use super::trouble::{FormErrors, FormTrouble, Theirs, Trouble, came_too_late};
use crate::api::settings::{SaveSettings, Settings, SettingsForm, get_settings};
use crate::components::button::{Button, ButtonKind};
use crate::components::choice::{ChoiceGroup, Radio};
use crate::components::field::{Select, SelectOption, TextInput};
use crate::components::note::{Note, NoteKind};
use crate::components::page_head::PageHead;
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::posted::{answered, typed};
use crate::text::{Texts, use_texts};

/// `/admin/settings`
#[component]
pub fn SettingsPage() -> impl IntoView {
    let t = use_texts();
    let save = answered::<SaveSettings>();
    let viewer = use_viewer();
    // Only what was saved is read again: a refused form keeps what is typed.
    let saved = Memo::new(move |before: Option<&usize>| {
        let now = save.version().get();
        let went_well = save
            .value()
            .with_untracked(|answer| matches!(answer, Some(Ok(()))));
        if went_well {
            now
        } else {
            before.copied().unwrap_or(0)
        }
    });
    // The name stands in the header, too.
    Effect::new(move |before: Option<usize>| {
        let now = saved.get();
        if before.is_some_and(|before| before != now) {
            viewer.refetch();
        }
        now
    });
    let settings = Resource::new_blocking(move || saved.get(), |_| get_settings());
    view! {
        <Title text=t.admin.settings/>
        <PageHead title=t.admin.settings inline=true/>
        <div class="page">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {
                    let answer = once_known(move || settings.get());
                    move || answer.get().map(|answer| match answer {
                        Ok(settings) => view! { <Form settings save/> }.into_any(),
                        Err(error) => view! { <Trouble error on_retry=Callback::new(move |()| settings.refetch())/> }.into_any(),
                    })
                }
            </Transition>
        </div>
    }
}

#[component]
fn Form(settings: Settings, save: ServerAction<SaveSettings>) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let errors = FormErrors::of(save);
    let saved = move || save.value().with(|answer| matches!(answer, Some(Ok(()))));
    let refused = typed::<SaveSettings>();
    let version = refused
        .as_ref()
        .map_or(settings.version, |refused| refused.version);
    let at_start = refused.as_ref().map(|refused| Theirs {
        version: settings.version,
        lines: differences(t, &settings.form, &refused.form),
    });
    let form = refused.map_or_else(|| settings.form.clone(), |refused| refused.form);
    let late = came_too_late(save);
    let now = LocalResource::new(move || {
        let asked = late.get().is_some();
        async move {
            if asked {
                get_settings().await.ok()
            } else {
                None
            }
        }
    });
    let mine = form.clone();
    let theirs = Signal::derive(move || {
        late.get()?;
        // Without script what is there now came with the page.
        at_start.clone().or_else(|| {
            let now = now.get().flatten()?;
            Some(Theirs {
                version: now.version,
                lines: differences(t, &now.form, &mine),
            })
        })
    });
    let zones = settings
        .time_zones
        .into_iter()
        .map(|zone| SelectOption::new(zone.clone(), zone))
        .collect::<Vec<_>>();
    view! {
        <Panel>
            <PanelPart>
                <ActionForm action=save>
                    <div class="form">
                        <Transition><FormTrouble errors theirs/></Transition>
                        {move || saved().then(|| view! { <Note kind=NoteKind::Ok after_action=true>{a.saved}</Note> })}
                        <TextInput
                            name="form[name]" id="name" label=a.organization_name value=form.name
                            autocomplete=Some("organization".to_owned()) error=errors.field("name")
                        />
                        <Select
                            name="form[time_zone]" id="time_zone" label=a.home_zone
                            hint=Some(a.home_zone_hint.to_owned())
                            options=zones value=form.time_zone error=errors.field("time_zone")
                        />
                        <ChoiceGroup legend=a.clock error=errors.field("clock")>
                            {clocks(t).map(|(value, label)| view! {
                                <Radio name="form[clock]" value label checked=form.clock == value/>
                            }).into_iter().collect_view()}
                        </ChoiceGroup>
                        <ChoiceGroup legend=a.week_start error=errors.field("week_start")>
                            {week_starts(t).map(|(value, label)| view! {
                                <Radio name="form[week_start]" value label checked=form.week_start == value/>
                            }).into_iter().collect_view()}
                        </ChoiceGroup>
                        <p class="field-hint">{a.language} ": " {t.shell.language_english}</p>
                        <div class="form-actions">
                            <Button
                                label=a.save
                                kind=ButtonKind::Primary
                                name=Some("version".to_owned())
                                value=Some(version.to_string())
                                busy=save.pending()
                                busy_label=Some(a.saving.to_owned())
                            />
                        </div>
                    </div>
                </ActionForm>
            </PanelPart>
        </Panel>
    }
}

fn clocks(t: &Texts) -> [(&'static str, &'static str); 2] {
    [("12", t.admin.clock_12), ("24", t.admin.clock_24)]
}

fn week_starts(t: &Texts) -> [(&'static str, &'static str); 2] {
    [("monday", t.admin.monday), ("sunday", t.admin.sunday)]
}

/// What is there now, where it is not what the form began with.
fn differences(t: &Texts, theirs: &SettingsForm, mine: &SettingsForm) -> Vec<String> {
    let a = &t.admin;
    let word = |words: [(&'static str, &'static str); 2], value: &str| {
        words
            .into_iter()
            .find(|(known, _)| *known == value)
            .map_or_else(String::new, |(_, word)| word.to_owned())
    };
    [
        (
            a.organization_name,
            theirs.name.clone(),
            theirs.name != mine.name,
        ),
        (
            a.home_zone,
            theirs.time_zone.clone(),
            theirs.time_zone != mine.time_zone,
        ),
        (
            a.clock,
            word(clocks(t), &theirs.clock),
            theirs.clock != mine.clock,
        ),
        (
            a.week_start,
            word(week_starts(t), &theirs.week_start),
            theirs.week_start != mine.week_start,
        ),
    ]
    .into_iter()
    .filter(|(_, _, differs)| *differs)
    .map(|(label, value, _)| (t.errors.there_now)(label, &value))
    .collect()
}
