//! `GET /v1/caps`.

use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, CapRow},
    view::CapView,
};
use crate::{
    auth::{Caller, ReadBilling},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CapsQuery {
    /// Caps on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List caps
///
/// The oldest first, each with what its month has come to.
#[utoipa::path(
    get, path = "/v1/caps", tag = "billing", params(CapsQuery),
    responses((status = 200, description = "A page of caps", body = Page<CapView>), Problems)
)]
pub(crate) async fn list_caps(caller: Caller<ReadBilling>, Query(query): Query<CapsQuery>, uri: Uri) -> Result<Page<CapView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let after = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let rows = store::list(&mut tx, after, limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |row: &CapRow| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(page.map(CapView::from))
}
