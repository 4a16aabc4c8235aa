//! Files of schools as requests bring them: the permit to read one, what every one may be told with, and what is said of its rows.
//!
//! What a file means is decided in `homeroom-imports`, and what becomes of it by the features that import: `timetables`, `academic_calendars`.

mod asked;
mod read;
mod told;

pub(crate) use asked::{FileAsked, TEXT_MAX};
pub(crate) use read::{FILE_BYTES_MAX, read};
pub(crate) use told::{ImportQuestion, ImportedRow, questions, rows, with_cells};
