//! A Google and a Microsoft that run on loopback: OAuth, OpenID Connect, the Calendar API and
//! Graph's calendar, with pages a person can click through and a control API for tests.
//!
//! It is meant to be at least as strict as the real ones, because code that works here must work
//! there. It knows nothing of the product that talks to it, listens on loopback only, and keeps its
//! state in one directory. Where the real service forbids something that a loopback address cannot
//! avoid (plain http, raw IPs as redirect URIs), loopback addresses alone are let through.
//!
//! Not here: secondary calendars, recurrence expansion, sync tokens, batch requests, push channels.
//!
//! Reading order: [`sim`] (state behind one lock), [`world`] and [`log`] (what is kept, and how),
//! [`google`] and [`microsoft`] (the services), [`traffic`] (journal and faults), [`control`], [`pages`].

mod connection;
mod control;
mod fault;
mod google;
mod journal;
mod log;
mod microsoft;
mod pages;
mod quota;
mod secret;
mod signing;
mod sim;
mod traffic;
mod wire;
mod world;

use std::future::Future;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::connection::{Cut, Loopback};
use crate::sim::Sim;

/// What the simulator is told about the product that uses it.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the product answers; `{app_url}/oauth/google/callback` and the like are the default
    /// clients' redirect URIs.
    pub app_url: String,
    /// The name on the consent page.
    pub product_name: String,
    /// Where the state is kept; `None` keeps it in memory.
    pub data_dir: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            app_url: "http://127.0.0.1:3000".into(),
            product_name: "IMPACT Feedback".into(),
            data_dir: None,
        }
    }
}

/// A simulator in this process, in memory, for tests. Dropping it ends it.
pub struct Running {
    /// For example `http://127.0.0.1:43210`, without a slash at the end.
    pub url: String,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts a simulator on a free loopback port. Must be called inside a tokio runtime.
pub fn start() -> Running {
    start_with(Options::default())
}

/// Like [`start`], with a name, a redirect URI or a state directory of its own.
pub fn start_with(options: Options) -> Running {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a free loopback port");
    socket
        .set_nonblocking(true)
        .expect("a fresh socket takes its flags");
    let listener = TcpListener::from_std(socket).expect("called inside a tokio runtime");
    let address = listener
        .local_addr()
        .expect("a bound socket has an address");
    let task = tokio::spawn(async move {
        if let Err(error) = serve_with(listener, options, std::future::pending()).await {
            eprintln!("simulator: {error:#}");
        }
    });
    Running {
        url: format!("http://{address}"),
        task,
    }
}

/// Serves on `listener` until the future is dropped; `None` keeps the state in memory.
pub async fn serve(listener: TcpListener, data_dir: Option<PathBuf>) -> anyhow::Result<()> {
    let options = Options {
        data_dir,
        ..Options::default()
    };
    serve_with(listener, options, std::future::pending()).await
}

/// Serves until `stop` resolves. Nothing needs saving at the end: every answer was preceded by its
/// line in the log.
pub async fn serve_with(
    listener: TcpListener,
    options: Options,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let address = listener
        .local_addr()
        .context("reading the listening address")?;
    ensure!(
        address.ip().is_loopback(),
        "{address} is not a loopback address; the simulator serves this machine only"
    );
    let sim = Sim::open(format!("http://{address}"), options)?;
    let service = router(sim).into_make_service_with_connect_info::<Cut>();
    let (loopback, _cut_at_the_end) = Loopback::over(listener);
    tokio::select! {
        served = async { axum::serve(loopback, service).await } => served.context("serving"),
        () = stop => Ok(()),
    }
}

fn router(sim: Sim) -> Router {
    let record = axum::middleware::from_fn_with_state(sim.clone(), traffic::record);
    let providers = google::api::router()
        .merge(microsoft::api::router())
        .layer(record);
    Router::new()
        .merge(providers)
        .merge(google::pages::router())
        .merge(microsoft::pages())
        .merge(pages::router())
        .merge(control::router())
        .layer(axum::middleware::from_fn(pages::guard))
        .with_state(sim)
}
