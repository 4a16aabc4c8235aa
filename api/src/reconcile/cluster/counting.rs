//! What the nodes of a cluster let it sell, counted again as soon as a watch tells of a change.
//!
//! A lane of its own: everything that it counts was told already, so that it asks the cluster nothing and waits for no look at it. A node that is lost is one less
//! to sell also while the API takes its time. What others' pods take is summed up after each look, and whenever a cluster's settings are others.

use std::{sync::Arc, time::Duration};

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::conditions;
use crate::{
    jobs::{Wake, Wakes},
    reconcile::{error::ReconcileError, held::HeldCluster},
};

/// How often it is tried again where it could not be counted: before everything was told for the first time, and while the database does not answer.
const AGAIN: Duration = Duration::from_secs(1);
/// Changes come in bursts, of hundreds of nodes that boot: what is counted is written for all of them.
const BREATH: Duration = Duration::from_millis(500);

/// Goes on until stopped.
pub(in crate::reconcile) async fn counting(held: Arc<HeldCluster>, wakes: &Wakes, stop: &CancellationToken) -> Result<(), ReconcileError> {
    let mut ticks = interval(AGAIN);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // As they are.
    let mut counted = false;
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = held.nodes_changed.notified() => counted = false,
            () = wakes.heard(Wake::Clusters) => counted = false,
            _ = ticks.tick() => {}
        }
        if counted || !held.mirror.is_synced() {
            continue;
        }
        let Some(count) = stop.run_until_cancelled(conditions::capacity(&held)).await else { return Ok(()) };
        counted = held.outlives(count)?.is_some();
        if stop.run_until_cancelled(tokio::time::sleep(BREATH)).await.is_none() {
            return Ok(());
        }
    }
}
