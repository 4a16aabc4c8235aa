//! A control plane starts, runs pods, gives Homeroom its rights and no more,
//! loses and regains nodes, and starts again with what it had.

use std::time::Duration;

use homeroom_local::control_plane::{ControlPlane, NodeSpec, Options};
use homeroom_local::kube_api::KubeApi;
use homeroom_local::progress;
use homeroom_local::scratch::Scratch;
use serde_json::{Value, json};

use crate::kubernetes::{Plane, turns};

type Outcome = anyhow::Result<()>;

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn pods_become_ready_and_nodes_come_and_go() -> Outcome {
    let control_plane = Plane::with(2).await;
    let api = control_plane.api();

    let rooms = "/apis/apps/v1/namespaces/default/deployments";
    api.post(rooms, &deployment("rooms", 20)).await?;
    api.wait_for(&format!("{rooms}/rooms"), Duration::from_secs(30), |found| ready_replicas(found) == 20).await?;

    control_plane.set_node_ready("node-2", false).await?;
    control_plane.set_node_ready("node-2", true).await?;
    control_plane.delete_node("node-2").await?;
    control_plane.add_nodes(&[NodeSpec { network_mbit: None, ..NodeSpec::bare_metal("plain") }]).await?;
    let plain = api.get("/api/v1/nodes/plain").await?.unwrap_or_default();
    assert_eq!(plain["status"]["allocatable"]["homeroom.dev/network-mbit"], Value::Null);
    assert_eq!(plain["status"]["allocatable"]["cpu"], "104");
    Ok(())
}

#[tokio::test]
async fn homeroom_gets_its_rights_and_no_more() -> Outcome {
    let control_plane = Plane::with(0).await;
    let kubeconfig: Value = serde_yaml_ng::from_str(&control_plane.homeroom_kubeconfig().await?)?;
    let token = kubeconfig["users"][0]["user"]["token"].as_str().unwrap_or_default();
    let homeroom = KubeApi::new(&control_plane.server(), control_plane.ca_pem(), token)?;
    for (verb, group, resource, allowed) in [
        ("create", "", "namespaces", true),
        ("patch", "apps", "deployments", true),
        ("get", "", "nodes", true),
        ("delete", "", "nodes", false),
        ("create", "", "pods", false),
        ("create", "rbac.authorization.k8s.io", "clusterrolebindings", false),
    ] {
        let question = json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": {"verb": verb, "group": group, "resource": resource}}});
        let answer = homeroom.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", &question).await?;
        assert_eq!(answer["status"]["allowed"], allowed, "{verb} {resource}");
    }
    Ok(())
}

#[tokio::test]
async fn one_that_is_given_on_is_as_if_it_had_just_been_started() -> Outcome {
    let mut control_plane = Plane::with(2).await;
    let namespace = json!({"metadata": {"name": "left"}});
    let class = json!({"metadata": {"name": "left"}, "value": 1});
    control_plane.homeroom_kubeconfig().await?;
    let api = control_plane.api();
    api.post("/api/v1/namespaces", &namespace).await?;
    api.post("/apis/scheduling.k8s.io/v1/priorityclasses", &class).await?;
    api.post("/apis/apps/v1/namespaces/left/deployments", &deployment("rooms", 3)).await?;
    api.post("/apis/apps/v1/namespaces/default/deployments", &deployment("rooms", 3)).await?;
    let everywhere = "/apis/apps/v1/namespaces/left/deployments/rooms";
    api.wait_for(everywhere, Duration::from_secs(30), |found| ready_replicas(found) == 3).await?;
    api.patch("/api/v1/nodes/node-1", &json!({"spec": {"unschedulable": true}})).await?;
    control_plane.set_node_ready("node-2", false).await?;
    control_plane.freeze_api();

    control_plane.reset(&NodeSpec::bare_metal_fleet(1)).await?;
    let api = control_plane.api();
    for path in [
        "/api/v1/namespaces/left",
        "/api/v1/namespaces/homeroom-system",
        "/apis/scheduling.k8s.io/v1/priorityclasses/left",
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/homeroom",
        "/apis/apps/v1/namespaces/default/deployments/rooms",
        "/api/v1/nodes/node-2",
    ] {
        assert!(api.get(path).await?.is_none(), "{path} is left");
    }
    let node = api.get("/api/v1/nodes/node-1").await?.unwrap_or_default();
    assert!(node["spec"]["unschedulable"].is_null(), "{node}");
    assert_eq!(api.get("/api/v1/pods").await?.unwrap_or_default()["items"], json!([]));
    control_plane.homeroom_kubeconfig().await.map(|_| ())
}

#[tokio::test]
async fn a_persistent_one_starts_again_with_what_it_had() -> Outcome {
    let _turn = turns(1).await;
    let scratch = Scratch::new("control-plane-test")?;
    let options = Options {
        dir: scratch.path().join("cluster"),
        nodes: NodeSpec::bare_metal_fleet(1),
        persistent: true,
        progress: progress::silent(),
    };
    let first = ControlPlane::start(options.clone()).await?;
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kept"}});
    first.api().post("/api/v1/namespaces", &namespace).await?;
    let kubeconfig = first.homeroom_kubeconfig().await?;
    first.stop().await?;

    let mut second = ControlPlane::start(options).await?;
    assert!(second.api().get("/api/v1/namespaces/kept").await?.is_some());
    assert_eq!(second.homeroom_kubeconfig().await?, kubeconfig, "a registered kubeconfig stays valid");
    second.stop_api().await;
    assert!(second.api().get("/api/v1/namespaces/kept").await.is_err());
    second.restart_api().await?;
    second.freeze_api();
    let asked = second.api().get("/api/v1/namespaces/kept");
    // A connection that it had before may be found to be broken at once, which is no answer either.
    let answer = tokio::time::timeout(Duration::from_secs(1), asked).await;
    assert!(!matches!(answer, Ok(Ok(_))), "a frozen API answers nothing");
    second.thaw_api();
    assert!(second.api().get("/api/v1/namespaces/kept").await?.is_some());
    second.stop().await
}

fn deployment(name: &str, replicas: u32) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": "room", "image": "room",
                "resources": {"limits": {"cpu": "2", "memory": "256Mi", "homeroom.dev/network-mbit": "100"}}}]}}},
    })
}

fn ready_replicas(deployment: Option<&Value>) -> u64 {
    deployment.and_then(|found| found["status"]["readyReplicas"].as_u64()).unwrap_or(0)
}
