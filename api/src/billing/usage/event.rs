//! `GET /v1/usage/events/{id}`: what became of one event.

use homeroom_domain::{
    billing::{Meter, Unit},
    ids::{ClassroomId, OrderId},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::{
    auth::{Caller, ReadUsage},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
};

/// An event of usage, and where it went.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageEvent {
    /// Derived: classroom, hour, meter, and of a correction its number.
    #[schema(example = "cls_01999f2e-58f7-7c64-9d7b-0f1d0c9be0aa.20260907T01.room_hours")]
    pub id: String,
    pub meter: Meter,
    pub order_id: OrderId,
    pub classroom_id: ClassroomId,
    /// When the hour begins.
    pub hour: Timestamp,
    /// Seconds where the unit is an hour; below zero where a correction takes back.
    pub quantity_seconds: i64,
    pub unit: Unit,
    pub recorded_at: Timestamp,
    /// Seconds of all events of its order in that hour, this one among them.
    pub order_hour_seconds: i64,
}

/// Get an event of usage
///
/// Why something was counted: the room, the hour, and what the hour comes to with it. Events are kept for thirteen months, their sums longer.
#[utoipa::path(
    get, path = "/v1/usage/events/{id}", tag = "billing", params(("id" = String, Path)),
    responses((status = 200, description = "The event", body = UsageEvent), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_usage_event(
    caller: Caller<ReadUsage>,
    Path(id): Path<String>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<UsageEvent>, ApiError> {
    let mut tx = caller.begin().await?;
    let row = store::event(&mut tx, &id).await?.ok_or(ApiError::NotFound)?;
    let meter = Meter::named(&row.meter).unwrap_or(Meter::RoomHours);
    let order_hour_seconds = row.in_hour.unwrap_or_default();
    // An event stays as it is; what its hour comes to is moved by corrections.
    let version = Version { edit: 1, revision: order_hour_seconds.max(0) };
    let event = UsageEvent {
        id: row.event_id,
        meter,
        order_id: OrderId::new(row.order_id),
        classroom_id: ClassroomId::new(row.classroom_id),
        hour: row.hour.to_jiff(),
        quantity_seconds: row.quantity,
        unit: meter.unit(),
        recorded_at: row.recorded_at.to_jiff(),
        order_hour_seconds,
    };
    Ok(Versioned::new(version, event).unless(if_none_match))
}
