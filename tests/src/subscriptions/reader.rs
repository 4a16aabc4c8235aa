//! The feed as a program reads it that knows nothing of this one: the package `icalendar` of Python, installed once into the cache folder.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt as _, process::Command};

use super::{calendar, subscribe};
use crate::support::{TestApp, class_of, nodes, python};

/// The name is a text of no property that the RFC has, and given as it stands. Each event in UTC by the zone that the calendar itself defines, and not by one of the same name that the reader knows.
const READ: &str = r#"
import json, sys
from datetime import timezone
from icalendar import Calendar
from icalendar.parser import unescape_char

calendar = Calendar.from_ical(sys.stdin.buffer.read())
zones = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}
faults = [str(fault) for part in calendar.walk() for fault in part.errors]

def moment(value):
    zone = zones[str(value.params["TZID"])]
    return value.dt.replace(tzinfo=zone).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

events = [
    {
        "uid": str(event["UID"]),
        "starts_at": moment(event["DTSTART"]),
        "ends_at": moment(event["DTEND"]),
        "title": str(event["SUMMARY"]),
        "place": str(event["LOCATION"]),
        "teachers": str(event.get("DESCRIPTION", "")),
        "status": str(event["STATUS"]),
        "sequence": int(event["SEQUENCE"]),
        "stamped": event["DTSTAMP"].dt.utcoffset().total_seconds() == 0,
    }
    for event in calendar.walk("VEVENT")
]
json.dump({"name": unescape_char(str(calendar["X-WR-CALNAME"])), "method": str(calendar["METHOD"]), "faults": faults, "events": events}, sys.stdout)
"#;

async fn read(python: &std::path::Path, calendar: &[u8]) -> Value {
    let mut reader =
        Command::new(python).args(["-c", READ]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    reader.stdin.take().unwrap().write_all(calendar).await.unwrap();
    let read = reader.wait_with_output().await.unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    serde_json::from_slice(&read.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_others_reads_the_lessons_that_the_service_lists() {
    let Some(python) = python::with("icalendar", "7.3.2").await else { return };
    let app = TestApp::new().await.with_cluster("eu-1", nodes(4).region("eu")).await;
    let school = app.tenant("Gymnasium, Haus \"B\"; Nord").await;
    app.set_time("2026-10-12T00:00:00Z");
    let title = "数学, part 1; \\ the rest, which is long enough to be folded between two of its letters 一二三四五六七八九十";
    let line = json!({"rrule": "FREQ=WEEKLY;BYDAY=MO,TH", "start": "09:00", "duration_minutes": 45, "title": title, "teachers": ["Li, Wei", "Ortega"]});
    // Over the end of summer time.
    let order = class_of(20).rooms(2).line(line).region("eu").zone("Europe/Berlin").term("2026-10-19", "2026-11-08");
    let cancelled = json!([{"lesson": "line-1", "room": "room-2", "on": "2026-10-29", "cancelled": true}]);
    let order = school.order(order.with("/timetable/changes", cancelled)).await.expect_created().id();
    let (_, address) = subscribe(&school, json!({"order_id": order})).await;
    let seen = read(&python, &calendar(&app, &address).await.expect(200).body).await;
    assert_eq!((&seen["faults"], &seen["method"]), (&json!([]), &json!("PUBLISH")));
    assert_eq!(seen["name"], "Autumn term · Gymnasium, Haus \"B\"; Nord");
    let listed = school.get(&format!("/v1/lessons?order_id={order}&limit=200")).send().await.expect(200);
    let mut listed: Vec<Value> = listed
        .items()
        .iter()
        .map(|lesson| {
            let status = if lesson["state"] == "cancelled" { "CANCELLED" } else { "CONFIRMED" };
            json!({"uid": format!("{}@homeroom", lesson["id"].as_str().unwrap()), "starts_at": lesson["starts_at"], "ends_at": lesson["ends_at"],
                   "title": title, "place": lesson["room"], "teachers": "Li, Wei, Ortega", "status": status, "sequence": 8_192 + 45 * 4, "stamped": true})
        })
        .collect();
    let mut events = seen["events"].as_array().unwrap().clone();
    for list in [&mut listed, &mut events] {
        list.sort_by_key(|event| event["uid"].to_string());
    }
    assert_eq!(listed.len(), 12);
    assert_eq!(events, listed);
}
