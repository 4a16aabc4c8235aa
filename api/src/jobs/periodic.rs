//! Work that is done every so often, in real time: by every replica, or by one of them.

use std::{fmt, future::Future, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{Wake, Wakes, store};
use crate::{auth::SystemTx, db::Pools, metrics};

/// Runs `work` every `period` until cancelled. A failure is logged and tried again with the next turn; turns never overlap.
pub(crate) async fn every<F, E>(name: &'static str, period: Duration, stopping: &CancellationToken, mut work: impl FnMut() -> F)
where
    F: Future<Output = Result<(), E>>,
    E: fmt::Display,
{
    let mut turns = tokio::time::interval(period);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stopping.run_until_cancelled(turns.tick()).await.is_some() {
        if let Err(error) = work().await {
            tracing::warn!(work = name, %error, "periodic work failed");
        }
    }
}

/// Turns of woken work are at least so far apart.
const PAUSE: Duration = Duration::from_millis(200);
/// So long the second of what wakes it gathers more of its kind.
const LATER: Duration = Duration::from_secs(2);

/// The same, and as soon as the first of two things is to be looked at, or in a moment after the second. A wake-up that comes while the work is done is not lost. Every replica does it: the work
/// itself sees to it that nothing is done twice.
pub(crate) async fn every_or_woken<F>(
    name: &'static str,
    period: Duration,
    (wakes, by): (&Wakes, [Wake; 2]),
    stopping: &CancellationToken,
    mut work: impl FnMut() -> F,
) where
    F: Future<Output = anyhow::Result<()>>,
{
    while !stopping.is_cancelled() {
        let mut woken = by.map(|what| Box::pin(wakes.of(what).notified()));
        for heard in &mut woken {
            heard.as_mut().enable();
        }
        if let Err(error) = work().await {
            tracing::warn!(work = name, error = format!("{error:#}"), "periodic work failed");
        }
        let [first, second] = woken;
        let later = async {
            second.await;
            tokio::time::sleep(LATER).await;
        };
        let woken = async {
            tokio::time::sleep(PAUSE).await;
            tokio::select! {
                () = first => {}
                () = later => {}
                () = tokio::time::sleep(period) => {}
            }
        };
        stopping.run_until_cancelled(woken).await;
    }
}

/// The same, but of all replicas that run, one has each turn. Every replica asks ten times in a period, so that one which ends leaves no gap.
pub(crate) async fn every_in_one_replica<F>(
    name: &'static str,
    period: Duration,
    pools: &Pools,
    stopping: &CancellationToken,
    mut work: impl FnMut() -> F,
) where
    F: Future<Output = anyhow::Result<()>>,
{
    every(name, period / 10, stopping, || if_due(name, period, pools, work())).await;
}

/// Does the work if nobody has begun it within the period.
async fn if_due(name: &'static str, period: Duration, pools: &Pools, work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(pools).await?;
    let ours = store::begin_periodic(tx.conn(), name, period.as_secs_f64()).await?;
    tx.commit().await?;
    if ours {
        work.await?;
        let mut tx = SystemTx::of_worker(pools).await?;
        store::end_periodic(tx.conn(), name).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Shows when each work that one replica does last succeeded, whichever did it.
pub(crate) async fn show_successes(pools: &Pools) -> sqlx::Result<()> {
    let mut tx = SystemTx::of_worker(pools).await?;
    for (name, at) in store::successes(tx.conn()).await? {
        metrics::work_succeeded(name, at);
    }
    Ok(())
}
