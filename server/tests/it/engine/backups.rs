//! A backup taken from a running server, and what happens to it: it is not served by mistake, and
//! once restored nothing it says of calendars is believed unseen. And who does which part of the work.

use std::process::{Command, Output};

use server::backup;
use server::clock::Entropy;
use server::config::Mode;
use server::state::State;

use crate::calendar::Desk;
use crate::test_app::database::TestDatabase;
use crate::test_app::{STAFF, TestApp, open};

/// The program itself, on this database.
fn server(database: &TestDatabase, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_server"))
        .args(words)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .env("APP__MODE", "demo")
        .env("DATA_DIR", &database.folder)
        .env("DATABASE_URL", &database.url)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8([&output.stdout[..], &output.stderr[..]].concat()).unwrap()
}

async fn refusal(state: &State) -> String {
    format!("{:#}", backup::belongs(state).await.unwrap_err())
}

#[tokio::test]
async fn a_backup_brings_back_what_it_knows_and_the_calendar_keeps_what_is_right() {
    let desk = Desk::connected(TestApp::sqlite().await).await;
    let state = desk.office.app.state.clone();
    backup::belongs(&state).await.unwrap();
    let first = desk.booked_class().await;
    desk.deliver().await;
    let copy = state.config.data_dir.join("monday.sqlite3");
    let lines = backup::backup(&state, &copy).await.unwrap();
    assert!(
        lines[0].ends_with("monday.sqlite3 holds everything but the keys."),
        "{lines:?}"
    );
    assert!(
        backup::backup(&state, &copy).await.is_err(),
        "nothing is written over"
    );

    // After it: the class is taken off, and its event with it.
    let fields = [("id", first.as_str()), ("version", "1")];
    desk.office
        .admin
        .call("cancel_class", &fields)
        .await
        .value::<()>();
    desk.deliver().await;
    assert!(desk.google.events(STAFF).await.is_empty());

    // Somebody puts the copy in place by hand: it says what it is.
    let by_hand = TestDatabase::sqlite();
    let place = by_hand.url.strip_prefix("sqlite://").unwrap();
    std::fs::copy(&copy, place).unwrap();
    for key in ["token.keys", "id.key", "hash.key"] {
        std::fs::create_dir_all(by_hand.folder.join("keys")).unwrap();
        let from = state.config.data_dir.join("keys").join(key);
        std::fs::copy(from, by_hand.folder.join("keys").join(key)).unwrap();
    }
    let copied = open(Mode::Production, &by_hand).await.unwrap();
    assert!(refusal(&copied).await.contains("is a backup"));
    copied.db.close().await;

    // By the command: everything is looked at, and what is booked is there again.
    let mut config = (*state.config).clone();
    config.database_url = by_hand.url.clone();
    config.data_dir = by_hand.folder.clone();
    let clock = desk.office.app.clock.clone();
    let seeded = Entropy::seeded(5);
    let lines = backup::restore(config.clone(), clock.clone(), seeded, &copy)
        .await
        .unwrap();
    assert!(lines[0].contains(".before-"), "{lines:?}");
    assert!(lines[1].starts_with("1 classes on calendars"), "{lines:?}");
    let restored = State::open(config, clock, Entropy::seeded(6))
        .await
        .unwrap();
    backup::belongs(&restored).await.unwrap();
    desk.google.forget_requests().await;
    server::sync::drain(&restored).await.unwrap();
    assert_eq!(
        desk.google.calls().await,
        ["GET 200", "POST 200"],
        "a new one: none is revived"
    );
    assert_eq!(desk.google.events(STAFF).await.len(), 1);
    restored.db.close().await;

    // Neither the old database nor anything else passes for the new installation's.
    std::fs::copy(
        by_hand.folder.join("installation"),
        state.config.data_dir.join("installation"),
    )
    .unwrap();
    assert!(refusal(&state).await.contains("different installations"));
    let (clock, seeded) = (desk.office.app.clock.clone(), Entropy::seeded(7));
    let other = state.config.data_dir.join("other.sqlite3");
    std::fs::write(&other, "").unwrap();
    let error = backup::restore((*state.config).clone(), clock, seeded, &other)
        .await
        .unwrap_err();
    assert!(
        format!("{error:#}").contains("did not make it"),
        "{error:#}"
    );
    backup::after_restore(&state).await.unwrap();
    backup::belongs(&state).await.unwrap();
}

#[tokio::test]
async fn an_unused_database_joins_the_data_directory_it_finds() {
    let database = TestDatabase::sqlite();
    std::fs::write(
        database.folder.join("installation"),
        "of a database that was thrown away",
    )
    .unwrap();
    let state = open(Mode::Demo, &database).await.unwrap();
    backup::belongs(&state).await.unwrap();
    backup::belongs(&state).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_says_what_it_cannot_do() {
    let database = TestDatabase::sqlite();
    for (words, part) in [
        (&["serve", "--worker"][..], "need PostgreSQL"),
        (&["--web"][..], "need PostgreSQL"),
        (
            &["restore", "--from", "/nowhere/at.all"][..],
            "copying /nowhere/at.all",
        ),
        (
            &["backup", "--to", "/nowhere/at.all"][..],
            "making /nowhere/at.all",
        ),
    ] {
        let output = server(&database, words);
        assert!(!output.status.success());
        assert!(said(&output).contains(part), "{words:?}: {}", said(&output));
    }
    let Some(shared) = TestDatabase::postgres().await else {
        return;
    };
    for words in [&["backup", "--to", "x"][..], &["restore", "--from", "x"]] {
        let output = server(&shared, words);
        assert!(said(&output).contains("pg_dump"), "{}", said(&output));
    }
}
