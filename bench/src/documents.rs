//! Orders as schools send them.

use std::time::Duration;

use anyhow::Result;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

/// So many rooms `room-1`, `room-2` ..., in a Chinese autumn term without lessons yet.
pub(crate) fn order(rooms: usize, seats: u32) -> Value {
    json!({
        "name": "Autumn term", "kind": "class", "region": "cn-beijing",
        "rooms": (1..=rooms).map(|number| json!({"key": format!("room-{number}"), "seats": seats})).collect::<Vec<_>>(),
        "term": {"first_day": "2027-09-01", "last_day": "2028-01-18"},
        "timetable": {"time_zone": "Asia/Shanghai", "lessons": []},
    })
}

/// The order with a lesson in every room on these days of every week, at each of these times.
pub(crate) fn weekly(mut order: Value, days: &str, starts: &[&str]) -> Value {
    let line = |start: &&str| json!({"key": start, "rrule": format!("FREQ=WEEKLY;BYDAY={days}"), "start": start, "duration_minutes": 45});
    order["timetable"]["lessons"] = starts.iter().map(line).collect();
    order
}

/// 60 classes of 50, eight lessons a day from Monday to Friday, a week off, a make-up Saturday.
pub(crate) fn school() -> Value {
    let bells = ["08:00", "08:55", "10:00", "10:55", "13:30", "14:25", "15:20", "16:15"];
    let mut school = weekly(order(60, 50), "MO,TU,WE,TH,FR", &bells);
    school["timetable"]["days"] =
        json!([{"from": "2027-10-01", "to": "2027-10-07", "off": true}, {"date": "2027-10-09", "runs_as": "2027-10-07"}]);
    school
}

/// One lesson that began some minutes ago, or that much later.
#[expect(clippy::disallowed_methods, reason = "what is measured happens now")]
pub(crate) fn lesson(rooms: usize, seats: u32, later: Duration) -> Result<Value> {
    lesson_at(rooms, seats, Timestamp::now() - 5.minutes() + later)
}

/// One lesson that begins in that minute.
pub(crate) fn lesson_at(rooms: usize, seats: u32, begins: Timestamp) -> Result<Value> {
    let begins = begins.to_zoned(TimeZone::UTC);
    let mut order = order(rooms, seats);
    order["term"] = json!({"first_day": begins.date(), "last_day": begins.date().tomorrow()?});
    let line = json!({"key": "now", "dates": [begins.date()], "start": begins.strftime("%H:%M").to_string(), "duration_minutes": 45});
    order["timetable"] = json!({"time_zone": "Etc/UTC", "lessons": [line]});
    Ok(order)
}

/// A batch of 50 orders of 200 rooms each, of about 300 KiB; what it asks for depends on the number of days.
pub(crate) fn costly_batch(days: u32) -> Value {
    let mut order = order(200, 1);
    let rule = format!("FREQ=DAILY;COUNT={days}");
    let lines = json!([{"key": "a", "rrule": rule, "start": "09:00", "duration_minutes": 45}]);
    order["timetable"]["lessons"] = lines;
    json!({ "orders": vec![order; 50] })
}
