//! `GET /v1/api-keys`.

use http::Uri;
use serde::Deserialize;

use super::{store, view::ApiKeyView};
use crate::{
    auth::{PlaceCaller, ReadApiKeys},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct KeyPage {
    /// Keys on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List API keys
///
/// Revoked ones among them, the oldest first.
#[utoipa::path(get, path = "/v1/api-keys", tag = "access", params(KeyPage),
    responses((status = 200, description = "A page of keys", body = Page<ApiKeyView>), Problems))]
pub(crate) async fn list_api_keys(
    caller: PlaceCaller<ReadApiKeys>,
    Query(page): Query<KeyPage>,
    uri: Uri,
) -> Result<Page<ApiKeyView>, ApiError> {
    let limit = Limit::of(page.limit)?;
    let mut tx = caller.begin().await?;
    let rows = store::list(tx.conn(), caller.place(), page.cursor.as_ref(), limit.probe()).await?;
    let keys = Page::of(rows, limit, &uri, |row| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(keys.map(|row| ApiKeyView::new(row, caller.livemode())))
}
