//! What people do in the app, through the server functions' own backend.

use app::api::catalog::ClassTypeForm;
use app::api::classes::ClassAction;
use app::backend::Backend;
use domain::permission::Permission;
use server::{execute, scalar};

use super::{CANARY, Story, accepted, backend};
use crate::model::Step;
use crate::model::truth::{Class, Link, TITLES};

impl Story<'_> {
    /// What a person does in the app.
    pub(super) async fn deed(&mut self, deed: Step) {
        match deed {
            Step::Book { class, case } => {
                let reference = format!("{CANARY}-{case}");
                if accepted(
                    self.office
                        .book_case(self.classes[class].clone(), reference)
                        .await,
                ) {
                    self.truth.classes[class].booked.insert(case);
                }
            }
            Step::Remove { class, case } => {
                let id = self.cases[case].clone();
                let removed = self
                    .office
                    .remove_case(self.classes[class].clone(), id, CANARY.into())
                    .await;
                if accepted(removed) {
                    self.truth.classes[class].booked.remove(&case);
                }
            }
            Step::Cancel(class) => {
                let reason = CANARY.to_owned();
                if self.act(class, ClassAction::Cancel { reason }).await {
                    self.truth.classes[class].canceled = true;
                }
            }
            Step::Uncancel(class) => {
                if self.act(class, ClassAction::Uncancel).await {
                    self.truth.classes[class].canceled = false;
                }
            }
            Step::Move { class, slot } => {
                let before = self.truth.classes[class].clone();
                self.truth.classes[class].slot = slot;
                self.edit(class, before).await;
            }
            Step::Reassign { class, person } => {
                let before = self.truth.classes[class].clone();
                self.truth.classes[class].provider = person;
                self.edit(class, before).await;
            }
            Step::Alias(title) => {
                let mut tx = self.bench.app.state.db.read().await.unwrap();
                let reading = &mut tx;
                let sql = "select version from class_type where id = $1";
                let version = scalar!(reading, i64, sql, self.class_type.0.as_str()).unwrap();
                drop(tx);
                let form = ClassTypeForm {
                    name: self.class_type.1.clone(),
                    calendar_alias: if title == 0 {
                        String::new()
                    } else {
                        TITLES[title].into()
                    },
                };
                let id = Some(self.class_type.0.clone());
                if accepted(
                    self.office
                        .save_class_type(id, version.unwrap(), form)
                        .await,
                ) {
                    self.truth.title = title;
                }
            }
            Step::Disconnect { person, remove } => {
                let unable = matches!(
                    self.state(person).await.as_str(),
                    "needs_reconnect" | "needs_consent"
                );
                let (id, _) = &self.people[person];
                let own = backend(
                    self.bench,
                    &self.org,
                    id,
                    std::iter::once(Permission::CalendarConnect).collect(),
                );
                let since = self.now();
                if accepted(own.disconnect_calendar(remove).await) {
                    let truth = &mut self.truth.people[person];
                    truth.link = Link::Off {
                        since,
                        removes: remove,
                    };
                    truth.paused_at = None;
                    truth.grant_in_doubt |= unable;
                }
            }
            Step::Permission(given) => self.permit(given).await,
            Step::PutBack(class) => {
                if accepted(self.office.put_back(self.classes[class].clone()).await)
                    && self.truth.upcoming(class, self.now())
                {
                    let provider = self.truth.classes[class].provider;
                    if self.truth.wanted(class, provider) {
                        self.truth.people[provider].deleted[class] = None;
                    }
                }
            }
            other => unreachable!("{other:?} is not a deed"),
        }
    }

    pub(super) async fn act(&self, class: usize, action: ClassAction) -> bool {
        let version = self.version(class).await;
        accepted(
            self.office
                .act_on_class(self.classes[class].clone(), version, action)
                .await,
        )
    }

    pub(super) async fn edit(&mut self, class: usize, before: Class) {
        let version = self.version(class).await;
        let id = self.classes[class].clone();
        if !accepted(
            self.office
                .edit_availability(id, version, self.form(class))
                .await,
        ) {
            self.truth.classes[class] = before;
        }
    }

    pub(super) async fn permit(&mut self, given: bool) {
        let mut tx = self.bench.app.state.db.write().await.unwrap();
        let writing = &mut tx;
        let (org, role) = (self.org.as_str(), self.role.as_str());
        let take =
            "delete from role_permission where role_id = $1 and permission = 'calendar.connect'";
        execute!(writing, take, role).unwrap();
        if given {
            let give = "insert into role_permission (org_id, role_id, permission)
                        values ($1, $2, 'calendar.connect')";
            execute!(writing, give, org, role).unwrap();
        }
        tx.commit().await.unwrap();
        self.truth.permission = given;
    }
}
