//! The availability form: every problem has its sentence, and nothing is saved with one.

use app::api::classes::{AvailabilityOptions, ClassDetail};
use app::error::{AppError, FieldProblem, Problem};

use super::{Office, plain, problem, refused};
use crate::test_app::{ELM_ADMIN, NOCAL, STAFF, STAFF2, TestApp};

both_databases! {
    async fn what_cannot_be_offered_is_named_and_not_saved(app: TestApp) {
        let office = Office::open(app).await;
        let long_room = "x".repeat(61);
        for (field, value, expect) in [
            ("class_type_id", "", problem("class_type_id", Problem::Required)),
            ("class_type_id", "nothing", problem("class_type_id", Problem::NotAChoice)),
            ("site_id", "", problem("site_id", Problem::Required)),
            ("site_id", "a b", problem("site_id", Problem::NotAChoice)),
            ("room", &long_room, problem("room", Problem::TooLong { max: 60 })),
            ("provider_id", "", problem("provider_id", Problem::Required)),
            // A scheduler offers no classes of their own.
            (
                "provider_id",
                office.app.user(crate::test_app::SCHEDULER).as_str(),
                problem("provider_id", Problem::NotAChoice),
            ),
            (
                "provider_id",
                office.app.user(ELM_ADMIN).as_str(),
                problem("provider_id", Problem::NotAChoice),
            ),
            ("capacity", "", problem("capacity", Problem::Required)),
            ("capacity", "0", problem("capacity", Problem::OutOfRange { min: 1, max: 500 })),
            ("capacity", "501", problem("capacity", Problem::OutOfRange { min: 1, max: 500 })),
            ("capacity", "ten", problem("capacity", Problem::OutOfRange { min: 1, max: 500 })),
            ("date", "", problem("date", Problem::Required)),
            ("date", "11/19/2026", problem("date", Problem::NotADate)),
            ("date", "2026-11-31", problem("date", Problem::NotADate)),
            ("date", "2026-11-16", problem("date", Problem::InThePast)),
            ("start", "", problem("start", Problem::Required)),
            ("start", "9 am", problem("start", Problem::NotATime)),
            ("end", "25:00", problem("end", Problem::NotATime)),
            ("end", "09:00", problem("end", Problem::EndBeforeStart)),
            ("end", "08:00", problem("end", Problem::EndBeforeStart)),
        ] {
            let answer = office.try_offer(&office.form().with(field, value)).await;
            refused(&answer, 422, expect);
        }
        let earlier_today = office.form().with("date", "2026-11-17").with("start", "08:30");
        let answer = office.try_offer(&earlier_today).await;
        refused(&answer, 422, problem("start", Problem::InThePast));
        assert_eq!(office.app.count("select count(*) from class").await, 0);
    }

    async fn every_problem_is_told_at_once(app: TestApp) {
        let office = Office::open(app).await;
        let form = office.form().with("class_type_id", "").with("capacity", "x").with("end", "y");
        let answer = office.try_offer(&form).await;
        let told = |field: &str, problem| FieldProblem { field: field.to_owned(), problem };
        refused(&answer, 422, AppError::Invalid(vec![
            told("class_type_id", Problem::Required),
            told("capacity", Problem::OutOfRange { min: 1, max: 500 }),
            told("end", Problem::NotATime),
        ]));
    }

    async fn a_time_the_clocks_skip_is_refused(app: TestApp) {
        let office = Office::open(app).await;
        let form = office.form().with("date", "2027-03-14").with("start", "02:30").with("end", "04:00");
        let answer = office.try_offer(&form).await;
        refused(&answer, 422, problem("start", Problem::TimeDoesNotExist {
            time: "2:30\u{a0}am".to_owned(),
            site: "Main Street Center".to_owned(),
            date: "Mar 14, 2027".to_owned(),
            from: "2:00".to_owned(),
            to: "3:00\u{a0}am".to_owned(),
        }));
        // Berlin changes two weeks later.
        office.offer(&form.with("site_id", &office.berlin).with("room", "")).await;
    }

    async fn a_time_that_happens_twice_asks_which(app: TestApp) {
        let office = Office::open(app).await;
        let form = office.form().with("date", "2027-11-07").with("start", "01:30").with("end", "03:00");
        let answer = office.try_offer(&form).await;
        refused(&answer, 422, problem("start", Problem::TimeHappensTwice {
            time: "1:30\u{a0}am".to_owned(),
            date: "Nov 7, 2027".to_owned(),
            first: "CDT".to_owned(),
            second: "CST".to_owned(),
        }));
        office.offer(&form.clone().with("start_fold", "first")).await;
        let second = form
            .with("start_fold", "second")
            .with("room", "")
            .with("provider_id", office.app.user(STAFF2).as_str());
        let id = office.offer(&second).await;
        let hour = "select max(starts_at) - min(starts_at) from class";
        assert_eq!(office.app.count(hour).await, 3_600_000);
        // The form remembers the choice, so editing something else asks nothing.
        let options: AvailabilityOptions = office
            .scheduler
            .call("get_availability_options", &[("id", &id)])
            .await
            .value();
        assert_eq!((options.form.start_fold.as_str(), options.form.end_fold.as_str()), ("second", ""));
        let unasked = second.with("start_fold", "").with("capacity", "4");
        assert_eq!(office.try_edit(&id, "1", &unasked).await.value::<String>(), id);
        assert_eq!(office.app.count("select max(start_fold) from class").await, 1);
    }

    async fn a_night_ends_the_next_day(app: TestApp) {
        let office = Office::open(app).await;
        let form = office.form().with("start", "23:00").with("end", "01:00").with("ends_next_day", "on");
        let id = office.offer(&form).await;
        let detail: ClassDetail = office.scheduler.call("get_class_detail", &[("id", &id)]).await.value();
        assert_eq!(plain(&detail.when), "Thu, Nov 19, 2026, 11:00 pm – 1:00 am, Chicago time");
        assert_eq!(office.app.count("select max(ends_at - starts_at) from class").await, 2 * 3_600_000);
    }

    async fn a_person_and_a_room_are_in_one_place_at_a_time(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        let busy = problem("start", Problem::ProviderBusy {
            provider: "Pat Provider".to_owned(),
            class: "Decision Skills".to_owned(),
            when: "Nov 19, 9:00 – 10:30\u{a0}am".to_owned(),
        });
        let elsewhere = office.form().with("site_id", &office.berlin).with("start", "16:00").with("end", "17:00");
        refused(&office.try_offer(&elsewhere).await, 422, busy);
        let same_room = office
            .form()
            .with("provider_id", office.app.user(STAFF2).as_str())
            .with("room", "room 2")
            .with("start", "10:00")
            .with("end", "11:00");
        let taken = problem("room", Problem::RoomTaken { room: "room 2".to_owned() });
        refused(&office.try_offer(&same_room).await, 422, taken);
        // Right after it, in the same room, by the same person.
        office.offer(&office.form().with("start", "10:30").with("end", "11:00")).await;
        // A canceled class is in nobody's way, until it comes back.
        office.act("cancel_class", &id, "1").await.value::<()>();
        office.offer(&same_room.with("start", "09:30").with("end", "10:30")).await;
        let back = office.act("uncancel_class", &id, "2").await;
        refused(&back, 409, AppError::Refused(Problem::RoomTaken { room: "Room 2".to_owned() }));
    }

    async fn two_people_at_once_take_one_room_once(app: TestApp) {
        let office = Office::open(app).await;
        let other = office.form().with("provider_id", office.app.user(STAFF2).as_str());
        let form = office.form();
        let (one, two) = tokio::join!(office.try_offer(&form), office.try_offer(&other));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
    }

    async fn staff_offer_their_own_availability_only(app: TestApp) {
        let office = Office::open(app).await;
        let staff = office.app.sign_in(STAFF).await;
        let options: AvailabilityOptions = staff.call("get_availability_options", &[]).await.value();
        assert_eq!(options.providers.len(), 1);
        assert_eq!(options.form.provider_id, office.app.user(STAFF).as_str());
        let own = office.form();
        let id: String = staff.call("add_availability", &own.fields()).await.value();
        let for_other = own.with("provider_id", office.app.user(NOCAL).as_str());
        let answer = staff.call("add_availability", &for_other.fields()).await;
        refused(&answer, 422, problem("provider_id", Problem::NotAChoice));

        // Another provider's class is not there for them, in no way.
        let nocal = office.app.sign_in(NOCAL).await;
        for (endpoint, fields) in [
            ("get_class_detail", vec![("id", id.as_str())]),
            ("get_class_roster", vec![("id", id.as_str())]),
            ("cancel_class", vec![("id", id.as_str()), ("version", "1")]),
        ] {
            refused(&nocal.call(endpoint, &fields).await, 404, AppError::NotFound);
        }
        let not_allowed = AppError::NotAllowed { permission: "classes.manage".to_owned() };
        let all = nocal.call("get_class_week", &[("scope", "all"), ("date", "")]).await;
        refused(&all, 403, not_allowed);
        let nobody = office.app.browser();
        let answer = nobody.call("get_class_detail", &[("id", &id)]).await;
        refused(&answer, 401, AppError::SignedOut);
    }

    async fn another_organization_sees_and_changes_nothing(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        let case_id = office.case("LC-1042").await;
        let elm = office.app.sign_in(ELM_ADMIN).await;
        let mut edit = office.form().fields().iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>();
        edit.extend([("id".to_owned(), id.clone()), ("version".to_owned(), "1".to_owned())]);
        let edit: Vec<_> = edit.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let (id, case_id) = (id.as_str(), case_id.as_str());
        for (endpoint, fields) in [
            ("get_class_detail", vec![("id", id)]),
            ("get_class_roster", vec![("id", id)]),
            ("get_class_delivery", vec![("id", id)]),
            ("get_availability_options", vec![("id", id)]),
            ("edit_availability", edit),
            ("cancel_class", vec![("id", id), ("version", "1")]),
            ("uncancel_class", vec![("id", id), ("version", "1")]),
            ("delete_class", vec![("id", id), ("version", "1")]),
            ("send_again", vec![("id", id), ("version", "1")]),
            ("book_case", vec![("class_id", id), ("case", case_id)]),
            ("remove_case", vec![("class_id", id), ("case_id", case_id)]),
            ("get_case_detail", vec![("id", case_id)]),
            ("edit_case", vec![("id", case_id), ("version", "1"), ("form[reference]", "X"), ("form[name]", "Y")]),
            ("get_open_classes", vec![("case_id", case_id), ("filter[page]", "1")]),
            ("edit_class_type", vec![("id", &office.decision_skills), ("version", "1"), ("form[name]", "X")]),
            ("edit_site", vec![("id", &office.main_street), ("version", "1"), ("form[name]", "X"), ("form[time_zone]", "UTC")]),
        ] {
            let answer = elm.call(endpoint, &fields).await;
            assert_eq!((answer.status, answer.error()), (404, AppError::NotFound), "{endpoint}");
        }
        let detail: ClassDetail = office.scheduler.call("get_class_detail", &[("id", id)]).await.value();
        assert_eq!((detail.version, detail.canceled), (1, false));
        assert_eq!(office.app.count("select count(*) from roster_entry").await, 0);
    }
}
