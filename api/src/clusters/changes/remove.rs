//! `DELETE /v1/clusters/{id}/capacity-changes/{change}`

use homeroom_domain::ids::{CapacityChangeId, ClusterId};
use http::StatusCode;
use serde_json::json;

use crate::{
    auth::{ManageClusters, PlatformCaller},
    calendars,
    clusters::{store, tell},
    events::EventType,
    http::{ApiError, PathPair, Problems},
};

/// Remove a capacity change
///
/// What it sells follows at once: of a change that is on, nodes count as they are, and from when it was to end on nothing is expected of them.
#[utoipa::path(delete, path = "/v1/clusters/{id}/capacity-changes/{change}", tag = "clusters",
    params(("id" = ClusterId, Path), ("change" = CapacityChangeId, Path)), responses((status = 204, description = "Taken back"), Problems))]
pub(crate) async fn remove_capacity_change(
    caller: PlatformCaller<ManageClusters>,
    PathPair(id, change): PathPair<ClusterId, CapacityChangeId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    calendars::store::lock(tx.conn(), &[cluster.calendar_id]).await?;
    let found = store::change(tx.conn(), id, change).await?.ok_or(ApiError::NotFound)?;
    if !store::delete_change(&mut tx, id, change).await? {
        return Err(ApiError::NotFound);
    }
    store::recount_as_seen(tx.conn(), id, caller.now()).await?;
    let planned = found.planned;
    let data = json!({ "cluster": cluster.name, "id": change, "nodes": planned.nodes, "from": planned.from, "until": planned.until });
    tell(tx.conn(), id, EventType::ClusterCapacityChangeRemoved, (&caller.actor(), data, caller.now())).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
