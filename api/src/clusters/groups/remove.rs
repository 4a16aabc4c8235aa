//! `DELETE /v1/clusters/{id}/node-groups/{group}`

use homeroom_domain::ids::{ClusterId, NodeGroupId};
use http::StatusCode;
use serde_json::json;

use crate::{
    auth::{ManageClusters, PlatformCaller},
    calendars,
    clusters::{store, tell},
    events::EventType,
    http::{ApiError, PathPair, Problems},
};

/// Remove a node group
///
/// It is no longer scaled and keeps the nodes that it has; what it could have given is not sold any more. Nodes of it that were closed to rooms stay closed:
/// `kubectl uncordon` opens them.
#[utoipa::path(delete, path = "/v1/clusters/{id}/node-groups/{group}", tag = "clusters",
    params(("id" = ClusterId, Path), ("group" = NodeGroupId, Path)), responses((status = 204, description = "Removed"), Problems))]
pub(crate) async fn remove_node_group(
    caller: PlatformCaller<ManageClusters>,
    PathPair(id, group): PathPair<ClusterId, NodeGroupId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    calendars::store::lock(tx.conn(), &[cluster.calendar_id]).await?;
    let found = store::node_groups(tx.conn(), id).await?.into_iter().find(|found| found.id == group).ok_or(ApiError::NotFound)?;
    if !store::delete_node_group(&mut tx, id, group).await? {
        return Err(ApiError::NotFound);
    }
    store::count_node_groups(&mut tx, id, caller.now()).await?;
    let data = json!({ "cluster": cluster.name, "id": group, "name": found.object.name });
    tell(tx.conn(), id, EventType::ClusterNodeGroupRemoved, (&caller.actor(), data, caller.now())).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
