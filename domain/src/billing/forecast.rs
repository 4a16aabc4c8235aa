//! What a month is going to come to: the lines that its draft has, with the hours that are still to run taken from what is booked.
//!
//! It is the invoice asked early. Booked lines are known to the cent; hours that ran are priced with those that are still to run, as if every room came up
//! for every lesson. Of a month that is over nothing is to run, and what is said here is its draft. Its parts are never below zero, but for what is made
//! good of earlier months.

use std::{collections::BTreeMap, ops::AddAssign};

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    invoice::{BilledOrder, InvoiceLine, MonthOf, TooLarge, month_lines},
    money::shares,
    month::{BillingMonth, midnight},
    order_price::{due_between, due_until, order_price},
    plan::Meter,
    proration::month_fees,
};
use crate::{ids::OrderId, slots::Slot};

/// What orders come to in a month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MonthParts {
    /// What is booked in the month, whether its lessons are over or to come. Binding.
    pub booked_minor: i64,
    /// What ran in the month, as far as it is measured.
    pub ran_minor: i64,
    /// An estimate: what is booked and not measured yet, as if every room came up for all of its lessons.
    pub to_run_minor: i64,
    /// What is charged for earlier months beside what they were invoiced, or given back below zero.
    pub made_good_minor: i64,
}

/// A month as it is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    pub month: BillingMonth,
    /// The fixed prices of the plan.
    pub fee_minor: i64,
    /// What fills the month up to the plan's minimum.
    pub filling_minor: i64,
    /// All orders together.
    pub parts: MonthParts,
    /// Those that come to anything.
    pub orders: Vec<(OrderId, MonthParts)>,
}

/// A day of a month as it is expected, without what is made good and what fills up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForecastDay {
    pub day: Date,
    pub fee_minor: i64,
    pub parts: MonthParts,
}

/// How far a month is known.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Until when what ran is measured.
    pub measured_until: Timestamp,
    /// Whether all before the month is invoiced or takes an invoice of its own, so that the month's invoice makes nothing good of it.
    pub is_settled: bool,
}

/// What ran of each order on each day of a month, in seconds.
pub type RanByDay = BTreeMap<(OrderId, Date), u64>;

impl MonthParts {
    pub const fn total_minor(self) -> i64 {
        self.booked_minor + self.ran_minor + self.to_run_minor + self.made_good_minor
    }

    /// What is owed of the month itself whatever happens: what is booked, and what ran.
    pub const fn committed_minor(self) -> i64 {
        self.booked_minor + self.ran_minor
    }
}

impl AddAssign for MonthParts {
    fn add_assign(&mut self, other: Self) {
        self.booked_minor += other.booked_minor;
        self.ran_minor += other.ran_minor;
        self.to_run_minor += other.to_run_minor;
        self.made_good_minor += other.made_good_minor;
    }
}

impl Forecast {
    /// What its invoice is expected to say before tax.
    pub const fn total_minor(&self) -> i64 {
        self.fee_minor + self.filling_minor + self.parts.total_minor()
    }

    /// What is owed of the month itself whatever happens: its fee, what is booked, and what ran. Neither what fills it up nor what is made good.
    pub const fn committed_minor(&self) -> i64 {
        self.fee_minor + self.parts.committed_minor()
    }
}

/// What a month is going to come to; `of` has what ran of it so far.
///
/// # Errors
/// Where a sum leaves what an amount can be.
pub fn forecast(of: &MonthOf<'_>, known: Known) -> Result<Forecast, TooLarge> {
    let (whole, so_far) = (lines_with(of, known, true)?, lines_with(of, known, false)?);
    let mut forecast = Forecast {
        month: of.month,
        fee_minor: 0,
        filling_minor: 0,
        parts: MonthParts::default(),
        orders: Vec::with_capacity(of.orders.len()),
    };
    for line in whole.iter().filter(|line| line.order.is_none()) {
        if line.meter == Some(Meter::Month) {
            forecast.fee_minor += line.amount_minor;
        } else {
            forecast.filling_minor += line.amount_minor;
        }
    }
    let (whole, so_far) = (by_order(&whole), by_order(&so_far));
    for order in of.orders {
        let (owed, metered) = whole.get(&order.id).copied().unwrap_or_default();
        let booked_minor = booked(of, order)?;
        // A price that falls with the number of hours may make those that ran cheaper than they would be alone.
        let ran_minor = so_far.get(&order.id).map_or(0, |amounts| amounts.1).min(metered);
        let parts = MonthParts { booked_minor, ran_minor, to_run_minor: metered - ran_minor, made_good_minor: owed - booked_minor };
        if parts != MonthParts::default() {
            forecast.parts += parts;
            forecast.orders.push((order.id, parts));
        }
    }
    Ok(forecast)
}

/// The days of a month, which sum to its fee, what is booked, what ran and what is to run.
///
/// # Errors
/// Where a sum leaves what an amount can be.
pub fn forecast_days(of: &MonthOf<'_>, forecast: &Forecast, known: Known, ran: &RanByDay) -> Result<Vec<ForecastDay>, TooLarge> {
    let days: Vec<Date> = of.month.first_day.series(1.day()).take(of.month.days() as usize).collect();
    let empty = |day: &Date| ForecastDay { day: *day, fee_minor: 0, parts: MonthParts::default() };
    let mut told: Vec<ForecastDay> = days.iter().map(empty).collect();
    for fee in month_fees(of.month, of.periods, of.charged_from) {
        let weights: Vec<u64> = days.iter().map(|day| u64::from((fee.first_day..=fee.last_day).contains(day))).collect();
        told.iter_mut().zip(shares(fee.amount_minor, &weights)).for_each(|(day, part)| day.fee_minor += part);
    }
    let edges: Vec<Slot> = days.iter().chain([&of.month.next().first_day]).map(|day| Slot::at_or_after(midnight(*day, of.zone))).collect();
    let parts: BTreeMap<OrderId, MonthParts> = forecast.orders.iter().copied().collect();
    for order in of.orders {
        let Some(parts) = parts.get(&order.id) else { continue };
        let weights: Vec<u64> = days.iter().map(|day| ran.get(&(order.id, *day)).copied().unwrap_or_default()).collect();
        told.iter_mut().zip(shares(parts.ran_minor, &weights)).for_each(|(day, part)| day.parts.ran_minor += part);
        let weights: Vec<u64> = edges.windows(2).map(|edges| to_run(order, known, (edges[0], edges[1]))).collect();
        told.iter_mut().zip(shares(parts.to_run_minor, &weights)).for_each(|(day, part)| day.parts.to_run_minor += part);
        let Some(version) = of.versions.get(&order.version) else { continue };
        let price = order_price(version, &order.booked, of.zone).ok_or(TooLarge)?;
        for line in price.lines.iter().filter(|line| !line.is_estimate) {
            let due: Vec<i64> = edges.iter().map(|edge| due_until(line, &order.booked, *edge)).collect();
            told.iter_mut().zip(due.windows(2)).for_each(|(day, due)| day.parts.booked_minor += due[1] - due[0]);
        }
    }
    Ok(told)
}

/// The lines of the month as its invoice has them, with or without the hours that are still to run.
fn lines_with(of: &MonthOf<'_>, known: Known, whole: bool) -> Result<Vec<InvoiceLine>, TooLarge> {
    let (from, to) = bounds(of.month, of.zone);
    let mut orders = of.orders.to_vec();
    for order in &mut orders {
        if whole {
            order.ran_seconds += to_run(order, known, (from, to));
        }
        if known.is_settled {
            order.invoiced = settled(of, order, from)?;
        }
    }
    month_lines(&MonthOf { orders: &orders, ..of.clone() })
}

/// What is invoiced of an order when all before a moment is.
fn settled(of: &MonthOf<'_>, order: &BilledOrder, until: Slot) -> Result<BTreeMap<String, i64>, TooLarge> {
    let Some(version) = of.versions.get(&order.version) else { return Ok(BTreeMap::new()) };
    let price = order_price(version, &order.booked, of.zone).ok_or(TooLarge)?;
    let binding = price.lines.iter().filter(|line| !line.is_estimate);
    Ok(binding.map(|line| (line.price.clone(), due_until(line, &order.booked, until))).collect())
}

/// What of an order is booked in the month.
fn booked(of: &MonthOf<'_>, order: &BilledOrder) -> Result<i64, TooLarge> {
    let Some(version) = of.versions.get(&order.version) else { return Ok(0) };
    let price = order_price(version, &order.booked, of.zone).ok_or(TooLarge)?;
    let (from, to) = bounds(of.month, of.zone);
    Ok(price.lines.iter().filter(|line| !line.is_estimate).map(|line| due_between(line, &order.booked, from, to)).sum())
}

/// Seconds that are booked between two slots and not measured yet.
fn to_run(order: &BilledOrder, known: Known, (from, to): (Slot, Slot)) -> u64 {
    let from = from.max(Slot::at_or_after(known.measured_until));
    let until = |slot| order.booked.quantity(Meter::RoomHours, Some(slot));
    until(to).saturating_sub(until(from))
}

fn bounds(month: BillingMonth, zone: &TimeZone) -> (Slot, Slot) {
    let (from, to) = month.bounds(zone);
    (Slot::at_or_after(from), Slot::at_or_after(to))
}

/// What each order owes for what it books, and for what ran.
fn by_order(lines: &[InvoiceLine]) -> BTreeMap<OrderId, (i64, i64)> {
    let mut sums: BTreeMap<OrderId, (i64, i64)> = BTreeMap::new();
    for line in lines {
        let Some(order) = line.order else { continue };
        let sum = sums.entry(order).or_default();
        if line.meter == Some(Meter::RoomHours) {
            sum.1 += line.amount_minor;
        } else {
            sum.0 += line.amount_minor;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::billing::RanBefore;
    use crate::{
        billing::{Booked, NewPlanVersion, total},
        calendar::{Amounts, Resource},
        ids::PlanVersionId,
        slots::{Step, Steps},
        timetable::zone,
    };

    const FROM: &str = "2026-01-01";

    fn plan(run: &serde_json::Value, minimum: i64) -> NewPlanVersion {
        let mut run = run.clone();
        run["key"] = json!("run");
        run["title"] = json!("Room-hours");
        run["meter"] = json!("room_hours");
        let rows = json!([
            { "key": "base", "title": "Base", "meter": "month", "unit_amount_minor": "3100" },
            { "key": "seat", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "7.35" },
            run,
        ]);
        serde_json::from_value(json!({ "currency": "CNY", "prices": rows, "minimum_minor": minimum })).unwrap()
    }

    fn per_hour() -> NewPlanVersion {
        plan(&json!({ "unit_amount_minor": "400" }), 0)
    }

    /// One room of 20 seats for 45 minutes from each of these slots on.
    fn order(number: u128, starts: &[i64], ran_seconds: u64) -> BilledOrder {
        let steps = |amount| Steps::sum(starts.iter().map(|start| Step { from: Slot(*start), to: Slot(start + 9), amount }));
        let booked = Booked::new(1, &Amounts::from([(Resource::Rooms, steps(1)), (Resource::Seats, steps(20))]), None);
        let version = PlanVersionId::new(Uuid::from_u128(1));
        BilledOrder {
            id: OrderId::new(Uuid::from_u128(number)),
            version,
            booked,
            invoiced: BTreeMap::new(),
            noted: BTreeMap::new(),
            ran_seconds,
            before: RanBefore::default(),
        }
    }

    fn with<T>(month: &str, version: &NewPlanVersion, orders: &[BilledOrder], then: impl FnOnce(&MonthOf<'_>) -> T) -> T {
        let (zone, since): (_, Date) = (zone("Asia/Shanghai").unwrap(), FROM.parse().unwrap());
        let versions = BTreeMap::from([(PlanVersionId::new(Uuid::from_u128(1)), version.clone())]);
        let periods = [(since, version)];
        let month = BillingMonth::of_date(month.parse().unwrap());
        then(&MonthOf { month, zone: &zone, periods: &periods, charged_from: since, before: None, versions: &versions, orders })
    }

    fn slot(at: &str) -> i64 {
        Slot::at_or_after(at.parse().unwrap()).0
    }

    fn known(at: &str, is_settled: bool) -> Known {
        Known { measured_until: at.parse().unwrap(), is_settled }
    }

    #[test]
    fn a_month_is_its_fee_what_is_booked_what_ran_and_what_is_still_to_run() {
        let orders = [order(2, &[slot("2026-09-07T01:00:00Z"), slot("2026-09-14T01:00:00Z"), slot("2026-10-05T01:00:00Z")], 2_700)];
        let known = known("2026-09-10T00:00:00Z", false);
        with("2026-09-01", &per_hour(), &orders, |of| {
            let september = forecast(of, known).unwrap();
            // Two lessons of 15 seat-hours; one ran for three quarters of an hour, and one is to.
            let parts = MonthParts { booked_minor: 221, ran_minor: 300, to_run_minor: 300, made_good_minor: 0 };
            assert_eq!((september.fee_minor, september.parts, september.total_minor()), (3_100, parts, 3_921));
            assert_eq!(september.committed_minor(), 3_100 + 521);
            let ran = RanByDay::from([((orders[0].id, "2026-09-07".parse().unwrap()), 2_700)]);
            let days = forecast_days(of, &september, known, &ran).unwrap();
            let of_day = |number: usize| {
                (days[number - 1].parts.booked_minor, days[number - 1].parts.ran_minor, days[number - 1].parts.to_run_minor)
            };
            assert_eq!((of_day(7), of_day(8), of_day(14)), ((110, 300, 0), (0, 0, 0), (111, 0, 300)));
        });
    }

    #[test]
    fn a_month_that_follows_makes_good_nothing_that_the_one_before_is_going_to() {
        let orders = [order(2, &[slot("2026-09-07T01:00:00Z"), slot("2026-10-05T01:00:00Z")], 0)];
        let said = |is_settled| {
            with("2026-10-01", &per_hour(), &orders, |of| forecast(of, known("2026-09-10T00:00:00Z", is_settled)).unwrap().parts)
        };
        assert_eq!((said(false).made_good_minor, said(true).made_good_minor), (110, 0), "September is invoiced first");
        assert_eq!(said(true).booked_minor, 110);
    }

    #[test]
    fn hours_to_come_that_make_all_cheaper_leave_no_part_below_zero() {
        let falling = json!({ "model": "volume", "tiers": [{ "up_to": 1, "unit_amount_minor": "400" }, { "up_to": null, "unit_amount_minor": "10" }] });
        let orders = [order(2, &[slot("2026-09-07T01:00:00Z"), slot("2026-09-14T01:00:00Z"), slot("2026-09-21T01:00:00Z")], 2_700)];
        with("2026-09-01", &plan(&falling, 0), &orders, |of| {
            let parts = forecast(of, known("2026-09-10T00:00:00Z", false)).unwrap().parts;
            assert_eq!((parts.ran_minor, parts.to_run_minor), (22, 0));
        });
    }

    proptest! {
        #[test]
        fn a_month_that_is_over_is_its_draft_and_any_month_sums_to_its_orders_and_days(
            starts in prop::collection::vec(prop::collection::vec(0_i64..25_000, 0..30), 1..6), ran in 0_u64..40_000, minimum in 0_i64..9_000,
            measured in 0_i64..40, is_settled: bool
        ) {
            let first = slot("2026-07-20T01:00:00Z");
            let orders: Vec<_> = starts.iter().enumerate().map(|(number, starts)| {
                order(number as u128 + 2, &starts.iter().map(|start| first + start).collect::<Vec<_>>(), ran)
            }).collect();
            let version = plan(&json!({ "unit_amount_minor": "33.33", "included": 1 }), minimum);
            with("2026-09-01", &version, &orders, |of| {
                let (from, to) = of.month.bounds(of.zone);
                let over = forecast(of, Known { measured_until: to, is_settled: false }).unwrap();
                assert_eq!(over.total_minor(), total(&month_lines(of).unwrap()).unwrap());
                assert_eq!(over.parts.to_run_minor, 0);
                let known = Known { measured_until: from + (measured * 24).hours(), is_settled };
                let said = forecast(of, known).unwrap();
                let mut sum = MonthParts::default();
                said.orders.iter().for_each(|(_, parts)| sum += *parts);
                assert_eq!(sum, said.parts);
                let days = forecast_days(of, &said, known, &RanByDay::new()).unwrap();
                let mut summed = MonthParts { made_good_minor: sum.made_good_minor, ..MonthParts::default() };
                days.iter().for_each(|day| summed += day.parts);
                assert_eq!((summed, days.iter().map(|day| day.fee_minor).sum::<i64>()), (sum, said.fee_minor));
                let parts = said.orders.iter().map(|(_, parts)| *parts).chain(days.iter().map(|day| day.parts));
                assert!(parts.into_iter().all(|parts| parts.booked_minor >= 0 && parts.ran_minor >= 0 && parts.to_run_minor >= 0));
                assert!(said.fee_minor >= 0 && said.filling_minor >= 0);
            });
        }
    }
}
