//! One week of classes, the viewer's own or everybody's.

use app::api::classes::{ClassDetail, ClassWeek};
use app::error::AppError;

use super::{Office, plain, refused};
use crate::test_app::{Browser, NOCAL, STAFF, STAFF2, TestApp};

async fn week(browser: &Browser, scope: &str, date: &str) -> ClassWeek {
    let fields = [("scope", scope), ("date", date)];
    browser.call("get_class_week", &fields).await.value()
}

both_databases! {
    async fn a_week_shows_its_days_from_monday(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        office.offer(&office.form().with("date", "2026-11-23")).await;
        let staff = office.app.sign_in(STAFF).await;
        let this = week(&staff, "own", "").await;
        assert_eq!(this.title, "Nov 16 – 22, 2026");
        assert_eq!((this.date.as_str(), this.previous.as_str(), this.next.as_str()), ("2026-11-16", "2026-11-09", "2026-11-23"));
        assert_eq!((this.zone.as_str(), this.days.len()), ("Chicago time", 7));
        let today = &this.days[1];
        assert_eq!((today.heading.as_str(), today.today, today.past), ("Today, Tue Nov 17", true, false));
        assert_eq!((this.days[0].heading.as_str(), this.days[0].past), ("Yesterday, Mon Nov 16", true));
        let counts: Vec<_> = this.days.iter().map(|day| day.classes.len()).collect();
        assert_eq!(counts, [0, 0, 0, 1, 0, 0, 0]);
        let row = &this.days[3].classes[0];
        assert_eq!((row.grid_start, row.grid_length, row.booked, row.capacity), (36, 6, 1, 3));
        assert_eq!((plain(&row.time), plain(&row.start), plain(&row.end)), ("9:00 – 10:30 am".into(), "9:00 am".into(), "to 10:30".into()));
        assert_eq!((row.place.as_str(), row.provider.as_str(), row.zone.as_str()), ("Main Street Center, Room 2", "Pat Provider", ""));
        assert_eq!(this.upcoming.as_ref().map(|row| row.id.to_string()), Some(id));
        assert_eq!((this.now_minute, this.now.as_str(), plain(&this.hours[13])), (540, "9:00", "1 pm".into()));

        let next = week(&staff, "own", "2026-11-29").await;
        assert_eq!((next.days[0].classes.len(), next.now_minute), (1, -1));
        assert!(next.upcoming.is_some() && next.may_add);
    }

    async fn own_and_all_are_different_weeks(app: TestApp) {
        let office = Office::open(app).await;
        office.offer(&office.form()).await;
        let quinn = office.form().with("provider_id", office.app.user(STAFF2).as_str()).with("room", "Room 3");
        let canceled = office.offer(&quinn).await;
        office.act("cancel_class", &canceled, "1").await.value::<()>();
        let classes = |week: ClassWeek| week.days.into_iter().flat_map(|day| day.classes).collect::<Vec<_>>();
        let all = classes(week(&office.scheduler, "all", "").await);
        assert_eq!(all.iter().map(|row| row.canceled).collect::<Vec<_>>(), [false, true]);
        assert_eq!(classes(week(&office.scheduler, "own", "").await).len(), 0);
        let nocal = office.app.sign_in(NOCAL).await;
        assert_eq!(classes(week(&nocal, "own", "").await).len(), 0);
    }

    async fn where_sites_differ_each_time_names_its_zone(app: TestApp) {
        let office = Office::open(app).await;
        office.offer(&office.form()).await;
        let berlin = office.form().with("site_id", &office.berlin).with("start", "00:30").with("end", "02:00");
        office.offer(&berlin).await;
        let all = week(&office.scheduler, "all", "").await;
        assert_eq!(all.zone, "");
        // Half past midnight in Berlin is Wednesday in Chicago, and Thursday where the class is.
        let thursday: Vec<_> = all.days[3].classes.iter().map(|row| (plain(&row.start), row.zone.clone())).collect();
        assert_eq!(thursday, [("12:30 am".to_owned(), "CET".to_owned()), ("9:00 am".to_owned(), "CST".to_owned())]);
    }

    async fn a_calendar_link_leads_to_the_class_of_whoever_may_see_it(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        let tx = &mut office.app.state.db.read().await.unwrap();
        let token = server::scalar!(tx, String, "select link_token from class").unwrap().unwrap();
        assert_eq!(token.len(), 22);
        let staff = office.app.sign_in(STAFF).await;
        let fields = [("token", token.as_str())];
        assert_eq!(staff.call("get_class_by_link", &fields).await.value::<String>(), id);
        let detail: ClassDetail = staff.call("get_class_detail", &[("id", &id)]).await.value();
        assert_eq!((detail.calendar_title.as_str(), detail.offered_by.as_str(), detail.own), ("Class", "Sam Scheduler", true));
        let other = office.app.sign_in(STAFF2).await;
        refused(&other.call("get_class_by_link", &fields).await, 404, AppError::NotFound);
    }
}
