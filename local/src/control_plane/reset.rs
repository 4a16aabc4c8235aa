//! A control plane given to somebody else: as one that was just started, but for its age.
//!
//! Starting one costs some ten seconds of a core, this costs one or two. What Homeroom may do is granted anew by whoever asks for its
//! kubeconfig.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;

use super::{
    nodes::{self, NodeSpec},
    storage,
};
use crate::kube_api::KubeApi;

const PATIENCE: Duration = Duration::from_secs(60);
/// Those that every Kubernetes has, with nothing in them that a component does not make again.
const BUILT_IN: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];
/// What a test may put into `default`.
const IN_DEFAULT: [&str; 2] = ["/apis/apps/v1/namespaces/default/deployments", "/api/v1/namespaces/default/pods"];
const NAMESPACES: &str = "/api/v1/namespaces";
const NODES: &str = "/api/v1/nodes";
const ROLES: [&str; 2] = ["/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "/apis/rbac.authorization.k8s.io/v1/clusterroles"];
const PRIORITY_CLASSES: &str = "/apis/scheduling.k8s.io/v1/priorityclasses";

/// Takes everything away that was made since the start, and gives it these nodes.
pub(super) async fn reset(api: &KubeApi, nodes: &[NodeSpec]) -> Result<()> {
    let begun = Instant::now();
    // Again until there is nothing: whoever had it before may just be ending.
    while !is_empty(api).await? {
        if begun.elapsed() > PATIENCE {
            bail!("a control plane is not empty after {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for folder in ROLES {
        for role in list(api, folder).await?.iter().filter(|role| role["metadata"]["labels"]["kubernetes.io/bootstrapping"].is_null()) {
            api.delete(&format!("{folder}/{}", name(role))).await?;
        }
    }
    for class in list(api, PRIORITY_CLASSES).await?.iter().map(name).filter(|name| !name.starts_with("system-")) {
        api.delete(&format!("{PRIORITY_CLASSES}/{class}")).await?;
    }
    for folder in [storage::VOLUMES, storage::CLASSES] {
        for object in list(api, folder).await? {
            api.delete(&format!("{folder}/{}", name(&object))).await?;
        }
    }
    // Only now, because a node is what ends its pods.
    for node in list(api, NODES).await? {
        nodes::delete(api, name(&node)).await?;
    }
    nodes::add(api, nodes).await
}

/// Asks for the end of what is still there, and says whether there was anything.
async fn is_empty(api: &KubeApi) -> Result<bool> {
    let mut empty = true;
    for folder in IN_DEFAULT {
        for object in list(api, folder).await? {
            api.delete(&format!("{folder}/{}?gracePeriodSeconds=0", name(&object))).await?;
            empty = false;
        }
    }
    for namespace in list(api, NAMESPACES).await?.iter().filter(|found| !BUILT_IN.contains(&name(found))) {
        // Asked for a second time it would be refused.
        if namespace["metadata"]["deletionTimestamp"].is_null() {
            api.delete(&format!("{NAMESPACES}/{}", name(namespace))).await?;
        }
        empty = false;
    }
    Ok(empty)
}

async fn list(api: &KubeApi, folder: &str) -> Result<Vec<Value>> {
    let list = api.get(folder).await?.unwrap_or_default();
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

fn name(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_default()
}
