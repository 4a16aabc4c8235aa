//! `POST /v1/orders/batch`: all or nothing.

use serde_json::json;

use super::{calendars_are_sound, rows_of};
use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn a_batch_is_booked_whole_or_not_at_all() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(1_000)).await;
    let order = |count| class_of(20).rooms(count).weekly("MO", "09:00", 45).json();
    let batch = json!({"orders": [order(4), order(4), order(4)]});
    let refused = school.post("/v1/orders/batch").json(&batch).send().await.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["violations"][0]["order"], 2);
    assert_eq!(refused["alternatives"][0]["order"], 2);
    assert_eq!((rows_of(&app, "orders").await, rows_of(&app, "reservations").await), (0, 0));
    let mut mended = batch.clone();
    mended["orders"][2]["timetable"] = refused["alternatives"][0]["change"]["timetable"].clone();
    let created = school.post("/v1/orders/batch").json(&mended).send().await.expect_created();
    assert_eq!(created.items().len(), 3);
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_bad_field_of_a_batch_is_named_with_its_order() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").await;
    let good = class_of(20).weekly("MO", "09:00", 45).json();
    let bad = class_of(20).weekly("MO", "09:00", 45).zone("Mars/Olympus").json();
    school.post("/v1/orders/batch").json(&json!({"orders": [good, bad]})).send().await.expect_invalid("/orders/1/timetable/time_zone");
    school.post("/v1/orders/batch").json(&json!({"orders": []})).send().await.expect_invalid("/orders");
    let many: Vec<_> = (0..51).map(|_| good.clone()).collect();
    school.post("/v1/orders/batch").json(&json!({"orders": many})).send().await.expect_invalid("/orders");
    assert_eq!(rows_of(&app, "orders").await, 0);
}
