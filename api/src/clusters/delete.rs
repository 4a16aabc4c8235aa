//! `DELETE /v1/clusters/{id}`: take a cluster off that no order is on.

use homeroom_domain::ids::ClusterId;
use http::StatusCode;
use serde_json::json;

use super::{store, tell};
use crate::{
    auth::{ManageClusters, PlatformCaller},
    calendars,
    events::EventType,
    http::{ApiError, Path, Problem, Problems},
    jobs::{self, Wake},
};

/// Remove a cluster
///
/// Refused while orders are on it (409 `cluster-in-use`). One that is lost for good is abandoned first (`POST /v1/clusters/{id}/abandon`).
#[utoipa::path(delete, path = "/v1/clusters/{id}", tag = "clusters", params(("id" = ClusterId, Path)), responses((status = 204, description = "Taken off"), Problems))]
pub(crate) async fn remove_cluster(caller: PlatformCaller<ManageClusters>, Path(id): Path<ClusterId>) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    // In the order in which its worker and admission lock: lease, calendar, cluster. Whoever places an order holds the calendar until its placement
    // is visible.
    jobs::end_work(tx.conn(), id).await?;
    calendars::store::lock(tx.conn(), &[cluster.calendar_id]).await?;
    store::lock(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    let orders = store::live_orders(&mut tx, id).await?;
    if orders > 0 {
        return Err(ApiError::With(Problem::ClusterInUse, json!({ "orders": orders })));
    }
    store::delete(&mut tx, id, cluster.calendar_id).await?;
    let data = json!({ "name": cluster.name, "region": cluster.region });
    tell(tx.conn(), id, EventType::ClusterRemoved, (&caller.actor(), data, caller.now())).await?;
    jobs::wake(tx.conn(), Wake::Clusters).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
