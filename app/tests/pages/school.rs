//! What a fake organization teaches: one class with its roster and delivery, a week around it, a case,
//! and what can be booked. Each test changes what it is about.

use app::api::calendar::*;
use app::api::cases::*;
use app::api::catalog::*;
use app::api::classes::*;
use app::backend::Answer;
use app::error::AppError;
use domain::id::{CaseId, ClassId};

/// The facts a test can change.
#[derive(Clone)]
pub struct School {
    pub kind: DeliveryKind,
    pub booked: i64,
    pub removed: i64,
    pub own: bool,
    pub may_book: bool,
    pub started: bool,
    pub canceled: bool,
    pub empty_week: bool,
    pub connected: bool,
    pub no_cases: bool,
    pub nothing_open: bool,
    /// What every question about classes is answered with instead.
    pub refused: Option<AppError>,
}

impl Default for School {
    fn default() -> Self {
        Self {
            kind: DeliveryKind::OnCalendar,
            booked: 6,
            removed: 0,
            own: true,
            may_book: true,
            started: false,
            canceled: false,
            empty_week: false,
            connected: true,
            no_cases: false,
            nothing_open: false,
            refused: None,
        }
    }
}

fn class_id() -> ClassId {
    "class-1".parse().expect("a plain id")
}

fn case_id(n: i64) -> CaseId {
    format!("case-{n}").parse().expect("a plain id")
}

impl School {
    fn view(&self) -> DeliveryView {
        DeliveryView {
            kind: self.kind,
            calendar: "Google Calendar".to_owned(),
            at: "Nov 12, 10:02 am".to_owned(),
            at_risk: String::new(),
        }
    }

    fn preview() -> SentPreview {
        SentPreview {
            example: false,
            title: "Class".to_owned(),
            when: "Thu, Nov 19 · 9:00 – 10:30 am".to_owned(),
            text: "Booked in Classbook. Changing this event does not change the class.".to_owned(),
            link: "classbook.linden.example/c/7QkR2wXn".to_owned(),
            site: None,
            raw: "{}".to_owned(),
        }
    }

    fn row(&self) -> ClassRow {
        ClassRow {
            id: class_id(),
            class_type: "Decision Skills".to_owned(),
            time: "9:00 – 10:30 am".to_owned(),
            start: "9:00 am".to_owned(),
            end: "to 10:30".to_owned(),
            day: "Thu, Nov 19".to_owned(),
            zone: String::new(),
            place: "Main Street Center, Room 2".to_owned(),
            provider: "Provider 1".to_owned(),
            provider_gone: false,
            booked: self.booked,
            capacity: 10,
            canceled: self.canceled,
            started: self.started,
            over: false,
            grid_start: 36,
            grid_length: 6,
            delivery: self.view(),
        }
    }

    pub fn week(&self, scope: &str) -> Answer<ClassWeek> {
        if let Some(error) = &self.refused {
            return Err(error.clone());
        }
        let day = |date: &str, weekday: &str, number: &str, classes: Vec<ClassRow>| ClassDay {
            date: date.to_owned(),
            weekday: weekday.to_owned(),
            day: number.to_owned(),
            heading: format!("{weekday} Nov {number}"),
            today: number == "19",
            past: number == "18",
            classes,
        };
        let classes = if self.empty_week {
            vec![]
        } else {
            vec![self.row()]
        };
        Ok(ClassWeek {
            title: "Nov 16 – 22, 2026".to_owned(),
            date: "2026-11-16".to_owned(),
            previous: "2026-11-09".to_owned(),
            next: "2026-11-23".to_owned(),
            zone: "Chicago time".to_owned(),
            days: vec![
                day("2026-11-18", "Wed", "18", vec![]),
                day("2026-11-19", "Thu", "19", classes),
            ],
            upcoming: (scope == "own" && !self.empty_week).then(|| self.row()),
            calendar: CalendarSummary {
                calendar: if self.connected {
                    "Google Calendar".to_owned()
                } else {
                    String::new()
                },
                state: if self.connected {
                    "active".to_owned()
                } else {
                    String::new()
                },
                sent: 11,
                upcoming: 12,
                may_connect: true,
            },
            may_add: true,
            hours: (0..24).map(|hour| format!("{hour} o’clock")).collect(),
            now_minute: 10 * 60 + 24,
            now: "10:24".to_owned(),
        })
    }

    pub fn by_link(&self, token: &str) -> Answer<ClassId> {
        if token == "7QkR2wXn" {
            Ok(class_id())
        } else {
            Err(AppError::NotFound)
        }
    }

    pub fn detail(&self, id: &ClassId) -> Answer<ClassDetail> {
        if let Some(error) = &self.refused {
            return Err(error.clone());
        }
        if *id != class_id() {
            return Err(AppError::NotFound);
        }
        Ok(ClassDetail {
            id: class_id(),
            version: 3,
            class_type: "Decision Skills".to_owned(),
            calendar_title: "Class".to_owned(),
            when: "Thu, Nov 19, 2026, 9:00 – 10:30 am, Chicago time".to_owned(),
            place: "Main Street Center, Room 2".to_owned(),
            site: "Main Street Center".to_owned(),
            room: "Room 2".to_owned(),
            provider: "Provider 1".to_owned(),
            provider_gone: false,
            capacity: 10,
            booked: self.booked,
            offered_by: "Scheduler 1".to_owned(),
            canceled: self.canceled,
            cancel_reason: String::new(),
            started: self.started,
            over: false,
            may_edit: true,
            rest: 0,
            rest_booked: 0,
            rest_until: String::new(),
            may_book: self.may_book,
            own: self.own,
        })
    }

    pub fn roster(&self) -> ClassRoster {
        ClassRoster {
            entries: (1..=self.booked)
                .map(|n| RosterRow {
                    case_id: case_id(n),
                    name: format!("Case 104{n}"),
                    reference: format!("LC-2026-104{n}"),
                    booked_at: "Nov 12, 10:01 am".to_owned(),
                    booked_by: "Scheduler 2".to_owned(),
                })
                .collect(),
            removed: (1..=self.removed)
                .map(|n| RemovedRow {
                    case_id: case_id(50 + n),
                    name: format!("Case 105{n}"),
                    reference: format!("LC-2026-105{n}"),
                    removed_at: "Nov 13, 9:00 am".to_owned(),
                    removed_by: "Scheduler 1".to_owned(),
                    reason: "moved away".to_owned(),
                })
                .collect(),
            booked: self.booked,
            capacity: 10,
            delivery: self.view(),
            provider: "Provider 1".to_owned(),
            preview: Self::preview(),
        }
    }

    pub fn delivery(&self) -> ClassDelivery {
        let step = |kind: HistoryKind, from: &str, to: &str| HistoryRow {
            at: "Nov 12, 10:02 am".to_owned(),
            kind,
            calendar: "Google Calendar".to_owned(),
            person: "Scheduler 1".to_owned(),
            count: 7,
            from: from.to_owned(),
            to: to.to_owned(),
        };
        ClassDelivery {
            provider: "Provider 1".to_owned(),
            delivery: self.view(),
            last_change: "today at 10:02 am".to_owned(),
            waiting: false,
            may_send_again: true,
            history: vec![
                step(HistoryKind::EventMoved, "", ""),
                step(HistoryKind::Moved, "8:30", "9:00 am"),
                step(HistoryKind::RosterChanged, "", ""),
                step(HistoryKind::EventAdded, "", ""),
                step(HistoryKind::Reassigned, "Provider 4", "Provider 1"),
                step(HistoryKind::FirstBooked, "", ""),
            ],
            preview: Self::preview(),
        }
    }

    pub fn options(&self) -> AvailabilityOptions {
        AvailabilityOptions {
            class_types: vec![Choice {
                id: "type-1".to_owned(),
                name: "Decision Skills".to_owned(),
            }],
            sites: vec![SiteChoice {
                id: "site-1".to_owned(),
                name: "Main Street Center".to_owned(),
                zone: "Chicago time".to_owned(),
            }],
            providers: vec![Choice {
                id: "user-1".to_owned(),
                name: "Provider 1".to_owned(),
            }],
            form: AvailabilityForm {
                site_id: "site-1".to_owned(),
                capacity: "10".to_owned(),
                ..AvailabilityForm::default()
            },
            when: String::new(),
            version: 3,
            rest: 0,
            started: self.started,
            booked: self.booked,
        }
    }

    pub fn cases(&self, query: &str) -> Answer<CasePage> {
        if let Some(error) = &self.refused {
            return Err(error.clone());
        }
        let cases = if self.no_cases || query == "nobody" {
            vec![]
        } else {
            vec![CaseRow {
                id: case_id(1),
                reference: "LC-2026-1042".to_owned(),
                name: "Case 1042".to_owned(),
                closed: false,
                next_class: "Thu, Nov 19, 9:00 am".to_owned(),
                next_class_id: Some(class_id()),
            }]
        };
        Ok(CasePage {
            total: i64::try_from(cases.len()).expect("few"),
            cases,
            page: 1,
            pages: 1,
        })
    }

    pub fn find(&self, query: &str) -> Vec<CaseHit> {
        if query == "1042" {
            vec![CaseHit {
                id: case_id(1),
                reference: "LC-2026-1042".to_owned(),
                name: "Case 1042".to_owned(),
            }]
        } else {
            vec![]
        }
    }

    pub fn case(&self, id: CaseId) -> CaseDetail {
        CaseDetail {
            id,
            version: 2,
            history: vec![],
            form: CaseForm {
                reference: "LC-2026-1042".to_owned(),
                name: "Case 1042".to_owned(),
                ..CaseForm::default()
            },
            erased: false,
            upcoming: vec![CaseClass {
                class_id: class_id(),
                when: "Thu, Nov 19, 9:00 am".to_owned(),
                class_type: "Decision Skills".to_owned(),
                place: "Main Street Center, Room 2".to_owned(),
                provider: "Provider 1".to_owned(),
                removed: false,
                canceled: false,
                delivery: self.view(),
            }],
            past: vec![],
        }
    }

    pub fn open(&self, filter: OpenFilter) -> OpenClasses {
        OpenClasses {
            class_types: vec![Choice {
                id: "type-1".to_owned(),
                name: "Decision Skills".to_owned(),
            }],
            sites: vec![Choice {
                id: "site-1".to_owned(),
                name: "Main Street Center".to_owned(),
            }],
            filter,
            rows: if self.nothing_open {
                vec![]
            } else {
                vec![OpenRow {
                    class_id: "class-2".parse().expect("a plain id"),
                    day: "Fri, Nov 20".to_owned(),
                    time: "1:00 – 2:30 pm".to_owned(),
                    class_type: "Orientation".to_owned(),
                    place: "Riverside Campus, Room 120".to_owned(),
                    provider: "Provider 6".to_owned(),
                    connected: false,
                    left: 6,
                    capacity: 6,
                }]
            },
            more: false,
        }
    }

    pub fn catalog(&self) -> Catalog {
        Catalog {
            class_types: vec![ClassTypeRow {
                id: "type-1".parse().expect("a plain id"),
                version: 1,
                form: ClassTypeForm {
                    name: "Decision Skills".to_owned(),
                    calendar_alias: String::new(),
                },
                upcoming: 4,
            }],
            sites: vec![SiteRow {
                id: "site-1".parse().expect("a plain id"),
                version: 1,
                form: SiteForm {
                    name: "Main Street Center".to_owned(),
                    time_zone: "America/Chicago".to_owned(),
                },
                zone: "Chicago time (America/Chicago)".to_owned(),
            }],
            time_zones: vec!["America/Chicago".to_owned()],
        }
    }
}
