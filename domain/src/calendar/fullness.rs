//! How full a calendar is: as a part of what is sold, and where more is booked than that.

use std::collections::{BTreeMap, BTreeSet};

use super::{Amounts, Calendar, Resource, reservation::pruned, slot_of};
use crate::slots::{SLOTS_PER_DAY, Slot, Step, Steps};

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

    /// The slot of these steps in which the largest part of a resource is booked, of equal ones the first: how much is, and of how much. `None` without steps.
    pub fn fullest_slot(&self, resource: Resource, steps: &Steps) -> Option<(Slot, i64, i64)> {
        let of = |(slot, _, free): (Slot, i64, i64)| {
            let limit = self.limit_at(resource, slot);
            (slot, limit.saturating_sub(free), limit)
        };
        // Of two parts the larger one, without a division.
        let larger = |most: (Slot, i64, i64), next: (Slot, i64, i64)| {
            let is_larger = i128::from(next.1) * i128::from(most.2.max(1)) > i128::from(most.1) * i128::from(next.2.max(1));
            if is_larger { next } else { most }
        };
        self.added(resource, steps).map(of).reduce(larger)
    }

    /// By how much more is used than there is, from a slot on. What has no limit is not looked at.
    pub fn over(&self, from: Slot) -> Amounts {
        let mut parts: BTreeMap<Resource, Vec<Step>> = BTreeMap::new();
        for (resource, day, used) in self.days().filter(|(resource, day, _)| *day >= from.day() && self.limits.contains_key(resource)) {
            parts.entry(resource).or_default().extend(self.beyond((resource, day), used, from));
        }
        pruned(parts.into_iter().map(|(resource, parts)| (resource, Steps::sum(parts))).collect())
    }

    /// The same with what is packed: of shares of nodes all that rooms take counts.
    pub fn over_with_packed(&self, from: Slot) -> Amounts {
        let mut over = self.over(from);
        if !self.packs_some() || !self.limits.contains_key(&Resource::NodeShare) {
            return over;
        }
        let of_shares = self.days().filter(|(resource, _, _)| [Resource::NodeShare, Resource::PackedShare].contains(resource));
        let days: BTreeSet<i32> = of_shares.map(|(_, day, _)| day).filter(|day| *day >= from.day()).collect();
        let steps = Steps::sum(days.into_iter().flat_map(|day| {
            let taken = self.taken(Resource::NodeShare, day);
            self.beyond((Resource::NodeShare, day), &taken, from)
        }));
        over.insert(Resource::NodeShare, steps);
        pruned(over)
    }

    /// Of what is used of a resource on a day, what there is not.
    fn beyond(&self, (resource, day): (Resource, i32), used: &[i64; SLOTS_PER_DAY], from: Slot) -> Vec<Step> {
        let limits = self.limits_on(resource, day);
        let slots = (0..).map(|slot| slot_of(day, slot)).zip(used).filter(|(slot, used)| *slot >= from && **used > limits.at(*slot));
        slots.map(|(slot, used)| Step { from: slot, to: Slot(slot.0 + 1), amount: used - limits.at(slot) }).collect()
    }
}
