//! `GET /v1/partners`.

use http::Uri;
use serde::Deserialize;

use super::{store, view::PartnerView};
use crate::{
    auth::{PlatformCaller, ReadPartners},
    http::{ApiError, Cursor, Limit, Page, Problems, Query, text},
};

/// Which partners.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartnerFilter {
    #[serde(default, deserialize_with = "text::read")]
    external_id: Option<String>,
    /// Partners on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List partners
///
/// The oldest first.
#[utoipa::path(get, path = "/v1/partners", tag = "partners", params(PartnerFilter),
    responses((status = 200, description = "A page of partners", body = Page<PartnerView>), Problems))]
pub(crate) async fn list_partners(
    caller: PlatformCaller<ReadPartners>,
    Query(filter): Query<PartnerFilter>,
    uri: Uri,
) -> Result<Page<PartnerView>, ApiError> {
    let limit = Limit::of(filter.limit)?;
    let mut tx = caller.begin().await?;
    let rows = store::list(tx.conn(), filter.external_id.as_deref(), filter.cursor.as_ref(), limit.probe()).await?;
    Ok(Page::of(rows, limit, &uri, |row| Cursor::new(row.created_at.to_jiff(), row.id)).map(PartnerView::from))
}
