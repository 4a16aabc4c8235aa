//! `DELETE /v1/clusters/{id}/storage-pools/{pool}`

use homeroom_domain::ids::{ClusterId, StoragePoolId};
use http::StatusCode;
use serde_json::json;

use crate::{
    auth::{ManageClusters, PlatformCaller},
    calendars,
    clusters::{store, tell},
    events::EventType,
    http::{ApiError, PathPair, Problem, Problems},
};

/// Remove a storage pool
///
/// Refused while orders record into it, and while recordings of ended orders are kept there. Close it first: then it takes no new orders.
#[utoipa::path(delete, path = "/v1/clusters/{id}/storage-pools/{pool}", tag = "clusters",
    params(("id" = ClusterId, Path), ("pool" = StoragePoolId, Path)), responses((status = 204, description = "Removed"), Problems))]
pub(crate) async fn remove_storage_pool(
    caller: PlatformCaller<ManageClusters>,
    PathPair(id, pool): PathPair<ClusterId, StoragePoolId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let known = store::pools(tx.conn(), Some(id)).await?.into_iter().find(|known| known.id == pool).ok_or(ApiError::NotFound)?;
    // Whoever places an order holds the calendar until its claim is visible.
    calendars::store::lock(tx.conn(), &[known.calendar_id]).await?;
    if let Some(on) = calendars::store::claims_on(tx.conn(), &[pool.uuid()]).await?.pop() {
        return Err(ApiError::With(Problem::StoragePoolInUse, json!({ "orders": on.orders, "kept": on.kept })));
    }
    store::delete_pool(&mut tx, pool).await?;
    calendars::store::remove(tx.conn(), known.calendar_id).await?;
    let data = json!({ "cluster": cluster.name, "id": pool, "name": known.name });
    tell(tx.conn(), id, EventType::ClusterStoragePoolRemoved, (&caller.actor(), data, caller.now())).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
