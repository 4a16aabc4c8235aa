//! Many who enter at one bell while their cluster cannot be looked at.

use futures::future::join_all;
use serde_json::json;

use super::seen_up;
use crate::support::{TestApp, class_of, nodes, rooms, seats};

/// In full, with 30,000 rooms, it is the goal `bell` of the bench.
const ORDERS: u32 = 3;
const ROOMS: u32 = 50;

#[tokio::test]
async fn whoever_has_an_open_room_gets_in_although_its_cluster_is_silent_and_no_timetable_is_read() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(20)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(ORDERS * ROOMS), seats(10_000)).await;
    for _ in 0..ORDERS {
        school.order(class_of(20).rooms(ROOMS).weekly("MO", "09:00", 45)).await.expect_created();
    }
    app.set_time("2026-09-07T00:59:00Z");
    seen_up(&app, "2026-09-07T00:50:00Z", "2026-09-07T01:55:00Z", "2026-09-14T00:50:00Z").await;
    // One room of each order did not come up in time.
    for sql in [
        "UPDATE classrooms SET status = status || '{\"available\": false}' WHERE key = 'room-7'",
        "UPDATE clusters SET answering = false, blind_since = '2026-09-07T00:58:00Z', sights = 1",
        // What cannot be read would fail a join that looked at it.
        "UPDATE order_generations SET document = '{}'",
        "UPDATE orders SET edit = edit + 1",
    ] {
        sqlx::query(sql).execute(&mut app.sql().await).await.unwrap();
    }
    let ids: Vec<(String, String)> =
        sqlx::query_as("SELECT 'cls_' || id, key FROM classrooms").fetch_all(&mut app.sql().await).await.unwrap();
    let entered = join_all(ids.iter().map(|(id, key)| {
        let call = school.post(&format!("/v1/classrooms/{id}/join")).json(&json!({"role": "pupil", "name": "P", "identity": key}));
        async move { (key, call.send().await.status) }
    }));
    for (key, status) in entered.await {
        assert_eq!(status, if key == "room-7" { 409 } else { 200 }, "{key}");
    }
    let noted: i64 = sqlx::query_scalar("SELECT count(*) FROM joins").fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(noted, i64::from(ORDERS * (ROOMS - 1)));
}

#[tokio::test]
async fn what_is_shown_of_a_silent_cluster_is_unknown_and_comes_back_as_it_was() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-09-07T00:59:00Z");
    seen_up(&app, "2026-09-07T00:50:00Z", "2026-09-07T01:55:00Z", "2026-09-14T00:50:00Z").await;
    let seen = r#"UPDATE orders SET ready = true, rooms_wanted_now = 1, rooms_ready_now = 1, conditions = conditions
                  || '[{"type": "Ready", "status": "true", "reason": "RoomsAvailable", "params": {"rooms": 1}, "since": "2026-09-07T00:51:00Z"}]'"#;
    sqlx::query(seen).execute(&mut app.sql().await).await.unwrap();
    let path = format!("/v1/orders/{order}");
    let before = school.get(&path).send().await.expect(200);
    let ready = |answer: &serde_json::Value| {
        let conditions = answer["conditions"].as_array().unwrap();
        conditions
            .iter()
            .find(|condition| condition["type"] == "Ready")
            .map(|ready| json!([ready["status"], ready["reason"], ready["since"]]))
    };
    assert_eq!((&before["ready"], ready(before.json())), (&json!(true), Some(json!(["true", "RoomsAvailable", "2026-09-07T00:51:00Z"]))));

    let blind = "UPDATE clusters SET blind_since = '2026-09-07T00:58:00Z', sights = sights + 1";
    sqlx::query(blind).execute(&mut app.sql().await).await.unwrap();
    // Who waits for a change is told, and who asks again by the tag is answered.
    let unknown = school.get(&path).header("if-none-match", before.etag()).header("prefer", "wait=20").send().await.expect(200);
    assert_eq!((&unknown["ready"], &unknown["classrooms"]["ready_now"]), (&json!(false), &json!(0)));
    assert_eq!(ready(unknown.json()), Some(json!(["unknown", "ClusterUnreachable", "2026-09-07T00:58:00Z"])));
    assert_eq!(school.get("/v1/orders?ready=true").send().await.expect(200)["items"], json!([]));
    let operators = app.platform_get("/v1/platform/orders?ready=false").send().await.expect(200);
    assert_eq!((&operators["items"][0]["id"], ready(&operators["items"][0])), (&json!(order), ready(unknown.json())));
    let room = school.get("/v1/classrooms").send().await.expect(200)["items"][0]["status"].clone();
    assert_eq!((&room["wanted"], &room["available"], &room["reason"]), (&json!(true), &json!(null), &json!("ClusterUnreachable")));
    // Nothing new is placed there.
    school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_problem(409, "capacity-unavailable");

    sqlx::query("UPDATE clusters SET blind_since = NULL, sights = sights + 1").execute(&mut app.sql().await).await.unwrap();
    let after = school.get(&path).header("if-none-match", unknown.etag()).send().await.expect(200);
    assert_eq!((&after["ready"], ready(after.json())), (&json!(true), ready(before.json())));
    assert_ne!(after.etag(), before.etag(), "a tag never comes back");
}

#[tokio::test]
async fn a_cluster_that_does_not_answer_within_a_second_gets_no_new_order_and_nothing_else_changes() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let before = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
    sqlx::query("UPDATE clusters SET answering = false").execute(&mut app.sql().await).await.unwrap();
    school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_problem(409, "capacity-unavailable");
    assert_eq!(school.get(&format!("/v1/orders/{order}")).send().await.expect(200).etag(), before.etag());
    sqlx::query("UPDATE clusters SET answering = true").execute(&mut app.sql().await).await.unwrap();
    school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_created();
}
