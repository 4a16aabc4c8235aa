//! What an order costs by a version of a plan: the same when it is quoted, when it is ordered and when it is invoiced.
//!
//! Priced is what the order holds of its tenant's quota, slot by slot: lessons alone, without the time before and after them in which rooms are warm.
//! What is booked is binding. What is counted while rooms run is estimated from the same slots, as if this order were the tenant's only one. Of a line
//! that is binding a month owes what had to be paid by its end, less what had to be paid by its beginning: so months sum to the line, whatever is rounded.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    AMOUNT_MAX, Currency,
    money::due_of,
    month::months_between,
    plan::{Meter, NewPlanVersion, PriceRow},
    rating::amount,
};
use crate::{
    calendar::{Amounts, Resource},
    slots::{SLOT_SECONDS, Slot, Steps},
};

/// What an order books, as far as it is charged.
#[derive(Debug, Clone)]
pub struct Booked {
    /// Rooms of the document.
    rooms: u32,
    room_steps: Steps,
    seat_steps: Steps,
}

/// The price of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPrice {
    pub currency: Currency,
    /// The binding lines together.
    pub amount_minor: i64,
    /// The estimated lines together.
    pub estimated_minor: i64,
    pub lines: Vec<PricedLine>,
}

/// One price row of the plan, for this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    /// Key of the price row.
    pub price: String,
    pub title: String,
    pub meter: Meter,
    /// In seconds where the meter counts hours.
    pub quantity: u64,
    pub amount_minor: i64,
    /// What is charged follows what really ran.
    pub is_estimate: bool,
}

impl Booked {
    /// Of what an order of so many rooms holds of its tenant's quota. What lies before `charged_from` costs nothing.
    pub fn new(rooms: u32, quota: &Amounts, charged_from: Option<Timestamp>) -> Self {
        let charged = |resource| {
            let steps = quota.get(&resource).cloned().unwrap_or_default();
            charged_from.map_or_else(|| steps.clone(), |from| steps.starting(Slot::at_or_after(from)))
        };
        Self { rooms, room_steps: charged(Resource::Rooms), seat_steps: charged(Resource::Seats) }
    }

    pub const fn rooms(&self) -> u32 {
        self.rooms
    }

    /// How much of a meter lies before a slot; `None`: in all.
    pub fn quantity(&self, meter: Meter, until: Option<Slot>) -> u64 {
        let cut = |steps: &Steps| seconds(steps, None, until);
        let begun = self.room_steps.iter().next().is_some_and(|first| until.is_none_or(|until| first.from < until));
        match meter {
            Meter::Term => u64::from(begun),
            Meter::RoomTerms => u64::from(if begun { self.rooms } else { 0 }),
            Meter::BookedRoomHours | Meter::RoomHours => cut(&self.room_steps),
            Meter::BookedSeatHours => cut(&self.seat_steps),
            Meter::Month | Meter::UsedSeatHours | Meter::RecordedGibDays | Meter::EgressGib => 0,
        }
    }

    /// Where it begins and ends.
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let (first, last) = (self.room_steps.iter().next()?, self.room_steps.iter().last()?);
        Some((first.from.start(), last.to.start()))
    }

    /// Room time in each month.
    fn by_month(&self, zone: &TimeZone) -> Vec<u64> {
        let Some((from, to)) = self.span() else { return Vec::new() };
        let bounds = months_between(from, to, zone).map(|month| month.bounds(zone));
        bounds.map(|(from, to)| seconds(&self.room_steps, Some(Slot::at_or_after(from)), Some(Slot::at_or_after(to)))).collect()
    }
}

fn seconds(steps: &Steps, from: Option<Slot>, until: Option<Slot>) -> u64 {
    let within = |step: crate::slots::Step| {
        let from = from.map_or(step.from, |from| step.from.max(from));
        let to = until.map_or(step.to, |until| step.to.min(until));
        u64::try_from((to.0 - from.0).max(0).saturating_mul(step.amount.max(0)).saturating_mul(SLOT_SECONDS)).unwrap_or_default()
    };
    steps.iter().map(within).fold(0, u64::saturating_add)
}

/// What an order costs. `None` where it comes to more than an amount can be.
pub fn order_price(plan: &NewPlanVersion, booked: &Booked, zone: &TimeZone) -> Option<OrderPrice> {
    let lines: Vec<PricedLine> = plan
        .prices
        .iter()
        .filter(|row| row.meter.is_booked() || row.meter == Meter::RoomHours)
        .map(|row| line(row, booked, zone))
        .collect::<Option<_>>()?;
    let sum = |estimates: bool| {
        let mut amounts = lines.iter().filter(|line| line.is_estimate == estimates).map(|line| line.amount_minor);
        amounts.try_fold(0_i64, i64::checked_add).filter(|sum| *sum <= AMOUNT_MAX)
    };
    Some(OrderPrice { currency: plan.currency, amount_minor: sum(false)?, estimated_minor: sum(true)?, lines })
}

fn line(row: &PriceRow, booked: &Booked, zone: &TimeZone) -> Option<PricedLine> {
    let quantity = booked.quantity(row.meter, None);
    let amount_minor = if row.meter.is_booked() {
        amount(row, quantity)?
    } else {
        // Tiers and included hours of what is used begin anew each month.
        booked.by_month(zone).into_iter().try_fold(0_i64, |sum, month| sum.checked_add(amount(row, month)?))?
    };
    let PriceRow { key, title, meter, .. } = row.clone();
    Some(PricedLine { price: key, title, meter, quantity, amount_minor, is_estimate: !meter.is_booked() })
}

/// What of a binding line had to be paid before a slot.
pub fn due_until(line: &PricedLine, booked: &Booked, until: Slot) -> i64 {
    let (passed, whole) = (booked.quantity(line.meter, Some(until)), line.quantity);
    if whole == 0 { 0 } else { due_of(line.amount_minor, passed.min(whole).into(), whole.into()) }
}

/// What of a binding line is owed of the time between two slots.
pub fn due_between(line: &PricedLine, booked: &Booked, from: Slot, to: Slot) -> i64 {
    due_until(line, booked, to) - due_until(line, booked, from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{billing::month_of, slots::Step, timetable::zone};

    fn plan() -> NewPlanVersion {
        let rows = json!([
            { "key": "base", "title": "Base", "meter": "month", "unit_amount_minor": "99000" },
            { "key": "room", "title": "Rooms", "meter": "room_terms", "unit_amount_minor": "1000" },
            { "key": "seat", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "7.5" },
            { "key": "run", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "100", "included": 1 },
        ]);
        serde_json::from_value(json!({ "currency": "CNY", "prices": rows })).unwrap()
    }

    fn slot(text: &str) -> Slot {
        Slot::at_or_after(text.parse().unwrap())
    }

    /// Two rooms of 25 seats, an hour each.
    fn lessons(starts: &[&str]) -> Amounts {
        let steps = |amount| Steps::sum(starts.iter().map(|start| Step { from: slot(start), to: Slot(slot(start).0 + 12), amount }));
        [(Resource::Rooms, steps(2)), (Resource::Seats, steps(50))].into()
    }

    fn due_in_month(line: &PricedLine, booked: &Booked, at: Timestamp, zone: &TimeZone) -> i64 {
        let (from, to) = month_of(at, zone).bounds(zone);
        due_between(line, booked, Slot::at_or_after(from), Slot::at_or_after(to))
    }

    #[test]
    fn an_order_costs_its_rooms_and_seats_and_is_estimated_by_its_hours() {
        let shanghai = zone("Asia/Shanghai").unwrap();
        // The second begins in October in Shanghai, and in September in UTC.
        let booked = Booked::new(2, &lessons(&["2026-09-07T01:00:00Z", "2026-09-30T17:00:00Z"]), None);
        let price = order_price(&plan(), &booked, &shanghai).unwrap();
        assert_eq!((price.amount_minor, price.estimated_minor), (2_000 + 750, 200));
        let seats = &price.lines[1];
        let due = |at: &str| due_in_month(seats, &booked, at.parse().unwrap(), &shanghai);
        assert_eq!((due("2026-09-10T00:00:00Z"), due("2026-10-10T00:00:00Z"), due("2026-11-10T00:00:00Z")), (375, 375, 0));
    }

    #[test]
    fn what_lies_in_a_trial_costs_nothing_and_a_term_within_it_neither() {
        let utc = TimeZone::UTC;
        let starts = ["2026-09-07T01:00:00Z", "2026-09-08T01:00:00Z"];
        let price = |from: &str| order_price(&plan(), &Booked::new(2, &lessons(&starts), Some(from.parse().unwrap())), &utc).unwrap();
        assert_eq!(price("2026-09-08T00:00:00Z").amount_minor, 2_000 + 375);
        assert_eq!(price("2026-09-09T00:00:00Z").amount_minor, 0);
    }

    proptest! {
        #[test]
        fn months_sum_to_the_line(starts in prop::collection::btree_set(0_i64..200_000, 1..60), unit in 0_u32..100_000, seats in 1_i64..500) {
            let steps = |amount| Steps::sum(starts.iter().map(|start| Step { from: Slot(5_950_000 + start), to: Slot(5_950_009 + start), amount }));
            let quota = Amounts::from([(Resource::Rooms, steps(1)), (Resource::Seats, steps(seats))]);
            let booked = Booked::new(1, &quota, None);
            let mut plan = plan();
            plan.prices[2].unit_amount_minor = Some(rust_decimal::Decimal::new(unit.into(), 3));
            let zone = zone("Europe/Berlin").unwrap();
            let price = order_price(&plan, &booked, &zone).unwrap();
            let (from, to) = booked.span().unwrap();
            for line in price.lines.iter().filter(|line| !line.is_estimate) {
                let months: i64 = months_between(from, to, &zone).map(|month| due_in_month(line, &booked, month.bounds(&zone).0, &zone)).sum();
                prop_assert_eq!(months, line.amount_minor);
            }
        }
    }
}
