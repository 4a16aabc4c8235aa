//! `GET /v1/orders`: the tenant's orders by creation, narrowed by their fields.

use homeroom_domain::{order::OrderPhase, text::composed};
use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, Filter, Summary, phase_name},
    view::OrderSummary,
};
use crate::{
    auth::{Caller, ReadOrders},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrdersQuery {
    /// Orders on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    #[param(inline)]
    phase: Option<OrderPhase>,
    /// A kind of `GET /v1/kinds`.
    kind: Option<String>,
    region: Option<String>,
    /// Your id of the order.
    external_id: Option<String>,
    /// The whole name.
    name: Option<String>,
    /// Whether everything is as planned, and every room that is wanted now is up.
    ready: Option<bool>,
}

/// List orders
#[utoipa::path(get, path = "/v1/orders", tag = "orders", params(OrdersQuery), responses((status = 200, description = "A page of orders", body = Page<OrderSummary>), Problems))]
pub(crate) async fn list_orders(
    caller: Caller<ReadOrders>,
    uri: Uri,
    Query(query): Query<OrdersQuery>,
) -> Result<Page<OrderSummary>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let filter = Filter {
        phase: query.phase.map(|phase| phase_name(phase).to_owned()),
        kind: query.kind,
        region: query.region,
        external_id: query.external_id.map(composed),
        name: query.name.map(composed),
        ready: query.ready,
        after: query.cursor.map(|cursor| (cursor.at, cursor.uuid())),
    };
    let mut tx = caller.begin().await?;
    let rows = store::list(&mut tx, filter, limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |row: &Summary| Cursor::new(row.created_at, row.id.uuid()));
    Ok(page.map(|row| OrderSummary::new(row, caller.language())))
}
