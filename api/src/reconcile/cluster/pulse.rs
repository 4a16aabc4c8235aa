//! Whether a cluster answers within a second, asked each second: a new order is not placed where nobody answers.
//!
//! Apart from the look at the cluster, which waits for as long as a call may take and decides when nothing is known any more: a cluster that is slow is
//! one whose rooms go on.

use std::{sync::Arc, time::Duration};

use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::reconcile::{error::ReconcileError, held::HeldCluster, store};

const EVERY: Duration = Duration::from_secs(1);
/// An answer that takes longer is none.
const DEADLINE: Duration = Duration::from_secs(1);
/// One that is missed is chance.
const MISSES: u32 = 2;

/// Goes on until stopped, and keeps what it finds in the cluster's row.
pub(in crate::reconcile) async fn pulse(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut misses, mut recorded) = (0, None);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        let Some(answer) = stop.run_until_cancelled(timeout(DEADLINE, held.kube.answers_as(held.uid))).await else { break };
        misses = if matches!(answer, Ok(Ok(()))) { 0 } else { misses + 1 };
        if let Some(answering) = answering(misses).filter(|answering| recorded != Some(*answering)) {
            held.set_answering(answering);
            let kept = keep(&held, answering).await;
            recorded = held.outlives(kept)?.map(|()| answering);
        }
    }
    Ok(())
}

/// `None` while it is not decided: it stays as it was.
fn answering(misses: u32) -> Option<bool> {
    match misses {
        0 => Some(true),
        MISSES.. => Some(false),
        _ => None,
    }
}

async fn keep(held: &HeldCluster, answering: bool) -> Result<(), ReconcileError> {
    let mut tx = held.lease.begin().await?;
    store::record_answering(&mut tx, held.cluster(), answering).await?;
    Ok(tx.commit().await?)
}
