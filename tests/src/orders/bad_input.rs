//! Bad input, each with a problem that names its field; nothing changes.

use serde_json::{Value, json};

use super::rows_of;
use crate::support::{OrderSpec, TestApp, class_of, nodes, rooms, seats};

fn good() -> OrderSpec {
    class_of(20).rooms(2).weekly("MO", "09:00", 45)
}

/// A change of the good order, and the field that is to be named.
fn cases() -> Vec<(&'static str, OrderSpec)> {
    let line = "/timetable/lessons/0";
    let at = |field: &str, value: Value| good().with(&format!("{line}/{field}"), value);
    let days = |days: Value| good().with("/timetable/days", days);
    let changes = |change: Value| good().with("/timetable/changes", json!([change]));
    vec![
        ("/timetable/time_zone", good().zone("Mars/Olympus")),
        // New York, 8 March 2026 .. 2027: the clocks go forward on 14 March 2027 and back on 1 November 2026.
        (
            "/timetable/lessons/0/start",
            good().zone("America/New_York").term("2027-03-01", "2027-03-31").with(line, dated("2027-03-14", "02:30")),
        ),
        ("/timetable/lessons/0/start", good().zone("America/New_York").with(line, dated("2026-11-01", "01:30"))),
        ("/timetable/lessons/0/rrule", at("rrule", json!("FREQ=HOURLY"))),
        ("/timetable/lessons/0/rrule", at("rrule", json!("FREQ=WEEKLY;BYHOUR=9"))),
        ("/timetable/lessons/0/rrule", at("rrule", json!("every Monday"))),
        ("/timetable/lessons/0/duration_minutes", at("duration_minutes", json!(1_441))),
        ("/timetable/lessons/0/duration_minutes", at("duration_minutes", json!(0))),
        ("/timetable/lessons/0/rooms/0", at("rooms", json!(["room-9"]))),
        ("/timetable/changes/0/lesson", changes(json!({"lesson": "nope", "room": "room-1", "on": "2026-09-07", "cancelled": true}))),
        ("/timetable/changes/0/room", changes(json!({"lesson": "line-1", "room": "nope", "on": "2026-09-07", "cancelled": true}))),
        ("/timetable/changes/0", changes(json!({"lesson": "line-1", "room": "room-1", "on": "2026-09-08", "cancelled": true}))),
        ("/timetable/lessons/1", good().weekly("MO", "09:30", 45)),
        (
            "/timetable/days/0/runs_as",
            days(json!([{"date": "2026-09-12", "runs_as": "2026-09-19"}, {"date": "2026-09-19", "runs_as": "2026-09-07"}])),
        ),
        ("/rooms/0/seats", good().with("/rooms/0/seats", json!(201))),
        ("/rooms/0/seats", good().with("/rooms/0/seats", json!(0))),
        ("/rooms/0/seats", good().with("/rooms/0/seats", json!(18_446_744_073_709_551_615_u64))),
        ("/rooms/0/seats", good().with("/rooms/0/seats", json!("twenty"))),
        ("/rooms/0", good().with("/rooms", json!([["room-1", 20]]))),
        ("/rooms", good().with("/rooms", json!({"key": "room-1", "seats": 20}))),
        ("/term", good().with("/term", json!(["2026-09-01", "2026-12-31"]))),
        ("/timetable", good().with("/timetable", json!(["Asia/Shanghai"]))),
        (line, good().with(line, json!(["line-1"]))),
        ("/timetable/days/0", days(json!([["2026-10-01", "2026-10-07", true]]))),
        ("/timetable/days/0", days(json!([{"from": "2026-10-01", "date": "2026-10-07"}]))),
        (
            "/timetable/changes/0/moved_to",
            changes(json!({"lesson": "line-1", "room": "room-1", "on": "2026-09-07", "moved_to": ["2026-09-08"]})),
        ),
        ("/rooms/0/seats", good().with("/kind", json!("lecture")).with("/rooms/0/seats", json!(2_999))),
        ("/rooms/1/key", good().with("/rooms/1/key", json!("room-1"))),
        ("/rooms", good().with("/rooms", json!([]))),
        ("/term/last_day", good().term("2026-01-01", "2026-02-01")),
        ("/term/last_day", good().term("2026-09-02", "2026-09-01")),
        ("/term/last_day", good().term("2026-09-01", "2030-09-01")),
        ("/kind", good().with("/kind", json!("palace"))),
        ("/region", good().region("mars-1")),
        ("/nmae", good().with("/nmae", json!("a"))),
        ("/rooms/0/colour", good().with("/rooms/0/colour", json!("red"))),
        ("/name", good().with("/name", json!(7))),
        ("/name", good().with("/name", json!("a\u{0}b"))),
        ("/name", good().with("/name", json!(""))),
        ("/name", good().with("/name", json!("x".repeat(201)))),
        ("/metadata", good().with("/metadata", (0..21).map(|n| (n.to_string(), json!("v"))).collect::<serde_json::Map<_, _>>().into())),
    ]
}

fn dated(date: &str, start: &str) -> Value {
    json!({"key": "line-1", "dates": [date], "start": start, "duration_minutes": 45})
}

#[tokio::test]
async fn every_bad_field_is_named_and_nothing_changes() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2).cores(16)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(20), seats(5_000)).await;
    for (pointer, order) in cases() {
        let shown = order.json().to_string();
        let answer = school.order(order).await;
        assert_eq!(answer.status, 422, "{pointer} of {shown}: {}", answer.text());
        let answer = answer.expect_problem(422, "invalid");
        let named = answer["errors"].as_array().unwrap().iter().any(|error| {
            let at = error["pointer"].as_str().unwrap();
            assert!(error["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{}", answer.text());
            at == pointer || at.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/'))
        });
        assert!(named, "{pointer} of {shown}: {}", answer.text());
    }
    for table in ["orders", "reservations", "classrooms", "calendar_days"] {
        assert_eq!(rows_of(&app, table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn what_is_no_json_and_what_is_too_large_is_refused_before_it_is_read() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let send = |body: Vec<u8>| school.post("/v1/orders").header("content-type", "application/json").raw(body).send();
    send(b"{\"name\": ".to_vec()).await.expect_problem(400, "malformed-json");
    send(b"{\"name\": \"\xff\xfe\"}".to_vec()).await.expect_problem(400, "malformed-json");
    send(vec![b' '; (4 << 20) + 1]).await.expect_problem(413, "body-too-large");
    school.post("/v1/orders").header("content-type", "text/plain").raw("{}").send().await.expect_problem(415, "unsupported-media-type");
}

#[tokio::test]
async fn a_number_that_no_computer_counts_to_is_named() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = good().with("/rooms/0/seats", json!(987_654)).json().to_string();
    for number in ["1e999", "-1e999", &"9".repeat(400), "99999999999999999999", "-1"] {
        let body = order.replace("987654", number);
        let send = school.post("/v1/orders").header("content-type", "application/json").raw(body).send();
        let answer = send.await.expect_problem(422, "invalid").expect_invalid("/rooms/0/seats");
        assert_eq!(answer["errors"][0]["code"], "out_of_range", "{number}: {}", answer.text());
    }
}

#[tokio::test]
async fn unknown_and_malformed_ids_are_absent_alike() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Other").await);
    let foreign = other.order(good()).await.expect_created().id();
    for id in ["ord_00000000-0000-0000-0000-000000000000", "ord_1", "nonsense", foreign.as_str()] {
        let path = format!("/v1/orders/{id}");
        school.get(&path).send().await.expect_problem(404, "not-found");
        school.get(&format!("{path}/events")).send().await.expect_problem(404, "not-found");
        school.post(&format!("{path}/cancel")).send().await.expect_problem(404, "not-found");
        school.post(&format!("{path}/quote")).json(&json!({"name": "Mine"})).send().await.expect_problem(404, "not-found");
        school.patch(&path, "\"1.0\"").json(&json!({"name": "Mine"})).send().await.expect_problem(404, "not-found");
    }
}
