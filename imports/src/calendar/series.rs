//! The lessons of one event while they are found, and what another event of its UID says of all lessons from one on (RANGE=THISANDFUTURE).

use std::collections::BTreeMap;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
};

use super::event::Event;
use crate::item::{Held, Item, Moved};

/// A lesson on the order's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) date: Date,
    pub(super) start: Time,
    pub(super) minutes: u32,
}

/// An item, and its dates by start and length.
#[derive(Debug)]
pub(super) struct Series {
    item: Item,
    dates: BTreeMap<(Time, u32), Vec<Date>>,
    moved: Vec<(Slot, Slot)>,
}

impl Series {
    pub(super) fn new(item: Item) -> Self {
        Self { item, dates: BTreeMap::new(), moved: Vec::new() }
    }

    pub(super) fn add(&mut self, slot: Slot) {
        self.dates.entry((slot.start, slot.minutes)).or_default().push(slot.date);
    }

    /// A lesson that the rule has at one time and that is held at another.
    pub(super) fn add_moved(&mut self, slot: Slot, to: Slot) {
        self.add(slot);
        if to != slot {
            self.moved.push((slot, to));
        }
    }

    /// Whether a changed lesson stays one of this item: what it leaves out stays as it was.
    pub(super) fn is_same(&self, other: &Item) -> bool {
        (other.title.is_none() || self.item.title == other.title) && (other.rooms.is_empty() || self.item.rooms == other.rooms)
    }

    /// None where it has no lesson.
    pub(super) fn into_item(self) -> Option<Item> {
        let held = |((start, minutes), mut dates): ((Time, u32), Vec<Date>)| {
            dates.sort_unstable();
            dates.dedup();
            let here = self.moved.iter().filter(|(slot, _)| (slot.start, slot.minutes) == (start, minutes));
            let moved = here.map(|(slot, to)| Moved { on: slot.date, date: to.date, start: to.start, minutes: to.minutes }).collect();
            Held { moved, ..Held::on(dates, start, minutes) }
        };
        let held: Vec<Held> = self.dates.into_iter().map(held).collect();
        (!held.is_empty()).then_some(Item { held, ..self.item })
    }
}

/// What becomes of the lessons from one on. All times are on the wall clock of the series that is changed.
#[derive(Debug)]
pub(super) struct Following<'e> {
    pub(super) event: &'e Event,
    pub(super) from: Timestamp,
    /// Where the first of them would have been.
    pub(super) was: DateTime,
    /// Where it is instead, and how long each lasts; none where they are cancelled or it cannot be read.
    pub(super) to: Option<(DateTime, u32)>,
    /// Those with another title or room.
    pub(super) apart: Option<Series>,
}

impl Following<'_> {
    /// Where a lesson goes: as far from the first of the new ones as it was from the first of the old.
    pub(super) fn moved(&self, wall: DateTime) -> Option<(DateTime, u32)> {
        let (to, minutes) = self.to?;
        let apart = wall.duration_since(self.was).as_secs();
        Some((to.checked_add(apart.seconds()).ok()?, minutes))
    }
}
