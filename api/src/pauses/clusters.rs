//! `POST /v1/clusters/{id}/pause` and `/unpause`.

use axum::Json;
use homeroom_domain::ids::ClusterId;
use serde_json::{Value, json};

use super::{
    store,
    view::{PauseRequest, PauseView},
};
use crate::{
    auth::{ManageClusters, PlatformCaller, SystemTx},
    clusters,
    events::EventType,
    http::{self, ApiError, Path, Problems},
    jobs::{self, Wake},
};

/// Pause a cluster
///
/// From now on nothing is written to it for any order: rooms that are up stay up, and no other opens or closes there, whatever the timetables say. It still
/// takes orders: cordon it too where it should not. Doing it again changes nothing, not even the reason.
#[utoipa::path(post, path = "/v1/clusters/{id}/pause", tag = "clusters", params(("id" = ClusterId, Path)), request_body = PauseRequest,
    responses((status = 200, description = "Since when it is paused", body = PauseView), Problems))]
pub(crate) async fn pause_cluster(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
    http::Json(asked): http::Json<PauseRequest>,
) -> Result<Json<PauseView>, ApiError> {
    asked.check()?;
    let mut tx = caller.begin().await?;
    clusters::store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if store::pause_cluster(tx.conn(), id, &asked.why, caller.now()).await? {
        tell(&caller, &mut tx, (id, EventType::ClusterPaused), json!({ "why": asked.why })).await?;
    }
    finished(tx, id).await
}

/// Unpause a cluster
///
/// What waits is written at once, for as many orders at a time as ever. Doing it again changes nothing.
#[utoipa::path(post, path = "/v1/clusters/{id}/unpause", tag = "clusters", params(("id" = ClusterId, Path)),
    responses((status = 200, description = "Nothing is paused", body = PauseView), Problems))]
pub(crate) async fn unpause_cluster(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
) -> Result<Json<PauseView>, ApiError> {
    let mut tx = caller.begin().await?;
    clusters::store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if store::unpause_cluster(tx.conn(), id).await? {
        tell(&caller, &mut tx, (id, EventType::ClusterUnpaused), json!({})).await?;
    }
    finished(tx, id).await
}

async fn tell(
    caller: &PlatformCaller<ManageClusters>,
    tx: &mut SystemTx,
    (id, kind): (ClusterId, EventType),
    data: Value,
) -> Result<(), ApiError> {
    clusters::tell(tx.conn(), id, kind, (&caller.actor(), data, caller.now())).await?;
    // Whoever works on it sees that something is paused, and looks at its orders: a cluster has thousands, and none of them is written for it.
    Ok(jobs::wake(tx.conn(), Wake::Clusters).await?)
}

async fn finished(mut tx: SystemTx, id: ClusterId) -> Result<Json<PauseView>, ApiError> {
    let view = PauseView::of(&id, store::of_cluster(tx.conn(), id).await?);
    tx.commit().await?;
    Ok(Json(view))
}
