//! `POST /v1/subscription/cancel` and `/keep`: an institution that wants no plan any more once the month is over, and one that thinks better of it. Both are
//! idempotent by state.

use homeroom_domain::billing::{midnight, month_of};
use jiff::ToSpan as _;
use serde_json::{Value, json};

use super::view::SubscriptionView;
use crate::{
    auth::{Caller, ManageBilling, TenantTx},
    events::{self, EventType, NewEvent},
    http::{ApiError, Problem, Problems, Versioned},
    prices::store::{pauses, subscriptions as store},
    tenants,
};

/// Cancel the subscription
///
/// From the first of the next month on: nothing is charged for the months after it, no lesson starts and nothing is ordered, and everything can be read and
/// exported. Orders that go on after it stand in the way (409 `orders-go-on`); what is ordered meanwhile moves the end to the first month without orders.
#[utoipa::path(
    post, path = "/v1/subscription/cancel", tag = "billing",
    responses((status = 200, description = "It ends with `ends_on`", body = SubscriptionView), Problems)
)]
pub(crate) async fn cancel_subscription(caller: Caller<ManageBilling>) -> Result<Versioned<SubscriptionView>, ApiError> {
    let mut tx = caller.begin().await?;
    tenants::store::hold(tx.conn(), caller.tenant()).await?;
    if store::subscription(tx.conn(), caller.tenant()).await?.is_none() {
        return Err(Problem::ConflictingTransition.into());
    }
    if pauses::open_pause(tx.conn(), caller.tenant()).await?.is_none() {
        let zone = tenants::store::zone(&mut tx).await?;
        let from = month_of(caller.now(), &zone).next().first_day;
        let orders = pauses::orders_after(tx.conn(), caller.tenant(), from).await?;
        if orders > 0 {
            return Err(ApiError::With(Problem::OrdersGoOn, json!({ "orders": orders, "last_day": from.saturating_sub(1.day()) })));
        }
        pauses::insert_pause(tx.conn(), caller.tenant(), (from, midnight(from, &zone)), "customer").await?;
        let last_day = from.saturating_sub(1.day());
        tell(&caller, &mut tx, EventType::SubscriptionCancelled, json!({ "ends_on": last_day })).await?;
    }
    answer(&caller, tx).await
}

/// Keep the subscription
///
/// Takes a cancellation back that has not come yet; afterwards there is `POST /v1/subscription/renew`.
#[utoipa::path(
    post, path = "/v1/subscription/keep", tag = "billing",
    responses((status = 200, description = "It goes on", body = SubscriptionView), Problems)
)]
pub(crate) async fn keep_subscription(caller: Caller<ManageBilling>) -> Result<Versioned<SubscriptionView>, ApiError> {
    let mut tx = caller.begin().await?;
    tenants::store::hold(tx.conn(), caller.tenant()).await?;
    if let Some(pause) = pauses::open_pause(tx.conn(), caller.tenant()).await? {
        if pause.from_at <= caller.now() {
            return Err(Problem::ConflictingTransition.into());
        }
        pauses::remove_pause(tx.conn(), caller.tenant(), pause.from_day).await?;
        tell(&caller, &mut tx, EventType::SubscriptionKept, json!({})).await?;
    }
    answer(&caller, tx).await
}

async fn tell(caller: &Caller<ManageBilling>, tx: &mut TenantTx, kind: EventType, data: Value) -> sqlx::Result<()> {
    let (feed, subject, actor) = (caller.place(), caller.tenant().to_string(), caller.actor());
    events::record(tx.conn(), NewEvent { feed, kind, actor: &actor, subject, data, at: caller.now() }).await?;
    Ok(())
}

async fn answer(caller: &Caller<ManageBilling>, mut tx: TenantTx) -> Result<Versioned<SubscriptionView>, ApiError> {
    let view = SubscriptionView::read(tx.conn(), caller.tenant(), caller.now()).await?;
    tx.commit().await?;
    Ok(Versioned::new(view.version(), view))
}
