//! The end of reservations: announced two days before, and given back as a cancellation would.
//!
//! Each is a transaction of its own under the order's lock: confirmed meanwhile, it is left alone. What is cut off is done by the next turn.

use homeroom_domain::{order::RESERVATION_REMINDER, slots::Slot};
use jiff::Timestamp;
use serde_json::json;

use crate::{
    app::AppState,
    auth::{Actor, Place, SystemTx},
    calendars::store::{self as calendars, Holder},
    events::{self, EventType, NewEvent},
    jobs::{self, Wake},
    orders::store::{self, Waits},
};

/// Orders that are read, or announced, at once.
const PAGE: i64 = 200;

/// Announces what ends soon, and gives back what nobody has confirmed.
///
/// # Errors
/// When the database does not answer. What fails for one order is told, and tried again by the next turn.
pub(crate) async fn end_reservations(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    announce(&app, now).await?;
    let mut after = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let due = store::reservations_due(tx.conn(), now, after, PAGE).await?;
        drop(tx);
        after = due.last().copied();
        if after.is_none() {
            return Ok(());
        }
        for order in due {
            if let Err(error) = give_back(&app, order, now).await {
                tracing::error!(order = %order.id, error = format!("{error:#}"), "a reservation could not be ended");
            }
        }
    }
}

async fn announce(app: &AppState, now: Timestamp) -> anyhow::Result<()> {
    let before = now.saturating_add(RESERVATION_REMINDER).unwrap_or(Timestamp::MAX);
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let told = store::announce_ends(tx.conn(), (now, before), RESERVATION_REMINDER.as_secs_f64(), PAGE).await?;
        for order in &told {
            tell(&mut tx, *order, EventType::OrderReservationEnding, now).await?;
        }
        tx.commit().await?;
        if told.is_empty() {
            return Ok(());
        }
    }
}

async fn give_back(app: &AppState, order: Waits, now: Timestamp) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    if !store::expire(tx.conn(), order.id, now).await? {
        return Ok(());
    }
    if let Some(quota) = calendars::header_of_tenant(tx.conn(), order.tenant).await? {
        let holder = Holder { tenant: order.tenant, order: order.id };
        calendars::release(tx.conn(), holder, quota.id, Slot::holding(now)).await?;
    }
    tell(&mut tx, order, EventType::OrderReservationExpired, now).await?;
    jobs::wake(tx.conn(), Wake::Orders).await?;
    Ok(tx.commit().await?)
}

async fn tell(tx: &mut SystemTx, order: Waits, kind: EventType, at: Timestamp) -> sqlx::Result<()> {
    let (feed, subject, data) = (Place::Tenant(order.tenant), order.id.to_string(), json!({ "reserved_until": order.until }));
    events::record(tx.conn(), NewEvent { feed, kind, actor: &Actor::system(), subject, data, at }).await?;
    Ok(())
}
