//! `GET /v1/clusters/{id}/storage-pools`

use homeroom_domain::ids::ClusterId;
use http::Uri;
use serde::Deserialize;

use super::view::StoragePoolView;
use crate::{
    auth::{PlatformCaller, ReadClusters},
    clusters::store,
    http::{ApiError, Cursor, Limit, Page, Path, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListStoragePools {
    /// Pools on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List a cluster's storage pools
///
/// In the order in which they were created, each with what is booked of its bandwidth and space now and at the most.
#[utoipa::path(get, path = "/v1/clusters/{id}/storage-pools", tag = "clusters", params(ListStoragePools, ("id" = ClusterId, Path)),
    responses((status = 200, description = "A page of pools", body = Page<StoragePoolView>), Problems))]
pub(crate) async fn list_storage_pools(
    caller: PlatformCaller<ReadClusters>,
    Path(id): Path<ClusterId>,
    Query(asked): Query<ListStoragePools>,
    uri: Uri,
) -> Result<Page<StoragePoolView>, ApiError> {
    let limit = Limit::of(asked.limit)?;
    let mut tx = caller.begin().await?;
    store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    // Twenty at the most.
    let key = |pool: &store::Pool| Cursor::new(pool.created_at, pool.id.uuid());
    let found = Cursor::rest(store::pools(tx.conn(), Some(id)).await?, asked.cursor.as_ref(), limit, key);
    let views = StoragePoolView::all(tx.conn(), found, caller.now()).await?;
    Ok(Page::of(views, limit, &uri, StoragePoolView::cursor))
}
