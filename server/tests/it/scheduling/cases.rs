//! Cases: typed, found, listed, and where they can be booked.

use app::api::cases::{CaseDetail, CaseHit, CasePage, OpenClasses};
use app::error::{AppError, Problem};

use super::{Office, plain, problem, refused};
use crate::test_app::{DAY, STAFF, STAFF2, TestApp};

both_databases! {
    async fn a_case_needs_a_reference_of_its_own_and_a_name(app: TestApp) {
        let office = Office::open(app).await;
        let long = "x".repeat(201);
        for (field, value, expect) in [
            ("reference", "", problem("reference", Problem::Required)),
            ("reference", &long[..41], problem("reference", Problem::TooLong { max: 40 })),
            ("reference", "lc-1042", problem("reference", Problem::AlreadyUsed)),
            ("name", " ", problem("name", Problem::Required)),
            ("name", &long[..121], problem("name", Problem::TooLong { max: 120 })),
            ("date_of_birth", "1990-02-30", problem("date_of_birth", Problem::NotADate)),
            ("date_of_birth", "2030-01-01", problem("date_of_birth", Problem::NotADate)),
            ("contact", &long, problem("contact", Problem::TooLong { max: 200 })),
        ] {
            let name = format!("form[{field}]");
            let mut fields = vec![("form[reference]", "LC-2000"), ("form[name]", "Bea Marsh")];
            fields.retain(|(known, _)| *known != name);
            fields.push((&name, value));
            refused(&office.scheduler.call("add_case", &fields).await, 422, expect);
        }
        assert_eq!(office.app.count("select count(*) from case_record").await, 4);
        let staff = office.app.sign_in(STAFF).await;
        let answer = staff.call("get_cases", &[("query", ""), ("page", "1")]).await;
        refused(&answer, 403, AppError::NotAllowed { permission: "cases.manage".to_owned() });
    }

    async fn an_edited_case_keeps_its_reference_and_notices_a_faster_edit(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.case("LC-1042").await;
        let edit = [
            ("id", id.as_str()),
            ("version", "1"),
            ("form[reference]", "LC-1042"),
            ("form[name]", "Alma Stone"),
            ("form[date_of_birth]", "1990-02-28"),
        ];
        assert_eq!(office.scheduler.call("edit_case", &edit).await.value::<String>(), id);
        let stale = AppError::Stale { by: "Sam Scheduler".to_owned(), at: "9:00\u{a0}am".to_owned() };
        refused(&office.scheduler.call("edit_case", &edit).await, 409, stale);
        let detail: CaseDetail = office.scheduler.call("get_case_detail", &[("id", &id)]).await.value();
        assert_eq!((detail.form.name.as_str(), detail.form.date_of_birth.as_str()), ("Alma Stone", "1990-02-28"));
    }

    async fn cases_are_listed_with_their_next_class(app: TestApp) {
        let office = Office::open(app).await;
        let id = office.offer(&office.form()).await;
        office.book(&id, "LC-1042").await;
        let list = async |query: &str| {
            office.scheduler.call("get_cases", &[("query", query), ("page", "1")]).await.value::<CasePage>()
        };
        let page = list("").await;
        assert_eq!((page.total, page.page, page.pages, page.cases.len()), (4, 1, 1, 4));
        assert_eq!(plain(&page.cases[0].next_class), "Thu, Nov 19, 9:00 am");
        assert_eq!(page.cases[1].next_class_id, None);
        let found = list("1043").await;
        assert_eq!((found.total, found.cases[0].name.as_str()), (1, "Amos Cedar"));
        assert_eq!(list("BROOK").await.total, 1);
        // A wildcard is a letter like any other.
        assert_eq!(list("%").await.total, 0);
    }

    async fn a_case_is_found_by_a_few_letters(app: TestApp) {
        let office = Office::open(app).await;
        let find = async |query: &str| {
            let hits: Vec<CaseHit> = office.scheduler.call("find_cases", &[("query", query)]).await.value();
            hits.into_iter().map(|hit| hit.reference).collect::<Vec<_>>()
        };
        assert_eq!(find("L").await, Vec::<String>::new());
        assert_eq!(find("lc-104").await.len(), 4);
        assert_eq!(find("am").await, ["LC-1043"]);
    }

    async fn a_case_shows_what_is_to_come_and_what_was(app: TestApp) {
        let mut office = Office::open(app).await;
        let first = office.offer(&office.form()).await;
        let later = office.offer(&office.form().with("date", "2026-11-26")).await;
        for class in [&later, &first] {
            office.book(class, "LC-1042").await;
        }
        office.remove(&later, "LC-1042").await;
        let detail = async |office: &Office| {
            let id = office.case("LC-1042").await;
            office.scheduler.call("get_case_detail", &[("id", &id)]).await.value::<CaseDetail>()
        };
        let now = detail(&office).await;
        assert_eq!((now.upcoming.len(), now.past.len()), (2, 0));
        assert_eq!(plain(&now.upcoming[0].when), "Thu, Nov 19 · 9:00 – 10:30 am");
        assert_eq!((now.upcoming[0].removed, now.upcoming[1].removed), (false, true));
        office.later(3 * DAY).await;
        let then = detail(&office).await;
        assert_eq!((then.upcoming.len(), then.past.len()), (1, 1));
    }

    async fn only_places_that_are_open_are_offered(app: TestApp) {
        let office = Office::open(app).await;
        let full = office.offer(&office.form().with("capacity", "1")).await;
        let own = office.offer(&office.form().with("date", "2026-11-20")).await;
        let open = office.offer(&office.form().with("date", "2026-11-23").with("class_type_id", &office.orientation)).await;
        let started = office.form().with("date", "2026-11-24").with("provider_id", office.app.user(STAFF2).as_str());
        let canceled = office.offer(&started).await;
        office.book(&full, "LC-1043").await;
        office.book(&own, "LC-1042").await;
        office.act("cancel_class", &canceled, "1").await.value::<()>();
        let ask = async |filter: &[(&str, &str)]| {
            let id = office.case("LC-1042").await;
            let mut fields = vec![("case_id", id.as_str()), ("filter[page]", "1")];
            fields.extend(filter);
            let found: OpenClasses = office.scheduler.call("get_open_classes", &fields).await.value();
            found
        };
        let found = ask(&[]).await;
        assert_eq!(found.rows.len(), 1);
        assert_eq!((found.rows[0].class_id.as_str(), found.rows[0].left, found.rows[0].connected), (open.as_str(), 3, false));
        assert_eq!((found.filter.from.as_str(), found.more), ("2026-11-17", false));
        office.book(&open, "LC-1043").await;
        assert_eq!(ask(&[]).await.rows[0].left, 2);
        for (filter, expect) in [
            (("filter[unbooked]", "on"), 0),
            (("filter[class_type_id]", office.orientation.as_str()), 1),
            (("filter[class_type_id]", office.decision_skills.as_str()), 0),
            (("filter[site_id]", office.berlin.as_str()), 0),
            (("filter[from]", "2026-11-23"), 1),
            (("filter[from]", "2026-11-24"), 0),
            // The past is not open.
            (("filter[from]", "2020-01-01"), 1),
        ] {
            assert_eq!(ask(&[filter]).await.rows.len(), expect, "{filter:?}");
        }
    }
}
