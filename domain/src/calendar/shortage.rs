//! What refuses: of which resource, in which slots, and by how much. What would fit instead is `admission`'s.

use super::Resource;
use crate::slots::Slot;

/// A resource that does not suffice, with every slot in which it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    pub resource: Resource,
    /// The first slot that refuses.
    pub at: Slot,
    /// What would be added in that slot.
    pub needed: i64,
    /// What is left of the limit in that slot; below zero where the limit was lowered below use.
    pub free: i64,
    /// The first of the slots in which most is missing.
    pub worst: Slot,
    /// How much is missing there.
    pub short_by: i64,
    /// All slots that refuse, in order.
    pub runs: Vec<ShortRun>,
}

/// Slots `[from, to)` that refuse, in each of which the same is asked for and the same is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortRun {
    pub from: Slot,
    pub to: Slot,
    pub needed: i64,
    pub free: i64,
}

impl ShortRun {
    fn of_slot(at: Slot, needed: i64, free: i64) -> Self {
        Self { from: at, to: Slot(at.0 + 1), needed, free }
    }
}

impl Shortage {
    /// What refuses of slots, each with what is added in it and what is free; `None` where all of it is free.
    pub(crate) fn of(resource: Resource, added: impl IntoIterator<Item = (Slot, i64, i64)>) -> Option<Self> {
        let mut found: Option<Self> = None;
        for (slot, needed, free) in added.into_iter().filter(|(_, needed, free)| needed > free) {
            match &mut found {
                Some(shortage) => shortage.also(slot, needed, free),
                None => found = Some(Self::first(resource, slot, needed, free)),
            }
        }
        found
    }

    fn first(resource: Resource, at: Slot, needed: i64, free: i64) -> Self {
        Self {
            resource,
            at,
            needed,
            free,
            worst: at,
            short_by: needed.saturating_sub(free),
            runs: vec![ShortRun::of_slot(at, needed, free)],
        }
    }

    fn also(&mut self, at: Slot, needed: i64, free: i64) {
        match self.runs.last_mut() {
            Some(run) if (run.to, run.needed, run.free) == (at, needed, free) => run.to = Slot(at.0 + 1),
            _ => self.runs.push(ShortRun::of_slot(at, needed, free)),
        }
        let short_by = needed.saturating_sub(free);
        if short_by > self.short_by {
            (self.worst, self.short_by) = (at, short_by);
        }
    }
}
