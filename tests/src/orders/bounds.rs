//! What one request may cost: lessons and search by request, and what a busy service says.

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
