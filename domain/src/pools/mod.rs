//! Storage pools of a cluster: what an order needs of one, which one it gets, and what becomes of its claim.
//!
//! A pool is a file server behind one StorageClass. It is finite twice: in bandwidth while lessons are recorded, and in space for as long as what was
//! recorded is kept. Both are booked on a calendar of the pool's own, like everything finite. Here are values and rules alone; rows and locks are the
//! service's, and a claim's object is `workload`'s.

mod choice;
mod claim;
mod holding;
mod need;

#[cfg(test)]
mod tests;

pub use choice::{Chosen, Unfit, choose};
pub use claim::{Claim, Fate, fate, kept_until, left_behind};
pub use holding::{Refusing, Stored, amended, stored};
pub use need::{Rates, need};

use crate::{
    calendar::{Amounts, Calendar, Reservation, Resource},
    ids::StoragePoolId,
};

/// How much of a pool is sold, in percent: file servers slow down before they are full, and what goes on beyond its bell has to find room.
pub const SOLD_PERCENT: i64 = 85;
/// What is booked on a pool's calendar.
pub const MEASURES: [Resource; 2] = [Resource::StorageBandwidthMbit, Resource::StorageSpaceMib];

/// What of a whole may be booked. In this order a large pool does not overflow; what the division drops is less than a unit.
pub const fn sold_of(whole: i64) -> i64 {
    whole / 100 * SOLD_PERCENT + whole % 100 * SOLD_PERCENT / 100
}

/// The least whole of which so much is sold.
pub fn whole_of(sold: i64) -> i64 {
    let exact = (i128::from(sold.max(0)) * 100 + i128::from(SOLD_PERCENT) - 1) / i128::from(SOLD_PERCENT);
    i64::try_from(exact).unwrap_or(i64::MAX)
}

/// A pool with its calendar, whose limits are what is sold of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolCalendar {
    pub id: StoragePoolId,
    /// Whether it takes new orders. Those that are on it stay, and may grow.
    pub open: bool,
    /// How many days what was recorded is kept.
    pub retention_days: u16,
    pub calendar: Calendar,
}

/// What an order holds of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    pub pool: StoragePoolId,
    /// What its claim asks for: the most that it ever has to hold. It never becomes less.
    pub space_mib: i64,
    pub reservation: Reservation,
}

impl Storage {
    /// All that is held once a reservation is this; `before` is what the claim asks for already.
    pub(crate) fn of(pool: StoragePoolId, reservation: Reservation, before: i64) -> Self {
        Self { pool, space_mib: need::most_space(&reservation.steps).max(before), reservation }
    }
}

/// The most that is needed of a measure in any slot.
fn peak(amounts: &Amounts, measure: Resource) -> i64 {
    amounts.get(&measure).and_then(|steps| steps.peak()).map_or(0, |(_, most)| most)
}
