//! Whether a booking would pass a cap: decided when it is made, under the lock of the caps' rows, by what is booked then. What ran is billing's to count, and
//! stands in the rows as it was last found.

use std::collections::BTreeMap;

use homeroom_domain::{
    billing::{BillingMonth, Booked, MonthBooked, NewPlanVersion, booked_by_month, month_fees, month_of, passes},
    calendar::Amounts,
    ids::{CapId, OrderId},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    order::charged_rooms,
    store::{
        caps::{self as store, Verdict},
        orders::{self, Bought},
        subscriptions,
    },
    tariff::Tariff,
};
use crate::{
    auth::TenantTx,
    http::{ApiError, Problem},
    tenants,
};

/// What is about to be booked.
#[derive(Debug)]
pub(crate) struct NewBooking<'a> {
    pub of: BookingOf<'a>,
    /// What it is going to be paid from.
    pub cost_group: Option<&'a str>,
    /// Keys of its rooms.
    pub rooms: Vec<&'a str>,
    /// What it is going to hold of its tenant's quota; `None`: what it holds already.
    pub quota: Option<&'a Amounts>,
}

/// Whose booking it is.
#[derive(Debug)]
pub(crate) enum BookingOf<'a> {
    /// An order that is new, bought by this.
    New(&'a Tariff),
    /// An order that there is.
    Order(OrderId),
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    /// Somebody who books in this transaction.
    ToBook,
    /// Somebody who only wants to know.
    ToKnow,
}

/// A cap that a booking would pass, and the first month in which it would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OverCap {
    pub id: CapId,
    /// The first day of the month.
    #[schema(value_type = String, format = Date)]
    pub month: Date,
    pub amount_minor: i64,
    pub currency: String,
    /// What the month has come to already.
    pub spent_minor: i64,
    /// What it would come to.
    pub would_be_minor: i64,
}

/// What an order books by month, and what it is paid from.
#[derive(Debug, Clone, Default)]
struct Monthly {
    order: Option<OrderId>,
    cost_group: Option<String>,
    months: BTreeMap<BillingMonth, MonthBooked>,
}

/// The caps that bookings would pass together. What costs nothing passes none.
///
/// # Errors
/// 422 where something comes to more than an amount can be.
pub(crate) async fn over_caps(
    tx: &mut TenantTx,
    asking: Asking,
    bookings: &[NewBooking<'_>],
    now: Timestamp,
) -> Result<Vec<OverCap>, ApiError> {
    let verdicts = match asking {
        Asking::ToBook => store::lock_verdicts(tx, now).await?,
        Asking::ToKnow => store::verdicts(tx).await?,
    };
    let blocking: Vec<Verdict> = verdicts.into_iter().filter(|verdict| verdict.action.blocks()).collect();
    if blocking.is_empty() {
        return Ok(Vec::new());
    }
    let (zone, currency) = tenants::store::zone_and_currency(tx).await?;
    let (before, after) = changes(tx, bookings, &zone, now).await?;
    let this_month = month_of(now, &zone);
    let months = || before.iter().chain(&after).flat_map(|of| of.months.keys()).copied().filter(|month| *month >= this_month);
    let (Some(first), Some(last)) = (months().min(), months().max()) else { return Ok(Vec::new()) };
    let others = others(tx, (first, last), &before, &zone).await?;
    let fees = fees(tx, (first, last), &zone).await?;
    let sums = Sums { others: &others, before: &before, after: &after, fees: &fees, months: (first, last) };
    Ok(blocking.iter().filter_map(|verdict| sums.over(verdict, &currency)).collect())
}

/// What the bookings are before and after.
async fn changes(
    tx: &mut TenantTx,
    bookings: &[NewBooking<'_>],
    zone: &TimeZone,
    now: Timestamp,
) -> Result<(Vec<Monthly>, Vec<Monthly>), ApiError> {
    let tenant = tx.tenant();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for NewBooking { of, cost_group, rooms, quota } in bookings {
        let cost_group = cost_group.map(str::to_owned);
        match of {
            BookingOf::New(tariff) => {
                let quota = quota.cloned().unwrap_or_default();
                let booked = Booked::new(u32::try_from(rooms.len()).unwrap_or(u32::MAX), &quota, Some(tariff.charged_from));
                after.push(Monthly { order: None, cost_group, months: monthly(&tariff.plan, &booked, zone)? });
            }
            BookingOf::Order(order) => {
                let Some(bought) = orders::bought(tx.conn(), tenant, &[order.uuid()]).await?.pop() else { continue };
                let charged = if quota.is_some() { charged_rooms(&bought, rooms, now) } else { bought.rooms.len() };
                let booked =
                    Booked::new(u32::try_from(charged).unwrap_or(u32::MAX), quota.unwrap_or(&bought.quota), Some(bought.charged_from));
                after.push(Monthly { order: Some(*order), cost_group, months: monthly(&bought.plan, &booked, zone)? });
                before.push(of_bought(bought, zone)?);
            }
        }
    }
    Ok((before, after))
}

fn monthly(plan: &NewPlanVersion, booked: &Booked, zone: &TimeZone) -> Result<BTreeMap<BillingMonth, MonthBooked>, ApiError> {
    Ok(booked_by_month(plan, booked, zone).ok_or(Problem::PriceTooLarge)?)
}

fn of_bought(bought: Bought, zone: &TimeZone) -> Result<Monthly, ApiError> {
    let booked = Booked::new(u32::try_from(bought.rooms.len()).unwrap_or(u32::MAX), &bought.quota, Some(bought.charged_from));
    Ok(Monthly { order: Some(bought.order), months: monthly(&bought.plan, &booked, zone)?, cost_group: bought.cost_group })
}

/// What all other orders book.
async fn others(
    tx: &mut TenantTx,
    (first, last): (BillingMonth, BillingMonth),
    changed: &[Monthly],
    zone: &TimeZone,
) -> Result<Vec<Monthly>, ApiError> {
    let tenant = tx.tenant();
    let mut ids = store::bought_between(tx, (first.first_day, last.last_day())).await?;
    ids.retain(|id| changed.iter().all(|changed| changed.order.map(OrderId::uuid) != Some(*id)));
    let bought = orders::bought(tx.conn(), tenant, &ids).await?;
    bought.into_iter().map(|bought| of_bought(bought, zone)).collect()
}

/// What each month costs whatever is ordered.
async fn fees(
    tx: &mut TenantTx,
    (first, last): (BillingMonth, BillingMonth),
    zone: &TimeZone,
) -> sqlx::Result<BTreeMap<BillingMonth, i64>> {
    let tenant = tx.tenant();
    let Some(header) = subscriptions::subscription(tx.conn(), tenant).await? else { return Ok(BTreeMap::new()) };
    let charged_from = zone.to_datetime(header.charged_from.to_jiff()).date();
    let rows = subscriptions::periods(tx.conn(), tenant, first.bounds(zone).0).await?;
    let periods: Vec<(Date, &NewPlanVersion)> = rows.iter().map(|row| (row.from_day.to_jiff(), &row.document.0)).collect();
    let fee = |month| (month, month_fees(month, &periods, charged_from).iter().map(|fee| fee.amount_minor).sum());
    Ok(months((first, last)).map(fee).collect())
}

fn months((first, last): (BillingMonth, BillingMonth)) -> impl Iterator<Item = BillingMonth> {
    std::iter::successors(Some(first), |month| Some(month.next())).take_while(move |month| *month <= last)
}

/// All that a cap's months are summed from.
struct Sums<'a> {
    others: &'a [Monthly],
    before: &'a [Monthly],
    after: &'a [Monthly],
    fees: &'a BTreeMap<BillingMonth, i64>,
    months: (BillingMonth, BillingMonth),
}

impl Sums<'_> {
    /// The first month in which a cap is passed.
    fn over(&self, verdict: &Verdict, currency: &str) -> Option<OverCap> {
        months(self.months).find_map(|month| {
            let sum = |of: &[Monthly]| booked(of, verdict, month);
            let (others, before, after) = (sum(self.others), sum(self.before), sum(self.after));
            let ran = if verdict.month == month { verdict.found.ran_minor } else { 0 };
            let fee = if verdict.scope.has_fee() { self.fees.get(&month).copied().unwrap_or_default() } else { 0 };
            let base = fee.saturating_add(ran).saturating_add(others.amount_minor);
            passes(verdict.amount_minor, base, before, after).then(|| OverCap {
                id: verdict.cap,
                month: month.first_day,
                amount_minor: verdict.amount_minor,
                currency: currency.to_owned(),
                spent_minor: base.saturating_add(before.amount_minor),
                would_be_minor: base.saturating_add(after.amount_minor),
            })
        })
    }
}

/// What those of a cap's scope book of a month.
fn booked(of: &[Monthly], verdict: &Verdict, month: BillingMonth) -> MonthBooked {
    let within = of.iter().filter(|of| verdict.scope.holds(of.order, of.cost_group.as_deref()));
    within.filter_map(|of| of.months.get(&month)).fold(MonthBooked::default(), |sum, of| MonthBooked {
        amount_minor: sum.amount_minor.saturating_add(of.amount_minor),
        seconds: sum.seconds.saturating_add(of.seconds),
    })
}
