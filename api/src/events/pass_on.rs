//! Between replicas: what one has committed the others look for at once. What is lost on the way they find with their next beat.

use std::time::Duration;

use futures::future::join;
use tokio_util::sync::CancellationToken;

use crate::{
    app::AppState,
    jobs::{Wake, Wakes},
};

/// From one wake-up to the next, however much is committed: each is a transaction of its own.
const BREATH: Duration = Duration::from_millis(60);

/// Tells the other replicas and hears of them, until cancelled.
pub async fn pass_on(app: AppState, wakes: Wakes, stop: CancellationToken) {
    let told = async {
        let mut hearing = app.pools.news.hear();
        loop {
            hearing.next().await;
            app.wakes.soon(&app.pools, Wake::Events);
            tokio::time::sleep(BREATH).await;
        }
    };
    let heard = async {
        loop {
            wakes.heard(Wake::Events).await;
            app.following.look_soon();
        }
    };
    stop.run_until_cancelled(join(told, heard)).await;
}
