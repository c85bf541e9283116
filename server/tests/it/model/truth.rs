//! The model: what each calendar should show, from what people did, without any of the machinery.

use std::collections::BTreeSet;

use super::{CLASSES, PEOPLE};
use crate::test_app::{DAY, HOUR};

/// What an event says.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    pub title: String,
    pub starts_at: i64,
    pub ends_at: i64,
}

pub const TITLES: [&str; 3] = ["Class", "Session", "Appointment"];
/// A title that only the calendar's owner gives.
pub const MINE: &str = "Mine";

#[derive(Debug, Clone, Default)]
pub struct Class {
    /// Midnight of its day, UTC.
    pub day: i64,
    pub slot: usize,
    pub booked: BTreeSet<usize>,
    pub canceled: bool,
    pub provider: usize,
}

impl Class {
    pub fn starts_at(&self) -> i64 {
        self.day + [9, 13, 17][self.slot] * HOUR
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Link {
    Never,
    On,
    Off { since: i64, removes: bool },
}

#[derive(Debug, Clone)]
pub struct Person {
    pub link: Link,
    /// A sweep has seen that the right is gone.
    pub paused_at: Option<i64>,
    /// The grant may be dead at the provider: what is there may have to stay there.
    pub grant_in_doubt: bool,
    /// What we had put there when its owner deleted or retitled it.
    pub deleted: [Option<Content>; CLASSES],
    pub edited: [Option<Content>; CLASSES],
}

pub struct Truth {
    pub classes: Vec<Class>,
    pub people: Vec<Person>,
    pub title: usize,
    pub permission: bool,
}

impl Truth {
    pub fn new(now: i64) -> Truth {
        let today = now - now.rem_euclid(DAY);
        let person = Person {
            link: Link::Never,
            paused_at: None,
            grant_in_doubt: false,
            deleted: Default::default(),
            edited: Default::default(),
        };
        Truth {
            classes: [2, 6, 20]
                .map(|days| Class {
                    day: today + days * DAY,
                    ..Class::default()
                })
                .to_vec(),
            people: vec![person; PEOPLE],
            title: 0,
            permission: true,
        }
    }

    pub fn upcoming(&self, class: usize, now: i64) -> bool {
        self.classes[class].starts_at() > now
    }

    pub fn wanted(&self, class: usize, person: usize) -> bool {
        let class = &self.classes[class];
        !class.canceled && !class.booked.is_empty() && class.provider == person
    }

    pub fn content(&self, class: usize) -> Content {
        let starts_at = self.classes[class].starts_at();
        Content {
            title: TITLES[self.title].to_owned(),
            starts_at,
            ends_at: starts_at + HOUR,
        }
    }

    /// What is wrong with `shown` on a person's calendar, at rest, for one upcoming class.
    pub fn objection(
        &self,
        class: usize,
        person: usize,
        shown: &[Content],
    ) -> Option<&'static str> {
        let (owner, right) = (&self.people[person], self.content(class));
        match (owner.link, shown) {
            (_, [_, _, ..]) => Some("twice"),
            (Link::Never, [_]) => Some("never connected, yet there"),
            (Link::Off { removes: true, .. }, [_]) if !owner.grant_in_doubt => Some("left behind"),
            (Link::Never | Link::Off { .. }, _) => None,
            (Link::On, [_]) if !self.wanted(class, person) => Some("unwanted, yet there"),
            (Link::On, [there]) if *there == right => None,
            (Link::On, [there])
                if there.title == MINE && owner.edited[class].as_ref() == Some(&right) =>
            {
                None
            }
            (Link::On, [_]) => Some("not as it should be"),
            (Link::On, []) if !self.wanted(class, person) => None,
            (Link::On, []) if owner.deleted[class].as_ref() == Some(&right) => None,
            (Link::On, []) => Some("missing"),
        }
    }
}
