//! The texts of an order: how long they may be, that one can see them, and that those which look alike are one.

use std::collections::BTreeMap;

use super::{Change, Day, DaysOff, FieldProblem, Findings, Line, MovedTo, NewOrder, NewRoom, RunsAs, Timetable};
use crate::{
    pointer::pointer,
    text::{composed, is_plain, is_visible},
};

/// Longest key of a room, a line, or a metadata entry, in characters.
pub(crate) const KEY_MAX: u32 = 64;
/// Longest name, title, or id of the tenant's own, in characters.
pub(super) const NAME_MAX: u32 = 200;
const METADATA_VALUE_MAX: u32 = 500;
const METADATA_ENTRIES_MAX: usize = 20;

/// 1 to `max` visible characters: none that is not seen, no blank at either end.
pub(super) fn check(text: &str, max: u32) -> Result<(), FieldProblem> {
    check_length(text, 1, max)?;
    if is_visible(text) { Ok(()) } else { Err(FieldProblem::NotVisible {}) }
}

fn check_length(text: &str, min: u32, max: u32) -> Result<(), FieldProblem> {
    let actual = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if (min..=max).contains(&actual) { Ok(()) } else { Err(FieldProblem::LengthOutOfRange { min, max, actual }) }
}

pub(super) fn check_metadata(metadata: &BTreeMap<String, String>, base: &str, findings: &mut Findings) {
    if metadata.len() > METADATA_ENTRIES_MAX {
        let problem = FieldProblem::CountOutOfRange { min: 0, max: METADATA_ENTRIES_MAX as u32, actual: metadata.len() as u64 };
        return findings.error(base, problem);
    }
    for (key, value) in metadata {
        let entry = || pointer(base, excerpt(key));
        findings.keep(entry, check(key, KEY_MAX));
        findings.keep(entry, check_length(value, 0, METADATA_VALUE_MAX));
        if !is_plain(value) {
            findings.error(entry(), FieldProblem::NotVisible {});
        }
    }
}

/// The beginning of a text that came in, short enough to be repeated to its sender.
pub(super) fn excerpt(text: &str) -> String {
    text.chars().take(KEY_MAX as usize).collect()
}

fn all_composed(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().map(composed).collect()
}

/// Every name, key, id and reference in the form in which they are compared; metadata is the tenant's own and goes back as it came. Every field is
/// named, so that a new one does not compile until it is decided.
impl NewOrder {
    pub(super) fn composed(self) -> Self {
        let Self {
            name,
            kind,
            region,
            external_id,
            metadata,
            rooms,
            term,
            timetable,
            flexible,
            overrun_minutes,
            cost_group,
            expected_price,
            reserved_until,
        } = self;
        let rooms = rooms.into_iter().map(NewRoom::composed).collect();
        let (name, external_id, cost_group) = (composed(name), external_id.map(composed), cost_group.map(composed));
        let timetable = timetable.composed();
        Self {
            name,
            kind,
            region,
            external_id,
            metadata,
            rooms,
            term,
            timetable,
            flexible,
            overrun_minutes,
            cost_group,
            expected_price,
            reserved_until,
        }
    }
}

impl NewRoom {
    fn composed(self) -> Self {
        let Self { key, seats, name, external_id, metadata } = self;
        Self { key: composed(key), seats, name: name.map(composed), external_id: external_id.map(composed), metadata }
    }
}

impl Timetable {
    fn composed(self) -> Self {
        let Self { time_zone, availability, lessons, academic_calendar, days, calendar_days, changes } = self;
        let lessons = lessons.into_iter().map(Line::composed).collect();
        let days = days.into_iter().map(Day::composed).collect();
        let changes = changes.into_iter().map(Change::composed).collect();
        Self { time_zone, availability, lessons, academic_calendar, days, calendar_days, changes }
    }
}

impl Line {
    fn composed(self) -> Self {
        let Self { key, title, rooms, teachers, rrule, dates, from, start, duration_minutes, expected } = self;
        let (key, title, rooms, teachers) = (composed(key), title.map(composed), rooms.map(all_composed), all_composed(teachers));
        Self { key, title, rooms, teachers, rrule, dates, from, start, duration_minutes, expected }
    }
}

impl Day {
    fn composed(self) -> Self {
        match self {
            Self::Off(DaysOff { from, to, off, rooms }) => Self::Off(DaysOff { from, to, off, rooms: rooms.map(all_composed) }),
            Self::RunsAs(RunsAs { date, runs_as, rooms }) => Self::RunsAs(RunsAs { date, runs_as, rooms: rooms.map(all_composed) }),
        }
    }
}

impl Change {
    fn composed(self) -> Self {
        let Self { lesson, room, on, cancelled, moved_to } = self;
        let moved_to = moved_to.map(|MovedTo { date, start, duration_minutes, room }| MovedTo {
            date,
            start,
            duration_minutes,
            room: room.map(composed),
        });
        Self { lesson: composed(lesson), room: composed(room), on, cancelled, moved_to }
    }
}
