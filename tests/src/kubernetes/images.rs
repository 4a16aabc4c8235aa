//! Rooms' images are on the nodes before rooms are. The test plays the kubelets, which say which images they have, and OpenKruise, which pulls for a job.

use std::collections::BTreeSet;

use homeroom_domain::ids::OrderId;
use homeroom_local::kube_api::KubeApi;
use serde_json::{Value, json};

use super::world::{World, condition, wait};
use crate::support::class_of;

/// What rooms run from unless it is set.
const IMAGE: &str = "docker.io/livekit/livekit-server:v1.13.5";
const NEXT_IMAGE: &str = "docker.io/livekit/livekit-server:v2";
const PULLERS: &str = "/api/v1/namespaces/homeroom-images-homeroom/pods";
const JOBS: &str = "/apis/apps.kruise.io/v1beta1/namespaces/homeroom-images-homeroom/imagepulljobs";
const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const DEFINITION: &str = "imagepulljobs.apps.kruise.io";

/// A kubelet tells of the images on its node: these, and one that is no room's.
async fn tells(world: &World, node: &str, images: &[&str]) {
    let names = images.iter().chain(&["registry.example/else:v1"]);
    let images: Vec<Value> = names.map(|name| json!({"names": [name], "sizeBytes": 1})).collect();
    let path = format!("/api/v1/nodes/{node}/status");
    world.kube().patch(&path, &json!({"status": {"images": images}})).await.unwrap();
}

/// The value of our label on a node, by node.
async fn marks(world: &World) -> Vec<(String, String)> {
    let nodes = world.list("/api/v1/nodes").await;
    let mark = |node: &Value| {
        let labels = node["metadata"]["labels"].as_object()?;
        let (_, value) = labels.iter().find(|(key, _)| key.starts_with("images.homeroom.dev/homeroom."))?;
        Some((node["metadata"]["name"].as_str()?.to_owned(), value.as_str()?.to_owned()))
    };
    nodes.iter().filter_map(mark).collect()
}

fn marked(nodes: &[&str], value: &str) -> Vec<(String, String)> {
    nodes.iter().map(|node| ((*node).to_owned(), value.to_owned())).collect()
}

async fn nodes_of(world: &World, pods: &str) -> BTreeSet<String> {
    world.list(pods).await.iter().filter_map(|pod| pod["spec"]["nodeName"].as_str().map(str::to_owned)).collect()
}

async fn nodes_of_rooms(world: &World, order: OrderId) -> BTreeSet<String> {
    world.pods(order).await.iter().map(|pod| pod["spec"]["nodeName"].as_str().unwrap().to_owned()).collect()
}

/// What operators see of the image.
async fn images(world: &World) -> Vec<Value> {
    let path = format!("/v1/clusters/clu_{}/images", world.cluster);
    world.app.platform_get(&path).send().await.expect(200).items().to_vec()
}

async fn image(world: &World) -> Value {
    images(world).await.first().cloned().unwrap_or_default()
}

async fn until_state(world: &World, state: &str) -> Value {
    world.wait(state, || async { image(world).await["state"] == state }).await;
    image(world).await
}

fn preloaded(cluster: &Value) -> Value {
    condition(cluster, "ImagesPreloaded").cloned().unwrap_or_default()
}

/// Somebody else's pod that takes most of a node.
async fn fill(world: &World, node: &str, cores: u32) {
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": format!("load-{node}")},
        "spec": {"nodeName": node, "containers": [{"name": "c", "image": "i", "resources": {"requests": {"cpu": cores.to_string()}}}]}});
    world.kube().post("/api/v1/namespaces/default/pods", &pod).await.unwrap();
}

/// A definition of our own with the fields of OpenKruise's job that are used.
async fn define_jobs(kube: &KubeApi) {
    let any = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let schema = json!({"type": "object", "properties": {"spec": any, "status": any}});
    let definition = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": DEFINITION},
        "spec": {
            "group": "apps.kruise.io", "scope": "Namespaced",
            "names": {"plural": "imagepulljobs", "singular": "imagepulljob", "kind": "ImagePullJob", "listKind": "ImagePullJobList"},
            "versions": [{"name": "v1beta1", "served": true, "storage": true, "subresources": {"status": {}},
                "schema": {"openAPIV3Schema": schema}}],
        },
    });
    kube.post(DEFINITIONS, &definition).await.unwrap();
    let path = "/apis/apps.kruise.io/v1beta1";
    kube.wait_for(path, std::time::Duration::from_secs(60), |found| {
        found.is_some_and(|found| found["resources"].as_array().is_some_and(|resources| !resources.is_empty()))
    })
    .await
    .unwrap();
    // It is told of before its storage answers.
    wait("jobs can be listed", || async { kube.get(JOBS).await.is_ok() }).await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn an_image_that_a_node_loses_overnight_is_pulled_again_before_the_first_lead() {
    let world = World::new(3).await;
    let replica = world.replica();
    world.set_time("2026-08-30T00:00:00Z");
    // Wednesdays at 01:00 UTC.
    let order = world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    world.until_ready(order, 0).await;
    assert_eq!(until_state(&world, "unknown").await["lacking"], json!([]));
    let unknown = world.until_cluster("nothing known of images", |cluster| preloaded(cluster)["status"] == "unknown").await;
    assert_eq!(preloaded(&unknown)["fix_by"], Value::Null);
    assert!(
        world.kube().get("/api/v1/namespaces/homeroom-images-homeroom").await.unwrap().is_none(),
        "nodes that are silent are left alone"
    );

    // The first time at once, wherever it is not.
    for node in ["node-1", "node-2", "node-3"] {
        tells(&world, node, &[]).await;
    }
    world.wait("pods that pull it", || async { world.list(PULLERS).await.len() == 3 }).await;
    assert_eq!(marks(&world).await, marked(&["node-1", "node-2", "node-3"], "pull"), "no node is kept from rooms where none has it");
    for node in ["node-1", "node-2", "node-3"] {
        tells(&world, node, &[IMAGE]).await;
    }
    until_state(&world, "preloaded").await;
    world.wait("no pods and no marks", || async { world.list(PULLERS).await.is_empty() && marks(&world).await.is_empty() }).await;
    let everywhere = world.until_cluster("images everywhere", |cluster| preloaded(cluster)["status"] == "true").await;
    assert_eq!(preloaded(&everywhere)["message"], "The room image is on all 3 nodes.");

    // Lost while there is time: rooms would keep away, and nothing is pulled yet.
    tells(&world, "node-2", &[]).await;
    assert_eq!(until_state(&world, "waiting").await["lacking"], json!(["node-2"]));
    world.wait("a mark", || async { marks(&world).await == marked(&["node-2"], "avoid") }).await;
    assert!(world.list(PULLERS).await.is_empty());
    let before = world.limits().await;

    // The night before.
    world.set_time("2026-09-01T14:00:00Z");
    world.wait("a pod that pulls it", || async { nodes_of(&world, PULLERS).await == BTreeSet::from(["node-2".to_owned()]) }).await;
    let pod = world.list(PULLERS).await.remove(0);
    assert_eq!(pod["spec"]["containers"][0]["image"], IMAGE);
    // Two looks at the cluster.
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    assert_eq!(world.limits().await, before, "what pulls takes nothing of what is sold");
    tells(&world, "node-2", &[IMAGE]).await;
    until_state(&world, "preloaded").await;
    world.wait("no pods and no marks", || async { world.list(PULLERS).await.is_empty() && marks(&world).await.is_empty() }).await;
    world.set_time("2026-09-02T00:50:00Z");
    world.until_ready(order, 1).await;
    replica.stop().await;
}

/// From which image the order's room runs.
async fn runs(world: &World, order: OrderId) -> Value {
    world.pods(order).await[0]["spec"]["containers"][0]["image"].clone()
}

#[tokio::test]
async fn a_new_image_is_brought_to_nodes_first_and_each_room_takes_it_at_its_next_start() {
    let mut world = World::new(3).await;
    define_jobs(world.kube()).await;
    let nodes = ["node-1", "node-2", "node-3"];
    for node in nodes {
        tells(&world, node, &[IMAGE]).await;
    }
    let replica = world.replica();
    world.set_time("2026-09-01T20:00:00Z");
    let order = world.order(&class_of(50).weekly("WE,TH,FR", "09:00", 45)).await;
    until_state(&world, "preloaded").await;
    replica.stop().await;
    world.app.change_config(|config| config.room_image = NEXT_IMAGE.to_owned());
    let replica = world.replica();
    world.wait("both images", || async { images(&world).await.len() == 2 && !world.list(JOBS).await.is_empty() }).await;
    let both = images(&world).await;
    assert_eq!((&both[1]["image"], &both[1]["taken_at"]), (&json!(NEXT_IMAGE), &Value::Null));

    // A bell comes before it is there.
    world.set_time("2026-09-02T00:55:00Z");
    world.until_ready(order, 1).await;
    assert_eq!(runs(&world, order).await, IMAGE);
    // While a lesson is on it comes.
    for node in &nodes[..2] {
        tells(&world, node, &[IMAGE, NEXT_IMAGE]).await;
    }
    world.wait("that it is taken", || async { images(&world).await.iter().all(|image| image["image"] == NEXT_IMAGE) }).await;
    world.another_round(order).await;
    assert_eq!(runs(&world, order).await, IMAGE, "a live room stays");
    world.set_time("2026-09-02T02:00:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-03T00:55:00Z");
    world.until_ready(order, 1).await;
    assert_eq!(runs(&world, order).await, NEXT_IMAGE);
    assert!(!nodes_of_rooms(&world, order).await.contains("node-3"), "the third lacks it");

    // The setting as it was takes it back.
    replica.stop().await;
    world.app.change_config(|config| config.room_image = IMAGE.to_owned());
    let replica = world.replica();
    world.wait("that it is taken back", || async { images(&world).await.iter().all(|image| image["image"] == IMAGE) }).await;
    world.set_time("2026-09-03T02:00:00Z");
    world.until_ready(order, 0).await;
    world.set_time("2026-09-04T00:55:00Z");
    world.until_ready(order, 1).await;
    assert_eq!(runs(&world, order).await, IMAGE);
    replica.stop().await;
    world.kube().delete(&format!("{DEFINITIONS}/{DEFINITION}")).await.unwrap();
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn with_the_image_on_eighteen_of_twenty_nodes_no_room_goes_to_the_other_two_while_those_hold_them() {
    let world = World::new(20).await;
    define_jobs(world.kube()).await;
    let (lacking, holding): (Vec<_>, Vec<_>) =
        (1..=20).map(|number| format!("node-{number}")).partition(|node| matches!(node.as_str(), "node-1" | "node-2"));
    for node in &holding {
        tells(&world, node, &[IMAGE]).await;
    }
    for node in &lacking {
        tells(&world, node, &[]).await;
        // The scheduler fills what is fullest, so that without the marks it would begin with these.
        fill(&world, node, 52).await;
    }
    let replica = world.replica();
    world.set_time("2026-09-01T20:00:00Z");
    let order = world.order(&class_of(50).rooms(40).weekly("WE,TH", "09:00", 45)).await;

    // One job for the two, and no pods of ours.
    world.wait("a job", || async { !world.list(JOBS).await.is_empty() }).await;
    let job = world.list(JOBS).await.remove(0);
    assert_eq!((&job["spec"]["image"], &job["spec"]["selector"]["names"]), (&json!(IMAGE), &json!(lacking)));
    world.wait("marks", || async { marks(&world).await == marked(&["node-1", "node-2"], "avoid") }).await;
    assert!(world.list(PULLERS).await.is_empty());
    let told = until_state(&world, "pulling").await;
    assert_eq!((&told["nodes_holding"], &told["nodes_wanted"], &told["road"]), (&json!(18), &json!(20), &json!("image_pull_job")));

    // It fails there.
    let path = format!("{JOBS}/{}/status", job["metadata"]["name"].as_str().unwrap());
    let status =
        json!({"desired": 2, "failed": 2, "failedNodes": lacking, "completionTime": "2026-09-01T20:05:00Z", "message": "no route"});
    world.kube().patch(&path, &json!({"status": status})).await.unwrap();
    let told = until_state(&world, "failing").await;
    assert_eq!(told["failure"]["message"], "Pulling it on node-1 fails: no route.");
    world.wait("that the job is taken away", || async { world.list(JOBS).await.is_empty() }).await;
    let failing = world.until_cluster("images failing", |cluster| preloaded(cluster)["reason"] == "ImagePullFails").await;
    assert_eq!(preloaded(&failing)["params"]["nodes"], json!(lacking));

    world.set_time("2026-09-02T00:55:00Z");
    world.until_ready(order, 40).await;
    let nodes = nodes_of_rooms(&world, order).await;
    assert!(nodes.iter().all(|node| holding.contains(node)), "{nodes:?}");

    // Full, and the next bell comes: a room without its image is better than none.
    world.set_time("2026-09-02T02:00:00Z");
    world.until_ready(order, 0).await;
    world.wait("that the rooms are gone", || async { world.pods(order).await.is_empty() }).await;
    for node in &holding {
        fill(&world, node, 103).await;
    }
    world.set_time("2026-09-03T00:55:00Z");
    world.until_ready(order, 40).await;
    let nodes = nodes_of_rooms(&world, order).await;
    assert!(nodes.iter().all(|node| lacking.contains(node)), "{nodes:?}");
    replica.stop().await;
    world.kube().delete(&format!("{DEFINITIONS}/{DEFINITION}")).await.unwrap();
}
