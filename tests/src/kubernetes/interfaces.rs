//! Rooms with network interfaces of their own: the scheduler counts them, the pod asks for one, and what isolates it is what the cluster says.

use homeroom_domain::{ids::OrderId, workload::namespace_name};
use serde_json::{Value, json};

use super::world::World;
use crate::support::{Answer, OrderSpec, class_of, give_seminars_interfaces};

/// Two nodes that offer three interfaces each.
async fn world() -> World {
    let world = World::new(2).await;
    give_seminars_interfaces(&world.app.database).await;
    for node in ["node-1", "node-2"] {
        let offers = json!({"status": {"allocatable": {"example.com/eni": "3"}, "capacity": {"example.com/eni": "3"}}});
        world.kube().patch(&format!("/api/v1/nodes/{node}/status"), &offers).await.unwrap();
    }
    world.set_time("2026-09-01T00:00:00Z");
    world
}

async fn amend(world: &World, change: &Value) -> Answer {
    let path = format!("/v1/clusters/clu_{}", world.cluster);
    let etag = world.app.platform_get(&path).send().await.expect(200).etag().to_owned();
    world.app.call("PATCH", &path).bearer(&world.app.platform_key).header("if-match", &etag).json(change).send().await
}

async fn policies(world: &World, order: OrderId) -> usize {
    world.list(&format!("/apis/networking.k8s.io/v1/namespaces/{}/networkpolicies", namespace_name(order))).await.len()
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_room_asks_for_its_interface_and_a_security_group_stands_for_its_policies() {
    let world = world().await;
    let replica = world.replica();
    world.wait("nodes are measured", || async { world.limits().await["pods"] == json!(1_000) }).await;
    assert_eq!(world.limits().await.get("interfaces"), None, "nobody said by which name");
    let profile = json!({"resource": "example.com/eni", "isolation": "security_group",
        "annotation": {"key": "example.com/security-groups", "value": "sg-rooms"}});
    amend(&world, &json!({ "interfaces": profile })).await.expect(200);
    world.wait("interfaces are counted", || async { world.limits().await["interfaces"] == json!(6) }).await;

    let alone = |rooms: u32| OrderSpec::of("seminar", 10).rooms(rooms).weekly("WE", "09:00", 45);
    let order = world.order(&alone(2)).await;
    let others = world.order(&class_of(20).weekly("WE", "09:00", 45)).await;
    world.school().order(alone(5)).await.expect_problem(409, "capacity-unavailable");
    world.set_time("2026-09-02T01:00:00Z");
    world.until_ready(order, 2).await;
    world.until_ready(others, 1).await;
    for pod in world.pods(order).await {
        let resources = &pod["spec"]["containers"][0]["resources"];
        assert_eq!((&resources["limits"]["example.com/eni"], &resources["requests"]["example.com/eni"]), (&json!("1"), &json!("1")));
        assert_eq!(pod["metadata"]["annotations"]["example.com/security-groups"], "sg-rooms");
    }
    assert_eq!((policies(&world, order).await, policies(&world, others).await), (0, 3));
    let quota = format!("/api/v1/namespaces/{}/resourcequotas/order", namespace_name(order));
    let quota = world.kube().get(&quota).await.unwrap().unwrap();
    assert_eq!(quota["spec"]["hard"]["requests.example.com/eni"], "4");

    // What others have counts against the same thresholds: a control plane has namespaces of its own, and the Service of its API.
    let counts = || async {
        let path = format!("/v1/clusters/clu_{}/capacity", world.cluster);
        world.app.platform_get(&path).send().await.expect(200)["objects"].clone()
    };
    world.wait("what others have is counted", || async { counts().await[1]["others"] == json!(1) }).await;
    let counts = counts().await;
    assert!(counts[0]["others"].as_i64().unwrap() >= 4, "{counts}");
    assert_eq!((&counts[0]["orders"], &counts[1]["orders"]), (&json!(2), &json!(2)));
    replica.stop().await;
}
