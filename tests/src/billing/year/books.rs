//! What a school's invoices should say, kept beside the service: lessons one by one, sums as fractions of whole numbers, and nothing of the service's own
//! arithmetic.

use std::collections::BTreeMap;

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, Weekday},
    tz::TimeZone,
};

/// A plan as this test writes it. Prices of hours are so many minor units to so many hours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub name: &'static str,
    pub fee: i128,
    pub room: i128,
    pub seat_hour: (i128, i128),
    pub room_hour: (i128, i128),
    pub minimum: i128,
    pub trial_days: i64,
}

impl Plan {
    /// What a month of it costs at least.
    pub(super) fn month(&self) -> i128 {
        self.fee.max(self.minimum)
    }
}

/// A lesson that is booked, over all rooms of its order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lesson {
    pub starts_at: Timestamp,
    pub seconds: i64,
    pub seats: i64,
}

#[derive(Debug)]
pub(super) struct OrderBook {
    pub id: String,
    pub plan: usize,
    pub rooms: i64,
    pub lessons: Vec<Lesson>,
    /// What was invoiced so far: for its rooms, and for its seats.
    invoiced: [i128; 2],
    /// When its rooms ran, in seconds of all of them.
    pub ran: Vec<(Timestamp, i64)>,
}

#[derive(Debug)]
pub(super) struct Books {
    pub zone: TimeZone,
    /// From which day on the school was on which plan.
    pub periods: Vec<(Date, usize)>,
    pub charged_from: Timestamp,
    pub orders: Vec<OrderBook>,
    /// What the school has good.
    pub credit: i128,
}

/// What an invoice should come to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expected {
    pub subtotal: i128,
    pub tax: i128,
    pub credited: i128,
}

/// The nearest whole number; of two the even one.
fn nearest(numerator: i128, denominator: i128) -> i128 {
    let below = numerator.div_euclid(denominator);
    let twice = 2 * (numerator - below * denominator);
    below + i128::from(twice > denominator || (twice == denominator && below % 2 != 0))
}

fn instant(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone()).expect("a day").timestamp()
}

/// The lessons of a weekly timetable in every one of `rooms` rooms.
pub(super) fn weekly(
    zone: &TimeZone,
    (first, last): (Date, Date),
    days: &[Weekday],
    hour: i8,
    (minutes, seats): (i64, i64),
) -> Vec<Lesson> {
    let dates = std::iter::successors(Some(first), |day| Some(day.saturating_add(1.day()))).take_while(|day| *day <= last);
    let held = dates.filter(|day| days.contains(&day.weekday()));
    held.map(|day| Lesson {
        starts_at: day.at(hour, 0, 0, 0).to_zoned(zone.clone()).expect("a time of day").timestamp(),
        seconds: minutes * 60,
        seats,
    })
    .collect()
}

impl OrderBook {
    pub(super) fn new(id: String, plan: usize, rooms: i64, lessons: Vec<Lesson>) -> Self {
        Self { id, plan, rooms, lessons, invoiced: [0; 2], ran: Vec::new() }
    }

    fn charged(&self, from: Timestamp) -> impl Iterator<Item = &Lesson> {
        self.lessons.iter().filter(move |lesson| lesson.starts_at >= from)
    }

    /// What its rooms and its seats cost in all, and what of each has to be paid before an instant.
    fn due(&self, plan: Plan, charged_from: Timestamp, until: Timestamp) -> ([i128; 2], [i128; 2]) {
        let weight = |lesson: &Lesson| i128::from(lesson.seconds * lesson.seats);
        let whole: i128 = self.charged(charged_from).map(weight).sum();
        let passed: i128 = self.charged(charged_from).filter(|lesson| lesson.starts_at < until).map(weight).sum();
        let (whole_rooms, begun) = (i128::from(self.rooms) * plan.room, i128::from(passed > 0));
        let whole_seats = nearest(plan.seat_hour.0 * whole, plan.seat_hour.1 * 3_600);
        let seats = if whole == 0 { 0 } else { nearest(whole_seats * passed, whole) };
        let rooms = if whole == 0 { 0 } else { whole_rooms };
        ([rooms, whole_seats], [rooms * begun, seats])
    }

    pub(super) fn price(&self, plans: &[Plan], charged_from: Timestamp) -> i128 {
        self.due(plans[self.plan], charged_from, Timestamp::MAX).0.iter().sum()
    }

    pub(super) fn invoiced(&self) -> i128 {
        self.invoiced.iter().sum()
    }

    pub(super) fn ends_before(&self, at: Timestamp) -> bool {
        self.lessons.iter().all(|lesson| lesson.starts_at < at)
    }

    /// Other seats for what has not begun, or none of it any more.
    pub(super) fn change_after(&mut self, now: Timestamp, seats: Option<i64>) {
        self.lessons.retain_mut(|lesson| {
            let is_ahead = lesson.starts_at > now;
            if let (true, Some(seats)) = (is_ahead, seats) {
                lesson.seats = seats;
            }
            !is_ahead || seats.is_some()
        });
    }
}

impl Books {
    /// The plan on a day.
    pub(super) fn plan_on(&self, day: Date) -> usize {
        self.periods.iter().rfind(|(from, _)| *from <= day).map(|(_, plan)| *plan).expect("a plan on every day")
    }

    /// From the first day on that is named, another plan: instead of what was to follow it.
    pub(super) fn move_to(&mut self, from: Date, plan: usize) {
        self.periods.retain(|period| period.0 < from);
        self.periods.push((from, plan));
    }

    /// The next invoice, of the month that begins on a day; the books have it from then on.
    pub(super) fn issue(&mut self, plans: &[Plan], first: Date) -> Expected {
        let next = first.saturating_add(1.month());
        let (from, to) = (instant(first, &self.zone), instant(next, &self.zone));
        let fees = self.by_day(first, next, |plan| plans[plan].fee);
        let (mut lines, mut own) = (0, fees);
        let mut ran: BTreeMap<usize, i128> = BTreeMap::new();
        for order in &mut self.orders {
            let (_, due) = order.due(plans[order.plan], self.charged_from, to);
            let (_, before) = order.due(plans[order.plan], self.charged_from, from);
            lines += due.iter().sum::<i128>() - order.invoiced();
            own += due.iter().sum::<i128>() - before.iter().sum::<i128>();
            order.invoiced = due;
            let within = order.ran.iter().filter(|(at, _)| *at >= from.max(self.charged_from) && *at < to);
            *ran.entry(order.plan).or_default() += within.map(|(_, seconds)| i128::from(*seconds)).sum::<i128>();
        }
        let hours: i128 =
            ran.into_iter().map(|(plan, seconds)| nearest(plans[plan].room_hour.0 * seconds, plans[plan].room_hour.1 * 3_600)).sum();
        own += hours;
        let subtotal = fees + lines + hours + self.filling(plans, first, next, own);
        let tax = nearest(subtotal * 6, 100);
        let total = subtotal + tax;
        let credited = if total < 0 { total } else { total.min(self.credit) };
        self.credit -= credited;
        Expected { subtotal, tax, credited }
    }

    /// What a month of a plan costs, by day where the plan changed.
    fn by_day(&self, first: Date, next: Date, of_month: impl Fn(usize) -> i128) -> i128 {
        let days = |from: Date, to: Date| i128::from(from.until(to).expect("days").get_days());
        let charged_from = self.zone.to_datetime(self.charged_from).date();
        let (mut fees, mut day) = (0, first.max(charged_from).max(self.periods[0].0));
        while day < next {
            let plan = self.plan_on(day);
            let until = self
                .periods
                .iter()
                .map(|period| period.0)
                .find(|from| *from > day && self.plan_on(*from) != plan)
                .unwrap_or(next)
                .min(next);
            fees += nearest(of_month(plan) * days(day, until), days(first, next));
            day = until;
        }
        fees
    }

    /// What is missing up to the minimum of a whole month.
    fn filling(&self, plans: &[Plan], first: Date, next: Date, own: i128) -> i128 {
        let is_whole = self.periods[0].0 <= first && self.zone.to_datetime(self.charged_from).date() <= first;
        if is_whole { (self.by_day(first, next, |plan| plans[plan].minimum) - own).max(0) } else { 0 }
    }
}
