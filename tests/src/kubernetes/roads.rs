//! Whether rooms are reached on the road that clients take. The test plays the rooms' servers and the kubelets, which say which images they have; between the
//! service and the rooms is a relay that it stops.

use std::net::SocketAddr;

use axum::Router;
use homeroom_domain::ids::OrderId;
use homeroom_local::kube_api::KubeApi;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::world::{World, condition};
use crate::support::{Relay, class_of};

fn reached(cluster: &Value) -> Value {
    condition(cluster, "RoomsReachable").cloned().unwrap_or_default()
}

/// Answers for every room.
pub(super) async fn room_servers() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(|| async { "OK" })).await });
    address
}

/// Rooms are reached over this, and nodes tell of images as real ones do.
async fn over(world: &World, road: SocketAddr) {
    go_over(world, road).await;
    tell_of_images(world.kube()).await;
}

/// Rooms are reached over this, on each cluster.
pub(super) async fn go_over(world: &World, road: SocketAddr) {
    let template = format!("ws://{road}/{{classroom}}");
    sqlx::query("UPDATE clusters SET media_url = $1").bind(template).execute(&mut world.app.sql().await).await.unwrap();
}

/// A node does, as real ones do: its cluster is not taken for a simulated one.
pub(super) async fn tell_of_images(kube: &KubeApi) {
    let images = json!({"status": {"images": [{"names": ["docker.io/livekit/livekit-server:v1.13.5"], "sizeBytes": 1}]}});
    kube.patch("/api/v1/nodes/node-1/status", &images).await.unwrap();
}

/// Which pods an order has.
async fn uids(world: &World, order: OrderId) -> Vec<Value> {
    world.pods(order).await.iter().map(|pod| pod["metadata"]["uid"].clone()).collect()
}

#[tokio::test]
async fn a_road_that_is_closed_is_told_and_lets_a_failover_go_and_one_that_is_open_again_does_not() {
    let mut world = World::new(1).await;
    let mut road = Relay::to(room_servers().await).await;
    over(&world, road.address).await;
    let replica = world.replica();
    world.set_time("2026-09-02T00:00:00Z");
    let order = world.order(&class_of(50).rooms(2).weekly("WE", "09:00", 45)).await;
    let cluster = world.until_cluster("no room is up", |cluster| reached(cluster)["reason"] == "NoRoomUp").await;
    assert_eq!(reached(&cluster)["status"], "unknown");

    world.set_time("2026-09-02T00:52:00Z");
    world.until_ready(order, 2).await;
    world.until_cluster("rooms are reached", |cluster| reached(cluster)["status"] == "true").await;
    let path = format!("/v1/clusters/clu_{}/failover", world.cluster);
    let body = json!({"lessons_until": "2026-09-02T01:30:00Z"});
    world.app.platform_post(&path).json(&body).send().await.expect_problem(409, "cluster-answers");

    road.stop().await;
    let cluster = world.until_cluster("rooms are not reached", |cluster| reached(cluster)["status"] == "false").await;
    let found = reached(&cluster);
    assert_eq!((&found["reason"], &found["fix_by"]), (&json!("RoomsNotReached"), &json!("operator")));
    let unreached = "SELECT count(*) FROM classrooms WHERE unreached_since IS NOT NULL";
    assert_eq!(world.scalar(unreached).await, 2, "each is known");
    // The API of the cluster answers all the time, and there is no other cluster.
    let tried = world.app.platform_post(&path).json(&body).send().await.expect(200);
    assert_eq!(tried["orders"][0]["verdict"], "no_place", "{tried:#?}");

    road.start().await;
    world.until_cluster("rooms are reached again", |cluster| reached(cluster)["reason"] == "RoomsAnswer").await;
    assert_eq!(world.scalar(unreached).await, 0);
    world.app.platform_post(&path).json(&body).send().await.expect_problem(409, "cluster-answers");

    // It is tried while the API of the cluster is silent too.
    let before = uids(&world, order).await;
    assert_eq!(before.len(), 2);
    world.plane.freeze_api();
    world.until_unknown(order).await;
    let cluster = world.until_cluster("still reached", |cluster| reached(cluster)["status"] == "true").await;
    assert_eq!(condition(&cluster, "ApiReachable").map(|found| &found["status"]), Some(&json!("false")));
    road.stop().await;
    world.until_cluster("not reached either", |cluster| reached(cluster)["status"] == "false").await;
    // When it is back, whoever was in a lesson is in it still.
    world.plane.thaw_api();
    let answers = |cluster: &Value| condition(cluster, "ApiReachable").is_some_and(|found| found["status"] == "true");
    world.until_cluster("answering again", answers).await;
    world.another_round(order).await;
    assert_eq!(uids(&world, order).await, before);
    replica.stop().await;
}
