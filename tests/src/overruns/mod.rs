//! Rooms that stay open beyond their lessons: because people are inside, or because a person says so. That their pods stay is tried on control planes.

mod go_on;
mod keep;

use serde_json::{Value, json};

use crate::support::{School, TestApp};

/// As the reconciler leaves an order and those of its rooms that it has seen up, which close then.
async fn are_up(app: &TestApp, keys: &[&str], until: &str) {
    let status =
        json!({"wanted": true, "available": true, "reason": "RoomsAvailable", "params": {"rooms": 1}, "since": "2026-09-02T00:51:00Z"});
    let up = "UPDATE classrooms SET status = $1, open_from = '2026-09-02T00:50:00Z', open_until = $2::timestamptz,
                  opens_next = '2026-09-09T00:50:00Z', address = '10.1.2.3', seen_at = '2026-09-02T00:51:00Z' WHERE key = ANY($3)";
    let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    let mut sql = app.sql().await;
    sqlx::query(up).bind(&status).bind(until).bind(&keys).execute(&mut sql).await.unwrap();
    let standing = "UPDATE orders SET phase = 'active', next_change_at = $1::timestamptz";
    sqlx::query(standing).bind(until).execute(&mut sql).await.unwrap();
}

/// From now on its quota is less than what it has booked.
async fn lower_quota(app: &TestApp, school: &School<'_>, (rooms, seats): (u32, u32)) {
    let path = format!("/v1/tenants/{}/quota", school.id);
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    let quota = json!({"rooms": rooms, "seats": seats, "live_orders": 10, "rooms_per_order": 10});
    app.call("PUT", &path).bearer(&app.platform_key).header("if-match", &etag).json(&quota).send().await.expect(200);
}

/// When each lesson of Wednesday morning ends, and how much longer that is than planned.
async fn ends(school: &School<'_>, order: &str) -> Vec<Value> {
    let path = format!("/v1/lessons?order_id={order}&from=2026-09-02T00:00:00Z&to=2026-09-02T03:00:00Z");
    let lessons = school.get(&path).send().await.expect(200);
    lessons.items().iter().map(|lesson| json!([lesson["ends_at"], lesson["overrun_minutes"]])).collect()
}

/// How many events of a sort there are.
async fn told(app: &TestApp, kind: &str) -> i64 {
    let count = "SELECT count(*) FROM events WHERE type = $1";
    sqlx::query_scalar(count).bind(kind).fetch_one(&mut app.sql().await).await.unwrap()
}
