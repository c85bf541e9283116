//! The only crate that does I/O.
//!
//! Direction: `main → http, sync → backend, oauth, providers, mail, db → domain`. `db` and
//! `providers` never know each other; `sync` never knows `http` or the screens, and `mail` knows
//! nobody's pages. `tests/it/tidy.rs` checks it.

pub mod approval;
pub mod backend;
pub mod backup;
pub mod care;
pub mod cli;
pub mod clock;
pub mod config;
pub mod csv;
pub mod db;
pub mod demo;
pub mod http;
pub mod kit;
pub mod mail;
pub mod oauth;
pub mod passwords;
pub mod providers;
pub mod routes;
pub mod secrets;
pub mod state;
pub mod sync;
pub mod telemetry;
pub mod totp;
pub mod watch;
pub mod words;
pub mod zone;
