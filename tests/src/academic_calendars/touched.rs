//! A change of a calendar looks at the days that it touches; an order is then held and booked as if it had been made under that calendar.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{calendar, made};
use crate::{
    orders::calendars_are_sound,
    support::{OrderSpec, School, TestApp, class_of, nodes, record_classes, rooms, seats, storage_pool, uuid_of},
};

/// Two rooms, by day and over midnight; a lesson that is moved to the Saturday, one that is cancelled, and a day off of one room alone.
fn order(calendar: &str) -> OrderSpec {
    let changes = json!([
        {"lesson": "line-1", "room": "room-1", "on": "2026-11-02", "moved_to": {"date": "2026-10-17", "start": "14:00"}},
        {"lesson": "line-1", "room": "room-2", "on": "2026-10-14", "cancelled": true}]);
    class_of(40)
        .rooms(2)
        .weekly("MO,WE,FR", "09:00", 45)
        .weekly("FR", "23:00", 180)
        .with("/timetable/changes", changes)
        .with("/timetable/days", json!([{"from": "2026-11-11", "to": "2026-11-11", "off": true, "rooms": ["room-2"]}]))
        .with("/timetable/academic_calendar", json!(calendar))
}

/// What an order holds, by resource.
async fn held(app: &TestApp, order: &str) -> BTreeMap<String, Vec<i64>> {
    let held = sqlx::query_as::<_, (String, Vec<i64>)>("SELECT resource, steps FROM reservations WHERE order_id = $1").bind(uuid_of(order));
    held.fetch_all(&mut app.sql().await).await.unwrap().into_iter().collect()
}

/// When and where its lessons are held.
async fn lessons(school: &School<'_>, order: &str) -> Vec<Value> {
    let listed = school.get(&format!("/v1/lessons?order_id={order}&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z&limit=200"));
    let listed = listed.send().await.expect(200);
    listed
        .items()
        .iter()
        .map(|lesson| json!([lesson["starts_at"], lesson["ends_at"], lesson["lesson"], lesson["room"], lesson["state"]]))
        .collect()
}

async fn total(school: &School<'_>, order: &str) -> Value {
    school.get(&format!("/v1/orders/{order}")).send().await.expect(200)["lessons_total"].clone()
}

async fn change(school: &School<'_>, calendar: &str, days: &Value) {
    let path = format!("/v1/academic-calendars/{calendar}");
    let etag = school.get(&path).send().await.expect(200).etag().to_owned();
    school.patch(&path, &etag).json(&json!({"days": days})).send().await.expect(200);
}

fn closed_friday_and_saturday_as_wednesday() -> Value {
    let mut days = calendar()["days"].as_array().unwrap().clone();
    days.push(json!({"from": "2026-10-16", "to": "2026-10-16", "off": true}));
    days.push(json!({"date": "2026-10-17", "runs_as": "2026-10-14"}));
    days.into()
}

#[tokio::test]
async fn a_changed_calendar_leaves_an_order_as_one_that_was_made_under_it() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    record_classes(&app.database).await;
    let cluster = uuid_of(&app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0));
    storage_pool(&mut app.sql().await, (Uuid::now_v7(), cluster), "nas-a", (1_000, 4_000_000)).await;
    let early = app.tenant("Qinghe").with_quota(rooms(9), seats(500)).await;
    let late = app.tenant("Other").with_quota(rooms(9), seats(500)).await;
    let ((of_early, _), (of_late, _)) = (made(&early).await, made(&late).await);
    let amended = early.order(order(&of_early)).await.expect_created().id();
    let before = held(&app, &amended).await;
    let days = closed_friday_and_saturday_as_wednesday();
    change(&early, &of_early, &days).await;
    change(&late, &of_late, &days).await;
    let made_so = late.order(order(&of_late)).await.expect_created().id();
    assert_ne!(held(&app, &amended).await, before);
    assert_eq!(held(&app, &amended).await, held(&app, &made_so).await);
    assert_eq!(lessons(&early, &amended).await, lessons(&late, &made_so).await);
    assert_eq!(total(&early, &amended).await, total(&late, &made_so).await);
    calendars_are_sound(&app).await;
    // And back again.
    change(&early, &of_early, &calendar()["days"]).await;
    assert_eq!(held(&app, &amended).await, before);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lesson_over_midnight_meets_the_day_that_runs_again() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let (id, etag) = made(&school).await;
    // 7 October is a Wednesday, and off; the night of the 7th goes on until the morning of the 8th.
    let night = class_of(40).weekly("WE", "22:00", 720).on(&["2026-10-08"], "09:00", 45);
    let order = school.order(night.with("/timetable/academic_calendar", json!(id))).await.expect_created().id();
    let path = format!("/v1/academic-calendars/{id}");
    let shorter = json!({"days": [{"from": "2026-10-01", "to": "2026-10-06", "off": true}]});
    let refused = school.patch(&path, &etag).json(&shorter).send().await.expect_problem(409, "academic-calendar-refused");
    let violation = &refused["violations"][0];
    assert_eq!((&violation["order_id"], &violation["code"]), (&json!(order), &json!("lessons_overlap")), "{}", refused.text());
    let quoted = school.post(&format!("{path}/quote")).json(&shorter).send().await.expect(200);
    assert_eq!(quoted["feasible"], false);
    calendars_are_sound(&app).await;
}
