//! What can be wrong with an order's document, and what is merely odd about it.
//!
//! Every problem names its field by a JSON pointer and carries the facts, so that a sentence can be rendered in the reader's language later.

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

use super::wire::wall_time;
use crate::ids::AcademicCalendarId;

/// Something wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// RFC 6901 JSON pointer into the document, such as `/timetable/lessons/0/start`.
    pub pointer: String,
    #[serde(flatten)]
    pub problem: FieldProblem,
}

/// The problem, with its facts. Serialised as `{"code": ..., "params": {...}}`; every variant has `params`, if only empty ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum FieldProblem {
    /// Text shorter or longer than allowed, in characters.
    LengthOutOfRange {
        min: u32,
        max: u32,
        actual: u32,
    },
    /// A control character, NUL among them, or nothing but blanks.
    NotVisible {},
    /// Too few or too many of something that is listed.
    CountOutOfRange {
        min: u32,
        max: u32,
        actual: u64,
    },
    NumberOutOfRange {
        min: i64,
        max: i64,
        actual: i64,
    },
    DateOutOfRange {
        earliest: Date,
        latest: Date,
        actual: Date,
    },
    /// The same value stands at `first` already.
    Duplicate {
        first: String,
    },

    UnknownKind {
        kind: String,
    },
    UnknownRegion {
        region: String,
    },
    UnknownCalendar {
        calendar: AcademicCalendarId,
    },
    UnknownZone {
        zone: String,
    },
    UnknownRoom {
        room: String,
    },
    UnknownLine {
        line: String,
    },

    TermReversed {
        first_day: Date,
        last_day: Date,
    },
    TermTooLong {
        days: i64,
        days_max: i64,
    },
    /// The last day is past, in the timetable's zone.
    TermOver {
        last_day: Date,
        today: Date,
    },

    /// Neither lessons nor `"availability": "always"`.
    LessonsOrAlways {},
    /// Not allowed together with `"availability": "always"`.
    NotWithAlways {},
    /// Not exactly one of `rrule` and `dates`.
    RruleOrDates {},
    /// `from` without a rule that would count from it.
    FromWithoutRrule {},
    /// Not exactly one of `cancelled` and `moved_to`.
    CancelledOrMoved {},
    /// `moved_to` changes nothing.
    MovesNothing {},
    OffMustBeTrue {},
    DaysReversed {
        from: Date,
        to: Date,
    },

    /// Cannot be read as an RFC 5545 rule; `part` is where.
    RuleInvalid {
        part: String,
    },
    RuleTooFine {
        part: String,
    },
    /// Together the rules of the request's orders hit so rarely, or so often outside of the term, that looking for their dates takes too long.
    RulesTooCostly {},
    WallTimeSkipped {
        date: Date,
        #[serde(serialize_with = "wall_time::serialize")]
        start: Time,
    },
    WallTimeTwice {
        date: Date,
        #[serde(serialize_with = "wall_time::serialize")]
        start: Time,
    },
    TooManyLessons {
        max: u32,
    },
    /// With the orders before it the request comes to more lessons than one request may.
    TooManyLessonsTogether {
        max: u32,
    },
    ExpectedAboveSeats {
        expected: u32,
        seats: u32,
        room: String,
    },
    /// Two lessons of one room at once; `other_line` began first.
    LessonsOverlap {
        room: String,
        line: String,
        other_line: String,
        at: Timestamp,
    },

    /// A moment that has to be later than another.
    NotLater {
        than: Timestamp,
    },
    /// A moment after the latest that there may be.
    TooLate {
        latest: Timestamp,
    },
    /// A reservation that reaches beyond the moment at which the first room is made ready.
    ReservedIntoLessons {
        latest: Timestamp,
    },
    /// A length of time that is not whole minutes.
    NotWholeMinutes {},
    EndsBeforeItStarts {
        #[serde(serialize_with = "wall_time::serialize")]
        start: Time,
        #[serde(serialize_with = "wall_time::serialize")]
        end: Time,
    },
    /// Days of an academic calendar are for all rooms.
    NotInCalendar {},
    /// `runs_as` names a date that itself runs as another.
    RunsAsMakeUpDay {
        date: Date,
        runs_as: Date,
    },
    /// Two entries say differently what a room does on a date: off and run as another, or run as two others.
    DayDecidedTwice {
        date: Date,
        room: String,
    },
    ChangeNamesNoLesson {
        line: String,
        room: String,
        on: Date,
    },
}

/// Something allowed but probably not meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// RFC 6901 JSON pointer into the document.
    pub pointer: String,
    #[serde(flatten)]
    pub oddity: Oddity,
}

/// What is odd. Serialised as `{"code": ..., "params": {...}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Oddity {
    LineYieldsNothing {
        line: String,
    },
    DateOutsideTerm {
        line: String,
        date: Date,
    },
    DayOffHitsNothing {
        from: Date,
        to: Date,
    },
    MakeUpDayYieldsNothing {
        date: Date,
        runs_as: Date,
    },
    /// An amendment replaced a later one that was not yet in force.
    PendingGenerationDropped {
        generation: i64,
        effective_from: Timestamp,
    },
    /// The order's rooms are always wanted, so this amendment restarts them.
    RestartsRooms {
        at: Timestamp,
    },
}

/// Collects what is found on the way, so that nobody has to stop at the first problem.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) errors: Vec<FieldError>,
    pub(crate) warnings: Vec<Warning>,
}

impl Findings {
    /// More than this many errors, or warnings, tell nobody anything.
    const MAX: usize = 200;

    pub(crate) fn error(&mut self, pointer: impl Into<String>, problem: FieldProblem) {
        if self.errors.len() < Self::MAX {
            self.errors.push(FieldError { pointer: pointer.into(), problem });
        }
    }

    pub(crate) fn warn(&mut self, pointer: impl Into<String>, oddity: Oddity) {
        if self.warnings.len() < Self::MAX {
            self.warnings.push(Warning { pointer: pointer.into(), oddity });
        }
    }

    /// Whether something is wrong with a field or with what is in it.
    pub(crate) fn blame(&self, pointer: &str) -> bool {
        let below = |e: &FieldError| e.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.errors.iter().any(below)
    }

    /// The value, or `None` with the problem noted.
    pub(crate) fn keep<T>(&mut self, pointer: impl FnOnce() -> String, result: Result<T, FieldProblem>) -> Option<T> {
        result.map_err(|problem| self.error(pointer(), problem)).ok()
    }
}
