//! The log: JSON lines in production, short lines in demo mode. `RUST_LOG` sets what is said.

use tracing_subscriber::EnvFilter;

use crate::config::Mode;

pub fn start(mode: Mode) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match mode {
        Mode::Production => log.json().init(),
        Mode::Demo => log.compact().with_target(false).init(),
    }
}
