//! How large the rooms of an order are: kept beside what it booked, so that others can tell what its rooms leave of nodes.
//!
//! Which of its rooms are up in a slot is not kept, only how many. Then they are taken to be its largest: whatever packs with those packs with any of them.

use std::{collections::BTreeMap, iter::repeat_n};

use jiff::{SignedDuration, Timestamp};

use crate::{
    order::Order,
    sizing::{RoomSize, size},
};

/// A room that went up under another generation is down after so long: no lesson is longer.
const STAYS: SignedDuration = SignedDuration::from_hours(24);
/// Numbers of one size as it is stored: cores, memory, network, interfaces, rooms.
const NUMBERS: usize = 5;
/// Rooms of one size that are listed one by one. An order has fewer.
const LISTED_MAX: i64 = 10_000;

/// How many rooms there are of each size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomSizes(BTreeMap<RoomSize, i64>);

impl RoomSizes {
    pub fn of(rooms: impl IntoIterator<Item = RoomSize>) -> Self {
        let mut sizes = BTreeMap::new();
        rooms.into_iter().for_each(|size| *sizes.entry(size).or_insert(0) += 1);
        Self(sizes)
    }

    /// Of every generation under which a room is up from now on.
    pub fn of_order(order: &Order, now: Timestamp) -> Self {
        let since = now.saturating_sub(STAYS).unwrap_or(Timestamp::MIN);
        let begun = order.generations.partition_point(|generation| generation.effective_from <= since);
        let counting = order.generations.iter().skip(begun.saturating_sub(1));
        let dropped = order.dropped.iter().filter(|dropped| dropped.at > since).map(|dropped| &dropped.generation);
        let sizes = counting.chain(dropped).map(|of| Self::of(of.document.rooms.iter().map(|room| size(&of.kind, room.seats))));
        sizes.fold(Self::default(), |all, of| all.or(&of))
    }

    /// Of each size as many as either has.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let mut sizes = self.0.clone();
        for (size, rooms) in &other.0 {
            let most = sizes.entry(*size).or_default();
            *most = (*most).max(*rooms);
        }
        Self(sizes)
    }

    /// The stored form: thousandths of a core, MiB, Mbit/s, interfaces and rooms of each size, one after the other.
    pub fn to_flat(&self) -> Vec<i64> {
        self.0.iter().flat_map(|(size, rooms)| [size.cpu_milli, size.memory_mib, size.network_mbit, size.interfaces, *rooms]).collect()
    }

    /// Reads the stored form; a rest of too few numbers is ignored.
    pub fn from_flat(flat: &[i64]) -> Self {
        let of = |c: &[i64]| (RoomSize { cpu_milli: c[0], memory_mib: c[1], network_mbit: c[2], interfaces: c[3] }, c[4]);
        Self(flat.chunks_exact(NUMBERS).map(of).collect())
    }

    /// Room by room, so that the first so many are as large as any so many of them.
    pub(crate) fn listed(&self) -> Vec<RoomSize> {
        let rooms = |rooms: i64| usize::try_from(rooms.min(LISTED_MAX)).unwrap_or_default();
        let mut listed: Vec<RoomSize> = self.0.iter().flat_map(|(size, of)| repeat_n(*size, rooms(*of))).collect();
        // With fewer cores one may have more memory.
        let mut most = RoomSize::default();
        for size in &mut listed {
            most = most.max(*size);
            *size = most;
        }
        listed.reverse();
        listed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::fixtures::{at, kind, lesson_on_monday, stored, valid};

    const fn sized(cpu_milli: i64, memory_mib: i64) -> RoomSize {
        RoomSize { cpu_milli, memory_mib, network_mbit: 7, interfaces: 0 }
    }

    #[test]
    fn the_first_so_many_that_are_listed_are_as_large_as_any_so_many() {
        let sizes = RoomSizes::of([sized(2, 9), sized(5, 1), sized(1, 3), sized(5, 1)]);
        assert_eq!(sizes.listed(), [sized(5, 9), sized(5, 9), sized(2, 9), sized(1, 3)]);
        assert_eq!(RoomSizes::from_flat(&sizes.to_flat()), sizes);
        assert_eq!(RoomSizes::from_flat(&[1, 2, 3]), RoomSizes::default());
    }

    #[test]
    fn of_each_size_there_are_as_many_as_in_the_generation_that_has_most() {
        let rooms = |seats: &[u32]| valid(lesson_on_monday("class", seats));
        let order = stored(&[
            (at("2026-09-01T00:00:00Z"), rooms(&[90])),
            (at("2026-09-02T00:00:00Z"), rooms(&[50, 50, 20])),
            (at("2026-09-09T00:00:00Z"), rooms(&[50, 30])),
        ]);
        let of = |seats: &[u32]| RoomSizes::of(seats.iter().map(|seats| size(&kind("class"), *seats)));
        assert_eq!(RoomSizes::of_order(&order, at("2026-09-02T12:00:00Z")), of(&[90, 50, 50, 20, 30]), "one may still be up");
        assert_eq!(RoomSizes::of_order(&order, at("2026-09-08T00:00:00Z")), of(&[50, 50, 20, 30]));
        assert_eq!(RoomSizes::of_order(&order, at("2026-09-30T00:00:00Z")), of(&[50, 30]));
    }
}
