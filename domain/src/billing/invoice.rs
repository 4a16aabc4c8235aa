//! The lines of a tenant's month, and what they sum to: the same functions that priced its orders, asked again.
//!
//! Of what an order books a month owes what had to be paid by its end, less what was invoiced of the order before. So whatever an amendment, a cancellation
//! or an hour that went on changed is made good by the next invoice, and all invoices of an order sum to its price. Hours that ran are priced by month and
//! version over all orders, and divided among them by their hours; what was learnt too late for a month's invoice is made good by the next one. Hours that are
//! included are so once a month, whatever versions the orders were bought by.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    AMOUNT_MAX,
    money::{divide_half_even, shares},
    month::BillingMonth,
    order_price::{Booked, due_between, due_until, order_price},
    plan::{Meter, NewPlanVersion, PriceModel, PriceRow},
    proration::{MonthFee, month_fees, month_minimum},
    rating::amount,
};
use crate::{
    ids::{OrderId, PlanVersionId},
    slots::Slot,
};

/// Key and title of the line that fills a month up to its minimum.
const MINIMUM: &str = "minimum";

/// An order, as far as a month has to know it.
#[derive(Debug, Clone)]
pub struct BilledOrder {
    pub id: OrderId,
    pub version: PlanVersionId,
    pub booked: Booked,
    /// What was invoiced of each price before.
    pub invoiced: BTreeMap<String, i64>,
    /// What credit notes that name its lines took back of each price, above zero.
    pub noted: BTreeMap<String, i64>,
    /// Seconds of the month in which its rooms ran.
    pub ran_seconds: u64,
    /// What is known of the month before.
    pub before: RanBefore,
}

/// Hours of an order that ran in the month before, as they are known now.
#[derive(Debug, Clone, Default)]
pub struct RanBefore {
    pub seconds: u64,
    /// What was invoiced of each price for them.
    pub invoiced: BTreeMap<String, i64>,
    /// What credit notes took back of that, above zero.
    pub noted: BTreeMap<String, i64>,
}

/// A tenant's month.
#[derive(Debug, Clone)]
pub struct MonthOf<'a> {
    pub month: BillingMonth,
    pub zone: &'a TimeZone,
    /// The versions that the tenant was on, each from its day on.
    pub periods: &'a [(Date, &'a NewPlanVersion)],
    pub charged_from: Date,
    /// The month before, where it is invoiced: what was learnt later of its hours is made good.
    pub before: Option<BillingMonth>,
    /// Every version that an order was bought by.
    pub versions: &'a BTreeMap<PlanVersionId, NewPlanVersion>,
    pub orders: &'a [BilledOrder],
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    pub order: Option<OrderId>,
    pub price: String,
    pub title: String,
    pub meter: Option<Meter>,
    /// In seconds where the meter counts hours; days where a monthly price counts for some.
    pub quantity: u64,
    /// Of the order.
    pub rooms: Option<u32>,
    /// Of one unit, where the whole quantity is charged so.
    pub unit_amount_minor: Option<Decimal>,
    /// Charged or given back because other months were invoiced too little or too much.
    pub makes_good: bool,
    pub first_day: Date,
    pub last_day: Date,
    pub amount_minor: i64,
}

/// The month came to more than an amount can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the month comes to more than an amount can be")]
pub struct TooLarge;

/// What a month is invoiced for. Lines that come to nothing are left out.
///
/// # Errors
/// Where a sum leaves what an amount can be.
pub fn month_lines(of: &MonthOf<'_>) -> Result<Vec<InvoiceLine>, TooLarge> {
    let mut lines: Vec<InvoiceLine> = month_fees(of.month, of.periods, of.charged_from).into_iter().map(fee_line).collect();
    let mut own = total(&lines)?;
    for order in of.orders {
        let (booked, due) = booked_lines(of, order)?;
        lines.extend(booked);
        own = own.checked_add(due).ok_or(TooLarge)?;
    }
    let ran = ran_lines(of, of.month, |order| order.ran_seconds)?;
    own = own.checked_add(total(&ran)?).ok_or(TooLarge)?;
    lines.extend(ran);
    if let Some(before) = of.before {
        let ran = ran_lines(of, before, |order| order.before.seconds)?;
        lines.extend(learnt_late(of, before, &ran));
    }
    lines.retain(|line| line.amount_minor != 0);
    lines.extend(filling(of, own));
    Ok(lines)
}

/// The line that fills a whole month up to its minimum, by day where the plan changed. What is given back of earlier months, or made good for them, is not the
/// month's own: it neither fills it up nor is swallowed by it.
fn filling(of: &MonthOf<'_>, own: i64) -> Option<InvoiceLine> {
    let minimum = month_minimum(of.month, of.periods, of.charged_from);
    let is_whole = of.periods.first().is_some_and(|(from, _)| *from <= of.month.first_day) && of.charged_from <= of.month.first_day;
    (is_whole && own < minimum).then(|| InvoiceLine {
        order: None,
        price: MINIMUM.to_owned(),
        title: MINIMUM.to_owned(),
        meter: None,
        quantity: 1,
        rooms: None,
        unit_amount_minor: None,
        makes_good: false,
        first_day: of.month.first_day,
        last_day: of.month.last_day(),
        amount_minor: minimum - own,
    })
}

/// What lines sum to.
///
/// # Errors
/// Where that leaves what an amount can be.
pub fn total(lines: &[InvoiceLine]) -> Result<i64, TooLarge> {
    let sum = lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.amount_minor));
    sum.filter(|sum| sum.abs() <= AMOUNT_MAX).ok_or(TooLarge)
}

/// The tax on an amount at a flat rate in parts of a million: rounded once, half to even.
pub fn tax(net_minor: i64, rate_ppm: u32) -> i64 {
    i64::try_from(divide_half_even(i128::from(net_minor) * i128::from(rate_ppm), 1_000_000)).unwrap_or_default()
}

fn fee_line(fee: MonthFee) -> InvoiceLine {
    let MonthFee { price, title, first_day, last_day, days, amount_minor, .. } = fee;
    InvoiceLine {
        order: None,
        price,
        title,
        meter: Some(Meter::Month),
        quantity: days.into(),
        rooms: None,
        unit_amount_minor: None,
        makes_good: false,
        first_day,
        last_day,
        amount_minor,
    }
}

/// The lines of an order, and what of it this month owes whatever was invoiced before.
fn booked_lines(of: &MonthOf<'_>, order: &BilledOrder) -> Result<(Vec<InvoiceLine>, i64), TooLarge> {
    let Some(version) = of.versions.get(&order.version) else { return Ok((Vec::new(), 0)) };
    let price = order_price(version, &order.booked, of.zone).ok_or(TooLarge)?;
    let (from, to) = of.month.bounds(of.zone);
    let (from, to) = (Slot::at_or_after(from), Slot::at_or_after(to));
    let (mut lines, mut due) = (Vec::new(), 0);
    let binding = price.lines.iter().filter(|line| !line.is_estimate);
    for (line, row) in binding.filter_map(|line| Some((line, version.prices.iter().find(|row| row.key == line.price)?))) {
        let sum = |of: &BTreeMap<String, i64>| of.get(&line.price).copied().unwrap_or_default();
        let own = due_between(line, &order.booked, from, to);
        let due_before = due_until(line, &order.booked, from);
        let quantity = order.booked.quantity(line.meter, Some(to)) - order.booked.quantity(line.meter, Some(from));
        lines.push(order_line(order, row, of.month, (quantity, own)));
        lines.push(making_good(order, row, of.month, open_of(due_before, sum(&order.invoiced), sum(&order.noted))));
        due += own;
    }
    Ok((lines, due))
}

/// A quantity of an order, and what it comes to.
fn order_line(order: &BilledOrder, row: &PriceRow, month: BillingMonth, (quantity, amount_minor): (u64, i64)) -> InvoiceLine {
    let is_whole = row.model == PriceModel::PerUnit && amount(row, quantity) == Some(amount_minor) && row.included.unwrap_or_default() == 0;
    InvoiceLine {
        order: Some(order.id),
        price: row.key.clone(),
        title: row.title.clone(),
        meter: Some(row.meter),
        quantity,
        rooms: Some(order.booked.rooms()),
        unit_amount_minor: row.unit_amount_minor.filter(|_| is_whole),
        makes_good: false,
        first_day: month.first_day,
        last_day: month.last_day(),
        amount_minor,
    }
}

fn making_good(order: &BilledOrder, row: &PriceRow, month: BillingMonth, amount_minor: i64) -> InvoiceLine {
    InvoiceLine { makes_good: true, unit_amount_minor: None, ..order_line(order, row, month, (0, amount_minor)) }
}

/// What of a price is still to be charged of the months before, or below zero given back. What notes took back is not charged again, and is given back already.
const fn open_of(due: i64, invoiced: i64, noted: i64) -> i64 {
    let open = due - invoiced;
    if open >= 0 {
        return open;
    }
    let open = open + noted;
    if open < 0 { open } else { 0 }
}

/// The lines of the hours that ran in a month.
fn ran_lines(of: &MonthOf<'_>, month: BillingMonth, seconds_of: impl Fn(&BilledOrder) -> u64) -> Result<Vec<InvoiceLine>, TooLarge> {
    let (mut lines, mut included) = (Vec::new(), 0);
    for (id, version) in of.versions {
        let taken = included;
        let orders: Vec<&BilledOrder> = of.orders.iter().filter(|order| order.version == *id && seconds_of(order) > 0).collect();
        let seconds: Vec<u64> = orders.iter().map(|order| seconds_of(order)).collect();
        for row in version.prices.iter().filter(|row| row.meter == Meter::RoomHours) {
            let (sum, left): (u64, u64) = (seconds.iter().sum(), row.included.unwrap_or_default().saturating_sub(taken));
            let row = PriceRow { included: Some(left), ..row.clone() };
            let whole = amount(&row, sum).ok_or(TooLarge)?;
            included = included.max(taken + left.min(sum.div_ceil(Meter::RoomHours.per_unit())));
            let parts = orders.iter().zip(&seconds).zip(shares(whole, &seconds));
            lines.extend(parts.map(|((order, seconds), amount)| order_line(order, &row, month, (*seconds, amount))));
        }
    }
    Ok(lines)
}

/// What the hours of the month before come to now, less what was invoiced for them.
fn learnt_late(of: &MonthOf<'_>, before: BillingMonth, ran: &[InvoiceLine]) -> Vec<InvoiceLine> {
    let mut lines = Vec::new();
    for order in of.orders {
        let Some(version) = of.versions.get(&order.version) else { continue };
        for row in version.prices.iter().filter(|row| row.meter == Meter::RoomHours) {
            let due = ran.iter().filter(|line| line.order == Some(order.id) && line.price == row.key).map(|line| line.amount_minor).sum();
            let sum = |of: &BTreeMap<String, i64>| of.get(&row.key).copied().unwrap_or_default();
            lines.push(making_good(order, row, before, open_of(due, sum(&order.before.invoiced), sum(&order.before.noted))));
        }
    }
    lines
}

#[cfg(test)]
mod tests;
