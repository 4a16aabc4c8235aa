//! `POST /v1/clusters/{id}/drain` and `/drain/cancel`.

use homeroom_domain::{ids::ClusterId, moves::Withdrawn};
use serde_json::json;

use crate::{
    auth::{ManageClusters, PlatformCaller, SystemTx},
    clusters::{ClusterView, store as clusters},
    events::EventType,
    http::{ApiError, Path, Problems, Versioned},
    jobs::{self, Wake},
    moves::{
        begin::give_up,
        store,
        tell::{self, Told},
    },
};

/// Moves of one drain that are given up at once: more than a drain has under way.
const GIVEN_UP: i64 = 1_000;

/// Drain a cluster
///
/// Cordons it and moves its orders to other clusters of the region, those whose next lesson is furthest away first, at most 20 at a time: each is booked and made
/// elsewhere and goes on there between two lessons. Lessons that run stay to their end. `drain` of the cluster says how far it is, and which orders cannot move and
/// why; those are tried again every minute. Rooms that a failover left behind on it follow their order to where it runs, between two lessons of theirs and once there is
/// room for all of them; until then their order is one that cannot move. Doing it again changes nothing.
#[utoipa::path(post, path = "/v1/clusters/{id}/drain", tag = "clusters", params(("id" = ClusterId, Path)), responses((status = 200, description = "The cluster", body = ClusterView), Problems))]
pub(crate) async fn drain_cluster(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
) -> Result<Versioned<ClusterView>, ApiError> {
    let mut tx = caller.begin().await?;
    clusters::lock(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    let actor = caller.actor();
    if clusters::set_cordoned(&mut tx, id, Some(caller.now())).await? {
        tell::cluster(tx.conn(), id, EventType::ClusterCordoned, (&actor, json!({}), caller.now())).await?;
    }
    if clusters::set_draining(&mut tx, id, Some(caller.now())).await? {
        let orders = clusters::drain_counts(tx.conn(), id).await?.left;
        tell::cluster(tx.conn(), id, EventType::ClusterDraining, (&actor, json!({ "orders": orders }), caller.now())).await?;
    }
    answer(caller, tx, id).await
}

/// Cancel the drain of a cluster
///
/// Orders that are on their way and still run there stay; those that have gone on elsewhere do not come back. The cluster stays cordoned. Doing it again changes
/// nothing.
#[utoipa::path(post, path = "/v1/clusters/{id}/drain/cancel", tag = "clusters", params(("id" = ClusterId, Path)), responses((status = 200, description = "The cluster", body = ClusterView), Problems))]
pub(crate) async fn cancel_drain(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
) -> Result<Versioned<ClusterView>, ApiError> {
    let mut tx = caller.begin().await?;
    clusters::lock(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if clusters::set_draining(&mut tx, id, None).await? {
        let actor = caller.actor();
        store::forget_refusals(tx.conn(), id).await?;
        for (preparing, to, order) in store::preparing_from(tx.conn(), id, GIVEN_UP).await? {
            let Some(lives) = store::lock(tx.conn(), order).await? else { continue };
            let told = Told { tenant: lives.tenant, order, id: preparing, from: id, to, actor: &actor, at: caller.now() };
            give_up(&mut tx, &told, Withdrawn::DrainCancelled {}).await?;
        }
        tell::cluster(tx.conn(), id, EventType::ClusterDrainCancelled, (&actor, json!({}), caller.now())).await?;
    }
    answer(caller, tx, id).await
}

async fn answer(caller: PlatformCaller<ManageClusters>, mut tx: SystemTx, id: ClusterId) -> Result<Versioned<ClusterView>, ApiError> {
    jobs::wake(tx.conn(), Wake::Clusters).await?;
    let cluster = clusters::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let (version, view) = ClusterView::of(tx.conn(), cluster, caller.language()).await?;
    tx.commit().await?;
    Ok(Versioned::new(version, view))
}
