//! Admin: the side navigation beside each of its pages, the undo bar below them, and the head that
//! the calendar pages share. It shows only what the role allows; the server decides what is allowed.
//!
//! A new page gets its line in [`entries`] and its route below `/admin` in `app.rs`.

pub mod calendar;
pub mod removals;
pub mod undo;

use domain::permission::{Permission, Permissions};
use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

use super::frame::use_viewer;
use crate::components::header::NavEntry;
use crate::components::page_head::PageHead;
use crate::components::side_nav::SideNav;
use crate::components::tabs::{Tab, Tabs};
use crate::text::{Texts, use_texts};

/// Admin's pages that these permissions open, in order.
#[must_use]
pub fn entries(t: &Texts, permissions: &Permissions) -> Vec<NavEntry> {
    let s = &t.shell;
    [
        (Permission::UsersManage, "/admin/users", s.users),
        (Permission::RolesManage, "/admin/roles", s.roles),
        (
            Permission::CalendarManage,
            "/admin/calendar",
            s.calendar_integration,
        ),
        (
            Permission::SettingsManage,
            "/admin/class-types",
            s.class_types_and_sites,
        ),
        (Permission::SettingsManage, "/admin/settings", s.settings),
        (Permission::AuditView, "/admin/audit", s.audit),
    ]
    .into_iter()
    .filter(|(permission, _, _)| permissions.allows(*permission))
    .map(|(_, href, label)| NavEntry::new(href, label))
    .collect()
}

/// Side navigation and page.
#[component]
pub fn AdminFrame() -> impl IntoView {
    let t = use_texts();
    let viewer = use_viewer();
    let path = use_location().pathname;
    let pending = undo::pending(undo::AdminUndo::provide());
    view! {
        <div class="admin-layout">
            <Transition>
                {
                    let shown = Memo::new(move |_| viewer.get()
                        .and_then(Result::ok)
                        .flatten()
                        .map(|viewer| entries(t, &viewer.permissions))
                        .unwrap_or_default());
                    view! {
                        <SideNav
                            label=t.shell.nav_admin
                            entries=Signal::derive(move || shown.get())
                            path=Signal::derive(move || path.get())
                        />
                    }
                }
            </Transition>
            // Outside the Transition, as in the frame around it.
            <div class="admin-page"><Outlet/></div>
        </div>
        <Transition><undo::PendingBar pending/></Transition>
    }
}

/// `/admin`: the first page this viewer's role allows.
#[component]
pub fn AdminHome() -> impl IntoView {
    let t = use_texts();
    let viewer = use_viewer();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                viewer.await.ok().flatten().map(|viewer| {
                    let to = entries(t, &viewer.permissions)
                        .first()
                        .map_or_else(|| "/profile".to_owned(), |entry| entry.href.clone());
                    view! { <Redirect path=to/> }
                })
            })}
        </Suspense>
    }
}

/// The pages of Admin › Calendar integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarTab {
    People,
    Policy,
    Approval,
    Ledger,
}

impl CalendarTab {
    const ALL: [CalendarTab; 4] = [
        CalendarTab::People,
        CalendarTab::Policy,
        CalendarTab::Approval,
        CalendarTab::Ledger,
    ];

    fn href(self) -> &'static str {
        match self {
            CalendarTab::People => "/admin/calendar",
            CalendarTab::Policy => "/admin/calendar/policy",
            CalendarTab::Approval => "/admin/calendar/approval",
            CalendarTab::Ledger => "/admin/calendar/ledger",
        }
    }

    fn label(self, t: &Texts) -> &'static str {
        match self {
            CalendarTab::People => t.admin.people,
            CalendarTab::Policy => t.admin.policy,
            CalendarTab::Approval => t.admin.it_approval,
            CalendarTab::Ledger => t.admin.disclosure_ledger,
        }
    }
}

/// The head of each of them: title, one sentence, tabs.
#[component]
pub fn CalendarHead(
    /// The one shown.
    tab: CalendarTab,
    /// Buttons at the right.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
) -> impl IntoView {
    let t = use_texts();
    let tabs = ViewFn::from(move || {
        let tabs = CalendarTab::ALL
            .into_iter()
            .map(|each| Tab::new(each.href(), each.label(t), each == tab))
            .collect();
        view! { <Tabs label=t.admin.integration tabs/> }
    });
    let lead = ViewFn::from(move || t.admin.integration_lead);
    let actions = actions.unwrap_or_else(|| ViewFn::from(|| ()));
    view! { <PageHead title=t.admin.integration below=lead actions tabs inline=true/> }
}
