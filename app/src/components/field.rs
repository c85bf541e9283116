//! Labelled fields: label above, hint under the label, error between label and control. Values stay
//! what the person typed: `value` fills the attribute only, so nothing overwrites typing at start-up.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::text::use_texts;

/// The frame of a field: label, hint, error, and any control as children.
///
/// The control must carry `id=id` and `aria-describedby=described_by(&id)`.
#[component]
pub fn Field(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// One line under the label.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What has to be corrected.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Adds "(optional)" to the label; required fields are not marked.
    #[prop(optional)]
    optional: bool,
    /// A link at the right of the label, such as "Forgotten it?".
    #[prop(optional, into)]
    aside: ViewFn,
    /// The control.
    children: Children,
) -> impl IntoView {
    let t = use_texts();
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    view! {
        <div class="field" class:is-wrong=move || error.with(Option::is_some)>
            <div class="field-head">
                <label class="field-label" for=id>
                    {label}
                    {optional.then(|| view! { " " <span class="field-optional">{t.widgets.optional}</span> })}
                </label>
                {aside.run()}
            </div>
            {move || hint.get().map(|hint| view! { <p class="field-hint" id=hint_id.clone()>{hint}</p> })}
            {move || error.get().map(|error| view! {
                <p class="field-error" id=error_id.clone()>
                    <Icon name=IconName::Alert/>
                    <span>{error}</span>
                </p>
            })}
            {children()}
        </div>
    }
    .into_any()
}

/// The `aria-describedby` of a control inside a [`Field`] with this id.
#[must_use]
pub fn described_by(id: &str) -> String {
    format!("{id}-hint {id}-error")
}

/// A single-line text field with its frame.
#[component]
pub fn TextInput(
    /// The form name; also the id unless `id` is given.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// The id, when several forms of a page share a name.
    #[prop(optional, into)]
    id: Option<String>,
    /// What it starts with.
    #[prop(optional, into)]
    value: Signal<String>,
    /// `type`: text, email, date, time, number, search.
    #[prop(default = "text")]
    kind: &'static str,
    /// One line under the label.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What has to be corrected.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Marks it "(optional)"; otherwise it is required.
    #[prop(optional)]
    optional: bool,
    /// What the browser may fill in.
    #[prop(optional, into)]
    autocomplete: Signal<Option<String>>,
    /// `inputmode`, such as `numeric`.
    #[prop(optional, into)]
    inputmode: Signal<Option<String>>,
    /// Smallest value, for numbers and dates.
    #[prop(optional, into)]
    min: Signal<Option<String>>,
    /// Largest value.
    #[prop(optional, into)]
    max: Signal<Option<String>>,
    /// Most characters.
    #[prop(optional, into)]
    maxlength: Signal<Option<String>>,
    /// A link at the right of the label.
    #[prop(optional, into)]
    aside: ViewFn,
    /// Runs with the text at every keystroke, for live previews.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describes = described_by(&id);
    view! {
        <Field id=id.clone() label hint=hint error optional aside=aside>
            <input
                class="input"
                type=kind
                id=id
                name=name
                value=move || value.get()
                autocomplete=move || autocomplete.get()
                inputmode=move || inputmode.get()
                min=move || min.get()
                max=move || max.get()
                maxlength=move || maxlength.get()
                aria-describedby=describes
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-required=(!optional).then_some("true")
                on:input=move |event| {
                    if let Some(run) = on_input {
                        run.run(event_target_value(&event));
                    }
                }
            />
        </Field>
    }
    .into_any()
}

/// A password field with a Show toggle; paste stays allowed, and without script it is a plain field.
#[component]
pub fn PasswordInput(
    /// The form name and id.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// One line under the label.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What has to be corrected.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What it starts with; only the demo fills it.
    #[prop(optional, into)]
    value: Signal<String>,
    /// A link at the right of the label.
    #[prop(optional, into)]
    aside: ViewFn,
) -> impl IntoView {
    let t = use_texts();
    let shown = RwSignal::new(false);
    let id = name.clone();
    let describes = described_by(&id);
    view! {
        <Field id=id.clone() label hint=hint error aside=aside>
            <div class="input-with-button">
                <input
                    class="input"
                    type=move || if shown.get() { "text" } else { "password" }
                    id=id
                    name=name
                    value=move || value.get()
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    aria-describedby=describes
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-required="true"
                />
                <button
                    type="button"
                    class="input-button needs-script"
                    aria-label=t.widgets.show_password
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { t.widgets.hide } else { t.widgets.show }}
                </button>
            </div>
        </Field>
    }
    .into_any()
}

/// One choice of a [`Select`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
}

impl SelectOption {
    /// A choice that sends `value` and reads `label`.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// A native drop-down with its frame.
#[component]
pub fn Select(
    /// The form name; also the id unless `id` is given.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// The choices, in order.
    #[prop(into)]
    options: Signal<Vec<SelectOption>>,
    /// The value chosen at the start.
    #[prop(optional, into)]
    value: Signal<String>,
    /// The id, when several forms of a page share a name.
    #[prop(optional, into)]
    id: Option<String>,
    /// One line under the label.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What has to be corrected.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Marks it "(optional)".
    #[prop(optional)]
    optional: bool,
    /// Runs with the value when another choice is made.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describes = described_by(&id);
    view! {
        <Field id=id.clone() label hint=hint error optional>
            <div class="select">
                <select
                    class="input"
                    id=id
                    name=name
                    aria-describedby=describes
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:change=move |event| {
                        if let Some(run) = on_change {
                            run.run(event_target_value(&event));
                        }
                    }
                >
                    {move || options.get().into_iter().map(|option| {
                        let selected = value.with(|value| *value == option.value);
                        view! { <option value=option.value selected=selected>{option.label}</option> }
                    }).collect_view()}
                </select>
                <Icon name=IconName::ChevronDown/>
            </div>
        </Field>
    }
    .into_any()
}
