//! Stories nobody wrote: random sequences of what people, providers and bad luck do, against a
//! model of a few dozen lines ([`truth`]).
//!
//! Each story plays in an organization of its own on one server ([`stage`]). Whenever the server is
//! at rest, each connected calendar must equal the model: exactly one event per wanted upcoming
//! class, with the right title and time, except what its owner took away. At no moment may one class
//! have two live events. A story that fails is shrunk, and its seed kept in `*.proptest-regressions`.
//!
//! The stories are the same at each run, so that a red run means a change. `MODEL_CASES` says how
//! many are told per test, `MODEL_SEED` picks others.

mod remembered;
mod stage;
mod truth;

use domain::provider::Provider;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngAlgorithm, TestRng, TestRunner};

use crate::test_app::{DAY, HOUR, MINUTE, TestApp};
use stage::{Bench, Story};

pub const CLASSES: usize = 3;
pub const PEOPLE: usize = 2;
pub const CASES: usize = 3;

/// What happens next. What makes no sense at its moment does nothing, so that a story can be shrunk
/// by leaving things out.
#[derive(Debug, Clone)]
pub enum Step {
    Book {
        class: usize,
        case: usize,
    },
    Remove {
        class: usize,
        case: usize,
    },
    Cancel(usize),
    Uncancel(usize),
    Move {
        class: usize,
        slot: usize,
    },
    Reassign {
        class: usize,
        person: usize,
    },
    Alias(usize),
    Connect(usize),
    Disconnect {
        person: usize,
        remove: bool,
    },
    Permission(bool),
    OwnerDeletes {
        person: usize,
        class: usize,
    },
    OwnerEdits {
        person: usize,
        class: usize,
    },
    Revoke(usize),
    PutBack(usize),
    Fault(Fault),
    Jump(i64),
    Work,
    Sweep,
    /// Everything comes to rest, and is compared.
    Rest,
    /// The worker dies while a request is on its way: before its effect, or after it.
    Crash {
        method: Method,
        after: bool,
    },
    /// Something else happens while a request is on its way.
    Meanwhile {
        method: Method,
        after: bool,
        step: Box<Step>,
    },
}

#[derive(Debug, Clone, Copy)]
pub enum Method {
    Any,
    Post,
    Patch,
    Delete,
}

#[derive(Debug, Clone, Copy)]
pub enum Fault {
    Busy(Method),
    Down(Method),
    /// So many times in a row.
    NotAuthorized(u32),
    Dropped {
        method: Method,
        effect: bool,
    },
    /// An insert or a patch is refused for good.
    Refused(Method),
    TokenDown,
    OurSecret,
}

/// Mostly the same one: what happens to one class is what meets.
fn class() -> impl Strategy<Value = usize> + Clone {
    prop_oneof![4 => Just(0), 2 => Just(1), 1 => Just(2)]
}

fn person() -> impl Strategy<Value = usize> + Clone {
    prop_oneof![3 => Just(0), 1 => Just(1)]
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![
        Just(Method::Any),
        Just(Method::Post),
        Just(Method::Patch),
        Just(Method::Delete),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        1 => method().prop_map(Fault::Busy),
        1 => method().prop_map(Fault::Down),
        1 => (1..5u32).prop_map(Fault::NotAuthorized),
        3 => (method(), any::<bool>()).prop_map(|(method, effect)| Fault::Dropped { method, effect }),
        1 => prop_oneof![Just(Method::Post), Just(Method::Patch)].prop_map(Fault::Refused),
        1 => Just(Fault::TokenDown),
        1 => Just(Fault::OurSecret),
    ]
}

/// What a person does in the app.
fn deed() -> impl Strategy<Value = Step> {
    let (class, person, case) = (class(), person(), 0..CASES);
    prop_oneof![
        6 => (class.clone(), case.clone()).prop_map(|(class, case)| Step::Book { class, case }),
        4 => (class.clone(), case).prop_map(|(class, case)| Step::Remove { class, case }),
        1 => class.clone().prop_map(Step::Cancel),
        1 => class.clone().prop_map(Step::Uncancel),
        3 => (class.clone(), 0..3usize).prop_map(|(class, slot)| Step::Move { class, slot }),
        2 => (class.clone(), person.clone()).prop_map(|(class, person)| Step::Reassign { class, person }),
        1 => (0..3usize).prop_map(Step::Alias),
        2 => (person, any::<bool>()).prop_map(|(person, remove)| Step::Disconnect { person, remove }),
        1 => any::<bool>().prop_map(Step::Permission),
        1 => class.prop_map(Step::PutBack),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let (class, person) = (class(), person());
    let owner = (person.clone(), class);
    prop_oneof![
        14 => deed(),
        4 => person.clone().prop_map(Step::Connect),
        1 => owner.clone().prop_map(|(person, class)| Step::OwnerDeletes { person, class }),
        1 => owner.prop_map(|(person, class)| Step::OwnerEdits { person, class }),
        1 => person.prop_map(Step::Revoke),
        4 => fault().prop_map(Step::Fault),
        3 => prop::sample::select(vec![3_100, 11_000, 2 * MINUTE, 11 * MINUTE, 2 * HOUR, 26 * HOUR, 3 * DAY + HOUR])
            .prop_map(Step::Jump),
        5 => Just(Step::Work),
        1 => Just(Step::Sweep),
        1 => Just(Step::Rest),
        2 => (method(), any::<bool>()).prop_map(|(method, after)| Step::Crash { method, after }),
        2 => (method(), any::<bool>(), deed())
            .prop_map(|(method, after, step)| Step::Meanwhile { method, after, step: Box::new(step) }),
    ]
}

/// Long enough for three troubles to meet, short enough to be told often.
const LONGEST: usize = 28;
/// Per part: 256 in all, six parts.
const STORIES: [u32; 2] = [44, 40];

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is a number, not {text}")),
    )
}

/// Tells this part's stories at `provider`, on `database`.
fn tell(part: u8, provider: Provider, database: &'static str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(async {
        match database {
            "sqlite" => Some(TestApp::sqlite().await),
            _ => TestApp::postgres().await,
        }
    });
    let Some(app) = app else { return };
    let bench = runtime.block_on(Bench::new(app, provider));
    let mut seed = [part; 32];
    seed[..8].copy_from_slice(&number("MODEL_SEED").unwrap_or(0).to_le_bytes());
    let usual = STORIES[usize::from(provider == Provider::Microsoft)];
    let config = Config {
        cases: number("MODEL_CASES").map_or(usual, |cases| cases as u32),
        max_shrink_iters: 2_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/it/model/stories.proptest-regressions",
        ))),
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let play = |steps: Vec<Step>| {
        runtime.block_on(async {
            let mut story = Story::begin(&bench).await;
            for step in steps {
                story.step(step).await;
            }
            story.end().await;
        });
    };
    if part % 2 == 1 {
        let ends_badly = |steps: &Vec<Step>| {
            let told = std::panic::AssertUnwindSafe(|| play(steps.clone()));
            std::panic::catch_unwind(told).is_err()
        };
        let mut bad = remembered::stories();
        bad.retain(|(_, steps)| ends_badly(steps));
        let names: Vec<&str> = bad.iter().map(|(name, _)| *name).collect();
        assert!(
            bad.is_empty(),
            "these end badly at {provider:?} on {database}: {names:#?}"
        );
    }
    let story = prop::collection::vec(step(), 1..LONGEST);
    let told = TestRunner::new_with_rng(config, rng).run(&story, |steps| {
        play(steps);
        Ok(())
    });
    if let Err(failure) = told {
        panic!("{failure}\n{provider:?}, {database}");
    }
}

#[test]
fn every_story_ends_well_sqlite_first_part() {
    tell(1, Provider::Google, "sqlite");
}

#[test]
fn every_story_ends_well_sqlite_second_part() {
    tell(2, Provider::Google, "sqlite");
}

#[test]
fn every_story_ends_well_postgres_first_part() {
    tell(3, Provider::Google, "postgres");
}

#[test]
fn every_story_ends_well_postgres_second_part() {
    tell(4, Provider::Google, "postgres");
}

#[test]
fn every_story_ends_well_at_microsoft_sqlite() {
    tell(5, Provider::Microsoft, "sqlite");
}

#[test]
fn every_story_ends_well_at_microsoft_postgres() {
    tell(7, Provider::Microsoft, "postgres");
}
