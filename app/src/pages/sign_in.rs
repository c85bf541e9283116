//! Signing in. The demo accounts are forms of their own, so they work with one press and without
//! script; whoever is signed in already goes on to the start.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;

use super::frame::TitleOrganization;
use super::trouble::{FormErrors, FormTrouble, Trouble};
use crate::api::session::{DemoAccount, SignIn, SignInPage, get_sign_in_page};
use crate::components::button::{Button, ButtonKind};
use crate::components::field::{PasswordInput, TextInput};
use crate::components::icon::{Icon, IconName};
use crate::components::note::Note;
use crate::components::one_way_line::{Mark, MarkDrawing};
use crate::text::{Texts, use_texts};

/// The page at `/sign-in`.
#[component]
pub fn SignInScreen() -> impl IntoView {
    let t = use_texts();
    let page = Resource::new_blocking(|| (), |()| get_sign_in_page());
    view! {
        <Title text=t.sign_in.sign_in/>
        <Suspense>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) if page.signed_in => view! { <Redirect path="/"/> }.into_any(),
                    Ok(page) => view! { <Screen page/> }.into_any(),
                    Err(error) => view! { <main id="content" class="page"><Trouble error/></main> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Screen(page: SignInPage) -> impl IntoView {
    let t = use_texts();
    if let Some(TitleOrganization(organization)) = use_context() {
        organization.set(page.organization.clone());
    }
    let query = use_query_map();
    // The page does not live on when its address changes.
    let return_to = query.with_untracked(|query| query.get("return_to").unwrap_or_default());
    let form_returns_to = return_to.clone();
    let notice = move || {
        query.with(|query| match query.get_str("why") {
            Some("signed_out") => Some(t.sign_in.signed_out),
            Some("session_over") => Some(t.sign_in.session_over),
            _ => None,
        })
    };
    let sign_in = ServerAction::<SignIn>::new();
    let errors = FormErrors::of(sign_in);
    view! {
        <div class="sign-in">
            <SignInPanel organization=page.organization product=page.product/>
            <main id="content" class="sign-in-form" tabindex="-1">
                    <h1 class="page-title" tabindex="-1">{t.sign_in.sign_in}</h1>
                    {move || notice().filter(|_| errors.error().get().is_none()).map(|notice| view! { <Note after_action=true>{notice}</Note> })}
                    <ActionForm action=sign_in>
                            <FormTrouble errors/>
                            <TextInput
                                name="email"
                                label=t.sign_in.email
                                kind="email"
                                autocomplete=Some("username".to_owned())
                                error=errors.field("email")
                            />
                            <PasswordInput
                                name="password"
                                label=t.sign_in.password
                                autocomplete="current-password"
                                error=errors.field("password")
                                aside=move || view! { <a href="/forgot-password">{t.sign_in.forgotten_it}</a> }
                            />
                            <input type="hidden" name="return_to" value=form_returns_to/>
                            <Button
                                label=t.sign_in.sign_in
                                kind=ButtonKind::Primary
                                wide=true
                                busy=sign_in.pending()
                                busy_label=Some(t.sign_in.signing_in.to_owned())
                            />
                    </ActionForm>
                    {(!page.demo_accounts.is_empty()).then(|| view! {
                        <section class="sign-in-demo" aria-labelledby="demo-accounts">
                            <div>
                                <h2 id="demo-accounts">{t.sign_in.just_looking}</h2>
                                <p class="hint">{t.sign_in.made_up}</p>
                            </div>
                            <ul>
                                {page.demo_accounts.into_iter().map(|account| view! {
                                    <li><DemoButton account return_to=return_to.clone()/></li>
                                }).collect_view()}
                            </ul>
                        </section>
                    })}
            </main>
        </div>
    }
}

/// The frame of a page before a session exists: the petrol panel, and a column with the page.
#[component]
pub fn Aside(children: Children) -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| get_sign_in_page());
    view! {
        <div class="sign-in">
            <Suspense>
                {move || Suspend::new(async move {
                    page.await.ok().map(|page| {
                        if let Some(TitleOrganization(organization)) = use_context() {
                            organization.set(page.organization.clone());
                        }
                        view! { <SignInPanel organization=page.organization product=page.product/> }
                    })
                })}
            </Suspense>
            <main id="content" class="sign-in-form" tabindex="-1">{children()}</main>
        </div>
    }
}

/// The petrol panel beside everything that happens before a session exists; hidden on phones.
#[component]
fn SignInPanel(organization: String, product: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <header class="sign-in-panel">
            <p class="header-home"><Mark/><span>{organization}</span></p>
            <div class="sign-in-motto">
                <MarkDrawing/>
                <p>{t.sign_in.motto}</p>
            </div>
            <p class="sign-in-product">{product}</p>
        </header>
    }
}

#[component]
fn DemoButton(account: DemoAccount, return_to: String) -> impl IntoView {
    let t = use_texts();
    let line = demo_line(t, &account.kind);
    view! {
        <form method="post" action=SignIn::url()>
            <input type="hidden" name="email" value=account.email/>
            <input type="hidden" name="password" value=account.password/>
            <input type="hidden" name="return_to" value=return_to/>
            <button type="submit" class="account-card">
                <span class="account-card-tile" aria-hidden="true">{account.initials}</span>
                <span class="account-card-words">
                    <span class="account-card-name">{account.role}" · "{account.name}</span>
                    " "
                    <span class="account-card-line">{line}</span>
                </span>
                <Icon name=IconName::ChevronRight/>
            </button>
        </form>
    }
}

fn demo_line(t: &Texts, kind: &str) -> &'static str {
    match kind {
        "staff2" => t.sign_in.demo_staff2_line,
        "nocal" => t.sign_in.demo_nocal_line,
        "scheduler" => t.sign_in.demo_scheduler_line,
        "admin" => t.sign_in.demo_admin_line,
        _ => t.sign_in.demo_staff_line,
    }
}
