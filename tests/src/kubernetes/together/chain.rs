//! A cluster is lost, and then the one that its orders went to.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{World, rooms_on};
use crate::{
    kubernetes::{planes::Plane, world::register},
    support::class_of,
};

/// Fails over a lost cluster, and says where its one order goes on.
async fn fail_over(world: &World, cluster: Uuid) -> Uuid {
    let path = format!("/v1/clusters/clu_{cluster}/failover");
    let body = json!({"lessons_until": "2026-09-02T02:00:00Z"});
    let done = world.app.platform_post(&path).json(&body).send().await.expect(200);
    let order = &done["orders"][0];
    assert_eq!((&order["verdict"], &done["rooms"]["total"]), (&json!("moved"), &json!(4)), "{}", done.text());
    order["to"]["id"].as_str().and_then(|id| id.strip_prefix("clu_")).unwrap().parse().unwrap()
}

async fn until_blind(world: &World, clusters: i64) {
    let blind = "SELECT count(*) FROM clusters WHERE blind_since IS NOT NULL";
    world.wait("it is given up", || async { world.scalar(blind).await == clusters }).await;
}

/// Of three clusters two are lost one after the other: the order goes on on the third, its rooms are up at their bell, and when all are back it is there alone.
#[tokio::test]
#[ignore = "long: three control planes"]
async fn an_order_whose_cluster_is_lost_twice_runs_on_the_third_and_once_when_all_are_back() {
    let [first, second, third] = Plane::several([1, 1, 1]).await;
    let mut world = World::on(first).await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).rooms(4).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    let mut others = [second, third];
    let ids =
        [register(&world.app, &others[0], "second", "cn-beijing").await, register(&world.app, &others[1], "third", "cn-beijing").await];
    let measured = "SELECT count(*) FROM clusters WHERE jsonb_typeof(capacity -> 'shape') = 'object' AND answering";
    world.wait("nodes of all are measured", || async { world.scalar(measured).await == 3 }).await;

    world.plane.freeze_api();
    until_blind(&world, 1).await;
    let to = fail_over(&world, world.cluster).await;
    world.until_ready(order, 0).await;
    let (lost, left) = if to == ids[0] { (0, 1) } else { (1, 0) };
    others[lost].freeze_api();
    until_blind(&world, 2).await;
    assert_eq!(fail_over(&world, to).await, ids[left]);
    world.set_time("2026-09-02T00:52:00Z");
    world.until_ready(order, 4).await;
    assert_eq!(rooms_on(others[left].api()).await.len(), 4);

    world.plane.thaw_api();
    others[lost].thaw_api();
    let done = "SELECT count(*) FROM moves WHERE state = 'done'";
    world.wait("both are clean", || async { world.scalar(done).await == 2 }).await;
    world.until_ready(order, 4).await;
    let rooms = [rooms_on(world.kube()).await.len(), rooms_on(others[lost].api()).await.len(), rooms_on(others[left].api()).await.len()];
    assert_eq!(rooms, [0, 0, 4]);
    assert_eq!(world.booked_from("2026-09-02T00:52:00Z").await, [] as [Value; 0], "the first is free");
    replica.stop().await;
}
