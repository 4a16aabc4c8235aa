//! `DELETE /v1/clusters/{id}`: take a cluster off that no order is on.

use homeroom_domain::ids::ClusterId;
use http::StatusCode;
use serde_json::json;

use super::{
    store::{self, Pool},
    tell,
};
use crate::{
    auth::{ManageClusters, PlatformCaller, SystemTx},
    calendars,
    events::EventType,
    http::{ApiError, Path, Problem, Problems},
    jobs::{self, Wake},
};

/// Remove a cluster
///
/// Refused while orders are on it (409 `cluster-in-use`), and while recordings of ended orders are kept in its storage pools. One that is lost for good is
/// abandoned first (`POST /v1/clusters/{id}/abandon`).
#[utoipa::path(delete, path = "/v1/clusters/{id}", tag = "clusters", params(("id" = ClusterId, Path)), responses((status = 204, description = "Taken off"), Problems))]
pub(crate) async fn remove_cluster(caller: PlatformCaller<ManageClusters>, Path(id): Path<ClusterId>) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    // In the order in which its worker and admission lock: lease, calendar, cluster. Whoever places an order holds the calendar until its placement
    // is visible.
    jobs::end_work(tx.conn(), id).await?;
    let pools = store::pools(tx.conn(), Some(id)).await?;
    let locked: Vec<_> = pools.iter().map(|pool| pool.calendar_id).chain([cluster.calendar_id]).collect();
    calendars::store::lock(tx.conn(), &locked).await?;
    store::lock(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    let orders = store::live_orders(&mut tx, id).await?;
    if orders > 0 {
        return Err(ApiError::With(Problem::ClusterInUse, json!({ "orders": orders })));
    }
    give_up_pools(&mut tx, &pools).await?;
    store::delete(&mut tx, id, cluster.calendar_id).await?;
    let data = json!({ "name": cluster.name, "region": cluster.region });
    tell(tx.conn(), id, EventType::ClusterRemoved, (&caller.actor(), data, caller.now())).await?;
    jobs::wake(tx.conn(), Wake::Clusters).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// # Errors
/// 409 where recordings of ended orders are kept in one.
async fn give_up_pools(tx: &mut SystemTx, pools: &[Pool]) -> Result<(), ApiError> {
    let ids: Vec<_> = pools.iter().map(|pool| pool.id.uuid()).collect();
    let kept: i64 = calendars::store::claims_on(tx.conn(), &ids).await?.iter().map(|on| on.orders + on.kept).sum();
    if kept > 0 {
        return Err(ApiError::With(Problem::ClusterKeepsRecordings, json!({ "kept": kept })));
    }
    for pool in pools {
        store::delete_pool(tx, pool.id).await?;
        calendars::store::remove(tx.conn(), pool.calendar_id).await?;
    }
    Ok(())
}
