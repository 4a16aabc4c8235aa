//! `GET /v1/clusters/{id}/storage-pools/{pool}`: one storage pool.

use homeroom_domain::ids::{ClusterId, StoragePoolId};

use super::view::StoragePoolView;
use crate::{
    auth::{PlatformCaller, ReadClusters},
    clusters::store,
    http::{ApiError, IfNoneMatch, PathPair, Problems, Versioned},
};

/// Get a storage pool
///
/// With what is booked of its bandwidth and space now and at the most.
#[utoipa::path(get, path = "/v1/clusters/{id}/storage-pools/{pool}", tag = "clusters",
    params(("id" = ClusterId, Path), ("pool" = StoragePoolId, Path)),
    responses((status = 200, description = "The pool", body = StoragePoolView), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn get_storage_pool(
    caller: PlatformCaller<ReadClusters>,
    PathPair(id, pool): PathPair<ClusterId, StoragePoolId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<StoragePoolView>, ApiError> {
    let mut tx = caller.begin().await?;
    let found = store::pools(tx.conn(), Some(id)).await?.into_iter().find(|known| known.id == pool).ok_or(ApiError::NotFound)?;
    Ok(StoragePoolView::one(tx.conn(), found, caller.now()).await?.unless(if_none_match))
}
