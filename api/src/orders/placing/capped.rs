//! Caps that stand in the way of what fits. Asked last, when it is known what is going to be booked, in the transaction that books it.

use homeroom_domain::{admission::Admission, ids::OrderId, order::NewOrder};
use serde_json::json;

use super::{Booked, Candidate, count};
use crate::{
    auth::{Caller, Permit, TenantTx},
    http::{ApiError, Problem},
    orders::refused::ViolationView,
    prices::{Asking, BookingOf, NewBooking, Tariff, over_caps},
};

/// What new orders are going to book; nothing where they cost nothing.
pub(crate) fn new_bookings<'a>(tariff: Option<&'a Tariff>, candidates: &'a [Candidate], booked: &'a Booked) -> Vec<NewBooking<'a>> {
    let Some(tariff) = tariff else { return Vec::new() };
    let booking = |(candidate, admission): (&'a Candidate, &'a Admission)| {
        booking(BookingOf::New(tariff), &candidate.order.document, Some(admission))
    };
    candidates.iter().zip(&booked.admissions).map(booking).collect()
}

/// What an order is going to book by a document; without an admission what it books already.
pub(crate) fn amended_booking<'a>(order: OrderId, document: &'a NewOrder, admission: Option<&'a Admission>) -> NewBooking<'a> {
    booking(BookingOf::Order(order), document, admission)
}

fn booking<'a>(of: BookingOf<'a>, document: &'a NewOrder, admission: Option<&'a Admission>) -> NewBooking<'a> {
    NewBooking {
        of,
        cost_group: document.cost_group.as_deref(),
        rooms: document.rooms.iter().map(|room| room.key.as_str()).collect(),
        quota: admission.map(|admission| &admission.quota.steps),
    }
}

/// What caps have against bookings.
pub(crate) async fn against<P: Permit>(
    tx: &mut TenantTx,
    caller: &Caller<P>,
    asking: Asking,
    bookings: &[NewBooking<'_>],
) -> Result<Vec<ViolationView>, ApiError> {
    if bookings.is_empty() {
        return Ok(Vec::new());
    }
    let over = over_caps(tx, asking, bookings, caller.now()).await?;
    Ok(over.into_iter().map(|over| ViolationView::over_cap(over, caller.language())).collect())
}

/// # Errors
/// 409 with every cap that the bookings would pass; then the transaction is to be given up.
pub(crate) async fn refuse_over_caps<P: Permit>(
    tx: &mut TenantTx,
    caller: &Caller<P>,
    bookings: &[NewBooking<'_>],
) -> Result<(), ApiError> {
    let violations = against(tx, caller, Asking::ToBook, bookings).await?;
    if violations.is_empty() {
        return Ok(());
    }
    count("cap", 1);
    let violations = violations.iter().map(|violation| json!(violation)).collect();
    Err(ApiError::Refused { problem: Problem::CapReached, violations, alternatives: Vec::new(), alternatives_complete: true })
}
