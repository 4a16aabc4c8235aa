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
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{
        billing::months_between,
        calendar::{Amounts, Resource},
        slots::{Step, Steps},
        timetable::zone,
    };

    fn version(minimum: i64) -> NewPlanVersion {
        let rows = json!([
            { "key": "base", "title": "Base", "meter": "month", "unit_amount_minor": "3100" },
            { "key": "room", "title": "Rooms", "meter": "room_terms", "unit_amount_minor": "1000" },
            { "key": "seat", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "7.35" },
            { "key": "run", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "33.33" },
        ]);
        serde_json::from_value(json!({ "currency": "CNY", "prices": rows, "minimum_minor": minimum })).unwrap()
    }

    fn booked(starts: &[i64], seats: i64) -> Booked {
        let steps = |amount| Steps::sum(starts.iter().map(|start| Step { from: Slot(*start), to: Slot(start + 9), amount }));
        Booked::new(1, &Amounts::from([(Resource::Rooms, steps(1)), (Resource::Seats, steps(seats))]), None)
    }

    fn order(number: u128, booked: Booked, ran_seconds: u64) -> BilledOrder {
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

    fn lines(month: BillingMonth, version: &NewPlanVersion, orders: &[BilledOrder]) -> Vec<InvoiceLine> {
        let versions = BTreeMap::from([(PlanVersionId::new(Uuid::from_u128(1)), version.clone())]);
        let since: Date = "2026-01-01".parse().unwrap();
        let (periods, zone) = ([(since, version)], zone("Europe/Berlin").unwrap());
        let of = MonthOf { month, zone: &zone, periods: &periods, charged_from: since, before: None, versions: &versions, orders };
        month_lines(&of).unwrap()
    }

    #[test]
    fn a_month_holds_its_fee_what_is_booked_and_what_ran() {
        let month = BillingMonth::of_date("2026-09-01".parse().unwrap());
        let start = Slot::at_or_after("2026-09-07T07:00:00Z".parse().unwrap()).0;
        let orders = [order(2, booked(&[start], 20), 1_200), order(3, booked(&[start], 20), 1_200)];
        let amounts: Vec<_> = lines(month, &version(0), &orders).into_iter().map(|line| (line.price, line.amount_minor)).collect();
        // 20 seats for 45 minutes are 15 hours; 40 minutes at 33.33 are 22 in all, and each order bears half.
        let of = |price: &str, amount| (price.to_owned(), amount);
        assert_eq!(
            amounts,
            [of("base", 3_100), of("room", 1_000), of("seat", 110), of("room", 1_000), of("seat", 110), of("run", 11), of("run", 11)]
        );
    }

    #[test]
    fn a_month_below_its_minimum_is_filled_up() {
        let month = BillingMonth::of_date("2026-09-01".parse().unwrap());
        let lines = lines(month, &version(5_000), &[]);
        assert_eq!(lines.iter().map(|line| line.amount_minor).collect::<Vec<_>>(), [3_100, 1_900]);
    }

    #[test]
    fn a_month_in_which_the_plan_changed_is_filled_up_by_day() {
        let month = BillingMonth::of_date("2026-09-01".parse().unwrap());
        let (first, last): (Date, Date) = ("2026-08-01".parse().unwrap(), "2026-09-30".parse().unwrap());
        let (zone, versions) = (zone("Europe/Berlin").unwrap(), BTreeMap::new());
        let (dear, cheap) = (version(9_000), version(0));
        let periods = [(first, &dear), (last, &cheap)];
        let of = MonthOf { month, zone: &zone, periods: &periods, charged_from: first, before: None, versions: &versions, orders: &[] };
        // Twenty-nine days of 9,000, of which the fees make 3,100.
        assert_eq!(total(&month_lines(&of).unwrap()), Ok(8_700));
    }

    #[test]
    fn hours_that_are_included_are_so_once_whatever_orders_were_bought_by() {
        let month = BillingMonth::of_date("2026-09-01".parse().unwrap());
        let zone = zone("Europe/Berlin").unwrap();
        let with = |included: u64| -> NewPlanVersion {
            let row =
                json!({ "key": "run", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "100", "included": included });
            serde_json::from_value(json!({ "currency": "CNY", "prices": [row] })).unwrap()
        };
        let id = |number| PlanVersionId::new(Uuid::from_u128(number));
        let versions = BTreeMap::from([(id(1), with(3)), (id(2), with(5))]);
        let orders = [order(2, booked(&[], 0), 4 * 3_600), BilledOrder { version: id(2), ..order(3, booked(&[], 0), 4 * 3_600) }];
        let since: Date = "2026-01-01".parse().unwrap();
        let of = MonthOf {
            month,
            zone: &zone,
            periods: &[(since, &versions[&id(2)])],
            charged_from: since,
            before: None,
            versions: &versions,
            orders: &orders,
        };
        assert_eq!(month_lines(&of).unwrap().iter().map(|line| line.amount_minor).collect::<Vec<_>>(), [100, 200]);
        // Two prices of the same hours in one plan each include their own.
        let mut both = with(3);
        both.prices.push(PriceRow { key: "more".to_owned(), included: Some(2), ..both.prices[0].clone() });
        let versions = BTreeMap::from([(id(1), both)]);
        let of = MonthOf { versions: &versions, orders: &orders[..1], periods: &[(since, &versions[&id(1)])], ..of };
        assert_eq!(month_lines(&of).unwrap().iter().map(|line| line.amount_minor).collect::<Vec<_>>(), [100, 200]);
    }

    #[test]
    fn what_was_learnt_late_is_made_good_by_the_next_month_and_no_more_by_the_one_after_it() {
        let versions = BTreeMap::from([(PlanVersionId::new(Uuid::from_u128(1)), version(0))]);
        let since: Date = "2026-01-01".parse().unwrap();
        let (zone, month) = (zone("Europe/Berlin").unwrap(), BillingMonth::of_date("2026-10-01".parse().unwrap()));
        let before = BillingMonth::of_date("2026-09-01".parse().unwrap());
        let lines = |seconds: u64, invoiced: i64, is_invoiced: bool| -> Vec<(i64, Date, bool)> {
            let known = RanBefore { seconds, invoiced: [("run".to_owned(), invoiced)].into(), noted: BTreeMap::new() };
            let orders = [BilledOrder { before: known, ..order(2, booked(&[], 0), 3_600) }];
            let lines = month_lines(&MonthOf {
                month,
                zone: &zone,
                periods: &[],
                charged_from: since,
                before: is_invoiced.then_some(before),
                versions: &versions,
                orders: &orders,
            });
            lines.unwrap().into_iter().map(|line| (line.amount_minor, line.first_day, line.makes_good)).collect()
        };
        let own = (33, month.first_day, false);
        assert_eq!(lines(7_200, 33, true), [own, (34, before.first_day, true)], "another hour of September");
        assert_eq!(lines(7_200, 67, true), [own]);
        assert_eq!(lines(0, 33, true), [own, (-33, before.first_day, true)]);
        assert_eq!(lines(7_200, 0, false), [own], "its own invoice asks for it");
    }

    #[test]
    fn tax_is_rounded_once_and_half_to_even() {
        assert_eq!([(100, 60_000), (1_050, 10_000), (1_150, 10_000), (-1_050, 10_000)].map(|(net, rate)| tax(net, rate)), [6, 10, 12, -10]);
    }

    #[test]
    fn what_a_note_took_back_is_neither_charged_again_nor_given_back_twice() {
        // Due, invoiced, noted: what is open.
        let table = [
            (100, 100, 40, 0),
            (60, 100, 40, 0),
            (50, 100, 40, -10),
            (0, 100, 100, 0),
            (0, 100, 0, -100),
            (120, 100, 40, 20),
            (60, 100, 60, 0),
        ];
        for (due, invoiced, noted, open) in table {
            assert_eq!(open_of(due, invoiced, noted), open, "{due} due, {invoiced} invoiced, {noted} noted");
            let after = open_of(due, invoiced + open_of(due, invoiced, noted), noted);
            assert_eq!(after, 0, "the next invoice has nothing more of it");
        }
    }

    proptest! {
        #[test]
        fn invoices_of_an_order_sum_to_its_price_however_it_is_amended(
            starts in prop::collection::btree_set(0_i64..80_000, 2..40), seats in 1_i64..300, kept in 1_usize..40, later in 1_i64..300, at in 0_usize..12
        ) {
            let zone = zone("Europe/Berlin").unwrap();
            let first = Slot::at_or_after("2026-01-05T07:00:00Z".parse().unwrap()).0;
            let starts: Vec<i64> = starts.into_iter().map(|start| first + start).collect();
            let before = booked(&starts, seats);
            let after = booked(&starts[..kept.min(starts.len())], later);
            let (from, _) = before.span().unwrap();
            let until = "2027-01-01T00:00:00Z".parse().unwrap();
            let (version, mut invoiced) = (version(0), BTreeMap::<String, i64>::new());
            let months: Vec<_> = months_between(from, until, &zone).collect();
            // Amended before the last of its months is invoiced, however few they are.
            let amended = at.min(months.len() - 1);
            for (number, month) in months.into_iter().enumerate() {
                let booked = if number < amended { before.clone() } else { after.clone() };
                let of = BilledOrder { invoiced: invoiced.clone(), ..order(2, booked, 0) };
                for line in lines(month, &version, &[of]).into_iter().filter(|line| line.order.is_some()) {
                    *invoiced.entry(line.price).or_default() += line.amount_minor;
                }
            }
            let price = order_price(&version, &after, &zone).unwrap();
            prop_assert_eq!(invoiced.values().sum::<i64>(), price.amount_minor);
        }

        #[test]
        fn what_ran_is_divided_without_a_gap(seconds in prop::collection::vec(1_u64..100_000, 1..30)) {
            let orders: Vec<_> = seconds.iter().enumerate().map(|(number, seconds)| order(number as u128 + 2, booked(&[], 0), *seconds)).collect();
            let lines = lines(BillingMonth::of_date("2026-09-01".parse().unwrap()), &version(0), &orders);
            let sum: i64 = lines.iter().filter(|line| line.price == "run").map(|line| line.amount_minor).sum();
            let version = version(0);
            prop_assert_eq!(Some(sum), amount(&version.prices[3], seconds.iter().sum()));
        }
    }
}
