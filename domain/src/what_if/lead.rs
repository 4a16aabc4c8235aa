//! A longer lead, or a shorter one: rooms come up earlier before their lessons, or later, and go when they did.
//!
//! What is booked says how many rooms are up in each slot and not which, so of each order it counts what comes up more in a slot than was up before it. Rooms of one
//! order of which some go in the very slot in which others come are taken as the same ones.

use std::cmp::Ordering;

use crate::slots::{SLOT_SECONDS, Slot, Step};

const SLOT_MINUTES: i64 = SLOT_SECONDS / 60;

/// So much comes up in a slot, so long before its lessons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rise {
    pub at: Slot,
    pub amount: i64,
    pub lead_minutes: i64,
}

impl Rise {
    /// What another lead adds to what is booked, below zero where it is shorter. Rounded to whole slots so that rooms are never up for less than they would be.
    /// `None`: it makes no difference.
    pub fn with_lead(self, minutes: i64) -> Option<Step> {
        let slots = -(self.lead_minutes - minutes).div_euclid(SLOT_MINUTES);
        match slots.cmp(&0) {
            Ordering::Greater => Some(Step { from: Slot(self.at.0 - slots), to: self.at, amount: self.amount }),
            Ordering::Less => Some(Step { from: self.at, to: Slot(self.at.0 - slots), amount: -self.amount }),
            Ordering::Equal => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::what_if::{Curve, Window};

    /// When a room is up for a lesson from one minute to another.
    fn up((start, minutes): (i64, i64), lead: i64) -> Step {
        let end = start + minutes + 10;
        Step { from: Slot((start - lead).div_euclid(SLOT_MINUTES)), to: Slot(-(-end).div_euclid(SLOT_MINUTES)), amount: 1 }
    }

    #[test]
    fn rooms_come_up_earlier_or_later_by_whole_slots() {
        let rise = Rise { at: Slot(100), amount: 3, lead_minutes: 10 };
        let step = |from, to, amount| Some(Step { from: Slot(from), to: Slot(to), amount });
        assert_eq!([20, 11, 10].map(|minutes| rise.with_lead(minutes)), [step(98, 100, 3), step(99, 100, 3), None]);
        assert_eq!([9, 5, 0].map(|minutes| rise.with_lead(minutes)), [None, step(100, 101, -3), step(100, 102, -3)]);
    }

    proptest! {
        #[test]
        fn what_is_booked_with_another_lead_is_what_rooms_would_book(
            lessons in prop::collection::vec((120_i64..900, 20_i64..90), 1..10), lead in 0_i64..60, new in 0_i64..60
        ) {
            let window = Window { from: Slot(0), to: Slot(288) };
            let (mut changed, mut anew) = (Curve::new(window), Curve::new(window));
            for lesson in &lessons {
                let booked = up(*lesson, lead);
                changed.add(booked);
                let more = Rise { at: booked.from, amount: 1, lead_minutes: lead }.with_lead(new);
                more.into_iter().for_each(|step| changed.add(step));
                anew.add(up(*lesson, new));
            }
            let is_exact = (lead - new) % SLOT_MINUTES == 0;
            for (changed, anew) in changed.amounts().iter().zip(anew.amounts()) {
                prop_assert!(changed >= anew && (!is_exact || changed == anew));
            }
        }
    }
}
