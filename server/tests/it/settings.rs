//! The organization's settings: what they change, who may, and two people at once.

use app::api::classes::ClassWeek;
use app::api::session::{SignInPage, Viewer};
use app::api::settings::Settings;
use app::error::{AppError, Problem};

use crate::scheduling::{Office, problem};
use crate::test_app::{ADMIN, Answer, Browser, ELM_ADMIN, MINUTE, STAFF, TestApp};

async fn settings(browser: &Browser) -> Settings {
    browser.call("get_settings", &[]).await.value()
}

async fn save(browser: &Browser, version: i64, fields: [&str; 4]) -> Answer {
    let [name, zone, clock, start] = fields;
    let version = version.to_string();
    let fields = [
        ("version", version.as_str()),
        ("form[name]", name),
        ("form[time_zone]", zone),
        ("form[clock]", clock),
        ("form[week_start]", start),
    ];
    browser.call("save_settings", &fields).await
}

both_databases! {
    async fn what_is_saved_is_how_everybody_reads_times(app: TestApp) {
        let office = Office::open(app).await;
        let (app, admin) = (&office.app, &office.admin);
        let staff = app.sign_in(STAFF).await;
        let before = settings(admin).await;
        assert_eq!((before.version, before.form.name.as_str(), before.form.week_start.as_str()), (1, "Linden", "monday"));
        assert!(before.time_zones.contains(&before.form.time_zone));
        let week = async || -> ClassWeek {
            staff.call("get_class_week", &[("scope", "own"), ("date", "")]).await.value()
        };
        assert_eq!(week().await.title, "Nov 16 – 22, 2026");
        save(admin, 1, [" Linden Programs ", "Europe/Berlin", "24", "sunday"]).await.value::<()>();
        let after = settings(admin).await;
        assert_eq!((after.version, after.form.name.as_str()), (2, "Linden Programs"));
        // 9:00 in Chicago is 16:00 in Berlin.
        let read = week().await;
        assert_eq!((read.title.as_str(), read.date.as_str(), read.now.as_str()), ("Nov 15 – 21, 2026", "2026-11-15", "16:00"));
        let viewer: Option<Viewer> = staff.call("get_viewer", &[]).await.value();
        assert_eq!(viewer.unwrap().organization, "Linden Programs");
        // Elm is as it was.
        let elm = app.sign_in(ELM_ADMIN).await;
        assert_eq!(settings(&elm).await.form.name, "Elm");
        let kept = app.text("select detail from audit_event where action = 'settings.edited'").await.unwrap();
        assert_eq!(kept, "before=America/Chicago/12/monday after=Europe/Berlin/24/sunday renamed");
        let page: SignInPage = app.browser().call("get_sign_in_page", &[]).await.value();
        assert!(!page.product.is_empty());
    }

    async fn what_cannot_be_is_told_at_its_field(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let all = save(&admin, 1, ["  ", "Nowhere/Here", "13", "friday"]).await;
        assert_eq!(all.status, 422);
        let AppError::Invalid(told) = all.error() else { panic!("{}", all.body) };
        let told: Vec<_> = told.into_iter().map(|p| (p.field, p.problem)).collect();
        assert_eq!(told, [
            ("name".to_owned(), Problem::Required),
            ("time_zone".to_owned(), Problem::NotATimeZone),
            ("clock".to_owned(), Problem::NotAChoice),
            ("week_start".to_owned(), Problem::NotAChoice),
        ]);
        let long = "x".repeat(121);
        let long = save(&admin, 1, [&long, "Europe/Berlin", "12", "monday"]).await;
        assert_eq!(long.error(), problem("name", Problem::TooLong { max: 120 }));
        assert_eq!(settings(&admin).await.version, 1);
    }

    async fn whoever_saves_second_is_shown_what_is_there_and_decides(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        save(&admin, 1, ["Linden Programs", "America/Chicago", "12", "monday"]).await.value::<()>();
        app.clock.advance(MINUTE);
        let late = save(&admin, 1, ["Linden House", "America/Chicago", "24", "monday"]).await;
        assert_eq!(late.status, 409);
        assert!(matches!(late.error(), AppError::Stale { by, .. } if by == "Ada Admin"), "{}", late.body);
        assert_eq!(settings(&admin).await.form.name, "Linden Programs");
        // The page, as without script: what was typed, what is there, and the way to save it all the same.
        let fields = [
            ("version", "1"), ("form[name]", "Linden House"), ("form[time_zone]", "America/Chicago"),
            ("form[clock]", "24"), ("form[week_start]", "monday"),
        ];
        let sent = admin.submit("/admin/settings", "/api/save_settings", &fields).await;
        assert_eq!(sent.status, 303);
        let page = admin.get(&sent.location().replace(&app.url, "")).await;
        for words in ["Show what changed", "Name: Linden Programs", "Clock: 12 hours (9:00 am)", "value=\"Linden House\"", "Save mine anyway", "name=\"version\" value=\"2\""] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        save(&admin, 2, ["Linden House", "America/Chicago", "24", "monday"]).await.value::<()>();
        assert_eq!(settings(&admin).await.form.name, "Linden House");
    }
}
