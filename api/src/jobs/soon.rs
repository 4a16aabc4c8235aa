//! Wake-ups after a commit. Postgres commits transactions that notify one after the other, and bookings are many: theirs are gathered, and sent together.
//!
//! What is lost with the process is found by the next poll.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{CHANNEL, Wake, store};
use crate::db::Pools;

/// How long a wake-up waits for others.
const GATHERS: Duration = Duration::from_millis(20);

/// See the module.
#[derive(Debug, Default)]
pub struct SoonWakes {
    orders: Arc<AtomicBool>,
    clusters: Arc<AtomicBool>,
    jobs: Arc<AtomicBool>,
    limits: Arc<AtomicBool>,
    events: Arc<AtomicBool>,
}

impl SoonWakes {
    /// Wakes the workers of every replica in a moment. What they are to see was committed.
    pub(crate) fn soon(&self, pools: &Pools, what: Wake) {
        let pending = match what {
            Wake::Orders => &self.orders,
            Wake::Clusters => &self.clusters,
            Wake::Jobs => &self.jobs,
            Wake::Limits => &self.limits,
            Wake::Events => &self.events,
        };
        if pending.swap(true, Ordering::AcqRel) {
            return;
        }
        let (pending, pool) = (pending.clone(), pools.worker.clone());
        tokio::spawn(async move {
            tokio::time::sleep(GATHERS).await;
            // Whatever is committed from here on needs another one.
            pending.store(false, Ordering::Release);
            let sent = async { store::notify(&mut *pool.acquire().await?, CHANNEL, what.name()).await };
            if let Err(error) = sent.await {
                tracing::debug!(%error, "a wake-up was not sent; polling goes on");
            }
        });
    }
}
