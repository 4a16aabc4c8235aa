//! How full the queue is, by name. Every replica says it; they agree but for a few seconds.

use jiff::Timestamp;

use super::store;
use crate::{auth::SystemTx, db::Pools, metrics};

/// Shows how many jobs wait, how long the oldest of them has been due, and how many are dead.
pub(crate) async fn gauge(pools: &Pools, now: Timestamp) -> sqlx::Result<()> {
    let mut tx = SystemTx::of_worker(pools).await?;
    for depth in store::depths(tx.conn()).await? {
        let late = depth.oldest.map_or(0.0, |oldest| now.duration_since(oldest.to_jiff()).as_secs_f64().max(0.0));
        metrics::jobs_waiting(depth.name, depth.waiting, late, depth.dead);
    }
    Ok(())
}
