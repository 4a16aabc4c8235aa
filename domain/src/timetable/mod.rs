//! The timetable: from lines, days and changes to lessons.

mod runs;

use jiff::{Timestamp, civil::Date};

pub use runs::{Span, runs};

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
