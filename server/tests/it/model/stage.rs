//! Where a story plays: an organization of its own on one server, and a provider that forgets
//! everything between two stories. Deeds go through the server functions' own backend.

mod deeds;
mod disturb;
mod rest;

use std::sync::atomic::{AtomicU64, Ordering};

use app::api::cases::CaseForm;
use app::api::catalog::{Catalog, ClassTypeForm, SiteForm};
use app::api::classes::AvailabilityForm;
use app::backend::{Answer, Backend};
use app::error::AppError;
use domain::id::{CaseId, ClassId, OrgId, RoleId, UserId};
use domain::permission::Permission;
use domain::provider::Provider;
use server::backend::{RequestBackend, Signed};
use server::db::organizations;
use server::db::users::{self, NewUser};
use server::sync;
use server::{execute, passwords, scalar};

use super::truth::{Content, Link, MINE, Truth};
use super::{CASES, PEOPLE, Step};
use crate::calendar::google::Google;
use crate::provider_contract::side;
use crate::test_app::{DAY, PASSWORD, START, TestApp};

/// In every case's name and reference; it must never leave.
pub const CANARY: &str = "Quillfeather";
/// Far from summer time, so that local times are instants.
const ZONE: &str = "Africa/Abidjan";

/// One server for many stories.
pub struct Bench {
    app: TestApp,
    provider: Provider,
    google: Google,
    password_hash: String,
    told: AtomicU64,
    held: AtomicU64,
}

impl Bench {
    pub async fn new(app: TestApp, provider: Provider) -> Bench {
        let hash = passwords::hash(&app.state, PASSWORD.to_owned()).await;
        Bench {
            google: Google::new(&app.simulator.url),
            provider,
            password_hash: hash.unwrap(),
            app,
            told: AtomicU64::new(0),
            held: AtomicU64::new(0),
        }
    }
}

pub struct Story<'a> {
    bench: &'a Bench,
    truth: Truth,
    org: OrgId,
    role: RoleId,
    office: RequestBackend,
    people: Vec<(UserId, String)>,
    classes: Vec<ClassId>,
    cases: Vec<CaseId>,
    class_type: (domain::id::ClassTypeId, String),
    site: String,
}

/// Bugs are bugs; a refusal is a step that makes no sense now.
fn accepted<T>(answer: Answer<T>) -> bool {
    match answer {
        Ok(_) => true,
        Err(AppError::Broke { reference }) => panic!("a request broke: {reference}"),
        Err(_) => false,
    }
}

impl<'a> Story<'a> {
    /// The same moment again, nothing at Google, and an office with three offered classes.
    pub async fn begin(bench: &'a Bench) -> Story<'a> {
        let (state, clock) = (&bench.app.state, &bench.app.clock);
        clock.advance(START - clock.now());
        bench.google.reset().await;
        let mut tx = state.db.write().await.unwrap();
        let writing = &mut tx;
        execute!(
            writing,
            "update calendar_connection set state = 'gone', due_at = null"
        )
        .unwrap();
        execute!(
            writing,
            "update provider_status set stopped_at = null, probe_at = 0"
        )
        .unwrap();
        let (entropy, now) = (&state.entropy, clock.now());
        let number = bench.told.fetch_add(1, Ordering::Relaxed);
        let name = format!("Story {number}");
        let org = organizations::insert(writing, entropy, now, &name, ZONE)
            .await
            .unwrap();
        let permissions = [Permission::ClassesOwn, Permission::CalendarConnect]
            .into_iter()
            .collect();
        let role =
            organizations::insert_role(writing, entropy, now, &org.id, "Provider", &permissions)
                .await
                .unwrap();
        let mut people = Vec::new();
        for person in 0..=PEOPLE {
            // The address is also the account's, in a tenant that lets people connect.
            let domain = match bench.provider {
                Provider::Google => "linden.example",
                Provider::Microsoft => "open.example",
            };
            let email = format!("p{person}-{number}@{domain}");
            let user = NewUser {
                org: &org.id,
                role: if person < PEOPLE {
                    &role
                } else {
                    org.role("Organization Admin").unwrap()
                },
                email: &email,
                name: "Somebody",
                external_id: "",
                password_hash: &bench.password_hash,
            };
            let id = users::insert(writing, entropy, now, &user).await.unwrap();
            people.push((id, email));
        }
        tx.commit().await.unwrap();
        let (admin, _) = people.pop().unwrap();
        let office = backend(
            bench,
            &org.id,
            &admin,
            Permission::ALL.into_iter().collect(),
        );
        let form = ClassTypeForm {
            name: "Decision Skills".into(),
            calendar_alias: String::new(),
        };
        office.save_class_type(None, 0, form).await.unwrap();
        let form = SiteForm {
            name: "Main Street".into(),
            time_zone: ZONE.into(),
        };
        office.save_site(None, 0, form).await.unwrap();
        let catalog: Catalog = office.get_catalog().await.unwrap();
        let mut cases = Vec::new();
        for case in 0..CASES {
            let form = CaseForm {
                reference: format!("{CANARY}-{case}"),
                name: format!("Zyxwandra {CANARY}"),
                ..CaseForm::default()
            };
            cases.push(office.save_case(None, 0, form).await.unwrap());
        }
        let mut story = Story {
            bench,
            truth: Truth::new(now),
            org: org.id,
            role,
            office,
            people,
            classes: Vec::new(),
            cases,
            class_type: (
                catalog.class_types[0].id.clone(),
                catalog.class_types[0].form.name.clone(),
            ),
            site: catalog.sites[0].id.to_string(),
        };
        for class in 0..story.truth.classes.len() {
            let id = story
                .office
                .add_availability(story.form(class))
                .await
                .unwrap();
            story.classes.push(id);
        }
        story
    }

    fn now(&self) -> i64 {
        self.bench.app.clock.now()
    }

    /// The availability as the model has it.
    fn form(&self, class: usize) -> AvailabilityForm {
        let class = &self.truth.classes[class];
        let start = jiff::Timestamp::from_millisecond(class.starts_at()).unwrap();
        let start = start.to_zoned(jiff::tz::TimeZone::UTC);
        AvailabilityForm {
            class_type_id: self.class_type.0.to_string(),
            site_id: self.site.clone(),
            provider_id: self.people[class.provider].0.to_string(),
            capacity: "5".into(),
            date: start.date().to_string(),
            start: format!("{:02}:00", start.hour()),
            end: format!("{:02}:00", start.hour() + 1),
            ..AvailabilityForm::default()
        }
    }

    async fn version(&self, class: usize) -> i64 {
        let mut tx = self.bench.app.state.db.read().await.unwrap();
        let tx = &mut tx;
        let sql = "select version from class where id = $1";
        scalar!(tx, i64, sql, self.classes[class].as_str())
            .unwrap()
            .unwrap()
    }

    pub async fn step(&mut self, step: Step) {
        match step {
            Step::Work => self.work().await,
            Step::Sweep => self.sweep().await,
            Step::Rest => self.rest().await,
            Step::Jump(by) => self.jump(by),
            Step::Connect(person) => {
                self.connect(person).await;
            }
            Step::OwnerDeletes { person, class } => self.owner(person, class, true).await,
            Step::OwnerEdits { person, class } => self.owner(person, class, false).await,
            Step::Revoke(person) => {
                self.bench
                    .google
                    .revoke_if_known(&self.people[person].1)
                    .await;
                self.truth.people[person].grant_in_doubt = true;
            }
            Step::Fault(fault) => self.fault(fault).await,
            Step::Crash { method, after } => self.crash(method, after).await,
            Step::Meanwhile {
                method,
                after,
                step,
            } => self.meanwhile(method, after, *step).await,
            deed => self.deed(deed).await,
        }
        self.nothing_is_there_twice().await;
    }

    /// There and back with every box ticked; whether it worked, as faults allow.
    async fn connect(&mut self, person: usize) -> bool {
        if !self.truth.permission {
            return false;
        }
        let email = self.people[person].1.clone();
        self.bench.google.set_clock(self.now()).await;
        let browser = self.bench.app.sign_in(&email).await;
        let backfill = [("backfill", "on")];
        let start = format!("/oauth/{}/start", self.bench.provider.as_str());
        let page = browser.submit("/profile/external", &start, &backfill).await;
        let url = page
            .body
            .split_once("content=\"0;url=")
            .expect("a page that leads on")
            .1;
        let url = url
            .split_once('"')
            .expect("an attribute ends")
            .0
            .replace("&amp;", "&");
        let back = self.bench.google.allow(&email, &url).await;
        let back = browser.get(&back).await;
        let connected = back
            .location()
            .starts_with("/profile/external?outcome=connected");
        if connected {
            let truth = &mut self.truth.people[person];
            truth.link = Link::On;
            truth.paused_at = None;
            truth.grant_in_doubt = false;
        }
        connected
    }

    /// The stored state of the person's newest connection; empty = none.
    async fn state(&self, person: usize) -> String {
        let mut tx = self.bench.app.state.db.read().await.unwrap();
        let tx = &mut tx;
        let sql =
            "select state from calendar_connection where user_id = $1 order by created_at desc";
        scalar!(tx, String, sql, self.people[person].0.as_str())
            .unwrap()
            .unwrap_or_default()
    }

    fn jump(&mut self, by: i64) {
        self.bench.app.clock.advance(by);
        let deadline = self.bench.app.state.config.sync.leave_deadline_ms;
        let now = self.now();
        for person in &mut self.truth.people {
            // Time may be up before everything could be removed.
            if let Link::Off { since, .. } = person.link {
                person.grant_in_doubt |= since + deadline <= now;
            }
        }
    }

    async fn work(&self) {
        sync::drain(&self.bench.app.state).await.unwrap();
    }

    async fn sweep(&mut self) {
        let (now, undo) = (self.now(), self.bench.app.state.config.sync.undo_ms);
        let found = sync::sweep::once(&self.bench.app.state).await.unwrap();
        assert_eq!(found, 0, "the sweep found work nobody was woken for");
        for person in &mut self.truth.people {
            if person.link != Link::On || self.truth.permission {
                person.paused_at = None;
                continue;
            }
            match person.paused_at {
                None => person.paused_at = Some(now),
                Some(at) if at + undo <= now => {
                    person.link = Link::Off {
                        since: now,
                        removes: true,
                    };
                    person.paused_at = None;
                }
                Some(_) => {}
            }
        }
    }

    async fn owner(&mut self, person: usize, class: usize, deletes: bool) {
        let account = self.people[person].1.clone();
        let events = self.calendar(person).await;
        let day = self.truth.classes[class].day;
        let found = events
            .into_iter()
            .find(|(_, content)| content.starts_at / DAY == day / DAY);
        let Some((id, shown)) = found else { return };
        let truth = &mut self.truth.people[person];
        let ours = match &truth.edited[class] {
            Some(ours) if shown.title == MINE => ours.clone(),
            _ => shown,
        };
        if deletes {
            self.bench.google.delete_event(&account, &id).await;
            truth.deleted[class] = Some(ours);
        } else {
            truth.edited[class] = Some(ours);
            self.bench
                .google
                .edit_event(&account, &id, side::retitle(self.bench.provider, MINE))
                .await;
        }
    }

    /// The person's live events of classes, by id.
    async fn calendar(&self, person: usize) -> Vec<(String, Content)> {
        let events = self
            .bench
            .google
            .events_if_known(&self.people[person].1)
            .await;
        events
            .iter()
            .map(|event| side::shown(self.bench.provider, event))
            .filter(|event| event.title != "Calendar connection test")
            .map(|event| {
                let content = Content {
                    title: event.title,
                    starts_at: event.starts_at,
                    ends_at: event.ends_at,
                };
                (event.id, content)
            })
            .collect()
    }

    async fn nothing_is_there_twice(&self) {
        for person in 0..PEOPLE {
            let mut days: Vec<i64> = self
                .calendar(person)
                .await
                .iter()
                .map(|(_, content)| content.starts_at / DAY)
                .collect();
            days.sort_unstable();
            let all = days.len();
            days.dedup();
            assert_eq!(days.len(), all, "person {person} has a class twice");
        }
    }
}

fn backend(
    bench: &Bench,
    org: &OrgId,
    user: &UserId,
    permissions: domain::permission::Permissions,
) -> RequestBackend {
    RequestBackend {
        state: bench.app.state.clone(),
        signed: Some(Signed {
            org_id: org.clone(),
            user_id: user.clone(),
            session_hash: String::new(),
            permissions,
            must_set_up: false,
            clock: "12".into(),
        }),
    }
}

/// As long as a story may take to come to rest, in rounds.
pub const PATIENCE: usize = 300;
/// Longer than the settle window.
pub const SETTLED: i64 = 3_100;
