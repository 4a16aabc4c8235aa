//! The order document: the shape a tenant sends, keeps and reads back, unchanged.
//!
//! Wall times live only inside `Timetable`, with its zone. Fields are checked in `validate`; here is shape alone.
//!
//! The same types read what is stored, so they pass over fields that they do not know: a later version of the program may have written them. The
//! door to the wire (`http::decode` in the service) is what refuses them there; no type in this file may.

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, Unexpected},
};
use utoipa::ToSchema;

use crate::{billing::Money, ids::AcademicCalendarId};

use super::wire::{day, days, optional_day, optional_wall_time, wall_time};

/// Classrooms of one kind for a term, with a timetable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewOrder {
    /// What people call it; need not be unique.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// A kind of `GET /v1/kinds`.
    pub kind: String,
    /// Where the classrooms run.
    pub region: String,
    /// Your id for this order, unique in your tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
    /// Up to 20 short strings of yours, returned unchanged.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// The classrooms, at most 200.
    #[schema(min_items = 1, max_items = 200)]
    pub rooms: Vec<NewRoom>,
    pub term: Term,
    pub timetable: Timetable,
    /// How far lessons may be moved by what is offered instead of an order that does not fit; absent means as far as need be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flexible: Option<Flexible>,
    /// How long a lesson may go on beyond its end while people are in its room; absent means as long as its kind allows. Granted five minutes at a time,
    /// where quota and capacity have room for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 120)]
    pub overrun_minutes: Option<u32>,
    /// What it is paid from, a department or a budget: use and cost are summed by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 64)]
    pub cost_group: Option<String>,
    /// What you expect to pay, `price` of a quote: another price is refused (409 `price-changed`). Compared, and not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(write_only)]
    pub expected_price: Option<Money>,
    /// Until when the order waits for a purchase order: at most 14 days, and not beyond the moment when its first room is made ready. It is booked and
    /// costs nothing meanwhile; what is not confirmed by then is given back. Kept with the order and not with its document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(write_only)]
    pub reserved_until: Option<Timestamp>,
}

/// How far alternatives may move lessons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Flexible {
    /// Earlier or later on their day. Left out: six hours at most, none into the night (06:00 to 22:00).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1440)]
    pub minutes: Option<u32>,
    /// To later days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 366)]
    pub days: Option<u32>,
}

/// One classroom, named by its key within the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewRoom {
    /// 1 to 64 visible characters, unique within the order.
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    /// Pupils; staff seats come on top.
    #[schema(minimum = 1, maximum = 3000)]
    pub seats: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Your id for this room, unique in your tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// First and last day, both included. At most 60 weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Term {
    #[serde(with = "day")]
    pub first_day: Date,
    #[serde(with = "day")]
    pub last_day: Date,
}

/// When the rooms are wanted: lessons, or `"availability": "always"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Timetable {
    /// An IANA zone, such as `Asia/Shanghai`; every wall time below is in it.
    pub time_zone: String,
    /// `always`: one run from 00:00 of the first day to 24:00 of the last, instead of lessons, days and changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Availability>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 5000)]
    pub lessons: Vec<Line>,
    /// The academic calendar whose days off and make-up days count beside `days`; a change of it amends the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub academic_calendar: Option<AcademicCalendarId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 2000)]
    pub days: Vec<Day>,
    /// The days of the academic calendar that fall into the term, as they counted when this version of the order was admitted. What is sent here is replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(read_only, max_items = 400)]
    pub calendar_days: Vec<Day>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 2000)]
    pub changes: Vec<Change>,
}

/// How rooms are wanted when not by lessons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    Always,
}

/// A line of the timetable: lessons that repeat. Exactly one of `rrule` and `dates`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Line {
    /// 1 to 64 visible characters, unique within the timetable.
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub title: Option<String>,
    /// Keys of the rooms in which it is held; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rooms: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teachers: Vec<String>,
    /// An RFC 5545 rule no finer than a day, such as `FREQ=WEEKLY;BYDAY=MO,WE`. The term bounds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rrule: Option<String>,
    /// Single dates instead of a rule.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "days")]
    #[schema(value_type = Option<Vec<String>>)]
    pub dates: Option<Vec<Date>>,
    /// The date that the rule counts from, default the first day; even weeks are `INTERVAL=2` with a `from` in week 2.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_day")]
    pub from: Option<Date>,
    /// Wall time, `HH:MM`.
    #[serde(with = "wall_time")]
    #[schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "09:00")]
    pub start: Time,
    #[schema(minimum = 1, maximum = 1440)]
    pub duration_minutes: u32,
    /// Pupils expected; feeds forecasts and reports, never sizes a room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u32>,
}

/// A day or days that differ: off (`from`, `to`, `off`), or run as another date (`date`, `runs_as`).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Day {
    Off(DaysOff),
    RunsAs(RunsAs),
}

/// Not untagged: that would say of every mistake only that no variant matched.
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EXPECTED: &str = "a day: from, to and off, or date and runs_as";
        #[derive(Deserialize)]
        #[serde(expecting = "a day: from, to and off, or date and runs_as")]
        struct AnyDay {
            #[serde(default, with = "optional_day")]
            from: Option<Date>,
            #[serde(default, with = "optional_day")]
            to: Option<Date>,
            off: Option<bool>,
            #[serde(default, with = "optional_day")]
            date: Option<Date>,
            #[serde(default, with = "optional_day")]
            runs_as: Option<Date>,
            rooms: Option<Vec<String>>,
        }
        let any = AnyDay::deserialize(deserializer)?;
        let missing = D::Error::missing_field;
        match (any.from.is_some() || any.to.is_some() || any.off.is_some(), any.date.is_some() || any.runs_as.is_some()) {
            (true, false) => Ok(Self::Off(DaysOff {
                from: any.from.ok_or_else(|| missing("from"))?,
                to: any.to.ok_or_else(|| missing("to"))?,
                off: any.off.ok_or_else(|| missing("off"))?,
                rooms: any.rooms,
            })),
            (false, true) => Ok(Self::RunsAs(RunsAs {
                date: any.date.ok_or_else(|| missing("date"))?,
                runs_as: any.runs_as.ok_or_else(|| missing("runs_as"))?,
                rooms: any.rooms,
            })),
            _ => Err(D::Error::invalid_value(Unexpected::Map, &EXPECTED)),
        }
    }
}

/// Days on which no lesson is held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DaysOff {
    #[serde(with = "day")]
    pub from: Date,
    #[serde(with = "day")]
    pub to: Date,
    /// Always `true`.
    pub off: bool,
    /// Keys of the rooms concerned; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rooms: Option<Vec<String>>,
}

/// A make-up day: `date` runs as `runs_as`, instead of its own lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunsAs {
    #[serde(with = "day")]
    pub date: Date,
    #[serde(with = "day")]
    pub runs_as: Date,
    /// Keys of the rooms concerned; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rooms: Option<Vec<String>>,
}

/// One lesson cancelled or moved. Exactly one of `cancelled` and `moved_to`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// Key of the line.
    pub lesson: String,
    /// Key of the room.
    pub room: String,
    /// The date on which it would be held.
    #[serde(with = "day")]
    pub on: Date,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<MovedTo>,
}

/// Where a lesson goes; what is absent stays as the line has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MovedTo {
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_day")]
    pub date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_wall_time")]
    #[schema(value_type = Option<String>)]
    pub start: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1440)]
    pub duration_minutes: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
}
