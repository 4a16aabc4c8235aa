//! `GET /v1/usage/quota`: of each limit how much is used now, and how much is booked at its fullest.

use axum::Json;
use homeroom_domain::{calendar::Resource, slots::Slot};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    auth::{Caller, ReadUsage},
    calendars::store::{self as calendars, Header, Usage},
    http::{ApiError, Problems},
    orders::store as orders,
};

/// The limits of a tenant and what is used of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuotaUsage {
    /// Rooms in lessons at the same time.
    rooms: SlotUsage,
    /// Seats in lessons at the same time.
    seats: SlotUsage,
    live_orders: CountUsage,
    rooms_per_order: LimitOnly,
}

/// Use of something that is booked by slots of five minutes.
#[derive(Debug, Serialize, ToSchema)]
struct SlotUsage {
    limit: i64,
    /// In the slot that is running.
    now: i64,
    /// At its fullest, from now on; absent when nothing is booked.
    highest: Option<Highest>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Highest {
    used: i64,
    /// When the first slot with that much begins.
    at: Timestamp,
}

#[derive(Debug, Serialize, ToSchema)]
struct CountUsage {
    limit: i64,
    now: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct LimitOnly {
    limit: i64,
}

/// Get the use of the quota
#[utoipa::path(
    get, path = "/v1/usage/quota", tag = "orders",
    responses((status = 200, description = "Limits and what is used of them", body = QuotaUsage), Problems)
)]
pub(crate) async fn get_quota_usage(caller: Caller<ReadUsage>) -> Result<Json<QuotaUsage>, ApiError> {
    let mut tx = caller.begin().await?;
    let tenant = tx.tenant();
    let header = calendars::header_of_tenant(tx.conn(), tenant).await?;
    let header = header.ok_or_else(|| anyhow::anyhow!("{tenant} has no quota calendar"))?;
    let mut usage = calendars::usage(tx.conn(), header.id, Slot::holding(caller.now())).await?;
    let mut slots = |resource| slot_usage(&header, resource, usage.remove(&resource).unwrap_or_default());
    let (rooms, seats) = (slots(Resource::Rooms), slots(Resource::Seats));
    let live_orders = CountUsage { limit: limit(&header, Resource::LiveOrders), now: orders::count_live(&mut tx).await? };
    Ok(Json(QuotaUsage { rooms, seats, live_orders, rooms_per_order: LimitOnly { limit: limit(&header, Resource::RoomsPerOrder) } }))
}

fn limit(header: &Header, resource: Resource) -> i64 {
    header.limits.get(&resource).copied().unwrap_or_default()
}

fn slot_usage(header: &Header, resource: Resource, usage: Usage) -> SlotUsage {
    let highest = usage.highest.map(|(slot, used)| Highest { used, at: slot.start() });
    SlotUsage { limit: limit(header, resource), now: usage.now, highest }
}
