//! Documents that several tests start from.

#![expect(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use homeroom_domain::order::NewOrder;
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
