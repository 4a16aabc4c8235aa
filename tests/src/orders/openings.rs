//! `POST /v1/quotes/openings`

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    orders::rows_of,
    support::{School, TestApp, class_of, nodes, record_classes, rooms, seats, storage_pool, uuid_of},
};

/// Two rooms of 20 for lessons of 45 minutes, over three weeks.
fn two_rooms(starts: &[&str]) -> Value {
    json!({"kind": "class", "region": "cn-beijing", "rooms": 2, "seats": 20, "term": {"first_day": "2026-09-07", "last_day": "2026-09-27"},
           "time_zone": "Asia/Shanghai", "duration_minutes": 45, "starts": starts})
}

/// What is told of one weekday, by start.
async fn told(school: &School<'_>, asked: &Value, weekday: &str) -> Vec<Value> {
    let openings = school.post("/v1/quotes/openings").json(asked).send().await.expect(200);
    let on_day = openings.items().iter().filter(|opening| opening["weekday"] == weekday);
    on_day.map(|opening| json!([opening["start"], opening["fits"]])).collect()
}

#[tokio::test]
async fn openings_tell_at_which_times_of_the_week_rooms_would_fit_beside_what_is_booked() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(3), seats(500)).await;
    school.order(class_of(20).rooms(2).on(&["2026-09-14"], "09:00", 45)).await.expect_created();
    school.order(class_of(20).rooms(2).weekly("MO", "10:00", 45)).await.expect_created();
    let before = rows_of(&app, "events").await;
    let asked = two_rooms(&["10:00", "09:00", "11:00"]);
    assert_eq!(told(&school, &asked, "MO").await, [json!(["09:00", "some"]), json!(["10:00", "none"]), json!(["11:00", "all"])]);
    assert_eq!(told(&school, &asked, "TU").await, ["09:00", "10:00", "11:00"].map(|start| json!([start, "all"])));
    // What it tells is what an order is told.
    let order = |start: &str| class_of(20).rooms(2).term("2026-09-07", "2026-09-27").weekly("MO", start, 45);
    for (start, feasible) in [("09:00", false), ("10:00", false), ("11:00", true)] {
        assert_eq!(school.quote(order(start)).await.expect(200)["feasible"], feasible, "{start}");
    }
    let whole = school
        .post("/v1/quotes/openings")
        .json(&json!({"kind": "class", "rooms": 1, "seats": 20, "term": {"first_day": "2026-09-07", "last_day": "2026-09-27"},
        "time_zone": "Asia/Shanghai", "duration_minutes": 45}))
        .send()
        .await
        .expect(200);
    assert_eq!(whole.items().len(), 7 * 30);
    assert_eq!(rows_of(&app, "events").await, before);
    // What others have booked of the quota is nobody's business but theirs.
    let other = app.tenant("Other").with_quota(rooms(3), seats(500)).await;
    assert_eq!(told(&other, &asked, "MO").await, ["09:00", "10:00", "11:00"].map(|start| json!([start, "all"])));
}

#[tokio::test]
async fn openings_of_rooms_that_are_recorded_count_storage_for_as_long_as_it_is_kept() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    record_classes(&app.database).await;
    let school = app.tenant("Qinghe").with_quota(rooms(9), seats(500)).await;
    let asked = two_rooms(&["09:00"]);
    assert_eq!(told(&school, &asked, "MO").await, [json!(["09:00", "none"])], "there is no pool");
    let cluster = uuid_of(&app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0));
    // Two rooms leave 1,800 MiB on a Monday, kept for a week: 3,600 on the second one, of which 3,400 are sold.
    storage_pool(&mut app.sql().await, (Uuid::now_v7(), cluster), "nas-a", (100, 4_000)).await;
    assert_eq!(told(&school, &asked, "MO").await, [json!(["09:00", "some"])]);
    let order = || class_of(20).rooms(2).term("2026-09-07", "2026-09-27").weekly("MO", "09:00", 45);
    assert_eq!(school.quote(order()).await.expect(200)["feasible"], false);
    storage_pool(&mut app.sql().await, (Uuid::now_v7(), cluster), "nas-b", (100, 5_000)).await;
    assert_eq!(told(&school, &asked, "MO").await, [json!(["09:00", "all"])]);
    school.order(order()).await.expect_created();
    assert_eq!(told(&school, &asked, "MO").await, [json!(["09:00", "some"])], "what is left is for single Mondays");
}

#[tokio::test]
async fn a_wish_that_is_none_is_refused_with_its_fields() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let with = |field: &str, value: Value| {
        let mut asked = two_rooms(&["09:00"]);
        asked[field] = value;
        asked
    };
    for (field, value) in [
        ("kind", json!("party")),
        ("region", json!("moon")),
        ("rooms", json!(0)),
        ("seats", json!(201)),
        ("time_zone", json!("Mars/Base")),
        ("duration_minutes", json!(1441)),
        ("starts", json!([])),
    ] {
        school.post("/v1/quotes/openings").json(&with(field, value)).send().await.expect_invalid(&format!("/{field}"));
    }
    let reversed = with("term", json!({"first_day": "2026-09-07", "last_day": "2026-09-01"}));
    school.post("/v1/quotes/openings").json(&reversed).send().await.expect_invalid("/term/last_day");
    let wall = with("starts", json!(["9:00"]));
    school.post("/v1/quotes/openings").json(&wall).send().await.expect_invalid("/starts/0");
}
