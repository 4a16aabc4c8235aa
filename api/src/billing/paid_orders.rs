//! Orders that are paid for: all that they cost has been invoiced and paid, so that what their tenant owes elsewhere does not stop them.

use std::collections::BTreeMap;

use homeroom_domain::{
    billing::{Booked, order_price},
    ids::TenantId,
    timetable,
};
use jiff::tz::TimeZone;
use sqlx::PgConnection;
use uuid::Uuid;

use super::invoices::receivables;
use crate::{
    orders::store::mark_paid,
    prices::{self, Bought},
};

/// Marks those of a tenant.
pub(super) async fn mark(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<()> {
    let paid: BTreeMap<Uuid, i64> = receivables::paid_by_order(conn, tenant).await?.into_iter().collect();
    let ids: Vec<Uuid> = paid.keys().copied().collect();
    let mut bought = prices::bought(conn, tenant, &ids).await?;
    bought.retain(|order| paid.get(&order.order.uuid()).is_some_and(|paid| is_whole(order, *paid)));
    let whole: Vec<Uuid> = bought.iter().map(|order| order.order.uuid()).collect();
    mark_paid(conn, tenant, &whole).await
}

/// Whether so much is all that it costs. What is charged as it runs is never paid before it runs.
fn is_whole(order: &Bought, paid_minor: i64) -> bool {
    let zone = timetable::zone(&order.time_zone).unwrap_or(TimeZone::UTC);
    let rooms = u32::try_from(order.rooms.len()).unwrap_or(u32::MAX);
    let booked = Booked::new(rooms, &order.quota, Some(order.charged_from));
    order_price(&order.plan, &booked, &zone)
        .is_some_and(|price| price.amount_minor > 0 && price.amount_minor <= paid_minor && price.lines.iter().all(|line| !line.is_estimate))
}
