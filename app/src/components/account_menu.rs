//! The user icon at the top right and its menu. A `details` element, so it opens without script;
//! with script, ↓ opens it, Esc closes it and returns the focus, and leaving it closes it.

use leptos::html::{Details, Summary};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Node;

use super::icon::{Icon, IconName};
use crate::text::use_texts;

/// The colours a person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Appearance {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Appearance {
    /// The value in the form and the cookie.
    #[must_use]
    pub const fn value(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What a form or cookie value means; anything unknown follows the system.
    #[must_use]
    pub fn from_value(value: &str) -> Self {
        match value {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The `data-theme` of `<html>`; none for the system's choice.
    #[must_use]
    pub const fn data_theme(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// Initials, and under them: who you are, Profile, Appearance, Language, Sign out.
#[component]
pub fn AccountMenu(
    /// "Provider 1".
    #[prop(into)]
    name: String,
    /// "P1".
    #[prop(into)]
    initials: String,
    /// The address.
    #[prop(into)]
    email: String,
    /// The role's name.
    #[prop(into)]
    role: String,
    /// What is chosen now.
    #[prop(optional)]
    appearance: Appearance,
    /// Where the appearance form posts `field=system|light|dark`.
    #[prop(into)]
    appearance_action: String,
    /// The name of that field.
    #[prop(default = "appearance")]
    appearance_field: &'static str,
    /// Where the sign-out form posts.
    #[prop(into)]
    sign_out_action: String,
    /// The profile page.
    #[prop(default = "/profile".to_owned(), into)]
    profile: String,
) -> impl IntoView {
    let t = use_texts();
    let menu = NodeRef::<Details>::new();
    let opener = NodeRef::<Summary>::new();
    // Unknown until script runs: without it the browser alone says whether the menu is open.
    let expanded = RwSignal::new(None::<bool>);
    Effect::new(move |_| expanded.set(menu.get().map(|menu| menu.open())));
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let choice = |option: Appearance, label: &'static str| {
        view! {
            <button
                type="submit"
                name=appearance_field
                value=option.value()
                aria-pressed=if option == appearance { "true" } else { "false" }
            >
                {label}
            </button>
        }
    };
    view! {
        <details
            class="account-menu"
            node_ref=menu
            on:toggle=move |_| expanded.set(menu.get_untracked().map(|menu| menu.open()))
            on:keydown=move |event| match event.key().as_str() {
                "Escape" => {
                    close();
                    if let Some(opener) = opener.get_untracked() {
                        drop(opener.focus());
                    }
                }
                "ArrowDown" => {
                    if let Some(menu) = menu.get_untracked() && !menu.open() {
                        event.prevent_default();
                        menu.set_open(true);
                    }
                }
                _ => {}
            }
            on:focusout=move |event| {
                let next = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
                if let Some(menu) = menu.get_untracked() && !menu.contains(next.as_ref()) {
                    menu.set_open(false);
                }
            }
        >
            <summary
                class="account-button"
                role="button"
                node_ref=opener
                aria-label=t.shell.your_account
                aria-expanded=move || expanded.get().map(|open| if open { "true" } else { "false" })
            >
                <span class="initials" aria-hidden="true">{initials}</span>
                <Icon name=IconName::ChevronDown/>
            </summary>
            <div class="account-panel" tabindex="-1">
                <p class="account-name">{name}</p>
                <p class="account-detail">{email}" · "{role}</p>
                <ul>
                    <li>
                        <a class="menu-link" href=profile.clone() on:click=move |_| close()>
                            <Icon name=IconName::Person/>
                            {t.shell.profile}
                        </a>
                    </li>
                    <li class="account-appearance">
                        <span class="menu-line" id="account-appearance">
                            <Icon name=IconName::Contrast/>
                            {t.shell.appearance}
                        </span>
                        <form method="post" action=appearance_action class="view-switch" role="group" aria-labelledby="account-appearance">
                            {choice(Appearance::System, t.shell.appearance_system)}
                            {choice(Appearance::Light, t.shell.appearance_light)}
                            {choice(Appearance::Dark, t.shell.appearance_dark)}
                        </form>
                    </li>
                    <li>
                        <a class="menu-link" href=profile on:click=move |_| close()>
                            <Icon name=IconName::Info/>
                            {(t.shell.language_is)(t.shell.language_english)}
                        </a>
                    </li>
                </ul>
                <form method="post" action=sign_out_action class="account-foot">
                    <button type="submit" class="menu-link">
                        <Icon name=IconName::ArrowRight/>
                        {t.shell.sign_out}
                    </button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
