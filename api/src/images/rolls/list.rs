//! `GET /v1/images/rolls`

use http::Uri;
use serde::Deserialize;

use super::{store, view::ImageRollView};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListImageRolls {
    /// Rolls on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List image rolls
///
/// The newest first. At most one goes on or is stopped.
#[utoipa::path(get, path = "/v1/images/rolls", tag = "clusters", params(ListImageRolls),
    responses((status = 200, description = "A page of rolls", body = Page<ImageRollView>), Problems))]
pub(crate) async fn list_image_rolls(
    caller: PlatformCaller<ReadClusters>,
    Query(asked): Query<ListImageRolls>,
    uri: Uri,
) -> Result<Page<ImageRollView>, ApiError> {
    let limit = Limit::of(asked.limit)?;
    let before = asked.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let mut views = Vec::new();
    for roll in store::rolls(tx.conn(), before, limit.probe()).await? {
        views.push(ImageRollView::of(tx.conn(), roll, &caller).await?);
    }
    Ok(Page::of(views, limit, &uri, |view| Cursor::new(view.created_at, view.id.uuid())))
}
