//! The rules of the house that no compiler knows: who may name whom, and how a file begins.

use std::fmt::Write;
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 500;

pub struct Source {
    /// From the root of the repository.
    pub path: String,
    pub text: String,
}

impl Source {
    /// The lines that are code, with their numbers.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(n, line)| (n + 1, line.trim_start()))
            .filter(|(_, line)| !line.starts_with("//"))
    }
}

fn root() -> PathBuf {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    server.parent().unwrap().to_owned()
}

/// Every Rust file below a folder.
pub fn sources(folder: &str) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(Source {
                    path: path.strip_prefix(&root).unwrap().display().to_string(),
                    text: std::fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    assert!(!found.is_empty(), "nothing found in {folder}");
    found
}

fn all() -> Vec<Source> {
    ["app", "server", "end2end/simulator"]
        .into_iter()
        .flat_map(sources)
        .collect()
}

/// Fails with every line of `sources` that contains one of `words`.
fn none_of(rule: &str, sources: &[Source], words: &[&str]) {
    let mut found = String::new();
    for source in sources {
        for (number, line) in source.code() {
            for word in words.iter().filter(|word| line.contains(*word)) {
                writeln!(found, "  {}:{number}: {word}", source.path).unwrap();
            }
        }
    }
    assert!(found.is_empty(), "{rule}:\n{found}");
}

fn in_folder(folder: &str) -> Vec<Source> {
    let file = format!("{folder}.rs");
    let inside = format!("{folder}/");
    sources("server/src")
        .into_iter()
        .filter(|source| source.path == file || source.path.starts_with(&inside))
        .collect()
}

#[test]
fn domain_does_no_io_and_knows_no_framework() {
    let words = [
        "sqlx", "tokio", "leptos", "axum", "reqwest", "jiff", "std::fs", "std::net", "std::env",
        "async fn",
    ];
    none_of("domain is pure", &sources("app/domain"), &words);
}

#[test]
fn the_browser_build_cannot_pull_in_the_server() {
    for manifest in ["app/Cargo.toml", "app/domain/Cargo.toml"] {
        let text = std::fs::read_to_string(root().join(manifest)).unwrap();
        for name in [
            "sqlx", "reqwest", "tokio", "axum", "oauth2", "jiff", "server",
        ] {
            let named = text.lines().any(|line| {
                line.strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
            });
            assert!(!named, "{manifest} names {name}");
        }
    }
}

#[test]
fn parts_of_the_server_know_each_other_in_one_direction() {
    for (part, strangers) in [
        (
            "db",
            &[
                "crate::providers",
                "crate::backend",
                "crate::http",
                "crate::oauth",
                "leptos",
            ][..],
        ),
        (
            "providers",
            &[
                "crate::db",
                "crate::backend",
                "crate::http",
                "crate::oauth",
                "leptos",
            ],
        ),
        (
            "sync",
            &["crate::http", "crate::backend", "crate::oauth", "leptos"],
        ),
        ("backend", &["crate::http", "crate::oauth"]),
        (
            "mail",
            &[
                "crate::http",
                "crate::backend",
                "crate::oauth",
                "crate::providers",
                "crate::sync",
                "leptos",
            ],
        ),
    ] {
        let rule = format!("{part} does not know these");
        none_of(&rule, &in_folder(&format!("server/src/{part}")), strangers);
    }
}

#[test]
fn sql_stands_where_it_belongs() {
    let elsewhere: Vec<Source> = sources("server/src")
        .into_iter()
        .filter(|source| {
            !source.path.starts_with("server/src/db") && !source.path.starts_with("server/src/sync")
        })
        .collect();
    let macros = [
        "execute!(",
        "fetch_all!(",
        "fetch_one!(",
        "fetch_optional!(",
        "scalar!(",
        "sqlx::query",
    ];
    none_of("SQL only in db and sync", &elsewhere, &macros);
}

#[test]
fn only_the_clock_reads_a_clock() {
    let others: Vec<Source> = ["app", "server/src"]
        .into_iter()
        .flat_map(sources)
        .filter(|source| source.path != "server/src/clock.rs")
        .collect();
    let words = [
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "Uuid::new_v4",
        "Uuid::now_v7",
        "rand::rng",
        "OsRng",
        "from_os_rng",
    ];
    none_of("time and randomness are arguments", &others, &words);
}

#[test]
fn a_file_says_what_it_is_for_and_ends_before_it_is_too_long() {
    let mut wrong = String::new();
    for source in all() {
        if !source.text.starts_with("//! ") {
            writeln!(wrong, "  {} does not begin with //!", source.path).unwrap();
        }
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            writeln!(wrong, "  {} has {lines} lines", source.path).unwrap();
        }
        let name = Path::new(&source.path).file_stem().unwrap();
        if ["utils", "util", "helpers", "common", "misc"].contains(&name.to_str().unwrap()) {
            writeln!(wrong, "  {} has a name that says nothing", source.path).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_lint_is_expected_with_its_reason_and_never_allowed() {
    let others: Vec<Source> = all()
        .into_iter()
        .filter(|source| source.path != "server/tests/it/tidy.rs")
        .collect();
    none_of(
        "use #[expect(lint, reason = …)]",
        &others,
        &["#[allow(", "#![allow("],
    );
}

/// Codes are said in words wherever people read them.
#[test]
fn what_the_audit_keeps_has_words() {
    const AREAS: [&str; 13] = [
        "approval.",
        "calendar.",
        "case.",
        "class.",
        "class_type.",
        "feed.",
        "import.",
        "ledger.",
        "policy.",
        "role.",
        "roster.",
        "site.",
        "user.",
    ];
    let mut codes = std::collections::BTreeSet::new();
    for source in sources("server/src") {
        for (_, line) in source.code() {
            codes.extend(
                line.split('"')
                    .skip(1)
                    .step_by(2)
                    .filter(|text| AREAS.iter().any(|area| text.starts_with(area)))
                    .filter(|text| text.chars().all(|c| matches!(c, 'a'..='z' | '_' | '.')))
                    .map(str::to_owned),
            );
        }
    }
    assert!(codes.contains("role.edited"), "{codes:?}");
    let bare: Vec<_> = codes
        .iter()
        .filter(|code| app::pages::audit::action_words(&app::text::EN, code).is_none())
        .collect();
    assert!(
        bare.is_empty(),
        "add words to app/src/pages/audit.rs: {bare:?}"
    );
}
