//! Pools and migrations. No feature's SQL lives here.
//!
//! Two pools, because two roles: `app` serves tenants and is fenced by row-level security, `worker` serves log-in, the platform and the
//! reconciler. Only `auth` turns a pool into a transaction, and says who may have one.

pub mod schema;

use std::time::Duration;

use sqlx::{
    Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
};

/// The migrations that this build knows.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// What every connection is set to. Nothing of ours holds a lock for seconds, so who waits longer waits behind something that hangs, and would take a
/// connection from those who could be served.
const SETTINGS: [(&str, &str); 3] = [
    ("idle_in_transaction_session_timeout", "30s"),
    ("lock_timeout", "10s"),
    // The rollback at every release mostly finds nothing to undo, and Postgres would warn of it in our log.
    ("client_min_messages", "error"),
];

/// The two pools of the service.
#[derive(Debug, Clone)]
pub struct Pools {
    pub(crate) app: PgPool,
    pub(crate) worker: PgPool,
}

impl Pools {
    /// Opens both pools; connections are made when first wanted.
    pub fn open(app: PgConnectOptions, worker: PgConnectOptions, max_connections: u32) -> Self {
        Self { app: open(app, max_connections), worker: open(worker, max_connections) }
    }

    /// A connection of the app role outside of every transaction: no institution's rows exist there.
    pub async fn outside_tenants(&self) -> sqlx::Result<PoolConnection<Postgres>> {
        self.app.acquire().await
    }
}

fn open(options: PgConnectOptions, max_connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(5))
        // A request dropped while its transaction began would leave it open for the next borrower of the connection.
        .after_release(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql("ROLLBACK").execute(connection).await?;
                Ok(true)
            })
        })
        .connect_lazy_with(options.options(SETTINGS))
}
