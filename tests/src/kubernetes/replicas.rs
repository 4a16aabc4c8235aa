//! Several replicas, leases, and clusters that do not answer.

use std::time::Duration;

use homeroom_domain::workload::namespace_name;
use serde_json::json;

use super::{
    planes::Plane,
    world::{World, register},
};
use crate::support::class_of;

#[tokio::test]
async fn two_replicas_share_nothing_and_hand_over() {
    let world = World::new(1).await;
    let first = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    assert_eq!(world.scalar("SELECT epoch FROM cluster_leases").await, 1);

    let second = world.replica();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(world.scalar("SELECT epoch FROM cluster_leases").await, 1, "a lease that is held is not taken");
    first.stop().await;
    world.wait("the second took over", || async { world.scalar("SELECT epoch FROM cluster_leases").await == 2 }).await;
    world.set_time("2026-09-02T01:00:00Z");
    world.until_ready(order, 1).await;
    second.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_worker_that_was_overtaken_writes_nothing() {
    let world = World::new(1).await;
    let stale = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;

    // Somebody else has the cluster, says the database; the worker has not heard of it.
    sqlx::query("UPDATE cluster_leases SET epoch = epoch + 1, holder = 'another', expires_at = clock_timestamp() + interval '1 hour'")
        .execute(&mut world.app.sql().await)
        .await
        .unwrap();
    let watching = watches(&world).await;
    let before = (world.row(order).await, world.deployment(order, 0).await.expect("it stands"));
    world.set_time("2026-09-02T01:00:00Z");
    world.wait("it has let go of the cluster", || async { watches(&world).await < watching }).await;
    assert_eq!((world.row(order).await, world.deployment(order, 0).await.expect("it stands")), before);
    stale.stop().await;
    assert_eq!(world.scalar("SELECT epoch FROM cluster_leases").await, 2, "nor does it give up what it does not have");
    assert_eq!(world.scalar("SELECT count(*) FROM cluster_leases WHERE expires_at > clock_timestamp()").await, 1);
}

#[tokio::test]
async fn a_replica_that_crashed_is_followed_when_its_lease_has_ended() {
    let world = World::new(1).await;
    let doomed = world.doomed_replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    doomed.crash();

    let second = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    // It looks for what nobody holds as soon as it starts.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(world.scalar("SELECT epoch FROM cluster_leases").await, 1, "nobody knows yet that it is gone");
    assert_eq!(world.row(order).await["rooms_wanted_now"], 0);
    let end = "UPDATE cluster_leases SET expires_at = clock_timestamp() - interval '1 second'";
    sqlx::query(end).execute(&mut world.app.sql().await).await.unwrap();
    world.until_ready(order, 1).await;
    assert_eq!(world.scalar("SELECT epoch FROM cluster_leases").await, 2);
    second.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn what_was_decided_before_a_pause_is_not_written_after_it() {
    let mut world = World::new(1).await;
    let stale = world.doomed_replica();
    world.set_time("2026-09-01T00:00:00Z");
    let order = world.order(&class_of(10).rooms(20).weekly("WE,TH", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    world.set_time("2026-09-02T01:00:00Z");
    world.until_ready(order, 20).await;
    world.set_time("2026-09-02T02:00:00Z");
    world.until_ready(order, 0).await;

    // The round of the next lesson comes no further than its first writes, which nobody answers until it sleeps.
    world.plane.freeze_api();
    world.set_time("2026-09-03T01:00:00Z");
    tokio::time::sleep(Duration::from_secs(3)).await;
    let wake = stale.pause().await;
    world.plane.thaw_api();
    let path = format!("/apis/apps/v1/namespaces/{}/deployments", namespace_name(order));
    let up = || async { world.list(&path).await.iter().filter(|room| room["spec"]["replicas"] == 1).count() };
    world.wait("the first writes are done", || async { up().await > 0 }).await;
    let first = up().await;
    assert!(first < 20, "it was to sleep in the middle");

    // By the time at which it goes on, another has the cluster, and each room is of a newer version.
    let taken = "UPDATE cluster_leases SET epoch = epoch + 1, holder = 'another', expires_at = clock_timestamp() + interval '1 hour'";
    sqlx::query(taken).execute(&mut world.app.sql().await).await.unwrap();
    for room in world.list(&path).await {
        let name = room["metadata"]["name"].as_str().unwrap();
        world.kube().patch(&format!("{path}/{name}"), &json!({"metadata": {"annotations": {"seen": "by another"}}})).await.unwrap();
    }
    let watching = watches(&world).await;
    let before = (world.row(order).await, up().await);
    drop(wake);
    world.wait("it has let go of the cluster", || async { watches(&world).await < watching }).await;
    assert_eq!((world.row(order).await, up().await), before);
    stale.crash();
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_cluster_that_does_not_answer_delays_nobody_and_its_orders_say_unknown() {
    let [plane, other] = Plane::several([1, 1]).await;
    let mut world = World::on(plane).await;
    register(&world.app, &other, "other", "cn-shanghai").await;
    let replica = world.replica();
    world.set_time("2026-09-01T00:00:00Z");
    let spec = class_of(50).weekly("WE", "09:00", 45);
    let (dead, alive) = (world.order(&spec).await, world.order(&spec.clone().region("cn-shanghai")).await);
    world.until_ready(dead, 0).await;
    world.until_ready(alive, 0).await;

    world.plane.stop_api().await;
    world.until_unknown(dead).await;
    world.set_time("2026-09-02T01:00:00Z");
    world.until_ready(alive, 1).await;
    assert_eq!(world.shown(dead).await["ready"], false);

    // It answers again, and the rooms that are wanted by now come up.
    world.plane.restart_api().await.unwrap();
    world.until_ready(dead, 1).await;

    // One that takes connections and says nothing is no better.
    world.plane.freeze_api();
    world.until_unknown(dead).await;
    world.set_time("2026-09-02T02:00:00Z");
    world.until_ready(alive, 0).await;
    world.plane.thaw_api();
    world.until_ready(dead, 0).await;
    replica.stop().await;
}

/// How many watch limit ranges: Homeroom, and components that never cease.
async fn watches(world: &World) -> f64 {
    let metrics = world.kube().text("/metrics").await.unwrap();
    let of = |line: &&str| line.starts_with("apiserver_longrunning_requests{") && line.contains(r#"resource="limitranges""#);
    metrics.lines().filter(of).filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}
