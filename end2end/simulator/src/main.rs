//! The simulator as a process: reads its environment, prints its address, serves until SIGTERM.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use simulator::Options;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let defaults = Options::default();
    let address = variable("SIMULATOR_ADDR", "127.0.0.1:4010");
    let address: SocketAddr = address
        .parse()
        .with_context(|| format!("SIMULATOR_ADDR is not an address and port: {address}"))?;
    ensure!(
        address.ip().is_loopback(),
        "SIMULATOR_ADDR is {address}; the simulator serves loopback addresses only"
    );
    let options = Options {
        app_url: variable("APP_URL", &defaults.app_url),
        product_name: variable("PRODUCT_NAME", &defaults.product_name),
        data_dir: Some(PathBuf::from(variable("DATA_DIR", ".data")).join("simulator")),
    };
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("binding {address}"))?;
    println!("simulator: http://{}", listener.local_addr()?);
    simulator::serve_with(listener, options, async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    })
    .await
}

fn variable(name: &str, default: &str) -> String {
    match std::env::var(name) {
        Ok(value) if !value.trim().is_empty() => value,
        _ => default.to_owned(),
    }
}
