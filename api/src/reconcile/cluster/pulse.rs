//! Whether a cluster answers soon, asked twice a second: two seconds after it fell silent no new order is placed there.
//!
//! Apart from the look at the cluster, which waits for as long as a call may take and decides when nothing is known any more: a cluster that is slow is
//! one whose rooms go on.

use std::{sync::Arc, time::Duration};

use futures::{FutureExt as _, TryFutureExt as _, future::select_ok};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::reconcile::{error::ReconcileError, held::HeldCluster, store};

const EVERY: Duration = Duration::from_millis(500);
/// An answer that takes longer is none.
const DEADLINE: Duration = Duration::from_secs(1);
/// One that is missed is chance: so long after it was asked for, another is asked for beside it.
const AGAIN_AFTER: Duration = Duration::from_millis(400);
/// A cluster falls silent just after an answer at the worst. What is left of the two seconds is for writing it.
const KNOWN_WITHIN: Duration = EVERY.saturating_add(AGAIN_AFTER).saturating_add(DEADLINE);
const _: () = assert!(KNOWN_WITHIN.as_millis() <= 1_900, "no new order after two seconds");

/// Goes on until stopped, and keeps what it finds in the cluster's row.
pub(in crate::reconcile) async fn pulse(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut recorded, mut told) = (None, None);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        let Some(answering) = stop.run_until_cancelled(answers(&held)).await else { break };
        if recorded != Some(answering) {
            held.set_answering(answering);
            let kept = keep(&held, answering).await;
            recorded = held.outlives(kept)?.map(|()| answering);
        }
        tell(&held, told.replace(answering), answering);
    }
    Ok(())
}

/// Asks, and asks again where that is not answered at once.
async fn answers(held: &HeldCluster) -> bool {
    let ask =
        || async { timeout(DEADLINE, held.kube.answers_as(held.uid)).await.is_ok_and(|answer| answer.is_ok()).then_some(()).ok_or(()) };
    let again = sleep(AGAIN_AFTER).map(Ok).and_then(|()| ask());
    select_ok([ask().boxed(), again.boxed()]).await.is_ok()
}

fn tell(held: &HeldCluster, before: Option<bool>, answering: bool) {
    let cluster = held.cluster();
    match (before, answering) {
        (None | Some(true), false) => tracing::warn!(%cluster, "a cluster fell silent"),
        (Some(false), true) => tracing::info!(%cluster, "a cluster answers again"),
        (Some(false), false) | (None | Some(true), true) => {}
    }
}

async fn keep(held: &HeldCluster, answering: bool) -> Result<(), ReconcileError> {
    let mut tx = held.lease.begin().await?;
    store::record_answering(&mut tx, held.cluster(), answering).await?;
    Ok(tx.commit().await?)
}
