//! What is promised of a room, and what is given back where that was not kept.
//!
//! A room is promised ready by a moment. One that is not is a breach, whatever it costs; one that is not ready when its lesson begins either is credited by
//! the rule of the plan by which its order was bought: a share of what that lesson costs in that room, and all of it from so many minutes on. What could
//! not be seen is said to be unknown: a machine neither credits it nor claims that the promise was kept.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Stretch,
    money::due_of,
    order_price::{Booked, order_price},
    plan::{Meter, NewPlanVersion},
};
use crate::{
    order::Readiness,
    slots::{SLOT_SECONDS, Slot},
};

/// What a plan credits for a room that was not ready when its lesson began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Promise {
    /// Of what the lesson costs in that room.
    #[schema(minimum = 1, maximum = 100)]
    pub credit_percent: u32,
    /// From so many minutes late on all of it is credited, and where the room never came; absent: the share, however late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1440)]
    pub full_after_minutes: Option<u32>,
}

/// What a room was wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub ready_by: Timestamp,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// How the promise of one room for one lesson was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    InTime,
    /// Not by its moment, but when the lesson began.
    Late {
        ready_at: Timestamp,
    },
    /// Not when the lesson began either; `ready_at` is `None` where it never came.
    Broken {
        ready_at: Option<Timestamp>,
    },
    /// Nothing was seen of the room's cluster at a moment that decides.
    Unknown,
}

impl Wanted {
    /// `up` is when the room was seen to be ready, `unseen` when nothing was known of its cluster; both in any order.
    pub fn kept(self, up: &[Readiness], unseen: &[Stretch]) -> Kept {
        let is_up = |at: Timestamp| up.iter().any(|r| r.from <= at && r.to.is_none_or(|to| at < to));
        let is_unseen = |at: Timestamp| unseen.iter().any(|(from, to)| *from <= at && at < *to);
        let began = self.began();
        if is_up(self.ready_by) {
            Kept::InTime
        } else if is_unseen(self.ready_by) || (!is_up(began) && is_unseen(began)) {
            Kept::Unknown
        } else if is_up(began) {
            let since = up.iter().filter(|r| r.from <= began && r.to.is_none_or(|to| began < to)).map(|r| r.from).min();
            Kept::Late { ready_at: since.unwrap_or(began) }
        } else {
            let after = up.iter().filter(|r| r.from > began && r.from < self.ends_at).map(|r| r.from).min();
            Kept::Broken { ready_at: after }
        }
    }

    /// A lesson that was decided upon late is waited for until its room could be there.
    fn began(self) -> Timestamp {
        self.starts_at.max(self.ready_by)
    }
}

impl Promise {
    /// What is credited of a lesson's price. Never more than that.
    pub fn credit(self, wanted: Wanted, ready_at: Option<Timestamp>, price_minor: i64) -> i64 {
        let full = self.full_after_minutes.is_some_and(|minutes| {
            let allowed = SignedDuration::from_mins(minutes.into());
            ready_at.is_none_or(|at| at.duration_since(wanted.began()) >= allowed)
        });
        let percent = if full { 100 } else { self.credit_percent.min(100) };
        due_of(price_minor.max(0), percent.into(), 100)
    }
}

/// One lesson in one room, as far as it costs anything.
#[derive(Debug, Clone, Copy)]
pub struct PricedLesson {
    pub seats: u32,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// What a lesson costs in one room: of each line that is binding its share by time, or by seats and time where those are charged. `None` where the order
/// comes to more than an amount can be. What lies before `charged_from` costs nothing.
pub fn lesson_price(
    plan: &NewPlanVersion,
    (booked, charged_from): (&Booked, Timestamp),
    lesson: PricedLesson,
    zone: &TimeZone,
) -> Option<i64> {
    if lesson.starts_at < charged_from {
        return Some(0);
    }
    let slots = (Slot::at_or_after(lesson.ends_at).0 - Slot::holding(lesson.starts_at).0).max(0);
    let seconds = u64::try_from(slots.saturating_mul(SLOT_SECONDS)).unwrap_or_default();
    let (room_seconds, seat_seconds) = (booked.quantity(Meter::BookedRoomHours, None), booked.quantity(Meter::BookedSeatHours, None));
    let price = order_price(plan, booked, zone)?;
    let share = |meter: Meter, amount_minor: i64| {
        let (part, whole) = match meter {
            Meter::BookedSeatHours => (seconds.saturating_mul(lesson.seats.into()), seat_seconds),
            _ => (seconds, room_seconds),
        };
        if whole == 0 { 0 } else { due_of(amount_minor, part.min(whole).into(), whole.into()) }
    };
    Some(price.lines.iter().filter(|line| !line.is_estimate).map(|line| share(line.meter, line.amount_minor)).sum())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{
        calendar::{Amounts, Resource},
        slots::{Step, Steps},
    };

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_788_742_800 + minute * 60).unwrap()
    }

    /// Due a minute before it begins, for 45 minutes.
    const LESSON: fn() -> Wanted = || Wanted { ready_by: at(-1), starts_at: at(0), ends_at: at(45) };

    fn up(from: i64, to: Option<i64>) -> Readiness {
        Readiness { from: at(from), to: to.map(at) }
    }

    #[test]
    fn a_promise_is_kept_late_broken_or_unknown() {
        let cases: [(&str, Vec<Readiness>, Vec<Stretch>, Kept); 9] = [
            ("in time", vec![up(-8, Some(55))], vec![], Kept::InTime),
            ("in time, and gone in between", vec![up(-8, Some(0)), up(3, None)], vec![], Kept::InTime),
            (
                "between the two moments",
                vec![Readiness { from: at(0) - SignedDuration::from_secs(30), to: None }],
                vec![],
                Kept::Late { ready_at: at(0) - SignedDuration::from_secs(30) },
            ),
            ("twelve minutes late", vec![up(12, None)], vec![], Kept::Broken { ready_at: Some(at(12)) }),
            ("never", vec![], vec![], Kept::Broken { ready_at: None }),
            ("gone before it was due", vec![up(-9, Some(-5))], vec![], Kept::Broken { ready_at: None }),
            ("unseen when it was due", vec![up(12, None)], vec![(at(-5), at(10))], Kept::Unknown),
            ("unseen when it began", vec![], vec![(at(0), at(10))], Kept::Unknown),
            (
                "unseen before and after",
                vec![up(12, None)],
                vec![(at(-9), at(-2)), (at(1), at(2))],
                Kept::Broken { ready_at: Some(at(12)) },
            ),
        ];
        for (name, up, unseen, expected) in cases {
            assert_eq!(LESSON().kept(&up, &unseen), expected, "{name}");
        }
    }

    #[test]
    fn a_lesson_that_was_decided_upon_late_is_not_late_before_its_room_could_be_there() {
        let late = Wanted { ready_by: at(9), ..LESSON() };
        assert_eq!(late.kept(&[up(8, None)], &[]), Kept::InTime);
        assert_eq!(late.kept(&[up(10, None)], &[]), Kept::Broken { ready_at: Some(at(10)) });
        let promise = Promise { credit_percent: 50, full_after_minutes: Some(5) };
        assert_eq!(promise.credit(late, Some(at(10)), 100), 50, "a minute, not ten");
    }

    #[test]
    fn a_credit_is_a_share_and_all_of_it_from_so_many_minutes_on() {
        let promise = Promise { credit_percent: 50, full_after_minutes: Some(15) };
        let credits = [(Some(at(1)), 50), (Some(at(14)), 50), (Some(at(15)), 100), (None, 100)];
        for (ready_at, credit) in credits {
            assert_eq!(promise.credit(LESSON(), ready_at, 100), credit);
        }
        assert_eq!(Promise { full_after_minutes: None, ..promise }.credit(LESSON(), None, 100), 50);
        assert_eq!(promise.credit(LESSON(), None, -5), 0);
    }

    fn plan() -> NewPlanVersion {
        let rows = json!([
            { "key": "base", "title": "Base", "meter": "month", "unit_amount_minor": "99000" },
            { "key": "rooms", "title": "Rooms", "meter": "room_terms", "unit_amount_minor": "1000" },
            { "key": "seats", "title": "Seats", "meter": "booked_seat_hours", "unit_amount_minor": "5" },
            { "key": "hours", "title": "Hours", "meter": "room_hours", "unit_amount_minor": "200" },
        ]);
        serde_json::from_value(json!({ "currency": "CNY", "prices": rows })).unwrap()
    }

    /// One room of 25 seats for so many lessons of an hour, two hours apart.
    fn booked(lessons: i64, charged_from: Timestamp) -> Booked {
        let steps = |amount: i64| {
            let first = Slot::holding(at(0)).0;
            Steps::sum((0..lessons).map(|n| Step { from: Slot(first + n * 24), to: Slot(first + n * 24 + 12), amount }))
        };
        let quota: Amounts = [(Resource::Rooms, steps(1)), (Resource::Seats, steps(25))].into_iter().collect();
        Booked::new(1, &quota, Some(charged_from))
    }

    #[test]
    fn a_lesson_costs_its_share_of_what_is_binding() {
        let (lesson, from) = (PricedLesson { seats: 25, starts_at: at(0), ends_at: at(60) }, at(0));
        // A fourth of the room's term, and 25 seat-hours.
        assert_eq!(lesson_price(&plan(), (&booked(4, from), from), lesson, &TimeZone::UTC), Some(250 + 125));
        assert_eq!(lesson_price(&plan(), (&booked(4, at(60)), at(60)), lesson, &TimeZone::UTC), Some(0), "in the trial");
    }

    proptest! {
        #[test]
        fn no_credit_is_more_than_its_lesson_and_no_lesson_more_than_its_order(
            lessons in 1_i64..40, seats in 1_u32..60, percent in 1_u32..=100, after in proptest::option::of(1_u32..60), ready in proptest::option::of(0_i64..45),
        ) {
            let (lesson, booked) = (PricedLesson { seats, starts_at: at(0), ends_at: at(60) }, booked(lessons, at(0)));
            let price = lesson_price(&plan(), (&booked, at(0)), lesson, &TimeZone::UTC).unwrap();
            let whole = order_price(&plan(), &booked, &TimeZone::UTC).unwrap().amount_minor;
            prop_assert!((0..=whole).contains(&price));
            let promise = Promise { credit_percent: percent, full_after_minutes: after };
            let credit = promise.credit(LESSON(), ready.map(at), price);
            prop_assert!((0..=price).contains(&credit));
            prop_assert!(promise.credit(LESSON(), None, price) >= credit, "who waits longer is not given less");
        }
    }
}
