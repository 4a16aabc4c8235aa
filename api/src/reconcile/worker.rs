//! One cluster's worker: from the claim of its lease to its end.
//!
//! It opens the cluster; what it does there is in `rounds`, and beside them `probe` looks at the cluster itself, `preload` at images, `node_groups` at how
//! many nodes there have to be, `node_use` at how many hold rooms, `missing` at the next bell, `kept` at what ended orders left, `policies` at whether
//! its network holds to them, and `roads` at whether its rooms are reached. It ends when the lease does, when the cluster is taken off, or when the service
//! stops, in which case rounds that began come to their end and the lease is handed over.

use std::{sync::Arc, time::Duration};

use futures::{FutureExt as _, future::BoxFuture};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{
    cluster::{self, Probe},
    error::ReconcileError,
    held::HeldCluster,
    rounds::Rounds,
    store::{self, Entry},
};
use crate::{
    app::AppState,
    clusters, images,
    jobs::{Lease, LeaseLost, Wakes},
    kube::Cluster,
};

const BEGIN_AGAIN: Duration = Duration::from_secs(10);

/// Works on one cluster until the lease ends or the service stops.
pub(super) async fn work(app: AppState, lease: Lease, wakes: Wakes, stop: CancellationToken) {
    tracing::info!(cluster = %lease.cluster(), "working on a cluster");
    let ended = tokio::select! {
        lost = lease.keep() => Err(lost),
        ended = persist(&app, &lease, &wakes, &stop) => ended,
    };
    match ended {
        Err(lost) => stopped(&lease, lost),
        Ok(()) => hand_over(&lease).await,
    }
}

fn stopped(lease: &Lease, lost: LeaseLost) {
    tracing::warn!(cluster = %lease.cluster(), error = %lost, "work on a cluster stopped");
}

async fn hand_over(lease: &Lease) {
    if let Err(error) = lease.give_up().await {
        tracing::warn!(cluster = %lease.cluster(), %error, "a lease could not be handed over; it ends by itself");
    }
}

/// Begins again after what broke off, under the same lease, so that a cluster that cannot be opened is not passed around.
async fn persist(app: &AppState, lease: &Lease, wakes: &Wakes, stop: &CancellationToken) -> Result<(), LeaseLost> {
    loop {
        match supervise(app, lease, wakes, stop).await {
            Ok(()) => return Ok(()),
            Err(ReconcileError::LeaseLost(lost)) => return Err(lost),
            Err(error) => broke_off(lease, &error),
        }
        if stop.run_until_cancelled(tokio::time::sleep(BEGIN_AGAIN)).await.is_none() {
            return Ok(());
        }
    }
}

fn broke_off(lease: &Lease, error: &ReconcileError) {
    tracing::warn!(cluster = %lease.cluster(), %error, "work on a cluster broke off and begins again");
}

/// Opens the cluster again whenever its kubeconfig changes, or how it gives rooms interfaces.
async fn supervise(app: &AppState, lease: &Lease, wakes: &Wakes, stop: &CancellationToken) -> Result<(), ReconcileError> {
    while !stop.is_cancelled() {
        let Some((held, entry)) = open(app, lease).await? else { return Ok(()) };
        let (sender, changes) = mpsc::unbounded_channel();
        let over = stop.child_token();
        let probe = Probe::new(held.clone(), entry, sender);
        let probing = lane(|| ends_both(&over, probe.run(wakes, &over)));
        let counting = lane(|| ends_both(&over, cluster::counting(held.clone(), wakes, &over)));
        let pulse = lane(|| ends_both(&over, cluster::pulse(held.clone(), &over)));
        let preload = lane(|| ends_both(&over, cluster::preload(held.clone(), &over)));
        let groups = lane(|| ends_both(&over, cluster::node_groups(held.clone(), &over)));
        let used = lane(|| ends_both(&over, cluster::node_use(held.clone(), &over)));
        let missing = lane(|| ends_both(&over, cluster::missing(held.clone(), &over)));
        let policies = lane(|| ends_both(&over, cluster::policies(held.clone(), &over)));
        let roads = lane(|| ends_both(&over, cluster::roads(held.clone(), &over)));
        let kept = lane(|| ends_both(&over, cluster::kept(held.clone(), &over)));
        let rounds = lane(|| ends_both(&over, Rounds::new(held.clone()).run(changes, wakes, &over)));
        let (probed, sold, felt, preloaded, scaled, counted, told, cleared, tried, reached, went) =
            tokio::join!(probing, counting, pulse, preload, groups, used, missing, kept, policies, roads, rounds);
        went.and(probed).and(sold).and(felt).and(preloaded).and(scaled).and(counted).and(told).and(cleared).and(tried).and(reached)?;
    }
    Ok(())
}

/// Each on the heap, and made where nothing else stands: together they are more than a thread's stack takes.
fn lane<'a, F>(make: impl FnOnce() -> F) -> BoxFuture<'a, Result<(), ReconcileError>>
where
    F: Future<Output = Result<(), ReconcileError>> + Send + 'a,
{
    make().boxed()
}

/// Neither goes on without the other, and each comes to its own end.
async fn ends_both<T>(over: &CancellationToken, one: impl Future<Output = T>) -> T {
    let ended = one.await;
    over.cancel();
    ended
}

/// The cluster as it is registered now. `None` when it was taken off.
async fn open(app: &AppState, lease: &Lease) -> Result<Option<(Arc<HeldCluster>, Entry)>, ReconcileError> {
    let mut tx = lease.begin().await?;
    let Some(row) = store::cluster(tx.conn(), lease.cluster()).await? else { return Ok(None) };
    let Some(entry) = store::cluster_entry(tx.conn(), lease.cluster()).await? else { return Ok(None) };
    let image = images::store::in_use(tx.conn(), lease.cluster()).await?;
    drop(tx);
    let kubeconfig = clusters::open(&app.seal, lease.cluster(), &entry.kubeconfig)?.ok_or(ReconcileError::Unreadable("the kubeconfig"))?;
    let kube = Cluster::connect(&kubeconfig)?;
    let interfaces = entry.interfaces.clone().and_then(|stored| serde_json::from_value(stored).ok());
    let held = HeldCluster::new(app.clone(), lease.clone(), (&row, interfaces), kube, image.as_deref());
    Ok(Some((Arc::new(held), entry)))
}
