//! A class goes to another provider and comes back while one of the two calendars fails, and classes
//! move over the nights on which clocks change. In the end both calendars say what the app says.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Desk;
use crate::scheduling::Form;
use crate::test_app::{HOUR, MINUTE, STAFF, STAFF2, TestApp};

impl Desk {
    /// Pat's and Quinn's calendars are connected, with accounts of their own.
    async fn both_connected(app: TestApp) -> Desk {
        let desk = Desk::connected(app).await;
        let quinn = desk.office.app.sign_in(STAFF2).await;
        let back = desk.connect(&quinn, STAFF2).await;
        assert_eq!(back.location(), "/profile/external?outcome=connected");
        desk.deliver().await;
        desk
    }

    fn by(&self, form: Form, email: &str) -> Form {
        form.with("provider_id", self.office.app.user(email).as_str())
    }

    async fn edited(&self, class: &str, version: &str, form: &Form) {
        let answer = self.office.try_edit(class, version, form).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Everything that is retried is retried.
    async fn rest(&self) {
        for _ in 0..6 {
            self.deliver_after(HOUR).await;
        }
        assert_eq!(self.google.faults_left().await, 0, "every fault was met");
        let open = "select count(*) from mirror where generation <> applied_generation
                    or intent is not null";
        assert_eq!(self.office.app.count(open).await, 0, "nothing waits");
    }

    /// Start and end of every event, as instants in order.
    async fn instants(&self, account: &str) -> Vec<(i64, i64)> {
        let at = |event: &Value, edge: &str| -> i64 {
            let text = event[edge]["dateTime"].as_str().expect("a time");
            let at: Timestamp = text.parse().expect(text);
            at.as_millisecond()
        };
        let events = self.google.events(account).await;
        let mut found: Vec<_> = events
            .iter()
            .map(|event| (at(event, "start"), at(event, "end")))
            .collect();
        found.sort_unstable();
        found
    }

    /// Start and end of every class of a person, in order.
    async fn classes(&self, email: &str) -> Vec<(i64, i64)> {
        let tx = &mut self.office.app.state.db.read().await.unwrap();
        let sql = "select c.starts_at, c.ends_at
                   from class c join class_provider p on p.class_id = c.id
                   where p.user_id = $1 order by c.starts_at";
        let user = self.office.app.user(email).as_str();
        server::fetch_all!(tx, (i64, i64), sql, user).unwrap()
    }

    async fn calendars_are_right(&self, what: &str) {
        for email in [STAFF, STAFF2] {
            let (there, here) = (self.instants(email).await, self.classes(email).await);
            assert_eq!(there, here, "{what}: {email}");
        }
    }
}

/// What fails while the class is with the other person.
fn failures() -> Vec<(&'static str, Vec<Value>)> {
    let on = |method: &str, status: u16, apply: bool, times: u32| {
        json!({"match": {"method": method, "path": "/events"}, "status": status,
               "apply": apply, "times": times})
    };
    vec![
        ("nothing fails", vec![]),
        ("B is down", vec![on("POST", 503, false, 3)]),
        ("B's answer is lost", vec![on("POST", 0, true, 1)]),
        ("B never hears of it", vec![on("POST", 0, false, 2)]),
        ("A is down", vec![on("DELETE", 503, false, 3)]),
        ("A's answer is lost", vec![on("DELETE", 0, true, 1)]),
        (
            "both fail",
            vec![on("POST", 0, true, 1), on("DELETE", 500, false, 2)],
        ),
    ]
}

both_databases! {
    async fn there_and_back_while_one_calendar_fails(app: TestApp) {
        let mut desk = Desk::both_connected(app).await;
        let form = desk.office.form().with("date", "2026-12-15");
        let class = desk.office.offer(&form).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        let mut version = 1;
        for (what, faults) in failures() {
            desk.office.later(0).await;
            for fault in faults {
                desk.google.fault(fault).await;
            }
            for email in [STAFF2, STAFF] {
                let form = desk.by(form.clone(), email);
                desk.edited(&class, &version.to_string(), &form).await;
                version += 1;
                desk.deliver().await;
            }
            desk.rest().await;
            desk.calendars_are_right(what).await;
            assert_eq!(desk.google.events(STAFF).await.len(), 1, "{what}");
            assert_eq!(desk.google.events(STAFF2).await.len(), 0, "{what}");
        }
    }

    async fn there_and_back_before_anything_was_sent_sends_nothing(app: TestApp) {
        let desk = Desk::both_connected(app).await;
        let class = desk.booked_class().await;
        desk.google.forget_requests().await;
        for (version, email) in [("1", STAFF2), ("2", STAFF)] {
            desk.edited(&class, version, &desk.by(desk.office.form(), email)).await;
        }
        desk.rest().await;
        desk.calendars_are_right("within the settle window").await;
        let writes = desk.google.calls().await;
        let sent = writes.iter().any(|call| call.starts_with("POST") || call.starts_with("DELETE"));
        assert!(!sent, "{writes:?}");
    }

    async fn there_and_back_while_the_other_grant_is_dead(app: TestApp) {
        let desk = Desk::both_connected(app).await;
        let class = desk.booked_class().await;
        desk.google.revoke(STAFF2).await;
        desk.edited(&class, "1", &desk.by(desk.office.form(), STAFF2)).await;
        desk.deliver().await;
        desk.deliver_after(MINUTE).await;
        assert!(desk.google.events(STAFF).await.is_empty());
        desk.edited(&class, "2", &desk.by(desk.office.form(), STAFF)).await;
        desk.deliver().await;
        desk.calendars_are_right("with B's grant dead").await;
        // B connects again: nothing of the detour is left.
        let quinn = desk.office.app.sign_in(STAFF2).await;
        desk.connect(&quinn, STAFF2).await;
        desk.rest().await;
        desk.calendars_are_right("after B connected again").await;
    }

    async fn a_class_moved_over_a_clock_change_is_right_in_both_calendars(app: TestApp) {
        let desk = Desk::both_connected(app).await;
        // One class of each, in two countries that change their clocks on different days.
        let pats = desk.office.form().with("date", "2027-03-12");
        let quinns = desk
            .by(desk.office.form(), STAFF2)
            .with("site_id", &desk.office.berlin)
            .with("room", "")
            .with("date", "2027-03-26");
        let (pat, quinn) = (desk.office.offer(&pats).await, desk.office.offer(&quinns).await);
        desk.office.book(&pat, "LC-1042").await;
        desk.office.book(&quinn, "LC-1043").await;
        desk.deliver().await;
        desk.calendars_are_right("before").await;
        let ids = async |desk: &Desk| {
            let mut ids = Vec::new();
            for account in [STAFF, STAFF2] {
                for event in desk.google.events(account).await {
                    ids.push(event["id"].clone());
                }
            }
            ids
        };
        let events = ids(&desk).await;
        let moves = [
            // Nine o'clock stays nine o'clock over the spring change.
            ("2027-03-15", "09:00", "10:30", "", "2027-03-29", "09:00", "10:30", ""),
            // From just before the gap to just after it.
            ("2027-03-14", "01:30", "03:30", "", "2027-03-28", "01:30", "03:30", ""),
            // Into the hour that happens twice, the second time.
            ("2027-11-07", "01:30", "03:00", "second", "2027-10-31", "02:30", "04:00", "second"),
            // The same wall time, the first time: an hour earlier.
            ("2027-11-07", "01:30", "03:00", "first", "2027-10-31", "02:30", "04:00", "first"),
        ];
        for (n, (day, from, to, fold, there, start, end, second)) in moves.iter().enumerate() {
            let version = (n + 1).to_string();
            // One of the two calendars does not answer at first.
            desk.google.fault(json!({"match": {"method": "PATCH"}, "status": 503})).await;
            let form = pats.clone().with("date", day).with("start", from).with("end", to);
            desk.edited(&pat, &version, &form.with("start_fold", fold)).await;
            let form = quinns.clone().with("date", there).with("start", start).with("end", end);
            desk.edited(&quinn, &version, &form.with("start_fold", second)).await;
            desk.deliver().await;
            for _ in 0..6 {
                desk.deliver_after(MINUTE).await;
            }
            desk.calendars_are_right(day).await;
            assert_eq!(ids(&desk).await, events, "moved, not made anew");
        }
        let lengths = "select count(*) from class where ends_at - starts_at = 9000000";
        assert_eq!(desk.office.app.count(lengths).await, 2, "half past one to three, over the change");
    }
}
