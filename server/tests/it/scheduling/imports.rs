//! Files of cases and availabilities: looked at line by line, applied once, and nothing new the second time.

use app::api::import::{ImportPreview, ImportSummary, LineOutcome};
use app::error::{AppError, Problem};
use http::header::{ACCEPT, ORIGIN, REFERER};

use super::{Office, problem, refused};
use crate::calendar::Desk;
use crate::test_app::{Answer, Browser, HOUR, STAFF, TestApp};

/// Uploads as a browser does: the page it leads to.
async fn upload(browser: &Browser, kind: &str, page: &str, csv: &str) -> Answer {
    let edge = "----edge";
    let part = |name: &str, file: &str, value: &str| {
        format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
        )
    };
    let file = "; filename=\"import.csv\"\r\nContent-Type: text/csv";
    let body = [
        part("kind", "", kind),
        part("file", file, csv),
        part("text", "", ""),
        format!("--{edge}--\r\n"),
    ];
    let request = browser
        .request(reqwest::Method::POST, "/api/stage_import")
        .header(ACCEPT, "text/html,*/*")
        .header(ORIGIN, browser.url())
        .header(REFERER, format!("{}{page}", browser.url()))
        .header("sec-fetch-site", "same-origin")
        .header(
            "content-type",
            format!("multipart/form-data; boundary={edge}"),
        )
        .body(body.concat());
    browser.send(request).await
}

pub async fn staged(browser: &Browser, kind: &str, page: &str, csv: &str) -> String {
    let answer = upload(browser, kind, page, csv).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let (_, id) = answer.location().rsplit_once('/').unwrap();
    assert!(answer.location().starts_with(page), "{}", answer.location());
    id.to_owned()
}

pub async fn look(browser: &Browser, kind: &str, id: &str) -> ImportPreview {
    let fields = [("kind", kind), ("id", id), ("page", "1")];
    browser.call("get_import", &fields).await.value()
}

pub async fn apply(browser: &Browser, kind: &str, id: &str, seen: ImportSummary) -> Answer {
    let [new, changed, unchanged, left_out] =
        [seen.new, seen.changed, seen.unchanged, seen.refused].map(|n| n.to_string());
    let fields = [
        ("kind", kind),
        ("id", id),
        ("seen[new]", new.as_str()),
        ("seen[changed]", changed.as_str()),
        ("seen[unchanged]", unchanged.as_str()),
        ("seen[refused]", left_out.as_str()),
    ];
    browser.call("apply_import", &fields).await
}

/// All of it: what was shown, which is what was done.
pub async fn import(browser: &Browser, kind: &str, page: &str, csv: &str) -> ImportPreview {
    let id = staged(browser, kind, page, csv).await;
    let preview = look(browser, kind, &id).await;
    let done: ImportSummary = apply(browser, kind, &id, preview.summary).await.value();
    assert_eq!(done, preview.summary);
    preview
}

pub fn summary(new: i64, changed: i64, unchanged: i64, refused: i64) -> ImportSummary {
    ImportSummary {
        new,
        changed,
        unchanged,
        refused,
    }
}

const CASES: &str = "external_id,reference,name,date_of_birth,status\n\
    A1,LC-2001,Bea Stone,2009-04-30,\n\
    A2,LC-2002,Bert Wood,,closed\n\
    A3,,Nobody,,\n\
    A4,LC-1042,Taken Reference,,\n\
    A1,LC-2003,Again,,\n\
    A5,LC-2005,Late Born,2030-01-01,\n";

both_databases! {
    async fn cases_are_imported_by_their_external_id(app: TestApp) {
        let office = Office::open(app).await;
        let id = staged(&office.scheduler, "cases", "/cases/import", CASES).await;
        let preview = look(&office.scheduler, "cases", &id).await;
        assert_eq!(preview.summary, summary(2, 0, 0, 4));
        let told: Vec<_> = preview.lines.iter().map(|line| (line.line, line.outcome.clone())).collect();
        let one = |field: &str, p: Problem| match problem(field, p) {
            AppError::Invalid(problems) => LineOutcome::Refused(problems),
            _ => unreachable!(),
        };
        assert_eq!(told, [
            (4, one("reference", Problem::Required)),
            (5, one("reference", Problem::AlreadyUsed)),
            (6, one("external_id", Problem::TwiceInFile { line: 2 })),
            (7, one("date_of_birth", Problem::NotADate)),
            (2, LineOutcome::New),
            (3, LineOutcome::New),
        ]);
        assert_eq!(office.app.count("select count(*) from case_record").await, 4, "only looked at");
        assert_eq!(office.app.count("select count(*) from import_draft where sealed like '%Stone%'").await, 0);
        // The page itself, as without script.
        let page = office.scheduler.get(&format!("/cases/import/{id}")).await;
        assert!(page.body.contains("2 new, 0 changed, 0 unchanged, 4 left out."), "{}", page.body);
        assert!(page.body.contains("Import 2 lines"), "{}", page.body);

        apply(&office.scheduler, "cases", &id, preview.summary).await.value::<ImportSummary>();
        assert_eq!(office.app.count("select count(*) from case_record").await, 6);
        assert_eq!(office.app.count("select count(*) from case_record where closed_at is not null").await, 1);
        assert_eq!(office.app.count("select count(*) from import_draft").await, 0);
        assert_eq!(apply(&office.scheduler, "cases", &id, preview.summary).await.status, 404, "it is gone");

        let again = import(&office.scheduler, "cases", "/cases/import", CASES).await;
        assert_eq!(again.summary, summary(0, 0, 2, 4));
        assert_eq!(office.app.count("select max(version) from case_record").await, 1);
        // Columns in another order, and one that is not there says nothing.
        let renamed = "name;external_id;reference\nBea Rivers;A1;LC-2001\nBert Wood;A2;LC-2002\n";
        let changed = import(&office.scheduler, "cases", "/cases/import", renamed).await;
        assert_eq!(changed.summary, summary(0, 1, 1, 0));
        let born = "select count(*) from case_record where name = 'Bea Rivers' and date_of_birth = '2009-04-30'";
        assert_eq!(office.app.count(born).await, 1);
    }

    async fn an_import_is_refused_when_something_changed_since(app: TestApp) {
        let mut office = Office::open(app).await;
        let csv = "external_id,reference,name\nA1,LC-2001,Bea Stone\n";
        let id = staged(&office.scheduler, "cases", "/cases/import", csv).await;
        let seen = look(&office.scheduler, "cases", &id).await.summary;
        let fields = [("form[reference]", "LC-2001"), ("form[name]", "Somebody")];
        office.scheduler.call("add_case", &fields).await.value::<String>();
        refused(&apply(&office.scheduler, "cases", &id, seen).await, 409, AppError::Refused(Problem::ChangedSincePreview));
        // It is nobody else's, of no other kind, and not there for ever.
        let fields = [("kind", "cases"), ("id", id.as_str()), ("page", "1")];
        assert_eq!(office.admin.call("get_import", &fields).await.status, 404);
        let fields = [("kind", "availabilities"), ("id", id.as_str()), ("page", "1")];
        assert_eq!(office.scheduler.call("get_import", &fields).await.status, 404);
        office.later(HOUR).await;
        let fields = [("kind", "cases"), ("id", id.as_str()), ("page", "1")];
        assert_eq!(office.scheduler.call("get_import", &fields).await.status, 404);
    }

    async fn what_is_no_table_is_told_on_the_form(app: TestApp) {
        let office = Office::open(app).await;
        for (csv, sentence) in [
            ("", "Choose a file, or paste its lines."),
            ("external_id,reference\n1,2\n", "The column “name” is missing."),
            ("external_id,reference,name,shoe\n1,2,3,4\n", "The column “shoe” is not known."),
        ] {
            let answer = upload(&office.scheduler, "cases", "/cases/import", csv).await;
            assert_eq!(answer.status, 303);
            let page = office.scheduler.get(&answer.location().replace(&office.app.url, "")).await;
            assert!(page.body.contains(sentence), "{sentence}: {}", page.body);
        }
        let staff = office.app.sign_in(STAFF).await;
        let csv = "external_id,reference,name\nA1,LC-2001,Bea Stone\n";
        upload(&staff, "cases", "/cases/import", csv).await;
        assert_eq!(office.app.count("select count(*) from import_draft").await, 0);
    }

    async fn availabilities_are_imported_and_their_calendars_follow_once(app: TestApp) {
        let desk = Desk::connected(app).await;
        let office = &desk.office;
        let head = "external_id,class_type,site,room,provider,capacity,date,start,end,clock_change";
        let file = |start: &str| format!(
            "{head}\n\
             S1,decision skills,Main Street Center,Room 2,STAFF@linden.example,3,2026-11-19,{start},10:30,\n\
             S2,Orientation,Berlin Office,,staff2@linden.example,5,2026-11-20,09:00,10:30,\n\
             S3,Orientation,Nowhere,,who@linden.example,5,2026-11-20,09:00,10:30,\n\
             S4,Orientation,Main Street Center,Room 2,staff2@linden.example,5,2026-11-19,10:00,11:00,\n\
             S5,Orientation,Main Street Center,,staff2@linden.example,5,2027-11-07,01:30,03:00,\n\
             S6,Orientation,Main Street Center,,staff2@linden.example,5,2027-11-07,01:30,03:00,second\n"
        );
        let id = staged(&office.scheduler, "availabilities", "/schedule/import", &file("09:00")).await;
        let preview = look(&office.scheduler, "availabilities", &id).await;
        assert_eq!(preview.summary, summary(3, 0, 0, 3));
        let why: Vec<_> = preview.lines[..3].iter().map(|line| match &line.outcome {
            LineOutcome::Refused(problems) => (line.line, problems.len(), problems[0].problem.clone()),
            other => panic!("{other:?}"),
        }).collect();
        assert_eq!(why[0], (4, 2, Problem::NotKnown { text: "Nowhere".to_owned() }));
        // Line 2 of the same file has the room then.
        assert_eq!(why[1], (5, 1, Problem::RoomTaken { room: "Room 2".to_owned() }));
        assert!(matches!(why[2].2, Problem::TimeHappensTwice { .. }));
        assert_eq!(office.app.count("select count(*) from class").await, 0);
        apply(&office.scheduler, "availabilities", &id, preview.summary).await.value::<ImportSummary>();
        assert_eq!(office.app.count("select count(*) from class").await, 3);

        let class = office.app.text("select id from class where external_id = 'S1'").await.unwrap();
        office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.google.forget_requests().await;
        let again = import(&office.scheduler, "availabilities", "/schedule/import", &file("09:00")).await;
        assert_eq!(again.summary, summary(0, 0, 3, 3));
        desk.deliver().await;
        assert!(desk.google.requests().await.is_empty(), "the same file sends nothing");
        let moved = import(&office.scheduler, "availabilities", "/schedule/import", &file("08:30")).await;
        assert_eq!(moved.summary, summary(0, 1, 2, 3));
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["PATCH 200"]);
    }
}
