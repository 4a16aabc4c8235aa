//! Calendars become the lessons that readers of others find in them.
//!
//! `expansions/make.py` made the cases and asked those readers (python-dateutil, icalendar, recurring_ical_events), which share nothing with the crates
//! that rules are read with here and in the service. A case goes the whole way: it is read, and the service's own expansion of the order says when
//! lessons are.

#![expect(clippy::unwrap_used, reason = "all of this is a test")]

use std::{collections::BTreeMap, path::PathBuf};

use homeroom_domain::{
    order::{NewOrder, Timetable},
    timetable,
};
use homeroom_imports::{
    Ask, Outcome,
    ask::RoomFrom,
    read,
    report::{Row, RowStatus},
};
use jiff::{civil::date, tz::TimeZone};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    file: Option<String>,
    calendar: Option<String>,
    zone: String,
    /// Start on the order's wall clock, and room.
    lessons: Vec<String>,
}

fn folder(of: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(of)
}

/// When the order's lessons are, as the service works it out.
fn expanded(outcome: Outcome, zone: &TimeZone) -> Vec<String> {
    let Some(term) = outcome.term else { return Vec::new() };
    let order = NewOrder {
        name: "calendar".into(),
        kind: "class".into(),
        region: "r".into(),
        external_id: None,
        metadata: BTreeMap::new(),
        rooms: outcome.rooms,
        term,
        timetable: Timetable {
            time_zone: outcome.time_zone.unwrap(),
            availability: None,
            lessons: outcome.lines,
            academic_calendar: None,
            days: outcome.days,
            calendar_days: Vec::new(),
            changes: outcome.changes,
        },
        flexible: None,
        overrun_minutes: None,
        cost_group: None,
        expected_price: None,
        reserved_until: None,
    };
    if order.timetable.lessons.is_empty() {
        return Vec::new();
    }
    let lessons = timetable::expand(&order).unwrap_or_else(|errors| panic!("{errors:#?}")).lessons;
    let at = |lesson: &timetable::Lesson| lesson.starts_at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
    let mut all: Vec<String> = lessons.iter().map(|lesson| format!("{} {}", at(lesson), order.rooms[lesson.room as usize].key)).collect();
    all.sort();
    all
}

#[test]
fn calendars_become_the_lessons_that_other_readers_find() {
    let cases: Vec<Case> = serde_json::from_slice(&std::fs::read(folder("tests/expansions/cases.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let calendar = match &case.file {
            Some(file) => std::fs::read(folder("../tests/data/timetables").join(file)).unwrap(),
            None => case.calendar.clone().unwrap_or_default().into_bytes(),
        };
        let zone = TimeZone::get(&case.zone).unwrap();
        let ask = Ask {
            time_zone: Some(zone.clone()),
            first_day: Some(date(2026, 9, 7)),
            last_day: Some(date(2026, 12, 18)),
            default_seats: Some(40),
            room_from: Some(RoomFrom::Field("LOCATION".into())),
            ..Ask::default()
        };
        let outcome = read(&calendar, &ask).unwrap();
        let errors: Vec<Row> = outcome.rows.iter().filter(|row| row.status == RowStatus::Error).cloned().collect();
        let is = expanded(outcome, &zone);
        if is != case.lessons || !errors.is_empty() {
            let only = |a: &[String], b: &[String]| a.iter().filter(|one| !b.contains(one)).cloned().collect::<Vec<_>>();
            let (ours, theirs) = (only(&is, &case.lessons), only(&case.lessons, &is));
            wrong.push(format!(
                "case {index} in {}: only ours {ours:?}, only theirs {theirs:?}, {errors:?}\n{}",
                case.zone,
                String::from_utf8_lossy(&calendar)
            ));
        }
    }
    assert!(cases.len() > 300 && wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.concat());
}
