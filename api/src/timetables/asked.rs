//! What is told with a file, as parameters: lists among them are JSON, for a file is the whole body.

use homeroom_domain::order::{SEATS_MAX, wire::optional_day};
use homeroom_imports::{
    Ask,
    ask::{Bell, ColumnAs, DateOrder, Format as FileFormat, Groups, Mended, RoomFrom, Together},
};
use jiff::civil::Date;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    http::{ApiError, Checks, Format, Shape, text},
    imports::{FileAsked, TEXT_MAX},
};

/// Periods, columns, cells or names of days in one request.
const LIST_MAX: usize = 200;
/// Characters of a list in JSON.
const JSON_MAX: usize = 20_000;
const DAYS_MAX: usize = 2_000;
const HEADING_MAX: u32 = 1_000;
const FILE_TERM_MAX: u32 = 60;

/// What files leave out, and corrections of what was understood before. All of it may be left out; questions in the answer say what is missing.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportAsked {
    /// Helps to recognise the kind of file.
    #[serde(default, deserialize_with = "text::read")]
    #[param(min_length = 1, max_length = 200)]
    file_name: Option<String>,
    /// Recognised where it is left out.
    format: Option<FileFormat>,
    /// A label of the Encoding Standard, such as `gb18030`; found where it is left out.
    #[param(max_length = 200)]
    encoding: Option<String>,
    /// One character, or `tab`; found where it is left out.
    #[param(max_length = 3)]
    separator: Option<String>,
    /// An IANA zone, such as `Asia/Shanghai`: what times without a zone mean, and the zone of the order.
    #[param(max_length = 200)]
    time_zone: Option<String>,
    /// Of the term. Left out: the day of the first lesson, where no rule needs a term.
    #[serde(default, deserialize_with = "optional_day::deserialize")]
    #[param(value_type = Option<String>, format = Date)]
    first_day: Option<Date>,
    #[serde(default, deserialize_with = "optional_day::deserialize")]
    #[param(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
    /// Goes into the order as it is.
    #[param(max_length = 200)]
    pub(super) kind: Option<String>,
    /// Goes into the order as it is.
    #[param(max_length = 200)]
    pub(super) region: Option<String>,
    /// Of rooms for which the file names none.
    #[param(minimum = 1, maximum = 3000)]
    default_seats: Option<u32>,
    /// What makes a room: a column's heading or letter, a property such as `LOCATION`, `sheet` for each sheet's name, or `fixed:NAME` for one room.
    #[param(max_length = 200)]
    pub(super) room_from: Option<String>,
    /// For files that number their periods: JSON, at most 200, as `[{"period": "1", "start": "08:00", "end": "08:45"}]`, or the name of a bell schedule of the
    /// institution's academic calendars.
    #[param(max_length = 20_000)]
    bells: Option<String>,
    /// Of dates such as 03/04/2026.
    date_order: Option<DateOrder>,
    /// Classes that are taught together: `line`, a lesson in the room of each; `room`, one room for all. Default `line`.
    #[serde(default)]
    #[param(inline)]
    together: Together,
    /// Groups of a class at the same time: `error` names both; `room` leaves the first of them in the class's room and gives each further one a room of its
    /// own, named by the class and the group (or its subject), with the seats of the class. Default `error`.
    #[serde(default)]
    #[param(inline)]
    groups: Groups,
    /// The row of the headings, 0 for a table without; found where it is left out.
    #[param(maximum = 1000)]
    heading: Option<u32>,
    /// JSON, at most 200: `[{"at": "B", "meaning": "room"}]`, columns that were understood as something else. Of a calendar they are properties, as `LOCATION`,
    /// of which one is the room or which are ignored; of Untis and FET, `room`, `teacher`, `title`, `weekday`, `period` and `ignored` are taken.
    #[param(max_length = 20_000)]
    columns: Option<String>,
    /// JSON, at most 200: `[{"at": "G9", "text": "10:45"}]`, cells of a spreadsheet or web page as they should be, named as `cells` of a row names them.
    #[param(max_length = 20_000)]
    mended: Option<String>,
    /// Of a file of aSc with several terms: the number of the one to read, from 1. Default 1; what is held in others is told as skipped, so that
    /// a number that the file has not leaves out every card that names a term.
    #[param(minimum = 1, maximum = 60)]
    file_term: Option<u32>,
    /// JSON: seven names of weekdays, Monday first, where they are not the usual ones.
    #[param(max_length = 2_000)]
    days: Option<String>,
}

impl ImportAsked {
    /// # Errors
    /// 422 with each parameter that says nothing.
    pub(super) fn read(&self) -> Result<Ask, ApiError> {
        let mut checks = Checks::default();
        let bells: Vec<Bell> = list("?bells", self.bells.as_deref().filter(|text| is_list(text)), &mut checks);
        if let Some(name) = self.bells_named() {
            checks.text("?bells", name, 1..=TEXT_MAX);
        }
        let columns: Vec<ColumnAs> = list("?columns", self.columns.as_deref(), &mut checks);
        let mended: Vec<Mended> = list("?mended", self.mended.as_deref(), &mut checks);
        let days: Vec<String> = list("?days", self.days.as_deref(), &mut checks);
        checks.that(days.is_empty() || days.len() == 7, "?days", Shape::OutOfRange { min: 7, max: 7 });
        let zone = self.of_file().check(&mut checks);
        for (name, value) in [("?kind", &self.kind), ("?region", &self.region), ("?room_from", &self.room_from)] {
            let fits = value.as_ref().is_none_or(|text| text.chars().count() <= TEXT_MAX);
            checks.that(fits, name, Shape::TooLong { max: TEXT_MAX as u64 });
        }
        for (name, value, max) in [
            ("?bells", &self.bells, JSON_MAX),
            ("?columns", &self.columns, JSON_MAX),
            ("?mended", &self.mended, JSON_MAX),
            ("?days", &self.days, DAYS_MAX),
        ] {
            let fits = value.as_ref().is_none_or(|text| text.len() <= max);
            checks.that(fits, name, Shape::TooLong { max: max as u64 });
        }
        if let Some(seats) = self.default_seats {
            checks.number("?default_seats", seats.into(), 1..=SEATS_MAX.into());
        }
        if let Some(heading) = self.heading {
            checks.number("?heading", heading.into(), 0..=HEADING_MAX.into());
        }
        if let Some(term) = self.file_term {
            checks.number("?file_term", term.into(), 1..=FILE_TERM_MAX.into());
        }
        for bell in &bells {
            checks.that(bell.start < bell.end, "?bells", Shape::BadFormat { expected: Format::EndAfterStart });
        }
        let separator = self.separator.as_deref().and_then(separator);
        checks.that(separator.is_some() == self.separator.is_some(), "?separator", Shape::BadFormat { expected: Format::Separator });
        checks.done()?;
        Ok(Ask {
            file_name: self.file_name.clone(),
            format: self.format,
            encoding: self.encoding.clone(),
            separator,
            time_zone: zone,
            first_day: self.first_day,
            last_day: self.last_day,
            default_seats: self.default_seats,
            room_from: self.room_from.as_deref().map(room_from),
            bells,
            date_order: self.date_order,
            together: self.together,
            groups: self.groups,
            heading: self.heading,
            columns,
            mended,
            file_term: self.file_term,
            days,
        })
    }

    /// The name of a bell schedule, where the bells are no list.
    pub(super) fn bells_named(&self) -> Option<&str> {
        self.bells.as_deref().filter(|text| !is_list(text))
    }

    fn of_file(&self) -> FileAsked<'_> {
        FileAsked {
            file_name: self.file_name.as_deref(),
            encoding: self.encoding.as_deref(),
            time_zone: self.time_zone.as_deref(),
            first_day: self.first_day,
            last_day: self.last_day,
        }
    }
}

fn is_list(text: &str) -> bool {
    text.trim_start().starts_with('[')
}

fn list<T: DeserializeOwned>(name: &str, text: Option<&str>, checks: &mut Checks) -> Vec<T> {
    let Some(text) = text else { return Vec::new() };
    let read = serde_json::from_str::<Vec<T>>(text).ok();
    checks.that(read.is_some(), name, Shape::BadFormat { expected: Format::JsonList });
    let read = read.unwrap_or_default();
    checks.that(read.len() <= LIST_MAX, name, Shape::TooLong { max: LIST_MAX as u64 });
    read
}

fn separator(text: &str) -> Option<char> {
    let mut chars = text.chars();
    match (text, chars.next(), chars.next()) {
        ("tab", ..) => Some('\t'),
        (_, Some(one), None) if !one.is_alphanumeric() && one != '"' && one != '\n' && one != '\r' => Some(one),
        _ => None,
    }
}

fn room_from(text: &str) -> RoomFrom {
    match text.split_once(':') {
        Some(("fixed", name)) => RoomFrom::Fixed(name.to_owned()),
        _ if text == "sheet" => RoomFrom::SheetName,
        _ => RoomFrom::Field(text.to_owned()),
    }
}
