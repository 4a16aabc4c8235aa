//! Limits that are others from a slot on: nodes come and go at moments that are known before.
//!
//! A calendar's own limits hold until the first of them. A quota has none.

use std::collections::BTreeMap;

use super::Resource;
use crate::slots::{Slot, level_at};

/// By resource: from which slot on which amount is the limit, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitChanges(BTreeMap<Resource, Vec<(Slot, i64)>>);

impl LimitChanges {
    /// Says what the limit of a resource is from a slot on. Later slots are said after earlier ones; what changes nothing is left out.
    pub fn push(&mut self, resource: Resource, from: Slot, limit: i64) {
        let changes = self.0.entry(resource).or_default();
        if changes.last().is_none_or(|(_, before)| *before != limit) {
            changes.push((from, limit));
        }
    }

    /// All of a resource's.
    pub fn of(&self, resource: Resource) -> &[(Slot, i64)] {
        self.0.get(&resource).map(Vec::as_slice).unwrap_or_default()
    }

    /// The limit of slots `[from, to)`, where `steady` holds before the first change.
    pub(super) fn within(&self, resource: Resource, steady: i64, (from, to): (Slot, Slot)) -> Levels<'_> {
        let changes = self.of(resource);
        let begun = changes.partition_point(|(since, _)| *since <= from);
        let ended = changes.partition_point(|(since, _)| *since < to).max(begun);
        let first = begun.checked_sub(1).map_or(steady, |last| changes[last].1);
        Levels { first, then: &changes[begun..ended] }
    }
}

/// The limit in some slots: one level for most, so that a slot costs a look at an empty list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Levels<'a> {
    first: i64,
    then: &'a [(Slot, i64)],
}

impl Levels<'_> {
    pub(super) fn at(self, slot: Slot) -> i64 {
        level_at(self.then, slot).unwrap_or(self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_holds_until_the_next_change_of_its_own_resource() {
        let mut changes = LimitChanges::default();
        for (from, limit) in [(10, 3), (12, 3), (20, 0), (30, 7)] {
            changes.push(Resource::Pods, Slot(from), limit);
        }
        assert_eq!(changes.of(Resource::Pods), [(Slot(10), 3), (Slot(20), 0), (Slot(30), 7)]);
        for (window, at, limit) in
            [((0, 5), 4, 5), ((9, 11), 9, 5), ((9, 11), 10, 3), ((0, 40), 25, 0), ((12, 14), 13, 3), ((30, 90), 60, 7), ((10, 10), 10, 3)]
        {
            let (from, to) = window;
            assert_eq!(changes.within(Resource::Pods, 5, (Slot(from), Slot(to))).at(Slot(at)), limit, "{window:?} {at}");
            assert_eq!(changes.within(Resource::CpuMilli, 5, (Slot(from), Slot(to))).at(Slot(at)), 5);
        }
    }
}
