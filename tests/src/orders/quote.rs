//! `POST /v1/quotes`

use serde_json::json;

use crate::{
    orders::{calendars_are_sound, rows_of},
    support::{TestApp, class_of, nodes, rooms, seats},
};

#[tokio::test]
async fn a_quote_says_what_an_order_would_and_changes_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let before = rows_of(&app, "events").await;
    let quote = school.quote(class_of(50).rooms(10).weekly("MO", "09:00", 45)).await.expect(200);
    assert_eq!(quote["feasible"], true);
    assert_eq!(quote["demand_peak"], json!({"at": "2026-09-07T01:00:00Z", "rooms": 10, "seats": 500}));
    let quote = school.quote(class_of(50).rooms(11).weekly("MO", "09:00", 45)).await.expect(200);
    assert_eq!(quote["feasible"], false);
    assert_eq!(quote["violations"][0]["limit"], "rooms");
    for table in ["orders", "reservations", "classrooms", "calendar_days"] {
        assert_eq!(rows_of(&app, table).await, 0, "{table}");
    }
    assert_eq!(rows_of(&app, "events").await, before);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_batch_is_quoted_together() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let order = class_of(50).rooms(6).weekly("MO", "09:00", 45).json();
    let quote = school.post("/v1/quotes").json(&json!({"orders": [order, order]})).send().await.expect(200);
    assert_eq!(quote["feasible"], false);
    assert_eq!(quote["demand_peak"]["rooms"], 12);
    assert_eq!(quote["violations"][0]["order"], 1);
    school.post("/v1/quotes").json(&json!({"orders": [order], "name": "A"})).send().await.expect_invalid("/name");
    school.post("/v1/quotes").json(&json!({"name": "A"})).send().await.expect_invalid("");
}

#[tokio::test]
async fn oddities_are_warnings_in_the_readers_language() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let odd =
        class_of(50).weekly("MO", "09:00", 45).with("/timetable/days", json!([{"from": "2026-09-05", "to": "2026-09-06", "off": true}]));
    let quote = school.quote(odd).await.expect(200);
    assert_eq!(quote["warnings"][0]["code"], "day_off_hits_nothing");
    assert_eq!(quote["warnings"][0]["pointer"], "/timetable/days/0");
    assert_eq!(quote["warnings"][0]["message"], "The days off from 2026-09-05 to 2026-09-06 hit no lesson.");
}
