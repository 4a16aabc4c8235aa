//! The two kinds of transaction. Their constructors are private to `auth`: a query without a scope does not compile.

use std::panic::Location;

use homeroom_domain::ids::TenantId;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};
use tracing::Instrument as _;

use crate::db::{Pools, news::Untold};

/// Begins a transaction to the end, whoever is gone meanwhile: one that a dropped request had half begun would stay open for the next who borrows the
/// connection, which neither sqlx nor the pool would know.
async fn begun<F>(begin: F) -> sqlx::Result<Transaction<'static, Postgres>>
where
    F: Future<Output = sqlx::Result<Transaction<'static, Postgres>>> + Send + 'static,
{
    tokio::spawn(begin).await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
}

/// Commits, in a span that says which line of the program asked for it: a commit that is slow or fails is found by that, as a query is by its name.
/// Whoever looks for events is told of those that were written.
#[track_caller]
fn committed(tx: Transaction<'static, Postgres>, untold: Untold) -> impl Future<Output = sqlx::Result<()>> {
    let at = Location::caller();
    let span = tracing::info_span!("db.commit", %at);
    let commit = async move {
        let done = tx.commit().await;
        if done.is_ok() {
            untold.committed();
        }
        done
    };
    commit.instrument(span)
}

/// A transaction of one tenant, under the app role and row-level security.
#[derive(Debug)]
pub struct TenantTx {
    tx: Transaction<'static, Postgres>,
    untold: Untold,
    tenant: TenantId,
}

impl TenantTx {
    pub(super) async fn begin(pools: &Pools, tenant: TenantId) -> sqlx::Result<Self> {
        // One round trip for both. A UUID has no character that could end the text.
        let begin = format!("BEGIN; SELECT set_config('app.tenant', '{}', true)", tenant.uuid());
        let (pool, untold) = (pools.app.clone(), pools.news.begin());
        Ok(Self { tx: begun(async move { pool.begin_with(AssertSqlSafe(begin)).await }).await?, untold, tenant })
    }

    /// The tenant whose rows this transaction sees.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    #[track_caller]
    pub fn commit(self) -> impl Future<Output = sqlx::Result<()>> {
        committed(self.tx, self.untold)
    }

    /// Ends it now. One that is dropped ends a little later, and holds its locks until then.
    pub async fn rollback(self) -> sqlx::Result<()> {
        self.tx.rollback().await
    }
}

/// A transaction of the system, under the worker role: log-in, platform and partner operations, and background work. It sees every tenant, so each
/// way to begin one is named after who may: handlers get theirs from a caller, and have no other.
#[derive(Debug)]
pub struct SystemTx {
    tx: Transaction<'static, Postgres>,
    untold: Untold,
}

impl SystemTx {
    /// For callers and visitors.
    pub(super) async fn begin(pools: &Pools) -> sqlx::Result<Self> {
        let (pool, untold) = (pools.worker.clone(), pools.news.begin());
        Ok(Self { tx: begun(async move { pool.begin().await }).await?, untold })
    }

    /// For background work: the reconciler, leases, sweeps.
    pub(crate) async fn of_worker(pools: &Pools) -> sqlx::Result<Self> {
        Self::begin(pools).await
    }

    /// For whoever stands at the command line of the service.
    pub(crate) async fn of_operator(pools: &Pools) -> sqlx::Result<Self> {
        Self::begin(pools).await
    }

    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    #[track_caller]
    pub fn commit(self) -> impl Future<Output = sqlx::Result<()>> {
        committed(self.tx, self.untold)
    }

    /// See [`TenantTx::rollback`].
    pub async fn rollback(self) -> sqlx::Result<()> {
        self.tx.rollback().await
    }
}
