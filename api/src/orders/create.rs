//! `POST /v1/orders`: classrooms for a term, admitted and booked, or refused with every reason and what would fit.

use axum::response::Response;
use homeroom_domain::order::NewOrder;

use super::{
    ORDER_BYTES_MAX,
    placing::{Placing, receive},
    view::OrderView,
};
use crate::{
    auth::{Caller, CreateOrders},
    http::{ApiError, Created, Idempotent, Problems, Unread},
};

/// Create an order
///
/// Quota and capacity are booked in one transaction. A refusal (409) names every slot that does not suffice and alternatives that would be admitted now:
/// merge an alternative's `change` into the body and send it again. What asks for more than the quota allows at any time is refused for that alone, and
/// for `rooms_per_order` and `live_orders` before its timetable is looked at. An order may have 60,000 lessons, its body 4 MiB. 503 `busy`: the service has
/// too much to work out, and did nothing.
///
/// With `reserved_until` it waits for a purchase order until then: `POST /v1/orders/{id}/confirm`. It books quota and capacity and counts as a live order;
/// nothing is made and nothing charged. At most 20 orders wait (409 `too-many-reserved`). Orders of a kind and region for terms that touch, which were
/// reserved and not confirmed, wait for 14 days together; 14 days after the last of them ended it begins anew (409 `reserved-before` says until when it may
/// be). To order without reserving is never refused for that.
#[utoipa::path(
    post, path = "/v1/orders", tag = "orders",
    request_body(content = NewOrder, example = json!({
        "name": "Autumn term, grade 7", "kind": "class", "region": "cn-beijing", "external_id": "po-7781",
        "rooms": [{"key": "7-1", "name": "Class 7-1", "seats": 52}, {"key": "7-2", "name": "Class 7-2", "seats": 50}],
        "term": {"first_day": "2036-09-01", "last_day": "2037-01-18"},
        "timetable": {
            "time_zone": "Asia/Shanghai",
            "lessons": [{
                "key": "math", "title": "Mathematics", "rooms": ["7-1", "7-2"],
                "rrule": "FREQ=WEEKLY;BYDAY=MO,WE", "start": "09:00", "duration_minutes": 45, "expected": 48,
            }],
            "days": [{"from": "2036-10-01", "to": "2036-10-07", "off": true}, {"date": "2036-10-11", "runs_as": "2036-10-06"}],
            "changes": [{"lesson": "math", "room": "7-1", "on": "2036-09-15", "moved_to": {"date": "2036-09-16", "start": "14:00"}}],
        },
    })),
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The order, admitted and booked", body = OrderView), Problems)
)]
pub(crate) async fn create_order(
    caller: Caller<CreateOrders>,
    idempotent: Idempotent,
    body: Unread<NewOrder, ORDER_BYTES_MAX>,
) -> Result<Response, ApiError> {
    let (ticket, document) = receive(&caller, body).await?;
    let placing = Placing { caller: &caller, ticket: &ticket, idempotent: &idempotent, batch: false };
    placing
        .run(vec![document], |mut orders| match orders.pop() {
            Some((version, order)) => Created::new(format!("/v1/orders/{}", order.summary.id), version, Some(order)),
            None => Created::without_address(None),
        })
        .await
}
