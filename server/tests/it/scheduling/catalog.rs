//! Class types and sites.

use app::api::catalog::Catalog;
use app::error::{AppError, Problem};

use super::{Office, problem, refused};
use crate::test_app::TestApp;

both_databases! {
    async fn a_class_type_has_a_name_and_a_neutral_alias(app: TestApp) {
        let office = Office::open(app).await;
        let long = "x".repeat(121);
        for (name, alias, expect) in [
            ("", "", problem("name", Problem::Required)),
            (long.as_str(), "", problem("name", Problem::TooLong { max: 120 })),
            ("decision skills", "", problem("name", Problem::AlreadyUsed)),
            ("New", "Case 1042", problem("calendar_alias", Problem::BadAlias)),
            ("New", "pat@linden.example", problem("calendar_alias", Problem::BadAlias)),
        ] {
            let fields = [("form[name]", name), ("form[calendar_alias]", alias)];
            refused(&office.admin.call("add_class_type", &fields).await, 422, expect);
        }
        assert_eq!(office.app.count("select count(*) from class_type").await, 2);
    }

    async fn a_site_has_a_name_and_a_zone(app: TestApp) {
        let office = Office::open(app).await;
        for (name, zone, expect) in [
            ("", "America/Chicago", problem("name", Problem::Required)),
            ("New", "", problem("time_zone", Problem::Required)),
            ("New", "Chicago", problem("time_zone", Problem::NotATimeZone)),
            ("New", "America/Springfield", problem("time_zone", Problem::NotATimeZone)),
            ("MAIN STREET CENTER", "UTC", problem("name", Problem::AlreadyUsed)),
        ] {
            let fields = [("form[name]", name), ("form[time_zone]", zone)];
            refused(&office.admin.call("add_site", &fields).await, 422, expect);
        }
        let catalog: Catalog = office.admin.call("get_catalog", &[]).await.value();
        let zones: Vec<_> = catalog.sites.iter().map(|site| site.zone.as_str()).collect();
        assert_eq!(zones, ["Berlin time (Europe/Berlin)", "Chicago time (America/Chicago)"]);
        assert!(catalog.time_zones.contains(&"America/Chicago".to_owned()));
    }

    async fn the_catalog_counts_what_an_alias_would_change(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        let upcoming = async || {
            let catalog: Catalog = office.admin.call("get_catalog", &[]).await.value();
            catalog.class_types.iter().map(|line| line.upcoming).collect::<Vec<_>>()
        };
        assert_eq!(upcoming().await, [0, 0]);
        office.book(&id, "LC-1042").await;
        assert_eq!(upcoming().await, [1, 0]);
    }

    async fn only_settings_changes_the_catalog_and_only_once(app: TestApp) {
        let office = Office::open(app).await;
        let not_allowed = AppError::NotAllowed { permission: "settings.manage".to_owned() };
        let fields = [("form[name]", "New"), ("form[calendar_alias]", "")];
        refused(&office.scheduler.call("add_class_type", &fields).await, 403, not_allowed.clone());
        refused(&office.scheduler.call("get_catalog", &[]).await, 403, not_allowed);
        let edit = [("id", office.main_street.as_str()), ("version", "1"), ("form[name]", "Center"), ("form[time_zone]", "America/Chicago")];
        office.admin.call("edit_site", &edit).await.value::<()>();
        let stale = AppError::Stale { by: "Ada Admin".to_owned(), at: "9:00\u{a0}am".to_owned() };
        refused(&office.admin.call("edit_site", &edit).await, 409, stale);
    }
}
