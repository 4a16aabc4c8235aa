//! A cluster whose API says nothing for a while, over the bell of its lessons.

use std::time::{Duration, Instant};

use homeroom_domain::{ids::OrderId, workload::namespace_name};
use serde_json::{Value, json};

use super::Both;
use crate::support::class_of;

/// Until it is given up, whatever that takes; what it does in that time is tried by the long one.
const SHORT: Duration = Duration::ZERO;
const A_MINUTE: Duration = Duration::from_secs(60);

/// A cluster is silent while a lesson runs on it and another one is due: the one that runs is left alone, orders of the other cluster go on, new ones go there,
/// and when it is back the rooms that are due come up where they are booked. Nothing is anywhere twice.
#[tokio::test]
#[ignore = "long: a further case on control planes"]
async fn a_cluster_that_was_silent_over_a_bell_has_nothing_twice_when_it_is_back() {
    Box::pin(silent_for(SHORT)).await;
}

/// The same for a whole minute, in which the service tries again and again to reach it.
#[tokio::test]
#[ignore = "long: a cluster is silent for a minute"]
async fn a_cluster_that_was_silent_for_a_minute_has_nothing_twice_when_it_is_back() {
    Box::pin(silent_for(A_MINUTE)).await;
}

/// Promises at risk and why, as they are looked at now.
async fn at_risk(both: &Both) -> Vec<Value> {
    both.world.work("watch-promises").await;
    let found = both.world.app.platform_get("/v1/promises").send().await.expect(200);
    found.items().iter().map(|one| json!([one["order_id"], one["cause"]["reason"]])).collect()
}

/// The pods of an order on the first, by uid.
async fn uids(both: &Both, order: OrderId) -> Vec<Value> {
    both.world.pods(order).await.iter().map(|pod| pod["metadata"]["uid"].clone()).collect()
}

/// Where an order is, by placements that are not gone.
async fn places(both: &Both, order: OrderId) -> Vec<uuid::Uuid> {
    let sql = "SELECT cluster_id FROM placements WHERE order_id = $1 AND state <> 'gone'";
    sqlx::query_scalar(sql).bind(order.uuid()).fetch_all(&mut both.world.app.sql().await).await.unwrap()
}

async fn silent_for(time: Duration) {
    let mut both = Both::new([2, 2], 500).await;
    let replica = both.world.replica();
    let live = both.world.order(&class_of(50).rooms(3).weekly("WE", "09:00", 90)).await;
    let due = both.world.order(&class_of(50).rooms(2).weekly("WE", "09:30", 45)).await;
    both.until_at_rest(2).await;
    both.register_second().await;
    both.world.set_time("2026-09-02T01:00:00Z");
    both.world.until_ready(live, 3).await;
    let before = uids(&both, live).await;

    let meanwhile = while_silent(&mut both, (live, due), time).await;

    both.world.plane.thaw_api();
    both.world.until_ready(due, 2).await;
    both.world.until_ready(live, 3).await;
    assert_eq!(uids(&both, live).await, before, "whoever was in a lesson is in it still");
    both.each_runs_once(7).await;
    assert_eq!(at_risk(&both).await, [] as [Value; 0], "what was told of holds again");
    each_is_where_it_was(&both, &[(live, both.world.cluster), (due, both.world.cluster), (meanwhile, both.second)]).await;
    each_is_there_alone(&both, live, meanwhile).await;
    replica.stop().await;
}

/// The one that stayed is nowhere else, and the one that was ordered meanwhile neither.
async fn each_is_there_alone(both: &Both, stayed: OrderId, meanwhile: OrderId) {
    let elsewhere = both.other.api().get(&format!("/api/v1/namespaces/{}", namespace_name(stayed))).await.unwrap();
    assert!(elsewhere.is_none(), "an order that stayed is nowhere else");
    assert!(both.world.namespace(meanwhile).await.is_none());
}

/// A new order goes to the other cluster, and its bell rings there. Says which it is.
async fn while_silent(both: &mut Both, (live, due): (OrderId, OrderId), time: Duration) -> OrderId {
    let since = Instant::now();
    both.world.plane.freeze_api();
    let answering = "SELECT count(*) FROM clusters WHERE answering";
    both.world.wait("new orders go elsewhere", || async { both.world.scalar(answering).await == 1 }).await;
    assert_eq!(at_risk(both).await, [json!([due, "ClusterSilent"])], "the one that runs goes on, and the next one is told of");
    let meanwhile = both.world.order(&class_of(50).rooms(2).weekly("WE", "09:20", 45)).await;
    assert_eq!(places(both, meanwhile).await, [both.second]);
    both.world.until_unknown(live).await;
    both.world.set_time("2026-09-02T01:21:00Z");
    both.world.until_ready(meanwhile, 2).await;
    tokio::time::sleep(time.saturating_sub(since.elapsed())).await;
    meanwhile
}

async fn each_is_where_it_was(both: &Both, orders: &[(OrderId, uuid::Uuid)]) {
    for (order, there) in orders {
        assert_eq!(places(both, *order).await, [*there]);
    }
}
