//! What is told with a file: all that files leave out, and corrections of what was understood before.

use homeroom_domain::order::wire::wall_time;
use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// All of it is optional but the zone, and even that where the file names one.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub file_name: Option<String>,
    pub format: Option<Format>,
    /// A label of the Encoding Standard, such as `gb18030`.
    pub encoding: Option<String>,
    pub separator: Option<char>,
    /// What floating times mean, and what everything ends in.
    pub time_zone: Option<TimeZone>,
    pub first_day: Option<Date>,
    pub last_day: Option<Date>,
    pub default_seats: Option<u32>,
    pub room_from: Option<RoomFrom>,
    /// Periods by their name in the file; empty where the file is to say.
    pub bells: Vec<Bell>,
    pub date_order: Option<DateOrder>,
    pub together: Together,
    pub groups: Groups,
    /// The row (or line) of the headings, 0 for a table without; found where it is not told.
    pub heading: Option<u32>,
    /// Columns whose meaning a person corrected; the others are recognised.
    pub columns: Vec<ColumnAs>,
    /// Cells of a spreadsheet or web page that a person mended.
    pub mended: Vec<Mended>,
    /// Of a file that holds several terms, the number of the one that is read; the first where it is not told.
    pub file_term: Option<u32>,
    /// Names of weekdays of the school's own, Monday first; empty where the usual names serve.
    pub days: Vec<String>,
}

/// The kinds of file that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = TimetableFormat)]
pub enum Format {
    Icalendar,
    /// A list or a matrix as text with separators.
    Csv,
    Xlsx,
    Xls,
    /// OpenDocument, as LibreOffice saves it.
    Ods,
    /// A table in a web page, whatever it is named.
    Html,
    Oneroster,
    UntisGpu001,
    Asc2012,
    FetCsv,
    UnitimeXml,
}

/// What makes a room of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoomFrom {
    /// A column's heading or letter, a calendar property such as `LOCATION`, or what a format calls it.
    Field(String),
    SheetName,
    /// All lessons are in this one room.
    Fixed(String),
}

/// When a period begins and ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportedBell)]
pub struct Bell {
    pub period: String,
    #[serde(serialize_with = "wall_time::serialize")]
    #[schema(value_type = String, example = "08:00")]
    pub start: Time,
    #[serde(serialize_with = "wall_time::serialize")]
    #[schema(value_type = String)]
    pub end: Time,
}

/// How a date such as 03/04/2026 is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    Dmy,
    Mdy,
    Ymd,
}

/// Classes that are taught together: a lesson in each of their rooms, or one room for all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Together {
    #[default]
    Line,
    Room,
}

/// Groups of one class at the same time: told as an error that names both, or in a room each: the first in that of the class, the others in rooms of
/// their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Groups {
    #[default]
    Error,
    Room,
}

/// A column as a person wants it understood.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ColumnAs {
    /// Its letter, as spreadsheets have it, or a property of a calendar.
    pub at: String,
    pub meaning: Meaning,
}

/// A cell as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mended {
    /// `G9`, or `Autumn!G9` where the file has several sheets.
    pub at: String,
    pub text: String,
}

/// What a column of a list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ColumnMeaning)]
pub enum Meaning {
    Room,
    RoomName,
    Seats,
    Title,
    Teacher,
    Expected,
    Weekday,
    Date,
    /// The first and the last date of a row that repeats, where that is not the whole term.
    FromDate,
    ToDate,
    Weeks,
    Period,
    FirstPeriod,
    LastPeriod,
    Start,
    End,
    DurationMinutes,
    /// Weekday, periods and weeks in one cell.
    When,
    /// Kept out of the order on purpose.
    Ignored,
}
