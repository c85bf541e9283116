//! Booking and removing: who gets a place, and who is told why not.

use app::api::classes::ClassRoster;
use app::error::{AppError, Problem};

use super::{Office, plain, problem, refused};
use crate::test_app::{DAY, HOUR, STAFF, STAFF2, TestApp};

both_databases! {
    async fn a_case_is_booked_by_id_or_by_reference(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        let first = office.book(&id, " lc-1042 ").await;
        assert_eq!((first.reference.as_str(), first.booked), ("LC-1042", 1));
        assert_eq!(plain(&first.when), "Thu, Nov 19, 9:00 am");
        assert!(first.not_connected && !first.started);
        let second = office.book(&id, &office.case("LC-1043").await).await;
        assert_eq!(second.booked, 2);
        let roster: ClassRoster = office.scheduler.call("get_class_roster", &[("id", &id)]).await.value();
        let names: Vec<_> = roster.entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["Alma Birch", "Amos Cedar"]);
        assert_eq!(plain(&roster.entries[0].booked_at), "Today, 9:00 am");
        assert_eq!(roster.entries[0].booked_by, "Sam Scheduler");
    }

    async fn who_cannot_be_booked_is_told_why(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form().with("capacity", "2")).await;
        let overlapping = office
            .form()
            .with("class_type_id", &office.orientation)
            .with("provider_id", office.app.user(STAFF2).as_str())
            .with("room", "Room 3")
            .with("start", "10:00")
            .with("end", "11:00");
        let overlapping = office.offer(&overlapping).await;
        office.book(&id, "LC-1042").await;
        let reference = "LC-1042".to_owned();
        for (class, case, status, expect) in [
            (&id, "", 422, problem("case", Problem::Required)),
            (&id, "LC-9999", 422, problem("case", Problem::NotAChoice)),
            (&id, "0190c0de-0000-7000-8000-000000000001", 404, AppError::NotFound),
            (&id, "LC-1042", 409, AppError::Refused(Problem::AlreadyInClass { reference: reference.clone() })),
            (
                &overlapping,
                "LC-1042",
                409,
                AppError::Refused(Problem::BookedElsewhere { reference, class: "Decision Skills".to_owned() }),
            ),
        ] {
            refused(&office.try_book(class, case).await, status, expect);
        }
        office.book(&id, "LC-1043").await;
        let full = AppError::Refused(Problem::ClassFull { taken: 2, capacity: 2 });
        refused(&office.try_book(&id, "LC-1044").await, 409, full);
        office.act("cancel_class", &overlapping, "1").await.value::<()>();
        let canceled = AppError::Refused(Problem::ClassCanceled);
        refused(&office.try_book(&overlapping, "LC-1044").await, 409, canceled);
        office.app.execute("update case_record set erased_at = 1, name = '', reference = 'gone' where reference = 'LC-1045'").await;
        refused(&office.try_book(&id, "gone").await, 422, problem("case", Problem::NotAChoice));
        let active = "select count(*) from roster_entry where removed_at is null";
        assert_eq!(office.app.count(active).await, 2);

        // Staff see their class and its roster, and book nobody.
        let staff = office.app.sign_in(STAFF).await;
        let answer = staff.call("book_case", &[("class_id", &id), ("case", "LC-1044")]).await;
        refused(&answer, 403, AppError::NotAllowed { permission: "cases.manage".to_owned() });
        staff.call("get_class_roster", &[("id", &id)]).await.value::<ClassRoster>();
    }

    async fn the_last_place_is_taken_once(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form().with("capacity", "1")).await;
        let answers = tokio::join!(
            office.try_book(&id, "LC-1042"),
            office.try_book(&id, "LC-1043"),
            office.try_book(&id, "LC-1044"),
            office.try_book(&id, "LC-1045"),
        );
        let answers = [answers.0, answers.1, answers.2, answers.3];
        let full = AppError::Refused(Problem::ClassFull { taken: 1, capacity: 1 });
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            refused(answer, 409, full.clone());
        }
        assert_eq!(office.app.count("select count(*) from roster_entry").await, 1);
    }

    async fn one_case_is_in_one_place_at_a_time(app: TestApp) {
        let office = Office::open(app).await;
        let here = office.offer(&office.form()).await;
        let there = office
            .form()
            .with("provider_id", office.app.user(STAFF2).as_str())
            .with("room", "Room 3");
        let there = office.offer(&there).await;
        let answers = tokio::join!(
            office.try_book(&here, "LC-1042"),
            office.try_book(&there, "LC-1042"),
            office.try_book(&here, "LC-1042"),
        );
        let statuses = [answers.0.status, answers.1.status, answers.2.status];
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(office.app.count("select count(*) from roster_entry").await, 1);
    }

    async fn a_removed_case_stays_recorded_and_can_come_back(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        let case_id = office.case("LC-1042").await;
        let long = "x".repeat(201);
        let fields = [("class_id", id.as_str()), ("case_id", &case_id), ("reason", &long)];
        let answer = office.scheduler.call("remove_case", &fields).await;
        refused(&answer, 422, problem("reason", Problem::TooLong { max: 200 }));
        let fields = [("class_id", id.as_str()), ("case_id", &case_id), ("reason", "Moved away")];
        let removed: app::api::classes::Booked = office.scheduler.call("remove_case", &fields).await.value();
        assert_eq!(removed.booked, 0);
        let again = office.try_remove(&id, "LC-1042").await;
        refused(&again, 409, AppError::Refused(Problem::NotInClass));
        office.book(&id, "LC-1042").await;
        let roster: ClassRoster = office.scheduler.call("get_class_roster", &[("id", &id)]).await.value();
        assert_eq!((roster.entries.len(), roster.removed.len()), (1, 1));
        assert_eq!(roster.removed[0].reason, "Moved away");
    }

    async fn a_roster_can_be_corrected_until_the_class_is_over(app: TestApp) {
        let mut office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.later(2 * DAY + HOUR).await;
        assert!(office.book(&id, "LC-1042").await.started);
        assert_eq!(office.remove(&id, "LC-1042").await.booked, 0);
        office.later(HOUR).await;
        let over = AppError::Refused(Problem::ClassOver);
        refused(&office.try_book(&id, "LC-1042").await, 409, over.clone());
        refused(&office.try_remove(&id, "LC-1042").await, 409, over);
    }
}
