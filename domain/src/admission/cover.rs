//! Room that is kept for what a cluster has, in case that it is lost: the others of its region have to hold all of it at any time.
//!
//! It is counted as what-if counts a loss, by sums of each resource and without storage. So an order is not taken where the sums would no longer suffice, on the
//! cluster itself because more of it would have to find room, on the others because less room would be left; and nothing is kept in slots in which the
//! cluster has nothing. Whoever gives back is never refused. What is moved within a region leaves the sums as they are: moves do not ask.

use std::collections::BTreeMap;

use super::{Calendars, ClusterCalendar};
use crate::{
    calendar::{Amounts, Resource, Shortage, by_day, judged, slot_of},
    slots::{SLOTS_PER_DAY, Slot, Steps},
};

/// What is kept from whoever would take more of a cluster.
pub(super) struct Kept<'a> {
    at: &'a ClusterCalendar,
    /// Clusters of the region, itself too.
    region: Vec<&'a ClusterCalendar>,
}

/// A cluster on a day.
struct Day<'a> {
    of: &'a ClusterCalendar,
    held: [i64; SLOTS_PER_DAY],
    /// Left for what another one had.
    spare: [i64; SLOTS_PER_DAY],
}

impl<'a> Kept<'a> {
    /// `None` where no loss has to be borne for which this cluster counts.
    pub(super) fn of(calendars: &'a Calendars, at: &'a ClusterCalendar) -> Option<Self> {
        let is_beside = |other: &&ClusterCalendar| other.region == at.region && other.simulated == at.simulated;
        let kept = Self { at, region: calendars.clusters.iter().filter(is_beside).collect() };
        kept.region.iter().any(|lost| kept.counts_for(lost)).then_some(kept)
    }

    /// Of a change of this cluster everything that leaves too little. What packs is no less than what shares say.
    pub(super) fn shortages(&self, change: &Amounts) -> Vec<Shortage> {
        judged(change).iter().filter_map(|(resource, steps)| Shortage::of(*resource, self.added(*resource, steps))).collect()
    }

    /// Slot by slot what is added and what may be.
    fn added(&self, resource: Resource, steps: &Steps) -> impl Iterator<Item = (Slot, i64, i64)> {
        let mut days = BTreeMap::new();
        let adding = steps.iter().filter(|step| step.amount > 0);
        let pieces = adding.flat_map(|step| by_day(step).map(move |(day, slots)| (step.amount, day, slots)));
        pieces.flat_map(move |(amount, day, slots)| {
            let left = *days.entry(day).or_insert_with(|| self.left(resource, day));
            slots.map(move |slot| (slot_of(day, slot), amount, left[slot]))
        })
    }

    /// How much more may be taken in each slot of a day, as far as losses go.
    pub(super) fn left(&self, resource: Resource, day: i32) -> [i64; SLOTS_PER_DAY] {
        let days: Vec<Day<'_>> = self.region.iter().map(|of| Day::of(of, resource, day)).collect();
        let mut left = [i64::MAX; SLOTS_PER_DAY];
        for lost in days.iter().filter(|lost| self.counts_for(lost.of)) {
            let mut others = days.iter().filter(|other| other.of.cluster != lost.of.cluster);
            // What one of the others does not limit is not short.
            if others.any(|other| !other.of.calendar.limits.contains_key(&resource)) {
                continue;
            }
            let is_own = lost.of.cluster == self.at.cluster;
            for slot in (0..SLOTS_PER_DAY).filter(|slot| is_own || lost.held[*slot] > 0) {
                let spare: i64 = days.iter().map(|day| day.spare[slot]).sum();
                left[slot] = left[slot].min(spare - lost.spare[slot] - lost.held[slot]);
            }
        }
        left
    }

    /// Whether more on this cluster makes that loss harder to bear.
    fn counts_for(&self, lost: &ClusterCalendar) -> bool {
        lost.is_covered && (lost.cluster == self.at.cluster || self.at.bears_losses)
    }
}

impl<'a> Day<'a> {
    fn of(of: &'a ClusterCalendar, resource: Resource, day: i32) -> Self {
        let left = if of.bears_losses { of.calendar.left(resource, day) } else { [0; SLOTS_PER_DAY] };
        Self { of, held: of.calendar.taken(resource, day), spare: left.map(|left| left.max(0)) }
    }
}
