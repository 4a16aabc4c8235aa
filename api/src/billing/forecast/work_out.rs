//! All that is read of some months, and what it comes to.

use homeroom_domain::{
    billing::{BillingMonth, Forecast, ForecastDay, Known, MonthOf, RanByDay, TooLarge, forecast, forecast_days, month_of},
    ids::TenantId,
};
use jiff::{Timestamp, tz::TimeZone};
use sqlx::PgConnection;

use super::store;
use crate::{
    auth::TenantTx,
    billing::{
        invoices::month::{self, Orders, Periods},
        usage,
    },
};

/// This month and those after it that are told.
const MONTHS: usize = 3;

/// What was read of some months that follow each other.
#[derive(Debug)]
pub(super) struct Read {
    pub measured_until: Option<Timestamp>,
    pub months: Vec<(ReadMonth, RanByDay)>,
}

/// What was read of a month.
#[derive(Debug)]
pub(in crate::billing) struct ReadMonth {
    pub month: BillingMonth,
    pub orders: Orders,
    known: Known,
    periods: Option<Periods>,
}

/// Reads the month that holds a moment, and those after it.
pub(super) async fn read(tx: &mut TenantTx, zone: &TimeZone, now: Timestamp) -> sqlx::Result<Read> {
    let tenant = tx.tenant();
    let measured_until = usage::measured_until(tx.conn()).await?;
    let mut months = Vec::with_capacity(MONTHS);
    for month in std::iter::successors(Some(month_of(now, zone)), |month| Some(month.next())).take(MONTHS) {
        let read = read_month(tx.conn(), tenant, (month, zone), now).await?;
        months.push((read, store::ran_by_day(tx, month.bounds(zone)).await?));
    }
    Ok(Read { measured_until, months })
}

/// Reads a month of a tenant, in whoever's transaction.
pub(in crate::billing) async fn read_month(
    conn: &mut PgConnection,
    tenant: TenantId,
    (month, zone): (BillingMonth, &TimeZone),
    now: Timestamp,
) -> sqlx::Result<ReadMonth> {
    let orders = month::billed_orders(conn, tenant, month, zone).await?;
    let periods = month::billed_periods(conn, tenant, month).await?;
    // What was never measured did not run before anybody looked.
    let measured_until = usage::measured_until(conn).await?.unwrap_or(now);
    let is_settled = store::next_invoice(conn, tenant).await? != Some(month.first_day);
    Ok(ReadMonth { month, orders, known: Known { measured_until, is_settled }, periods })
}

impl ReadMonth {
    /// What it comes to. Costs the bookings of all its orders.
    pub(in crate::billing) fn forecast(&self, zone: &TimeZone) -> Result<Forecast, TooLarge> {
        self.with(zone, |of| forecast(of, self.known))
    }

    /// The same by day; `ran` is what ran on each.
    pub(super) fn days(&self, zone: &TimeZone, whole: &Forecast, ran: &RanByDay) -> Result<Vec<ForecastDay>, TooLarge> {
        self.with(zone, |of| forecast_days(of, whole, self.known, ran))
    }

    fn with<T>(&self, zone: &TimeZone, work: impl FnOnce(&MonthOf<'_>) -> T) -> T {
        let (charged_from, versions) =
            self.periods.as_ref().map_or((Timestamp::MIN, &[][..]), |periods| (periods.charged_from, &periods.versions[..]));
        let periods: Vec<_> = versions.iter().map(|(from, version)| (*from, version)).collect();
        work(&MonthOf {
            month: self.month,
            zone,
            periods: &periods,
            charged_from: zone.to_datetime(charged_from).date(),
            before: None,
            versions: &self.orders.versions,
            orders: &self.orders.orders,
        })
    }
}
