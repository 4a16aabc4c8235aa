//! Columns of a planner's file. The planner says what they mean, and a person who knows what the school put into them may say otherwise.

use crate::{
    ask::{Ask, Meaning, RoomFrom},
    report::Column,
    tables::{grid::letter, records::Record},
};

/// A planner's file has a dozen.
const COLUMNS_MAX: usize = 100;
/// Another meaning is not taken from a planner, and the answer shows the one that the column keeps.
const TAKEN: [Meaning; 6] = [Meaning::Room, Meaning::Teacher, Meaning::Title, Meaning::Weekday, Meaning::Period, Meaning::Ignored];

/// What each column means.
pub(super) struct Columns(Vec<Option<Meaning>>);

impl Columns {
    /// The planner's meanings, corrected. `named` is where a column is that the planner has this name for.
    pub(super) fn of(usual: Vec<Option<Meaning>>, named: impl Fn(&str) -> Option<usize>, ask: &Ask) -> Self {
        let mut columns = Self(usual);
        columns.0.truncate(COLUMNS_MAX);
        let lettered = |at: &str| (0..COLUMNS_MAX).find(|index| at.trim().eq_ignore_ascii_case(&letter(*index)));
        match &ask.room_from {
            Some(RoomFrom::Fixed(_)) => columns.forget(Meaning::Room),
            Some(RoomFrom::Field(field)) => {
                if let Some(index) = named(field.trim()).or_else(|| lettered(field)).filter(|index| *index < COLUMNS_MAX) {
                    columns.put(index, Meaning::Room);
                }
            }
            Some(RoomFrom::SheetName) | None => {}
        }
        for told in ask.columns.iter().filter(|told| TAKEN.contains(&told.meaning)) {
            if let Some(index) = lettered(&told.at) {
                columns.put(index, told.meaning);
            }
        }
        columns
    }

    pub(super) fn find(&self, meaning: Meaning) -> Option<usize> {
        self.0.iter().position(|known| *known == Some(meaning))
    }

    /// What a record says, trimmed; empty where it does not.
    pub(super) fn get<'a>(&self, record: &'a Record<'_>, meaning: Meaning) -> &'a str {
        self.find(meaning).map_or("", |index| record.get(index))
    }

    pub(super) fn told(&self, heading: impl Fn(usize) -> Option<String>) -> Vec<Column> {
        self.0.iter().enumerate().map(|(index, meaning)| Column { at: letter(index), heading: heading(index), meaning: *meaning }).collect()
    }

    /// Each meaning belongs to one column.
    fn put(&mut self, index: usize, meaning: Meaning) {
        if meaning != Meaning::Ignored {
            self.forget(meaning);
        }
        if self.0.len() <= index {
            self.0.resize(index + 1, None);
        }
        self.0[index] = Some(meaning);
    }

    fn forget(&mut self, meaning: Meaning) {
        self.0.iter_mut().filter(|known| **known == Some(meaning)).for_each(|known| *known = None);
    }
}
