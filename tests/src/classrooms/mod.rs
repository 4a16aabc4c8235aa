//! Rooms, and entering them.

mod bell;
mod external_ids;
mod finding;
mod joins;
mod lessons;

use serde_json::json;

use crate::support::{TestApp, class_of, nodes};

/// What the reconciler leaves of every room when it has seen it up in its first run.
async fn seen_up(app: &TestApp, from: &str, until: &str, next: &str) {
    let status = json!({"wanted": true, "available": true, "reason": "RoomsAvailable", "params": {"rooms": 1}, "since": from});
    let sql = "UPDATE classrooms SET status = $1, open_from = $2::timestamptz, open_until = $3::timestamptz, opens_next = $4::timestamptz,
                                     address = '10.1.2.3', seen_at = $2::timestamptz";
    sqlx::query(sql).bind(&status).bind(from).bind(until).bind(next).execute(&mut app.sql().await).await.unwrap();
}

#[tokio::test]
async fn a_room_can_be_entered_while_it_is_open_and_available() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let rooms = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200);
    assert_eq!(rooms.items().len(), 2);
    let room = rooms.ids().remove(0);
    let path = format!("/v1/classrooms/{room}");
    let join = || school.post(&format!("{path}/join")).json(&json!({"role": "pupil", "name": "小明", "identity": "p-1"})).send();
    let closed = join().await.expect_problem(409, "room-closed");
    assert_eq!(closed["params"]["opens_at"], "2026-09-07T00:50:00Z");
    app.set_time("2026-09-07T00:52:00Z");
    // It should be up, and is not yet.
    assert_eq!(join().await.expect_problem(409, "room-closed")["params"]["opens_at"], "2026-09-07T00:52:00Z");
    seen_up(&app, "2026-09-07T00:50:00Z", "2026-09-07T01:55:00Z", "2026-09-14T00:50:00Z").await;
    let joined = join().await.expect(200);
    assert_eq!(joined["url"], format!("wss://r-{}.rooms.example.org", room.trim_start_matches("cls_")));
    assert_eq!(joined["expires_at"], "2026-09-07T01:02:00Z");
    assert_eq!(joined.text_of("token").split('.').count(), 3);
    app.set_time("2026-09-07T01:54:00Z");
    // Never beyond the room's end.
    assert_eq!(join().await.expect(200)["expires_at"], "2026-09-07T01:55:00Z");
    app.set_time("2026-09-07T01:55:00Z");
    assert_eq!(join().await.expect_problem(409, "room-closed")["params"]["opens_at"], "2026-09-14T00:50:00Z");
    // An order whose place is being left opens no more, whatever its timetable says.
    app.set_time("2026-09-14T00:55:00Z");
    sqlx::query("UPDATE placements SET state = 'leaving'").execute(&mut app.sql().await).await.unwrap();
    assert!(join().await.expect_problem(409, "room-closed")["params"]["opens_at"].is_null());
    let seen = school.get(&path).send().await.expect(200);
    assert_eq!((&seen["key"], &seen["status"]["available"]), (&json!("room-1"), &json!(true)));
    assert!(!seen.text().contains("10.1.2.3"), "addresses are for who joins");
}

#[tokio::test]
async fn a_role_that_is_none_and_a_room_that_is_not_yours_are_refused() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Other").await);
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let room = school.get("/v1/classrooms").send().await.expect(200).ids().remove(0);
    let path = format!("/v1/classrooms/{room}/join");
    school.post(&path).json(&json!({"role": "king", "name": "A"})).send().await.expect_invalid("/role");
    school.post(&path).json(&json!({"role": "pupil", "name": ""})).send().await.expect_invalid("/name");
    other.post(&path).json(&json!({"role": "pupil", "name": "A"})).send().await.expect_problem(404, "not-found");
    other.get(&format!("/v1/classrooms/{room}")).send().await.expect_problem(404, "not-found");
    assert_eq!(other.get("/v1/classrooms").send().await.expect(200)["items"], json!([]));
}
