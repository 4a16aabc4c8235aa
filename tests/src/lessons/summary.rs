//! `GET /v1/lessons/summary`

use serde_json::{Value, json};

use crate::support::{School, TestApp, class_of, nodes};

async fn summary(school: &School<'_>, query: &str) -> Value {
    school.get(&format!("/v1/lessons/summary?{query}")).send().await.expect(200).json().clone()
}

/// How many lessons there are in each state that some are in.
async fn states(school: &School<'_>, query: &str) -> Value {
    let counts = summary(school, query).await;
    let some = counts["items"].as_array().unwrap().iter().filter(|count| count["lessons"] != 0);
    some.map(|count| (count["state"].as_str().unwrap().to_owned(), count["lessons"].clone())).collect::<serde_json::Map<_, _>>().into()
}

/// Two rooms with a lesson in the morning and one in the afternoon, of which one is cancelled on the 7th.
async fn two_rooms(school: &School<'_>) {
    let changes = json!([{"lesson": "line-2", "room": "room-2", "on": "2026-09-07", "cancelled": true}]);
    let order = class_of(20).rooms(2).weekly("MO", "09:00", 45).weekly("MO", "14:00", 45).with("/timetable/changes", changes);
    school.order(order).await.expect_created();
}

async fn up_since(app: &TestApp, room: &str, since: &str) {
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from)
               SELECT tenant_id, id, $2::timestamptz FROM classrooms WHERE key = $1";
    sqlx::query(sql).bind(room).bind(since).execute(&mut app.sql().await).await.unwrap();
}

#[tokio::test]
async fn lessons_are_counted_by_how_they_stand() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    two_rooms(&school).await;
    let day = "from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z";
    assert_eq!(states(&school, day).await, json!({"scheduled": 3, "cancelled": 1}));
    app.set_time("2026-09-07T01:10:00Z");
    up_since(&app, "room-1", "2026-09-07T00:55:00Z").await;
    // The other room is due and not up.
    assert_eq!(states(&school, day).await, json!({"live": 1, "warming": 1, "scheduled": 1, "cancelled": 1}));
    app.set_time("2026-09-07T05:55:00Z");
    assert_eq!(states(&school, day).await, json!({"ended": 1, "missed": 1, "ready": 1, "cancelled": 1}));
    // Of whoever names no window it is today, in its own zone.
    assert_eq!(summary(&school, "").await, summary(&school, "from=2026-09-06T16:00:00Z&to=2026-09-07T16:00:00Z").await);
    assert_eq!(states(&app.tenant("Other").await, day).await, json!({}));
}

#[tokio::test]
async fn a_bell_says_how_many_rooms_and_seats_it_is_for_and_how_many_are_ready() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    two_rooms(&school).await;
    app.set_time("2026-09-07T00:55:00Z");
    up_since(&app, "room-2", "2026-09-07T00:52:00Z").await;
    let bells = summary(&school, "by=bell").await;
    assert_eq!(bells["time_zone"], "Asia/Shanghai");
    let none = json!({"scheduled": 0, "warming": 0, "ready": 0, "live": 0, "ended": 0, "cancelled": 0, "missed": 0});
    let states = |some: &[(&str, u32)]| {
        let mut states = none.clone();
        some.iter().for_each(|(state, lessons)| states[*state] = json!(lessons));
        states
    };
    assert_eq!(
        bells["items"],
        json!([
            {"at": "2026-09-07T01:00:00Z", "at_local": "2026-09-07T09:00:00+08:00", "ends_at": "2026-09-07T01:45:00Z",
             "lessons": 2, "rooms": 2, "seats": 40, "states": states(&[("warming", 1), ("ready", 1)])},
            {"at": "2026-09-07T06:00:00Z", "at_local": "2026-09-07T14:00:00+08:00", "ends_at": "2026-09-07T06:45:00Z",
             "lessons": 2, "rooms": 1, "seats": 20, "states": states(&[("scheduled", 1), ("cancelled", 1)])},
        ])
    );
}

#[tokio::test]
async fn a_summary_of_a_long_time_counts_what_the_list_shows_and_longer_ones_are_refused() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    two_rooms(&school).await;
    let window = "from=2026-09-01T00:00:00Z&to=2026-10-31T00:00:00Z";
    let listed = school.get(&format!("/v1/lessons?{window}&limit=200")).send().await.expect(200).items().len();
    assert_eq!(states(&school, window).await, json!({"scheduled": listed - 1, "cancelled": 1}));
    school.get("/v1/lessons/summary?from=2026-09-01T00:00:00Z&to=2026-11-10T00:00:00Z").send().await.expect_invalid("?to");
    school.get("/v1/lessons/summary?by=bell&from=2026-09-01T00:00:00Z&to=2026-09-10T00:00:00Z").send().await.expect_invalid("?to");
    school.get("/v1/lessons/summary?from=2026-09-01T00:00:00Z&to=2026-09-01T00:00:00Z").send().await.expect_invalid("?to");
}
