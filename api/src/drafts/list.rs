//! `GET /v1/drafts`: without bodies.

use homeroom_domain::ids::OrderId;
use http::Uri;
use serde::Deserialize;

use super::{
    fields::{self, DraftVerdict},
    store::{self, DraftRow, Filter},
    view::DraftSummary,
};
use crate::{
    auth::{Caller, CreateOrders},
    events::names,
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Which drafts.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DraftsQuery {
    /// Drafts that began from this order.
    order_id: Option<OrderId>,
    /// Drafts of which the last quote said this, and which nothing was ordered of.
    #[param(inline)]
    verdict: Option<DraftVerdict>,
    /// Drafts on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List drafts
///
/// The caller's own, and those that are shared in the tenant; the last change first. Their bodies are left out.
#[utoipa::path(
    get, path = "/v1/drafts", tag = "orders", params(DraftsQuery),
    responses((status = 200, description = "A page of drafts", body = Page<DraftSummary>), Problems)
)]
pub(crate) async fn list_drafts(
    caller: Caller<CreateOrders>,
    Query(query): Query<DraftsQuery>,
    uri: Uri,
) -> Result<Page<DraftSummary>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let owner = fields::owner(&caller)?;
    let before = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let filter = Filter { caller: owner, order_id: query.order_id.map(OrderId::uuid), verdict: query.verdict, before };
    let mut tx = caller.begin().await?;
    let mut rows = store::list(&mut tx, filter, limit.probe()).await?;
    names::add(tx.conn(), &caller, rows.iter_mut().filter_map(|row| row.made_by.as_mut()).collect()).await?;
    let page = Page::of(rows, limit, &uri, |row: &DraftRow| Cursor::new(row.updated_at.to_jiff(), row.id));
    page.try_map(|row| DraftSummary::new(row, owner))
}
