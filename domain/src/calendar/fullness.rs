//! How full a calendar is, as a part of what is sold.

use super::{Calendar, Resource};
use crate::slots::{Slot, Steps};

/// Everything that is sold, in millionths.
const WHOLE: i128 = 1_000_000;

impl Calendar {
    /// The largest part of a resource that is booked in any slot of these steps, in millionths; with what they add, where they are not booked yet. What is not sold at
    /// all is fuller than everything; without steps nothing is.
    pub fn fullest(&self, resource: Resource, steps: &Steps, adds: bool) -> i64 {
        let part = |used: i64, limit: i64| match limit {
            ..1 => i64::MAX,
            _ => i64::try_from(i128::from(used) * WHOLE / i128::from(limit)).unwrap_or(i64::MAX),
        };
        let of = |(slot, amount, free): (Slot, i64, i64)| {
            let limit = self.limit_at(resource, slot);
            part(limit.saturating_sub(free).saturating_add(if adds { amount } else { 0 }), limit)
        };
        self.added(resource, steps).map(of).max().unwrap_or_default()
    }
}
