//! What is said about a file that was read: the order to review, each row that was not taken or is odd, and what must still be asked.
//!
//! Rows and questions carry facts and no sentences, which the service renders in the reader's language. No text of the file is repeated beyond
//! `TEXT_CHARS` characters.

use std::collections::BTreeMap;

use homeroom_domain::order::{Change, Day, Line, NewRoom, Term};
use jiff::civil::{Date, Time};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ask::{Bell, Format, Meaning};

/// The most that is repeated of one row.
pub const TEXT_CHARS: usize = 80;

/// A file as it was understood. Nothing of it exists yet.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub format: Format,
    pub encoding: Option<&'static str>,
    pub separator: Option<char>,
    pub columns: Vec<Column>,
    /// The row of the headings of the list whose columns are told, 0 where it has none; none where the file is no list.
    pub heading: Option<u32>,
    /// The one of the request, else of the file; none where neither names one, and then a question asks for it.
    pub time_zone: Option<String>,
    /// From the request, else from the first lesson to the last; none where neither is known.
    pub term: Option<Term>,
    pub rooms: Vec<NewRoom>,
    pub lines: Vec<Line>,
    pub days: Vec<Day>,
    pub changes: Vec<Change>,
    pub bells: Vec<Bell>,
    /// Terms that the file names, for a person to choose from.
    pub terms: Vec<NamedTerm>,
    pub items: Items,
    pub lessons_total: u64,
    /// By start: local date and time, and the room's key.
    pub first_lesson: Option<LessonAt>,
    pub last_lesson: Option<LessonAt>,
    /// In the order of the file; errors, warnings and what was skipped.
    pub rows: Vec<Row>,
    /// What stands in the cells of the first rows of a spreadsheet that are wrong, by where the row is.
    pub cells: BTreeMap<String, Vec<RowCell>>,
    pub questions: Vec<Question>,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportedColumn)]
pub struct Column {
    /// Its letter, or the property of a calendar.
    pub at: String,
    pub heading: Option<String>,
    /// Null where none was recognised.
    pub meaning: Option<Meaning>,
}

/// A term that the file names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportedTerm)]
pub struct NamedTerm {
    pub name: String,
    #[schema(value_type = String, format = Date)]
    pub first_day: Date,
    #[schema(value_type = String, format = Date)]
    pub last_day: Date,
}

/// Rows, events, cards or cells: each is taken, skipped or an error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportedItems)]
pub struct Items {
    pub read: u32,
    pub taken: u32,
    pub skipped: u32,
    pub errors: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonAt {
    pub room: String,
    pub title: Option<String>,
    pub date: Date,
    pub start: Time,
    pub minutes: u32,
}

/// Something to be said about one row, event, card, cell or sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where in the file: a line or record (headings count), a sheet, `sheet!B4`, or the number of an event.
    pub at: String,
    pub status: RowStatus,
    pub what: Finding,
    /// The beginning of what stands there.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ImportedRowStatus)]
pub enum RowStatus {
    Error,
    Warning,
    Skipped,
}

/// A cell of a spreadsheet's row that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportedCell)]
pub struct RowCell {
    /// Its letter and row, with the sheet in front where there are several, such as `G9` or `Autumn!G9`: what `mended` names.
    pub at: String,
    /// The first 200 characters of what stands there.
    pub text: String,
}

/// What is wrong or odd, with its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Finding {
    /// The room has a lesson at that time already, from the row at `other`.
    Overlap {
        other: String,
        room: String,
        on: Date,
    },
    UnknownDay {
        value: String,
    },
    UnknownPeriod {
        value: String,
    },
    BadWeekList {
        value: String,
    },
    BadTime {
        value: String,
    },
    BadDate {
        value: String,
    },
    BadNumber {
        value: String,
    },
    UnknownZone {
        value: String,
    },
    /// A wall time that the zone skips or has twice on that date.
    WallTimeAmbiguous {
        on: Date,
        start: Time,
    },
    EndBeforeStart {},
    NoRoom {},
    NoSeats {
        room: String,
    },
    ExpectedAboveSeats {
        expected: u32,
        seats: u32,
    },
    FormulaWithoutValue {
        cell: String,
    },
    TextTooLong {
        max: u32,
    },
    /// A quotation mark that begins a field and never ends it.
    OpenQuote {},
    /// A rule that repeats more often than daily.
    RuleTooFine {},
    BadRule {
        value: String,
    },
    /// A rule without an end, and no term to bound it.
    TermRequired {},
    /// The term that is told, or else the time from the first lesson to the last, is longer than a term may be.
    TermTooLong {},
    UnknownLesson {
        value: String,
    },
    UnknownClass {
        value: String,
    },
    UnknownUser {
        value: String,
    },

    NoClass {},
    NotPlaced {},
    NoTime {},
    NoDuration {},
    NoGrid {},
    AllDay {},
    NotAllDay {},
    Cancelled {},
    /// The file holds several terms, and this is in none but these.
    OtherTerm {
        terms: Vec<String>,
    },
    YieldsNothing {},
    /// A day that runs as another one, to be told which.
    MakeUpDay {
        on: Date,
    },
    Inactive {},

    TaughtTogether {
        rooms: Vec<String>,
    },
    WeeksCut {
        beyond: u32,
    },
    WeekMarkInTitle {
        mark: String,
    },
}

/// What must be known before more can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params")]
pub enum Question {
    TimeZoneNeeded {},
    TermNeeded {},
    /// These periods have no times.
    BellsNeeded {
        periods: Vec<String>,
    },
    SeatsNeeded {
        rooms: Vec<String>,
    },
    /// What makes a room: the choices that the file has.
    RoomNeeded {
        choices: Vec<String>,
    },
    DateOrderNeeded {
        example: String,
    },
    DayNamesNeeded {
        names: Vec<String>,
    },
    ColumnsNeeded {},
    /// Which date does that day run as?
    MakeUpDay {
        on: Date,
    },
}

/// A file of which nothing can be taken, with what was seen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("more {what:?} than {max}")]
    TooLarge { what: Bound, max: u64 },
    /// Recognised, and not read here: such as a PDF, a picture or a database.
    #[error("a file of another kind: {seen}")]
    NotATimetable { seen: String },
    #[error("the file is broken at {at}")]
    Broken { seen: String, at: String },
    #[error("an empty file")]
    Empty,
}

/// What a file may have only so much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    Bytes,
    UnpackedBytes,
    Entries,
    Cells,
    Rows,
    Components,
    Nesting,
    Items,
    Lessons,
    Rooms,
    Lines,
}
