//! `GET /v1/clusters/{id}/capacity-changes`

use homeroom_domain::ids::ClusterId;
use http::Uri;
use serde::Deserialize;

use super::view::CapacityChangeView;
use crate::{
    auth::{PlatformCaller, ReadClusters},
    clusters::store,
    http::{ApiError, Cursor, Limit, Page, Path, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListCapacityChanges {
    /// Changes on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List a cluster's capacity changes
///
/// Those that are planned and those that are on, by when they begin. Nodes that came for good are the cluster's own and no longer listed.
#[utoipa::path(get, path = "/v1/clusters/{id}/capacity-changes", tag = "clusters", params(ListCapacityChanges, ("id" = ClusterId, Path)),
    responses((status = 200, description = "A page of changes", body = Page<CapacityChangeView>), Problems))]
pub(crate) async fn list_capacity_changes(
    caller: PlatformCaller<ReadClusters>,
    Path(id): Path<ClusterId>,
    Query(asked): Query<ListCapacityChanges>,
    uri: Uri,
) -> Result<Page<CapacityChangeView>, ApiError> {
    let (limit, now) = (Limit::of(asked.limit)?, caller.now());
    let after = asked.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let found = store::changes(tx.conn(), (id, now), after, limit.probe()).await?;
    let page = Page::of(found, limit, &uri, |change| Cursor::new(change.planned.from, change.id.uuid()));
    Ok(page.map(|change| CapacityChangeView::new(id, change, now)))
}
