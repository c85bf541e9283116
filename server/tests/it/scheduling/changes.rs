//! Editing, canceling and deleting a class somebody else may be looking at.

use app::api::classes::{AvailabilityOptions, ClassDelivery, ClassDetail, ClassWeek, HistoryKind};
use app::error::{AppError, Problem};

use super::{Office, plain, problem, refused};
use crate::test_app::{DAY, HOUR, MINUTE, STAFF2, TestApp};

both_databases! {
    async fn an_edit_that_comes_too_late_is_told_who_was_faster(app: TestApp) {
        let mut office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.later(81 * MINUTE).await;
        office.try_edit(&id, "1", &office.form().with("start", "08:00")).await.value::<String>();
        let stale = AppError::Stale { by: "Sam Scheduler".to_owned(), at: "10:21\u{a0}am".to_owned() };
        let late = office.try_edit(&id, "1", &office.form().with("room", "Room 9")).await;
        refused(&late, 409, stale.clone());
        for action in ["cancel_class", "delete_class"] {
            refused(&office.act(action, &id, "1").await, 409, stale.clone());
        }
        let detail: ClassDetail = office.scheduler.call("get_class_detail", &[("id", &id)]).await.value();
        assert_eq!((detail.version, detail.room.as_str()), (2, "Room 2"));
        assert_eq!(plain(&detail.when), "Thu, Nov 19, 2026, 8:00 – 10:30 am, Chicago time");
    }

    async fn whoever_edits_second_sees_what_is_there_and_may_save_all_the_same(app: TestApp) {
        let mut office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.later(MINUTE).await;
        let theirs = office.form().with("start", "08:00").with("room", "Room 9");
        office.try_edit(&id, "1", &theirs).await.value::<String>();
        // As without script: the form comes back with what was typed and what is there.
        let mine = office.form().with("capacity", "5");
        let mut fields = mine.fields();
        fields.extend([("id", id.as_str()), ("version", "1")]);
        let address = format!("/classes/{id}/edit");
        let sent = office.scheduler.submit(&address, "/api/edit_availability", &fields).await;
        assert_eq!(sent.status, 303);
        let page = office.scheduler.get(&sent.location().replace(&office.app.url, "")).await;
        let body = plain(&page.body);
        for words in [
            "Sam Scheduler changed this", "Show what changed", "Room: Room 9", "Capacity: 3",
            "Date and time: Thu, Nov 19, 2026, 8:00 – 10:30 am, Chicago time",
            "Save mine anyway", "name=\"version\" value=\"2\"", "name=\"version\" value=\"1\"", "value=\"Room 2\"",
        ] {
            assert!(body.contains(words), "{words}: {body}");
        }
        assert!(!body.contains("Provider: Pat Provider"), "what is the same is not told: {body}");
        office.try_edit(&id, "2", &mine).await.value::<String>();
        let detail: ClassDetail = office.scheduler.call("get_class_detail", &[("id", &id)]).await.value();
        assert_eq!((detail.version, detail.room.as_str(), detail.capacity), (3, "Room 2", 5));
    }

    async fn a_class_whose_provider_was_deactivated_asks_for_somebody_else(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        let gone = async || -> Vec<bool> {
            let fields = [("scope", "all"), ("date", "2026-11-19")];
            let week: ClassWeek = office.scheduler.call("get_class_week", &fields).await.value();
            week.days.into_iter().flat_map(|day| day.classes).map(|row| row.provider_gone).collect()
        };
        assert_eq!(gone().await, [false]);
        office.app.execute("update app_user set active = 0 where email = 'staff@linden.example'").await;
        assert_eq!(gone().await, [true]);
        let words = "Nobody teaches it: Pat Provider is deactivated";
        for path in ["/schedule?date=2026-11-19".to_owned(), format!("/classes/{id}")] {
            let page = office.scheduler.get(&path).await;
            assert!(page.body.contains(words), "{path}: {}", page.body);
        }
        let case = office.case("LC-1042").await;
        let page = office.scheduler.get(&format!("/cases/{case}/classes")).await;
        assert_eq!(page.status, 200);
        // Somebody else takes it.
        let quinn = office.form().with("provider_id", office.app.user(STAFF2).as_str());
        office.try_edit(&id, "1", &quinn).await.value::<String>();
        assert_eq!(gone().await, [false]);
        let page = office.scheduler.get("/schedule?date=2026-11-19").await;
        assert!(!page.body.contains("Nobody teaches it"), "{}", page.body);
    }

    async fn two_edits_at_once_are_one_edit(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        let (one, two) = (office.form().with("capacity", "4"), office.form().with("capacity", "5"));
        let (one, two) = tokio::join!(office.try_edit(&id, "1", &one), office.try_edit(&id, "1", &two));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(office.app.count("select max(version) from class").await, 2);
    }

    async fn a_class_keeps_the_places_that_are_taken(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        office.book(&id, "LC-1043").await;
        let smaller = office.try_edit(&id, "1", &office.form().with("capacity", "1")).await;
        refused(&smaller, 422, problem("capacity", Problem::BelowBooked { booked: 2 }));
        office.try_edit(&id, "1", &office.form().with("capacity", "2")).await.value::<String>();
    }

    async fn a_started_class_keeps_its_time_and_provider(app: TestApp) {
        let mut office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.later(2 * DAY + HOUR).await;
        let started = AppError::Refused(Problem::ClassStarted);
        for form in [
            office.form().with("end", "11:00"),
            office.form().with("date", "2026-11-20"),
            office.form().with("provider_id", office.app.user(STAFF2).as_str()),
        ] {
            refused(&office.try_edit(&id, "1", &form).await, 409, started.clone());
        }
        for action in ["cancel_class", "delete_class", "send_again"] {
            refused(&office.act(action, &id, "1").await, 409, started.clone());
        }
        office.try_edit(&id, "1", &office.form().with("room", "Room 3")).await.value::<String>();
        let options: AvailabilityOptions = office
            .scheduler
            .call("get_availability_options", &[("id", &id)])
            .await
            .value();
        assert!(options.started);
        office.later(HOUR).await;
        let over = AppError::Refused(Problem::ClassOver);
        refused(&office.try_edit(&id, "2", &office.form()).await, 409, over);
    }

    async fn a_canceled_class_comes_back_as_it_was(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        let long = "x".repeat(201);
        let fields = [("id", id.as_str()), ("version", "1"), ("reason", &long)];
        let answer = office.scheduler.call("cancel_class", &fields).await;
        refused(&answer, 422, problem("reason", Problem::TooLong { max: 200 }));
        let fields = [("id", id.as_str()), ("version", "1"), ("reason", " Storm ")];
        office.scheduler.call("cancel_class", &fields).await.value::<()>();
        let detail: ClassDetail = office.scheduler.call("get_class_detail", &[("id", &id)]).await.value();
        assert_eq!((detail.canceled, detail.cancel_reason.as_str(), detail.may_book), (true, "Storm", false));
        let canceled = AppError::Refused(Problem::ClassCanceled);
        refused(&office.act("cancel_class", &id, "2").await, 409, canceled.clone());
        refused(&office.try_edit(&id, "2", &office.form()).await, 409, canceled);
        office.act("uncancel_class", &id, "2").await.value::<()>();
        let detail: ClassDetail = office.scheduler.call("get_class_detail", &[("id", &id)]).await.value();
        assert_eq!((detail.canceled, detail.booked, detail.version), (false, 1, 3));
    }

    async fn a_deleted_class_is_gone_and_its_roster_stays_recorded(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        office.act("delete_class", &id, "1").await.value::<()>();
        let gone = office.scheduler.call("get_class_detail", &[("id", &id)]).await;
        refused(&gone, 404, AppError::NotFound);
        refused(&office.try_book(&id, "LC-1043").await, 404, AppError::NotFound);
        assert_eq!(office.app.count("select count(*) from roster_entry").await, 1);
        // Its hour and its room are free again.
        office.offer(&office.form()).await;
    }

    async fn what_happened_is_recorded_without_a_name(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        office.try_edit(&id, "1", &office.form().with("start", "08:00")).await.value::<String>();
        office.act("cancel_class", &id, "2").await.value::<()>();
        let tx = &mut office.app.state.db.read().await.unwrap();
        let sql = "select action, detail from audit_event where target_id = $1 order by at, id";
        let mut rows = server::fetch_all!(tx, (String, String), sql, &id).unwrap();
        rows.sort();
        let actions: Vec<_> = rows.iter().map(|(action, _)| action.as_str()).collect();
        assert_eq!(actions, ["class.canceled", "class.moved", "class.offered", "roster.added"]);
        for (action, detail) in &rows {
            assert!(!detail.contains("Birch") && !detail.contains("LC-"), "{action}: {detail}");
        }
        assert_eq!(rows[3].1, office.case("LC-1042").await);
    }

    async fn a_class_tells_what_happened_to_it(app: TestApp) {
        let mut office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.later(MINUTE).await;
        office.book(&id, "LC-1042").await;
        office.later(MINUTE).await;
        office.book(&id, "LC-1043").await;
        office.remove(&id, "LC-1043").await;
        office.later(MINUTE).await;
        office.try_edit(&id, "1", &office.form().with("start", "08:30")).await.value::<String>();
        office.later(MINUTE).await;
        let quinn = office.form().with("start", "08:30").with("provider_id", office.app.user(STAFF2).as_str());
        office.try_edit(&id, "2", &quinn).await.value::<String>();
        office.later(MINUTE).await;
        office.remove(&id, "LC-1042").await;
        office.later(MINUTE).await;
        office.act("cancel_class", &id, "3").await.value::<()>();
        let delivery: ClassDelivery = office.scheduler.call("get_class_delivery", &[("id", &id)]).await.value();
        let told: Vec<_> = delivery
            .history
            .iter()
            .map(|row| (row.kind, row.count, plain(&row.from), plain(&row.to)))
            .collect();
        let bare = |kind, count| (kind, count, String::new(), String::new());
        assert_eq!(told, [
            bare(HistoryKind::Canceled, 0),
            bare(HistoryKind::LastRemoved, 1),
            (HistoryKind::Reassigned, 0, "Pat Provider".to_owned(), "Quinn Provider".to_owned()),
            (HistoryKind::Moved, 0, "9:00".to_owned(), "8:30 am".to_owned()),
            bare(HistoryKind::RosterChanged, 2),
            bare(HistoryKind::FirstBooked, 1),
            bare(HistoryKind::Offered, 0),
        ]);
        assert_eq!(plain(&delivery.history[0].at), "Today, 9:06 am");
        assert_eq!(delivery.history[6].person, "Sam Scheduler");
    }
}
