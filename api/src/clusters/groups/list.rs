//! `GET /v1/clusters/{id}/node-groups`

use homeroom_domain::ids::ClusterId;
use http::Uri;
use serde::Deserialize;

use super::view::NodeGroupView;
use crate::{
    auth::{PlatformCaller, ReadClusters},
    clusters::store,
    http::{ApiError, Cursor, Limit, Page, Path, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListNodeGroups {
    /// Groups on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List a cluster's node groups
///
/// In the order in which they were created, each with how many nodes it ought to have, how many are asked of it, and how many take rooms.
#[utoipa::path(get, path = "/v1/clusters/{id}/node-groups", tag = "clusters", params(ListNodeGroups, ("id" = ClusterId, Path)),
    responses((status = 200, description = "A page of groups", body = Page<NodeGroupView>), Problems))]
pub(crate) async fn list_node_groups(
    caller: PlatformCaller<ReadClusters>,
    Path(id): Path<ClusterId>,
    Query(asked): Query<ListNodeGroups>,
    uri: Uri,
) -> Result<Page<NodeGroupView>, ApiError> {
    let limit = Limit::of(asked.limit)?;
    let mut tx = caller.begin().await?;
    store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    // Twenty at the most.
    let key = |group: &store::NodeGroup| Cursor::new(group.created_at, group.id.uuid());
    let found = Cursor::rest(store::node_groups(tx.conn(), id).await?, asked.cursor.as_ref(), limit, key);
    let page = Page::of(found, limit, &uri, key);
    Ok(page.map(|group| NodeGroupView::new(id, group)))
}
