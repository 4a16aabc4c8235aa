//! `GET /v1/clusters/{id}/images`

use homeroom_domain::ids::ClusterId;

use super::view::{self, ClusterImages};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    clusters,
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
};

/// List a cluster's images
///
/// The images that rooms run from, and on how many of the cluster's nodes each of them is. They are pulled before rooms need them; a node that loses one is
/// pulled on again within the day before its next room. Rooms keep away from nodes that lack their image while at least half of all have it, unless they find
/// no place otherwise. A new image is brought to nodes beside the one in use; rooms start from it once at least half of them have it.
#[utoipa::path(get, path = "/v1/clusters/{id}/images", tag = "clusters", params(("id" = ClusterId, Path)),
    responses((status = 200, description = "The images", body = ClusterImages), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn list_cluster_images(
    caller: PlatformCaller<ReadClusters>,
    Path(id): Path<ClusterId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<ClusterImages>, ApiError> {
    let mut tx = caller.begin().await?;
    let cluster = clusters::store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let found = view::report(tx.conn(), id, caller.language(), caller.now()).await?;
    let content = serde_json::to_vec(&found).unwrap_or_default();
    Ok(Versioned::new(Version::of_content(cluster.edit, &content), found).unless(if_none_match))
}
