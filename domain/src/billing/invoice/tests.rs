//! What a month comes to, and that all months of an order come to its price.

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
        let row = json!({ "key": "run", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "100", "included": included });
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
