//! Lessons that go on while people are inside, as the work `go-on` decides it.

use serde_json::json;

use super::{are_up, ends, lower_quota, told};
use crate::{
    orders::calendars_are_sound,
    support::{School, TestApp, class_of, nodes, rooms, seats},
};

async fn decide(app: &TestApp, at: &str) {
    app.set_time(at);
    homeroom::workers::run(&app.state, "go-on").await.unwrap();
}

async fn join(school: &School<'_>, room: &str) {
    let body = json!({"role": "pupil", "name": "P"});
    school.post(&format!("/v1/classrooms/{room}/join")).json(&body).send().await.expect(200);
}

#[tokio::test]
async fn a_lesson_goes_on_step_by_step_where_somebody_was_let_in_and_what_closes_on_people_is_told_once() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    // So that no room's server is asked who is inside.
    let silent = "UPDATE clusters SET answering = false, blind_since = '2026-09-02T00:52:00Z', sights = 1";
    let school = app.tenant("Qinghe").with_quota(rooms(3), seats(100)).await;
    let spec = class_of(10).rooms(3).weekly("WE", "09:00", 45).with("/overrun_minutes", json!(10));
    let order = school.order(spec).await.expect_created().id();
    sqlx::query(silent).execute(&mut app.sql().await).await.unwrap();
    let ids: Vec<String> =
        sqlx::query_scalar("SELECT 'cls_' || id FROM classrooms ORDER BY position").fetch_all(&mut app.sql().await).await.unwrap();
    app.set_time("2026-09-02T00:55:00Z");
    are_up(&app, &["room-1", "room-2", "room-3"], "2026-09-02T01:55:00Z").await;
    join(&school, &ids[0]).await;
    join(&school, &ids[1]).await;

    decide(&app, "2026-09-02T01:45:00Z").await;
    let (longer, over) = (json!(["2026-09-02T01:50:00Z", 5]), json!(["2026-09-02T01:45:00Z", null]));
    let mut shown = ends(&school, &order).await;
    shown.sort_by_key(ToString::to_string);
    assert_eq!(shown, [over, longer.clone(), longer]);
    are_up(&app, &["room-1", "room-2"], "2026-09-02T02:00:00Z").await;

    lower_quota(&app, &school, (1, 100)).await;
    let classroom = async || school.get(&format!("/v1/classrooms/{}", ids[1])).send().await.expect(200);
    decide(&app, "2026-09-02T01:50:00Z").await;
    are_up(&app, &["room-1"], "2026-09-02T02:05:00Z").await;
    assert!(classroom().await["closing"].is_null(), "there may be room yet");
    decide(&app, "2026-09-02T01:55:00Z").await;
    decide(&app, "2026-09-02T01:56:00Z").await;
    let closing = classroom().await["closing"].clone();
    assert_eq!((&closing["at"], &closing["reason"]), (&json!("2026-09-02T02:00:00Z"), &json!("QuotaUsed")));
    assert_eq!(closing["params"], json!({"limit": "rooms", "needed": 1, "free": 0}));
    assert_eq!((told(&app, "lessons.went_on").await, told(&app, "lessons.cut_short").await), (2, 1));

    app.set_time("2026-09-02T02:01:00Z");
    assert!(classroom().await["closing"].is_null(), "it has closed");
    // Ten minutes are all that the order allows.
    decide(&app, "2026-09-02T02:01:00Z").await;
    assert_eq!((told(&app, "lessons.went_on").await, told(&app, "lessons.cut_short").await), (2, 1));
    calendars_are_sound(&app).await;
}
