//! From a wake-up or a tick to Kubernetes objects: load -> plan -> observe -> diff -> apply -> phase -> record.
//!
//! One worker a cluster, claimed by a lease, so that a cluster that does not answer delays nobody else. Decisions are the domain's; here is what
//! touches the world, a file a step.
//! `order/` is a round on one order, with `order/run.rs` as its table of contents; `cluster/` is the look at the cluster itself; what serves both stands
//! beside them.

mod bells;
mod cluster;
mod contests;
mod error;
mod held;
mod left;
mod order;
mod packing;
mod pauses;
mod queue;
mod rounds;
mod store;
mod worker;

pub(crate) use store::PURGED;

use std::time::Duration;

use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::{
    app::AppState,
    jobs::{Leases, Wake, Wakes},
};

/// How often clusters that nobody works on are looked for when nobody wakes us.
const CLAIM: Duration = Duration::from_secs(3);

/// Claims clusters that nobody works on and works on them until stopped; then hands them over.
pub async fn run(app: AppState, wakes: Wakes, stop: CancellationToken) {
    let leases = Leases::new(app.pools.clone(), Uuid::now_v7());
    let workers = TaskTracker::new();
    while !stop.is_cancelled() {
        match leases.claim().await {
            Ok(claimed) => claimed.into_iter().for_each(|lease| {
                workers.spawn(worker::work(app.clone(), lease, wakes.clone(), stop.clone()));
            }),
            Err(error) => tracing::warn!(%error, "clusters could not be claimed"),
        }
        stop.run_until_cancelled(wakes.wait(Wake::Clusters, CLAIM)).await;
    }
    workers.close();
    workers.wait().await;
}
