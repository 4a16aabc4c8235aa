//! What one request may cost, and what is kept of it.

use serde_json::{Value, json};

use super::rows_of;
use crate::support::{OrderSpec, TestApp, class_of, nodes};

/// 200 rooms with a lesson on each of 300 days.
fn sixty_thousand_lessons() -> OrderSpec {
    class_of(1).rooms(200).term("2026-09-01", "2027-06-27").line(json!({"rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45}))
}

fn batch(orders: &[Value]) -> Value {
    json!({ "orders": orders })
}

#[tokio::test]
async fn the_lessons_of_all_orders_of_a_request_count_together() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    let large = sixty_thousand_lessons().json();
    let little = class_of(1).weekly("MO", "09:00", 45).json();
    for path in ["/v1/quotes", "/v1/orders/batch"] {
        let body = batch(&[large.clone(), large.clone(), little.clone(), little.clone()]);
        let refused = school.post(path).once().json(&body).send().await.expect_invalid("/orders/2/timetable/lessons");
        assert_eq!(refused["errors"][0]["code"], "too_many_lessons_together");
        assert_eq!(refused["errors"][0]["params"], json!({"max": 120_000}));
        assert_eq!(refused["errors"].as_array().unwrap().len(), 1, "what comes after it is not looked at: {}", refused.text());
    }
    // As large as a request may be: what refuses it now is the quota.
    let quote = school.post("/v1/quotes").json(&batch(&[large.clone(), large])).send().await.expect(200);
    assert_eq!(quote["violations"][0]["limit"], "rooms");
    assert_eq!(rows_of(&app, "orders").await, 0);
}

#[tokio::test]
async fn a_repeated_request_is_answered_by_the_order_as_it_is_now_and_no_answer_is_kept() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    let document = class_of(1).weekly("MO", "09:00", 45).json();
    for (path, body) in [("/v1/orders", document.clone()), ("/v1/orders/batch", batch(&[document.clone(), document]))] {
        let send = || app.post(path).bearer(&school.key).header("idempotency-key", "again").json(&body).send();
        let first = send().await.expect_created();
        let again = send().await.expect_created();
        assert_eq!(
            (again.json(), again.header("location"), again.header("etag")),
            (first.json(), first.header("location"), first.header("etag"))
        );
        assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), (None, Some("true")));
    }
    let document = class_of(1).weekly("MO", "09:00", 45).json();
    let send = || app.post("/v1/orders").bearer(&school.key).header("idempotency-key", "again").json(&document).send();
    let order = send().await.expect_created().id();
    school.amend(&order, &json!({"name": "Renamed"})).await.expect(200);
    assert_eq!((&send().await.expect_created()["name"], rows_of(&app, "orders").await), (&json!("Renamed"), 3));
    let kept: i64 = sqlx::query_scalar("SELECT sum(length(body)) FROM idempotency_keys WHERE route LIKE '%orders%'")
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}
