//! The lease on a cluster: who works there, and under which epoch.
//!
//! Two fences keep a worker that has been overtaken from writing. It stops by its own clock before the lease can end; and each of its Postgres
//! writes reads the lease's row FOR SHARE in the same transaction and compares the epoch, which covers a process that slept through its end.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use homeroom_domain::ids::ClusterId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Wake, store};
use crate::{auth::SystemTx, db::Pools};

/// How long a lease lasts unless it is prolonged.
const LASTS: Duration = Duration::from_secs(40);
/// How often it is prolonged: at most one row a cluster in this time.
const RENEWED_EVERY: Duration = Duration::from_secs(10);
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// The worker stops this long before the lease ends; more than any call to a cluster may take.
const MARGIN: Duration = Duration::from_secs(16);

/// Somebody else works on the cluster now, or may at any moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease on the cluster is no longer ours")]
pub(crate) struct LeaseLost;

/// This replica as a holder of leases.
#[derive(Debug, Clone)]
pub(crate) struct Leases {
    pools: Pools,
    holder: Uuid,
}

impl Leases {
    pub(crate) fn new(pools: Pools, holder: Uuid) -> Self {
        Self { pools, holder }
    }

    /// Takes the leases that nobody holds.
    pub(crate) async fn claim(&self) -> sqlx::Result<Vec<Lease>> {
        let mut tx = SystemTx::of_worker(&self.pools).await?;
        let unclaimed = store::unclaimed(tx.conn()).await?;
        let mut claimed = Vec::new();
        for cluster in unclaimed {
            let asked_at = Instant::now();
            if let Some(epoch) = store::claim(tx.conn(), cluster, self.holder, LASTS.as_secs_f64()).await? {
                claimed.push(Lease { cluster, epoch, pools: self.pools.clone(), ends: Arc::new(Mutex::new(asked_at + LASTS)) });
            }
        }
        tx.commit().await?;
        Ok(claimed)
    }
}

/// The right to work on one cluster. Clones are of the same lease.
#[derive(Debug, Clone)]
pub(crate) struct Lease {
    cluster: ClusterId,
    epoch: i64,
    pools: Pools,
    /// Counted from before the database was asked, so never later than the database thinks.
    ends: Arc<Mutex<Instant>>,
}

impl Lease {
    pub(crate) fn cluster(&self) -> ClusterId {
        self.cluster
    }

    fn ends(&self) -> Instant {
        *self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is time left to begin something.
    pub(crate) fn holds(&self) -> bool {
        Instant::now() + MARGIN < self.ends()
    }

    /// Prolongs the lease for as long as that works; returns when the worker must stop.
    pub(crate) async fn keep(&self) -> LeaseLost {
        let mut pause = RENEWED_EVERY;
        while self.holds() {
            // Neither a pause nor a database that does not answer may keep the worker from stopping in time.
            let Some(last_call) = self.ends().checked_sub(MARGIN) else { break };
            tokio::time::sleep_until((Instant::now() + pause).min(last_call).into()).await;
            let Ok(renewed) = tokio::time::timeout_at(last_call.into(), self.renew()).await else { break };
            pause = match renewed {
                Ok(true) => RENEWED_EVERY,
                Ok(false) => break,
                Err(error) => {
                    tracing::warn!(cluster = %self.cluster, %error, "a lease could not be renewed");
                    AGAIN_AFTER
                }
            };
        }
        LeaseLost
    }

    async fn renew(&self) -> sqlx::Result<bool> {
        let asked_at = Instant::now();
        let mut tx = SystemTx::of_worker(&self.pools).await?;
        let ours = store::renew(tx.conn(), self.cluster, self.epoch, LASTS.as_secs_f64()).await?;
        tx.commit().await?;
        if ours {
            *self.ends.lock().unwrap_or_else(PoisonError::into_inner) = asked_at + LASTS;
        }
        Ok(ours)
    }

    /// Hands the cluster over: whoever waits for it takes it at once.
    pub(crate) async fn give_up(&self) -> sqlx::Result<()> {
        let mut tx = SystemTx::of_worker(&self.pools).await?;
        store::give_up(tx.conn(), self.cluster, self.epoch).await?;
        super::wake(tx.conn(), Wake::Clusters).await?;
        tx.commit().await
    }

    /// A transaction that can only commit while this lease is in force: nobody can take it over before the transaction ends.
    pub(crate) async fn begin(&self) -> Result<SystemTx, LeasedError> {
        let mut tx = SystemTx::of_worker(&self.pools).await?;
        match store::epoch_for_share(tx.conn(), self.cluster).await? {
            Some(epoch) if epoch == self.epoch => Ok(tx),
            _ => Err(LeasedError::Lost(LeaseLost)),
        }
    }
}

/// Ends all work on a cluster that is taken off, when this transaction commits: no write under a lease runs meanwhile or after it.
pub(crate) async fn end_work(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<()> {
    store::forget(conn, cluster).await
}

/// A write under a lease that did not happen.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LeasedError {
    #[error(transparent)]
    Lost(#[from] LeaseLost),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use sqlx::postgres::PgConnectOptions;

    use super::*;

    /// A lease that ends so long after the worker has to stop.
    fn lease(database: &PgConnectOptions, time_left: Duration) -> Lease {
        let pools = Pools::open(database.clone(), database.clone(), 1);
        let ends = Arc::new(Mutex::new(Instant::now() + MARGIN + time_left));
        Lease { cluster: ClusterId::new(Uuid::from_u128(1)), epoch: 1, pools, ends }
    }

    fn database(port: u16) -> PgConnectOptions {
        PgConnectOptions::new().host("127.0.0.1").port(port).username("nobody")
    }

    #[tokio::test]
    async fn nothing_is_begun_that_might_not_end_before_the_lease_does() {
        assert!(lease(&database(1), Duration::from_secs(5)).holds());
        let mut late = lease(&database(1), Duration::ZERO);
        assert!(!late.holds(), "the database would let it write for {MARGIN:?} more");
        late.ends = Arc::new(Mutex::new(Instant::now()));
        assert!(!late.holds());
    }

    #[tokio::test]
    async fn a_worker_that_cannot_prolong_its_lease_stops_before_the_lease_ends() {
        // One refuses, the other takes the connection and says nothing.
        let refusing = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        for port in [refusing, silent.local_addr().unwrap().port()] {
            let lease = lease(&database(port), Duration::from_millis(1500));
            let began = Instant::now();
            assert_eq!(lease.keep().await, LeaseLost);
            let stopped = began.elapsed();
            assert!((Duration::from_secs(1)..Duration::from_secs(5)).contains(&stopped), "{stopped:?}");
            assert!(Instant::now() + MARGIN / 2 < lease.ends(), "calls that have begun have time to end");
        }
    }
}
