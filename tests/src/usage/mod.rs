//! `GET /v1/usage/quota`

mod calendar;

use serde_json::json;

use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn usage_says_the_limit_now_and_the_fullest_moment_to_come() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created();
    school.order(class_of(20).rooms(3).on(&["2026-09-14"], "09:30", 45)).await.expect_created();
    app.set_time("2026-09-07T01:10:00Z");
    let usage = school.get("/v1/usage/quota").send().await.expect(200);
    assert_eq!(usage["rooms"], json!({"limit": 10, "now": 2, "highest": {"used": 5, "at": "2026-09-14T01:30:00Z"}}));
    assert_eq!(usage["seats"]["now"], 40);
    assert_eq!(usage["live_orders"], json!({"limit": 1000, "now": 2}));
}
