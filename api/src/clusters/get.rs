//! `GET /v1/clusters/{id}`

use homeroom_domain::ids::ClusterId;

use super::{store, view::ClusterView};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    http::{ApiError, IfNoneMatch, Path, Problems, Versioned},
};

/// Get a cluster
///
/// Its kubeconfig is never shown.
#[utoipa::path(get, path = "/v1/clusters/{id}", tag = "clusters", params(("id" = ClusterId, Path)), responses((status = 200, description = "The cluster", body = ClusterView), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn get_cluster(
    caller: PlatformCaller<ReadClusters>,
    Path(id): Path<ClusterId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<ClusterView>, ApiError> {
    let mut tx = caller.begin().await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let (version, view) = ClusterView::of(tx.conn(), cluster, caller.language()).await?;
    Ok(Versioned::new(version, view).unless(if_none_match))
}
