//! The head of a page: breadcrumb, title, one line of facts, actions, tabs.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::text::use_texts;

/// One fact under the title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// An icon before the words.
    pub icon: Option<IconName>,
    /// The words.
    pub text: String,
}

impl Fact {
    /// A fact without an icon.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            icon: None,
            text: text.into(),
        }
    }

    /// A fact with an icon.
    pub fn with_icon(icon: IconName, text: impl Into<String>) -> Self {
        Self {
            icon: Some(icon),
            text: text.into(),
        }
    }
}

/// One step of the way to this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub label: String,
}

impl Crumb {
    /// A step that leads to `href`.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
        }
    }
}

/// The head over the full width; holds the page's one `h1`, which takes the focus after navigation.
#[component]
pub fn PageHead(
    /// The title.
    #[prop(into)]
    title: String,
    /// The way to this page, without the page itself.
    #[prop(optional, into)]
    crumbs: Vec<Crumb>,
    /// One line of facts.
    #[prop(optional, into)]
    facts: Vec<Fact>,
    /// Anything else under the facts, such as a delivery summary.
    #[prop(optional, into)]
    below: Option<ViewFn>,
    /// Buttons at the right.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The tabs, as `Tabs`.
    #[prop(optional, into)]
    tabs: Option<ViewFn>,
    /// On the canvas beside a side navigation, without its own surface.
    #[prop(optional)]
    inline: bool,
) -> impl IntoView {
    let t = use_texts();
    let title_again = title.clone();
    let has_tabs = tabs.is_some();
    view! {
        <div class="page-head" class:is-inline=inline class:has-tabs=has_tabs>
            <div class="page-head-inner">
                {(!crumbs.is_empty()).then(|| view! {
                    <nav class="breadcrumb" aria-label=t.widgets.breadcrumb>
                        <ol>
                            {crumbs.into_iter().map(|crumb| view! {
                                <li>
                                    <a href=crumb.href>{crumb.label}</a>
                                    <Icon name=IconName::ChevronRight/>
                                </li>
                            }).collect_view()}
                            <li aria-current="page">{title_again}</li>
                        </ol>
                    </nav>
                })}
                <div class="page-head-row">
                    <div class="page-head-words">
                        <h1 class="page-title" tabindex="-1">{title}</h1>
                        {(!facts.is_empty()).then(|| view! {
                            <ul class="facts">
                                {facts.into_iter().map(|fact| view! {
                                    <li>{fact.icon.map(|name| view! { <Icon name/> })}<span>{fact.text}</span></li>
                                }).collect_view()}
                            </ul>
                        })}
                        {below.map(|below| view! { <div class="page-head-below">{below.run()}</div> })}
                    </div>
                    {actions.map(|actions| view! { <div class="page-head-actions">{actions.run()}</div> })}
                </div>
                {tabs.map(|tabs| tabs.run())}
            </div>
        </div>
    }
    .into_any()
}
