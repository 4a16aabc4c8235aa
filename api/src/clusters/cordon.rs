//! `POST /v1/clusters/{id}/cordon` and `/uncordon`: whether new orders are placed there. What is there stays.

use homeroom_domain::ids::ClusterId;
use serde_json::json;

use super::{store, tell, view::ClusterView};
use crate::{
    auth::{ManageClusters, PlatformCaller},
    events::EventType,
    http::{ApiError, Path, Problem, Problems, Versioned},
    jobs::{self, Wake},
};

/// Cordon a cluster
///
/// No new orders are placed on it. Doing it again changes nothing.
#[utoipa::path(post, path = "/v1/clusters/{id}/cordon", tag = "clusters", params(("id" = ClusterId, Path)), responses((status = 200, description = "The cluster", body = ClusterView), Problems))]
pub(crate) async fn cordon_cluster(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
) -> Result<Versioned<ClusterView>, ApiError> {
    set(&caller, id, true).await
}

/// Uncordon a cluster
///
/// New orders are placed on it again. Doing it again changes nothing. While it is drained it is 409 `cluster-draining`.
#[utoipa::path(post, path = "/v1/clusters/{id}/uncordon", tag = "clusters", params(("id" = ClusterId, Path)), responses((status = 200, description = "The cluster", body = ClusterView), Problems))]
pub(crate) async fn uncordon_cluster(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
) -> Result<Versioned<ClusterView>, ApiError> {
    set(&caller, id, false).await
}

async fn set(caller: &PlatformCaller<ManageClusters>, id: ClusterId, cordoned: bool) -> Result<Versioned<ClusterView>, ApiError> {
    let mut tx = caller.begin().await?;
    let before = store::lock(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if !cordoned && before.draining_since.is_some() {
        return Err(Problem::ClusterDraining.into());
    }
    if store::set_cordoned(&mut tx, id, cordoned.then(|| caller.now())).await? {
        let kind = if cordoned { EventType::ClusterCordoned } else { EventType::ClusterUncordoned };
        tell(tx.conn(), id, kind, (&caller.actor(), json!({}), caller.now())).await?;
        jobs::wake(tx.conn(), Wake::Clusters).await?;
    }
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let (version, view) = ClusterView::of(tx.conn(), cluster, caller.language()).await?;
    tx.commit().await?;
    Ok(Versioned::new(version, view))
}
