//! Availabilities, classes, rosters, cases and the catalog, as the screens reach them: through the
//! server functions, with their statuses.

mod booking;
mod cases;
mod catalog;
mod changes;
mod demo;
mod erasure;
pub mod imports;
mod instants;
mod marks;
mod offering;
mod series;
mod week;

use app::api::catalog::Catalog;
use app::api::classes::Booked;
use app::error::{AppError, FieldProblem, Problem};

use crate::test_app::{ADMIN, Answer, Browser, SCHEDULER, STAFF, TestApp};

/// Linden with two class types, two sites and a few cases; nothing is offered yet.
pub struct Office {
    pub app: TestApp,
    pub admin: Browser,
    pub scheduler: Browser,
    pub decision_skills: String,
    pub orientation: String,
    pub main_street: String,
    pub berlin: String,
}

/// The availability form as typed. Names are the server function's own.
#[derive(Clone)]
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn with(mut self, field: &str, value: &str) -> Form {
        let name = format!("form[{field}]");
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.to_owned()));
        self
    }

    fn fields(&self) -> Vec<(&str, &str)> {
        let pairs = self.0.iter();
        pairs
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }
}

impl Office {
    pub async fn open(app: TestApp) -> Office {
        let admin = app.sign_in(ADMIN).await;
        let scheduler = app.sign_in(SCHEDULER).await;
        for (name, alias) in [("Decision Skills", "Class"), ("Orientation", "")] {
            let fields = [("form[name]", name), ("form[calendar_alias]", alias)];
            admin.call("add_class_type", &fields).await.value::<()>();
        }
        for (name, zone) in [
            ("Main Street Center", "America/Chicago"),
            ("Berlin Office", "Europe/Berlin"),
        ] {
            let fields = [("form[name]", name), ("form[time_zone]", zone)];
            admin.call("add_site", &fields).await.value::<()>();
        }
        for (reference, name) in [
            ("LC-1042", "Alma Birch"),
            ("LC-1043", "Amos Cedar"),
            ("LC-1044", "Ana Field"),
            ("LC-1045", "Arlo Brook"),
        ] {
            let fields = [("form[reference]", reference), ("form[name]", name)];
            scheduler.call("add_case", &fields).await.value::<String>();
        }
        let catalog: Catalog = admin.call("get_catalog", &[]).await.value();
        let class_type = |name: &str| {
            let found = catalog.class_types.iter().find(|t| t.form.name == name);
            found.unwrap().id.to_string()
        };
        let site = |name: &str| {
            let found = catalog.sites.iter().find(|s| s.form.name == name);
            found.unwrap().id.to_string()
        };
        Office {
            decision_skills: class_type("Decision Skills"),
            orientation: class_type("Orientation"),
            main_street: site("Main Street Center"),
            berlin: site("Berlin Office"),
            app,
            admin,
            scheduler,
        }
    }

    /// Time passes, and whoever was signed in has to sign in again.
    pub async fn later(&mut self, by_ms: i64) {
        self.app.clock.advance(by_ms);
        self.admin = self.app.sign_in(ADMIN).await;
        self.scheduler = self.app.sign_in(SCHEDULER).await;
    }

    /// Thursday, 9:00 – 10:30 am, Room 2, three places, by Pat Provider.
    pub fn form(&self) -> Form {
        Form(Vec::new())
            .with("class_type_id", &self.decision_skills)
            .with("site_id", &self.main_street)
            .with("room", "Room 2")
            .with("provider_id", self.app.user(STAFF).as_str())
            .with("capacity", "3")
            .with("date", "2026-11-19")
            .with("start", "09:00")
            .with("end", "10:30")
    }

    pub async fn try_offer(&self, form: &Form) -> Answer {
        self.scheduler
            .call("add_availability", &form.fields())
            .await
    }

    pub async fn offer(&self, form: &Form) -> String {
        self.try_offer(form).await.value()
    }

    pub async fn try_edit(&self, id: &str, version: &str, form: &Form) -> Answer {
        let mut fields = form.fields();
        fields.extend([("id", id), ("version", version)]);
        self.scheduler.call("edit_availability", &fields).await
    }

    pub async fn try_book(&self, class_id: &str, case: &str) -> Answer {
        let fields = [("class_id", class_id), ("case", case)];
        self.scheduler.call("book_case", &fields).await
    }

    pub async fn book(&self, class_id: &str, case: &str) -> Booked {
        self.try_book(class_id, case).await.value()
    }

    pub async fn try_remove(&self, class_id: &str, reference: &str) -> Answer {
        let case_id = self.case(reference).await;
        let fields = [("class_id", class_id), ("case_id", case_id.as_str())];
        self.scheduler.call("remove_case", &fields).await
    }

    pub async fn remove(&self, class_id: &str, reference: &str) -> Booked {
        self.try_remove(class_id, reference).await.value()
    }

    /// The id behind a reference.
    pub async fn case(&self, reference: &str) -> String {
        let tx = &mut self.app.state.db.read().await.unwrap();
        let sql = "select id from case_record where reference = $1";
        let id = server::scalar!(tx, String, sql, reference).unwrap();
        id.expect("one of the office's cases")
    }

    /// Cancels, un-cancels, deletes or sends again.
    pub async fn act(&self, action: &str, id: &str, version: &str) -> Answer {
        let fields = [("id", id), ("version", version)];
        self.scheduler.call(action, &fields).await
    }
}

/// The one problem of one field.
pub fn problem(field: &str, problem: Problem) -> AppError {
    AppError::Invalid(vec![FieldProblem {
        field: field.to_owned(),
        problem,
    }])
}

/// The no-break space before am and pm as something one can type.
pub fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[track_caller]
pub fn refused(answer: &Answer, status: u16, error: AppError) {
    assert_eq!((answer.status, answer.error()), (status, error));
}
