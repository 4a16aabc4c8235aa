//! A file as it was understood, in JSON.

use homeroom_domain::{
    order::{Change, Day, Line, NewRoom, Term},
    timetable::local,
};
use homeroom_imports::{
    Ask, Outcome,
    ask::{Bell, DateOrder, Format, Groups, Meaning, Together},
    report::{Column, Items, LessonAt, NamedTerm},
};
use jiff::{civil::Date, tz::TimeZone};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::ImportAsked;
use crate::{
    imports::{self, ImportQuestion, ImportedRow},
    words::Language,
};

/// A file as it was understood. Nothing of it exists yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedTimetable {
    format: Format,
    /// By its name in the Encoding Standard; null for files that are no text.
    encoding: Option<&'static str>,
    /// One character, or `tab`.
    separator: Option<String>,
    options: UsedOptions,
    /// Of a list, an export of Untis or FET, or the properties of a calendar, as they were understood.
    columns: Vec<Column>,
    /// Terms that the file names, to choose from.
    terms: Vec<NamedTerm>,
    order: ImportedOrder,
    /// Rooms that have lessons or are listed.
    rooms_total: usize,
    /// Lessons of the term, in all rooms.
    lessons_total: u64,
    /// Null where there is none.
    #[schema(format = DateTime)]
    first_lesson_at_local: Option<String>,
    #[schema(format = DateTime)]
    last_lesson_at_local: Option<String>,
    items: Items,
    /// What is to be said of single rows, in the order of the file, at most 2,000: errors before warnings, and those before what was skipped.
    rows: Vec<ImportedRow>,
    /// How many there are to be told of, with those that are left out.
    rows_count: usize,
    /// What must be known before more can be read; each is answered by a parameter.
    questions: Vec<ImportQuestion>,
}

/// What was told with the file, or taken for it.
#[derive(Debug, Serialize, ToSchema)]
struct UsedOptions {
    time_zone: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    first_day: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
    default_seats: Option<u32>,
    date_order: Option<DateOrder>,
    together: Together,
    groups: Groups,
    bells: Vec<Bell>,
    /// What makes a room: as it was told, else the column or property that was taken for it; null where the file decides it in another way.
    room_from: Option<String>,
    /// The row of the headings, 0 for a list without; null where the file is no list.
    heading: Option<u32>,
    /// Names of weekdays of the school's own, where they were told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    days: Vec<String>,
}

/// A body for `POST /v1/orders` without its name, and without what is not known yet.
#[derive(Debug, Serialize, ToSchema)]
struct ImportedOrder {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    rooms: Vec<NewRoom>,
    #[serde(skip_serializing_if = "Option::is_none")]
    term: Option<Term>,
    timetable: ImportedLines,
}

#[derive(Debug, Serialize, ToSchema)]
struct ImportedLines {
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    lessons: Vec<Line>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    days: Vec<Day>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Change>,
}

impl ImportedTimetable {
    pub(super) fn new(outcome: Outcome, (ask, asked): (&Ask, &ImportAsked), language: Language) -> Self {
        let zone = outcome.time_zone.as_deref().and_then(homeroom_domain::timetable::zone);
        let at = |lesson: Option<&LessonAt>| lesson.zip(zone.as_ref()).map(|(lesson, zone)| at_local(lesson, zone));
        let options = UsedOptions::new(&outcome, (ask, asked));
        let rows_count = outcome.rows.len();
        Self {
            format: outcome.format,
            encoding: outcome.encoding,
            separator: outcome.separator.map(|one| if one == '\t' { "tab".to_owned() } else { one.to_string() }),
            options,
            columns: outcome.columns,
            terms: outcome.terms,
            rooms_total: outcome.rooms.len(),
            lessons_total: outcome.lessons_total,
            first_lesson_at_local: at(outcome.first_lesson.as_ref()),
            last_lesson_at_local: at(outcome.last_lesson.as_ref()),
            order: ImportedOrder {
                kind: asked.kind.clone(),
                region: asked.region.clone(),
                rooms: outcome.rooms,
                term: outcome.term,
                timetable: ImportedLines {
                    time_zone: outcome.time_zone,
                    lessons: outcome.lines,
                    days: outcome.days,
                    changes: outcome.changes,
                },
            },
            items: outcome.items,
            rows: imports::with_cells(imports::rows(outcome.rows, language), &outcome.cells),
            rows_count,
            questions: imports::questions(&outcome.questions, language),
        }
    }
}

impl UsedOptions {
    fn new(outcome: &Outcome, (ask, asked): (&Ask, &ImportAsked)) -> Self {
        let room = outcome.columns.iter().find(|column| column.meaning == Some(Meaning::Room));
        let of_column = room.map(|column| column.heading.as_ref().unwrap_or(&column.at).clone());
        Self {
            time_zone: outcome.time_zone.clone(),
            first_day: ask.first_day,
            last_day: ask.last_day,
            default_seats: ask.default_seats,
            date_order: ask.date_order,
            together: ask.together,
            groups: ask.groups,
            bells: outcome.bells.clone(),
            room_from: of_column.or_else(|| asked.room_from.clone()),
            heading: outcome.heading,
            days: ask.days.clone(),
        }
    }
}

fn at_local(lesson: &LessonAt, zone: &TimeZone) -> String {
    let at = zone.to_ambiguous_timestamp(lesson.date.to_datetime(lesson.start)).compatible();
    at.map_or_else(|_| String::new(), |at| local(at, zone))
}
