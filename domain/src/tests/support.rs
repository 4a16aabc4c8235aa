//! Documents that several tests start from.

use crate::{
    kind::Kind,
    order::{Catalogue, NewOrder},
};
use serde_json::{Value, json};

/// The bells of a school day, eight lessons of 40 minutes.
const BELLS: [&str; 8] = ["08:00", "08:50", "09:50", "10:40", "13:30", "14:20", "15:20", "16:10"];

/// A school of 3,000 pupils: 60 classes of 50, 40 lessons a week each, 20 weeks from Tuesday 1 September 2026, 1-7 October off, Saturday 10 October
/// runs as Wednesday 7 October.
pub(crate) fn school() -> NewOrder {
    let rooms: Vec<Value> = (0..60).map(|c| json!({"key": format!("{}-{}", 7 + c / 20, c % 20 + 1), "seats": 50})).collect();
    let mut lessons = Vec::new();
    for room in &rooms {
        for day in ["MO", "TU", "WE", "TH", "FR"] {
            for (number, start) in BELLS.iter().enumerate() {
                let key = format!("{} {day} {}", room["key"].as_str().unwrap(), number + 1);
                lessons.push(json!({"key": key, "rooms": [room["key"]], "rrule": format!("FREQ=WEEKLY;BYDAY={day}"), "start": start, "duration_minutes": 40}));
            }
        }
    }
    serde_json::from_value(json!({
        "name": "Autumn term", "kind": "class", "region": "cn-beijing", "rooms": rooms,
        "term": {"first_day": "2026-09-01", "last_day": "2027-01-18"},
        "timetable": {"time_zone": "Asia/Shanghai", "lessons": lessons,
            "days": [{"from": "2026-10-01", "to": "2026-10-07", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-07"}]}
    }))
    .unwrap()
}

/// The order that the documentation shows, with a line of single dates besides.
pub(crate) fn small() -> Value {
    json!({ "name": "Autumn term, grade 7", "kind": "class", "region": "cn-beijing", "external_id": "po-7781",
        "rooms": [{"key": "7-1", "name": "七年级1班", "seats": 52}, {"key": "7-2", "name": "七年级2班", "seats": 50, "external_id": "cls-2"}],
        "term": {"first_day": "2026-09-01", "last_day": "2027-01-18"},
        "timetable": {"time_zone": "Asia/Shanghai",
            "lessons": [
                {"key": "math", "title": "数学", "rooms": ["7-1", "7-2"], "rrule": "FREQ=WEEKLY;BYDAY=MO,WE", "start": "09:00", "duration_minutes": 45, "expected": 48},
                {"key": "opening", "rooms": ["7-2"], "dates": ["2026-09-05"], "start": "09:00", "duration_minutes": 45}],
            "days": [{"from": "2026-10-01", "to": "2026-10-07", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-07"}],
            "changes": [{"lesson": "math", "room": "7-1", "on": "2026-09-14", "moved_to": {"date": "2026-09-15", "start": "14:00"}}]} })
}

/// A document with the value at a pointer replaced, or added where the last step is new.
pub(crate) fn edited(mut document: Value, pointer: &str, value: Value) -> Value {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(list) if last.parse() == Ok(list.len()) => list.push(value),
        Value::Array(list) => list[last.parse::<usize>().unwrap()] = value,
        parent => parent[last] = value,
    }
    document
}

/// One kind and one region.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue { kinds: vec![class()], regions: ["cn-beijing".to_owned()].into(), ..Catalogue::default() }
}

/// The catalogue's row for a school class.
pub(crate) fn class() -> Kind {
    serde_json::from_value(json!({
        "name": "class", "speakers": 6, "seats_max": 200, "staff_seats": 3, "packets_per_second": 110, "stream_kbit": 500,
        "recorded_track_cpu_milli": 0, "lead_minutes": 10, "drain_minutes": 10, "grace_seconds": 30, "priority": 1000
    }))
    .unwrap()
}
