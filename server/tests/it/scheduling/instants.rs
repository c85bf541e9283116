//! Instants follow local time when zones change, in the app and on calendars alike.

use serde_json::Value;
use server::backend::classes::instants;

use crate::calendar::Desk;
use crate::scheduling::Office;
use crate::test_app::{ADMIN, DAY, HOUR, MINUTE, STAFF, TestApp};

/// When the only event of Pat's starts.
async fn start(desk: &Desk) -> String {
    let events = desk.google.events(STAFF).await;
    assert_eq!(events.len(), 1, "{events:?}");
    let start = &events[0]["start"]["dateTime"];
    start.as_str().map(str::to_owned).unwrap_or_default()
}

impl Office {
    async fn site_zone(&self, version: &str, zone: &str) -> u16 {
        let fields = [
            ("id", self.main_street.as_str()),
            ("version", version),
            ("form[name]", "Main Street Center"),
            ("form[time_zone]", zone),
        ];
        self.admin.call("edit_site", &fields).await.status
    }
}

both_databases! {
    async fn a_class_that_another_zone_would_put_into_the_past_keeps_its_time(app: TestApp) {
        let mut desk = Desk::connected(app).await;
        // Starts in two hours; in Berlin, eleven o'clock was six hours ago.
        let today = desk.office.form().with("date", "2026-11-17").with("start", "11:00").with("end", "12:00");
        let class = desk.office.offer(&today).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        let before = start(&desk).await;
        desk.google.forget_requests().await;
        assert_eq!(desk.office.site_zone("1", "Europe/Berlin").await, 200);
        desk.deliver().await;
        assert_eq!(start(&desk).await, before);
        assert!(desk.google.calls().await.iter().all(|call| !call.starts_with("POST")));
        let kept = "select count(*) from class where time_zone = 'America/Chicago'";
        assert_eq!(desk.office.app.count(kept).await, 1);
        // In the other direction it is still to come, and both say so.
        desk.office.admin = desk.office.app.sign_in(ADMIN).await;
        assert_eq!(desk.office.site_zone("2", "America/Los_Angeles").await, 200);
        desk.deliver().await;
        let moved = "select (max(starts_at) - 1794927600000) / 3600000 from class";
        assert_eq!(desk.office.app.count(moved).await, 4);
        assert_ne!(start(&desk).await, before);
    }

    async fn another_database_of_zones_moves_classes_and_their_events(app: TestApp) {
        let desk = Desk::connected(app).await;
        let class = desk.booked_class().await;
        let same = desk.office.form().with("date", "2026-11-20");
        desk.office.offer(&same).await;
        let state = &desk.office.app.state;
        // Both are of this database: the first start remembers it and moves nothing.
        assert_eq!(instants::follow_tzdb(state).await.unwrap(), 0);
        let right = start(&desk).await;
        // An older database had the clocks of that Thursday an hour off.
        for sql in [
            "update installation set value = '2020a' where name = 'tzdb'",
            "update class set tzdb = '2020a'",
            "update class set starts_at = starts_at - 3600000, ends_at = ends_at - 3600000
             where local_start = '2026-11-19T09:00'",
        ] {
            assert!(desk.office.app.execute(sql).await > 0, "{sql}");
        }
        desk.office.act("send_again", &class, "1").await.value::<()>();
        desk.deliver().await;
        desk.google.forget_requests().await;
        assert_eq!(instants::follow_tzdb(state).await.unwrap(), 1);
        desk.deliver().await;
        assert_eq!(start(&desk).await, right);
        assert!(desk.google.calls().await.contains(&"PATCH 200".to_owned()));
        let old = "select count(*) from class where tzdb = '2020a'";
        assert_eq!(desk.office.app.count(old).await, 0);
        assert_eq!(instants::follow_tzdb(state).await.unwrap(), 0);
    }

    async fn a_site_and_its_classes_are_changed_at_once_without_a_deadlock(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        let mut version = 1;
        for round in 1..=6 {
            let zone = if round % 2 == 0 { "America/Chicago" } else { "America/New_York" };
            let site_version = round.to_string();
            let class_version = version.to_string();
            let form = office.form().with("capacity", &(round + 3).to_string());
            let (site, class) = tokio::join!(
                office.site_zone(&site_version, zone),
                office.try_edit(&id, &class_version, &form),
            );
            assert_eq!(site, 200);
            // The zone may have been first; then the class is another version.
            assert!(matches!(class.status, 200 | 409), "{}", class.body);
            let sql = "select version from class";
            version = office.app.count(sql).await;
        }
    }

    async fn the_banner_counts_only_what_can_still_arrive(app: TestApp) {
        let mut desk = Desk::connected(app).await;
        desk.google.revoke(STAFF).await;
        let class = desk.office.offer(&desk.office.form().with("date", "2026-11-18")).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.deliver_after(5 * MINUTE).await;
        assert_eq!(desk.connection_state().await, "needs_reconnect");
        let waiting = async |desk: &Desk| -> Value {
            let staff = desk.office.app.sign_in(STAFF).await;
            staff.call("get_viewer", &[]).await.value::<Value>()["banner"]["waiting"].clone()
        };
        assert_eq!(waiting(&desk).await, 1);
        desk.office.later(DAY + 12 * HOUR).await;
        assert_eq!(waiting(&desk).await, 0);
    }
}
