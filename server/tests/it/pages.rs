//! Pages as the server renders them.

use crate::scheduling::Office;
use crate::test_app::{STAFF, TestApp};

/// What a page hands to the browser: one JSON text for each thing it asked the server. `null` is a
/// thing that was not asked yet, such as the impact of a change that nobody made.
fn handed_over(html: &str) -> Vec<&str> {
    html.split("__RESOLVED_RESOURCES[")
        .skip(1)
        .filter_map(|rest| rest.split_once("] = "))
        .map(|(_, rest)| rest.split_once("\";").map_or(rest, |(value, _)| value))
        .filter(|value| *value != "\"null")
        .collect()
}

both_databases! {
    // A page that is drawn twice asks twice: it may then show one answer and hand the browser
    // another, and a browser that finds another page than it was told of stops working.
    async fn a_page_asks_for_each_thing_once(app: TestApp) {
        let office = Office::open(app).await;
        let class = office.offer(&office.form()).await;
        office.book(&class, "LC-1042").await;
        let case = office.case("LC-1042").await;
        let staff = office.app.sign_in(STAFF).await;
        let role = crate::roles::role_id(&office.admin, "Staff with calendar").await;
        let pages = [
            (&office.scheduler, "/schedule".to_owned()),
            (&office.scheduler, format!("/classes/{class}")),
            (&office.scheduler, format!("/classes/{class}/roster?q=LC-104")),
            (&office.scheduler, format!("/classes/{class}/delivery")),
            (&office.scheduler, format!("/classes/{class}/edit")),
            (&office.scheduler, "/classes/new".to_owned()),
            (&office.scheduler, "/cases".to_owned()),
            (&office.scheduler, format!("/cases/{case}")),
            (&office.scheduler, format!("/cases/{case}/classes")),
            (&office.admin, "/admin/class-types".to_owned()),
            (&office.admin, "/admin/settings".to_owned()),
            (&office.admin, "/admin/roles".to_owned()),
            (&office.admin, "/admin/roles/new".to_owned()),
            (&office.admin, format!("/admin/roles/{role}")),
            (&office.admin, format!("/admin/roles/{role}/review")),
            (&office.admin, format!("/admin/roles/{role}/rename")),
            (&office.admin, format!("/admin/roles/{role}/delete")),
            (&office.admin, "/admin/users".to_owned()),
            (&office.admin, "/admin/users/invite".to_owned()),
            (&office.scheduler, format!("/cases/{case}/erase")),
            (&office.scheduler, format!("/classes/{class}/delete")),
            (&office.admin, "/admin/calendar/policy".to_owned()),
            (&office.admin, "/admin/calendar".to_owned()),
            (&office.admin, "/admin/calendar/ledger".to_owned()),
            (&office.admin, "/admin/audit".to_owned()),
            (&office.admin, "/admin/audit/email".to_owned()),
            (&office.admin, "/admin/calendar/approval".to_owned()),
            (&staff, "/classes".to_owned()),
            (&staff, "/profile".to_owned()),
            (&staff, "/profile/security".to_owned()),
            (&office.admin, "/profile/security/second-step".to_owned()),
            (&staff, "/profile/external".to_owned()),
            (&staff, "/profile/external/sent".to_owned()),
            (&staff, "/profile/external/check".to_owned()),
        ];
        for (browser, path) in pages {
            let page = browser.get(&path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.body);
            let mut answers = handed_over(&page.body);
            assert!(answers.len() > 1, "{path} hands over the viewer and its own");
            let asked = answers.len();
            answers.sort_unstable();
            let twice: Vec<_> = answers.windows(2).filter(|two| two[0] == two[1]).collect();
            assert!(twice.is_empty(), "{path} asked {asked} times, and twice for {twice:?}");
        }
    }
}
