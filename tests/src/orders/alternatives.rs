//! What a refusal suggests is admitted when it is sent as it is.

use serde_json::{Value, json};

use super::calendars_are_sound;
use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn every_alternative_is_admitted_as_it_is() {
    for nth in 0..3 {
        let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await.with_cluster("sh-1", nodes(4).region("cn-shanghai")).await;
        let school = app.tenant("Qinghe").with_quota(rooms(200), seats(20_000)).await;
        school.order(class_of(50).rooms(30).weekly("MO", "09:00", 45)).await.expect_created();
        let refused = school.order(class_of(50).rooms(20).weekly("MO", "09:00", 45)).await.expect_problem(409, "capacity-unavailable");
        let codes: Vec<_> = refused["alternatives"].as_array().unwrap().iter().map(|found| found["explain"]["code"].clone()).collect();
        assert_eq!(codes, ["StartAt", "Region", "FewerSeats"], "{}", refused.text());
        school.order(refused.alternative(nth)).await.expect_created();
        calendars_are_sound(&app).await;
    }
}

#[tokio::test]
async fn a_number_that_no_change_helps_has_no_alternatives() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2000), seats(20_000)).await;
    let mut conn = app.sql().await;
    sqlx::query(r#"UPDATE calendars SET limits = limits || '{"live_orders": 1}' WHERE tenant_id IS NOT NULL"#)
        .execute(&mut conn)
        .await
        .unwrap();
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let refused = school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["violations"][0]["limit"], "live_orders");
    assert_eq!(refused["alternatives"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn what_is_suggested_to_the_orders_of_a_batch_fits_side_by_side() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(20_000)).await;
    // 64 cores hold 37 rooms.
    let full = class_of(50).rooms(37).weekly("MO", "09:00", 45);
    school.order(full.clone()).await.expect_created();
    let mut batch = json!({"orders": [full.json(), full.json()]});
    let refused = school.post("/v1/orders/batch").json(&batch).send().await.expect_problem(409, "capacity-unavailable");
    let suggested = refused["alternatives"].as_array().unwrap();
    for order in 0..2 {
        let first = suggested.iter().find(|found| found["order"] == order).unwrap();
        for (field, value) in first["change"].as_object().unwrap() {
            batch["orders"][order][field] = value.clone();
        }
    }
    let starts: Vec<&Value> = batch["orders"].as_array().unwrap().iter().map(|order| &order["timetable"]["lessons"][0]["start"]).collect();
    assert_ne!(starts[0], starts[1]);
    school.post("/v1/orders/batch").json(&batch).send().await.expect_created();
    calendars_are_sound(&app).await;
}
