//! `homeroom serve`: opens what the service needs, starts the workers, answers requests, and stops without losing either.
//!
//! A stop has an order: `/readyz` says no, and balancers are given a moment to see it; then no connection is taken any more, and requests in flight
//! finish; then the workers hand over their leases.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use clap::Args;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    app::{App, AppState},
    clock::Clock,
    config::{Addresses, Config, Databases, Settings},
    db::{Pools, schema},
    http, metrics, router,
};

/// How long requests in flight are given to finish, and then workers.
const GRACE: Duration = Duration::from_secs(25);

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    addresses: Addresses,
    #[command(flatten)]
    databases: Databases,
    #[command(flatten)]
    settings: Settings,
}

/// `Pools::open`, or the one that is patient.
type OpenPools = fn(PgConnectOptions, PgConnectOptions, u32) -> Pools;

impl Databases {
    /// Opens both and refuses a schema that is not this version's, or a role that row-level security does not bind.
    pub(super) async fn open(&self, connections: u32, open: OpenPools) -> anyhow::Result<Pools> {
        let app: PgConnectOptions = self.database_url.parse().ok().context("DATABASE_URL is not a Postgres URL")?;
        let worker: PgConnectOptions = self.worker_database_url.parse().ok().context("WORKER_DATABASE_URL is not a Postgres URL")?;
        warn_of_plain_text(&app);
        let pools = open(app, worker, connections);
        schema::check(&pools).await?;
        Ok(pools)
    }
}

/// A database on another machine should prove who it is; `prefer`, which is what a URL means that says nothing, takes anybody's word.
fn warn_of_plain_text(options: &PgConnectOptions) {
    let host = options.get_host();
    let is_local = host.starts_with('/') || host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if !is_local && !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull | PgSslMode::VerifyCa) {
        tracing::warn!(
            host,
            "the database's certificate is not checked: add sslmode=verify-full and sslrootcert to DATABASE_URL and WORKER_DATABASE_URL"
        );
    }
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let config = Config::try_from(self.settings)?;
        let pools = self.databases.open(config.database_connections, Pools::open).await?;
        let app: AppState = Arc::new(App::new(config, pools, Clock::System)?);
        metrics::serve(self.addresses.metrics_listen)?;
        let workers = Workers::start(&app);
        answer(&app, self.addresses.listen, Duration::from_secs(self.addresses.stop_delay_seconds)).await?;
        workers.finish().await;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Answers requests until the process is asked to stop, and those in flight to their end, within reason.
async fn answer(app: &AppState, listen: SocketAddr, delay: Duration) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("LISTEN {listen} cannot be bound"))?;
    tracing::info!(address = %listener.local_addr()?, public_url = app.config.public_url.origin(), "serving");
    let closed = CancellationToken::new();
    let stop = asked_to_stop(app.clone(), delay, closed.clone());
    let serving = http::serve(listener, router::router(app.clone()), app.config.bounds, stop);
    let patience = async {
        closed.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        () = serving => {}
        () = patience => tracing::warn!("requests did not finish in time and are cut off"),
    }
    Ok(())
}

/// Returns when the process was asked to stop and whoever sends requests has had the time to see it.
async fn asked_to_stop(app: AppState, delay: Duration, closed: CancellationToken) {
    wait_for_signal().await;
    tracing::info!("stopping: requests in flight finish, then workers hand over");
    app.stopping.cancel();
    tokio::time::sleep(delay).await;
    closed.cancel();
}

/// What runs besides requests.
struct Workers {
    stop: CancellationToken,
    tracker: TaskTracker,
}

impl Workers {
    fn start(app: &AppState) -> Self {
        let workers = Self { stop: CancellationToken::new(), tracker: TaskTracker::new() };
        crate::workers::start(app, &workers.tracker, &workers.stop);
        workers
    }

    async fn finish(self) {
        self.stop.cancel();
        self.tracker.close();
        if tokio::time::timeout(GRACE, self.tracker.wait()).await.is_err() {
            tracing::warn!("workers did not finish in time; their leases end by themselves");
        }
    }
}

async fn wait_for_signal() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        tracing::error!("signals cannot be listened to");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
