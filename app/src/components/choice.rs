//! Checkbox and radio rows: the whole row is the target. A group is a `fieldset`.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// A checkbox with its words; sends `name=value` when ticked.
#[component]
pub fn Checkbox(
    /// The form name.
    #[prop(into)]
    name: String,
    /// What ticking it means.
    #[prop(into)]
    label: String,
    /// What the form sends.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    /// One line under the words.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// Ticked at the start.
    #[prop(optional, into)]
    checked: Signal<bool>,
    /// The id; name and value otherwise.
    #[prop(optional, into)]
    id: Option<String>,
    /// "Was on" or "Was off" while it differs from what is saved: makes the row amber.
    #[prop(optional, into)]
    changed_from: Signal<Option<String>>,
    /// Runs with the new state.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| format!("{name}-{value}"));
    choice(
        "checkbox",
        id,
        name,
        value,
        label,
        hint,
        checked,
        changed_from,
        on_change,
    )
}

/// A radio button with its words.
#[component]
pub fn Radio(
    /// The form name, shared by the group.
    #[prop(into)]
    name: String,
    /// What the form sends.
    #[prop(into)]
    value: String,
    /// What choosing it means.
    #[prop(into)]
    label: String,
    /// One line under the words.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// Chosen at the start.
    #[prop(optional, into)]
    checked: Signal<bool>,
    /// The id; name and value otherwise.
    #[prop(optional, into)]
    id: Option<String>,
    /// Runs with `true` when chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| format!("{name}-{value}"));
    choice(
        "radio",
        id,
        name,
        value,
        label,
        hint,
        checked,
        Signal::default(),
        on_change,
    )
}

#[expect(
    clippy::too_many_arguments,
    reason = "the props of two components that draw the same row"
)]
fn choice(
    kind: &'static str,
    id: String,
    name: String,
    value: String,
    label: String,
    hint: Signal<Option<String>>,
    checked: Signal<bool>,
    changed_from: Signal<Option<String>>,
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let label_for = id.clone();
    // Named by its words alone; the line under them, and what it was before, describe it.
    let [label_id, hint_id, was_id] = ["label", "hint", "was"].map(|part| format!("{id}-{part}"));
    let describes = {
        let (hint_id, was_id) = (hint_id.clone(), was_id.clone());
        move || {
            let parts = [
                hint.with(Option::is_some).then_some(hint_id.as_str()),
                changed_from
                    .with(Option::is_some)
                    .then_some(was_id.as_str()),
            ];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        }
    };
    view! {
        <label class=format!("choice is-{kind}") class:is-changed=move || changed_from.with(Option::is_some) for=label_for>
            <input
                type=kind
                id=id
                name=name
                value=value
                checked=move || checked.get()
                aria-labelledby=label_id.clone()
                aria-describedby=describes
                on:change=move |event| {
                    if let Some(run) = on_change {
                        run.run(event_target_checked(&event));
                    }
                }
            />
            <span class="choice-words">
                <span class="choice-label" id=label_id>{label}</span>
                {move || hint.get().map(|hint| view! { <span class="choice-hint" id=hint_id.clone()>{hint}</span> })}
            </span>
            {move || changed_from.get().map(|was| view! {
                <span class="badge is-need" id=was_id.clone()><Icon name=IconName::Minus/>{was}</span>
            })}
        </label>
    }
    .into_any()
}

/// A `fieldset` with its legend around checkboxes or radios.
#[component]
pub fn ChoiceGroup(
    /// What the group decides.
    #[prop(into)]
    legend: Signal<String>,
    /// One line under the legend.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What has to be corrected.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The id an error summary links to.
    #[prop(optional, into)]
    id: Option<String>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class="choice-group" class:is-wrong=move || error.with(Option::is_some) id=id tabindex="-1">
            <legend class="field-label">{move || legend.get()}</legend>
            {move || hint.get().map(|hint| view! { <p class="field-hint">{hint}</p> })}
            {move || error.get().map(|error| view! {
                <p class="field-error"><Icon name=IconName::Alert/><span>{error}</span></p>
            })}
            {children()}
        </fieldset>
    }
    .into_any()
}
