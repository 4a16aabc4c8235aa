//! `GET /v1/clusters/{id}/bookings`: the orders that make up what a cluster has booked at one moment.

use homeroom_domain::{
    calendar::Resource,
    ids::{ClusterId, OrderId, TenantId},
    slots::Slot,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, BookingRow};
use crate::{
    auth::{PlatformCaller, ReadPlatformOrders},
    clusters,
    http::{ApiError, Path, Problems, Query},
};

/// How many orders are named; what the others booked is one sum.
const NAMED: i64 = 50;

/// Of which moment, and of what.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BookingsAsked {
    /// Default: now.
    at: Option<Timestamp>,
    /// Default: `node_share`.
    #[param(value_type = Option<Resource>)]
    resource: Option<Resource>,
}

/// What a cluster has booked in one slot of five minutes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingsView {
    cluster_id: ClusterId,
    /// When the slot begins.
    at: Timestamp,
    resource: Resource,
    /// What may be booked then, as it is foreseen. Absent where it is not limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    /// What all orders booked.
    booked: i64,
    orders: i64,
    /// The largest first, at most 50.
    items: Vec<BookingView>,
}

/// What one order has booked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingView {
    order_id: OrderId,
    order_name: String,
    tenant_id: TenantId,
    tenant_name: String,
    /// Rooms that are open or kept in that slot, their lead and drain included.
    rooms: i64,
    booked: i64,
}

/// List a cluster's bookings
///
/// The orders that have booked something of it in one slot of five minutes, in units of the resource. Every figure of `capacity` opens into these.
#[utoipa::path(get, path = "/v1/clusters/{id}/bookings", tag = "clusters", params(BookingsAsked, ("id" = ClusterId, Path)),
    responses((status = 200, description = "The bookings", body = BookingsView), Problems))]
pub(crate) async fn list_cluster_bookings(
    caller: PlatformCaller<ReadPlatformOrders>,
    Path(id): Path<ClusterId>,
    Query(asked): Query<BookingsAsked>,
) -> Result<axum::Json<BookingsView>, ApiError> {
    let slot = Slot::holding(asked.at.unwrap_or_else(|| caller.now()));
    let resource = asked.resource.unwrap_or(Resource::NodeShare);
    let mut tx = caller.begin().await?;
    let cluster = clusters::store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let header = crate::calendars::store::headers(tx.conn(), &[cluster.calendar_id]).await?.pop();
    let header = header.filter(|header| header.limits.contains_key(&resource));
    let limit = header.map(|header| header.calendar(caller.now()).limit_at(resource, slot));
    let found = store::bookings(&mut tx, store::Moment { calendar: cluster.calendar_id, resource, slot }, NAMED).await?;
    let (orders, booked) = found.first().map_or((0, 0), |row| (row.orders, row.booked_by_all));
    Ok(axum::Json(BookingsView {
        cluster_id: id,
        at: slot.start(),
        resource,
        limit,
        booked,
        orders,
        items: found.into_iter().map(BookingView::from).collect(),
    }))
}

impl From<BookingRow> for BookingView {
    fn from(row: BookingRow) -> Self {
        Self {
            order_id: row.order_id.into(),
            order_name: row.order_name,
            tenant_id: row.tenant_id.into(),
            tenant_name: row.tenant_name,
            rooms: row.rooms,
            booked: row.booked,
        }
    }
}
