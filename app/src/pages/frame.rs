//! The frame around every signed-in page: header, account menu, banners, and the gate that leads
//! whoever is not signed in to the sign-in page. It shows only what the role allows; the server
//! decides what is allowed.

use domain::permission::Permission;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

use super::admin;
use super::trouble::{Trouble, sign_in_address};
use crate::api::session::{CalendarBanner, SetAppearance, SignOut, Viewer, get_viewer};
use crate::components::account_menu::{AccountMenu, Appearance};
use crate::components::button::{ButtonKind, ButtonLink};
use crate::components::header::{Header, NavEntry, SkipLink};
use crate::components::page_banner::{DemoBanner, PageBanner};
use crate::error::AppError;
use crate::text::{Texts, use_texts};

/// Who is signed in, loaded once for all pages.
pub type ViewerResource = Resource<Result<Option<Viewer>, AppError>>;

/// The name beside the page's name in the title; the organization's, once it is known.
#[derive(Clone, Copy)]
pub struct TitleOrganization(pub RwSignal<String>);

/// Loads the viewer and puts the resource into the context.
pub fn provide_viewer() {
    let viewer: ViewerResource = Resource::new_blocking(|| (), |()| get_viewer());
    provide_context(viewer);
}

/// The viewer, for pages; read it inside a `Suspense` or `Transition`.
#[must_use]
pub fn use_viewer() -> ViewerResource {
    use_context::<ViewerResource>().expect("the app provides the viewer above every route")
}

/// What the gate lets through.
#[derive(Clone, PartialEq, Eq)]
enum Gate {
    In,
    Out,
    Failed(AppError),
}

/// Header, banners and the page.
#[component]
pub fn Frame() -> impl IntoView {
    let viewer = use_viewer();
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    // With every navigation in the browser: whoever was signed out elsewhere is led to sign-in, and
    // the banner follows the calendar. What did not change is not drawn again.
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            viewer.refetch();
        }
        now
    });
    view! {
        <FrameHead/>
        <main id="content" tabindex="-1">
            <Transition>
                {
                    let gate = once_known(move || viewer.get().map(|viewer| match viewer {
                        Ok(Some(_)) => Gate::In,
                        Ok(None) | Err(AppError::SignedOut) => Gate::Out,
                        Err(error) => Gate::Failed(error),
                    }));
                    move || gate.get().map(|gate| match gate {
                        Gate::In => ().into_any(),
                        Gate::Out => {
                            let mut to = sign_in_address(&path.get_untracked(), &search.get_untracked());
                            // The server renders no page for a stranger, so here a session has ended.
                            if cfg!(feature = "hydrate") {
                                to.push_str("&why=session_over");
                            }
                            view! { <div class="gate-closed"><Redirect path=to/></div> }.into_any()
                        }
                        Gate::Failed(error) => view! {
                            <div class="page gate-closed">
                                <Trouble error on_retry=Callback::new(move |()| viewer.refetch())/>
                            </div>
                        }
                        .into_any(),
                    })
                }
            </Transition>
            // Never inside the Transition: what stands there is drawn again while it waits, and each
            // time the page would ask the server anew. The server would then render one answer and
            // hand the browser another. A closed gate hides the page by style.
            <Outlet/>
        </main>
    }
}

/// In the browser a memo: what did not change is not drawn again. The server draws once and reads
/// directly, for a memo may be asked there before it has heard that its resource is ready; the page
/// would then lack what the browser is told to find in it.
pub fn once_known<T>(read: impl Fn() -> T + Send + Sync + 'static) -> Signal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    if cfg!(feature = "hydrate") {
        Memo::new(move |_| read()).into()
    } else {
        Signal::derive(read)
    }
}

/// Header and banners, once it is known for whom.
#[component]
pub fn FrameHead() -> impl IntoView {
    let viewer = use_viewer();
    let path = use_location().pathname;
    view! {
        <SkipLink/>
        <Transition>
            {
                let known = once_known(move || viewer.get().and_then(Result::ok).flatten());
                move || known.get().map(|viewer| view! { <Head viewer path/> })
            }
        </Transition>
    }
}

#[component]
fn Head(viewer: Viewer, path: Memo<String>) -> impl IntoView {
    if let Some(TitleOrganization(organization)) = use_context() {
        organization.set(viewer.organization.clone());
    }
    let t = use_texts();
    let nav = nav_entries(t, &viewer);
    let second = admin::entries(t, &viewer.permissions);
    let banner = viewer.banner.clone();
    let demo = viewer.demo;
    let must_set_up = viewer.must_set_up_second_step;
    view! {
        <Header
            organization=viewer.organization
            nav=Signal::stored(nav)
            second=Signal::derive(move || {
                let in_admin = path.with(|path| path.starts_with("/admin"));
                if in_admin { second.clone() } else { Vec::new() }
            })
            path=Signal::derive(move || path.get())
        >
            <AccountMenu
                name=viewer.name
                initials=viewer.initials
                email=viewer.email
                role=viewer.role
                appearance=Appearance::from_value(&viewer.appearance)
                appearance_action=SetAppearance::url()
                sign_out_action=SignOut::url()
            />
        </Header>
        {demo.then(|| view! { <DemoBanner/> })}
        {move || {
            let on_page = path.with(|path| path.starts_with("/profile/security/second-step"));
            (must_set_up && !on_page).then(|| view! {
                <PageBanner label=t.second_step.title title=t.second_step.required_title text=t.second_step.required_text>
                    <ButtonLink href="/profile/security/second-step" label=t.second_step.set_up kind=ButtonKind::Secondary small=true/>
                </PageBanner>
            })
        }}
        {move || {
            let on_external = path.with(|path| path.starts_with("/profile/external"));
            banner.clone().filter(|_| !on_external).map(|banner| view! { <NeedsPerson banner/> })
        }}
    }
}

/// The navigation of this viewer: only what the role allows.
fn nav_entries(t: &Texts, viewer: &Viewer) -> Vec<NavEntry> {
    let mut nav: Vec<NavEntry> = [
        (Permission::ClassesOwn, "/classes", t.shell.my_classes),
        (Permission::ClassesManage, "/schedule", t.shell.schedule),
        (Permission::CasesManage, "/cases", t.shell.cases),
    ]
    .into_iter()
    .filter(|(permission, _, _)| viewer.permissions.allows(*permission))
    .map(|(_, href, label)| NavEntry::new(href, label))
    .collect();
    if !admin::entries(t, &viewer.permissions).is_empty() {
        nav.push(NavEntry::new("/admin", t.shell.admin));
    }
    nav
}

/// The amber line while the viewer's calendar needs its person.
#[component]
fn NeedsPerson(banner: CalendarBanner) -> impl IntoView {
    let t = use_texts();
    let s = &t.shell;
    let title = match banner.state.as_str() {
        "needs_consent" => (s.banner_needs_permission)(&banner.calendar),
        "mailbox_unusable" => s.banner_calendar_missing.to_owned(),
        _ => (s.banner_needs_reconnecting)(&banner.calendar),
    };
    let text = match banner.waiting {
        0 => String::new(),
        n => (s.banner_waiting)(n),
    };
    view! {
        <PageBanner label=s.banner_calendar title text>
            <ButtonLink href="/profile/external" label=s.reconnect kind=ButtonKind::Secondary small=true/>
        </PageBanner>
    }
}

/// `/`: the first page this viewer's role allows.
#[component]
pub fn Home() -> impl IntoView {
    let viewer = use_viewer();
    let t = use_texts();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                // Everybody else is the gate's.
                viewer.await.ok().flatten().map(|viewer| {
                    let to = nav_entries(t, &viewer)
                        .first()
                        .map_or_else(|| "/profile".to_owned(), |entry| entry.href.clone());
                    view! { <Redirect path=to/> }
                })
            })}
        </Suspense>
    }
}
