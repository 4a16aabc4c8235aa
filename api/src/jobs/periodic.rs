//! Work that is done every so often, in real time.

use std::{fmt, future::Future, time::Duration};

use tokio_util::sync::CancellationToken;

/// Runs `work` every `period` until cancelled. A failure is logged and tried again with the next turn; turns never overlap.
pub async fn every<F, E>(name: &'static str, period: Duration, stopping: &CancellationToken, mut work: impl FnMut() -> F)
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
