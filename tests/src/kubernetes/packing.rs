//! Rooms go to the nodes that are on for as long as they are anyway, as far as the cluster's scheduler follows.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_domain::{ids::OrderId, workload::namespace_name};
use serde_json::{Value, json};

use super::world::World;
use crate::support::{OrderSpec, class_of};

const POLICIES: &str = "/apis/admissionregistration.k8s.io/v1";
const ROGUE: &str = "rogue";

/// A lecture hall that takes more than a quarter of a node, so that three fill one.
fn lectures(rooms: u32) -> OrderSpec {
    OrderSpec::of("lecture", 3_000).rooms(rooms)
}

async fn deployments(world: &World, order: OrderId) -> Vec<Value> {
    world.list(&format!("/apis/apps/v1/namespaces/{}/deployments", namespace_name(order))).await
}

fn classroom(object: &Value) -> String {
    object["metadata"]["labels"]["homeroom.dev/classroom"].as_str().unwrap().to_owned()
}

/// Which node a room's Deployment tells it to prefer.
fn preferred(deployment: &Value) -> Option<String> {
    let affinity = &deployment["spec"]["template"]["spec"]["affinity"]["nodeAffinity"];
    let preference = &affinity["preferredDuringSchedulingIgnoredDuringExecution"][0]["preference"];
    preference["matchExpressions"][0]["values"][0].as_str().map(str::to_owned)
}

/// By room.
async fn told(world: &World, order: OrderId) -> BTreeMap<String, Option<String>> {
    deployments(world, order).await.iter().map(|deployment| (classroom(deployment), preferred(deployment))).collect()
}

/// By room.
async fn nodes(world: &World, order: OrderId) -> BTreeMap<String, Option<String>> {
    let node = |pod: &Value| pod["spec"]["nodeName"].as_str().map(str::to_owned);
    world.pods(order).await.iter().map(|pod| (classroom(pod), node(pod))).collect()
}

/// Whatever a write of a Deployment's fields moves.
async fn generations(world: &World, order: OrderId) -> Vec<Value> {
    deployments(world, order).await.iter().map(|deployment| deployment["metadata"]["generation"].clone()).collect()
}

fn distinct(nodes: &BTreeMap<String, Option<String>>) -> BTreeSet<String> {
    nodes.values().flatten().cloned().collect()
}

#[tokio::test]
async fn rooms_of_one_bell_share_nodes_with_those_that_go_when_they_do_and_a_room_that_is_up_is_left_alone() {
    let world = World::new(4).await;
    let replica = world.replica();
    world.set_time("2026-09-01T20:00:00Z");
    let long = world.order(&lectures(2).weekly("WE", "09:00", 240)).await;
    let short = world.order(&lectures(4).weekly("WE", "09:00", 45).weekly("WE", "14:00", 45)).await;
    let later = world.order(&lectures(1).weekly("WE", "10:30", 45)).await;
    for order in [long, short, later] {
        world.until_ready(order, 0).await;
        assert!(distinct(&told(&world, order).await).is_empty(), "a room that rests prefers nothing");
    }

    world.set_time("2026-09-02T00:50:00Z");
    world.until_ready(long, 2).await;
    world.until_ready(short, 4).await;
    for order in [long, short] {
        assert_eq!(told(&world, order).await, nodes(&world, order).await, "each is where it was told");
    }
    let (of_long, of_short) = (distinct(&nodes(&world, long).await), distinct(&nodes(&world, short).await));
    assert_eq!((of_long.len(), of_long.union(&of_short).count()), (1, 2), "{of_long:?} {of_short:?}");

    // At the second bell one node is on for the long ones anyway, and what is on is left as it is.
    world.set_time("2026-09-02T02:00:00Z");
    world.until_ready(short, 0).await;
    world.wait("that the short ones are gone", || async { world.pods(short).await.is_empty() }).await;
    let (before, rested) = (generations(&world, long).await, generations(&world, short).await);
    world.set_time("2026-09-02T02:20:00Z");
    world.until_ready(later, 1).await;
    assert_eq!(distinct(&nodes(&world, later).await), of_long);
    for order in [long, short] {
        world.another_round(order).await;
    }
    assert_eq!((generations(&world, long).await, generations(&world, short).await), (before, rested));

    // A second start leaves no more behind than the first.
    world.set_time("2026-09-02T05:50:00Z");
    world.until_ready(short, 4).await;
    assert_eq!(told(&world, short).await, nodes(&world, short).await);
    let sets = format!("/apis/apps/v1/namespaces/{}/replicasets", namespace_name(short));
    world.wait("one set of replicas a room", || async { world.list(&sets).await.len() == 4 }).await;
    replica.stop().await;
}

/// How many rooms are on each node.
fn counted(nodes: &BTreeMap<String, Option<String>>) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    nodes.values().flatten().for_each(|node| *counted.entry(node.clone()).or_insert(0) += 1);
    counted
}

/// The third is headroom.
async fn sell_what_packs_on_two_of_three(world: &World) {
    let path = format!("/v1/clusters/clu_{}", world.cluster);
    let etag = world.app.platform_get(&path).send().await.expect(200).etag().to_owned();
    let patch = world.app.call("PATCH", &path).bearer(&world.app.platform_key).header("if-match", &etag);
    patch.json(&json!({"headroom_percent": 1, "sells_packed": true})).send().await.expect(200);
    world.wait("one node is kept free", || async { world.limits().await["node_share"] == json!(2_000_000_000) }).await;
}

#[tokio::test]
async fn rooms_that_are_taken_because_they_pack_are_all_ready_on_no_more_nodes_than_are_sold() {
    let world = World::new(3).await;
    let replica = world.replica();
    world.set_time("2026-09-01T20:00:00Z");
    sell_what_packs_on_two_of_three(&world).await;
    // By their shares six lectures fill both nodes; of each they leave room for ten classes.
    let large = world.order(&lectures(6).weekly("WE", "09:00", 45)).await;
    let small = world.order(&class_of(50).rooms(20).weekly("WE", "09:00", 45)).await;
    world.school().order(class_of(50).weekly("WE", "09:00", 45)).await.expect_problem(409, "capacity-unavailable");
    for order in [large, small] {
        world.until_ready(order, 0).await;
    }
    world.set_time("2026-09-02T00:50:00Z");
    world.until_ready(large, 6).await;
    world.until_ready(small, 20).await;
    let (of_large, of_small) = (counted(&nodes(&world, large).await), counted(&nodes(&world, small).await));
    assert_eq!((of_large.values().collect::<Vec<_>>(), of_small.values().collect::<Vec<_>>()), (vec![&3, &3], vec![&10, &10]));
    assert!(of_large.keys().eq(of_small.keys()), "{of_large:?} {of_small:?}");
    replica.stop().await;
}

/// Every pod of a room is another scheduler's from now on: the test is that.
async fn rogue_takes_over(world: &World) {
    let policy = json!({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicy", "metadata": {"name": ROGUE}, "spec": {
        "matchConstraints": {
            "objectSelector": {"matchExpressions": [{"key": "homeroom.dev/classroom", "operator": "Exists"}]},
            "resourceRules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}]},
        "reinvocationPolicy": "Never", "failurePolicy": "Fail",
        "mutations": [{"patchType": "ApplyConfiguration",
            "applyConfiguration": {"expression": "Object{spec: Object.spec{schedulerName: \"rogue\"}}"}}]}});
    let binding = json!({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicyBinding", "metadata": {"name": ROGUE},
        "spec": {"policyName": ROGUE}});
    world.kube().post(&format!("{POLICIES}/mutatingadmissionpolicies"), &policy).await.unwrap();
    world.kube().post(&format!("{POLICIES}/mutatingadmissionpolicybindings"), &binding).await.unwrap();
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "tried", "labels": {"homeroom.dev/classroom": "tried"}},
        "spec": {"containers": [{"name": "c", "image": "i"}]}});
    world
        .wait("the policy holds", || async {
            world.kube().post("/api/v1/namespaces/default/pods?dryRun=All", &pod).await.unwrap()["spec"]["schedulerName"] == ROGUE
        })
        .await;
}

async fn rogue_leaves(world: &World) {
    for kind in ["mutatingadmissionpolicybindings", "mutatingadmissionpolicies"] {
        world.kube().delete(&format!("{POLICIES}/{kind}/{ROGUE}")).await.unwrap();
    }
}

/// As a scheduler does.
async fn bind(world: &World, pod: &Value, node: &str) {
    let (namespace, name) = (pod["metadata"]["namespace"].as_str().unwrap(), pod["metadata"]["name"].as_str().unwrap());
    let binding = json!({"apiVersion": "v1", "kind": "Binding", "metadata": {"name": name},
        "target": {"apiVersion": "v1", "kind": "Node", "name": node}});
    world.kube().post(&format!("/api/v1/namespaces/{namespace}/pods/{name}/binding"), &binding).await.unwrap();
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_scheduler_that_puts_rooms_elsewhere_is_followed() {
    let world = World::new(4).await;
    let replica = world.replica();
    world.set_time("2026-09-01T20:00:00Z");
    let order = world.order(&lectures(2).weekly("WE", "09:00", 240)).await;
    let later = world.order(&lectures(2).weekly("WE", "10:00", 120)).await;
    for order in [order, later] {
        world.until_ready(order, 0).await;
    }
    rogue_takes_over(&world).await;
    world.set_time("2026-09-02T00:50:00Z");
    world.wait("pods that wait for a node", || async { world.pods(order).await.len() == 2 }).await;
    let advised = distinct(&told(&world, order).await);
    assert_eq!(advised.len(), 1);
    let others: Vec<String> = (1..=4).map(|number| format!("node-{number}")).filter(|node| !advised.contains(node)).collect();
    for (pod, node) in world.pods(order).await.iter().zip(&others) {
        bind(&world, pod, node).await;
    }
    world.until_ready(order, 2).await;
    let (before, elsewhere) = (generations(&world, order).await, distinct(&nodes(&world, order).await));
    assert_eq!(elsewhere, others[..2].iter().cloned().collect());
    world.another_round(order).await;
    assert_eq!(generations(&world, order).await, before, "nobody is written against");

    // What comes next goes by where rooms are.
    rogue_leaves(&world).await;
    world.set_time("2026-09-02T01:50:00Z");
    world.until_ready(later, 2).await;
    let joined = distinct(&told(&world, later).await);
    assert!(!joined.is_empty() && joined.is_subset(&elsewhere), "{joined:?} beside {elsewhere:?}");
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_node_that_is_cordoned_is_advised_to_nobody_and_a_worker_that_comes_anew_goes_by_what_is_there() {
    let world = World::new(3).await;
    let replica = world.replica();
    world.set_time("2026-09-01T20:00:00Z");
    let first = world.order(&lectures(1).weekly("WE", "09:00", 240)).await;
    let second = world.order(&lectures(1).weekly("WE", "10:00", 60)).await;
    let third = world.order(&lectures(1).weekly("WE", "11:30", 60)).await;
    for order in [first, second, third] {
        world.until_ready(order, 0).await;
    }
    world.set_time("2026-09-02T00:50:00Z");
    world.until_ready(first, 1).await;
    let on = distinct(&nodes(&world, first).await);
    replica.stop().await;

    let replica = world.replica();
    world.set_time("2026-09-02T01:50:00Z");
    world.until_ready(second, 1).await;
    assert_eq!((distinct(&told(&world, second).await), distinct(&nodes(&world, second).await)), (on.clone(), on.clone()));

    let node = format!("/api/v1/nodes/{}", on.first().unwrap());
    world.kube().patch(&node, &json!({"spec": {"unschedulable": true}})).await.unwrap();
    world.until_cluster("one node less", |cluster| cluster["nodes"]["counted"] == 2).await;
    world.set_time("2026-09-02T03:20:00Z");
    world.until_ready(third, 1).await;
    assert!(distinct(&told(&world, third).await).is_disjoint(&on));
    assert_eq!(told(&world, third).await, nodes(&world, third).await);
    replica.stop().await;
}
