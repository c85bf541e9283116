//! The one binary: `server serve` and the operator's commands.
//!
//! Only composes: settings, state, router, engine, and an orderly end.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use server::cli::{self, Command};
use server::clock::{Clock, Entropy};
use server::config::{self, Mode};
use server::state::State;
use server::{care, http, telemetry};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Requests and deliveries under way get this long to finish.
const LAST_ORDERS: Duration = Duration::from_secs(20);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let command = cli::parse(std::env::args_os().skip(1))?;
    if command == Command::Help {
        println!("{}", cli::HELP);
        return Ok(());
    }
    let config = config::load::load()?;
    telemetry::start(config.mode);
    let state = State::open(config, Clock::System, Entropy::system()).await?;
    match command {
        Command::Serve => serve(state).await,
        Command::CreateOrg {
            name,
            time_zone,
            admin_email,
        } => {
            let url = cli::create_org(&state, &name, &time_zone, &admin_email).await?;
            println!("{name} is there. For {admin_email}, once, within 7 days:\n{url}");
            Ok(())
        }
        Command::CheckConfig => {
            println!("The settings, the database and the keys are in order.");
            for line in cli::setup::lines(&state.config, state.clock.now()) {
                println!("{line}");
            }
            let mut tx = state.db.read().await?;
            for notice in server::db::provider_status::notices(&mut tx).await? {
                println!("To mend: {} ({})", notice.code, notice.detail);
            }
            Ok(())
        }
        Command::Check(whose) => say(care::check(&state, &whose, false).await?),
        Command::Repair(whose) => say(care::check(&state, &whose, true).await?),
        Command::Wipe { email } => say(care::wipe(&state, &email).await?),
        Command::Rekey => say(care::rekey(&state).await?),
        Command::AfterRestore => say(care::after_restore(&state).await?),
        Command::RevokeAll => say(care::revoke_all(&state).await?),
        Command::Help => Ok(()),
    }
}

fn say(lines: Vec<String>) -> anyhow::Result<()> {
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

async fn serve(state: State) -> anyhow::Result<()> {
    match state.config.mode {
        Mode::Demo => server::demo::seed(&state).await?,
        Mode::Production => {
            for sentence in cli::first_steps(&state).await? {
                println!("{sentence}");
            }
        }
    }
    server::backend::classes::instants::follow_tzdb(&state)
        .await
        .context("deriving the instants of upcoming classes anew")?;
    let bind = state.config.leptos.site_addr;
    let listener = TcpListener::bind(bind)
        .await
        .with_context(|| format!("listening on {bind}"))?;
    tracing::info!(address = %bind, url = state.config.public_url, "serving");

    let (stop, stopping) = watch::channel(false);
    let engine = tokio::spawn(server::sync::run(state.clone(), stopping.clone()));
    let watch = tokio::spawn(server::watch::run(state.clone(), stopping.clone()));
    let post = tokio::spawn(server::mail::outbox::run(state.clone(), stopping.clone()));
    let router = http::router(state.clone())?;
    let serving = http::serve(listener, router, stopped(stopping.clone()));
    let mut serving = tokio::spawn(serving);
    tokio::select! {
        signal = asked_to_stop() => signal?,
        ended = &mut serving => return ended.context("serving")?.context("serving"),
    }
    tracing::info!("stopping: finishing what is under way");
    stop.send_replace(true);
    if tokio::time::timeout(LAST_ORDERS, serving).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
    if tokio::time::timeout(LAST_ORDERS, engine).await.is_err() {
        tracing::warn!("some deliveries were cut off; they are looked at again");
    }
    if tokio::time::timeout(LAST_ORDERS, post).await.is_err() {
        tracing::warn!("e-mail was cut off; it is sent again");
    }
    if tokio::time::timeout(LAST_ORDERS, watch).await.is_err() {
        tracing::warn!("the watch was cut off");
    }
    state.db.close().await;
    Ok(())
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it the process.
    let _ = stopping.wait_for(|stop| *stop).await;
}

async fn asked_to_stop() -> anyhow::Result<()> {
    let mut term = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed.context("listening for Ctrl-C"),
        _ = term.recv() => Ok(()),
    }
}
