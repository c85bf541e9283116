//! Weekly availabilities: dates that need a decision, and changing one or the rest.

use app::api::classes::ClassDetail;
use app::api::series::SeriesPreview;
use app::error::{AppError, Problem};

use super::{Form, Office, plain, problem, refused};
use crate::calendar::Desk;
use crate::test_app::{NOCAL, STAFF, STAFF2, TestApp};

impl Office {
    /// Thursdays from November 19, 9:00 – 10:30 am.
    fn weekly(&self, until: &str) -> Form {
        self.form()
            .with("repeat", "on")
            .with("until", until)
            .with("seen", "on")
    }

    /// What the form would do; `id` is the class whose rest is edited.
    async fn preview(&self, id: Option<&str>, form: &Form) -> Option<SeriesPreview> {
        let mut fields = form.fields();
        fields.extend(id.map(|id| ("id", id)));
        self.scheduler.call("preview_series", &fields).await.value()
    }

    async fn starts(&self) -> Vec<String> {
        let tx = &mut self.app.state.db.read().await.unwrap();
        let sql = "select local_start from class where deleted_at is null order by starts_at";
        let rows = server::fetch_all!(tx, (String,), sql).unwrap();
        rows.into_iter().map(|(start,)| start).collect()
    }

    /// The class that starts at this local time.
    async fn at(&self, local_start: &str) -> String {
        let tx = &mut self.app.state.db.read().await.unwrap();
        let sql = "select id from class where local_start = $1 and deleted_at is null";
        server::scalar!(tx, String, sql, local_start)
            .unwrap()
            .expect(local_start)
    }

    async fn detail(&self, id: &str) -> ClassDetail {
        self.scheduler
            .call("get_class_detail", &[("id", id)])
            .await
            .value()
    }
}

fn undecided(count: i64, of: i64) -> AppError {
    problem("dates", Problem::DatesUndecided { count, of })
}

both_databases! {
    async fn every_week_until_a_date_is_a_row_for_each_date(app: TestApp) {
        let office = Office::open(app).await;
        let form = office.weekly("2026-12-20");
        // Without script the dates are shown first.
        let unseen = form.clone().with("seen", "");
        refused(&office.try_offer(&unseen).await, 422, problem("dates", Problem::LookAtDates { count: 5 }));
        let preview = office.preview(None, &unseen).await.unwrap();
        assert_eq!((preview.makes, preview.undecided, preview.dates.len()), (5, 0, 5));
        assert_eq!(preview.dates[1].words, "Thu, Nov 26, 2026");
        // Nobody works on Thanksgiving.
        let skipping = form.with("decided][d2026-11-26", "skip");
        assert_eq!(office.preview(None, &skipping).await.unwrap().makes, 4);
        let first = office.offer(&skipping).await;
        assert_eq!(office.starts().await, [
            "2026-11-19T09:00", "2026-12-03T09:00", "2026-12-10T09:00", "2026-12-17T09:00",
        ]);
        let detail = office.detail(&first).await;
        assert_eq!((detail.rest, detail.rest_until.as_str()), (4, "Dec 17, 2026"));
        assert_eq!(office.app.count("select count(distinct series_id) from class").await, 1);
        assert_eq!(office.app.count("select count(*) from audit_event where action = 'class.offered'").await, 4);
        // The form alone, and dates that are none.
        for (until, expect) in [
            ("", Problem::Required),
            ("2026-11-18", Problem::UntilBeforeStart),
            ("2027-12-01", Problem::TooManyDates { max: 53 }),
        ] {
            refused(&office.try_offer(&office.weekly(until)).await, 422, problem("until", expect));
        }
        assert_eq!(office.preview(None, &office.weekly("")).await, None);
    }

    async fn dates_on_which_clocks_change_need_a_decision(app: TestApp) {
        let office = Office::open(app).await;
        let spring = office
            .weekly("2027-03-21")
            .with("date", "2027-03-07")
            .with("start", "02:30")
            .with("end", "04:00");
        let preview = office.preview(None, &spring).await.unwrap();
        assert_eq!((preview.makes, preview.undecided), (3, 1));
        assert!(matches!(preview.dates[1].problem, Some(Problem::TimeDoesNotExist { .. })));
        refused(&office.try_offer(&spring).await, 422, undecided(1, 3));
        assert_eq!(office.app.count("select count(*) from class").await, 0);
        office.offer(&spring.with("decided][d2027-03-14", "skip")).await;
        assert_eq!(office.starts().await, ["2027-03-07T02:30", "2027-03-21T02:30"]);

        let autumn = office
            .weekly("2027-11-14")
            .with("date", "2027-10-31")
            .with("start", "01:30")
            .with("end", "03:00");
        let preview = office.preview(None, &autumn).await.unwrap();
        assert_eq!(preview.undecided, 1);
        assert_eq!(preview.dates[1].twice, Some(("CDT".to_owned(), "CST".to_owned())));
        refused(&office.try_offer(&autumn).await, 422, undecided(1, 3));
        let second = autumn.with("decided][d2027-11-07", "second");
        // What is decided can be decided otherwise.
        assert_eq!(office.preview(None, &second).await.unwrap().dates[1].twice.as_ref().map(|t| t.0.as_str()), Some("CDT"));
        office.offer(&second).await;
        assert_eq!(office.app.count("select count(*) from class where start_fold = 1").await, 1);
    }

    async fn a_date_that_is_taken_is_named_and_can_be_skipped(app: TestApp) {
        let office = Office::open(app).await;
        office.offer(&office.form().with("date", "2026-12-03").with("start", "10:00").with("end", "11:00")).await;
        let form = office.weekly("2026-12-10").with("room", "");
        let preview = office.preview(None, &form).await.unwrap();
        let busy: Vec<_> = preview.dates.iter().map(|date| date.problem.is_some()).collect();
        assert_eq!(busy, [false, false, true, false]);
        assert!(matches!(&preview.dates[2].problem, Some(Problem::ProviderBusy { when, .. })
            if plain(when) == "Dec 3, 10:00 – 11:00 am"));
        refused(&office.try_offer(&form).await, 422, undecided(1, 4));
        office.offer(&form.clone().with("decided][d2026-12-03", "skip")).await;
        assert_eq!(office.starts().await.len(), 4);
        let everything = ["2026-11-19", "2026-11-26", "2026-12-03", "2026-12-10"]
            .iter()
            .fold(form, |form, date| form.with(&format!("decided][d{date}"), "skip"));
        refused(&office.try_offer(&everything).await, 422, problem("dates", Problem::EveryDateSkipped));
    }

    async fn the_rest_of_a_series_changes_by_what_changed_about_one(app: TestApp) {
        let office = Office::open(app).await;
        office.offer(&office.weekly("2026-12-17")).await;
        // The third one has a room of its own, the fourth is canceled.
        let third = office.at("2026-12-03T09:00").await;
        let other_room = office.form().with("date", "2026-12-03").with("room", "Room 7");
        office.try_edit(&third, "1", &other_room).await.value::<String>();
        let fourth = office.at("2026-12-10T09:00").await;
        office.act("cancel_class", &fourth, "1").await.value::<()>();

        // From the second one on: Fridays, an hour later, by somebody else.
        let second = office.at("2026-11-26T09:00").await;
        let friday = office
            .form()
            .with("date", "2026-11-27")
            .with("start", "10:00")
            .with("end", "11:30")
            .with("provider_id", office.app.user(STAFF2).as_str())
            .with("reach", "rest")
            .with("seen", "on");
        let preview = office.preview(Some(&second), &friday).await.unwrap();
        let dates: Vec<_> = preview.dates.iter().map(|date| date.date.as_str()).collect();
        assert_eq!(dates, ["2026-11-26", "2026-12-03", "2026-12-17"]);
        assert_eq!(preview.undecided, 0);
        assert_eq!(office.starts().await.len(), 5, "looking changes nothing");
        assert_eq!(office.app.count("select max(version) from class").await, 2);
        office.try_edit(&second, "1", &friday).await.value::<String>();
        assert_eq!(office.starts().await, [
            "2026-11-19T09:00", "2026-11-27T10:00", "2026-12-04T10:00", "2026-12-10T09:00", "2026-12-18T10:00",
        ]);
        let rooms = "select count(*) from class where room = 'Room 7' and local_start = '2026-12-04T10:00'";
        assert_eq!(office.app.count(rooms).await, 1);
        let quinn = "select count(*) from class_provider p join app_user u on u.id = p.user_id
                     where u.email = 'staff2@linden.example'";
        assert_eq!(office.app.count(quinn).await, 3);
        // The form is of an older version now.
        assert_eq!(office.try_edit(&second, "1", &friday).await.status, 409);
        // A week later, each where the one beside it was.
        let week_later = friday.with("date", "2026-12-04");
        office.try_edit(&second, "2", &week_later).await.value::<String>();
        assert_eq!(office.starts().await, [
            "2026-11-19T09:00", "2026-12-04T10:00", "2026-12-10T09:00", "2026-12-11T10:00", "2026-12-25T10:00",
        ]);
    }

    async fn a_date_of_the_rest_that_is_taken_stays_when_skipped(app: TestApp) {
        let office = Office::open(app).await;
        office.offer(&office.weekly("2026-12-03")).await;
        let in_the_way = office.form().with("date", "2026-11-26").with("start", "11:00").with("end", "12:00").with("room", "");
        office.offer(&in_the_way).await;
        let first = office.at("2026-11-19T09:00").await;
        let later = office.form().with("start", "11:00").with("end", "12:30").with("reach", "rest").with("seen", "on");
        refused(&office.try_edit(&first, "1", &later).await, 422, undecided(1, 3));
        assert_eq!(office.app.count("select max(version) from class").await, 1, "nothing half done");
        let later = later.with("decided][d2026-11-26", "skip");
        office.try_edit(&first, "1", &later).await.value::<String>();
        assert_eq!(office.starts().await, [
            "2026-11-19T11:00", "2026-11-26T09:00", "2026-11-26T11:00", "2026-12-03T11:00",
        ]);
    }

    async fn the_calendar_follows_the_rest_of_a_series(app: TestApp) {
        let desk = Desk::connected(app).await;
        let office = &desk.office;
        office.offer(&office.weekly("2026-12-03")).await;
        for start in ["2026-11-19T09:00", "2026-11-26T09:00", "2026-12-03T09:00"] {
            office.book(&office.at(start).await, "LC-1042").await;
        }
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 3);
        desk.google.forget_requests().await;
        let second = office.at("2026-11-26T09:00").await;
        let form = office.form().with("date", "2026-11-26").with("start", "08:00").with("reach", "rest").with("seen", "on");
        office.try_edit(&second, "1", &form).await.value::<String>();
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["PATCH 200", "PATCH 200"], "the first one is left alone");

        let fields = [("id", second.as_str()), ("version", "2"), ("reach", "rest")];
        office.scheduler.call("delete_class", &fields).await.value::<()>();
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        assert_eq!(office.starts().await, ["2026-11-19T09:00"]);
    }

    async fn cases_that_are_elsewhere_keep_a_class_from_moving_there(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        let other = office
            .form()
            .with("start", "11:00")
            .with("end", "12:00")
            .with("room", "")
            .with("provider_id", office.app.user(NOCAL).as_str());
        let other = office.offer(&other).await;
        for class in [&id, &other] {
            office.book(class, "LC-1042").await;
        }
        let moved = office.form().with("start", "11:30").with("end", "13:00");
        refused(&office.try_edit(&id, "1", &moved).await, 422, problem("start", Problem::CasesElsewhere { count: 1 }));
        office.remove(&other, "LC-1042").await;
        office.try_edit(&id, "1", &moved).await.value::<String>();
    }

    async fn a_form_without_script_keeps_what_was_typed(app: TestApp) {
        let office = Office::open(app).await;
        let form = office.weekly("2026-12-10").with("seen", "").with("room", "Room 4711");
        let answer = office.scheduler.submit("/classes/new", "/api/add_availability", &form.fields()).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let page = office.scheduler.get(&answer.location().replace(&office.app.url, "")).await;
        assert!(page.body.contains("value=\"Room 4711\""), "{}", page.body);
        assert!(page.body.contains("Look at the 4 dates below"), "{}", page.body);
        assert!(page.body.contains("This makes 4 availabilities."), "{}", page.body);
        assert!(page.body.contains("form[decided][d2026-11-26]"), "{}", page.body);
        assert!(page.body.contains("name=\"form[seen]\""), "{}", page.body);
        // It is read once.
        let again = office.scheduler.get("/classes/new").await;
        assert!(!again.body.contains("Room 4711"));
        // And never by somebody else.
        let admin = office.scheduler.submit("/classes/new", "/api/add_availability", &form.fields()).await;
        assert!(admin.header("set-cookie").starts_with("__Host-answer="), "{:?}", admin.headers);
        let value = office.scheduler.cookie("__Host-answer").unwrap();
        office.admin.set_cookie("__Host-answer", &value);
        let theirs = office.admin.get("/classes/new").await;
        assert!(!theirs.body.contains("Room 4711"));
        // What names a secret is never carried.
        let password = [("current", "wrong wrong wrong"), ("new", "a longer secret phrase")];
        let staff = office.app.sign_in(STAFF).await;
        let answer = staff.submit("/profile/security", "/api/change_password", &password).await;
        assert_eq!(answer.status, 303);
        assert_eq!(staff.cookie("__Host-answer"), None);
    }

    async fn a_form_without_script_says_that_it_was_saved(app: TestApp) {
        let office = Office::open(app).await;
        let case = office.case("LC-1042").await;
        let page = format!("/cases/{case}");
        let fields = [("id", case.as_str()), ("version", "1"), ("form[reference]", "LC-1042"), ("form[name]", "Alma Reed")];
        let answer = office.scheduler.submit(&page, "/api/edit_case", &fields).await;
        assert_eq!(answer.status, 303);
        let saved = office.scheduler.get(&page).await;
        assert!(saved.body.contains("Saved."), "{}", saved.body);
        let later = office.scheduler.get(&page).await;
        assert!(!later.body.contains("Saved."));
        // Booked from the case's own page: what was done, and its way back.
        let class = office.offer(&office.form()).await;
        let page = format!("/cases/{case}/classes");
        let fields = [("class_id", class.as_str()), ("case", case.as_str())];
        office.scheduler.submit(&page, "/api/book_case", &fields).await;
        let booked = office.scheduler.get(&page).await;
        assert!(plain(&booked.body).contains("Case LC-1042 booked: Thu, Nov 19, 9:00 am."), "{}", booked.body);
    }
}
