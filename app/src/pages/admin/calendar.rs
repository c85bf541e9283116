//! Admin › Calendar integration: its pages share one head and one row of tabs.

pub mod policy;

use domain::permission::Permission;
use leptos::prelude::*;

use crate::components::page_head::{Fact, PageHead};
use crate::components::tabs::{Tab, Tabs};
use crate::text::use_texts;

/// The pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarTab {
    People,
    Policy,
    Approval,
}

/// What every page of this part needs.
pub const NEEDS: Permission = Permission::CalendarManage;

/// Title, what this is about, and the tabs.
#[component]
pub fn CalendarHead(tab: CalendarTab) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let tabs = move || {
        [
            (CalendarTab::People, "/admin/calendar", a.people),
            (CalendarTab::Policy, "/admin/calendar/policy", a.policy),
            (
                CalendarTab::Approval,
                "/admin/calendar/approval",
                a.it_approval,
            ),
        ]
        .into_iter()
        .map(|(this, href, label)| Tab::new(href, label, this == tab))
        .collect::<Vec<_>>()
    };
    view! {
        <PageHead
            title=a.integration
            facts=vec![Fact::plain(a.integration_lead)]
            tabs=ViewFn::from(move || view! { <Tabs label=a.integration tabs=tabs()/> })
            inline=true
        />
    }
}
