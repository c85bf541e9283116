//! The routes. Every page is rendered whole on the server (`SsrMode::Async`): without script a page
//! that arrives in pieces would stay unfinished.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::pages::admin::calendar::approval::ApprovalPage;
use crate::pages::admin::calendar::policy::PolicyPage;
use crate::pages::admin::{AdminFrame, AdminHome};
use crate::pages::audit::AuditScreen;
use crate::pages::audit::mails::MailScreen;
use crate::pages::availability::{AddAvailabilityPage, EditAvailabilityPage};
use crate::pages::case::CaseScreen;
use crate::pages::case::classes::CaseClasses;
use crate::pages::case::details::CaseDetails;
use crate::pages::case::erase::EraseCasePage;
use crate::pages::case::new::NewCase;
use crate::pages::cases::Cases;
use crate::pages::catalog::CatalogPage;
use crate::pages::class::ClassPage;
use crate::pages::class::cancel::CancelPage;
use crate::pages::class::delete::DeleteClassPage;
use crate::pages::class::delivery::Delivery;
use crate::pages::class::details::ClassDetails;
use crate::pages::class::link::ClassLink;
use crate::pages::class::roster::Roster;
use crate::pages::demo_mail::DemoMailScreen;
use crate::pages::forgot_password::ForgotPasswordScreen;
use crate::pages::frame::{Frame, Home, TitleOrganization, provide_viewer};
use crate::pages::help::HelpScreen;
use crate::pages::import::{
    ImportAvailabilities, ImportCases, ImportUsers, LookAtAvailabilities, LookAtCases, LookAtUsers,
};
use crate::pages::integration::IntegrationPage;
use crate::pages::integration::disconnect::DisconnectPersonPage;
use crate::pages::integration::ledger::LedgerPage;
use crate::pages::it::ItScreen;
use crate::pages::link::LinkScreen;
use crate::pages::my_classes::MyClasses;
use crate::pages::not_found::NotFound;
use crate::pages::privacy::PrivacyScreen;
use crate::pages::profile::check::CheckScreen;
use crate::pages::profile::disconnect::DisconnectScreen;
use crate::pages::profile::external::ExternalScreen;
use crate::pages::profile::general::GeneralScreen;
use crate::pages::profile::second_step::SecondStepScreen;
use crate::pages::profile::security::SecurityScreen;
use crate::pages::profile::sent::SentScreen;
use crate::pages::profile::switch::SwitchScreen;
use crate::pages::roles::RolesPage;
use crate::pages::roles::delete::DeletePage;
use crate::pages::roles::editor::RolePage;
use crate::pages::roles::new::NewRolePage;
use crate::pages::roles::rename::RenamePage;
use crate::pages::roles::review::ReviewPage;
use crate::pages::schedule::Schedule;
use crate::pages::settings::SettingsPage;
use crate::pages::sign_in::SignInScreen;
use crate::pages::sign_in_code::SignInCodeScreen;
use crate::pages::users::UsersPage;
use crate::pages::users::deactivate::DeactivatePage;
use crate::pages::users::invite::InvitePage;
use crate::pages::users::user::UserScreen;
use crate::posted::provide_posted;
use crate::text::use_texts;

/// The app: title, routes, and what happens after each navigation.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_viewer();
    provide_posted();
    let t = use_texts();
    let organization = RwSignal::new(String::new());
    provide_context(TitleOrganization(organization));
    view! {
        <Title formatter=move |page: String| {
            let organization = organization.get_untracked();
            if organization.is_empty() { page } else { (t.shell.title_of)(&page, &organization) }
        }/>
        <Router>
            <FocusAfterNavigation/>
            <Routes fallback=|| view! { <NotFound/> }>
                <Route path=path!("/sign-in") view=SignInScreen ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/code") view=SignInCodeScreen ssr=SsrMode::Async/>
                <Route path=path!("/forgot-password") view=ForgotPasswordScreen ssr=SsrMode::Async/>
                <Route path=path!("/link/:token") view=LinkScreen ssr=SsrMode::Async/>
                <Route path=path!("/demo/mail") view=DemoMailScreen ssr=SsrMode::Async/>
                <Route path=path!("/it/:token") view=ItScreen ssr=SsrMode::Async/>
                <Route path=path!("/privacy") view=PrivacyScreen ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=Home/>
                    <Route path=path!("/help") view=HelpScreen/>
                    <Route path=path!("/c/:token") view=ClassLink/>
                    <Route path=path!("/classes") view=MyClasses/>
                    <Route path=path!("/classes/new") view=AddAvailabilityPage/>
                    <Route path=path!("/classes/:id/edit") view=EditAvailabilityPage/>
                    <Route path=path!("/classes/:id/cancel") view=CancelPage/>
                    <Route path=path!("/classes/:id/delete") view=DeleteClassPage/>
                    <ParentRoute path=path!("/classes/:id") view=ClassPage>
                        <Route path=path!("") view=ClassDetails/>
                        <Route path=path!("roster") view=Roster/>
                        <Route path=path!("delivery") view=Delivery/>
                    </ParentRoute>
                    <Route path=path!("/schedule") view=Schedule/>
                    <Route path=path!("/cases") view=Cases/>
                    <Route path=path!("/schedule/import") view=ImportAvailabilities/>
                    <Route path=path!("/schedule/import/:id") view=LookAtAvailabilities/>
                    <Route path=path!("/cases/import") view=ImportCases/>
                    <Route path=path!("/cases/import/:id") view=LookAtCases/>
                    <Route path=path!("/cases/new") view=NewCase/>
                    <Route path=path!("/cases/:id/erase") view=EraseCasePage/>
                    <ParentRoute path=path!("/cases/:id") view=CaseScreen>
                        <Route path=path!("") view=CaseDetails/>
                        <Route path=path!("classes") view=CaseClasses/>
                    </ParentRoute>
                    <Route path=path!("/profile") view=GeneralScreen/>
                    <Route path=path!("/profile/security") view=SecurityScreen/>
                    <Route path=path!("/profile/security/second-step") view=SecondStepScreen/>
                    <Route path=path!("/profile/external") view=ExternalScreen/>
                    <Route path=path!("/profile/external/sent") view=SentScreen/>
                    <Route path=path!("/profile/external/check") view=CheckScreen/>
                    <Route path=path!("/profile/external/switch") view=SwitchScreen/>
                    <Route path=path!("/profile/external/disconnect") view=DisconnectScreen/>
                    <ParentRoute path=path!("/admin") view=AdminFrame>
                        <Route path=path!("") view=AdminHome/>
                        <Route path=path!("users") view=UsersPage/>
                        <Route path=path!("users/invite") view=InvitePage/>
                        <Route path=path!("users/import") view=ImportUsers/>
                        <Route path=path!("users/import/:id") view=LookAtUsers/>
                        <Route path=path!("users/:id") view=UserScreen/>
                        <Route path=path!("users/:id/deactivate") view=DeactivatePage/>
                        <Route path=path!("roles") view=RolesPage/>
                        <Route path=path!("roles/new") view=NewRolePage/>
                        <Route path=path!("roles/:id") view=RolePage/>
                        <Route path=path!("roles/:id/review") view=ReviewPage/>
                        <Route path=path!("roles/:id/rename") view=RenamePage/>
                        <Route path=path!("roles/:id/delete") view=DeletePage/>
                        <Route path=path!("class-types") view=CatalogPage/>
                        <Route path=path!("settings") view=SettingsPage/>
                        <Route path=path!("calendar/policy") view=PolicyPage/>
                        <Route path=path!("calendar") view=IntegrationPage/>
                        <Route path=path!("calendar/disconnect/:user") view=DisconnectPersonPage/>
                        <Route path=path!("calendar/ledger") view=LedgerPage/>
                        <Route path=path!("audit") view=AuditScreen/>
                        <Route path=path!("audit/email") view=MailScreen/>
                        <Route path=path!("calendar/approval") view=ApprovalPage/>
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// After a navigation in the browser the new page's `h1` takes the focus, as after a page load
/// assistive technology would start there. The heading may arrive with its data, so it is looked
/// for a few times.
#[component]
fn FocusAfterNavigation() -> impl IntoView {
    let path = leptos_router::hooks::use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            focus_heading(20);
        }
        now
    });
}

fn focus_heading(tries_left: u32) {
    set_timeout(
        move || {
            let heading = document()
                .query_selector("main h1[tabindex]")
                .ok()
                .flatten()
                .and_then(|heading| {
                    leptos::wasm_bindgen::JsCast::dyn_into::<leptos::web_sys::HtmlElement>(heading)
                        .ok()
                });
            match heading {
                // A heading that cannot take the focus is a nuisance, not a failure.
                Some(heading) => drop(heading.focus()),
                None if tries_left > 0 => focus_heading(tries_left - 1),
                None => {}
            }
        },
        std::time::Duration::from_millis(60),
    );
}
