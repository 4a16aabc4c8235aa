//! `POST /v1/orders/{id}/cancel`: end an order when its running lessons end, or at once.

use homeroom_domain::{
    ids::OrderId,
    order::{Cancelled, Order, OrderPhase},
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    placing::{event, view},
    store::{self, Locked},
    view::OrderView,
};
use crate::{
    auth::{Caller, CancelOrders, TenantTx},
    calendars::store::{self as calendars, Holder},
    events::EventType,
    http::{ApiError, OptionalJson, Path, Problem, Problems, Versioned},
    jobs::{self, Wake},
};

/// Looks at an order that somebody else is changing at the same time.
const TRIES: usize = 5;

/// How to end.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CancelOrder {
    /// End running lessons too instead of letting them finish.
    immediately: bool,
}

/// Cancel an order
///
/// No further lesson begins. The quota is free from the end of the running lessons on; doing it again changes nothing and answers 200.
#[utoipa::path(
    post, path = "/v1/orders/{id}/cancel", tag = "orders", params(("id" = OrderId, Path)), request_body = Option<CancelOrder>,
    responses((status = 200, description = "The order, ending or ended", body = OrderView), Problems)
)]
pub(crate) async fn cancel_order(
    caller: Caller<CancelOrders>,
    Path(id): Path<OrderId>,
    OptionalJson(body): OptionalJson<CancelOrder>,
) -> Result<Versioned<OrderView>, ApiError> {
    for _ in 0..TRIES {
        if let Some(answer) = attempt(&caller, id, body.immediately).await? {
            return Ok(answer);
        }
    }
    Err(Problem::ConflictingTransition.into())
}

/// Works the end out on what was read, locks, and writes if the order is still that. `None` when it is not: edited, or taken further by the reconciler,
/// whose phase is nobody's edit.
async fn attempt(caller: &Caller<CancelOrders>, id: OrderId, immediately: bool) -> Result<Option<Versioned<OrderView>>, ApiError> {
    let now = caller.now();
    let permit = caller.app().work.permit(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    let (order, read) = store::find(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if is_done(&order, now, immediately) {
        return answer(caller, &mut tx, id).await.map(Some);
    }
    tx.rollback().await?;
    let as_read = Locked::as_read(&order, read);
    let cancelled = permit.run(move || order.cancel(now, immediately)).await?;
    let _turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    if store::lock(&mut tx, id).await?.ok_or(ApiError::NotFound)? != as_read {
        tx.rollback().await?;
        return Ok(None);
    }
    write(caller, &mut tx, &cancelled).await?;
    let answer = answer(caller, &mut tx, id).await?;
    jobs::wake(tx.conn(), Wake::Orders).await?;
    tx.commit().await?;
    Ok(Some(answer))
}

/// Over already, or ending as it is asked to.
fn is_done(order: &Order, now: jiff::Timestamp, immediately: bool) -> bool {
    let sooner = immediately && order.ends_at.is_some_and(|end| end > now);
    order.phase == OrderPhase::Released || (order.cancelled_at.is_some() && !sooner) || (order.cancelled_at.is_none() && order.is_leaving())
}

async fn write(caller: &Caller<CancelOrders>, tx: &mut TenantTx, cancelled: &Cancelled) -> Result<(), ApiError> {
    let order = &cancelled.order;
    store::cancel(tx, order).await?;
    let tenant = tx.tenant();
    if let Some(quota) = calendars::header_of_tenant(tx.conn(), tenant).await? {
        calendars::release(tx.conn(), Holder { tenant, order: order.id }, quota.id, cancelled.quota_free_from).await?;
    }
    event(tx, caller, EventType::OrderCancelled, order.id, json!({ "ends_at": order.ends_at })).await
}

async fn answer(caller: &Caller<CancelOrders>, tx: &mut TenantTx, id: OrderId) -> Result<Versioned<OrderView>, ApiError> {
    let (version, view) = view(tx, id, caller).await?;
    Ok(Versioned::new(version, view))
}
