//! Coming to rest, and comparing what is there with the model.

use server::{fetch_all, scalar};

use super::{CANARY, PATIENCE, SETTLED, Story};
use crate::model::truth::Link;
use crate::model::{CASES, PEOPLE};

impl Story<'_> {
    /// Nothing disturbs any more; whoever is asked to reconnect does. Time passes until nothing is
    /// left to do. Then the calendars are compared.
    pub async fn rest(&mut self) {
        self.settle().await;
        self.compare(false).await;
    }

    async fn settle(&mut self) {
        self.bench.google.clear_faults().await;
        for _ in 0..PATIENCE {
            self.work().await;
            self.reconnect_the_dead().await;
            match self.next_due().await {
                Some(at) => self.jump((at - self.now()).max(0)),
                None => {
                    self.sweep().await;
                    if self.next_due().await.is_none() {
                        return;
                    }
                }
            }
        }
        panic!("it does not come to rest");
    }

    async fn reconnect_the_dead(&mut self) {
        for person in 0..PEOPLE {
            let state = self.state(person).await;
            let dead = matches!(state.as_str(), "needs_reconnect" | "needs_consent");
            if dead && self.truth.permission {
                assert!(
                    self.connect(person).await,
                    "nothing stands in the way of connecting"
                );
            }
        }
    }

    /// When somebody could do something next.
    async fn next_due(&self) -> Option<i64> {
        let mut tx = self.bench.app.state.db.read().await.unwrap();
        let tx = &mut tx;
        let sql = "select due_at, not_before, coalesce(lease_until + 1, 0),
                          cast(coalesce(case when stopped_at is not null then probe_at end, 0) as bigint)
                   from calendar_connection c
                   left join provider_status p on p.provider = c.provider
                   where due_at is not null and state in ('active', 'leaving')";
        let due = fetch_all!(tx, (i64, i64, i64, i64), sql).unwrap();
        due.into_iter()
            .map(|(due, wait, lease, probe)| due.max(wait).max(lease).max(probe))
            .min()
    }

    /// What is on the calendars, against the model; with `strict` nothing may be excused by a
    /// provider that refused an event.
    async fn compare(&self, strict: bool) {
        for person in 0..PEOPLE {
            let link = self.truth.people[person].link;
            let state = self.state(person).await;
            let expected = match link {
                Link::Never => "",
                Link::Off { .. } => "gone",
                Link::On if state == "paused" => continue,
                Link::On if !strict && state == "needs_reconnect" => continue,
                Link::On => "active",
            };
            assert_eq!(state, expected, "person {person}: {link:?}");
            let refused = self.refused(person).await;
            let calendar = self.calendar(person).await;
            for class in 0..self.classes.len() {
                let known = &self.truth.classes[class];
                if !self.truth.upcoming(class, self.now()) || (!strict && refused.contains(&class))
                {
                    continue;
                }
                let shown: Vec<_> = calendar
                    .iter()
                    .filter(|(_, content)| {
                        content.starts_at / crate::test_app::DAY == known.day / crate::test_app::DAY
                    })
                    .map(|(_, content)| content.clone())
                    .collect();
                if let Some(objection) = self.truth.objection(class, person, &shown) {
                    panic!(
                        "person {person}, class {class}: {objection}\nthere: {shown:?}\nknown: {known:?}\n{:?}\n{}",
                        self.truth.people[person],
                        self.mirror(person, class).await
                    );
                }
            }
        }
    }

    /// The classes whose event the provider refused for good.
    async fn refused(&self, person: usize) -> Vec<usize> {
        let mut tx = self.bench.app.state.db.read().await.unwrap();
        let tx = &mut tx;
        let sql = "select class_id from mirror where user_id = $1 and state = 'rejected'";
        let ids = fetch_all!(tx, (String,), sql, self.people[person].0.as_str()).unwrap();
        let is = |class: &usize| ids.iter().any(|(id,)| id == self.classes[*class].as_str());
        (0..self.classes.len()).filter(is).collect()
    }

    async fn mirror(&self, person: usize, class: usize) -> String {
        let mut tx = self.bench.app.state.db.read().await.unwrap();
        let tx = &mut tx;
        let sql = "select desired || ' ' || m.state || ' ' || cause || ' generation ' || generation || '/' ||
                          applied_generation || ' incarnation ' || incarnation || ' intent ' ||
                          coalesce(intent, '-') || ' delivered ' || coalesce(delivered_hash, '-')
                   from mirror m where user_id = $1 and class_id = $2";
        let (user, class) = (self.people[person].0.as_str(), self.classes[class].as_str());
        scalar!(tx, String, sql, user, class)
            .unwrap()
            .unwrap_or("no mirror".into())
    }

    /// The last page: rights are given back, whatever was refused is sent again, and everything
    /// holds. Then a second case in each class moves nothing at all.
    pub async fn end(mut self) {
        self.permit(true).await;
        self.sweep().await;
        self.settle().await;
        for person in 0..PEOPLE {
            for class in self.refused(person).await {
                self.act(class, app::api::classes::ClassAction::SendAgain)
                    .await;
            }
        }
        self.settle().await;
        self.compare(true).await;
        self.nothing_is_there_twice().await;

        self.bench.google.forget_requests().await;
        for class in 0..self.classes.len() {
            let booked = self.truth.classes[class].booked.clone();
            let another = (0..CASES).find(|case| !booked.contains(case));
            if let (false, Some(case)) = (booked.is_empty(), another) {
                self.deed(crate::model::Step::Book { class, case }).await;
            }
        }
        self.jump(SETTLED);
        self.work().await;
        let sent = self.bench.google.calls().await;
        assert!(sent.is_empty(), "a second case sends nothing: {sent:?}");
        let journal = self.bench.google.journal().await;
        assert!(!journal.contains(CANARY), "case data left the house");
    }
}
