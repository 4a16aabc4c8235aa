//! What looks at a cluster again and again beside the rounds of its orders: one lane a file, each at its own pace.

use std::{sync::Arc, time::Duration};

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::reconcile::{error::ReconcileError, held::HeldCluster};

pub(super) trait Lane {
    const EVERY: Duration;

    /// Does what is due, if anything is.
    fn step(&mut self) -> impl Future<Output = Result<(), ReconcileError>> + Send;
}

/// Goes on until stopped.
pub(super) async fn follow<L: Lane>(held: Arc<HeldCluster>, mut lane: L, stop: &CancellationToken) -> Result<(), ReconcileError> {
    let mut ticks = interval(L::EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        // A cluster that does not answer must not hold up a graceful stop.
        let Some(step) = stop.run_until_cancelled(lane.step()).await else { break };
        held.outlives(step)?;
    }
    Ok(())
}
