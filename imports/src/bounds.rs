//! How much of everything a file may have. Counted, never timed: the same file gives the same answer on every machine.

use crate::report::{Bound, Refusal};

pub(crate) const FILE_BYTES: u64 = 16 << 20;
/// Of all parts of an archive together, counted while they are unpacked.
pub(crate) const UNPACKED_BYTES: u64 = 48 << 20;
pub(crate) const ENTRIES: u64 = 2_000;
pub(crate) const CELLS: u64 = 400_000;
pub(crate) const ROWS: u64 = 60_000;
/// Parts of a calendar, with alarms, of which an event may have several.
pub(crate) const COMPONENTS: u64 = 200_000;
/// A school of sixty classes with forty lessons a week has 45,600 single events in a term of nineteen weeks. More is several terms or several
/// schools.
pub(crate) const EVENTS: u64 = 48_000;
pub(crate) const NESTING: u64 = 4;
pub(crate) const ITEMS: u64 = 60_000;
/// As many as an order may have.
pub(crate) const LESSONS: u64 = 60_000;
/// What all rules of a file may cost together, in days that are passed over.
pub(crate) const RULE_DAYS: u64 = 20_000_000;
/// The longest text that is kept of one field.
pub(crate) const TEXT_CHARS: usize = 200;

/// What is left of one bound.
#[derive(Debug)]
pub(crate) struct Counter {
    what: Bound,
    max: u64,
    left: u64,
}

impl Counter {
    pub(crate) fn new(what: Bound, max: u64) -> Self {
        Self { what, max, left: max }
    }

    /// How many were taken so far.
    pub(crate) fn taken(&self) -> u64 {
        self.max - self.left
    }

    pub(crate) fn take(&mut self, many: u64) -> Result<(), Refusal> {
        match self.left.checked_sub(many) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Refusal::TooLarge { what: self.what, max: self.max }),
        }
    }
}
