//! `GET /v1/orders/{id}` and its events.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{TestApp, class_of, nodes};

#[tokio::test]
async fn an_unchanged_order_is_304_and_every_part_of_the_tag_counts() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let created = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let path = format!("/v1/orders/{}", created.id());
    let got = school.get(&path).send().await.expect(200);
    assert_eq!(got.json(), created.json());
    school.get(&path).header("if-none-match", got.etag()).send().await.expect(304);
    sqlx::query("UPDATE orders SET revision = revision + 1").execute(&mut app.sql().await).await.unwrap();
    school.get(&path).header("if-none-match", got.etag()).send().await.expect(200);
}

#[tokio::test]
async fn waiting_ends_when_the_order_differs() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let created = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let path = format!("/v1/orders/{}", created.id());
    let began = Instant::now();
    school.get(&path).header("if-none-match", created.etag()).header("prefer", "wait=1").send().await.expect(304);
    assert!(began.elapsed() >= Duration::from_secs(1));
    let began = Instant::now();
    let waiting = school.get(&path).header("if-none-match", created.etag()).header("prefer", "wait=30").send();
    let id = created.id();
    let (answer, _) = tokio::join!(waiting, school.cancel(&id));
    assert_eq!(answer.expect(200)["cancelled_at"], "2026-08-25T00:00:00Z");
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn the_timeline_names_what_was_done_and_by_whom() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_created();
    school.amend(&order, &json!({"name": "Spring"})).await.expect(200);
    school.cancel(&order).await.expect(200);
    let timeline = school.get(&format!("/v1/orders/{order}/events")).send().await.expect(200);
    let types: Vec<_> = timeline["items"].as_array().unwrap().iter().map(|event| event["type"].clone()).collect();
    assert_eq!(types, ["order.created", "order.amended", "order.cancelled"]);
    assert!(timeline["items"][0]["actor"]["type"].is_string(), "{}", timeline.text());
}
