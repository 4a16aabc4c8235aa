//! The orders that a tenant leaves behind: ended one by one when the time is over in which it could come back, so that their objects go.

use homeroom_domain::{ids::TenantId, slots::Slot};
use jiff::Timestamp;
use serde_json::json;

use super::store;
use crate::{
    app::AppState,
    auth::{Actor, Place, SystemTx},
    calendars::store::{self as calendars, Holder},
    events::{self, EventType, NewEvent},
    jobs::{self, Wake},
};

/// Ends what is left, each order in a transaction of its own: what is cut off is gone on with by the next turn.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn close_orders(app: &AppState, tenant: TenantId, now: Timestamp) -> anyhow::Result<()> {
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let Some(order) = store::close_one(tx.conn(), tenant, now).await? else { return Ok(()) };
        if let Some(quota) = calendars::header_of_tenant(tx.conn(), tenant).await? {
            calendars::release(tx.conn(), Holder { tenant, order }, quota.id, Slot::holding(now)).await?;
        }
        let (feed, actor, subject) = (Place::Tenant(tenant), Actor::system(), order.to_string());
        let event = NewEvent { feed, kind: EventType::OrderCancelled, actor: &actor, subject, data: json!({ "ends_at": now }), at: now };
        events::record(tx.conn(), event).await?;
        jobs::wake(tx.conn(), Wake::Orders).await?;
        tx.commit().await?;
    }
}
