//! `GET /v1/credits`: what a tenant has good.

use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, CreditRow},
    view::CreditView,
};
use crate::{
    auth::{Caller, ReadBilling},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CreditsQuery {
    /// Credits on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List credits
///
/// What there is good, what was used of it and what expired or was revoked: the newest first.
#[utoipa::path(
    get, path = "/v1/credits", tag = "billing", params(CreditsQuery),
    responses((status = 200, description = "A page of credits", body = Page<CreditView>), Problems)
)]
pub(crate) async fn list_credits(
    caller: Caller<ReadBilling>,
    Query(query): Query<CreditsQuery>,
    uri: Uri,
) -> Result<Page<CreditView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let before = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let rows = store::list(tx.conn(), caller.tenant(), before, limit.probe()).await?;
    Ok(Page::of(rows, limit, &uri, |row: &CreditRow| Cursor::new(row.created_at.to_jiff(), row.id)).map(CreditView::from))
}
