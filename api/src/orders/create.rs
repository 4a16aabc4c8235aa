//! `POST /v1/orders`: classrooms for a term, admitted and booked, or refused with every reason and what would fit.

use axum::response::Response;
use homeroom_domain::order::NewOrder;

use super::{ORDER_BYTES_MAX, placing::Placing, view::OrderView};
use crate::{
    auth::{Caller, CreateOrders},
    http::{ApiError, Created, Idempotent, Json, Problems},
};

/// Order classrooms
///
/// Quota and capacity are booked in one transaction. A refusal (409) names every slot that does not suffice and alternatives that would be admitted now:
/// merge an alternative's `change` into the body and send it again.
#[utoipa::path(
    post, path = "/v1/orders", tag = "orders", request_body = NewOrder,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The order, admitted and booked", body = OrderView), Problems)
)]
pub(crate) async fn create_order(
    caller: Caller<CreateOrders>,
    idempotent: Idempotent,
    Json(document): Json<NewOrder, ORDER_BYTES_MAX>,
) -> Result<Response, ApiError> {
    let placing = Placing { caller: &caller, idempotent: &idempotent, batch: false };
    placing
        .run(vec![document], |mut orders| match orders.pop() {
            Some((version, order)) => Created::new(format!("/v1/orders/{}", order.summary.id), version, Some(order)),
            None => Created::without_address(None),
        })
        .await
}
