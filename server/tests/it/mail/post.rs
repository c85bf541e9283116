//! A real SMTP server (aiosmtpd) as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

/// Nothing in a test takes this long; it ends a wait for what never comes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A message as it arrived.
#[derive(Debug, Deserialize)]
pub struct Arrived {
    pub to: Vec<String>,
    pub from: String,
    pub headers: std::collections::BTreeMap<String, String>,
    pub body: String,
    pub tls: bool,
    pub user: Option<String>,
}

pub struct Post {
    pub port: u16,
    process: Child,
    lines: Receiver<Value>,
}

/// The Python that has aiosmtpd, as `end2end/scripts/setup.sh test` puts it there. In CI it has to be.
fn python() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache"),
        PathBuf::from,
    );
    let python = cache.join("class-mirror/smtp/bin/python");
    if python.exists() {
        return Some(python);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{} is missing: end2end/scripts/setup.sh test makes it",
        python.display()
    );
    eprintln!(
        "skipped: {} is missing (end2end/scripts/setup.sh test)",
        python.display()
    );
    None
}

/// A port nobody listens on right now, for a server that comes later.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Post {
    /// Answers each named recipient in turn, then takes everything.
    pub fn open(answers: &[&str]) -> Option<Post> {
        Post::with(&json!({"port": free_port(), "answers": answers}))
    }

    pub fn with(options: &Value) -> Option<Post> {
        let python = python()?;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/mail/server.py");
        let mut process = Command::new(python)
            .arg(script)
            .arg(options.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (say, lines) = channel();
        let output = process.stdout.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Ok(value) = serde_json::from_str(&line) {
                    let _ = say.send(value);
                }
            }
        });
        let first: Value = lines.recv_timeout(PATIENCE).expect("aiosmtpd starts");
        Some(Post {
            port: u16::try_from(first["port"].as_u64().unwrap()).unwrap(),
            process,
            lines,
        })
    }

    /// The next message that arrived.
    pub fn next(&self) -> Arrived {
        let value = self.lines.recv_timeout(PATIENCE).expect("a message");
        serde_json::from_value(value).unwrap()
    }

    /// How many more have arrived and were not looked at. The server prints a message before it
    /// says that it took it, so none is on its way when sending has returned.
    pub fn more(&self) -> usize {
        self.lines.try_iter().count()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
