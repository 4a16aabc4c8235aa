//! Storage pools that are made smaller than what is booked on them.

use homeroom_domain::ids::StoragePoolId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{kinds, look, told};
use crate::support::{TestApp, class_of, nodes, record_classes, rooms, seats, storage_pool, uuid_of};

#[tokio::test]
async fn a_pool_that_is_made_smaller_names_the_orders_placed_last_until_it_is_larger_again() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    record_classes(&app.database).await;
    let (cluster, pool) = (app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0), Uuid::now_v7());
    storage_pool(&mut app.sql().await, (pool, uuid_of(&cluster)), "nas-a", (100, 1_000_000)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(9_000)).await;
    // Forty and twenty of 85 Mbit/s.
    let first = school.order(class_of(20).rooms(10).on(&["2026-09-07"], "09:00", 60)).await.expect_created().id();
    let last = school.order(class_of(20).rooms(5).on(&["2026-09-07"], "09:00", 60)).await.expect_created().id();
    assert_eq!(look(&app).await, [] as [Value; 0]);

    let path = format!("/v1/clusters/{cluster}/storage-pools/{}", StoragePoolId::new(pool));
    let amend = async |change: Value| {
        let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
        app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(&change).send().await.expect(200);
    };
    amend(json!({"bandwidth_mbit": 60})).await;
    let found = look(&app).await;
    assert_eq!(found.len(), 1, "{found:?}");
    // Of sixty Mbit/s 51 are sold: nine are short, those of three rooms.
    let one = &found[0];
    assert_eq!((&one["order_id"], &one["rooms"], &one["bell_at"]), (&json!(last), &json!(3), &json!("2026-09-07T01:00:00Z")));
    assert_eq!(one["cause"]["reason"], "PoolTooSmall");
    assert_eq!(one["cause"]["params"], json!({"pool": "nas-a", "sold": 51}));
    assert_eq!(one["cause"]["message"], "Storage pool nas-a sells 51, and more is booked on it.");
    let orders = app.platform_get("/v1/platform/orders").send().await.expect(200);
    let order = orders.items().iter().find(|order| order["id"] == json!(last)).unwrap().clone();
    let condition = order["conditions"].as_array().unwrap().iter().find(|one| one["type"] == "PromiseAtRisk").unwrap().clone();
    assert_eq!(condition["reason"], "PoolTooSmall");

    // Lost: whoever records there is named, and what was named is told once.
    amend(json!({"bandwidth_mbit": 1, "space_mib": 1, "open": false})).await;
    let mut named: Vec<Value> = look(&app).await.iter().map(|one| one["order_id"].clone()).collect();
    named.sort_by_key(|id| *id == json!(last));
    assert_eq!(named, [json!(first), json!(last)]);
    amend(json!({"bandwidth_mbit": 100, "space_mib": 1_000_000})).await;
    assert_eq!(look(&app).await, [] as [Value; 0]);
    let events = told(&app).await;
    let holds = kinds(&events).iter().filter(|kind| **kind == "promise.holds").count();
    assert_eq!((kinds(&events)[0], holds), ("promise.at_risk", 2));
}
