//! The timetable: from lines, days and changes to lessons, and from lessons to the times at which rooms are up.
//!
//! A document is expanded as a whole and gives the same lessons for ever; whether a document is acceptable otherwise, and which of several documents
//! counts when, is decided in `order`.

mod changes;
mod days;
mod exceptions;
mod expansion;
mod lesson_id;
mod lines;
mod recurrence;
mod rooms;
mod runs;
mod wanted;
mod zone;

use jiff::{Timestamp, civil::Date};

use crate::order::{FieldError, Findings, NewOrder, Warning};
pub(crate) use expansion::LINES_MAX;
pub use lesson_id::{LessonId, lesson_id};
pub(crate) use rooms::ROOMS_MAX;
pub use runs::{Span, runs};
pub use wanted::{term_bounds, wanted};
pub use zone::{local, zone};

/// One occurrence of a timetable line in one room. Indices point into the document that it was expanded from; its id is derived from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson {
    /// Index into `timetable.lessons`.
    pub line: u32,
    /// Index into `rooms`: where it is held (after a change of room).
    pub room: u32,
    /// Index into `rooms`: where the line has it; part of the lesson's identity.
    pub home_room: u32,
    /// The date before any change; part of the lesson's identity.
    pub held_on: Date,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub cancelled: bool,
}

/// What a timetable comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Expansion {
    /// By start, then room; cancelled ones included. None for rooms that are always wanted.
    pub lessons: Vec<Lesson>,
    pub warnings: Vec<Warning>,
}

/// Expands a document that came in. Errors are all that can be found, each with its field.
pub fn expand(document: &NewOrder) -> Result<Expansion, Vec<FieldError>> {
    let mut findings = Findings::default();
    let lessons = expand_into(document, &mut findings);
    expansion::finished(lessons, findings)
}

/// Expands a document that came in, adding to what was found before.
pub(crate) fn expand_into(document: &NewOrder, findings: &mut Findings) -> Vec<Lesson> {
    expansion::expand(document, zone::Ambiguity::Refuse, findings)
}

/// Expands a document that was accepted once. It stays readable when a zone's rules change after that: a wall time that no longer exists moves on.
pub fn expand_accepted(document: &NewOrder) -> Vec<Lesson> {
    expansion::expand(document, zone::Ambiguity::Resolve, &mut Findings::default())
}
