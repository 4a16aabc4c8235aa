//! Caps: what a tenant, a cost group or an order may come to in a month, and what follows when it does. Only decided here; who keeps and tells it is the
//! service.
//!
//! Compared is what a month owes whatever happens: its fee, all that is booked in it, and what ran. What is booked is known when it is ordered, so an order
//! that would pass a cap is known then. A plan's minimum, and what is made good of earlier months, is nobody's spending and does not count.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    forecast::{Forecast, MonthParts},
    month::{BillingMonth, months_between},
    order_price::{Booked, due_between, order_price},
    plan::{Meter, NewPlanVersion},
};
use crate::{ids::OrderId, slots::Slot};

/// Thresholds of a cap.
pub const THRESHOLDS_MAX: usize = 10;

/// What a cap does beside telling of its thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapAction {
    /// Nothing more.
    Alert,
    /// Refuses what would raise the month above it: orders, batches and amendments. What is booked goes on.
    BlockNew,
    /// The same, and when the month reaches it no further lesson starts: running ones end as planned. Until the month is over or the cap is raised.
    StopAtLessonEnd,
}

/// What a cap is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CapScope {
    Tenant,
    CostGroup(String),
    Order(OrderId),
}

/// What is wrong with thresholds, and at which place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThresholdProblem {
    OutOfRange,
    Repeated,
}

/// What a cap's month has come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CapSpending {
    /// What counts.
    pub spent_minor: i64,
    /// The same with what is still to run.
    pub expected_minor: i64,
    /// Orders that it comes of.
    pub orders: u32,
}

/// What an order books of a month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MonthBooked {
    /// What is binding.
    pub amount_minor: i64,
    /// Of rooms, whether they cost something or not.
    pub seconds: u64,
}

impl CapAction {
    pub const ALL: [Self; 3] = [Self::Alert, Self::BlockNew, Self::StopAtLessonEnd];

    /// The word under which it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::BlockNew => "block_new",
            Self::StopAtLessonEnd => "stop_at_lesson_end",
        }
    }

    /// The action of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }

    /// Whether it refuses what would pass it.
    pub const fn blocks(self) -> bool {
        matches!(self, Self::BlockNew | Self::StopAtLessonEnd)
    }

    /// Whether it stops lessons when it is reached.
    pub const fn stops(self) -> bool {
        matches!(self, Self::StopAtLessonEnd)
    }
}

impl CapScope {
    /// Whether an order is one of it, which is another's where it does not exist yet.
    pub fn holds(&self, order: Option<OrderId>, cost_group: Option<&str>) -> bool {
        match self {
            Self::Tenant => true,
            Self::CostGroup(group) => cost_group == Some(group),
            Self::Order(id) => order == Some(*id),
        }
    }

    /// Whether the fixed prices of the plan are of it.
    pub const fn has_fee(&self) -> bool {
        matches!(self, Self::Tenant)
    }

    /// What its month has come to.
    pub fn spending<'a>(&self, month: &Forecast, group_of: impl Fn(OrderId) -> Option<&'a str>) -> CapSpending {
        let fee_minor = if self.has_fee() { month.fee_minor } else { 0 };
        let (mut parts, mut orders) = (MonthParts::default(), 0);
        for (_, of) in month.orders.iter().filter(|(order, _)| self.holds(Some(*order), group_of(*order))) {
            parts += *of;
            orders += 1;
        }
        let spent_minor = fee_minor + parts.committed_minor();
        CapSpending { spent_minor, expected_minor: spent_minor + parts.to_run_minor, orders }
    }
}

/// The first threshold that cannot be, with its place.
pub fn wrong_threshold(thresholds: &[i64]) -> Option<(usize, ThresholdProblem)> {
    let mut known = BTreeSet::new();
    thresholds.iter().enumerate().find_map(|(place, percent)| match percent {
        1..=100 if known.insert(*percent) => None,
        1..=100 => Some((place, ThresholdProblem::Repeated)),
        _ => Some((place, ThresholdProblem::OutOfRange)),
    })
}

/// The thresholds that are reached, in percent, ascending.
pub fn reached(amount_minor: i64, spent_minor: i64, thresholds: &[i64]) -> BTreeSet<i64> {
    let is_reached = |percent: &&i64| i128::from(spent_minor) * 100 >= i128::from(amount_minor) * i128::from(**percent);
    thresholds.iter().filter(is_reached).copied().collect()
}

/// What an order books of each month that it touches. `None` where it comes to more than an amount can be.
pub fn booked_by_month(plan: &NewPlanVersion, booked: &Booked, zone: &TimeZone) -> Option<BTreeMap<BillingMonth, MonthBooked>> {
    let price = order_price(plan, booked, zone)?;
    let Some((from, to)) = booked.span() else { return Some(BTreeMap::new()) };
    let of = |month: BillingMonth| {
        let (from, to) = month.bounds(zone);
        let (from, to) = (Slot::at_or_after(from), Slot::at_or_after(to));
        let binding = price.lines.iter().filter(|line| !line.is_estimate);
        let amount_minor = binding.map(|line| due_between(line, booked, from, to)).sum();
        let seconds = booked.quantity(Meter::RoomHours, Some(to)) - booked.quantity(Meter::RoomHours, Some(from));
        (month, MonthBooked { amount_minor, seconds })
    };
    Some(months_between(from, to, zone).map(of).collect())
}

/// Whether a cap refuses what changes a month of its scope from `before` to `after`, which are all of the scope's bookings; `base_minor` is what the month
/// has come to beside them. Refused is what raises it above the cap, and what only runs by the hour once it is there: a change that lowers it never is.
pub const fn passes(amount_minor: i64, base_minor: i64, before: MonthBooked, after: MonthBooked) -> bool {
    let would_be = base_minor.saturating_add(after.amount_minor);
    if after.amount_minor > before.amount_minor {
        would_be > amount_minor
    } else {
        after.amount_minor == before.amount_minor && after.seconds > before.seconds && would_be >= amount_minor
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{
        calendar::{Amounts, Resource},
        slots::{Step, Steps},
        timetable::zone,
    };

    #[test]
    fn thresholds_are_percents_that_differ() {
        assert_eq!(wrong_threshold(&[50, 80, 100]), None);
        assert_eq!(wrong_threshold(&[]), None);
        assert_eq!(wrong_threshold(&[50, 0]), Some((1, ThresholdProblem::OutOfRange)));
        assert_eq!(wrong_threshold(&[101]), Some((0, ThresholdProblem::OutOfRange)));
        assert_eq!(wrong_threshold(&[80, 50, 80]), Some((2, ThresholdProblem::Repeated)));
    }

    #[test]
    fn a_threshold_is_reached_to_the_cent() {
        let at = |spent| reached(1_001, spent, &[100, 50, 80]).into_iter().collect::<Vec<_>>();
        assert_eq!((at(500), at(501), at(800), at(801), at(1_001)), (vec![], vec![50], vec![50], vec![50, 80], vec![50, 80, 100]));
    }

    #[test]
    fn what_raises_a_month_above_its_cap_passes_it_and_what_lowers_it_never_does() {
        let booked = |amount_minor, seconds| MonthBooked { amount_minor, seconds };
        let (ten, none) = (booked(10, 60), booked(0, 0));
        assert!(!passes(15, 5, none, ten), "it comes to the cap and not above it");
        assert!(passes(14, 5, none, ten));
        assert!(!passes(0, 50, ten, booked(9, 60)), "less is always allowed");
        assert!(!passes(0, 50, ten, ten), "and so is another time");
        assert!(passes(50, 50, none, booked(0, 60)), "hours that run are refused once the cap is reached");
        assert!(!passes(51, 50, none, booked(0, 60)));
    }

    #[test]
    fn a_group_counts_its_orders_and_the_tenant_the_fee_as_well() {
        let parts = |booked_minor, to_run_minor| MonthParts { booked_minor, to_run_minor, ran_minor: 1, made_good_minor: 7 };
        let (a, b) = (OrderId::new(Uuid::from_u128(1)), OrderId::new(Uuid::from_u128(2)));
        let month = BillingMonth::of_date("2026-09-01".parse().unwrap());
        let mut sum = parts(10, 5);
        sum += parts(20, 0);
        let forecast = Forecast { month, fee_minor: 100, filling_minor: 9, parts: sum, orders: vec![(a, parts(10, 5)), (b, parts(20, 0))] };
        let of = |scope: CapScope| {
            let CapSpending { spent_minor, expected_minor, orders } = scope.spending(&forecast, |order| (order == a).then_some("science"));
            (spent_minor, expected_minor, orders)
        };
        assert_eq!(of(CapScope::Tenant), (132, 137, 2));
        assert_eq!(of(CapScope::CostGroup("science".to_owned())), (11, 16, 1));
        assert_eq!(of(CapScope::CostGroup("arts".to_owned())), (0, 0, 0));
        assert_eq!(of(CapScope::Order(b)), (21, 21, 1));
    }

    proptest! {
        #[test]
        fn the_months_of_an_order_sum_to_its_price(starts in prop::collection::btree_set(0_i64..80_000, 0..40), seats in 1_i64..300) {
            let first = Slot::at_or_after("2026-01-05T07:00:00Z".parse().unwrap()).0;
            let steps = |amount| Steps::sum(starts.iter().map(|start| Step { from: Slot(first + start), to: Slot(first + start + 9), amount }));
            let booked = Booked::new(1, &Amounts::from([(Resource::Rooms, steps(1)), (Resource::Seats, steps(seats))]), None);
            let rows = json!([
                { "key": "room", "title": "Rooms", "meter": "room_terms", "unit_amount_minor": "1000" },
                { "key": "seat", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "7.35" },
            ]);
            let plan: NewPlanVersion = serde_json::from_value(json!({ "currency": "CNY", "prices": rows })).unwrap();
            let zone = zone("Europe/Berlin").unwrap();
            let months = booked_by_month(&plan, &booked, &zone).unwrap();
            let price = order_price(&plan, &booked, &zone).unwrap();
            prop_assert_eq!(months.values().map(|month| month.amount_minor).sum::<i64>(), if starts.is_empty() { 0 } else { price.amount_minor });
            prop_assert_eq!(months.values().map(|month| month.seconds).sum::<u64>(), booked.quantity(Meter::RoomHours, None));
        }
    }
}
