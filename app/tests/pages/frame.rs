//! The frame around the pages, and the pages before a session exists.

use crate::fake::Fake;
use crate::open;
use crate::panels::panel;
use app::api::calendar::ShownState;

#[test]
fn whoever_is_not_signed_in_is_led_to_sign_in_and_back() {
    let page = open("/profile/external?outcome=connected", Fake::default());
    assert_eq!(
        page.redirect.as_deref(),
        Some("/sign-in?return_to=%2Fprofile%2Fexternal%3Foutcome%3Dconnected")
    );
    page.does_not_say("External Calendar");
}

#[test]
fn the_start_leads_to_the_first_page_the_role_allows() {
    assert_eq!(
        open("/", Fake::staff()).redirect.as_deref(),
        Some("/classes")
    );
    assert_eq!(
        open("/", Fake::default()).redirect.as_deref(),
        Some("/sign-in?return_to=%2F")
    );
}

#[test]
fn the_title_names_page_and_organization() {
    open("/profile", Fake::staff()).has("<title>Profile – Linden County Programs</title>");
}

#[test]
fn the_navigation_holds_only_what_the_role_allows() {
    open("/profile", Fake::staff())
        .says("My classes")
        .does_not_say("Schedule")
        .does_not_say("Cases")
        .does_not_say("Admin");
}

#[test]
fn a_calendar_that_needs_its_person_shows_on_every_page_but_its_own() {
    open("/profile", Fake::staff().with_banner())
        .says("Google Calendar needs reconnecting. 3 changes are waiting; nothing is lost.");
    open(
        "/profile/external",
        Fake::staff()
            .with_banner()
            .with_panel(panel(ShownState::NeedsReconnect)),
    )
    .does_not_say("Google Calendar needs reconnecting.");
}

#[test]
fn an_address_that_leads_nowhere_is_a_404() {
    let page = open("/no-such-page", Fake::staff());
    assert_eq!(page.status, 404);
    page.says("There is nothing here, or it is not for you.")
        .says("My classes");
}

#[test]
fn help_says_where_to_connect() {
    open("/help", Fake::staff())
        .says("Open the menu at the top right, choose Profile, then External");
}

#[test]
fn what_is_sent_can_be_read_without_signing_in() {
    let page = open("/privacy", Fake::default());
    assert_eq!(page.redirect, None);
    page.says("Never a person’s name, a case number");
}

#[test]
fn sign_in_says_why_a_person_is_here_again() {
    open("/sign-in?why=signed_out", Fake::default()).says("You are signed out.");
    open(
        "/sign-in?why=session_over&return_to=%2Fcases",
        Fake::default(),
    )
    .says("You were signed out. Sign in to go on where you were.")
    .has("name=\"return_to\" value=\"/cases\"");
}

#[test]
fn demo_accounts_sign_in_with_one_press_and_without_script() {
    let fake = Fake {
        demo: true,
        ..Fake::default()
    };
    open("/sign-in", fake)
        .says("Just looking? Use a demo account")
        .has("action=\"/api/sign_in\"")
        .has("name=\"password\" value=\"demo-password\"");
    open("/sign-in", Fake::default()).does_not_say("Just looking?");
}

#[test]
fn a_refused_sign_in_comes_back_with_its_sentence() {
    use app::error::{AppError, Problem};
    use leptos::server_fn::error::ServerFnUrlError;

    let error = ServerFnUrlError::new(
        "/api/sign_in",
        AppError::Refused(Problem::CredentialsDoNotMatch),
    );
    let address = error
        .to_url("http://localhost/sign-in")
        .expect("a plain address");
    let address = format!("{}?{}", address.path(), address.query().unwrap_or_default());
    open(&address, Fake::default())
        .says("That email and password do not match. Check both, or reset the password.")
        .has("role=\"alert\"");
}

#[test]
fn an_invitation_asks_for_name_and_password() {
    open("/link/fresh", Fake::default())
        .says("Welcome to Linden County Programs")
        .says("For provider9@linden.example. This link works once.")
        .has("name=\"token\" value=\"fresh\"");
}

#[test]
fn a_used_link_says_so() {
    let page = open("/link/used", Fake::default());
    assert_eq!(page.status, 410);
    page.says("This link has been used already.");
}

#[test]
fn general_starts_with_what_is_saved() {
    open("/profile", Fake::staff())
        .has("name=\"version\" value=\"4\"")
        .has("value=\"dark\" checked");
}

#[test]
fn security_names_this_device() {
    open("/profile/security", Fake::staff())
        .says("Firefox on Linux")
        .says("This device")
        .does_not_say("Sign out everywhere else");
}
