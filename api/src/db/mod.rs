//! Pools and migrations. No feature's SQL lives here.
//!
//! Two pools, because two roles: `app` serves tenants and is fenced by row-level security, `worker` serves log-in, the platform and the
//! reconciler. Only `auth` turns a pool into a transaction, and says who may have one.

pub(crate) mod news;
pub mod pulse;
pub(crate) mod purged;
pub mod schema;
pub mod sorted;
pub(crate) mod trouble;

use std::time::Duration;

use sqlx::{
    Connection as _, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
};

use news::News;

/// The migrations that this build knows.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// What every connection is set to. Nothing of ours holds a lock for seconds, so who waits longer waits behind something that hangs, and would take a
/// connection from those who could be served.
const SETTINGS: [(&str, &str); 7] = [
    ("idle_in_transaction_session_timeout", "30s"),
    ("lock_timeout", "10s"),
    // The server's side of a connection whose client is gone without a word. The client has no such settings in sqlx: there a request has a deadline,
    // and a release in times of trouble another.
    ("tcp_keepalives_idle", "60s"),
    ("tcp_keepalives_interval", "10s"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "30s"),
    // A commit whose request was dropped meanwhile is followed by a rollback that finds nothing to undo, and Postgres would warn of it in our log.
    ("client_min_messages", "error"),
];

/// Longest statements of the two roles; the worker's sweep and look over many rows.
const STATEMENTS: [(&str, &str); 2] = [("statement_timeout", "15s"), ("statement_timeout", "30s")];
/// A connection that answered so short a time ago is not asked again whether it does: every booking takes three.
const FRESH: Duration = Duration::from_secs(1);
/// What a connection may take to be given back in times of trouble: it ends with it, so that a server that does not answer keeps no place in the pool.
const RELEASE: Duration = Duration::from_secs(5);

/// The two pools of the service.
#[derive(Debug, Clone)]
pub struct Pools {
    pub(crate) app: PgPool,
    pub(crate) worker: PgPool,
    /// What their transactions tell when they have committed.
    pub(crate) news: News,
}

impl Pools {
    /// Opens both pools; connections are made when first wanted.
    pub fn open(app: PgConnectOptions, worker: PgConnectOptions, max_connections: u32) -> Self {
        let [of_app, of_worker] = STATEMENTS;
        Self {
            app: open(app.options([of_app]), max_connections),
            worker: open(worker.options([of_worker]), max_connections),
            news: News::default(),
        }
    }

    /// For what is done by hand: a statement may take as long as it needs.
    pub fn open_patient(app: PgConnectOptions, worker: PgConnectOptions, max_connections: u32) -> Self {
        Self { app: open(app, max_connections), worker: open(worker, max_connections), news: News::default() }
    }

    /// A connection of the app role outside of every transaction: no tenant's rows exist there.
    pub async fn outside_tenants(&self) -> sqlx::Result<PoolConnection<Postgres>> {
        self.app.acquire().await
    }
}

fn open(options: PgConnectOptions, max_connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .before_acquire(|connection, of| {
            Box::pin(async move {
                if of.idle_for > FRESH {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_release(|connection, _| {
            Box::pin(async move {
                if trouble::is_recent() {
                    tokio::time::timeout(RELEASE, connection.ping()).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options.options(SETTINGS))
}
