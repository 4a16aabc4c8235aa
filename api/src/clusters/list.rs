//! `GET /v1/clusters`

use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, Filter},
    view::ClusterView,
};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListClusters {
    region: Option<String>,
    /// For tenants in test mode.
    simulated: Option<bool>,
    /// Those that bear this tag.
    tag: Option<String>,
    /// Clusters on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List clusters
///
/// By registration.
#[utoipa::path(get, path = "/v1/clusters", tag = "clusters", params(ListClusters), responses((status = 200, description = "A page of clusters", body = Page<ClusterView>), Problems))]
pub(crate) async fn list_clusters(
    caller: PlatformCaller<ReadClusters>,
    Query(asked): Query<ListClusters>,
    uri: Uri,
) -> Result<Page<ClusterView>, ApiError> {
    let limit = Limit::of(asked.limit)?;
    let after = asked.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let rows =
        store::list(&mut tx, Filter { region: asked.region, simulated: asked.simulated, tag: asked.tag, after }, limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |cluster| Cursor::new(cluster.created_at, cluster.id.uuid()));
    // How far a drain is, is told of one cluster.
    Ok(page.map(|cluster| ClusterView::new(cluster, caller.language())))
}
