//! What an order needs of a pool, from how many of its rooms have a lesson in which slot.
//!
//! Space is booked a UTC day at a time and not a slot at a time: a recording grows while its lesson is held, but a day that is booked whole costs two edges
//! and not hundreds, and is never less than what is really there. What was recorded on a day is kept until its retention after that day's end.

use std::collections::BTreeMap;

use super::peak;
use crate::{
    calendar::{Amounts, Resource, slot_of},
    kind::Kind,
    slots::{SLOTS_PER_DAY, Slot, Step, Steps},
};

const SLOTS_PER_HOUR: i64 = SLOTS_PER_DAY as i64 / 24;

/// What one room of a kind takes of a pool. All zero: its rooms record nothing and need none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rates {
    /// Mbit/s while a lesson is held.
    pub bandwidth_mbit: i64,
    /// MiB that an hour of a lesson leaves behind.
    pub space_mib_per_hour: i64,
}

impl Rates {
    pub fn of(kind: &Kind) -> Self {
        Self { bandwidth_mbit: kind.storage_bandwidth_mbit.into(), space_mib_per_hour: kind.storage_space_mib_per_hour.into() }
    }

    pub fn is_zero(self) -> bool {
        self == Self::default()
    }
}

/// `rooms` says how many rooms have a lesson in each slot; `retention_days` is the pool's.
pub fn need(rooms: &Steps, rates: Rates, retention_days: u16) -> Amounts {
    let bandwidth = rooms.iter().map(|step| Step { amount: step.amount.saturating_mul(rates.bandwidth_mbit), ..step });
    let kept = |(day, room_slots): (i32, i64)| Step {
        from: slot_of(day, 0),
        to: end_of_retention(day, retention_days),
        amount: div_ceil(room_slots.saturating_mul(rates.space_mib_per_hour), SLOTS_PER_HOUR),
    };
    let needs = [
        (Resource::StorageBandwidthMbit, Steps::sum(bandwidth)),
        (Resource::StorageSpaceMib, Steps::sum(room_slots(rooms).into_iter().map(kept))),
    ];
    needs.into_iter().filter(|(_, steps)| !steps.is_empty()).collect()
}

/// The first slot in which what was recorded on a day need not be there any more.
pub(super) fn end_of_retention(day: i32, retention_days: u16) -> Slot {
    slot_of(day.saturating_add(1).saturating_add(retention_days.into()), 0)
}

/// What a claim has to hold at its fullest, in MiB.
pub(super) fn most_space(amounts: &Amounts) -> i64 {
    peak(amounts, Resource::StorageSpaceMib).max(0)
}

/// By UTC day, the slots in which lessons are held, each counted as often as rooms have one.
fn room_slots(rooms: &Steps) -> BTreeMap<i32, i64> {
    let mut days: BTreeMap<i32, i64> = BTreeMap::new();
    for step in rooms.iter() {
        let mut from = step.from;
        while from < step.to {
            let to = slot_of(from.day().saturating_add(1), 0).min(step.to);
            *days.entry(from.day()).or_default() += (to.0 - from.0).saturating_mul(step.amount);
            from = Slot(to.0.max(from.0 + 1));
        }
    }
    days
}

fn div_ceil(value: i64, by: i64) -> i64 {
    value / by + i64::from(value % by > 0)
}
