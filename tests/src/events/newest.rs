//! The feed as people read it: the newest first, and narrowed.

use serde_json::{Value, json};

use crate::support::{TestApp, class_of, nodes};

#[tokio::test]
async fn the_newest_come_first_page_by_page_to_the_beginning_of_the_feed() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    for _ in 0..3 {
        school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    }
    let oldest = school.get("/v1/events?limit=200").send().await.expect(200).ids();
    let (mut seen, mut path) = (Vec::new(), "/v1/events?order=newest&limit=2".to_owned());
    loop {
        let page = school.get(&path).send().await.expect(200);
        seen.extend(page.ids());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        assert!(page.header("link").unwrap().contains(&format!("before={cursor}")));
        path = format!("/v1/events?limit=2&before={cursor}");
    }
    assert_eq!(seen, oldest.iter().rev().cloned().collect::<Vec<_>>());
    let since = school.get("/v1/events?order=newest&after=1").send().await.expect(200);
    assert_eq!(since.items().len(), oldest.len() - 1, "both ends may be given");
    school.get("/v1/events?order=oldest&before=3").send().await.expect_invalid("?order");
    school.get("/v1/events?before=-1").send().await.expect_invalid("?before");
}

#[tokio::test]
async fn a_feed_is_narrowed_by_type_subject_actor_and_time_either_way() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    app.set_time("2026-08-26T00:00:00Z");
    school.amend(&order, &json!({"name": "Winter"})).await.expect(200);
    school.order(class_of(20).weekly("TU", "09:00", 45)).await.expect_created();
    let types = async |query: &str| {
        let page = school.get(&format!("/v1/events?{query}")).send().await.expect(200);
        page.items().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(types("type=order.created").await, ["order.created", "order.created"]);
    assert_eq!(types(&format!("subject={order}&order=newest")).await, ["order.amended", "order.created"]);
    assert_eq!(types("type=order.created&from=2026-08-26T00:00:00Z&order=newest").await, ["order.created"]);
    assert_eq!(types("type=order.amended&to=2026-08-26T00:00:00Z").await, [""; 0]);
    let key = school.get("/v1/events?type=order.amended").send().await.expect(200).items()[0]["actor"]["id"].clone();
    assert_eq!(types(&format!("actor={}&type=order.created", key.as_str().unwrap())).await.len(), 2);
    assert_eq!(types("actor=mem_0&order=newest").await, [""; 0]);
    // What was passed over is not looked through again.
    let narrowed = school.get("/v1/events?type=order.created").send().await.expect(200);
    let whole = school.get("/v1/events").send().await.expect(200);
    assert_eq!(narrowed["next_cursor"], whole["next_cursor"]);
    let newest = school.get("/v1/events?type=order.created&order=newest").send().await.expect(200);
    assert_eq!(newest["next_cursor"], Value::Null);
    school.get("/v1/events?type=nothing").send().await.expect_invalid("?type");
}
