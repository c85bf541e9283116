//! The one binary: `server serve` and the operator's commands.
//!
//! Only composes: settings, state, router, engine, and an orderly end.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, ensure};
use server::cli::{self, Command, Role};
use server::clock::{Clock, Entropy};
use server::config::{self, Mode};
use server::state::State;
use server::{backup, care, http, telemetry};
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
    if let Command::Restore { from } = &command {
        return say(backup::restore(config, Clock::System, Entropy::system(), from).await?);
    }
    let state = State::open(config, Clock::System, Entropy::system()).await?;
    if command == Command::AfterRestore {
        return say(backup::after_restore(&state).await?);
    }
    backup::belongs(&state).await?;
    match command {
        Command::Serve(role) => serve(state, role).await,
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
        Command::Backup { to } => say(backup::backup(&state, &to).await?),
        Command::RevokeAll => say(care::revoke_all(&state).await?),
        Command::Restore { .. } | Command::AfterRestore | Command::Help => Ok(()),
    }
}

fn say(lines: Vec<String>) -> anyhow::Result<()> {
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

async fn serve(state: State, role: Role) -> anyhow::Result<()> {
    ensure!(
        role == Role::Whole || state.db.is_postgres(),
        "--web and --worker need PostgreSQL: SQLite serves one process, which does it all"
    );
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
    let (stop, stopping) = watch::channel(false);
    let mut serving = tokio::spawn(serve_people(state.clone(), role, stopping.clone()).await?);
    let mut work = Vec::new();
    if role == Role::Web {
        let telling = server::sync::tell_others(state.clone(), stopping.clone());
        work.push(("the other processes were not told", tokio::spawn(telling)));
    } else {
        let engine = server::sync::run(state.clone(), stopping.clone());
        work.push((
            "some deliveries were cut off; they are looked at again",
            tokio::spawn(engine),
        ));
        let post = server::mail::outbox::run(state.clone(), stopping.clone());
        work.push(("e-mail was cut off; it is sent again", tokio::spawn(post)));
        let watch = server::watch::run(state.clone(), stopping.clone());
        work.push(("the watch was cut off", tokio::spawn(watch)));
    }
    tokio::select! {
        signal = asked_to_stop() => signal?,
        ended = &mut serving => return ended.context("serving")?.context("serving"),
    }
    tracing::info!("stopping: finishing what is under way");
    stop.send_replace(true);
    if tokio::time::timeout(LAST_ORDERS, serving).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
    for (cut_off, task) in work {
        if tokio::time::timeout(LAST_ORDERS, task).await.is_err() {
            tracing::warn!("{cut_off}");
        }
    }
    state.db.close().await;
    Ok(())
}

/// Listens, and answers until the end; a worker only waits for the end.
async fn serve_people(
    state: State,
    role: Role,
    stopping: watch::Receiver<bool>,
) -> anyhow::Result<impl Future<Output = std::io::Result<()>> + Send + 'static> {
    let listener = match role {
        Role::Worker => {
            tracing::info!("working");
            None
        }
        Role::Whole | Role::Web => {
            let bind = state.config.leptos.site_addr;
            let listener = TcpListener::bind(bind)
                .await
                .with_context(|| format!("listening on {bind}"))?;
            tracing::info!(address = %bind, url = state.config.public_url, "serving");
            Some((listener, http::router(state)?))
        }
    };
    Ok(async move {
        match listener {
            Some((listener, router)) => http::serve(listener, router, stopped(stopping)).await,
            None => {
                stopped(stopping).await;
                Ok(())
            }
        }
    })
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
