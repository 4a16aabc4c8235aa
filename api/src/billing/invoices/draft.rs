//! What a draft says: worked out from what was booked and what ran, as often as somebody looks, until it is issued.

use std::collections::BTreeMap;

use homeroom_domain::{
    billing::{BillingMonth, InvoiceLine, MonthOf, month_lines, total},
    ids::{OrderId, TenantId},
    timetable,
};
use jiff::tz::TimeZone;
use sqlx::PgConnection;

use super::store::month;

/// Lines with the names of their orders, and their sum.
#[derive(Debug)]
pub(super) struct Worked {
    pub lines: Vec<InvoiceLine>,
    pub names: BTreeMap<OrderId, String>,
    pub subtotal_minor: i64,
}

/// Works out a tenant's month.
///
/// # Errors
/// When it comes to more than an amount can be: a plan that nobody meant.
pub(super) async fn work_out(conn: &mut PgConnection, tenant: TenantId, month: BillingMonth, zone: &TimeZone) -> anyhow::Result<Worked> {
    let mut orders = month::billed_orders(conn, tenant, month, zone).await?;
    let periods = month::billed_periods(conn, tenant, month).await?;
    if periods.as_ref().is_some_and(|periods| periods.is_paused) {
        return Ok(Worked { lines: Vec::new(), names: BTreeMap::new(), subtotal_minor: 0 });
    }
    let mut before = None;
    if month::is_invoiced(conn, tenant, month.before()).await? {
        month::learn_before(conn, tenant, (month.before(), zone), &mut orders.orders).await?;
        before = Some(month.before());
    }
    let (charged_from, versions) = periods.map_or_else(Default::default, |periods| (periods.charged_from, periods.versions));
    let periods: Vec<_> = versions.iter().map(|(from, version)| (*from, version)).collect();
    let of = MonthOf {
        month,
        zone,
        periods: &periods,
        charged_from: zone.to_datetime(charged_from).date(),
        before,
        versions: &orders.versions,
        orders: &orders.orders,
    };
    let lines = month_lines(&of)?;
    let subtotal_minor = total(&lines)?;
    Ok(Worked { lines, names: orders.names, subtotal_minor })
}

/// The zone by its name; one that is no more is UTC.
pub(super) fn zone(name: &str) -> TimeZone {
    timetable::zone(name).unwrap_or(TimeZone::UTC)
}
