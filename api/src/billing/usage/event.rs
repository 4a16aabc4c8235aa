//! `GET /v1/usage/events/{id}`: what became of one event.

use homeroom_domain::{
    billing::{BillingMonth, Meter, Unit},
    ids::{ClassroomId, InvoiceId, OrderId},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::{
    auth::{Caller, ReadUsage, TenantTx},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
    prices, tenants,
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
    pub billed: Billed,
}

/// Whether and where an event was billed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Billed {
    pub state: BilledState,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub invoice_id: Option<InvoiceId>,
    /// Of the invoice, once it is issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub invoice_number: Option<String>,
    /// Its place among the invoice's `lines`, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub line: Option<i32>,
}

/// `open`: with the next invoice. `drafted`: in a line of a draft. `invoiced`: in a line of an invoice. `free`: nothing is charged for it, be it that the order's
/// plan has no price for what ran, that its trial was on, or that the hours are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BilledState {
    Open,
    Drafted,
    Invoiced,
    Free,
}

/// Get an event of usage
///
/// Why something was counted: the room, the hour, and what the hour comes to with it; and on which line of which invoice it is. Events are kept for thirteen months, their sums longer.
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
    let billed = billed(&mut tx, &row).await?;
    let meter = Meter::named(&row.meter).unwrap_or(Meter::RoomHours);
    let event = UsageEvent {
        id: row.event_id,
        meter,
        order_id: OrderId::new(row.order_id),
        classroom_id: ClassroomId::new(row.classroom_id),
        hour: row.hour.to_jiff(),
        quantity_seconds: row.quantity,
        unit: meter.unit(),
        recorded_at: row.recorded_at.to_jiff(),
        order_hour_seconds: row.in_hour.unwrap_or_default(),
        billed,
    };
    // An event stays as it is; what its hour comes to, and where it is billed, is not.
    let version = Version::of_content(1, &serde_json::to_vec(&(event.order_hour_seconds, &event.billed)).map_err(anyhow::Error::from)?);
    Ok(Versioned::new(version, event).unless(if_none_match))
}

async fn billed(tx: &mut TenantTx, row: &store::EventRow) -> Result<Billed, ApiError> {
    let tenant = tx.tenant();
    let zone = tenants::store::zone_of(tx.conn(), tenant).await?;
    let day = zone.to_datetime(row.hour.to_jiff()).date();
    if let Some(line) = store::line_of(tx, row, day).await? {
        let state = if line.number.is_some() { BilledState::Invoiced } else { BilledState::Drafted };
        return Ok(Billed {
            state,
            invoice_id: Some(InvoiceId::new(line.invoice_id)),
            invoice_number: line.number,
            line: Some(line.position),
        });
    }
    let bought = prices::bought(tx.conn(), tenant, &[row.order_id]).await?;
    let is_charged = bought
        .iter()
        .any(|order| order.charged_from <= row.hour.to_jiff() && order.plan.prices.iter().any(|price| price.meter.as_str() == row.meter));
    let is_free = !is_charged || store::is_month_invoiced(tx, row, BillingMonth::of_date(day)).await?;
    let state = if is_free { BilledState::Free } else { BilledState::Open };
    Ok(Billed { state, invoice_id: None, invoice_number: None, line: None })
}
