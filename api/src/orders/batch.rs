//! `POST /v1/orders/batch`: several orders, all or none of them.

use axum::response::Response;
use homeroom_domain::order::NewOrder;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    ORDER_BYTES_MAX,
    placing::{Placing, receive},
    view::OrderView,
};
use crate::{
    auth::{Caller, CreateOrders},
    http::{ApiError, Created, Idempotent, Problems, Shape, Unread},
};

/// Most orders of one batch.
pub(crate) const ORDERS_MAX: usize = 50;

/// Orders that belong together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOrders {
    #[schema(min_items = 1, max_items = 50)]
    pub(crate) orders: Vec<NewOrder>,
}

/// The orders, in the order in which they were sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Orders {
    pub(crate) items: Vec<OrderView>,
}

/// Create orders in a batch
///
/// All or nothing: each order is admitted after the ones before it. Violations and alternatives carry `order`, the index. Together the orders may come to
/// 120,000 lessons (422 names the first that is too many: send it and the rest in another request), and the body to 4 MiB (413). 503 `busy`: the service has
/// too much to work out, and did nothing.
#[utoipa::path(
    post, path = "/v1/orders/batch", tag = "orders", request_body = NewOrders,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The orders, admitted and booked", body = Orders), Problems)
)]
pub(crate) async fn create_orders(
    caller: Caller<CreateOrders>,
    idempotent: Idempotent,
    body: Unread<NewOrders, ORDER_BYTES_MAX>,
) -> Result<Response, ApiError> {
    let (ticket, body) = receive(&caller, body).await?;
    if !(1..=ORDERS_MAX).contains(&body.orders.len()) {
        return Err(ApiError::field("/orders", Shape::OutOfRange { min: 1, max: ORDERS_MAX as i64 }));
    }
    let placing = Placing { caller: &caller, ticket: &ticket, idempotent: &idempotent, batch: true };
    let items = |orders: Vec<_>| orders.into_iter().map(|(_, order)| order).collect();
    placing.run(body.orders, |orders| Created::without_address(Orders { items: items(orders) })).await
}
