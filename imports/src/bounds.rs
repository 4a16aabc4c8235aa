//! How much of everything a file may have. Counted, never timed: the same file gives the same answer on every machine.

use homeroom_domain::{order, timetable};

use crate::{
    item::Item,
    report::{Bound, Refusal},
};

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
pub(crate) const LESSONS: u64 = timetable::LESSONS_MAX as u64;
/// What all rules of a file may cost together, in days that are passed over.
pub(crate) const RULE_DAYS: u64 = 20_000_000;
/// As many columns as a sheet of Excel may have.
pub(crate) const COLUMNS: u64 = 16_384;
/// What is kept of one cell: all that Excel allows, in any script. No field that is taken is as long.
pub(crate) const CELL_BYTES: usize = 128 << 10;
/// Of all cells of a file together, each with a copy of its own where many share a text.
pub(crate) const TEXT_BYTES: u64 = 24 << 20;
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

/// The longest cell that may name several lessons or times.
pub(crate) const CELL_CHARS: usize = 4_000;
/// Rooms of an order, and so of one item.
pub(crate) const ROOMS: usize = timetable::ROOMS_MAX;
/// As many teachers as a line of an order may have.
pub(crate) const TEACHERS: usize = order::TEACHERS_MAX;
/// Seats that a room of an order may have.
pub(crate) const SEATS: std::ops::RangeInclusive<u32> = 1..=order::SEATS_MAX;
/// Names that a question lists.
pub(crate) const NAMES_ASKED: usize = 50;

/// Keeps a name that a question will list: each once, and not more than it lists.
pub(crate) fn keep_asked(names: &mut Vec<String>, name: &str) {
    if names.len() < NAMES_ASKED && !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// What the lessons of a file may come to before they are compared. More than an order may have, since of those that overlap only one is held.
const LESSONS_READ: u64 = 4 * LESSONS;

/// What all items of a file come to. A few bytes can name many classes and weeks again and again, so that rooms and dates count as often as they are
/// kept.
#[derive(Debug)]
pub(crate) struct Tally {
    items: Counter,
    lessons: Counter,
    texts: Counter,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            items: Counter::new(Bound::Items, ITEMS),
            lessons: Counter::new(Bound::Lessons, LESSONS_READ),
            texts: Counter::new(Bound::UnpackedBytes, UNPACKED_BYTES),
        }
    }
}

impl Tally {
    /// An item that is looked at, whatever becomes of it.
    pub(crate) fn look(&mut self) -> Result<(), Refusal> {
        self.items.take(1)
    }

    /// An item that is kept.
    pub(crate) fn keep(&mut self, item: &Item) -> Result<(), Refusal> {
        let dates: usize = item.held.iter().map(|held| held.dates.len()).sum();
        self.texts.take(item.text_bytes())?;
        self.lessons.take(dates.saturating_mul(item.rooms.len().max(1)) as u64)
    }
}

/// Keeps a name once, and one more than there may be, which shows that there are too many.
pub(crate) fn keep_name(names: &mut Vec<String>, name: String, max: usize) {
    if names.len() <= max && !name.is_empty() && !names.contains(&name) {
        names.push(name);
    }
}

/// What all tables of a file may have together. Taken before room is made for it.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) cells: Counter,
    /// Cells that are part of merged ones.
    pub(crate) merged: Counter,
    pub(crate) text: Counter,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            cells: Counter::new(Bound::Cells, CELLS),
            merged: Counter::new(Bound::Cells, CELLS),
            text: Counter::new(Bound::UnpackedBytes, TEXT_BYTES),
        }
    }
}
