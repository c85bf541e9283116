//! What the server refuses to start with, and what the operator's commands refuse.

use server::backend::RequestBackend;
use server::backend::account::get_sign_in_page;
use server::config::Mode;
use server::state::State;
use server::{cli, demo};

use crate::test_app::database::TestDatabase;
use crate::test_app::{ZONE, open};

async fn refused(mode: Mode, database: &TestDatabase) -> String {
    match open(mode, database).await {
        Ok(_) => panic!("it started"),
        Err(error) => format!("{error:#}"),
    }
}

/// On each database there is.
async fn databases() -> Vec<TestDatabase> {
    [Some(TestDatabase::sqlite()), TestDatabase::postgres().await]
        .into_iter()
        .flatten()
        .collect()
}

async fn production(database: &TestDatabase) -> State {
    let state = open(Mode::Production, database).await.unwrap();
    cli::create_org(&state, "Oak", ZONE, "olga@oak.example")
        .await
        .unwrap();
    state
}

#[tokio::test]
async fn production_refuses_the_demos_database() {
    for database in databases().await {
        let state = open(Mode::Demo, &database).await.unwrap();
        demo::seed(&state).await.unwrap();
        state.db.close().await;
        let sentence = refused(Mode::Production, &database).await;
        assert!(sentence.contains("filled by demo mode"), "{sentence}");
        open(Mode::Demo, &database).await.unwrap();
    }
}

#[tokio::test]
async fn demo_mode_refuses_real_data() {
    for database in databases().await {
        production(&database).await.db.close().await;
        let sentence = refused(Mode::Demo, &database).await;
        assert!(sentence.contains("real data"), "{sentence}");
    }
}

#[tokio::test]
async fn a_missing_key_is_not_made_anew_once_there_is_data() {
    for database in databases().await {
        production(&database).await.db.close().await;
        for name in ["token.keys", "id.key", "hash.key"] {
            let key = database.folder.join("keys").join(name);
            let kept = std::fs::read(&key).unwrap();
            std::fs::remove_file(&key).unwrap();
            let sentence = refused(Mode::Production, &database).await;
            assert!(sentence.contains(name), "{sentence}");
            assert!(!key.exists());
            std::fs::write(&key, kept).unwrap();
        }
        open(Mode::Production, &database).await.unwrap();
    }
}

#[tokio::test]
async fn an_organization_needs_a_name_a_zone_and_an_address() {
    let database = TestDatabase::sqlite();
    let state = open(Mode::Production, &database).await.unwrap();
    let sentences = cli::first_steps(&state).await.unwrap();
    assert!(sentences[0].contains("server create-org"), "{sentences:?}");
    for (name, zone, email, part) in [
        (" ", ZONE, "a@b.example", "--name"),
        ("Oak", "Chicago", "a@b.example", "--time-zone"),
        ("Oak", ZONE, "somebody", "--admin-email"),
    ] {
        let error = cli::create_org(&state, name, zone, email)
            .await
            .unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[tokio::test]
async fn only_the_demo_offers_its_accounts() {
    for database in databases().await {
        let state = open(Mode::Demo, &database).await.unwrap();
        demo::seed(&state).await.unwrap();
        let request = |state| RequestBackend {
            state,
            signed: None,
        };
        let page = get_sign_in_page(&request(state.clone())).await.unwrap();
        let kinds: Vec<_> = page.demo_accounts.iter().map(|a| a.kind.as_str()).collect();
        assert_eq!(kinds, ["staff", "scheduler", "admin", "staff2", "nocal"]);
        state.db.close().await;

        let real = TestDatabase::sqlite();
        let state = production(&real).await;
        let page = get_sign_in_page(&request(state)).await.unwrap();
        assert!(page.demo_accounts.is_empty());
        assert_eq!(page.organization, "Oak");
    }
}

/// The program itself: its arguments, its settings, its exit code.
#[test]
fn the_program_does_what_the_operator_typed() {
    let database = TestDatabase::sqlite();
    let server = |words: &[&str], mode: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_server"))
            .args(words)
            .env(
                "LEPTOS_TOML",
                concat!(env!("CARGO_MANIFEST_DIR"), "/../Leptos.toml"),
            )
            .env("APP__MODE", mode)
            .env("DATA_DIR", &database.folder)
            .env("DATABASE_URL", &database.url)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    };
    for (words, mode, works, part) in [
        (&["--help"][..], "demo", true, "create-org"),
        (&["check-config"][..], "demo", true, "in order"),
        (
            &["check-config"][..],
            "demo",
            true,
            "/oauth/microsoft/adminconsent",
        ),
        (
            &["check-config"][..],
            "production",
            false,
            "server.public_url",
        ),
        (&["destroy"][..], "demo", false, "`destroy`"),
    ] {
        let (worked, said) = server(words, mode);
        assert_eq!(worked, works, "{said}");
        assert!(said.contains(part), "{said}");
    }
}
