//! The demo's data: there once, consistent, and worth looking at.

use app::api::cases::CasePage;
use app::api::classes::ClassWeek;
use server::demo;

use crate::test_app::{DAY, TestApp};

const TWO_PLACES: &str = "select count(*)
    from class_provider p
    join class a on a.id = p.class_id
    join class_provider q on q.user_id = p.user_id and q.class_id <> p.class_id
    join class b on b.id = q.class_id
    where a.starts_at < b.ends_at and b.starts_at < a.ends_at";
const ONE_ROOM: &str = "select count(*)
    from class a
    join class b on b.site_id = a.site_id and b.room = a.room and b.id <> a.id
    where a.starts_at < b.ends_at and b.starts_at < a.ends_at";
const CASE_TWICE: &str = "select count(*)
    from roster_entry r
    join class a on a.id = r.class_id
    join roster_entry s on s.case_id = r.case_id and s.class_id <> r.class_id
    join class b on b.id = s.class_id
    where a.starts_at < b.ends_at and b.starts_at < a.ends_at";
const TOO_MANY: &str = "select count(*)
    from class c
    where capacity < (select count(*) from roster_entry r where r.class_id = c.id)";

both_databases! {
    async fn the_demo_is_seeded_once_and_fits_together(app: TestApp) {
        demo::seed(&app.state).await.unwrap();
        demo::seed(&app.state).await.unwrap();
        for (sql, expect) in [
            ("select count(*) from organization where name = 'Linden County Programs'", 1),
            ("select count(*) from app_user where email like '%@demo.example'", 5),
            ("select count(*) from case_record", 40),
            ("select count(*) from class", 60),
            ("select count(distinct class_id) from roster_entry", 30),
            (TWO_PLACES, 0),
            (ONE_ROOM, 0),
            (CASE_TWICE, 0),
            (TOO_MANY, 0),
        ] {
            assert_eq!(app.count(sql).await, expect, "{sql}");
        }

        let staff = app.browser();
        let who = [("email", "staff@demo.example"), ("password", "demo-demo")];
        assert_eq!(staff.call("sign_in", &who).await.status, 200);
        let week: ClassWeek = staff.call("get_class_week", &[("scope", "own"), ("date", "")]).await.value();
        let shown: usize = week.days.iter().map(|day| day.classes.len()).sum();
        assert_eq!(shown, 5);
        assert!(week.upcoming.is_some() && week.calendar.may_connect);

        let scheduler = app.browser();
        let who = [("email", "scheduler@demo.example"), ("password", "demo-demo")];
        assert_eq!(scheduler.call("sign_in", &who).await.status, 200);
        let cases: CasePage = scheduler.call("get_cases", &[("query", "lc-2026-1042"), ("page", "1")]).await.value();
        assert_eq!(cases.total, 1);
    }

    async fn the_demo_has_something_to_come_on_any_day(app: TestApp) {
        // A Sunday, when the week is over.
        app.clock.advance(5 * DAY);
        demo::seed(&app.state).await.unwrap();
        let staff = app.browser();
        let who = [("email", "staff@demo.example"), ("password", "demo-demo")];
        assert_eq!(staff.call("sign_in", &who).await.status, 200);
        let week: ClassWeek = staff.call("get_class_week", &[("scope", "own"), ("date", "")]).await.value();
        assert!(week.days[6].today);
        assert_eq!(week.upcoming.unwrap().day, "Tue, Nov 24");
    }
}
