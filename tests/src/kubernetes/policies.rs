//! Whether a cluster enforces NetworkPolicy. The test plays the kubelets, which say which images they have, and what carries packets: it lets the pod that
//! asks fall silent, or not.

use serde_json::{Value, json};

use super::world::{World, condition};

const NAMESPACE: &str = "/api/v1/namespaces/homeroom-probe-homeroom";
const POLICIES: &str = "/apis/networking.k8s.io/v1/namespaces/homeroom-probe-homeroom/networkpolicies";

fn enforced(cluster: &Value) -> Value {
    condition(cluster, "NetworkPolicyEnforced").cloned().unwrap_or_default()
}

/// Simulated nodes tell of no images; those of this one do.
async fn tells(world: &World) {
    let images = json!({"status": {"images": [{"names": ["docker.io/livekit/livekit-server:v1.13.5"], "sizeBytes": 1}]}});
    world.kube().patch("/api/v1/nodes/node-1/status", &images).await.unwrap();
}

async fn pods(world: &World) -> Vec<Value> {
    world.list(&format!("{NAMESPACE}/pods")).await
}

/// The policy stands, and both pods run.
async fn until_forbidden(world: &World) -> Vec<Value> {
    world.wait("the policy is made", || async { !world.list(POLICIES).await.is_empty() }).await;
    pods(world).await
}

async fn until_gone(world: &World) {
    world.wait("nothing of it is left", || async { world.kube().get(NAMESPACE).await.unwrap().is_none() }).await;
}

#[tokio::test]
async fn a_pod_that_falls_silent_by_a_policy_shows_that_it_is_enforced_and_nothing_is_left() {
    let world = World::new(1).await;
    tells(&world).await;
    // Somebody died in the middle of it.
    let left = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "homeroom-probe-homeroom", "labels":
        {"app.kubernetes.io/managed-by": "homeroom", "homeroom.dev/installation": "homeroom", "left": "over"}}});
    world.kube().post("/api/v1/namespaces", &left).await.unwrap();
    let replica = world.replica();
    let pods = until_forbidden(&world).await;
    let namespace = world.kube().get(NAMESPACE).await.unwrap().unwrap();
    assert_eq!(namespace["metadata"]["labels"].get("left"), None, "what was left went first");
    assert_eq!(pods.len(), 2);
    let asker = pods.iter().find(|pod| pod["metadata"]["labels"]["homeroom.dev/probe"] == "asker").unwrap();
    let listener = pods.iter().find(|pod| pod["metadata"]["labels"]["homeroom.dev/probe"] == "listener").unwrap();
    let asks = &asker["spec"]["containers"][0]["readinessProbe"]["exec"]["command"];
    assert_eq!(asks[4], listener["status"]["podIP"]);
    let path = format!("{NAMESPACE}/pods/{}/status", asker["metadata"]["name"].as_str().unwrap());
    let silent = json!({"status": {"conditions": [{"type": "Ready", "status": "False"}]}});
    world.kube().strategic_patch(&path, &silent).await.unwrap();
    let cluster = world.until_cluster("enforced", |cluster| enforced(cluster)["status"] == "true").await;
    assert_eq!(enforced(&cluster)["reason"], "PoliciesHold");
    until_gone(&world).await;
    replica.stop().await;
    // The next worker knows it, and asks nobody for hours.
    let replica = world.replica();
    world.until_cluster("it answers", |cluster| enforced(cluster)["status"] == "true").await;
    assert!(world.kube().get(NAMESPACE).await.unwrap().is_none());
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a policy has a minute to be felt"]
async fn pods_that_go_on_talking_show_that_no_policy_is_enforced() {
    let world = World::new(1).await;
    tells(&world).await;
    let replica = world.replica();
    until_forbidden(&world).await;
    let cluster = world.until_cluster("not enforced", |cluster| enforced(cluster)["status"] == "false").await;
    let found = enforced(&cluster);
    assert_eq!((&found["reason"], &found["fix_by"]), (&json!("PoliciesDoNotHold"), &json!("operator")));
    until_gone(&world).await;
    replica.stop().await;
}
