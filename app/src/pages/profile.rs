//! The Profile: one page per tab under the same head. The External tab stands there only for whom
//! the server says it exists.

pub mod actions;
pub mod back;
pub mod check;
pub mod connect;
pub mod disconnect;
pub mod exactly;
pub mod external;
pub mod feed;
pub mod general;
pub mod next;
pub mod panel;
pub mod second_step;
pub mod security;
pub mod sent;
pub mod state;
pub mod switch;
pub mod waiting;

use leptos::prelude::*;
use leptos_meta::Title;

use super::frame::{once_known, use_viewer};
use crate::components::icon::IconName;
use crate::components::page_head::{Fact, PageHead};
use crate::components::tabs::{Tab, Tabs};
use crate::text::use_texts;

/// The tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileTab {
    General,
    Security,
    External,
}

/// Title, who it is, tabs.
#[component]
pub fn ProfileHead(tab: ProfileTab) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let viewer = use_viewer();
    let tabs = move |external: bool| {
        let mut tabs = vec![
            Tab::new("/profile", p.general, tab == ProfileTab::General),
            Tab::new("/profile/security", p.security, tab == ProfileTab::Security),
        ];
        if external {
            tabs.push(Tab::new(
                "/profile/external",
                p.external,
                tab == ProfileTab::External,
            ));
        }
        tabs
    };
    view! {
        <Title text=p.title/>
        <Transition>
            {
                let known = once_known(move || viewer.get().and_then(Result::ok).flatten());
                move || known.get().map(|viewer| view! {
                    <PageHead
                        title=p.title
                        facts=vec![
                            Fact::plain(viewer.name),
                            Fact::with_icon(IconName::Mail, viewer.email),
                            Fact::with_icon(IconName::Shield, viewer.role),
                        ]
                        tabs=ViewFn::from(move || view! { <Tabs label=p.title tabs=tabs(viewer.external_tab)/> })
                    />
                })
            }
        </Transition>
    }
}
