//! Hearing wake-ups: one connection a replica listens for all of its workers.
//!
//! A lost connection may have lost wake-ups, so everybody is woken when it stands again; and everybody polls anyway.

use std::{sync::Arc, time::Duration};

use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{CHANNEL, Wake};
use crate::db::Pools;

const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Where wake-ups arrive in this process. Clones hear the same.
#[derive(Debug, Clone, Default)]
pub struct Wakes {
    orders: Arc<Notify>,
    clusters: Arc<Notify>,
    jobs: Arc<Notify>,
    limits: Arc<Notify>,
    events: Arc<Notify>,
}

impl Wakes {
    pub(super) fn of(&self, what: Wake) -> &Notify {
        match what {
            Wake::Orders => &self.orders,
            Wake::Clusters => &self.clusters,
            Wake::Jobs => &self.jobs,
            Wake::Limits => &self.limits,
            Wake::Events => &self.events,
        }
    }

    /// Waits until somebody is told to look, at most `patience`. Who was not waiting when it happened finds out by the next poll.
    pub(crate) async fn wait(&self, what: Wake, patience: Duration) {
        let _ = tokio::time::timeout(patience, self.of(what).notified()).await;
    }

    /// Waits until somebody is told to look, for as long as it takes.
    pub(crate) async fn heard(&self, what: Wake) {
        self.of(what).notified().await;
    }

    /// Wakes everybody in this process.
    pub(crate) fn all(&self) {
        Wake::ALL.iter().for_each(|what| self.of(*what).notify_waiters());
    }

    /// Listens until cancelled.
    pub async fn listen(&self, pools: &Pools, stopping: &CancellationToken) {
        let forever = async {
            loop {
                if let Err(error) = self.hear(pools).await {
                    tracing::warn!(%error, "wake-ups are not heard; polling goes on");
                }
                tokio::time::sleep(AGAIN_AFTER).await;
            }
        };
        stopping.run_until_cancelled(forever).await;
    }

    async fn hear(&self, pools: &Pools) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(&pools.worker).await?;
        listener.listen(CHANNEL).await?;
        self.all();
        loop {
            // `None`: the connection was lost and stands again.
            match listener.try_recv().await? {
                Some(heard) => {
                    let named = Wake::ALL.into_iter().filter(|what| what.name() == heard.payload());
                    named.for_each(|what| self.of(what).notify_waiters());
                }
                None => self.all(),
            }
        }
    }
}
