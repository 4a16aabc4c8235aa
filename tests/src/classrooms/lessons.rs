//! What is on in a room and what comes next, beside the room.

use serde_json::{Value, json};

use super::seen_up;
use crate::support::{TestApp, class_of, nodes};

#[tokio::test]
async fn a_room_says_whose_it_is_what_is_on_and_what_comes_next() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let line = json!({"rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "09:00", "duration_minutes": 45, "teachers": ["Li"], "title": "数学"});
    let order = school.order(class_of(20).line(line).weekly("MO", "14:00", 45)).await.expect_created().id();
    let room = school.get("/v1/classrooms").send().await.expect(200).ids().remove(0);
    let path = format!("/v1/classrooms/{room}");
    app.set_time("2026-09-07T00:52:00Z");
    let before = school.get(&path).send().await.expect(200);
    assert_eq!((&before["order_name"], before.json().get("live_lesson")), (&json!("Autumn term"), None));
    let next = &before["next_lesson"];
    assert_eq!((&next["title"], &next["teachers"], &next["state"]), (&json!("数学"), &json!(["Li"]), &json!("warming")));
    assert_eq!(next["starts_at_local"], "2026-09-07T09:00:00+08:00");
    seen_up(&app, "2026-09-07T00:52:00Z", "2026-09-07T01:55:00Z", "2026-09-14T00:50:00Z").await;
    app.set_time("2026-09-07T01:10:00Z");
    // The clock alone made it another answer.
    let during = school.get(&path).header("if-none-match", before.etag()).send().await.expect(200);
    assert_eq!((&during["live_lesson"]["title"], &during["live_lesson"]["state"]), (&json!("数学"), &json!("live")));
    assert_eq!(during["next_lesson"]["starts_at_local"], "2026-09-07T14:00:00+08:00");
    school.get(&path).header("if-none-match", during.etag()).send().await.expect(304);
    let lesson = format!("/v1/lessons/{}", during["live_lesson"]["id"].as_str().unwrap());
    assert_eq!(school.get(&lesson).send().await.expect(200)["classroom_id"], json!(room));
    let listed = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200);
    assert_eq!(&listed.items()[0], during.json());
    app.set_time("2027-02-01T00:00:00Z");
    let over: Value = school.get(&path).send().await.expect(200).json().clone();
    assert!(over.get("live_lesson").is_none() && over.get("next_lesson").is_none());
}
