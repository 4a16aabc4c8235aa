//! `GET /v1/orders`: the tenant's orders, narrowed, sorted and counted.

use axum::response::Response;
use homeroom_domain::{order::OrderPhase, text::composed};
use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, Filter, OrderSort},
    view::OrderSummary,
};
use crate::{
    auth::{Caller, ReadOrders},
    http::{ApiError, Limit, Page, Problems, Query, SortedCursor, Total, csv::Wanted, text},
};

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrdersQuery {
    /// A part of the name or external id, or of a room's key, name or external id; case, accents and width do not matter.
    #[param(min_length = 1, max_length = 100)]
    q: Option<String>,
    #[param(inline)]
    #[serde(default)]
    sort: OrderSort,
    /// Whether to say how many there are, up to 10,000.
    #[serde(default)]
    count: bool,
    /// Orders on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before, sorted the same way.
    #[param(value_type = Option<String>)]
    cursor: Option<SortedCursor>,
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
///
/// `Accept: text/csv` gives a table of `name`, `kind`, `region`, `phase`, `ready`, `first_day`, `last_day`, `rooms`, `rooms_wanted_now`, `rooms_ready_now`,
/// `lessons_total`, `next_change_at`, `ends_at`, `cancelled_at`, `created_at`, `external_id`, `id`, of up to 5,000 rows where no `limit` is given, with `Link` to the
/// rest.
#[utoipa::path(
    get, path = "/v1/orders", tag = "orders", params(OrdersQuery),
    responses((status = 200, description = "A page of orders", content((Page<OrderSummary> = "application/json"), (String = "text/csv"))), Problems)
)]
pub(crate) async fn list_orders(
    caller: Caller<ReadOrders>,
    uri: Uri,
    Query(query): Query<OrdersQuery>,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let (limit, sort) = (Limit::wanted(query.limit, wanted)?, query.sort.sort());
    let after = SortedCursor::position(query.cursor, sort)?;
    let filter = Filter {
        tenant: Some(caller.tenant()),
        phases: query.phase.into_iter().collect(),
        kind: query.kind,
        region: query.region,
        external_id: query.external_id.map(composed),
        name: query.name.map(composed),
        part: text::part(query.q)?,
        ready: query.ready,
        ..Filter::default()
    };
    let mut tx = caller.begin().await?;
    let found = store::list(tx.conn(), &filter, sort, after.as_ref(), limit.probe()).await?;
    let total = if query.count { Total::of(store::count(tx.conn(), &filter).await?) } else { Total::UNKNOWN };
    let page = Page::sorted(found, limit, &uri, sort).with_total(total);
    let rows = store::summaries(&mut tx, &page.ids()).await?;
    Ok(page.filled(rows).map(|row| OrderSummary::new(row, caller.language())).into_wanted(wanted))
}
