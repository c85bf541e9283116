//! The organization's calendar policy: at connect, on what exists, tried out, and taken back.

use app::api::calendar::{CalendarPanel, ShownState};
use app::api::policy::{PolicyEffect, PolicyPage, PolicyPreview};
use app::error::{AppError, Problem};

use crate::calendar::Desk;
use crate::scheduling::{problem, refused};
use crate::test_app::{Answer, Browser, ELM_ADMIN, MINUTE, SCHEDULER, STAFF, STAFF2, TestApp};

/// Everything allowed, the type's alias for a title.
const ANY: [(&str, &str); 6] = [
    ("form[google]", "true"),
    ("form[microsoft]", "true"),
    ("form[accounts]", "any"),
    ("form[domains]", ""),
    ("form[tenants]", ""),
    ("form[title]", "alias"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = ANY.to_vec();
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

async fn save(browser: &Browser, version: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields = with(changes);
    fields.push(("version", version));
    browser.call("save_policy", &fields).await
}

async fn effect(browser: &Browser, changes: &[(&str, &str)]) -> PolicyEffect {
    let preview: PolicyPreview = browser.call("preview_policy", &with(changes)).await.value();
    preview.effect.expect("the form can be saved")
}

async fn page(browser: &Browser) -> PolicyPage {
    browser.call("get_policy", &[]).await.value()
}

async fn shown(desk: &Desk) -> ShownState {
    let panel: CalendarPanel = desk.staff.call("get_calendar_panel", &[]).await.value();
    panel.shown
}

both_databases! {
    async fn a_tightened_policy_pauses_then_removes_and_undo_brings_it_back(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        let admin = &desk.office.admin;
        let only = [("form[accounts]", "domains"), ("form[domains]", "elm.example")];
        let before = effect(admin, &only).await;
        assert_eq!((before.people, before.removed, before.rewritten), (1, 1, 0));
        save(admin, "1", &only).await.value::<()>();
        assert_eq!(shown(&desk).await, ShownState::Paused);
        let undo = page(admin).await.undo.expect("the viewer's own edit");
        assert_eq!((undo.people, undo.events, undo.seconds_left), (1, 1, 600));
        desk.google.forget_requests().await;
        desk.deliver_after(5 * MINUTE).await;
        assert!(desk.google.calls().await.is_empty(), "paused: nothing is sent");

        admin.call("undo_policy", &[("version", "2")]).await.value::<()>();
        desk.deliver().await;
        assert_eq!(shown(&desk).await, ShownState::Connected);
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        let now = page(admin).await;
        assert_eq!((now.version, now.form.accounts.as_str()), (3, "any"));
        assert_eq!(now.undo, None, "what undid is not undone");

        save(admin, "3", &only).await.value::<()>();
        desk.office.app.clock.advance(10 * MINUTE);
        server::sync::sweep::once(&desk.office.app.state).await.unwrap();
        desk.deliver().await;
        assert!(desk.google.events(STAFF).await.is_empty());
        let late = admin.call("undo_policy", &[("version", "4")]).await;
        assert!(matches!(late.error(), AppError::Refused(Problem::TooLateToUndo { .. })));
    }

    async fn what_the_policy_does_not_allow_is_not_connected(app: TestApp) {
        let desk = Desk::open(app).await;
        let admin = &desk.office.admin;
        let rules = [
            &[("form[accounts]", "domains"), ("form[domains]", "elm.example, oak.example")][..],
            &[("form[accounts]", "tenants"), ("form[tenants]", "5f0c2e9a-1c44-4b7e-9a53-0d3b6f21c7aa")],
        ];
        for (version, rule) in (1..).zip(rules) {
            save(admin, &version.to_string(), rule).await.value::<()>();
            let back = desk.connect(&desk.staff, STAFF).await;
            assert_eq!(back.location(), "/profile/external?outcome=not_allowed", "{rule:?}");
            let connections = "select count(*) from calendar_connection";
            assert_eq!(desk.office.app.count(connections).await, 0);
        }
        let told = desk.staff.get("/profile/external?outcome=not_allowed").await;
        assert!(told.body.contains("certain Microsoft 365 organizations"), "{}", told.body);
        save(admin, "3", &[("form[accounts]", "domains"), ("form[domains]", "elm.example")]).await.value::<()>();
        let told = desk.staff.get("/profile/external?outcome=not_allowed").await;
        assert!(told.body.contains("Your organization allows accounts at elm.example only"), "{}", told.body);

        // Another provider only: the way to the first is closed, and not offered.
        save(admin, "4", &[("form[google]", "false")]).await.value::<()>();
        let closed = desk.staff.submit("/profile/external", "/oauth/google/start", &[]).await;
        assert_eq!(closed.status, 403);
        let panel: CalendarPanel = desk.staff.call("get_calendar_panel", &[]).await.value();
        assert!(panel.providers.iter().all(|p| p.provider != domain::provider::Provider::Google));
    }

    async fn a_changed_title_rewrites_every_upcoming_event_in_one_step(app: TestApp) {
        let desk = Desk::connected(app).await;
        let admin = &desk.office.admin;
        let fields = [
            ("id", desk.office.orientation.as_str()), ("version", "1"),
            ("form[name]", "Orientation"), ("form[calendar_alias]", "Session"),
        ];
        admin.call("edit_class_type", &fields).await.value::<()>();
        let titled = desk.office.form().with("class_type_id", &desk.office.orientation);
        let titled = desk.office.offer(&titled).await;
        desk.office.book(&titled, "LC-1042").await;
        let plain = desk.office.form().with("date", "2026-11-24");
        let plain = desk.office.offer(&plain).await;
        desk.office.book(&plain, "LC-1043").await;
        desk.deliver().await;

        let quiet = effect(admin, &[("form[title]", "class")]).await;
        assert_eq!((quiet.rewritten, quiet.calendars, quiet.people), (1, 1, 0));
        let with_site = effect(admin, &[("form[show_site]", "true")]).await;
        assert_eq!((with_site.rewritten, with_site.calendars), (2, 1));
        assert_eq!(effect(admin, &[]).await, PolicyEffect::default());

        desk.google.forget_requests().await;
        save(admin, "1", &[("form[title]", "class")]).await.value::<()>();
        let lanes = "select count(*) from mirror where generation <> applied_generation and lane = 1";
        assert_eq!(desk.office.app.count(lanes).await, 2, "in the bulk lane");
        desk.deliver().await;
        let patches = desk.google.calls().await;
        assert_eq!(patches.iter().filter(|call| call.starts_with("PATCH")).count(), 1, "{patches:?}");
        let events = desk.google.events(STAFF).await;
        assert!(events.iter().all(|event| event["summary"] == "Class"), "{events:?}");

        admin.call("undo_policy", &[("version", "2")]).await.value::<()>();
        desk.deliver().await;
        let events = desk.google.events(STAFF).await;
        assert_eq!(events.iter().filter(|event| event["summary"] == "Session").count(), 1);
        desk.office.book(&titled, "LC-1043").await;
    }

    async fn two_administrators_do_not_overwrite_each_other(app: TestApp) {
        let desk = Desk::open(app).await;
        let admin = &desk.office.admin;
        save(admin, "1", &[("form[show_site]", "true")]).await.value::<()>();
        let late = save(admin, "1", &[("form[title]", "class")]).await;
        assert!(matches!(late.error(), AppError::Stale { .. }), "{}", late.body);
        assert_eq!(late.status, 409);
        save(admin, "2", &[]).await.value::<()>();
        let late = admin.call("undo_policy", &[("version", "2")]).await;
        assert_eq!(late.status, 409);
        let audited = "select count(*) from audit_event where action = 'policy.edited'";
        assert_eq!(desk.office.app.count(audited).await, 2);
    }

    async fn only_who_manages_calendars_and_only_their_own_organizations(app: TestApp) {
        let desk = Desk::open(app).await;
        let office = &desk.office;
        for person in [SCHEDULER, STAFF, STAFF2] {
            let browser = office.app.sign_in(person).await;
            assert_eq!(browser.call("get_policy", &[]).await.status, 403);
            assert_eq!(browser.call("preview_policy", &ANY).await.status, 403);
            assert_eq!(save(&browser, "1", &[]).await.status, 403);
            assert_eq!(browser.call("undo_policy", &[("version", "2")]).await.status, 403);
            assert_eq!(browser.get("/admin/calendar/policy").await.status, 403);
        }
        let elm = office.app.sign_in(ELM_ADMIN).await;
        save(&elm, "1", &[("form[accounts]", "work")]).await.value::<()>();
        assert_eq!(page(&office.admin).await.form.accounts, "any");
    }

    async fn what_cannot_be_meant_is_refused_with_its_field(app: TestApp) {
        let desk = Desk::open(app).await;
        for (changes, field, what) in [
            (&[("form[google]", "false"), ("form[microsoft]", "false")][..], "google", Problem::Required),
            (&[("form[accounts]", "some")], "accounts", Problem::NotAChoice),
            (&[("form[title]", "name")], "title", Problem::NotAChoice),
            (&[("form[accounts]", "domains")], "domains", Problem::Required),
            (&[("form[accounts]", "domains"), ("form[domains]", "linden")], "domains", Problem::NotADomain),
            (&[("form[accounts]", "tenants"), ("form[tenants]", "linden.example")], "tenants", Problem::NotATenant),
        ] {
            let answer = save(&desk.office.admin, "1", changes).await;
            refused(&answer, 422, problem(field, what));
            let preview: PolicyPreview =
                desk.office.admin.call("preview_policy", &with(changes)).await.value();
            assert_eq!(preview.effect, None, "nothing is promised");
        }
    }

    async fn without_script_review_shows_what_saving_would_do(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        let admin = &desk.office.admin;
        let draft = "/admin/calendar/policy?review=1&version=1&form%5Bmicrosoft%5D=true\
                     &form%5Baccounts%5D=any&form%5Bdomains%5D=&form%5Btenants%5D=&form%5Btitle%5D=class";
        let reviewed = admin.get(draft).await;
        assert!(reviewed.body.contains("1 staff is disconnected and 1 event removed"), "{}", reviewed.body);
        assert!(reviewed.body.contains("2 changes not saved"));
        let mut fields = with(&[("form[google]", "false"), ("form[title]", "class")]);
        fields.push(("version", "1"));
        let saved = admin.submit(draft, "/api/save_policy", &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        assert_eq!(shown(&desk).await, ShownState::Paused);
    }
}
