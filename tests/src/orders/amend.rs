//! `PATCH /v1/orders/{id}`: a new generation, admitted as a whole, or other names.

use serde_json::{Value, json};

use super::calendars_are_sound;
use crate::support::{TestApp, class_of, nodes, rooms, seats};

fn lessons(start: &str) -> Value {
    json!({"time_zone": "Asia/Shanghai", "lessons": [{"key": "line-1", "rrule": "FREQ=WEEKLY;BYDAY=MO", "start": start, "duration_minutes": 45}]})
}

#[tokio::test]
async fn an_amendment_moves_what_is_booked() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = school.order(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect_created().id();
    school.order(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect_problem(409, "quota-exceeded");
    let amended = school.amend(&order, &json!({"timetable": lessons("14:00")})).await.expect(200);
    assert_eq!(amended["generation"], 2);
    assert_eq!(amended.etag(), "\"2.0\"");
    school.order(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_refused_amendment_changes_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = school.order(class_of(50).rooms(5).weekly("MO", "09:00", 45)).await.expect_created().id();
    let before = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
    let many: Vec<Value> = (0..11).map(|n| json!({"key": format!("room-{n}"), "seats": 50})).collect();
    let refused = school.amend(&order, &json!({"rooms": many})).await.expect_problem(409, "quota-exceeded");
    assert!(!refused["violations"].as_array().unwrap().is_empty());
    let after = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
    assert_eq!((before.json(), before.etag()), (after.json(), after.etag()));
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn an_alternative_of_an_amendment_is_a_patch_that_is_admitted() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    school.order(class_of(50).rooms(6).weekly("MO", "14:00", 45)).await.expect_created();
    let order = school.order(class_of(50).rooms(5).weekly("MO", "09:00", 45)).await.expect_created().id();
    let refused = school.amend(&order, &json!({"timetable": lessons("14:00")})).await.expect_problem(409, "quota-exceeded");
    school.amend(&order, &refused["alternatives"][0]["change"]).await.expect(200);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_rename_is_an_edit_and_no_generation() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let rooms = json!([{"key": "room-1", "seats": 20, "name": "七年级1班"}, {"key": "room-2", "seats": 20}]);
    let renamed = school.amend(&order, &json!({"name": "Spring", "external_id": "po-1", "rooms": rooms})).await.expect(200);
    assert_eq!(renamed["generation"], 1);
    assert_eq!(renamed["name"], "Spring");
    assert_eq!(renamed.etag(), "\"2.0\"");
    let room = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200)["items"][0].clone();
    assert_eq!(room["name"], "七年级1班");
    let cleared = school.amend(&order, &json!({"external_id": null})).await.expect(200);
    assert!(cleared.json().get("external_id").is_none(), "{}", cleared.text());
}

#[tokio::test]
async fn the_etag_is_asked_for_and_a_stale_one_refused() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let path = format!("/v1/orders/{order}");
    let blind = app.call("PATCH", &path).bearer(&school.key).json(&json!({"name": "A"})).send().await;
    blind.expect_problem(428, "precondition-required");
    school.patch(&path, "\"1.0\"").json(&json!({"name": "A"})).send().await.expect(200);
    school.patch(&path, "\"1.0\"").json(&json!({"name": "B"})).send().await.expect_problem(412, "precondition-failed");
    // Our status is not someone's edit.
    sqlx::query("UPDATE orders SET revision = 7").execute(&mut app.sql().await).await.unwrap();
    school.patch(&path, "\"2.0\"").json(&json!({"name": "B"})).send().await.expect(200);
}

#[tokio::test]
async fn kind_region_and_zone_stay_what_they_are() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let zone = json!({"time_zone": "Europe/Berlin", "lessons": lessons("09:00")["lessons"]});
    for change in [json!({"kind": "seminar"}), json!({"region": "cn-shanghai"}), json!({"timetable": zone})] {
        school.amend(&order, &change).await.expect_problem(409, "fixed-field");
    }
    school
        .amend(&order, &json!({"effective_from": "2026-08-01T00:00:00Z", "timetable": lessons("10:00")}))
        .await
        .expect_invalid("/effective_from");
}

#[tokio::test]
async fn a_later_generation_waits_and_a_newer_one_drops_it_with_a_warning() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let later = json!({"effective_from": "2026-10-12T00:00:00Z", "timetable": lessons("14:00")});
    school.amend(&order, &later).await.expect(200);
    let lessons_of = |from: &str, to: &str| format!("/v1/lessons?order_id={order}&from={from}&to={to}");
    let before = school.get(&lessons_of("2026-10-05T00:00:00Z", "2026-10-06T00:00:00Z")).send().await.expect(200);
    assert_eq!(before["items"][0]["starts_at_local"], "2026-10-05T09:00:00+08:00");
    let after = school.get(&lessons_of("2026-10-12T00:00:00Z", "2026-10-13T00:00:00Z")).send().await.expect(200);
    assert_eq!(after["items"][0]["starts_at_local"], "2026-10-12T14:00:00+08:00");
    let newest = school.amend(&order, &json!({"timetable": lessons("10:00")})).await.expect(200);
    assert_eq!(newest["generation"], 3);
    assert_eq!(newest["warnings"][0]["code"], "pending_generation_dropped");
    let after = school.get(&lessons_of("2026-10-12T00:00:00Z", "2026-10-13T00:00:00Z")).send().await.expect(200);
    assert_eq!(after["items"][0]["starts_at_local"], "2026-10-12T10:00:00+08:00");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lesson_that_is_on_goes_on_as_it_was_and_keeps_its_room() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(100)).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T01:10:00Z");
    let fewer = json!({"rooms": [{"key": "room-1", "seats": 10}], "timetable": lessons("15:00")});
    school.amend(&order, &fewer).await.expect(200);
    // Both rooms are still in their lesson: there booked is the larger of old and new.
    school.order(class_of(10).on(&["2026-09-07"], "09:30", 15)).await.expect_problem(409, "quota-exceeded");
    school.order(class_of(10).on(&["2026-09-14"], "09:00", 45)).await.expect_created();
    let live = format!("/v1/lessons?order_id={order}&from=2026-09-07T01:10:00Z&to=2026-09-07T01:11:00Z");
    assert_eq!(school.get(&live).send().await.expect(200)["items"].as_array().unwrap().len(), 2);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_quote_of_an_amendment_changes_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(100)).await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let path = format!("/v1/orders/{order}");
    let stands = school.get(&path).send().await.expect(200);
    let quote = school.post(&format!("{path}/quote")).json(&json!({"timetable": lessons("10:00")})).send().await.expect(200);
    assert_eq!(quote["feasible"], true);
    let (before, after) =
        (json!({"at": "2026-09-07T01:00:00Z", "rooms": 2, "seats": 100}), json!({"at": "2026-09-07T02:00:00Z", "rooms": 2, "seats": 100}));
    assert_eq!((&quote["demand_peak_before"], &quote["demand_peak"]), (&before, &after));
    // One room less, from a later moment on: neither peak names a day before it.
    let fewer = json!({"effective_from": "2026-10-01T00:00:00Z", "rooms": [{"key": "room-1", "seats": 50}]});
    let quote = school.post(&format!("{path}/quote")).json(&fewer).send().await.expect(200);
    assert_eq!(quote["demand_peak_before"], json!({"at": "2026-10-05T01:00:00Z", "rooms": 2, "seats": 100}));
    assert_eq!(quote["demand_peak"], json!({"at": "2026-10-05T01:00:00Z", "rooms": 1, "seats": 50}));
    let many: Vec<Value> = (0..3).map(|n| json!({"key": format!("room-{n}"), "seats": 50})).collect();
    let quote = school.post(&format!("{path}/quote")).json(&json!({"rooms": many})).send().await.expect(200);
    assert_eq!(quote["feasible"], false);
    assert_eq!(quote["violations"][0]["limit"], "rooms");
    assert_eq!(stands.json(), school.get(&path).send().await.expect(200).json());
    calendars_are_sound(&app).await;
}
