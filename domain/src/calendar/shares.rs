//! Shares of nodes that are packed: what rooms take beyond what is booked of shares, because they were seen to fit into what others leave of nodes.
//!
//! What is booked of shares never says that a cluster is fuller than full. Who asks next is judged by all that rooms take.

use super::{Amounts, Calendar, Resource, slot_of};
use crate::slots::{SLOTS_PER_DAY, Steps};

impl Calendar {
    /// What rooms take of a resource on a day, which of shares of nodes may be more than what is booked.
    pub(crate) fn taken(&self, resource: Resource, day: i32) -> [i64; SLOTS_PER_DAY] {
        let mut taken = self.day(resource, day);
        if let Some(packed) = self.packed(resource, day) {
            taken.iter_mut().zip(packed).for_each(|(taken, packed)| *taken = taken.saturating_add(*packed));
        }
        taken
    }

    /// What is left of a resource on a day; below zero where more is taken than there is.
    pub(crate) fn left(&self, resource: Resource, day: i32) -> [i64; SLOTS_PER_DAY] {
        let (taken, limits) = (self.taken(resource, day), self.limits_on(resource, day));
        std::array::from_fn(|slot| limits.at(slot_of(day, slot)).saturating_sub(taken[slot]))
    }

    /// What rooms take of shares on a day as far as that is sold: what is more was seen to pack into that.
    pub fn shares_sold(&self, day: i32) -> [i64; SLOTS_PER_DAY] {
        let (booked, taken) = (self.day(Resource::NodeShare, day), self.taken(Resource::NodeShare, day));
        let sold = |slot: usize| taken[slot].min(self.limit_at(Resource::NodeShare, slot_of(day, slot)).max(booked[slot]));
        std::array::from_fn(sold)
    }

    /// Whether rooms are packed in any slot.
    pub(crate) fn packs_some(&self) -> bool {
        self.days.range((Resource::PackedShare, i32::MIN)..=(Resource::PackedShare, i32::MAX)).next().is_some()
    }

    pub(super) fn packed(&self, resource: Resource, day: i32) -> Option<&[i64; SLOTS_PER_DAY]> {
        self.days.get(&(Resource::PackedShare, day)).filter(|_| resource == Resource::NodeShare)
    }

    /// What a difference adds of shares, with those that it packs; `None` where it packs none. What it gives back of packed ones is not taken off: the rooms that
    /// it has then are others.
    pub(super) fn shares_with_packed(difference: &Amounts) -> Option<Steps> {
        let more = difference.get(&Resource::PackedShare)?.iter().filter(|step| step.amount > 0);
        let shares = difference.get(&Resource::NodeShare).into_iter().flat_map(Steps::iter);
        Some(Steps::sum(shares.chain(more)))
    }
}
