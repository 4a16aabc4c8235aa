//! Days off, make-up days and changes: against a slow reading of the same words, and on examples that schools have.

use std::collections::BTreeSet;

use super::support::{edited, small};
use crate::{
    order::{Day, NewOrder},
    timetable::{Lesson, expand, term_bounds, wanted},
};
use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn lessons(document: Value) -> Vec<Lesson> {
    expand(&serde_json::from_value(document).expect("a document")).expect("lessons").lessons
}

/// Line, room, date and local start of each lesson in a range of days.
fn held(document: &Value, days: std::ops::RangeInclusive<Date>) -> Vec<String> {
    let parsed: NewOrder = serde_json::from_value(document.clone()).expect("a document");
    let zone = crate::timetable::zone(&parsed.timetable.time_zone).expect("a zone");
    let text = |l: &Lesson| {
        let (line, room) = (&parsed.timetable.lessons[l.line as usize].key, &parsed.rooms[l.room as usize].key);
        format!(
            "{line} in {room} of {} {}-{}{}",
            l.held_on,
            zone.to_datetime(l.starts_at),
            zone.to_datetime(l.ends_at).time(),
            if l.cancelled { " cancelled" } else { "" }
        )
    };
    lessons(document.clone()).iter().filter(|l| days.contains(&zone.to_datetime(l.starts_at).date())).map(text).collect()
}

#[test]
fn a_change_moves_one_lesson_and_another_cancels_one() {
    let changes = json!([
        {"lesson": "math", "room": "7-1", "on": "2026-09-14", "moved_to": {"date": "2026-09-15", "start": "14:00", "duration_minutes": 30, "room": "7-2"}},
        {"lesson": "math", "room": "7-2", "on": "2026-09-14", "cancelled": true},
        {"lesson": "math", "room": "7-2", "on": "2026-10-10", "moved_to": {"start": "08:00"}}
    ]);
    let document = edited(small(), "/timetable/changes", changes);
    insta::assert_yaml_snapshot!([
        held(&document, date(2026, 9, 14)..=date(2026, 9, 16)),
        held(&document, date(2026, 10, 1)..=date(2026, 10, 12))
    ]);
}

#[test]
fn rooms_may_have_days_of_their_own() {
    let days = json!([
        {"from": "2026-09-07", "to": "2026-09-09", "off": true, "rooms": ["7-1"]},
        {"date": "2026-09-12", "runs_as": "2026-09-07", "rooms": ["7-1"]},
        {"date": "2026-09-09", "runs_as": "2026-09-05", "rooms": ["7-2"]}
    ]);
    let document = edited(edited(small(), "/timetable/days", days), "/timetable/changes", json!([]));
    insta::assert_yaml_snapshot!(held(&document, date(2026, 9, 5)..=date(2026, 9, 14)));
}

#[test]
fn a_lesson_over_midnight_ends_the_next_day_and_touching_lessons_do_not_overlap() {
    let lines = json!([
        {"key": "night", "rooms": ["7-1"], "dates": ["2026-09-05"], "start": "23:30", "duration_minutes": 60},
        {"key": "after", "rooms": ["7-1"], "dates": ["2026-09-06"], "start": "00:30", "duration_minutes": 60}
    ]);
    let document = edited(edited(small(), "/timetable/lessons", lines), "/timetable/changes", json!([]));
    insta::assert_yaml_snapshot!(held(&document, date(2026, 9, 5)..=date(2026, 9, 6)));
}

#[test]
fn even_weeks_count_from_a_date_in_week_two() {
    let line = json!([{"key": "art", "rooms": ["7-1"], "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", "from": "2026-09-08", "start": "09:00", "duration_minutes": 45}]);
    let document = edited(edited(small(), "/timetable/lessons", line), "/timetable/changes", json!([]));
    let dates: Vec<String> = lessons(document).iter().take(4).map(|l| l.held_on.to_string()).collect();
    assert_eq!(dates, ["2026-09-08", "2026-09-13", "2026-09-22", "2026-09-27"]);
}

#[test]
fn a_lesson_across_the_change_of_clocks_lasts_as_long_as_any() {
    let line = json!([{"key": "night", "rooms": ["7-1"], "dates": ["2026-10-25"], "start": "01:30", "duration_minutes": 120}]);
    let timetable = json!({"time_zone": "Europe/Berlin", "lessons": line});
    let found = lessons(edited(small(), "/timetable", timetable));
    assert_eq!(found[0].ends_at.duration_since(found[0].starts_at).as_mins(), 120);
}

#[test]
fn an_always_room_is_wanted_from_the_first_midnight_to_the_last() {
    let document = edited(small(), "/timetable", json!({"time_zone": "America/Santiago", "availability": "always"}));
    // In this zone the first day begins at 01:00: its midnight is skipped.
    let document = edited(document, "/term", json!({"first_day": "2026-09-06", "last_day": "2026-09-06"}));
    let document: NewOrder = serde_json::from_value(document).unwrap();
    assert!(expand(&document).unwrap().lessons.is_empty());
    let spans = wanted(&document, &[]);
    assert_eq!(spans.len(), 2);
    assert_eq!((spans[0].from, spans[0].to), term_bounds(&document));
    assert_eq!((spans[0].from.to_string(), spans[0].to.to_string()), ("2026-09-06T04:00:00Z".into(), "2026-09-07T03:00:00Z".into()));
}

const FIRST: Date = date(2026, 9, 1);
const TERM: i16 = 40;
const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "MO"),
    (Weekday::Tuesday, "TU"),
    (Weekday::Wednesday, "WE"),
    (Weekday::Thursday, "TH"),
    (Weekday::Friday, "FR"),
    (Weekday::Saturday, "SA"),
    (Weekday::Sunday, "SU"),
];

fn day(number: i16) -> Date {
    FIRST.saturating_add(i64::from(number).days())
}

fn keys(mask: u8) -> Vec<String> {
    (0..4).filter(|bit| mask >> bit & 1 == 1).map(|bit| format!("r{bit}")).collect()
}

/// Lines by weekdays, days off and make-up days, each for some of four rooms. Lines begin an hour apart, so that nothing overlaps.
fn document() -> impl Strategy<Value = Value> {
    let lines = prop::collection::vec((1u8..128, 1u8..16), 1..6);
    let off = prop::collection::vec((-5i16..TERM + 5, 0i16..6, 1u8..16), 0..5);
    let make_up = prop::collection::vec((-5i16..TERM + 5, -5i16..TERM + 5, 1u8..16), 0..5);
    (lines, off, make_up).prop_map(|(lines, off, make_up)| {
        let line = |(index, (weekdays, rooms)): (usize, (u8, u8))| {
            let names: Vec<&str> = (0..7).filter(|bit| weekdays >> bit & 1 == 1).map(|bit: usize| WEEKDAYS[bit].1).collect();
            json!({"key": index.to_string(), "rooms": keys(rooms), "rrule": format!("FREQ=WEEKLY;BYDAY={}", names.join(",")), "start": format!("{:02}:00", 8 + index), "duration_minutes": 60})
        };
        let off = off.into_iter().map(|(from, more, rooms)| json!({"from": day(from), "to": day(from + more), "off": true, "rooms": keys(rooms)}));
        let make_up = make_up.into_iter().map(|(date, other, rooms)| json!({"date": day(date), "runs_as": day(other), "rooms": keys(rooms)}));
        json!({"name": "a", "kind": "class", "region": "r", "rooms": (0..4).map(|n| json!({"key": format!("r{n}"), "seats": 1})).collect::<Vec<_>>(),
            "term": {"first_day": FIRST, "last_day": day(TERM - 1)},
            "timetable": {"time_zone": "Asia/Shanghai", "lessons": lines.into_iter().enumerate().map(line).collect::<Vec<_>>(), "days": off.chain(make_up).collect::<Vec<_>>()}})
    })
}

/// The words of the timetable, read date by date. `None` where entries contradict each other.
fn slow(document: &NewOrder) -> Option<BTreeSet<(u32, u32, Date)>> {
    let concerns = |rooms: &Option<Vec<String>>, key: &str| rooms.as_ref().is_none_or(|r| r.iter().any(|k| k == key));
    let mut out = BTreeSet::new();
    for (room, key) in (0..).zip(document.rooms.iter().map(|r| &r.key)) {
        for date in (0..TERM).map(day) {
            let (mut off, mut sources) = (false, Vec::new());
            for entry in &document.timetable.days {
                match entry {
                    Day::Off(d) if concerns(&d.rooms, key) => off |= d.from <= date && date <= d.to,
                    Day::RunsAs(d) if concerns(&d.rooms, key) && d.date == date => sources.push(d.runs_as),
                    _ => {}
                }
            }
            if sources.len() > 1 || (off && !sources.is_empty()) {
                return None;
            }
            let as_if = sources.first().copied().unwrap_or(date);
            if (off && sources.is_empty()) || as_if < FIRST || as_if >= day(TERM) {
                continue;
            }
            let weekday = WEEKDAYS.iter().find(|w| w.0 == as_if.weekday())?.1;
            let lines = (0..).zip(&document.timetable.lessons);
            let on = |rule: &String| rule.rsplit('=').next().is_some_and(|days| days.split(',').any(|d| d == weekday));
            let due = lines.filter(|(_, l)| concerns(&l.rooms, key) && l.rrule.as_ref().is_some_and(on));
            out.extend(due.map(|(line, _)| (line, room, date)));
        }
    }
    Some(out)
}

proptest! {
    #[test]
    fn the_expansion_is_what_a_slow_reading_of_the_same_words_yields(document in document()) {
        let document: NewOrder = serde_json::from_value(document).unwrap();
        let make_ups: Vec<_> = document.timetable.days.iter().filter_map(|d| if let Day::RunsAs(d) = d { Some(d) } else { None }).collect();
        let meet = |a: &Option<Vec<String>>, b: &Option<Vec<String>>| a.iter().flatten().any(|k| b.iter().flatten().any(|other| other == k));
        let chained = make_ups.iter().any(|a| make_ups.iter().any(|b| a.runs_as == b.date && meet(&a.rooms, &b.rooms)));
        match (expand(&document), slow(&document)) {
            (Ok(found), Some(expected)) if !chained => {
                let got: BTreeSet<_> = found.lessons.iter().map(|l| (l.line, l.room, l.held_on)).collect();
                prop_assert_eq!(got.len(), found.lessons.len(), "a line has at most one lesson a room and date");
                prop_assert_eq!(got, expected);
                prop_assert!(found.lessons.is_sorted_by_key(|l| (l.starts_at, l.room)));
            }
            (Err(_), None) => {}
            (Err(_), Some(_)) => prop_assert!(chained),
            (Ok(found), expected) => prop_assert!(false, "accepted {:?} instead of {:?}", found, expected),
        }
    }
}
