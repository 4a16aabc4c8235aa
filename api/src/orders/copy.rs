//! `POST /v1/orders/{id}/copy`: the same rooms and weeks in another term.

use axum::response::Response;
use homeroom_domain::{
    ids::OrderId,
    order::{NewOrder, Term},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    placing::{Placing, receive},
    store,
    view::OrderView,
};
use crate::{
    auth::{Caller, CreateOrders},
    http::{ApiError, Created, Idempotent, MIB, Path, Problems, Unread, patch},
};

/// What differs in the copy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CopyOrder {
    term: Term,
    /// Absent means the same.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    name: Option<String>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    external_id: Option<String>,
    /// Until when the copy waits for a purchase order; see `POST /v1/orders`.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    reserved_until: Option<Timestamp>,
}

/// Copy an order
///
/// A new order with the rooms and the weeks of the newest version of this one, in another term; every second week stays every second week. Days off,
/// make-up days, changes of single lessons, lessons of a single date and your own ids are not copied. Admitted and refused like any new order: an
/// alternative's `change` goes into a body for `POST /v1/orders`.
#[utoipa::path(
    post, path = "/v1/orders/{id}/copy", tag = "orders", request_body = CopyOrder,
    params(("id" = OrderId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The new order, admitted and booked", body = OrderView), Problems)
)]
pub(crate) async fn copy_order(
    caller: Caller<CreateOrders>,
    Path(id): Path<OrderId>,
    idempotent: Idempotent,
    body: Unread<CopyOrder, MIB>,
) -> Result<Response, ApiError> {
    let (ticket, CopyOrder { term, name, external_id, reserved_until }) = receive(&caller, body).await?;
    let mut tx = caller.begin().await?;
    let (_, document) = store::get(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    tx.rollback().await?;
    let copy = document.copied_to(term);
    let copy = NewOrder { name: name.unwrap_or(copy.name), external_id, reserved_until, ..copy };
    let placing = Placing { caller: &caller, ticket: &ticket, idempotent: &idempotent, batch: false };
    placing
        .run(vec![copy], |mut orders| match orders.pop() {
            Some((version, order)) => Created::new(format!("/v1/orders/{}", order.summary.id), version, Some(order)),
            None => Created::without_address(None),
        })
        .await
}
