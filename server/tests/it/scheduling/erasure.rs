//! Erasing a case: nothing of its identity is left in any table, and what was counted stays.

use app::api::cases::{CaseDetail, CasePage};
use app::api::classes::ClassRoster;
use app::error::{AppError, Problem};
use server::db::Tx;

use super::{Office, problem, refused};
use crate::calendar::Desk;
use crate::test_app::{DAY, STAFF, TestApp};

/// Every text in every table, with the table it stands in.
async fn everything(app: &TestApp) -> Vec<(String, String)> {
    let mut tx = app.state.db.read().await.unwrap();
    let tx = &mut tx;
    let tables = if tx.is_postgres() {
        "select table_name from information_schema.tables
         where table_schema = current_schema() and table_type = 'BASE TABLE'"
    } else {
        "select name from sqlite_master where type = 'table'"
    };
    let tables = server::fetch_all!(tx, (String,), tables).unwrap();
    assert!(tables.len() > 20, "{tables:?}");
    let mut found = Vec::new();
    for (table,) in tables {
        for row in rows(tx, &table).await {
            found.push((table.clone(), row));
        }
    }
    found
}

/// The rows of a table, each as one text.
async fn rows(tx: &mut Tx, table: &str) -> Vec<String> {
    match tx {
        Tx::Pg(tx) => {
            let sql = format!("select cast(t as text) from \"{table}\" t");
            sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql))
                .fetch_all(&mut **tx)
                .await
                .unwrap()
        }
        Tx::Sqlite(tx) => {
            let sql = format!("select name from pragma_table_info('{table}')");
            let columns: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .fetch_all(&mut **tx)
                .await
                .unwrap();
            let columns: Vec<_> = columns
                .iter()
                .map(|name| {
                    format!(
                        "case typeof(\"{name}\") when 'blob' then hex(\"{name}\")
                         else coalesce(cast(\"{name}\" as text), '') end"
                    )
                })
                .collect();
            let sql = format!("select {} from \"{table}\"", columns.join(" || '|' || "));
            sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql))
                .fetch_all(&mut **tx)
                .await
                .unwrap()
        }
    }
}

impl Office {
    async fn erase(&self, id: &str, version: &str, confirmed: &str) -> crate::test_app::Answer {
        let fields = [("id", id), ("version", version), ("confirmed", confirmed)];
        self.scheduler.call("erase_case", &fields).await
    }
}

both_databases! {
    async fn nothing_of_an_erased_identity_is_left_anywhere(app: TestApp) {
        let mut desk = Desk::connected(app).await;
        let office = &desk.office;
        let fields = [
            ("form[reference]", "LC-ZZ-77"),
            ("form[name]", "Zephyrine Quaxworthy"),
            ("form[date_of_birth]", "2009-04-30"),
            ("form[contact]", "zq@home.example"),
        ];
        let id: String = office.scheduler.call("add_case", &fields).await.value();
        // It leaves its traces wherever one can type: as a removal's reason, as a cancellation's.
        let past = office.offer(&office.form().with("date", "2026-11-18")).await;
        office.book(&past, "LC-ZZ-77").await;
        office.book(&past, "LC-1042").await;
        let next = office.offer(&office.form()).await;
        office.book(&next, "LC-ZZ-77").await;
        let removed = office.offer(&office.form().with("date", "2026-11-20")).await;
        office.book(&removed, "LC-ZZ-77").await;
        let why = [("class_id", removed.as_str()), ("case_id", id.as_str()), ("reason", "Quaxworthy moved away")];
        office.scheduler.call("remove_case", &why).await.value::<serde_json::Value>();
        let canceled = office.offer(&office.form().with("date", "2026-11-23")).await;
        let why = [("id", canceled.as_str()), ("version", "1"), ("reason", "only ZEPHYRINE came")];
        office.scheduler.call("cancel_class", &why).await.value::<()>();
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 2);
        let traces = ["zephyrine", "quaxworthy", "lc-zz-77", "zq@home", "2009-04-30"];
        let named = |rows: &[(String, String)]| {
            rows.iter()
                .filter(|(_, row)| traces.iter().any(|trace| row.to_lowercase().contains(trace)))
                .map(|(table, _)| table.clone())
                .collect::<Vec<_>>()
        };
        let before = named(&everything(&desk.office.app).await);
        for table in ["case_record", "roster_entry", "class"] {
            assert!(before.iter().any(|found| found == table), "{table} names it before: {before:?}");
        }
        desk.office.later(DAY + DAY / 2).await;

        let office = &desk.office;
        refused(&office.erase(&id, "1", "").await, 422, problem("confirmed", Problem::Required));
        assert_eq!(office.erase(&id, "9", "on").await.status, 409);
        office.erase(&id, "1", "on").await.value::<()>();
        desk.deliver().await;
        assert_eq!(named(&everything(&desk.office.app).await), Vec::<String>::new());

        // It was the only one in the next class, which leaves the calendar; what is over is not touched.
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        let office = &desk.office;
        let roster: ClassRoster = office.scheduler.call("get_class_roster", &[("id", &past)]).await.value();
        assert_eq!(roster.booked, 2, "the count stays");
        let nameless: Vec<_> = roster.entries.iter().filter(|row| row.name.is_empty() && row.reference.is_empty()).collect();
        assert_eq!(nameless.len(), 1);
        let page = office.scheduler.get(&format!("/classes/{past}/roster")).await;
        assert!(page.body.contains("Erased case"), "{}", page.body);
        let detail: CaseDetail = office.scheduler.call("get_case_detail", &[("id", &id)]).await.value();
        assert!(detail.erased && detail.form.name.is_empty() && detail.form.reference.is_empty());
        assert_eq!(detail.history[0].action, "case.erased");
        assert!(detail.history.iter().any(|event| event.action == "booked"));
        let cases: CasePage = office.scheduler.call("get_cases", &[("query", ""), ("page", "1")]).await.value();
        assert_eq!(cases.total, 4);
        assert_eq!(office.erase(&id, "2", "on").await.status, 404);
        let audited = "select count(*) from audit_event where action = 'case.erased' and detail = ''";
        assert_eq!(office.app.count(audited).await, 1);
    }

    async fn a_closed_case_is_not_booked_until_it_is_reopened(app: TestApp) {
        let office = Office::open(app).await;
        let class = office.offer(&office.form()).await;
        let id = office.case("LC-1042").await;
        let save = async |version: &str, status: &str| {
            let fields = [
                ("id", id.as_str()),
                ("version", version),
                ("form[reference]", "LC-1042"),
                ("form[name]", "Alma Birch"),
                ("form[status]", status),
            ];
            office.scheduler.call("edit_case", &fields).await
        };
        refused(&save("1", "gone").await, 422, problem("status", Problem::NotAChoice));
        save("1", "closed").await.value::<String>();
        let closed = Problem::CaseClosed { reference: "LC-1042".to_owned() };
        refused(&office.try_book(&class, "LC-1042").await, 409, AppError::Refused(closed));
        let found: Vec<serde_json::Value> = office.scheduler.call("find_cases", &[("query", "1042")]).await.value();
        assert!(found.is_empty());
        let page = office.scheduler.get("/cases").await;
        assert!(page.body.contains("Closed"), "{}", page.body);
        save("2", "active").await.value::<String>();
        office.book(&class, "LC-1042").await;
        let detail: CaseDetail = office.scheduler.call("get_case_detail", &[("id", &id)]).await.value();
        let told: Vec<_> = detail.history.iter().map(|event| event.action.as_str()).collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(["case.added", "case.closed", "case.reopened", "booked"].iter().all(|a| told.contains(a)));
    }
}
