//! What a cluster's nodes let it sell, and what a person should know of a cluster.

use std::time::{Duration, Instant};

use homeroom_domain::{ids::OrderId, workload::namespace_name};
use homeroom_local::control_plane::NodeSpec;
use serde_json::{Value, json};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::world::{World, condition};
use crate::support::class_of;

/// What is free is another within two seconds of the watch telling it; the rest is for the API server to tell it, and for a machine on which others are at work.
const COUNTED_WITHIN: Duration = Duration::from_secs(60);

/// Waits until so many nodes are sold after one of them became another.
async fn until_counted(world: &World, nodes: usize, what: &str) {
    let since = Instant::now();
    world.until_cluster(what, move |cluster| cluster["nodes"]["counted"] == json!(nodes)).await;
    let took = since.elapsed();
    eprintln!("{what}: {:.1} s after the node became another", took.as_secs_f64());
    assert!(took < COUNTED_WITHIN, "{what} after {took:?}");
}

#[tokio::test]
async fn nodes_become_limits_and_what_does_not_count_is_named() {
    let world = World::new(3).await;
    let replica = world.replica();
    let cluster = world.until_cluster("three nodes counted", |cluster| cluster["nodes"]["counted"] == 3).await;
    assert_eq!(cluster["nodes"]["shape"]["cpu_milli"], 104_000);
    assert_eq!(condition(&cluster, "ApiReachable").map(|found| &found["status"]), Some(&json!("true")));
    let limits = world.limits().await;
    assert_eq!((&limits["cpu_milli"], &limits["node_share"]), (&json!(312_000), &json!(3_000_000_000_u64)));

    // A smaller node, one that fails, and somebody else's load.
    let small = NodeSpec { cpu_cores: 8, ..NodeSpec::bare_metal("small") };
    world.plane.add_nodes(&[small]).await.unwrap();
    world.plane.set_node_ready("node-3", false).await.unwrap();
    let named =
        |cluster: &Value| condition(cluster, "NodesIgnored").is_some_and(|found| found["params"]["nodes"].as_array().unwrap().len() == 2);
    let cluster = world.until_cluster("two nodes ignored", named).await;
    assert_eq!(cluster["nodes"]["counted"], 2);
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "else"},
        "spec": {"nodeName": "node-1", "containers": [{"name": "c", "image": "i", "resources": {"requests": {"cpu": "52"}}}]}});
    world.kube().post("/api/v1/namespaces/default/pods", &pod).await.unwrap();
    world.wait("somebody else's load comes off", || async { world.limits().await["node_share"] == json!(1_500_000_000) }).await;
    assert_eq!(world.limits().await["cpu_milli"], 156_000);
    what_simulated_nodes_cannot_tell_is_not_known(&world).await;

    // Headroom and cordon.
    let path = format!("/v1/clusters/clu_{}", world.cluster);
    let etag = world.app.platform_get(&path).send().await.etag().to_owned();
    let patch = world.app.call("PATCH", &path).bearer(&world.app.platform_key).header("if-match", &etag);
    patch.json(&json!({"headroom_percent": 10})).send().await.expect(200);
    world.wait("one node is kept free", || async { world.limits().await["pods"] == json!(499) }).await;
    world.app.platform_post(&format!("{path}/cordon")).send().await.expect(200);
    world.until_cluster("cordoned", |cluster| condition(cluster, "Cordoned").is_some()).await;
    replica.stop().await;
}

/// Neither policies nor roads are tried where nodes are simulated, and that is said.
async fn what_simulated_nodes_cannot_tell_is_not_known(world: &World) {
    let policies = "The nodes are simulated: whether NetworkPolicy is enforced is not known.";
    let roads = "The nodes are simulated: whether rooms are reached is not known.";
    for (kind, reason, message) in [("NetworkPolicyEnforced", "NodesSimulated", policies), ("RoomsReachable", "RoomsSimulated", roads)] {
        let is_told = |cluster: &Value| condition(cluster, kind).is_some_and(|found| found["reason"] == reason);
        let cluster = world.until_cluster("that it is not known", is_told).await;
        let found = condition(&cluster, kind).cloned().unwrap_or_default();
        assert_eq!((&found["status"], &found["fix_by"], &found["message"]), (&json!("unknown"), &Value::Null, &json!(message)));
    }
    assert!(world.kube().get("/api/v1/namespaces/homeroom-probe-homeroom").await.unwrap().is_none(), "nothing is tried");
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn namespaces_that_no_order_explains_are_reported_and_stay() {
    let world = World::new(1).await;
    let replica = world.replica();
    let name = "o-0192d4c5-0000-7000-8000-000000000001";
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name,
        "labels": {"app.kubernetes.io/managed-by": "homeroom", "homeroom.dev/installation": "homeroom"}}});
    world.kube().post("/api/v1/namespaces", &namespace).await.unwrap();
    let reported =
        |cluster: &Value| condition(cluster, "UnknownNamespaces").is_some_and(|found| found["params"]["namespaces"] == json!([name]));
    world.until_cluster("reported", reported).await;
    assert!(world.kube().get(&format!("/api/v1/namespaces/{name}")).await.unwrap().is_some());

    // The rooms in it take their nodes' space, whoever may have ordered them.
    world.wait("one node is sold", || async { world.limits().await["node_share"] == json!(1_000_000_000) }).await;
    let labels = json!({"homeroom.dev/installation": "homeroom", "homeroom.dev/classroom": "cls_0192d4c5000070008000000000000002"});
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "room", "labels": labels},
        "spec": {"nodeName": "node-1", "containers": [{"name": "c", "image": "i", "resources": {"requests": {"cpu": "52"}}}]}});
    world.kube().post(&format!("/api/v1/namespaces/{name}/pods"), &pod).await.unwrap();
    world.wait("half of it is sold", || async { world.limits().await["node_share"] == json!(500_000_000) }).await;
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_node_that_is_cordoned_is_told_to_the_orders_whose_rooms_are_on_it() {
    let world = World::new(1).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 1).await;
    let cordon = |value: bool| json!({"spec": {"unschedulable": value}});
    world.kube().patch("/api/v1/nodes/node-1", &cordon(true)).await.unwrap();
    let drains =
        |row: &Value| row["conditions"].as_array().unwrap().iter().any(|c| c["type"] == "Draining" && c["reason"] == "NodeCordoned");
    world.until(order, "draining", drains).await;
    // No node can be sold now, and yet rooms ask for network as they did.
    world.until_cluster("no node counted", |cluster| cluster["nodes"]["counted"] == 0).await;
    let service = format!("/api/v1/namespaces/{}/services/rooms", namespace_name(order));
    world.kube().delete(&service).await.unwrap();
    world.wait("the service is back", || async { world.kube().get(&service).await.unwrap().is_some() }).await;
    let row = world.until_ready(order, 1).await;
    assert!(drains(&row) && !row["conditions"].as_array().unwrap().iter().any(|c| c["type"] == "UpdatePending"), "{row:#}");
    world.kube().patch("/api/v1/nodes/node-1", &cordon(false)).await.unwrap();
    world.until(order, "draining no more", |row| !drains(row)).await;
    replica.stop().await;
}

/// By uid.
async fn pods_on(world: &World, order: OrderId) -> Vec<(Value, Value)> {
    let pods = world.pods(order).await;
    let stay = pods.iter().filter(|pod| pod["metadata"]["deletionTimestamp"].is_null());
    let mut found: Vec<_> = stay.map(|pod| (pod["metadata"]["uid"].clone(), pod["spec"]["nodeName"].clone())).collect();
    found.sort_by_key(|pod| pod.0.to_string());
    found
}

fn are_all_on(pods: &[(Value, Value)], node: &str) -> bool {
    pods.iter().all(|(_, on)| on == node)
}

/// A node goes dark in a lesson: its rooms come up on the other one, each once, and whether they were up is known to the minute; rooms of the other node are left alone, and
/// the cluster sells a node less until it is back.
#[tokio::test]
async fn rooms_of_a_node_that_is_lost_in_a_lesson_come_up_on_another_one_and_no_other_room_is_touched() {
    let world = World::new(2).await;
    let replica = world.replica();
    world.set_time("2026-09-02T01:00:00Z");
    let spec = class_of(50).rooms(3).weekly("WE", "09:00", 45);
    let stays = world.order(&spec).await;
    world.until_ready(stays, 3).await;
    let first = pods_on(&world, stays).await[0].1.as_str().unwrap().to_owned();
    let second = if first == "node-1" { "node-2" } else { "node-1" };
    let node = format!("/api/v1/nodes/{first}");
    // So that the others are on the other.
    world.kube().patch(&node, &json!({"spec": {"unschedulable": true}})).await.unwrap();
    until_counted(&world, 1, "one node counted, as the other is cordoned").await;
    let order = world.order(&spec).await;
    world.until_ready(order, 3).await;
    world.kube().patch(&node, &json!({"spec": {"unschedulable": false}})).await.unwrap();
    until_counted(&world, 2, "both nodes counted").await;
    let before = pods_on(&world, stays).await;
    assert!(are_all_on(&pods_on(&world, order).await, second) && are_all_on(&before, &first));

    world.set_time("2026-09-02T01:10:00Z");
    // They have nowhere to go until it was seen that they are down: rooms that are back within a moment were never away.
    world.kube().patch(&node, &json!({"spec": {"unschedulable": true}})).await.unwrap();
    until_counted(&world, 1, "one node counted, as the other is cordoned again").await;
    world.plane.set_node_ready(second, false).await.unwrap();
    until_counted(&world, 0, "no node, as the last is lost").await;
    world.until(order, "its rooms seen down", |row| row["rooms_ready_now"] == 0).await;
    world.kube().patch(&node, &json!({"spec": {"unschedulable": false}})).await.unwrap();
    until_counted(&world, 1, "the other one again").await;
    world
        .wait("its rooms are on the other node", || async {
            let pods = pods_on(&world, order).await;
            pods.len() == 3 && are_all_on(&pods, &first)
        })
        .await;
    world.set_time("2026-09-02T01:12:00Z");
    world.until_ready(order, 3).await;
    assert_eq!(pods_on(&world, stays).await, before, "whoever is in a lesson elsewhere notices nothing");
    let intervals = "SELECT count(*) FROM readiness WHERE available_to IS NOT NULL AND available_to BETWEEN '2026-09-02T01:10:00Z' AND '2026-09-02T01:12:00Z'";
    assert_eq!(world.scalar(intervals).await, 3, "when they were not up is known");
    assert_eq!(world.scalar("SELECT count(*) FROM readiness WHERE available_to IS NULL").await, 6);

    world.plane.set_node_ready(second, true).await.unwrap();
    until_counted(&world, 2, "both nodes again").await;
    world.another_round(order).await;
    assert!(are_all_on(&pods_on(&world, order).await, &first), "nor is a live room moved back");
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_node_that_is_cordoned_in_a_lesson_names_the_orders_that_no_longer_fit_until_it_is_back() {
    let world = World::new(2).await;
    let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
    homeroom::workers::start(&world.app.state, &tracker, &stop);
    // Sixty such rooms fill a node of 104 cores: the second order needs both.
    world.set_time("2026-09-02T00:00:00Z");
    let first = world.order(&class_of(50).rooms(10).weekly("WE", "09:00", 45)).await;
    let last = world.order(&class_of(50).rooms(90).weekly("WE", "09:00", 45)).await;
    world.set_time("2026-09-02T01:10:00Z");
    let named = || async { world.app.platform_get("/v1/promises").send().await.expect(200).items().to_vec() };
    assert_eq!(named().await, [] as [Value; 0]);
    let cordon = |value: bool| json!({"spec": {"unschedulable": value}});
    world.kube().patch("/api/v1/nodes/node-2", &cordon(true)).await.unwrap();
    world.wait("one node is sold", || async { world.limits().await["node_share"] == json!(1_000_000_000) }).await;
    world.wait("the order placed last is named", || async { !named().await.is_empty() }).await;
    let found = named().await;
    assert_eq!((found.len(), &found[0]["order_id"]), (1, &json!(last)), "and not {first}: {found:?}");
    assert_eq!((&found[0]["bell_at"], &found[0]["cause"]["reason"]), (&json!("2026-09-02T01:00:00Z"), &json!("NodesMissing")));
    let kinds = || async {
        let events = world.app.platform_get("/v1/events?limit=200").send().await.expect(200);
        let kinds = events.items().iter().filter_map(|event| event["type"].as_str()).filter(|kind| kind.starts_with("promise."));
        kinds.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(kinds().await, ["promise.at_risk"]);

    world.kube().patch("/api/v1/nodes/node-2", &cordon(false)).await.unwrap();
    world.wait("it holds again", || async { named().await.is_empty() }).await;
    assert_eq!(kinds().await, ["promise.at_risk", "promise.holds"]);
    stop.cancel();
    tracker.close();
    tracker.wait().await;
}
