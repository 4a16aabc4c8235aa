//! `GET /v1/orders`

use serde_json::json;

use crate::support::{TestApp, class_of, nodes};

#[tokio::test]
async fn pages_hold_every_order_once_and_leave_out_the_long_parts() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let mut made = Vec::new();
    for number in 0..5 {
        let order = class_of(20).weekly("MO", "09:00", 45).with("/external_id", json!(format!("po-{number}")));
        made.push(school.order(order).await.expect_created().id());
    }
    let mut seen = Vec::new();
    let mut path = "/v1/orders?limit=2".to_owned();
    loop {
        let page = school.get(&path).send().await.expect(200);
        for item in page.items() {
            assert!(item.get("timetable").is_none() && item.get("rooms").is_none());
            seen.push(item["id"].as_str().unwrap().to_owned());
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        assert!(page.header("link").unwrap().contains("rel=\"next\""));
        path = format!("/v1/orders?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, made);
    let one = school.get("/v1/orders?external_id=po-3").send().await.expect(200);
    assert_eq!(one.items()[0]["id"], made[3].as_str());
    assert_eq!(one.items().len(), 1);
    for (query, at) in
        [("limit=0", "?limit"), ("limit=201", "?limit"), ("colour=red", "?colour"), ("cursor=zzz", "?cursor"), ("phase=x", "?phase")]
    {
        school.get(&format!("/v1/orders?{query}")).send().await.expect_invalid(at);
    }
}
