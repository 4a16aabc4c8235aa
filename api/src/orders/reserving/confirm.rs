//! `POST /v1/orders/{id}/confirm`: the purchase order that an order has waited for.

use homeroom_domain::{ids::OrderId, order::OrderPhase};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    auth::{Caller, CreateOrders},
    events::EventType,
    http::{ApiError, Checks, Json, Path, Problem, Problems, Versioned, text},
    jobs::{self, Wake},
    orders::{
        placing::{event, refuse_suspended, view},
        store::{self, Reserved},
        view::OrderView,
    },
};

/// What an order is bought by.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmOrder {
    /// Its number, as your accountants write it. Kept with the order and told on its invoices.
    #[serde(deserialize_with = "text::read")]
    #[schema(min_length = 1, max_length = 200)]
    purchase_order: String,
}

/// Confirm an order
///
/// Makes an ordinary order of one that was reserved: its rooms are made and it is billed like any other. Doing it again with the same number changes nothing
/// and answers 200; another number is 409 `order-confirmed`. From `reserved_until` on it is 409 `reservation-ended`: order again, `POST
/// /v1/orders/{id}/copy` does it where there is room still. An order that was not reserved is 409 `not-reserved`.
#[utoipa::path(
    post, path = "/v1/orders/{id}/confirm", tag = "orders", params(("id" = OrderId, Path)), request_body = ConfirmOrder,
    responses((status = 200, description = "The order, confirmed", body = OrderView), Problems)
)]
pub(crate) async fn confirm_order(
    caller: Caller<CreateOrders>,
    Path(id): Path<OrderId>,
    Json(body): Json<ConfirmOrder>,
) -> Result<Versioned<OrderView>, ApiError> {
    Checks::default().text("/purchase_order", &body.purchase_order, 1..=200).done()?;
    let now = caller.now();
    let mut tx = caller.begin().await?;
    let reserved = store::lock_reserved(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if is_to_be_confirmed(&reserved, &body.purchase_order, now)? {
        refuse_suspended(&mut tx).await?;
        store::confirm(&mut tx, id, &body.purchase_order, now).await?;
        event(&mut tx, &caller, EventType::OrderConfirmed, id, json!({ "purchase_order": body.purchase_order })).await?;
        jobs::wake(tx.conn(), Wake::Orders).await?;
    }
    let (version, view) = view(&mut tx, id, &caller).await?;
    tx.commit().await?;
    Ok(Versioned::new(version, view))
}

/// `false` where it was confirmed like that before.
///
/// # Errors
/// 409 where it was never reserved, was confirmed otherwise, or was given back.
fn is_to_be_confirmed(reserved: &Reserved, purchase_order: &str, now: Timestamp) -> Result<bool, ApiError> {
    let Some(until) = reserved.until else { return Err(Problem::NotReserved.into()) };
    match &reserved.purchase_order {
        Some(known) if known == purchase_order => Ok(false),
        Some(known) => Err(ApiError::With(Problem::OrderConfirmed, json!({ "purchase_order": known }))),
        None if reserved.phase == OrderPhase::Reserved && now < until => Ok(true),
        None => Err(ended(reserved.ended_at.unwrap_or(until))),
    }
}

pub(super) fn ended(at: Timestamp) -> ApiError {
    ApiError::With(Problem::ReservationEnded, json!({ "at": at }))
}
