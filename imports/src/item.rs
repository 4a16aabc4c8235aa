//! What every reader makes of a file: items with the dates on which they are held.
//!
//! Rules, week lists and masks are expanded by the reader (within the term, against the budget), so that one place decides afterwards what overlaps
//! and which lines say the same with the fewest words.

use jiff::civil::{Date, Time};

use homeroom_domain::order::Day;

use crate::{
    ask::{Bell, Format},
    report::{Column, NamedTerm, Question, Row},
    tables::mending::Sheets,
};

/// A file as its reader understood it.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) format: Format,
    pub(crate) encoding: Option<&'static str>,
    pub(crate) separator: Option<char>,
    pub(crate) columns: Vec<Column>,
    /// The row of a list's headings, 0 where it has none.
    pub(crate) heading: Option<u32>,
    /// Of the file, where it names one.
    pub(crate) time_zone: Option<String>,
    pub(crate) bells: Vec<Bell>,
    pub(crate) terms: Vec<NamedTerm>,
    pub(crate) days: Vec<Day>,
    /// Rooms that the file lists, with lessons or without.
    pub(crate) rooms: Vec<ReadRoom>,
    /// In the order of the file, which decides which of two that overlap is the error.
    pub(crate) items: Vec<Item>,
    /// All items, with those that became no `Item`.
    pub(crate) items_read: u32,
    /// What was said of items that were not taken, and warnings.
    pub(crate) rows: Vec<Row>,
    pub(crate) questions: Vec<Question>,
    /// Of tables, to tell what stands in rows that are not taken.
    pub(crate) sheets: Sheets,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadRoom {
    pub(crate) name: String,
    pub(crate) seats: Option<u32>,
}

/// A row, event, card or cell that is a lesson or several.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) at: String,
    /// Names of the rooms, in the file's words; more than one where classes are taught together.
    pub(crate) rooms: Vec<String>,
    /// The group of a class, where the file says that the item is for a part of it.
    pub(crate) group: Option<String>,
    pub(crate) seats: Option<u32>,
    pub(crate) title: Option<String>,
    pub(crate) teachers: Vec<String>,
    pub(crate) expected: Option<u32>,
    pub(crate) held: Vec<Held>,
    /// The beginning of what stands in the file, for messages.
    pub(crate) text: String,
}

/// Dates with one wall time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    /// In order, each once; those of moved lessons as the rule has them.
    pub(crate) dates: Vec<Date>,
    pub(crate) start: Time,
    pub(crate) minutes: u32,
    pub(crate) moved: Vec<Moved>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) on: Date,
    pub(crate) date: Date,
    pub(crate) start: Time,
    pub(crate) minutes: u32,
}

impl Read {
    /// Nothing read so far.
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            encoding: None,
            separator: None,
            columns: Vec::new(),
            heading: None,
            time_zone: None,
            bells: Vec::new(),
            terms: Vec::new(),
            days: Vec::new(),
            rooms: Vec::new(),
            items: Vec::new(),
            items_read: 0,
            rows: Vec::new(),
            questions: Vec::new(),
            sheets: Sheets::default(),
        }
    }
}

impl Held {
    /// As the rule has them, none moved.
    pub(crate) fn on(dates: Vec<Date>, start: Time, minutes: u32) -> Self {
        Self { dates, start, minutes, moved: Vec::new() }
    }
}

impl Item {
    /// What stands at a place, of which nothing is understood yet.
    pub(crate) fn new(at: String, text: String) -> Self {
        Self { at, rooms: Vec::new(), group: None, seats: None, title: None, teachers: Vec::new(), expected: None, held: Vec::new(), text }
    }

    /// What its texts take of memory, counted so that a file whose items name the same long lists again and again ends.
    pub(crate) fn text_bytes(&self) -> u64 {
        let texts = self.rooms.iter().chain(&self.teachers).chain(&self.title).chain(&self.group);
        texts.map(|text| (text.len() + size_of::<String>()) as u64).sum()
    }

    /// Each lesson where it is held in the end: date, start and minutes.
    pub(crate) fn occurrences(&self) -> impl Iterator<Item = (Date, Time, u32)> + '_ {
        self.held.iter().flat_map(|held| {
            held.dates.iter().map(|date| match held.moved.iter().find(|moved| moved.on == *date) {
                Some(moved) => (moved.date, moved.start, moved.minutes),
                None => (*date, held.start, held.minutes),
            })
        })
    }

    /// Leaves out what is not held on these dates. A lesson that is moved out of them goes, and one that is moved into them becomes one of its own.
    pub(crate) fn keep_within(&mut self, includes: impl Fn(Date) -> bool) {
        let mut alone = Vec::new();
        for held in &mut self.held {
            for moved in std::mem::take(&mut held.moved) {
                match (includes(moved.on), includes(moved.date)) {
                    (true, true) => held.moved.push(moved),
                    (true, false) => held.dates.retain(|date| *date != moved.on),
                    (false, true) => {
                        alone.push(Held::on(vec![moved.date], moved.start, moved.minutes));
                    }
                    (false, false) => {}
                }
            }
            held.dates.retain(|date| includes(*date));
        }
        self.held.extend(alone);
        self.held.retain(|held| !held.dates.is_empty());
    }
}
